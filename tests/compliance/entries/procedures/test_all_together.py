"""All procedures at once: receipts, counters, two at one time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Barrier, Thread

from sqlalchemy import select

from compliance.deadlines.receipts import receipt_from
from compliance.deadlines.replays import check
from compliance.entries.acting.queries import record_of
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import (
    archive,
    refuse_not_ours,
    say_not_ours,
    suspend,
)
from compliance.entries.axes import state_of
from compliance.entries.clearing.service import clear_overtaken
from compliance.entries.contests.service import contest, decide_contest
from compliance.entries.counters.queries import facts, figures
from compliance.entries.counters.recount import BEGINNING, differences, grouped, recounted
from compliance.entries.extensions.service import approve_extension, ask_extension
from compliance.entries.models import Return
from compliance.entries.receipts.queries import stored_receipts
from compliance.entries.results.service import (
    confirm_result,
    return_result,
    set_monitor,
    withdraw_report,
)
from compliance.entries.returns import Ending
from compliance.entries.service import confirm_entry
from compliance.entries.states import Answer, Review
from core.database import transaction
from core.errors import DomainError, NotFound
from core.local_time import local_day
from extraction.models import Assignment
from tests.both import BOTH
from tests.compliance.entries.procedures.acting import (
    Office,
    given,
    late,
    refused,
    reported,
)
from tests.situation import Situation


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
        "contest-filing", "contest-decision", "contest-outcome", "contest-former", "not-ours", "return",
    }  # fmt: skip
    for stored in kept:
        assert check(stored, province.law.rulebook, province.law.calendar) == ()


def test_the_receipt_of_an_automatic_return_names_no_person(province: Situation) -> None:
    late(province)
    with transaction(province.sessions, writes=False) as session:
        (stored,) = stored_receipts(session)
    assert receipt_from(stored.plain).ground.evidence == "trả lại tự động vì cập nhật chậm"


def test_the_counters_equal_a_recount_after_every_procedure(province: Situation, office: Office) -> None:
    contested = late(province)
    filed = office.do(contest, contested.assignment_id, None, "Mất điện", *office.told)
    said = given(province)
    office.do(say_not_ours, said.assignment_id, "Không phải", *office.told)
    extended = given(province)
    asked = office.do(ask_extension, extended.assignment_id, date(2026, 12, 31), "Chờ", *office.told)
    office.do(approve_extension, asked.id, "Chủ tịch", None, *office.told)
    taken_back = reported(province, office)
    office.do(withdraw_report, taken_back.assignment_id, "Đính kèm nhầm tệp", *office.told)
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
        theirs = recounted("unit", record, BEGINNING, at, province.law.on(local_day(now)))
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
