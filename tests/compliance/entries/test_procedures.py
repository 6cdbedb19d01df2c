"""Every procedure of an assignment on real tables, on both databases: what it changes, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.replays import check
from compliance.entries.acting.queries import record_of, state
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import (
    accept_not_ours,
    archive,
    flag_unanswered,
    refuse_not_ours,
    resume,
    say_not_ours,
    suspend,
    withdraw,
)
from compliance.entries.axes import state_of
from compliance.entries.clearing.service import clear_overtaken
from compliance.entries.contests.service import contest, decide_contest, waive
from compliance.entries.counters.queries import facts, figures
from compliance.entries.counters.recount import BEGINNING, differences, grouped, recounted
from compliance.entries.extensions.service import approve_extension, ask_extension, refuse_extension
from compliance.entries.following.service import ask_update, coordinate, flag_stale
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import StaleFlag, StoredState
from compliance.entries.procedures.queries import stored_receipts
from compliance.entries.queries import WorkRow
from compliance.entries.results.evidence import SentFile
from compliance.entries.results.service import (
    ReportForm,
    confirm_result,
    pass_review,
    report,
    return_result,
    set_monitor,
    withdraw_report,
)
from compliance.entries.returns import Ending
from compliance.entries.service import confirm_entry
from compliance.entries.states import Answer, AssignmentState, Extension, Review, Standing, Work
from core.audit import AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.local_time import local_day
from core.storage import FileStore
from extraction.models import Assignment
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation

FORM = replace(FULL_ENTRY, planned_on=date(2026, 12, 1))
AGAIN = replace(FORM, cause="Cán bộ nghỉ phép, chưa bàn giao")
PAPER = ReportForm("Đã hoàn thành", files=(SentFile("bao cao.pdf", b"%PDF-1.7"),))


class Office:
    """The acts as one line each, at the province's instant."""

    def __init__(self, province: Situation) -> None:
        self.province = province

    def do(self, act: Callable[..., object], *given: object, **named: object) -> object:
        """Do one act of the services, in a transaction of its own."""
        province = self.province
        with transaction(province.sessions) as session:
            return act(session, *given, **named)

    @property
    def told(self) -> tuple[object, ...]:
        """Who, law and now, as every act takes them last."""
        return self.province.office, self.province.law, self.province.clock.now()

    def state(self, assignment_id: int) -> AssignmentState:
        """Return where an assignment stands; what the last act kept must say the same."""
        with transaction(self.province.sessions, writes=False) as session:
            found = state(session, session.get_one(Assignment, assignment_id))
            kept = session.get(StoredState, assignment_id)
            if kept is not None:
                assert (kept.extension, kept.standing) == (found.extension, found.standing)
        return found

    def kept(self, assignment_id: int) -> tuple[str, str]:
        """Return work and review as the last act left them."""
        with transaction(self.province.sessions, writes=False) as session:
            row = session.get_one(StoredState, assignment_id)
            return row.work, row.review


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


@pytest.fixture
def office(province: Situation) -> Office:
    return Office(province)


def given(province: Situation, due: str | None = "2026-12-15") -> WorkRow:
    """A confirmed assignment whose entry is due until the end of Monday 23 November."""
    directive = province.directive("2026-11-20", ("Sở Y tế", due))
    province.confirm(directive)
    return province.row(directive)


def late(province: Situation) -> WorkRow:
    """One whose first entry came on Tuesday and was returned for it."""
    row = given(province)
    province.at("2026-11-24", 8)
    province.enter(row, FORM)
    return province.row(row.directive_id)


def reported(province: Situation, office: Office) -> WorkRow:
    """One with an entry and a report, both in time."""
    row = given(province)
    province.enter(row, FORM)
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    return row


def n_rows(province: Situation) -> int:
    with transaction(province.sessions, writes=False) as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (AuditEvent, Entry, LateFlag, Return, StoredState)
        )


def refused(province: Situation, kind: type[DomainError], reason: str, act: Callable[[], object]) -> None:
    """Assert that an act is refused for a reason, and has written nothing."""
    before = n_rows(province)
    with pytest.raises(kind) as error:
        act()
    assert error.value.reason == reason
    assert n_rows(province) == before


# -- results -----------------------------------------------------------------------------------------------------------


def test_a_confirmed_result_confirms_the_reentry_still_owed(province: Situation, office: Office) -> None:
    row = late(province)
    assert office.state(row.assignment_id).is_incomplete
    made = office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    assert isinstance(made, Entry)
    assert province.store.get(made.evidence[0]["sha256"]) == b"%PDF-1.7"
    office.do(confirm_result, row.assignment_id, *office.told)
    found = office.state(row.assignment_id)
    assert (found.is_done, found.is_incomplete, found.has_verdict) == (True, False, True)
    assert office.kept(row.assignment_id) == (Work.REPORTED, Review.CONFIRMED)


def test_a_report_that_is_taken_back_leaves_what_stood_before_it(province: Situation, office: Office) -> None:
    row = reported(province, office)
    office.do(withdraw_report, row.assignment_id, "Đính kèm nhầm tệp", *office.told)
    assert office.state(row.assignment_id).work is Work.IN_PROGRESS
    refused(province, Conflict, "not_reported", lambda: office.do(withdraw_report, row.assignment_id, "", *office.told))
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    assert office.state(row.assignment_id).review is Review.AWAITING


def test_a_report_needs_its_result_and_files_of_a_known_kind(province: Situation, office: Office) -> None:
    row = given(province)
    for form, reason in (
        (ReportForm("Đã xong"), "incomplete"),
        (replace(PAPER, result=" "), "incomplete"),
        (ReportForm("Đã xong", files=(SentFile("chay.exe", b"MZ"),)), "evidence"),
        (ReportForm("Đã xong", files=(SentFile("rong.pdf", b""),)), "evidence"),
        (ReportForm("Đã xong", files=PAPER.files * 11), "evidence"),
    ):
        refused(
            province, Invalid, reason,
            lambda form=form: office.do(report, province.store, row.assignment_id, form, *office.told),
        )  # fmt: skip


def test_the_monitor_reviews_before_the_office(province: Situation, office: Office) -> None:
    row = given(province)
    office.do(set_monitor, row.task_id, province.unit_id("SNV"), province.office, province.clock.now())
    province.enter(row, FORM)
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    refused(province, Conflict, "monitor_first", lambda: office.do(confirm_result, row.assignment_id, *office.told))
    by = By(Part.MONITOR, province.officer)
    returned = office.do(
        return_result, row.assignment_id, "wrong", "Thiếu số liệu", by, province.law, province.clock.now()
    )
    assert isinstance(returned, Return)
    assert office.state(row.assignment_id).review is Review.RETURNED
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    office.do(pass_review, row.assignment_id, *office.told)
    office.do(confirm_result, row.assignment_id, *office.told)
    assert office.state(row.assignment_id).is_done


# -- contests ----------------------------------------------------------------------------------------------------------


def test_a_won_contest_ends_flag_and_late_return_and_keeps_them_in_the_record(
    province: Situation, office: Office
) -> None:
    row = late(province)
    filed = office.do(contest, row.assignment_id, None, "Mất điện cả ngày", *office.told)
    assert filed.filing_due_on == date(2026, 11, 26)
    assert filed.decision_due_on == date(2026, 11, 26)
    province.at("2026-11-27")
    assert province.sweep().flags == ()  # the re-entry clock is held
    office.do(
        decide_contest, filed.id, is_won=True, decision="Có xác nhận của điện lực", who=province.office,
        law=province.law, now=province.clock.now(),
    )  # fmt: skip
    found = office.state(row.assignment_id)
    assert (found.has_verdict, found.is_incomplete, found.review) == (False, False, Review.NONE)
    with transaction(province.sessions, writes=False) as session:
        endings = [*session.scalars(select(LateFlag.ending)), *session.scalars(select(Return.ending))]
        (fact,) = facts(session, [row.assignment_id], local_day(province.clock.now()))
    assert endings == [Ending.OVERTURNED, Ending.OVERTURNED]
    assert fact.watch is None


def test_a_lost_contest_opens_a_full_reentry_clock_at_the_decision(province: Situation, office: Office) -> None:
    row = late(province)
    filed = office.do(contest, row.assignment_id, None, "Mất điện", *office.told)
    refused(
        province, Conflict, "contested",
        lambda: office.do(contest, row.assignment_id, None, "Nữa", *office.told),
    )  # fmt: skip
    province.at("2026-11-27", 10)
    lost = office.do(
        decide_contest, filed.id, is_won=False, decision="Không có xác nhận", who=province.office,
        law=province.law, now=province.clock.now(),
    )  # fmt: skip
    assert (lost.new_due_on, province.row(row.directive_id).reentry_due_on) == (date(2026, 11, 30), date(2026, 11, 30))
    assert province.sweep().flags == ()
    refused(
        province, Conflict, "contested",
        lambda: office.do(contest, row.assignment_id, None, "Lần hai", *office.told),
    )  # fmt: skip
    province.at("2026-12-01", 8)
    assert len(province.sweep().flags) == 1


def test_a_contest_won_before_any_entry_opens_the_entry_clock_anew(province: Situation, office: Office) -> None:
    row = given(province)
    province.at("2026-11-24", 8)
    province.sweep()
    filed = office.do(contest, row.assignment_id, None, "Chưa nhận được văn bản", *office.told)
    office.do(
        decide_contest, filed.id, is_won=True, decision="Đúng", who=province.office, law=province.law,
        now=province.clock.now(),
    )  # fmt: skip
    assert province.row(row.directive_id).entry_due_on == date(2026, 11, 25)
    assert province.sweep().flags == ()
    province.at("2026-11-26", 8)
    assert len(province.sweep().flags) == 1


def test_a_contest_is_filed_within_two_working_days_and_with_a_reason(province: Situation, office: Office) -> None:
    row = late(province)
    refused(province, Invalid, "no_reason", lambda: office.do(contest, row.assignment_id, None, " ", *office.told))
    province.at("2026-11-27")
    refused(province, Conflict, "too_late", lambda: office.do(contest, row.assignment_id, None, "Muộn", *office.told))
    on_time = given(province)
    refused(
        province, Conflict, "no_verdict", lambda: office.do(contest, on_time.assignment_id, None, "?", *office.told)
    )


def test_a_waiver_takes_what_stands_out_of_the_rates(province: Situation, office: Office) -> None:
    row = late(province)
    refused(province, Invalid, "no_cause", lambda: office.do(waive, row.assignment_id, "", *office.told))
    office.do(waive, row.assignment_id, "Bão, mất liên lạc", *office.told)
    found = office.state(row.assignment_id)
    assert (found.has_verdict, found.is_incomplete, found.review) == (False, False, Review.NONE)
    refused(province, Conflict, "no_verdict", lambda: office.do(waive, row.assignment_id, "Lại", *office.told))


# -- extensions --------------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_task_deadline_and_keeps_the_old_day(province: Situation, office: Office) -> None:
    row = given(province)
    for until in (date(2026, 12, 22), date(2026, 12, 31)):
        asked = office.do(ask_extension, row.assignment_id, until, "Chờ số liệu", *office.told)
        assert office.state(row.assignment_id).extension is Extension.ASKED
        office.do(approve_extension, asked.id, "Phó Chủ tịch UBND tỉnh", None, *office.told)
        assert province.row(row.directive_id).task_due_on == until
        assert asked.former_deadline_id is not None
    province.set_deadlines(row.directive_id)
    assert province.row(row.directive_id).task_due_on == date(2026, 12, 31)
    refused(
        province, Conflict, "extensions_used",
        lambda: office.do(ask_extension, row.assignment_id, date(2027, 1, 20), "Nữa", *office.told),
    )  # fmt: skip
    with transaction(province.sessions, writes=False) as session:
        (fact,) = facts(session, [row.assignment_id], local_day(province.clock.now()))
    assert [each.is_extension for each in fact.counted.deadlines].count(True) == 2


def test_an_extension_is_refused_with_a_reason_and_asked_before_the_end(province: Situation, office: Office) -> None:
    row = given(province)
    refused(
        province, Invalid, "not_later",
        lambda: office.do(ask_extension, row.assignment_id, date(2026, 12, 15), "Cùng ngày", *office.told),
    )  # fmt: skip
    asked = office.do(ask_extension, row.assignment_id, date(2026, 12, 22), "Chờ số liệu", *office.told)
    refused(province, Invalid, "no_reason", lambda: office.do(refuse_extension, asked.id, " ", *office.told))
    office.do(refuse_extension, asked.id, "Việc gấp", *office.told)
    assert province.row(row.directive_id).task_due_on == date(2026, 12, 15)
    refused(province, Conflict, "no_extension", lambda: office.do(refuse_extension, asked.id, "Lại", *office.told))
    province.at("2026-12-16")
    refused(
        province, Conflict, "after_due",
        lambda: office.do(ask_extension, row.assignment_id, date(2026, 12, 30), "Muộn", *office.told),
    )  # fmt: skip


# -- whose it is, and whether it lives ---------------------------------------------------------------------------------


def test_not_ours_holds_the_clock_and_a_refusal_opens_it_anew(province: Situation, office: Office) -> None:
    row = given(province)
    said = office.do(say_not_ours, row.assignment_id, "Thuộc Sở Xây dựng", *office.told)
    assert said.answer_due_on == date(2026, 11, 23)
    province.at("2026-11-24", 8)
    assert province.sweep().flags == ()
    assert office.do(flag_unanswered, province.clock.now()) == [said.id]
    assert office.do(flag_unanswered, province.clock.now()) == []
    office.do(refuse_not_ours, said.id, "Đúng chức năng của Sở", *office.told)
    assert province.row(row.directive_id).entry_due_on == date(2026, 11, 25)
    refused(
        province, Conflict, "not_ours_said", lambda: office.do(say_not_ours, row.assignment_id, "Nữa", *office.told)
    )
    province.at("2026-11-26", 8)
    assert len(province.sweep().flags) == 1


def test_an_accepted_not_ours_goes_to_a_lead_whose_clock_counts_from_its_own_opening(
    province: Situation, office: Office
) -> None:
    row = given(province)
    said = office.do(say_not_ours, row.assignment_id, "Thuộc Sở Xây dựng", *office.told)
    province.at("2026-11-25")
    refused(
        province, Conflict, "already_lead",
        lambda: office.do(accept_not_ours, said.id, province.unit_id("SYT"), "Đồng ý", *office.told),
    )  # fmt: skip
    office.do(accept_not_ours, said.id, province.unit_id("SXD"), "Đồng ý", *office.told)
    new = province.row(row.directive_id)
    assert (new.unit_id, new.entry_due_at) == (province.unit_id("SXD"), datetime(2026, 11, 26, 17, tzinfo=UTC))
    assert office.state(row.assignment_id).standing is Standing.WITHDRAWN
    refused(province, Conflict, "no_not_ours", lambda: office.do(refuse_not_ours, said.id, "Thôi", *office.told))


def test_not_ours_is_said_before_the_entry_clock_ends(province: Situation, office: Office) -> None:
    row = given(province)
    province.at("2026-11-24", 0)
    refused(province, Conflict, "too_late", lambda: office.do(say_not_ours, row.assignment_id, "Muộn", *office.told))


@BOTH
def test_a_suspension_holds_both_clocks_and_gives_back_the_days_left(province: Situation, office: Office) -> None:
    row = given(province)
    refused(province, Invalid, "no_authority", lambda: office.do(suspend, row.assignment_id, "Bão", "", *office.told))
    office.do(suspend, row.assignment_id, "Bão số 9", "Chủ tịch UBND tỉnh", *office.told)
    province.at("2026-11-27")
    assert province.sweep().flags == ()
    refused(province, Conflict, "not_open", lambda: province.enter(row, FORM))
    office.do(resume, row.assignment_id, "Hết bão", "Chủ tịch UBND tỉnh", *office.told)
    again = province.row(row.directive_id)
    assert (again.entry_due_on, again.task_due_on) == (date(2026, 11, 30), date(2026, 12, 21))
    assert office.state(row.assignment_id).standing is Standing.OPEN


def test_what_is_withdrawn_or_archived_is_off_the_worklist_and_open_to_nothing(
    province: Situation, office: Office
) -> None:
    kept, taken = late(province), given(province)
    office.do(archive, kept.assignment_id, "Không còn cần", "Chủ tịch", *office.told)
    office.do(withdraw, taken.assignment_id, "Giao nhầm", "Chủ tịch", *office.told)
    assert office.state(kept.assignment_id).standing is Standing.ARCHIVED
    assert province.rows(kept.directive_id) == province.rows(taken.directive_id) == []
    for row in (kept, taken):
        refused(
            province, Conflict, "not_open",
            lambda row=row: office.do(suspend, row.assignment_id, "x", "y", *office.told),
        )  # fmt: skip
    with transaction(province.sessions, writes=False) as session:
        found = {fact.assignment_id: fact.counted for fact in facts(session, None, date(2026, 11, 30))}
    assert found[kept.assignment_id].archived_at == province.clock.now()
    assert found[taken.assignment_id].withdrawn_at == province.clock.now()


# -- what only reminds -------------------------------------------------------------------------------------------------


def test_a_coordinating_unit_answers_a_request_and_is_never_judged(province: Situation, office: Office) -> None:
    row = given(province)
    refused(
        province, Conflict, "not_coordinating",
        lambda: office.do(ask_update, row.assignment_id, "Tiến độ?", *office.told),
    )  # fmt: skip
    with transaction(province.sessions) as session:
        other = Assignment(
            task_id=row.task_id, role="coordinating", name="Sở Xây dựng", unit_id=province.unit_id("SXD"),
            resolution="resolved", created_at=province.clock.now(), opened_at=province.clock.now(),
            confirmed_at=province.clock.now(),
        )  # fmt: skip
        session.add(other)
        session.flush()
        other_id = other.id
    asked = office.do(ask_update, other_id, "Tiến độ?", *office.told)
    assert asked.due_on >= local_day(province.clock.now())
    refused(province, Invalid, "invalid", lambda: office.do(coordinate, other_id, " ", *office.told))
    made = office.do(coordinate, other_id, "Đã góp ý", *office.told)
    assert isinstance(made, Entry)
    province.at("2026-12-20")
    assert all(flag_row != other_id for flag_row in flagged(province))


def flagged(province: Situation) -> list[int]:
    province.sweep()
    with transaction(province.sessions, writes=False) as session:
        return list(session.scalars(select(LateFlag.assignment_id)))


def test_progress_that_does_not_come_in_its_month_is_stale_once(province: Situation, office: Office) -> None:
    row = given(province, None)
    province.enter(row, FORM)
    province.at("2026-12-02")
    assert office.do(flag_stale, province.law, province.clock.now()) == []
    province.at("2027-01-02")
    assert office.do(flag_stale, province.law, province.clock.now()) == [row.assignment_id]
    assert office.do(flag_stale, province.law, province.clock.now()) == []
    with transaction(province.sessions, writes=False) as session:
        assert session.scalars(select(StaleFlag.period_ends_on)).all() == [date(2026, 12, 31)]


# -- all together ------------------------------------------------------------------------------------------------------


def test_every_receipt_of_a_procedure_replays_to_itself(province: Situation, office: Office) -> None:
    row = late(province)
    filed = office.do(contest, row.assignment_id, None, "Mất điện", *office.told)
    office.do(
        decide_contest, filed.id, is_won=False, decision="Không", who=province.office, law=province.law,
        now=province.clock.now(),
    )  # fmt: skip
    other = given(province)
    office.do(say_not_ours, other.assignment_id, "Không phải", *office.told)
    with transaction(province.sessions, writes=False) as session:
        kept = list(stored_receipts(session))
    assert {stored.name.partition(":")[0] for stored in kept} == {
        "contest-filing", "contest-decision", "contest-outcome", "contest-former", "not-ours",
    }  # fmt: skip
    for stored in kept:
        assert check(stored, province.law.rulebook, province.law.calendar) == ()


def test_the_counters_equal_a_recount_after_every_procedure(province: Situation, office: Office) -> None:
    contested = late(province)
    filed = office.do(contest, contested.assignment_id, None, "Mất điện", *office.told)
    said = given(province)
    office.do(say_not_ours, said.assignment_id, "Không phải", *office.told)
    extended = given(province)
    asked = office.do(ask_extension, extended.assignment_id, date(2026, 12, 31), "Chờ", *office.told)
    office.do(approve_extension, asked.id, "Chủ tịch", None, *office.told)
    taken_back = reported(province, office)
    office.do(withdraw_report, taken_back.assignment_id, "", *office.told)
    done = reported(province, office)
    office.do(confirm_result, done.assignment_id, *office.told)
    held, kept = given(province), given(province)
    office.do(suspend, held.assignment_id, "Bão", "Chủ tịch", *office.told)
    office.do(archive, kept.assignment_id, "Thôi", "Chủ tịch", *office.told)
    province.at("2026-11-26")
    office.do(
        decide_contest, filed.id, is_won=True, decision="Đúng", who=province.office, law=province.law,
        now=province.clock.now(),
    )  # fmt: skip
    province.sweep()
    now = province.clock.now()
    province.after(seconds=1)
    with transaction(province.sessions, writes=False) as session:
        at = province.clock.now()
        record = grouped((fact.unit_id, fact.counted) for fact in facts(session, None, local_day(now)))
        counters = figures(session, "unit", BEGINNING, at, known_now=True)
        theirs = recounted(record, BEGINNING, at, province.law.on(local_day(now)))
    assert list(differences("unit", BEGINNING, counters, theirs)) == []


@BOTH
def test_two_contests_at_once_leave_one(province: Situation, office: Office) -> None:
    row = late(province)
    outcomes = at_once(
        lambda: office.do(contest, row.assignment_id, None, "Một", *office.told),
        lambda: office.do(contest, row.assignment_id, None, "Hai", *office.told),
    )
    assert sorted(outcomes) == ["contested", "done"]


@BOTH
def test_confirming_and_returning_at_once_leave_one_answer(province: Situation, office: Office) -> None:
    row = reported(province, office)
    by = By(Part.OFFICE, province.office)
    now = province.clock.now()
    outcomes = at_once(
        lambda: office.do(confirm_result, row.assignment_id, *office.told),
        lambda: office.do(return_result, row.assignment_id, "wrong", "Thiếu", by, province.law, now),
    )
    assert outcomes.count("done") == 1
    found = office.state(row.assignment_id)
    assert found.is_done or found.review is Review.RETURNED


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do acts in threads of their own that start together; return how each ended."""
    outcomes: list[str] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except DomainError as error:
            outcomes.append(error.reason)
        else:
            outcomes.append("done")

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_flag_that_a_later_date_overtakes_lapses_with_its_return(province: Situation, office: Office) -> None:
    row = late(province)
    with transaction(province.sessions) as session:
        assert clear_overtaken(session, row.directive_id, province.clock.now()) == []
    with transaction(province.sessions) as session:
        record = record_of(session, session.get_one(Assignment, row.assignment_id))
        assert state_of(record).contest is Answer.NONE
        from compliance.deadlines.models import Deadline  # noqa: PLC0415

        for deadline in session.scalars(select(Deadline).where(Deadline.clock == "entry")):
            deadline.due_at = datetime(2026, 11, 25, 17, tzinfo=UTC)
        assert len(clear_overtaken(session, row.directive_id, province.clock.now())) == 1
    assert not office.state(row.assignment_id).has_verdict
    with transaction(province.sessions, writes=False) as session:
        assert [*session.scalars(select(Return.ending))] == [Ending.LAPSED]


def test_nothing_is_done_to_what_is_not_there(province: Situation, office: Office) -> None:
    for act in (
        lambda: office.do(contest, 999, None, "x", *office.told),
        lambda: office.do(approve_extension, 999, "x", None, *office.told),
        lambda: office.do(refuse_not_ours, 999, "x", *office.told),
        lambda: office.do(
            decide_contest, 999, is_won=True, decision="x", who=province.office, law=province.law,
            now=province.clock.now(),
        ),
        lambda: office.do(set_monitor, 999, None, province.office, province.clock.now()),
        lambda: office.do(confirm_entry, 999, province.office, province.clock.now()),
    ):  # fmt: skip
        refused(province, NotFound, "not_found", act)
