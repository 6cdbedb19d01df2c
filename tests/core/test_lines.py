"""Lines of units: who holds whose work on which day, through chains, and never in a circle."""

from datetime import date

from core.lines import Holding, Succession, held_before, holder_on, holdings, leads_back

MAY, JULY, SEPTEMBER = date(2026, 5, 1), date(2026, 7, 1), date(2026, 9, 1)


def test_a_chain_is_followed_day_by_day() -> None:
    line = holdings([Succession(1, 2, MAY), Succession(2, 3, JULY)])
    assert line == [Holding(1, 2, MAY, JULY), Holding(1, 3, JULY, None), Holding(2, 3, JULY, None)]
    assert [holder_on(line, 1, day) for day in (date(2026, 4, 30), MAY, date(2026, 6, 30), JULY)] == [1, 2, 2, 3]
    assert holder_on(line, 3, SEPTEMBER) == 3


def test_those_who_held_it_before_are_told_with_the_day_on_which_it_went_over() -> None:
    line = holdings([Succession(1, 2, MAY), Succession(2, 3, JULY)])
    assert held_before(line, 1, date(2026, 4, 30)) == []
    assert held_before(line, 1, MAY) == [(1, MAY)]
    assert held_before(line, 1, JULY) == [(1, MAY), (2, JULY)]
    assert held_before(line, 2, SEPTEMBER) == [(2, JULY)]
    assert held_before(line, 3, SEPTEMBER) == []


def test_an_heir_that_had_gone_before_holds_nothing() -> None:
    assert holdings([Succession(1, 2, JULY), Succession(2, 3, MAY)])[0] == Holding(1, 3, JULY, None)


def test_a_line_that_leads_back_is_found() -> None:
    steps = [Succession(1, 2, MAY), Succession(2, 3, JULY)]
    assert leads_back(steps, Succession(3, 1, SEPTEMBER))
    assert not leads_back(steps, Succession(3, 4, SEPTEMBER))
