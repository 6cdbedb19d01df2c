"""What is done about the axis: statuses owed, sent or given up; a connector's state and its alarms written."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, record
from core.errors import NotFound
from ingest.outbox.models import ConnectorAlarm, ConnectorState, OutgoingStatus, StuckItem
from ingest.outbox.patience import next_try

LONGEST_KEY = 200


def owe(
    session: Session, *, connector: str, package_id: int, code: str, description: str | None, now: datetime
) -> OutgoingStatus:
    """Write down that the sender of a package is owed a status; the caller has seen that it is not owed yet."""
    row = OutgoingStatus(
        connector=connector,
        package_id=package_id,
        code=code,
        description=description,
        owed_at=now,
        not_before=now,
        tries=0,
    )
    session.add(row)
    return row


def note_sent(session: Session, status_id: int, now: datetime) -> None:
    """Write down that the axis has taken a status."""
    row = session.get_one(OutgoingStatus, status_id)
    row.sent_at, row.last_error, row.tries = now, None, row.tries + 1
    record(session, now, THE_SYSTEM, "status.sent", ("package", row.package_id), code=row.code)


def note_failed(session: Session, status_id: int, why: str, now: datetime, *, for_good: bool) -> None:
    """Write down that a status was not taken: to be tried later, or given up where the axis refuses it for good."""
    row = session.get_one(OutgoingStatus, status_id)
    row.tries, row.last_error = row.tries + 1, why
    again = None if for_good else next_try(row.tries, now)
    if again is not None:
        row.not_before = again
        return
    row.given_up_at = now
    record(session, now, THE_SYSTEM, "status.given_up", ("package", row.package_id), code=row.code)


def send_again(session: Session, status_id: int, now: datetime) -> None:
    """Let a status that was given up be tried again, with all its tries.

    Raises:
        NotFound: there is no such status, or it was not given up (a double click).
    """
    row = session.get(OutgoingStatus, status_id)
    if row is None or row.given_up_at is None:
        message = "Không có trạng thái này trong danh sách bị từ chối; có thể nó đã được gửi lại."
        raise NotFound(message)
    row.given_up_at, row.tries, row.not_before = None, 0, now


def note_look(
    session: Session, connector: str, *, now: datetime, failure: str | None, backlog: int, taken_until: datetime | None
) -> ConnectorState:
    """Write down how a look at an axis went.

    Args:
        failure: what was wrong, None where everything came.
        backlog: messages offered and not taken yet.
        taken_until: everything that came before this instant is taken; None leaves the cursor where it was.
    """
    row = _state(session, connector)
    row.last_tried_at, row.last_error, row.backlog = now, failure, backlog
    if failure is None:
        row.last_success_at = now
    if taken_until is not None:
        row.taken_until = taken_until
    return row


def note_count(session: Session, connector: str, *, there: int, here: int, now: datetime) -> None:
    """Write down what the nightly count found on both sides."""
    row = _state(session, connector)
    row.counted_on, row.counted_there, row.counted_here = now, there, here


def set_alarms(session: Session, connector: str, kind: str, found: Mapping[str, str], now: datetime) -> list[str]:
    """Let exactly these alarms of a kind stand: raise the new ones, clear those that are over; return the new keys.

    Args:
        found: what tells an alarm apart → what to say.
    """
    standing = {
        row.key: row
        for row in session.scalars(
            select(ConnectorAlarm).where(ConnectorAlarm.connector == connector, ConnectorAlarm.kind == kind)
        )
    }
    wanted = {_fitting(key): detail for key, detail in found.items()}
    raised = []
    for key, detail in wanted.items():
        row = standing.get(key)
        if row is None:
            session.add(ConnectorAlarm(connector=connector, kind=kind, key=key, detail=detail, raised_at=now))
            raised.append(key)
        elif row.cleared_at is not None:
            row.cleared_at, row.raised_at, row.detail = None, now, detail
            raised.append(key)
        else:
            row.detail = detail
    for key, row in standing.items():
        if key not in wanted and row.cleared_at is None:
            row.cleared_at = now
    return raised


def _fitting(key: str) -> str:
    """A key that fits its column, and is another's for no other key: senders choose how long a name they give."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    return key[: LONGEST_KEY - len(digest)] + digest


def note_stuck(session: Session, connector: str, digests: Collection[str], now: datetime) -> None:
    """Remember things that were taken and that their place did not let go; those remembered before stay as they are."""
    known = set(
        session.scalars(select(StuckItem.digest).where(StuckItem.connector == connector, StuckItem.digest.in_(digests)))
    )
    for digest in sorted(set(digests) - known):
        session.add(StuckItem(connector=connector, digest=digest, at=now))


def forget_stuck(session: Session, connector: str, digests: Collection[str]) -> None:
    """Forget things that their place has let go since."""
    session.execute(delete(StuckItem).where(StuckItem.connector == connector, StuckItem.digest.in_(digests)))


def _state(session: Session, connector: str) -> ConnectorState:
    row = session.get(ConnectorState, connector)
    if row is None:
        row = ConnectorState(name=connector, backlog=0)
        session.add(row)
    return row
