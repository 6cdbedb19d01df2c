"""What is asked of inspections. A unit sees its own part, and a surprise only once it has begun. Reads only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from compliance.entries.models import LateFlag
from compliance.inspection.models import (
    Campaign,
    CampaignUnit,
    ChecklistAnswer,
    Finding,
    FollowUp,
    SampledAssignment,
)
from compliance.inspection.plans import CampaignKind
from core.access import Action, Viewer
from core.errors import NotFound
from core.organisation import Unit
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive


@dataclass(frozen=True, slots=True)
class Sampled:
    """A drawn assignment as it is looked up on site."""

    ordinal: int
    assignment_id: int
    unit_id: int
    text: str
    number: str
    issued_on: date | None
    is_late: bool


def campaigns(session: Session, viewer: Viewer, today: date) -> Sequence[Campaign]:
    """Return the campaigns that an account may see, newest first."""
    question = select(Campaign).where(_seen(viewer, today))
    return session.scalars(question.order_by(Campaign.first_on.desc(), Campaign.id.desc())).all()


def campaign(session: Session, viewer: Viewer, campaign_id: int, today: date) -> Campaign:
    """Return one of them.

    Raises:
        NotFound: there is none that the account may see.
    """
    row = session.scalar(select(Campaign).where(Campaign.id == campaign_id, _seen(viewer, today)))
    if row is None:
        message = f"Không có cuộc kiểm tra số {campaign_id} trong phạm vi của tài khoản."
        raise NotFound(message)
    return row


def units_of(session: Session, campaign_id: int, viewer: Viewer) -> list[tuple[CampaignUnit, str]]:
    """Return the units of a campaign that an account may see, with their names, in order of name."""
    sees_all = viewer.may(Action.SEE_FIGURES)
    return [(row, name) for row, name in every_unit(session, campaign_id) if sees_all or row.unit_id in viewer.units]


def every_unit(session: Session, campaign_id: int) -> list[tuple[CampaignUnit, str]]:
    """Return all units of a campaign with their names, in order of name."""
    question = (
        select(CampaignUnit, Unit.name)
        .join(Unit, Unit.id == CampaignUnit.unit_id)
        .where(CampaignUnit.campaign_id == campaign_id)
        .order_by(Unit.sort_key)
    )
    return [(row, name) for row, name in session.execute(question)]


def sample_of(session: Session, row: Campaign, unit_ids: Collection[int]) -> list[Sampled]:
    """Return what was drawn of some units, in the order drawn."""
    flags = (
        select(LateFlag.id)
        .where(LateFlag.assignment_id == Assignment.id, LateFlag.voided_at.is_(None))
        .correlate(Assignment)
    )
    question = (
        select(
            SampledAssignment.ordinal, Assignment.id, Assignment.unit_id, Task.text, Directive.number,
            Directive.issued_on, exists(flags),
        )
        .join(Assignment, Assignment.id == SampledAssignment.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(SampledAssignment.campaign_id == row.id, Assignment.unit_id.in_(unit_ids))
        .order_by(SampledAssignment.ordinal)
    )  # fmt: skip
    return [
        Sampled(ordinal, number, unit_id or 0, text, named or "", issued_on, is_late)
        for ordinal, number, unit_id, text, named, issued_on, is_late in session.execute(question)
    ]


def population(session: Session, unit_id: int, from_at: datetime, until_at: datetime, known_at: datetime) -> list[int]:
    """Return the lead assignments of a unit that were assigned or flagged in a stretch of time, as known at an instant.

    Asked again later with the same instants it gives the same: nothing here is ever taken back.
    """
    until_at = min(until_at, known_at)
    flagged = exists().where(
        LateFlag.assignment_id == Assignment.id, LateFlag.written_at >= from_at, LateFlag.written_at < until_at
    )
    question = select(Assignment.id).where(
        Assignment.unit_id == unit_id,
        Assignment.role == Role.LEAD,
        or_(Assignment.withdrawn_at.is_(None), Assignment.withdrawn_at >= known_at),
        or_(and_(Assignment.confirmed_at >= from_at, Assignment.confirmed_at < until_at), flagged),
    )
    return list(session.scalars(question.order_by(Assignment.id)))


def answers_of(session: Session, campaign_id: int) -> dict[tuple[int, int], ChecklistAnswer]:
    """Return the answers to a campaign's checklist, by unit and question."""
    rows = session.scalars(select(ChecklistAnswer).where(ChecklistAnswer.campaign_id == campaign_id))
    return {(row.unit_id, row.ordinal): row for row in rows}


def findings_of(session: Session, campaign_id: int, unit_ids: Collection[int]) -> list[Finding]:
    """Return the findings at some units, oldest first."""
    question = select(Finding).where(Finding.campaign_id == campaign_id, Finding.unit_id.in_(unit_ids))
    return list(session.scalars(question.order_by(Finding.id)))


def follow_ups_of(session: Session, finding_ids: Collection[int]) -> list[FollowUp]:
    """Return what follows some findings, in order."""
    question = select(FollowUp).where(FollowUp.finding_id.in_(finding_ids))
    return list(session.scalars(question.order_by(FollowUp.finding_id, FollowUp.ordinal)))


def owed_follow_ups(session: Session, viewer: Viewer) -> list[tuple[FollowUp, Finding, str]]:
    """Return what is to be done after findings and not accepted yet, sooner due first, with the unit's name."""
    question = (
        select(FollowUp, Finding, Unit.name)
        .join(Finding, Finding.id == FollowUp.finding_id)
        .join(Unit, Unit.id == Finding.unit_id)
        .where(FollowUp.accepted_at.is_(None), _own(viewer, Finding.unit_id.in_(viewer.units)))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return [(row, finding, name) for row, finding, name in session.execute(question)]


def finding(session: Session, finding_id: int) -> Finding:
    """Return a finding.

    Raises:
        NotFound: there is none.
    """
    row = session.get(Finding, finding_id)
    if row is None:
        message = "Không có kết quả kiểm tra này."
        raise NotFound(message)
    return row


def own_finding(session: Session, viewer: Viewer, finding_id: int) -> Finding:
    """Return a finding that the account may see.

    Raises:
        NotFound: there is none.
    """
    question = select(Finding).where(Finding.id == finding_id, _own(viewer, Finding.unit_id.in_(viewer.units)))
    row = session.scalar(question)
    if row is None:
        message = "Không có kết quả kiểm tra này trong phạm vi của tài khoản."
        raise NotFound(message)
    return row


def evidence_of(session: Session, viewer: Viewer, finding_id: int, place: int, today: date) -> dict[str, Any]:
    """Return what is kept of a file of a finding's evidence, to those who may see the finding.

    Raises:
        NotFound: there is none that the account may see.
    """
    row = own_finding(session, viewer, finding_id)
    campaign(session, viewer, row.campaign_id, today)
    if not 0 <= place < len(row.files):
        message = "Không có tệp bằng chứng này."
        raise NotFound(message)
    found: dict[str, Any] = row.files[place]
    return found


def own_follow_up(session: Session, viewer: Viewer, follow_up_id: int) -> tuple[FollowUp, Finding]:
    """Return something that follows a finding, with the finding.

    Raises:
        NotFound: there is none that the account may see.
    """
    row = session.get(FollowUp, follow_up_id)
    if row is None:
        message = "Không có việc sau kiểm tra này."
        raise NotFound(message)
    return row, own_finding(session, viewer, row.finding_id)


def _seen(viewer: Viewer, today: date) -> ColumnElement[bool]:
    visited = exists().where(CampaignUnit.campaign_id == Campaign.id, CampaignUnit.unit_id.in_(viewer.units))
    is_told = or_(Campaign.kind == CampaignKind.PLANNED, Campaign.first_on <= today)
    return _own(viewer, and_(visited, is_told))


def _own(viewer: Viewer, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return true() if viewer.may(Action.SEE_FIGURES) else condition
