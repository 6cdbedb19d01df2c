"""How far a check has come, what comes first, and what the state of a value is called."""

import pytest

from extraction.review.progress import Coverage, Standing, ValueState, coverage, next_to_check, value_state
from extraction.side_by_side import Row, lines_beside


def test_a_value_is_proposed_until_changed_and_confirmed_once_accepted():
    assert value_state("text", {"text"}, is_checked=True) is ValueState.CONFIRMED
    assert value_state("text", {"text"}, is_checked=False) is ValueState.CORRECTED
    assert value_state("deadline_phrase", {"text"}, is_checked=False) is ValueState.SUGGESTED


def test_coverage_counts_accepted_tasks_and_dismissed_sentences_of_all_of_both():
    standings = [Standing(1, True), Standing(2, False), Standing(3, False)]
    assert coverage(standings, n_sentences=2, n_sentences_checked=1) == Coverage(2, 5)
    assert Coverage(2, 5).percent == 40
    assert Coverage(0, 0).percent == 100


def test_what_cannot_be_confirmed_comes_before_what_is_doubtful_before_the_rest():
    lacking, doubtful, clear = Standing(1, False, ("x",), ("y",)), Standing(2, False, (), ("y",)), Standing(3, True)
    assert [each.rank for each in (lacking, doubtful, clear)] == [0, 1, 2]


@pytest.mark.parametrize(("after", "following"), [(2, 4), (4, 1), (9, 1)])
def test_the_next_task_is_the_next_one_not_accepted_below_then_from_the_top(after: int, following: int):
    standings = [Standing(1, False), Standing(2, True), Standing(3, True), Standing(4, False)]
    assert next_to_check(standings, after) == following


def test_nothing_is_next_where_all_is_accepted():
    assert next_to_check([Standing(1, True), Standing(2, False)], 2) is None


def test_lines_stand_beside_each_other_and_accents_alone_make_no_difference():
    assert lines_beside(["Số: 12", "Kính gửi", "Giao"], ["số: 12", "Giao", "Nơi nhận"]) == [
        Row("Số: 12", "số: 12", True),
        Row("Kính gửi", None, False),
        Row("Giao", "Giao", True),
        Row(None, "Nơi nhận", False),
    ]
