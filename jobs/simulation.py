"""`dondoc simulate`: a province's life played through the real services, on a clock that jumps from event to event.

A simulated day is one transaction. Everything that `jobs.simulated_life` does not decide is decided by the services.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.law import Law, load_law
from compliance.deadlines.service import set_deadlines
from compliance.entries import queries as entries
from compliance.entries.acting.queries import state_by_id
from compliance.entries.authority.service import flag_unanswered
from compliance.entries.counters.service import count_directive, fold
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import Contest, Extension, NotOurs
from compliance.entries.service import EntryForm, confirm_entry, record_entry, return_entry, save_draft
from compliance.entries.states import Review, Work
from compliance.entries.sweep.service import flag_and_return
from core.access import AccountRole
from core.accounts import create_account
from core.audit import Actor
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.errors import Conflict
from core.local_time import at_hour, local_day
from core.organisation import Account, Unit
from core.register import load_register
from core.sealing import seal_trail
from core.settings import Settings
from core.storage import FileStore
from extraction.models import Assignment, Task
from extraction.queries import assignments_of
from extraction.service import extract_tasks, open_provisional
from ingest.models import Arrival, Directive
from ingest.service import record_reading, take_file
from jobs.pipeline import confirm
from jobs.simulated_life import Conduct, Paper, Province
from jobs.simulated_papers import extraction_of, letterhead_of, text_of
from jobs.simulated_procedures import Procedures

FIRST_ON = date(2025, 8, 4)  # a Monday, with two tiers of government and official calendars for a year to come
MOST_DAYS = 366
READING = timedelta(minutes=5)
NO_PASSWORD = "none"  # no password has this hash: nobody signs in as a simulated person
SWEEP_HOURS = (0, 12)


@dataclass(order=True, slots=True)
class _Event:
    """Something that will happen: ``act`` with session, instant and what is given.

    ``serial`` keeps the order of what happens at the same instant.
    """

    at: datetime
    serial: int
    act: Callable[..., None] = field(compare=False)
    given: tuple[object, ...] = field(compare=False)


class Simulation:
    """A province in the making. `run` plays it to its end."""

    def __init__(self, sessions: sessionmaker[Session], store: FileStore, law: Law, clock: FixedClock) -> None:
        self._sessions, self._store, self._law, self._clock = sessions, store, law, clock
        self._events: list[_Event] = []
        self._serial = 0
        self._assignments = 0
        self._conducts: dict[int, Conduct] = {}
        self._papers: dict[int, Paper] = {}

    def run(self, days: int, directives: int, seed: int) -> dict[str, Any]:
        """Fill an empty database; return how much of what there is now.

        Raises:
            Conflict: the database is not empty.
        """
        self._clock.set(at_hour(FIRST_ON, 0))
        with transaction(self._sessions) as session:
            _refuse_unless_empty(session)
            self._province = self._found(session, days, directives, seed)
        self._procedures = Procedures(self._at, self._law, self._store, self._office, self._officers, seed)
        for number in range(directives):
            paper = self._province.paper(number)
            self._at(paper.arrives_at, self._arrive, paper)
        for day in range(days + 1):
            for hour in SWEEP_HOURS:
                self._at(at_hour(FIRST_ON + timedelta(days=day), hour), self._sweep)
        self._play(at_hour(FIRST_ON + timedelta(days=days), 0))
        with transaction(self._sessions, writes=False) as session:
            return {"days": days, "seed": seed, **_counts(session)}

    def _found(self, session: Session, days: int, directives: int, seed: int) -> Province:
        """Load the register, and give the Office and every unit an account."""
        now = self._clock.now()
        load_register(session, now)
        office = create_account(
            session,
            username="mo-phong-van-phong",
            full_name="Văn phòng (mô phỏng)",
            role=AccountRole.OFFICE,
            unit_id=None,
            password_hash=NO_PASSWORD,
            now=now,
        )
        session.flush()
        self._office = Actor(office.id, office.username)
        self._units: dict[str, Unit] = {}
        self._officers: dict[int, Actor] = {}
        for unit in session.scalars(select(Unit).order_by(Unit.id)):
            account = create_account(
                session,
                username=f"mo-phong-{unit.code}",
                full_name=f"Cán bộ {unit.name} (mô phỏng)"[:120],
                role=AccountRole.UNIT,
                unit_id=unit.id,
                password_hash=NO_PASSWORD,
                now=now,
            )
            session.flush()
            self._units[unit.name] = unit
            self._officers[unit.id] = Actor(account.id, account.username)
        by_kind = {
            kinds: [name for name, unit in self._units.items() if unit.kind in kinds]
            for kinds in (("department", "agency"), ("commune", "ward"))
        }
        departments, communes = by_kind.values()
        return Province(FIRST_ON, days, directives, seed, departments, communes, self._law.calendar)

    def _at(self, at: datetime, act: Callable[..., None], *given: object) -> None:
        self._serial += 1
        heapq.heappush(self._events, _Event(at, self._serial, act, given))

    def _play(self, end: datetime) -> None:
        """Let everything happen in its order, a day a transaction, the trail sealed after each."""
        while self._events and self._events[0].at < end:
            day = local_day(self._events[0].at)
            with transaction(self._sessions) as session:
                while self._events and self._events[0].at < end and local_day(self._events[0].at) == day:
                    event = heapq.heappop(self._events)
                    self._clock.set(max(event.at, self._clock.now()))
                    event.act(session, self._clock.now(), *event.given)
            seal_trail(self._sessions, self._clock.now())
            self._fold()

    def _fold(self) -> None:
        while True:
            with transaction(self._sessions) as session:
                if not fold(session, self._clock.now()):
                    return

    # -- what happens -------------------------------------------------------------------------------------------------

    def _arrive(self, session: Session, now: datetime, paper: Paper) -> None:
        document = text_of(paper)
        content = document.text.encode()
        arrival = take_file(
            session,
            self._store,
            source="simulation",
            name=f"{paper.number}.txt",
            size=len(content),
            sha256=self._store.put(content),
            now=now,
        )
        session.flush()
        directive_id = arrival.directive_id
        if directive_id is None:
            message = "A simulated directive is new"
            raise AssertionError(message)
        record_reading(session, self._store, directive_id, document, letterhead_of(paper), now)
        self._at(now + READING, self._open, directive_id, paper)

    def _open(self, session: Session, now: datetime, directive_id: int, paper: Paper) -> None:
        directive = session.get_one(Directive, directive_id)  # held to the end: each of these finds it at hand
        extract_tasks(session, directive.id, extraction_of(paper), now)
        opened = open_provisional(session, directive_id, now)
        set_deadlines(session, directive_id, self._law, now)
        count_directive(session, directive.id, now)
        self._expect_entries(session, now, directive_id, set(opened), paper)
        if paper.confirm_at is not None:
            self._at(max(paper.confirm_at, now), self._confirm, directive_id, paper)

    def _confirm(self, session: Session, now: datetime, directive_id: int, paper: Paper) -> None:
        before = {row.id for row in assignments_of(session, directive_id)}
        members = [self._units[name].id for name in self._province.members(paper.number)]
        expand = {row.id: members for row in assignments_of(session, directive_id) if row.resolution == "collective"}
        try:
            with session.begin_nested():
                confirm(
                    session, directive_id, expand=expand, knows_unclaimed=True, who=self._office, law=self._law, now=now
                )
        except Conflict as error:
            if error.reason != "no_lead":
                raise
            return  # taken back from its only unit meanwhile: the Office has yet to choose another
        rows = assignments_of(session, directive_id)
        self._expect_entries(session, now, directive_id, {row.id for row in rows} - before, paper)
        for row in rows:
            self._answer_returns(session, row.id, now)

    def _expect_entries(
        self, session: Session, now: datetime, directive_id: int, opened: set[int], paper: Paper
    ) -> None:
        """Let the units of newly opened assignments come to know of them."""
        for row in assignments_of(session, directive_id):
            if row.id not in opened or row.unit_id is None:
                continue
            self._conducts[row.id] = self._province.conduct(self._assignments, row.name)
            self._papers[row.id] = paper
            if not self._procedures.opened(session, now, row, self._assignments, self._expect_entry):
                self._expect_entry(session, now, row)
            self._assignments += 1

    def _expect_entry(self, _session: Session, now: datetime, row: Assignment) -> None:
        """Let the unit of an assignment that is its own enter on it in its own time."""
        conduct = self._conducts.setdefault(row.id, Conduct(3.0))
        if conduct.drafts:
            self._at(now + READING, self._draft, row)
        if conduct.enters_after is not None:
            self._at(now + timedelta(hours=conduct.enters_after), self._enter, row)

    def _draft(self, session: Session, now: datetime, row: Assignment) -> None:
        draft = EntryForm("", "Báo cáo kết quả", None, "", "")
        save_draft(session, row.id, draft, self._officers[row.unit_id or 0], now)

    def _enter(self, session: Session, now: datetime, row: Assignment) -> None:
        """Enter, unless the assignment was closed or reported on meanwhile."""
        state = state_by_id(session, row.id)
        if not state.is_open or state.work is not Work.NOT_ACCEPTED:
            return
        form = _form(session, row, now)
        _, returned = record_entry(session, row.id, form, self._officers[row.unit_id or 0], self._law, now)
        if returned is not None:
            self._answer_returns(session, row.id, now)
        review, paper = self._conducts[row.id].review, self._papers.get(row.id)
        confirm_at = paper.confirm_at if paper else now
        if returned is None and review and confirm_at is not None:
            at = max(now, confirm_at) + timedelta(hours=6)
            self._at(at, self._review, row.id, review)

    def _review(self, session: Session, now: datetime, assignment_id: int, review: str) -> None:
        entry = entries.entries_of(session, assignment_id)[-1]
        done = {row.entry_id for row in entries.returns_of(session, assignment_id)}
        state = state_by_id(session, assignment_id)
        is_settled = entry.id in done or entry.confirmed_at is not None or entry.kind == "report"
        if is_settled or not state.is_open or not state.is_definite:
            return
        if review == "confirm":
            confirm_entry(session, entry.id, self._office, now)
            return
        return_entry(session, entry.id, review, "Chưa nêu rõ sản phẩm.", self._office, self._law, now)
        self._answer_returns(session, assignment_id, now)

    def _answer_returns(self, session: Session, assignment_id: int, now: datetime) -> None:
        """Let the unit answer the return of its last entry in its own time."""
        after = self._conducts[assignment_id].reenters_after if assignment_id in self._conducts else None
        returned = {row.entry_id for row in entries.returns_of(session, assignment_id)}
        made = entries.entries_of(session, assignment_id) if returned else ()
        if made and made[-1].kind == "first" and made[-1].id in returned:
            self._procedures.judged(now, assignment_id)
            if after is not None:
                self._at(now + timedelta(hours=after), self._reenter, assignment_id)

    def _reenter(self, session: Session, now: datetime, assignment_id: int) -> None:
        state = state_by_id(session, assignment_id)
        if not state.is_open or state.review is not Review.RETURNED:
            return
        row = session.get_one(Assignment, assignment_id)
        form = _form(session, row, now, cause="Cán bộ phụ trách đi công tác, chưa bàn giao.")
        entry, _ = record_entry(session, row.id, form, self._officers[row.unit_id or 0], self._law, now)
        if entry.kind == "reentry" and self._conducts[assignment_id].reentry_confirmed:
            self._at(now + timedelta(hours=8), self._review, assignment_id, "confirm")

    def _sweep(self, session: Session, now: datetime) -> None:
        swept = flag_and_return(session, self._law, now)
        for assignment_id in session.scalars(select(LateFlag.assignment_id).where(LateFlag.id.in_(swept.flags))):
            self._procedures.judged(now, assignment_id)
        for row in swept.returns:
            self._answer_returns(session, row.assignment_id, now)
        flag_unanswered(session, now)


def check_frame(days: int, directives: int) -> str | None:
    """Return what is wrong with the size of a simulation, or None."""
    if not 1 <= days <= MOST_DAYS:
        return f"--days must be between 1 and {MOST_DAYS}, got {days}"
    if directives < 1:
        return f"--directives must be at least 1, got {directives}"
    return None


def _form(session: Session, row: Assignment, now: datetime, cause: str = "") -> EntryForm:
    """What a unit writes: planned for the task's last day, or for a week from now where there is none."""
    task = session.get_one(Task, row.task_id)
    planned_on = task.deadline_on or local_day(now) + timedelta(days=7)
    note = "Đang thực hiện theo kế hoạch."
    return EntryForm("Lê Thu Hà", "Báo cáo kết quả", planned_on, "", "Phân công cán bộ thực hiện", cause, note)


def _refuse_unless_empty(session: Session) -> None:
    for table in (Directive, Arrival, Account):
        if session.scalar(select(exists().where(table.id.is_not(None)))):
            message = (
                f"Cơ sở dữ liệu đã có dữ liệu (bảng {table.__tablename__}). Mô phỏng chỉ ghi vào cơ sở dữ liệu trống: "
                "đặt DONDOC_DATABASE_URL tới một cơ sở dữ liệu mới."
            )
            raise Conflict(message, reason="not_empty")


def _counts(session: Session) -> dict[str, int]:
    tables = {
        "directives": Directive, "tasks": Task, "assignments": Assignment, "entries": Entry, "flags": LateFlag,
        "returns": Return, "contests": Contest, "extensions": Extension, "not_ours": NotOurs,
    }  # fmt: skip
    return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


def simulate_once(settings: Settings, days: int, directives: int, seed: int) -> dict[str, Any]:
    """Fill the empty database of the settings with a province's life; return how much of what there is now.

    Raises:
        Conflict: the database is not empty.
    """
    engine = make_engine(settings.database_url)
    try:
        clock = FixedClock(at_hour(FIRST_ON, 0))
        simulation = Simulation(make_sessions(engine), FileStore(settings.storage_dir), load_law(), clock)
        return simulation.run(days, directives, seed)
    finally:
        engine.dispose()
