"""The procedures of a simulated assignment, played through the real services at the instants its course asks for.

What the table of acts does not allow at that instant does not happen: a unit that comes too late is told so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.acting.queries import task_deadline
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import (
    accept_not_ours,
    archive,
    refuse_not_ours,
    resume,
    say_not_ours,
    suspend,
    withdraw,
)
from compliance.entries.contests.service import contest, decide_contest, waive
from compliance.entries.extensions.service import approve_extension, ask_extension, refuse_extension
from compliance.entries.results.evidence import SentFile
from compliance.entries.results.service import ReportForm, confirm_result, report, return_result, withdraw_report
from core.audit import Actor
from core.errors import DomainError
from core.storage import FileStore
from extraction.models import Assignment
from jobs.simulated_course import Course, course

AUTHORITY = "Chủ tịch Ủy ban nhân dân tỉnh"
EVIDENCE = SentFile("bao-cao.pdf", b"%PDF-1.4\n% bao cao mo phong\n")
WITHOUT_DEADLINE = timedelta(days=20)
LONGER = timedelta(days=15)
T = TypeVar("T")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Entering = Callable[[Session, datetime, Assignment], None]


@dataclass
class Procedures:
    """The procedures of a province. ``at``: lets something happen later; ``enter``: the unit is to enter from then."""

    at: Callable[..., None]
    law: Law
    store: FileStore
    office: Actor
    officers: Mapping[int, Actor]
    seed: int
    _courses: dict[int, Course] = field(default_factory=dict)
    _judged: set[int] = field(default_factory=set)

    def opened(self, session: Session, now: datetime, row: Assignment, number: int, enter: Entering) -> bool:
        """Take up a newly opened assignment; return whether its unit says that it is not its own, and waits."""
        found = self._courses[row.id] = course(self.seed, number)
        self._later(now + timedelta(days=9), self._close, row.id, found.closed)
        if found.not_ours:
            self.at(now + HOUR, self._say_not_ours, row.id, found.not_ours, enter)
        else:
            self._follow(session, now, row.id, found)
        return bool(found.not_ours)

    def judged(self, now: datetime, assignment_id: int) -> None:
        """Let the unit contest the first thing that was written against it, or the Office waive it."""
        found = self._courses.get(assignment_id)
        if found is None or assignment_id in self._judged:
            return
        self._judged.add(assignment_id)
        self._later(now + 10 * HOUR, self._contest, assignment_id, found.contest)
        self._later(now + 4 * DAY, self._waive, assignment_id, found.waived)

    def _later(self, at: datetime, do: Callable[..., None], assignment_id: int, what: object) -> None:
        if what:
            self.at(at, do, assignment_id, what)

    def _follow(self, session: Session, now: datetime, assignment_id: int, found: Course) -> None:
        deadline = task_deadline(session, assignment_id)
        due_at = deadline.due_at if deadline is not None and deadline.due_at is not None else now + WITHOUT_DEADLINE
        if found.reported_at is not None:
            self.at(now + found.reported_at * max(due_at - now, DAY), self._report, assignment_id, found.takes_back)
        if deadline is not None:
            self._later(now + min(0.5 * (due_at - now), 3 * DAY), self._ask_extension, assignment_id, found.extension)

    def _officer(self, session: Session, assignment_id: int) -> Actor:
        return self.officers[session.get_one(Assignment, assignment_id).unit_id or 0]

    # -- results ------------------------------------------------------------------------------------------------------

    def _report(self, session: Session, now: datetime, assignment_id: int, takes_back: bool) -> None:  # noqa: FBT001
        form = ReportForm("Đã hoàn thành, có báo cáo kèm theo.", "Cán bộ mới nhận việc.", (EVIDENCE,))
        who = self._officer(session, assignment_id)
        if not _done(session, lambda: report(session, self.store, assignment_id, form, who, self.law, now)):
            return
        if takes_back:
            self.at(now + HOUR, self._take_back, assignment_id)
        else:
            self._later(now + 1.5 * DAY, self._answer_result, assignment_id, self._courses[assignment_id].result)

    def _take_back(self, session: Session, now: datetime, assignment_id: int) -> None:
        who = self._officer(session, assignment_id)
        if _done(session, lambda: withdraw_report(session, assignment_id, "Gửi nhầm tệp.", who, self.law, now)):
            self.at(now + DAY, self._report, assignment_id, False)  # noqa: FBT003 - takes_back

    def _answer_result(self, session: Session, now: datetime, assignment_id: int, answer: str) -> None:
        if answer == "confirm":
            _done(session, lambda: confirm_result(session, assignment_id, self.office, self.law, now))
            return
        by = By(Part.OFFICE, self.office)
        if _done(session, lambda: return_result(session, assignment_id, answer, "Thiếu số liệu.", by, self.law, now)):
            self._courses[assignment_id] = Course(result="confirm")
            self.at(now + 20 * HOUR, self._report, assignment_id, False)  # noqa: FBT003 - takes_back

    # -- contests -----------------------------------------------------------------------------------------------------

    def _contest(self, session: Session, now: datetime, assignment_id: int, ending: str) -> None:
        who = self._officer(session, assignment_id)
        reason = "Hệ thống gián đoạn, đơn vị đã gửi văn bản giấy."
        filed = _done(session, lambda: contest(session, assignment_id, None, reason, who, self.law, now))
        if filed:
            self.at(now + DAY, self._decide, filed.id, ending)

    def _decide(self, session: Session, now: datetime, contest_id: int, ending: str) -> None:
        is_won = ending == "won"
        decision = "Có căn cứ." if is_won else "Không có căn cứ."
        _done(
            session,
            lambda: decide_contest(
                session, contest_id, is_won=is_won, decision=decision, who=self.office, law=self.law, now=now
            ),
        )

    def _waive(self, session: Session, now: datetime, assignment_id: int, _what: object) -> None:
        _done(
            session, lambda: waive(session, assignment_id, "Thiên tai, mất điện diện rộng.", self.office, self.law, now)
        )

    # -- "not ours" ---------------------------------------------------------------------------------------------------

    def _say_not_ours(self, session: Session, now: datetime, assignment_id: int, answer: str, enter: Entering) -> None:
        who = self._officer(session, assignment_id)
        said = _done(session, lambda: say_not_ours(session, assignment_id, "Thuộc ngành khác.", who, self.law, now))
        if said:
            self.at(now + 5 * HOUR, self._answer_not_ours, said.id, answer, enter)

    def _answer_not_ours(self, session: Session, now: datetime, said_id: int, answer: str, enter: Entering) -> None:
        if answer == "refused":
            found = _done(
                session, lambda: refuse_not_ours(session, said_id, "Đúng thẩm quyền.", self.office, self.law, now)
            )
            same = found and found.assignment_id
        else:
            units = sorted(self.officers)
            found = _done(
                session,
                lambda: accept_not_ours(
                    session, said_id, units[said_id % len(units)], "Chuyển.", self.office, self.law, now
                ),
            )
            same = found and found.new_assignment_id
        if same:
            row = session.get_one(Assignment, same)
            self._courses[row.id] = Course()
            enter(session, now, row)
            self._follow(session, now, row.id, Course())

    # -- extensions and closing ---------------------------------------------------------------------------------------

    def _ask_extension(self, session: Session, now: datetime, assignment_id: int, answer: str) -> None:
        deadline = task_deadline(session, assignment_id)
        if deadline is None or deadline.due_on is None:
            return
        until, who = deadline.due_on + LONGER, self._officer(session, assignment_id)
        asked = _done(
            session, lambda: ask_extension(session, assignment_id, until, "Chờ thẩm định.", who, self.law, now)
        )
        if asked:
            self.at(now + DAY, self._answer_extension, asked.id, answer)

    def _answer_extension(self, session: Session, now: datetime, asked_id: int, answer: str) -> None:
        if answer == "approved":
            _done(session, lambda: approve_extension(session, asked_id, AUTHORITY, None, self.office, self.law, now))
        else:
            _done(session, lambda: refuse_extension(session, asked_id, "Việc gấp.", self.office, self.law, now))

    def _close(self, session: Session, now: datetime, assignment_id: int, how: str) -> None:
        if how == "suspended":
            reason = "Chờ ý kiến bộ."
            if _done(session, lambda: suspend(session, assignment_id, reason, AUTHORITY, self.office, self.law, now)):
                self.at(now + 5 * DAY, self._resume, assignment_id)
            return
        do = archive if how == "archived" else withdraw
        _done(
            session, lambda: do(session, assignment_id, "Nhiệm vụ đã lồng ghép.", AUTHORITY, self.office, self.law, now)
        )

    def _resume(self, session: Session, now: datetime, assignment_id: int) -> None:
        _done(session, lambda: resume(session, assignment_id, "Đã có ý kiến.", AUTHORITY, self.office, self.law, now))


def _done(session: Session, act: Callable[[], T]) -> T | None:
    """Return what an act made, or None where it is not allowed; then nothing is left of it."""
    try:
        with session.begin_nested():
            return act()
    except DomainError:
        return None
