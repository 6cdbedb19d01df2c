"""Which statuses the senders of documents are owed by now: read off what happened, never pushed by it.

So none is lost when a process dies, and none is owed twice: what a document has reached is compared with what was ever
owed for it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from compliance.entries.models import Entry
from core.database import transaction
from extraction.models import Assignment, Confirmation, Task
from extraction.values import Role
from ingest.connectors.configured import Axis
from ingest.edxml.values import StatusCode
from ingest.models import Arrival, Directive
from ingest.outbox import queries as outbox
from ingest.outbox.service import owe
from ingest.packages.models import Package
from jobs.exchanging import send_statuses
from jobs.resources import Resources

LOOKED_AT = 500
REFUSED = "Không tiếp nhận."

Row = TypeVar("Row", Arrival, Directive)


def answer_axis(resources: Resources, axis: Axis) -> int:
    """Write down what is owed through an axis by now, and send what is due; return how many were sent."""
    if not axis.sends_statuses:
        return 0
    owe_statuses(resources, axis.name)
    return send_statuses(resources, axis)


def owe_statuses(resources: Resources, connector: str) -> int:
    """Write down the statuses that became owed since the last look; return how many."""
    count, after = 0, 0
    while True:
        with transaction(resources.sessions) as session:
            packages = _packages(session, connector, after)
            count += _owe(session, connector, packages, resources)
        if len(packages) < LOOKED_AT:
            return count
        after = packages[-1].id


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document when its sender asks how far it is.

    ``parts`` are its lead assignments that count, each with whether it is open, entered and has a confirmed report.
    """

    refusal: str | None
    is_confirmed: bool
    parts: Sequence[tuple[bool, bool, bool]]


def reached(facts: Facts) -> Iterator[tuple[StatusCode, str | None]]:
    """Give every status that a document has reached, in the order of the codes.

    Refused with its reason; or received once it is stored, assigned once a unit has it, processing once one has
    entered, done once every lead assignment has a confirmed result. Withdrawn parts owe nothing.
    """
    if facts.refusal is not None:
        yield StatusCode.REFUSED, facts.refusal
        return
    yield StatusCode.RECEIVED, None
    if any(is_open for is_open, _, _ in facts.parts):
        yield StatusCode.ASSIGNED, None
    if any(has_entry for _, has_entry, _ in facts.parts):
        yield StatusCode.PROCESSING, None
    if facts.is_confirmed and facts.parts and all(has_result for _, _, has_result in facts.parts):
        yield StatusCode.DONE, None


def _packages(session: Session, connector: str, after: int) -> Sequence[Package]:
    """Packages that brought a document and are not answered for good."""
    answered = {StatusCode.DONE, StatusCode.REFUSED}
    question = (
        select(Package)
        .where(
            Package.source == connector,
            Package.id > after,
            Package.purged_at.is_(None),  # nothing is left by which its sender would know it; the axis was told
            Package.act.in_(("new", "update", "replace")),
            ~outbox.was_owed(answered),
        )
        .order_by(Package.id)
        .limit(LOOKED_AT)
    )
    return session.scalars(question).all()


def _owe(session: Session, connector: str, packages: Sequence[Package], resources: Resources) -> int:
    known = outbox.owed(session, [package.id for package in packages])
    facts = _facts(session, packages)
    now, count = resources.machine_clock.now(), 0
    for package in packages:
        for code, description in reached(facts[package.id]):
            if (package.id, code.value) not in known:
                owe(session, connector=connector, package_id=package.id, code=code, description=description, now=now)
                count += 1
    return count


def _facts(session: Session, packages: Sequence[Package]) -> dict[int, Facts]:
    """The facts of each package's document, asked for all of them at once."""
    directive_ids = {package.directive_id for package in packages if package.directive_id is not None}
    arrivals = _by_id(session, Arrival, {package.arrival_id for package in packages})
    directives = _by_id(session, Directive, directive_ids)
    confirmed = set(
        session.scalars(select(Confirmation.directive_id).where(Confirmation.directive_id.in_(directive_ids)))
    )
    parts = _parts(session, directive_ids)
    facts = {}
    for package in packages:
        arrival, directive = arrivals.get(package.arrival_id), directives.get(package.directive_id)
        is_refused = directive is None or directive.purged_at is not None or (arrival and arrival.outcome == "refused")
        facts[package.id] = Facts(
            refusal=((arrival.reason if arrival else None) or REFUSED) if is_refused else None,
            is_confirmed=package.directive_id in confirmed,
            parts=parts.get(package.directive_id or 0, ()),
        )
    return facts


def _parts(session: Session, directive_ids: set[int]) -> dict[int, list[tuple[bool, bool, bool]]]:
    entered = exists().where(Entry.assignment_id == Assignment.id, Entry.made_at.is_not(None))
    reported = exists().where(
        Entry.assignment_id == Assignment.id, Entry.kind == "report", Entry.confirmed_at.is_not(None)
    )
    question = (
        select(Task.directive_id, Assignment.opened_at.is_not(None), entered, reported)
        .join(Task, Task.id == Assignment.task_id)
        .where(
            Task.directive_id.in_(directive_ids),
            Task.removed_at.is_(None),
            Assignment.role == Role.LEAD,
            Assignment.withdrawn_at.is_(None),
        )
    )
    found: dict[int, list[tuple[bool, bool, bool]]] = {}
    for directive_id, *facts in session.execute(question):
        found.setdefault(directive_id, []).append((bool(facts[0]), bool(facts[1]), bool(facts[2])))
    return found


def _by_id(session: Session, table: type[Row], ids: Collection[int | None]) -> dict[int | None, Row]:
    question = select(table).where(table.id.in_({each for each in ids if each is not None}))
    return {row.id: row for row in session.scalars(question)}
