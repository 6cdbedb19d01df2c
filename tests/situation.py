"""A situation a compliance officer can follow: a directive arrives, units enter or do not, the clock moves.

Everything goes through the real services on a real database; only the document's text is given ready.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.law import Law, load_law
from compliance.deadlines.service import set_deadlines
from compliance.deadlines.versions.models import LawVersion
from compliance.deadlines.versions.queries import Laws
from compliance.deadlines.versions.service import CALENDAR, changed_calendar, propose
from compliance.entries import queries as entries
from compliance.entries.counters.service import count_directive
from compliance.entries.models import Entry, Return
from compliance.entries.queries import WorkRow
from compliance.entries.revision.service import apply
from compliance.entries.service import EntryForm, confirm_entry, record_entry, return_entry
from compliance.entries.sweep.service import Swept, flag_and_return
from compliance.rulebook.calendar_table import ExceptionalDay
from core.access import AccountRole, Viewer
from core.accounts import create_account
from core.audit import Actor
from core.clock import FixedClock
from core.database import transaction
from core.local_time import LOCAL
from core.organisation import Unit
from core.register import load_register
from core.storage import FileStore
from extraction.models import Assignment, Task
from extraction.queries import assignments_of
from extraction.service import extract_tasks, open_provisional
from extraction.values import (
    DeadlineMention,
    EntryClass,
    Extraction,
    Mode,
    Place,
    TaskDraft,
    Term,
    TermKind,
    UnitMention,
)
from ingest.letterhead import FieldPlace, Letterhead, Urgency
from ingest.service import record_reading, take_file
from ingest.text import Box, DocumentText, Line, Origin, Page
from jobs.pipeline import confirm

BOX = Box(0.1, 0.2, 0.9, 0.3)
FULL_ENTRY = EntryForm(
    officer="Lê Thu Hà", product="Báo cáo kết quả", planned_on=None, planned_why="", first_action="Lập kế hoạch"
)


def local(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of a local day."""
    on = date.fromisoformat(day)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=LOCAL)


@dataclass
class Situation:
    """One province, one clock. Actions happen at the clock's instant."""

    sessions: sessionmaker[Session]
    clock: FixedClock
    store: FileStore
    office: Actor = field(init=False)
    officer: Actor = field(init=False)
    number: int = 0

    def __post_init__(self) -> None:
        """Load the register and make an account for the Office and for a unit."""
        self.law = load_law()
        with transaction(self.sessions) as session:
            load_register(session, self.clock.now())
            self.office = self._account(session, "vanphong", AccountRole.OFFICE, None)
            self.officer = self._account(session, "soyte", AccountRole.UNIT, self._unit_id(session, "SYT"))

    def directive(
        self,
        issued_on: str,
        *tasks: tuple[str, str | None],
        urgency: Urgency = Urgency.REGULAR,
        readability: float = 1.0,
        number: str | None = "",
        secrecy: str | None = None,
        unclaimed: int = 0,
    ) -> int:
        """Let a directive arrive, be read, split, opened and clocked now; return its id.

        Args:
            tasks: lead unit as written (several parted by " + ") and deadline day or None, a pair a task.
            number: printed number; "" for one of its own, None for one that could not be read.
        """
        self.number += 1
        number = f"{self.number}/UBND-VX" if number == "" else number
        with transaction(self.sessions) as session:
            digest = hashlib.sha256(str(self.number).encode()).hexdigest()
            arrival = take_file(
                session,
                self.store,
                source="test",
                name=f"{self.number}.pdf",
                size=1,
                sha256=digest,
                now=self.clock.now(),
            )
            assert arrival.directive_id is not None
            directive_id = arrival.directive_id
        letterhead = _letterhead(number, date.fromisoformat(issued_on), urgency, secrecy)
        with transaction(self.sessions) as session:
            record_reading(session, self.store, directive_id, _document(readability), letterhead, self.clock.now())
        with transaction(self.sessions) as session:
            extract_tasks(session, directive_id, _extraction(tasks, unclaimed), self.clock.now())
        self.open(directive_id)
        return directive_id

    def open(self, directive_id: int) -> None:
        """Open what may be opened before confirmation, and set the clocks."""
        with transaction(self.sessions) as session:
            open_provisional(session, directive_id, self.clock.now())
        self.set_deadlines(directive_id)

    def set_deadlines(self, directive_id: int) -> int:
        """Set class and clocks; return how many dates were written."""
        with transaction(self.sessions) as session:
            written = set_deadlines(session, directive_id, self.law, self.clock.now())
            count_directive(session, directive_id, self.clock.now())
            return len(written)

    def confirm(self, directive_id: int, *, members: tuple[str, ...] = (), knows_unclaimed: bool = False) -> None:
        """Let the Office confirm, every collective expanded to these units."""
        with transaction(self.sessions) as session:
            ids = [self._unit_id(session, code) for code in members]
            collectives = [a.id for a in assignments_of(session, directive_id) if a.resolution == "collective"]
            confirm(
                session,
                directive_id,
                expand=dict.fromkeys(collectives, ids) if ids else {},
                knows_unclaimed=knows_unclaimed,
                who=self.office,
                law=self.law,
                now=self.clock.now(),
            )

    def enter(self, row: WorkRow, form: EntryForm = FULL_ENTRY) -> tuple[Entry, Return | None]:
        """Let the unit make an entry."""
        with transaction(self.sessions) as session:
            return record_entry(session, row.assignment_id, form, self.officer, self.law, self.clock.now())

    def accept(self, entry_id: int) -> None:
        """Let the Office confirm an entry."""
        with transaction(self.sessions) as session:
            confirm_entry(session, entry_id, self.office, self.clock.now())

    def send_back(self, entry_id: int, reason: str, missing: str) -> Return:
        """Let the Office return an entry."""
        with transaction(self.sessions) as session:
            return return_entry(session, entry_id, reason, missing, self.office, self.law, self.clock.now())

    def sweep(self) -> Swept:
        """Write what is due by now."""
        with transaction(self.sessions) as session:
            return flag_and_return(session, self.law, self.clock.now())

    def change_calendar(self, *days: ExceptionalDay, official_years: frozenset[int] | None = None) -> LawVersion:
        """Let the Office put these days in, instead of what the table said of them, and apply that now."""
        changed = {day.on for day in days}
        kept = [day for day in self.law.rulebook.table.days if day.on not in changed]
        return self.apply(changed_calendar(self.law, [*kept, *days], official_years))

    def apply(self, law: Law) -> LawVersion:
        """Propose a changed law and apply it now; it is the law of all that follows."""
        with transaction(self.sessions) as session:
            row = propose(session, law, CALENDAR, "test", "Văn bản số 1", self.office, self.clock.now())
            row = apply(session, row.id, Laws(), self.office, self.clock.now())
        self.law = law
        return row

    def rows(self, directive_id: int) -> list[WorkRow]:
        """Return the open assignments of a directive as the Office sees them, in order of id."""
        viewer = Viewer(0, "", AccountRole.OFFICE, None)
        with transaction(self.sessions, writes=False) as session:
            rows = [row for row in entries.worklist(session, viewer) if row.directive_id == directive_id]
        return sorted(rows, key=lambda row: row.assignment_id)

    def row(self, directive_id: int) -> WorkRow:
        """Return the only open assignment of a directive."""
        (row,) = self.rows(directive_id)
        return row

    def at(self, day: str, hour: int = 9, minute: int = 0) -> None:
        """Move the clock to a local time."""
        self.clock.set(local(day, hour, minute))

    def after(self, **span: float) -> None:
        """Move the clock by a span."""
        self.clock.advance(timedelta(**span))

    def tasks(self, directive_id: int) -> list[Task]:
        """Return every task of a directive, removed ones too."""
        with transaction(self.sessions, writes=False) as session:
            return list(session.scalars(select(Task).where(Task.directive_id == directive_id).order_by(Task.ordinal)))

    def assignments(self, directive_id: int) -> list[Assignment]:
        """Return every assignment of a directive, withdrawn ones too."""
        question = select(Assignment).join(Task, Task.id == Assignment.task_id).where(Task.directive_id == directive_id)
        with transaction(self.sessions, writes=False) as session:
            return list(session.scalars(question.order_by(Assignment.id)))

    def unit_id(self, code: str) -> int:
        """Return the id of a unit by its code."""
        with transaction(self.sessions, writes=False) as session:
            return self._unit_id(session, code)

    def _unit_id(self, session: Session, code: str) -> int:
        return session.scalars(select(Unit.id).where(Unit.code == code)).one()

    def _account(self, session: Session, name: str, role: AccountRole, unit_id: int | None) -> Actor:
        account = create_account(
            session,
            username=name,
            full_name=name,
            role=role,
            unit_id=unit_id,
            password_hash="none",
            now=self.clock.now(),
        )
        return Actor(account.id, name)


def _document(readability: float) -> DocumentText:
    line = Line(0, 4, 1, BOX)
    page = Page(1, 595.0, 842.0, Origin.TEXT_LAYER, (line,), readability=readability)
    return DocumentText("Giao", (page,), "application/pdf", has_layout=True, readability=readability)


def _letterhead(number: str | None, issued_on: date, urgency: Urgency, secrecy: str | None) -> Letterhead:
    place = FieldPlace(0, 4, 1, BOX)
    return Letterhead(
        number=number,
        issued_on=issued_on,
        issuer="UBND tỉnh Thanh Hóa",
        kind="Công văn",
        subject="V/v thử",
        urgency=urgency,
        secrecy=secrecy,
        signer=None,
        signer_title=None,
        addressees=(),
        recipients=(),
        unread=() if number else ("number",),
        warnings=(),
        places={"number": place, "issued_on": place, "issuer": place},
    )


def _extraction(tasks: tuple[tuple[str, str | None], ...], unclaimed: int) -> Extraction:
    place = Place(0, 4, 1, BOX)
    drafts = []
    for leads, due in tasks:
        on = date.fromisoformat(due) if due else None
        deadline = (
            DeadlineMention(on, f"trước ngày {on:%d/%m/%Y}", Term(TermKind.DAY, "", on=on), place) if on else None
        )
        mentions = tuple(UnitMention(name, place) for name in leads.split(" + "))
        drafts.append(TaskDraft(f"Giao {leads} làm việc này", place, Mode.ASSIGN, mentions, deadline=deadline))
    return Extraction(tuple(drafts), EntryClass.REGULAR, (), (place,) * unclaimed)
