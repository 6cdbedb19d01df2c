"""Not ours, suspended, withdrawn, archived."""

from datetime import UTC, date, datetime

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
from compliance.entries.contests.service import contest
from compliance.entries.counters.queries import facts
from compliance.entries.deciding.queries import contests, not_ours
from compliance.entries.listing.queries import waiting_counts
from compliance.entries.states import Standing
from core.database import transaction
from core.errors import Conflict, Invalid
from core.organisation import Unit
from extraction.models import Assignment, Task
from tests import factories
from tests.both import BOTH
from tests.compliance.entries.procedures.acting import FORM, Office, given, late, refused
from tests.situation import Situation


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


def test_a_task_is_not_left_without_a_lead_the_office_s_clock_runs_until_it_names_one(
    province: Situation, office: Office
) -> None:
    row = given(province)
    said = office.do(say_not_ours, row.assignment_id, "Thuộc ngành khác", *office.told)
    refused(province, Invalid, "no_new_lead", lambda: office.do(accept_not_ours, said.id, None, "Đồng ý", *office.told))
    assert office.do(waiting_counts)["not_ours"] == len(office.do(not_ours)) == 1
    province.at("2026-11-24", 8)
    assert office.do(flag_unanswered, province.clock.now()) == [said.id]
    office.do(accept_not_ours, said.id, province.unit_id("SXD"), "Đồng ý", *office.told)
    assert office.do(not_ours) == []


def test_where_another_unit_leads_the_task_too_it_goes_on_alone(province: Situation, office: Office) -> None:
    row = given(province)
    with transaction(province.sessions) as session:
        task = session.get_one(Task, session.get_one(Assignment, row.assignment_id).task_id)
        other = factories.assignment(
            session, task, session.get_one(Unit, province.unit_id("SXD")), opened_at=province.clock.now()
        )
        number = other.id
    said = office.do(say_not_ours, row.assignment_id, "Thuộc Sở Xây dựng", *office.told)
    office.do(accept_not_ours, said.id, None, "Đồng ý", *office.told)
    assert [left.assignment_id for left in province.rows(row.directive_id)] == [number]


def test_what_is_closed_waits_for_no_answer(province: Situation, office: Office) -> None:
    said, contested = given(province), late(province)
    province.at("2026-11-23")
    office.do(say_not_ours, said.assignment_id, "Thuộc ngành khác", *office.told)
    province.at("2026-11-24", 9)
    office.do(contest, contested.assignment_id, None, "Mất điện", *office.told)
    assert [len(office.do(asked)) for asked in (not_ours, contests)] == [1, 1]
    for row in (said, contested):
        office.do(withdraw, row.assignment_id, "Giao nhầm", "Chủ tịch", *office.told)
    assert [len(office.do(asked)) for asked in (not_ours, contests)] == [0, 0]
    assert set(office.do(waiting_counts).values()) == {0}
    province.at("2026-11-27")
    assert office.do(flag_unanswered, province.clock.now()) == []


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
