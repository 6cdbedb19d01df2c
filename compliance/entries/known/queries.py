"""What was known of a date and of lateness at an instant, read off the kept versions. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.models import Entry, LateFlag
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class KnownLateness:
    """An assignment's entry clock as known at an instant.

    ``entered_at``: the first entry made by then. ``flags``: those written by then that stood.
    """

    deadline: Deadline | None
    entered_at: datetime | None
    flags: tuple[LateFlag, ...]

    @property
    def is_late(self) -> bool:
        """Whether the unit was called late then."""
        return bool(self.flags)


def stood_at(at: datetime) -> ColumnElement[bool]:
    """Return the condition on `LateFlag` that it had been written by an instant and had not left the rates."""
    return and_(LateFlag.written_at < at, or_(LateFlag.voided_at.is_(None), LateFlag.voided_at >= at))


def deadline_known(session: Session, deadline: Deadline, at: datetime) -> Deadline:
    """Return the date of the same clock that counted at an instant.

    Raises:
        NotFound: none did: it was not computed yet, or had been taken away.
    """
    row = _known(session, deadline.directive_id, deadline.assignment_id, deadline.clock, at)
    if row is None:
        message = "Vào thời điểm đó chưa có (hoặc không còn) hạn nào được tính cho mục này."
        raise NotFound(message)
    return row


def lateness_known(session: Session, assignment_id: int, directive_id: int, at: datetime) -> KnownLateness:
    """Return an assignment's entry date, entry and late flags as known at an instant."""
    flags = session.scalars(
        select(LateFlag).where(LateFlag.assignment_id == assignment_id, stood_at(at)).order_by(LateFlag.id)
    ).all()
    entered = session.scalar(
        select(Entry.made_at)
        .where(Entry.assignment_id == assignment_id, Entry.kind == "first", Entry.made_at < at)
        .order_by(Entry.made_at)
        .limit(1)
    )
    return KnownLateness(_known(session, directive_id, assignment_id, "entry", at), entered, tuple(flags))


def versions_of(session: Session, deadline: Deadline) -> Sequence[Deadline]:
    """Return every date that was ever computed for the same clock, newest first."""
    return session.scalars(_same(deadline.directive_id, deadline.assignment_id, deadline.clock)).all()


def _known(session: Session, directive_id: int, assignment_id: int | None, clock: str, at: datetime) -> Deadline | None:
    row = session.scalar(_same(directive_id, assignment_id, clock).where(Deadline.computed_at < at).limit(1))
    return None if row is None or (row.retired_at is not None and row.retired_at < at) else row


def _same(directive_id: int, assignment_id: int | None, clock: str) -> Select[Deadline]:
    question = select(Deadline).where(Deadline.directive_id == directive_id, Deadline.clock == clock)
    owner = Deadline.assignment_id.is_(None) if assignment_id is None else Deadline.assignment_id == assignment_id
    return question.where(owner).order_by(Deadline.computed_at.desc(), Deadline.id.desc())
