"""What an assignment adds to the figures, as values and as the text that is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.deadlines.law import load_law
from compliance.entries.counters.parts import (
    NEVER,
    PASSED,
    Part,
    difference,
    figures_of,
    flag_changes,
    is_done,
    known_before,
    parts_of,
    read,
    written,
)
from compliance.entries.counting import Counted, Report, Suspension, TaskDeadline, Tenure
from compliance.entries.returns import Ending, EntryFact, EntryKind, History, ReturnReason, Verdict, VerdictKind

NOW = datetime(2026, 8, 21, 2, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=3), NOW - timedelta(days=3)
RULES = load_law().on(date(2026, 8, 21))
OPEN_TASK = Counted(task_id=1, assigned_at=EARLIER, deadlines=[TaskDeadline(EARLIER, LATER)])


def measures(assignment: Counted) -> dict[str, Part]:
    return {part.measure: part for part in parts_of(assignment, NOW, RULES)}


def test_text_gives_the_parts_back() -> None:
    read.cache_clear()  # to be read now, not remembered from another test
    parts = (
        Part("flags", date(2026, 8, 1), date(2026, 7, 1), n=2),
        Part("open", due_at=LATER),
        Part("x", due_at=PASSED),
    )
    assert read(written(reversed(parts))) == parts
    assert read("") == ()


def test_a_part_that_another_unit_earned_is_in_its_figures_and_in_those_of_field_and_leader() -> None:
    flags = Part("flags", written_on=date(2026, 7, 1), n=2, earned_by=8)
    assert written([flags]) == "flags//2026-07-01//2/8"
    assert read(written([flags])) == (flags,)
    assert [flags.owner(scope, 3) for scope in ("unit", "field", "leader")] == [8, 3, 3]
    assert [Part("flags").owner(scope, 3) for scope in ("unit", "field", "leader")] == [3, 3, 3]
    assert Part("flags").owner("unit", None) == 0


def test_flags_are_told_of_whoever_held_the_assignment_when_its_clock_ended() -> None:
    at = [EARLIER, NOW, LATER, LATER + timedelta(microseconds=1)]
    flags = [Verdict(n, VerdictKind.FLAG, each, each) for n, each in enumerate(at)]
    history = History(EARLIER, verdicts=flags)
    went_over = replace(OPEN_TASK, history=history, tenures=[Tenure(8, NOW), Tenure(9, LATER)])
    found = {part.earned_by: part.n for part in parts_of(went_over, LATER, RULES) if part.measure == "flags"}
    assert found == {8: 2, 9: 1, 0: 1}
    assert known_before(went_over, LATER).tenures == went_over.tenures


def test_an_open_task_turns_overdue_at_its_deadline_and_one_that_passed_needs_no_bucket() -> None:
    assert measures(OPEN_TASK)["open"].due_at == LATER
    passed = replace(OPEN_TASK, deadlines=[TaskDeadline(EARLIER, NOW)])
    assert measures(passed)["open"].due_at == PASSED


def test_what_is_held_or_awaits_review_or_has_no_deadline_never_turns() -> None:
    held = replace(OPEN_TASK, suspensions=[Suspension(EARLIER)])
    reported = replace(OPEN_TASK, reports=[Report(NOW)])
    free = replace(OPEN_TASK, deadlines=[])
    assert {measures(each)["open"].due_at for each in (held, reported, free)} == {NEVER}
    assert "without_deadline" in measures(free)


def test_a_suspension_until_a_day_puts_the_turn_off_until_then() -> None:
    until = LATER + timedelta(days=2)
    held = replace(OPEN_TASK, suspensions=[Suspension(EARLIER, until)])
    assert measures(held)["open"].due_at == until + timedelta(microseconds=1)


def test_a_closed_assignment_carries_the_month_of_its_closing() -> None:
    done = replace(OPEN_TASK, reports=[Report(EARLIER, NOW)])
    part = measures(done)["done_on_time"]
    assert (part.closed_on, "done_on_time_with_deadline" in measures(done)) == (date(2026, 8, 1), True)


def test_nothing_is_owed_once_a_report_is_confirmed_and_stands_or_all_is_archived() -> None:
    waiting, confirmed, ended = Report(EARLIER), Report(EARLIER, NOW), Report(EARLIER, NOW, LATER)
    told = {(): False, (waiting,): False, (ended,): False, (confirmed,): True, (ended, confirmed): True}
    assert {reports: is_done(replace(OPEN_TASK, reports=reports)) for reports in told} == told
    assert is_done(replace(OPEN_TASK, archived_at=NOW))


def test_provisional_counts_apart_and_what_was_taken_back_before_counts_nowhere() -> None:
    provisional = replace(OPEN_TASK, assigned_at=None)
    assert [part.measure for part in parts_of(provisional, NOW, RULES)] == ["provisional"]
    assert parts_of(replace(provisional, withdrawn_at=NOW), NOW, RULES) == ()
    assert list(measures(replace(OPEN_TASK, withdrawn_at=NOW))) == ["withdrawn"]


def test_a_flag_changes_the_parts_as_counting_anew_would() -> None:
    untouched = replace(OPEN_TASK, history=History(NOW))
    flag = Verdict(2, VerdictKind.FLAG, NOW, NOW)
    taken, given = flag_changes(NOW, NOW)
    before = written(parts_of(untouched, NOW, RULES))
    after = written(parts_of(replace(OPEN_TASK, history=History(NOW, verdicts=[flag])), NOW, RULES))
    assert before.replace(taken, given) == after
    assert difference(before, after) == (taken, given)


def test_verdicts_are_counted_in_the_month_they_were_written_and_ended_ones_apart() -> None:
    entry = EntryFact(1, EntryKind.FIRST, EARLIER, None)
    verdicts = [
        Verdict(3, VerdictKind.RETURN, NOW, LATER, reason=ReturnReason.WRONG, entry_id=1),
        Verdict(2, VerdictKind.FLAG, EARLIER, EARLIER, ending=Ending.WAIVED, ended_at=NOW),
        Verdict(4, VerdictKind.FLAG, EARLIER, LATER, ending=Ending.OVERTURNED, ended_at=NOW),
    ]
    found = measures(replace(OPEN_TASK, history=History(EARLIER, [entry], verdicts)))
    assert found["returned_wrong"].written_on == date(2026, 8, 1)
    assert {"waived", "overturned", "incomplete", "owing_entry"} <= found.keys()
    assert "updated" not in found
    answered = measures(replace(OPEN_TASK, history=History(EARLIER, [entry])))
    assert "updated" in answered


def test_an_extension_is_a_part_of_its_own() -> None:
    assert "extended" in measures(replace(OPEN_TASK, deadlines=[TaskDeadline(EARLIER, LATER, is_extension=True)]))


def test_figures_follow_from_sums_and_leave_out_clocks_that_still_run() -> None:
    sums = {
        ("open", True): 2,
        ("open", False): 3,
        ("not_entered", False): 4,
        ("not_entered", True): 1,
        ("flags", False): 5,
    }
    figures = figures_of(sums)
    assert (figures.open_overdue, figures.open_in_time, figures.assigned) == (2, 3, 5)
    assert (figures.not_entered, figures.flags) == (1, 5)


@pytest.mark.parametrize("at", [EARLIER, NOW, LATER])
def test_what_happened_from_an_instant_on_is_not_known_before_it(at: datetime) -> None:
    known = known_before(
        replace(
            OPEN_TASK,
            reports=[Report(EARLIER, NOW, LATER)],
            suspensions=[Suspension(EARLIER, NOW)],
            archived_at=NOW,
            withdrawn_at=LATER,
        ),
        at,
    )
    assert (known.assigned_at is None) == (at == EARLIER)
    assert len(known.deadlines) == len(known.reports) == len(known.suspensions) == (at > EARLIER)
    assert (known.archived_at is None) == (at <= NOW)
    assert known.withdrawn_at is None
    assert all((report.confirmed_at is None) == (at <= NOW) for report in known.reports)


def test_every_figure_is_found_under_the_name_that_counting_gives_it() -> None:
    entered_at = {"on time": EARLIER - timedelta(hours=1), "late": EARLIER}
    histories = {
        when: History(EARLIER, [EntryFact(1, EntryKind.FIRST, made_at)]) for when, made_at in entered_at.items()
    }
    assert "entered_on_time" in measures(replace(OPEN_TASK, history=histories["on time"]))
    assert "late_since_entered" in measures(replace(OPEN_TASK, history=histories["late"]))


def test_the_total_is_all_that_is_done_or_open_and_nothing_beside() -> None:
    sums = {("done_on_time", True): 1, ("done_late", True): 2, ("archived", False): 4, ("open", False): 8}
    beside = {("withdrawn", True): 16, ("provisional", True): 32, ("extended", True): 64}
    figures = figures_of({**sums, **beside})
    assert (figures.assigned, figures.total, figures.done) == (15, 15, 7)


@pytest.mark.parametrize(
    "measure", ["entered_on_time", "late_since_entered", "not_entered", "incomplete", "waived", "overturned"]
)
def test_what_belongs_to_a_clock_that_still_runs_is_not_counted_yet(measure: str) -> None:
    figures = figures_of({(measure, False): 5, (measure, True): 3, ("flags", False): 1})
    assert getattr(figures, measure) == 3


def test_what_was_closed_before_it_was_assigned_is_closed_in_the_month_it_was_assigned() -> None:
    early = replace(OPEN_TASK, archived_at=EARLIER - timedelta(days=60))
    assert measures(early)["archived"].closed_on == date(2026, 8, 1)
    later = replace(OPEN_TASK, archived_at=EARLIER + timedelta(days=60))
    assert measures(later)["archived"].closed_on == date(2026, 10, 1)


def test_one_extension_among_several_deadlines_is_shown() -> None:
    both = [TaskDeadline(EARLIER, NOW), TaskDeadline(NOW, LATER, is_extension=True)]
    assert "extended" in measures(replace(OPEN_TASK, deadlines=both))


def test_kept_buckets_keep_their_instants() -> None:
    passed = measures(replace(OPEN_TASK, deadlines=[TaskDeadline(EARLIER, NOW)]))["open"].due_at
    assert (passed.isoformat(), NEVER.isoformat()) == ("1970-01-01T00:00:00+00:00", "9999-01-01T00:00:00+00:00")
