"""Which instances of a recurring duty a day brings."""

from datetime import date

import pytest

from compliance.entries.periods.instances import Instance, instances_to_open
from extraction.values import Period, Term, TermKind

MONTHLY = Term(TermKind.RECURRING, "trước ngày 25 hằng tháng", period=Period.MONTHLY, day_of_period=25)
WEEKLY = Term(TermKind.RECURRING, "thứ Sáu hằng tuần", period=Period.WEEKLY, weekday=4)
JAN = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("term", "opened_on", "last_on", "today", "due"),
    [
        (MONTHLY, JAN, None, date(2026, 1, 25), []),
        (MONTHLY, JAN, None, date(2026, 1, 26), [date(2026, 2, 25)]),
        (MONTHLY, JAN, None, date(2026, 3, 26), [date(2026, 2, 25), date(2026, 3, 25), date(2026, 4, 25)]),
        (MONTHLY, JAN, date(2026, 4, 25), date(2026, 4, 25), []),
        (MONTHLY, date(2026, 8, 21), None, date(2026, 8, 21), [date(2026, 8, 25)]),
        (WEEKLY, JAN, date(2026, 1, 9), date(2026, 1, 10), [date(2026, 1, 16)]),
        (Term(TermKind.DAY, "", on=JAN), JAN, None, date(2026, 8, 21), []),
        (Term(TermKind.RECURRING, "định kỳ", period=Period.OTHER), JAN, None, date(2026, 8, 21), []),
        (Term(TermKind.RECURRING, "định kỳ", period=Period.OTHER), JAN, date(2026, 1, 9), date(2026, 8, 21), []),
    ],
)
def test_an_instance_follows_the_one_that_was_due(
    term: Term, opened_on: date, last_on: date | None, today: date, due: list[date]
) -> None:
    assert [each.due_on for each in instances_to_open(term, JAN, opened_on, last_on, today)] == due


def test_an_instance_opens_after_the_day_of_the_one_before() -> None:
    (found,) = instances_to_open(MONTHLY, JAN, JAN, None, date(2026, 1, 26))
    assert found == Instance(date(2026, 2, 25), date(2026, 1, 25))
