"""Contests and waivers: what leaves the rates, and stays in the record."""

from datetime import date

from sqlalchemy import select

from compliance.entries.contests.service import contest, decide_contest, waive
from compliance.entries.counters.queries import facts
from compliance.entries.models import LateFlag, Return
from compliance.entries.returns import Ending
from compliance.entries.states import Review
from core.database import transaction
from core.errors import Conflict, Invalid
from core.local_time import local_day
from tests.compliance.entries.procedures.acting import Office, given, late, refused
from tests.situation import Situation


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
