"""What is asked about plans. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from compliance.deadlines.models import Deadline
from compliance.entries.models import Entry
from compliance.entries.plans.progress import PlanPart
from compliance.entries.procedures.models import Closure
from compliance.entries.queries import UNIT_SHOWN
from core.local_time import local_day
from core.organisation import Unit
from extraction.by_hand.models import OrderRecord
from extraction.by_hand.record import OrderKind
from extraction.models import Assignment, Confirmation, Task
from extraction.values import Role
from ingest.models import Directive

PLAN_KINDS = ("Kế hoạch", "Chương trình", "Đề án")
PAGE_SIZE = 50
REPORT = "report"
AnyEntry = aliased(Entry, name="plan_entry")
_NEWEST = (
    select(func.max(AnyEntry.id))
    .where(AnyEntry.assignment_id == Assignment.id, AnyEntry.made_at.is_not(None), AnyEntry.withdrawn_at.is_(None))
    .correlate(Assignment)
)
Newest = aliased(Entry, name="newest")
Planned = aliased(Entry, name="planned")
Reported = aliased(Entry, name="reported")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list of plans."""

    directive_id: int
    number: str | None
    issued_on: date | None
    subject: str | None
    issuer: str | None
    n_tasks: int


def plans(session: Session, page: int = 1) -> list[PlanRow]:
    """Return one page of confirmed plans, as documents and as lists entered by hand, the newest first."""
    n_tasks = select(func.count(Task.id)).where(Task.directive_id == Directive.id, Task.removed_at.is_(None))
    by_hand = select(OrderRecord.directive_id).where(OrderRecord.kind == OrderKind.PLAN.value)
    as_document = select(Directive.id).where(Directive.kind.in_(PLAN_KINDS))
    question = (
        select(
            Directive.id,
            Directive.number,
            Directive.issued_on,
            Directive.subject,
            Directive.issuer,
            n_tasks.correlate(Directive).scalar_subquery(),
        )
        .join(Confirmation, Confirmation.directive_id == Directive.id)
        .where(Directive.id.in_(as_document.union(by_hand)), Directive.duplicate_of_id.is_(None))
        .order_by(Directive.issued_on.desc(), Directive.id.desc())
    )
    return [PlanRow(*row) for row in session.execute(question.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))]


def parts_of(session: Session, directive_ids: Sequence[int]) -> list[tuple[int, PlanPart]]:
    """Return every live part of some plans with its directive's id, by task, leads first, then by period."""
    question = (
        select(
            Task.directive_id, Assignment, UNIT_SHOWN, Deadline.due_on, Planned.planned_on, Reported.made_at,
            Reported.confirmed_at, Closure.assignment_id, Newest.made_at,
        )
        .join(Task, Task.id == Assignment.task_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(
            Deadline,
            and_(Deadline.assignment_id == Assignment.id, Deadline.clock == "task", Deadline.is_current),
        )
        .outerjoin(Newest, Newest.id == _NEWEST.scalar_subquery())
        .outerjoin(Planned, Planned.id == _NEWEST.where(AnyEntry.planned_on.is_not(None)).scalar_subquery())
        .outerjoin(Reported, Reported.id == _NEWEST.where(AnyEntry.kind == REPORT).scalar_subquery())
        .outerjoin(Closure, Closure.assignment_id == Assignment.id)
        .where(
            Task.directive_id.in_(directive_ids),
            Task.removed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
            Assignment.opened_at.is_not(None),
        )
        .order_by(Task.ordinal, Assignment.role.desc(), Unit.sort_key, Assignment.instance_on, Assignment.id)
    )  # fmt: skip
    return [(row[0], _part(*row[1:])) for row in session.execute(question)]


def _part(
    row: Assignment,
    unit: str,
    due_on: date | None,
    planned_on: date | None,
    reported_at: datetime | None,
    confirmed_at: datetime | None,
    closed: int | None,
    newest_at: datetime | None,
) -> PlanPart:
    return PlanPart(
        assignment_id=row.id,
        task_id=row.task_id,
        unit=unit,
        is_lead=row.role == Role.LEAD,
        due_on=due_on,
        planned_on=planned_on,
        reported_on=local_day(reported_at) if reported_at else None,
        is_confirmed=confirmed_at is not None,
        is_closed=closed is not None,
        last_on=local_day(newest_at) if newest_at else None,
        period_on=row.instance_on or due_on,
    )
