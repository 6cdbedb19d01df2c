"""What goes to and fro with an axis: documents taken, statuses sent back, both sides counted, codes refreshed.

Each function does one round and may be run by any host, at any time, twice: what was done is seen in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import transaction
from core.errors import DomainError, Unavailable
from core.local_time import LOCAL, local_day
from ingest.agencies.service import keep_agencies
from ingest.connectors.axis import AxisRefused
from ingest.connectors.configured import Axis
from ingest.connectors.exchange import FAILED, STATUSES, AxisSource, name_of
from ingest.connectors.source import RemoteDocument
from ingest.edxml.values import Organ, Reference, StatusCode, StatusMessage
from ingest.edxml.write import write_status
from ingest.models import Arrival
from ingest.outbox import queries as outbox
from ingest.outbox.models import OutgoingStatus
from ingest.outbox.service import note_count, note_failed, note_look, note_sent, set_alarms
from ingest.packages import queries as packages
from ingest.packages.facts import erased_id
from ingest.packages.models import Package
from ingest.packages.sequences import gaps, remaining
from jobs.pulling import Pulled, take_listed
from jobs.resources import Resources

SENT_AT_ONCE = 50
ASKED_AT_ONCE = 500
COUNT = "count"
GAP = "gap"
NIGHT = range(1, 5)  # hours of the local day in which the axis has nothing better to do

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chosen:
    """An axis as a source that offers only these messages."""

    inner: AxisSource
    documents: Sequence[RemoteDocument]

    @property
    def name(self) -> str:
        """Return the axis's name."""
        return self.inner.name

    def list(self) -> Sequence[RemoteDocument]:
        """Return the chosen messages."""
        return self.documents

    def get(self, document: RemoteDocument) -> bytes:
        """Return a package."""
        return self.inner.get(document)

    def acknowledge(self, document: RemoteDocument) -> None:
        """Tell the axis that it is kept."""
        self.inner.acknowledge(document)

    def refuse(self, document: RemoteDocument, why: str) -> None:
        """Tell the axis that it was not taken."""
        self.inner.refuse(document, why)


def pull_axis(resources: Resources, axis: Axis) -> list[Pulled]:
    """Take what an axis offers; the cursor moves only where every page came and every message was taken.

    What a failing page, a wrong hash or a half body left behind is offered again at the next round. What is here
    already is acknowledged once more, unread: its acknowledgement was lost.
    """
    began = resources.machine_clock.now()
    with transaction(resources.sessions, writes=False) as session:
        state = outbox.states(session).get(axis.name)
    inner = axis.source(state.taken_until if state else None)
    taken: list[Pulled] = []
    left = 0
    try:
        listed = inner.list()
        known = _here(resources, axis, [document.key for document in listed])
        new = [document for document in listed if document.key not in known]
        for document in listed:
            if document.key in known:
                inner.acknowledge(document)
        taken = list(take_listed(resources, Chosen(inner, new)))
        left, failure = inner.backlog - (len(listed) - len(new)) - len(taken), inner.failure
    except Unavailable as error:
        failure = error.message
    with transaction(resources.sessions) as session:
        until = began if failure is None and left == 0 and inner.is_complete else None
        note_look(session, axis.name, now=began, failure=failure, backlog=left, taken_until=until)
    if failure:
        log.warning("axis.incomplete", connector=axis.name, taken=len(taken))
    if axis.watches_numbers:
        _narrow_gaps(resources, axis)
    return taken


def send_statuses(resources: Resources, axis: Axis) -> int:
    """Send the statuses that are due; return how many the axis took. One that it refuses for good is given up."""
    with transaction(resources.sessions, writes=False) as session:
        due = outbox.due(session, axis.name, resources.machine_clock.now(), SENT_AT_ONCE)
    sent = 0
    for row, package in due:
        try:
            _send(resources, axis, row, package)
        except (Unavailable, AxisRefused) as error:
            for_good = isinstance(error, AxisRefused)
            with transaction(resources.sessions) as session:
                note_failed(session, row.id, error.message, resources.machine_clock.now(), for_good=for_good)
            log.warning("status.not_sent", connector=axis.name, status_id=row.id, for_good=for_good)
        else:
            with transaction(resources.sessions) as session:
                note_sent(session, row.id, resources.machine_clock.now())
            sent += 1
    return sent


def reconcile(resources: Resources, axis: Axis) -> dict[str, int]:
    """Count what the axis ever sent against what is here, fetch what is missing, and look for gaps in the numbers.

    Returns:
        Messages there and here, and how many are missing still; all is written down, differences as alarms.

    Raises:
        Unavailable: the axis does not list.
    """
    source = axis.source(None)
    there = {row.doc_id for row in source.offered() if row.state != FAILED}
    is_complete = source.is_complete
    missing = there - _here(resources, axis, sorted(there))
    if missing:
        # Acknowledged there, or passed over by every cursor, and yet not here.
        lost = [RemoteDocument(key, name_of(key), 0, "") for key in sorted(missing)]
        found_again = len(list(take_listed(resources, Chosen(source, lost))))
        log.warning("package.was_missing", connector=axis.name, missing=len(missing), found=found_again)
        missing = there - _here(resources, axis, sorted(missing))
    now = resources.machine_clock.now()
    with transaction(resources.sessions) as session:
        note_count(session, axis.name, there=len(there), here=len(there) - len(missing), now=now)
        found = {key: f"Trục có gói {key} nhưng không lấy được." for key in sorted(missing)[:50]}
        if not is_complete:
            found["list"] = f"Danh sách của trục không đầy đủ: {source.failure}"
        set_alarms(session, axis.name, COUNT, found, now)
        if axis.watches_numbers:
            set_alarms(session, axis.name, GAP, _gaps(resources, session, axis), now)
    return {"there": len(there), "here": len(there) - len(missing), "missing": len(missing)}


def refresh_agencies(resources: Resources, axis: Axis) -> int:
    """Bring the crosswalk of codes up to date; return how many agencies were new.

    Raises:
        DomainError: the axis does not tell.
    """
    rows = [(row.code, row.old_code, row.name, row.parent_code) for row in axis.transport.agencies()]
    with transaction(resources.sessions) as session:
        return keep_agencies(session, rows, resources.machine_clock.now())


def wants_nightly(resources: Resources, axis: Axis) -> bool:
    """Return whether it is night, or this axis was never counted: then it does not wait for the night."""
    now = resources.machine_clock.now()
    if now.astimezone(LOCAL).hour in NIGHT:
        return True
    with transaction(resources.sessions, writes=False) as session:
        state = outbox.states(session).get(axis.name)
    return state is None or state.counted_on is None


def nightly(resources: Resources, axis: Axis) -> None:
    """Do what is done once a night; one part that fails leaves the other."""
    for act in (reconcile, refresh_agencies):
        try:
            act(resources, axis)
        except DomainError as error:
            log.warning("axis.nightly_failed", connector=axis.name, part=act.__name__, reason=error.reason)


def _gaps(resources: Resources, session: Session, axis: Axis) -> dict[str, str]:
    year = date(local_day(resources.clock.now()).year, 1, 1)
    return gaps(packages.numbers_since(session, axis.name, year))


def _narrow_gaps(resources: Resources, axis: Axis) -> None:
    """End or narrow the alarms of gaps that have been filled since they were raised; raise no other."""
    with transaction(resources.sessions, writes=False) as session:
        standing = outbox.alarm_keys(session, axis.name, GAP)
        left = remaining(standing, _gaps(resources, session, axis)) if standing else {}
    if set(left) != standing:
        with transaction(resources.sessions) as session:
            set_alarms(session, axis.name, GAP, left, resources.machine_clock.now())


def _here(resources: Resources, axis: Axis, keys: Sequence[str]) -> set[str]:
    """Those of these messages that arrived here, taken or refused.

    An arrival is named after its message; of a secret one the name is gone, and a digest of the id stands for it.
    """
    found: set[str] = set()
    with transaction(resources.sessions, writes=False) as session:
        for start in range(0, len(keys), ASKED_AT_ONCE):
            some = keys[start : start + ASKED_AT_ONCE]
            names = {name_of(key): key for key in some}
            question = select(Arrival.name).where(Arrival.source == axis.name, Arrival.name.in_(names))
            found |= {names[name] for name in session.scalars(question)}
            secrets = {erased_id(key): key for key in some}
            erased = select(Package.remote_id).where(Package.source == axis.name, Package.remote_id.in_(secrets))
            found |= {secrets[each] for each in session.scalars(erased) if each}
    return found


def _send(resources: Resources, axis: Axis, row: OutgoingStatus, package: Package) -> None:
    content = status_of(axis, row, package)
    sha256 = resources.store.put(content)
    receivers = [package.sender_code] if package.sender_code else []
    axis.transport.send(content, sha256, sender=axis.organ_code, receivers=receivers, kind=STATUSES)


def status_of(axis: Axis, row: OutgoingStatus, package: Package) -> bytes:
    """Return the status message about a package, to the one that sent it; the same bytes however often it is sent."""
    message = StatusMessage(
        code=StatusCode(row.code),
        about=Reference(package.sender_code or "", package.number or "", package.document_id or "", package.issued_on),
        sender=Organ(axis.organ_code, axis.organ_name),
        receivers=(Organ(package.sender_code, package.sender_name or ""),) if package.sender_code else (),
        description=row.description or "",
        at=row.owed_at,
    )
    return write_status(message)
