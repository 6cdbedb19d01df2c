"""What changes a state: one function for every act. It locks, decides by the table, keeps, tells, and counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.acting.queries import state
from compliance.entries.acts import Act, Given, Refusal, decide
from compliance.entries.acts import Actor as Part
from compliance.entries.counters.service import count
from compliance.entries.procedures.models import StoredState
from compliance.entries.states import AssignmentState
from core.audit import Actor, record
from core.database import upsert
from core.errors import Conflict, Invalid, NotFound
from core.local_time import local_day
from extraction.models import Assignment

# What the person who acts can mend by filling in the form, and where.
FIELDS = {
    "incomplete": "form",
    "no_reason": "reason",
    "no_authority": "authority",
    "no_missing": "missing",
    "no_cause": "cause",
    "no_evidence": "evidence",
    "not_later": "asked_for",
}

# Made once: see `acting.queries`.
_LOCKED = (
    select(Assignment)
    .where(Assignment.id == bindparam("assignment_id"), Assignment.opened_at.is_not(None))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and in what part; that the account has that part is checked where it comes in."""

    part: Part
    who: Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """An act that is possible: the locked assignment, its state before, and the state it leaves."""

    assignment: Assignment
    before: AssignmentState
    after: AssignmentState


def locked(session: Session, assignment_id: int) -> Assignment:
    """Return an opened assignment, locked until the end of the transaction: two acts at once take turns.

    Raises:
        NotFound: there is none of this id, or its unit cannot see it yet.
    """
    assignment = session.scalar(_LOCKED, {"assignment_id": assignment_id})
    if assignment is None:
        message = "Không có nhiệm vụ này, hoặc nhiệm vụ chưa được mở cho đơn vị."
        raise NotFound(message)
    return assignment


@contextmanager
def act(
    session: Session,
    assignment_id: int,
    doing: Act,
    by: By,
    given: Given,
    law: Law,
    now: datetime,
    *,
    verdict_id: int | None = None,
) -> Iterator[Moved]:
    """Give the state that an act leaves; within, the caller writes the rows of the act. Nothing else changes a state.

    Args:
        verdict_id: the verdict that a contest is about; None: the newest one that stands.

    Raises:
        NotFound: as `locked`.
        Invalid: something that the act needs is not given; nothing is written.
        Conflict: the act is not possible in this state, or not for this part; nothing is written.
    """
    assignment = locked(session, assignment_id)
    before = state(session, assignment, verdict_id)
    after = decide(before, doing, by.part, given, law.on(local_day(now)))
    if isinstance(after, Refusal):
        raise _refused(after)
    yield Moved(assignment, before, after)
    session.flush()
    _keep(session, assignment_id, doing, after, now)
    record(
        session,
        now,
        by.who,
        "assignment.acted",
        ("assignment", assignment_id),
        act=doing.value,
        part=by.part.value,
        reason=given.reason or given.cause or given.missing,
        authority=given.authority,
    )
    count(session, [assignment_id], now)


def _refused(refusal: Refusal) -> Invalid | Conflict:
    if refusal.reason in FIELDS:
        return Invalid(refusal.words, reason=refusal.reason, fields={FIELDS[refusal.reason]: refusal.words})
    return Conflict(refusal.words, reason=refusal.reason)


def _keep(session: Session, assignment_id: int, doing: Act, after: AssignmentState, now: datetime) -> None:
    row = {
        "assignment_id": assignment_id,
        "work": after.work,
        "review": after.review,
        "extension": after.extension,
        "standing": after.standing,
        "act": doing,
        "acted_at": now,
    }
    session.connection().execute(upsert(session, StoredState), row)
