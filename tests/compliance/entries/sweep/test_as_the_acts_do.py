"""What the sweep and the Office's confirmation write at once is what the table of acts makes of each assignment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.law import Law, load_law
from compliance.entries.acting.queries import state
from compliance.entries.acts import Act, Actor, Given, Refusal, decide
from compliance.entries.models import LateFlag, Return
from compliance.entries.states import AssignmentState
from compliance.entries.sweep.service import flag_and_return
from core.audit import Actor as Who
from core.audit import AuditEvent, digest
from core.clock import FixedClock
from core.database import transaction
from core.local_time import at_hour, local_day
from core.storage import FileStore
from extraction.models import Assignment, Task
from jobs.pipeline import confirm
from jobs.simulated_life import Paper
from jobs.simulation import FIRST_ON, Simulation
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation

Rows = dict[int, list[int]]


class Watched:
    """A database on which every sweep and every confirmation is compared with the acts it stands for.

    A state is read anew where an event told of the assignment, its task or directive since: reading all of them twice
    at each sweep is mostly waiting for answers. What changed without an event shows in `unknown_changes`.
    """

    def __init__(self, session: Session, law: Law) -> None:
        self.session, self.law = session, law
        self.flagged = self.returned = self.made_definite = 0
        self.known: dict[int, AssignmentState] = {}
        self.told_up_to = 0

    def unknown_changes(self) -> dict[int, AssignmentState]:
        """Return the states that are not as they were last read; each is read anew."""
        known, self.known, self.told_up_to = self._states(), {}, 0
        return {each: found for each, found in self._states().items() if found != known.get(each)}

    def compare(self, now: datetime, write: Callable[[], object]) -> None:
        """Let something be written, and compare what became of every assignment."""
        before = self._states()
        flags, returns = self._newest(LateFlag), self._newest(Return)
        write()
        self.session.flush()
        self.session.expire_all()
        self.session.scalars(select(Assignment)).all()  # what plays the units holds some of them
        new_flags, new_returns = self._after(LateFlag, flags), self._after(Return, returns)
        after = self._states()
        for assignment_id, reached in after.items():
            if assignment_id not in before:
                continue
            acts = [Act.MAKE_DEFINITE] if reached.is_definite and not before[assignment_id].is_definite else []
            self.made_definite += len(acts)
            acts += [Act.FLAG_LATE] * len(new_flags.get(assignment_id, ()))
            acts += [Act.RETURN_LATE] * len(new_returns.get(assignment_id, ()))
            assert reached == self._acted(before[assignment_id], acts, now), acts
        self._check_events(new_flags, now)
        self.flagged += len(new_flags)
        self.returned += len(new_returns)

    def _acted(self, known: AssignmentState, acts: list[Act], now: datetime) -> AssignmentState:
        for act in acts:
            part = Actor.OFFICE if act is Act.MAKE_DEFINITE else Actor.SWEEP
            found = decide(known, act, part, Given(clock_ended=True), self.law.on(local_day(now)))
            assert not isinstance(found, Refusal), (act, known)
            known = found
        return known

    def _check_events(self, new_flags: Rows, now: datetime) -> None:
        """One event a flag, and each as `core.audit.record` would have written it."""
        question = select(AuditEvent).where(AuditEvent.did == "assignment.flagged_late", AuditEvent.at == now)
        events = {event.subject_id: event for event in self.session.scalars(question.order_by(AuditEvent.id))}
        for assignment_id, ids in new_flags.items():
            event, flag = events[assignment_id], self.session.get_one(LateFlag, ids[-1])
            assert event.detail == {"flag": flag.id, "due_at": flag.due_at.isoformat()}
            assert (event.actor, event.account_id, event.subject) == ("system", None, "assignment")
            assert event.sha256 == digest(event)

    def _states(self) -> dict[int, AssignmentState]:
        events = select(AuditEvent.id, AuditEvent.subject, AuditEvent.subject_id).where(AuditEvent.id > self.told_up_to)
        told: dict[str, set[int]] = {"assignment": set(), "task": set(), "directive": set()}
        for number, subject, subject_id in self.session.execute(events):
            self.told_up_to = max(self.told_up_to, number)
            told.setdefault(subject, set()).add(subject_id)
        touched = or_(
            Assignment.id.in_(told["assignment"]),
            Assignment.task_id.in_(told["task"]),
            Task.directive_id.in_(told["directive"]),
        )
        rows = select(Assignment).join(Task, Task.id == Assignment.task_id).where(Assignment.opened_at.is_not(None))
        self.known |= {row.id: state(self.session, row) for row in self.session.scalars(rows.where(touched))}
        return dict(self.known)

    def _newest(self, table: type[LateFlag] | type[Return]) -> int:
        return max(self.session.scalars(select(table.id)), default=0)

    def _after(self, table: type[LateFlag] | type[Return], newest: int) -> Rows:
        found: Rows = {}
        for row_id, owner in self.session.execute(select(table.id, table.assignment_id).where(table.id > newest)):
            found.setdefault(owner, []).append(row_id)
        return found


class WatchedSimulation(Simulation):
    """A province each of whose sweeps and confirmations is compared."""

    watched: Watched | None = None

    def _watch(self, session: Session) -> Watched:
        if self.watched is None:
            self.watched = Watched(session, self._law)
        self.watched.session = session
        return self.watched

    def _sweep(self, session: Session, now: datetime) -> None:
        self._watch(session).compare(now, lambda: super(WatchedSimulation, self)._sweep(session, now))

    def _confirm(self, session: Session, now: datetime, directive_id: int, paper: Paper) -> None:
        write = super()._confirm
        self._watch(session).compare(now, lambda: write(session, now, directive_id, paper))


@pytest.mark.full
def test_in_a_simulated_province_every_sweep_and_confirmation_does_what_the_acts_do(sessions, tmp_path) -> None:
    clock = FixedClock(at_hour(FIRST_ON, 0))
    simulation = WatchedSimulation(sessions, FileStore(tmp_path / "store"), load_law(), clock)
    simulation.run(days=30, directives=60, seed=11)
    assert simulation.watched is not None
    counted = simulation.watched
    assert counted.flagged > 10
    assert counted.made_definite > 50
    with transaction(sessions, writes=False) as session:
        counted.session = session
        assert counted.unknown_changes() == {}


@BOTH
def test_a_sweep_and_a_confirmation_do_what_the_acts_do(
    sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore
) -> None:
    province = Situation(sessions, clock, tmp_store)
    province.at("2026-09-28")
    form = replace(FULL_ENTRY, planned_on=date(2026, 10, 30))
    late, in_time, never = (province.directive("2026-09-28", ("Sở Y tế", "2026-10-30")) for _ in range(3))
    province.enter(province.row(in_time), form)
    province.confirm(never)
    province.at("2026-10-05")
    province.enter(province.row(late), form)
    law, now = province.law, clock.now()
    with transaction(sessions) as session:
        watched = Watched(session, law)
        watched.compare(now, lambda: flag_and_return(session, law, now))
        for directive in (in_time, late):
            watched.compare(now, partial(_confirm, session, directive, province.office, law, now))
    assert (watched.flagged, watched.returned, watched.made_definite) == (2, 1, 2)


def _confirm(session: Session, directive_id: int, office: Who, law: Law, now: datetime) -> None:
    confirm(session, directive_id, expand={}, knows_unclaimed=False, who=office, law=law, now=now)
