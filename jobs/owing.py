"""Which statuses the senders of documents are owed by now: read off what happened, never pushed by it.

So none is lost when a process dies, and none is owed twice: what a document has reached is compared with what was ever
owed for it.
"""

from collections.abc import Iterator, Sequence

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


def reached(session: Session, package: Package) -> Iterator[tuple[StatusCode, str | None]]:
    """Give every status that the document of a package has reached, in the order of the codes.

    Refused with its reason; or received once it is stored, assigned once a unit has it, processing once one has
    entered, done once every lead assignment has a confirmed result. Withdrawn parts owe nothing.
    """
    arrival = session.get(Arrival, package.arrival_id) if package.arrival_id else None
    directive = session.get(Directive, package.directive_id) if package.directive_id else None
    if directive is None or directive.purged_at is not None or (arrival and arrival.outcome == "refused"):
        yield StatusCode.REFUSED, (arrival.reason if arrival else None) or REFUSED
        return
    yield StatusCode.RECEIVED, None
    parts = _leads(session, directive.id)
    if any(part.opened_at is not None for part in parts):
        yield StatusCode.ASSIGNED, None
    if not parts:
        return
    entered = exists().where(Entry.assignment_id.in_([part.id for part in parts]), Entry.made_at.is_not(None))
    if session.scalar(select(entered)):
        yield StatusCode.PROCESSING, None
    confirmed = session.get(Confirmation, directive.id) is not None
    if confirmed and not _without_result(session, parts):
        yield StatusCode.DONE, None


def _packages(session: Session, connector: str, after: int) -> Sequence[Package]:
    """Packages that brought a document and are not answered for good."""
    answered = {StatusCode.DONE, StatusCode.REFUSED}
    question = (
        select(Package)
        .where(
            Package.source == connector,
            Package.id > after,
            Package.act.in_(("new", "update", "replace")),
            ~outbox.was_owed(answered),
        )
        .order_by(Package.id)
        .limit(LOOKED_AT)
    )
    return session.scalars(question).all()


def _owe(session: Session, connector: str, packages: Sequence[Package], resources: Resources) -> int:
    known = outbox.owed(session, [package.id for package in packages])
    now, count = resources.machine_clock.now(), 0
    for package in packages:
        for code, description in reached(session, package):
            if (package.id, code.value) not in known:
                owe(session, connector=connector, package_id=package.id, code=code, description=description, now=now)
                count += 1
    return count


def _leads(session: Session, directive_id: int) -> Sequence[Assignment]:
    question = (
        select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(
            Task.directive_id == directive_id,
            Task.removed_at.is_(None),
            Assignment.role == Role.LEAD,
            Assignment.withdrawn_at.is_(None),
        )
    )
    return session.scalars(question).all()


def _without_result(session: Session, parts: Sequence[Assignment]) -> bool:
    """Whether a lead assignment still lacks a confirmed report."""
    reported = select(Entry.assignment_id).where(
        Entry.assignment_id.in_([part.id for part in parts]),
        Entry.kind == "report",
        Entry.confirmed_at.is_not(None),
    )
    return {part.id for part in parts} != set(session.scalars(reported))
