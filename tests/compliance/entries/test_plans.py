"""A plan against its dates: where a part stands, what a unit carries, where a day lies."""

from datetime import date

import pytest

from compliance.entries.plans.progress import PlanPart, Scale, Standing, UnitLoad, loads, scale_of

TODAY = date(2026, 9, 10)
DUE = date(2026, 9, 9)


def part(unit: str = "Sở Y tế", *, is_lead: bool = True, due_on: date | None = DUE, **others) -> PlanPart:
    return PlanPart(1, 1, unit, is_lead, due_on, **others)


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, Standing.OVERDUE),
        ({"due_on": TODAY}, Standing.NOT_BEGUN),
        ({"due_on": None, "last_on": DUE}, Standing.UNDER_WAY),
        ({"reported_on": DUE}, Standing.REPORTED),
        ({"reported_on": TODAY}, Standing.OVERDUE),
        ({"reported_on": DUE, "is_confirmed": True}, Standing.DONE),
        ({"reported_on": TODAY, "is_confirmed": True}, Standing.DONE_LATE),
        ({"is_closed": True}, Standing.CLOSED),
    ],
)
def test_a_part_stands_where_its_days_put_it(told: dict, standing: Standing) -> None:
    assert part(**told).standing(TODAY) is standing


def test_units_carry_what_they_lead_and_what_they_take_part_in_overdue_first() -> None:
    parts = [part("A", due_on=None), part("A", is_closed=True), part("B"), part("C", is_lead=False)]
    assert loads(parts, TODAY) == [UnitLoad("B", 1, 0, 1, 0), UnitLoad("A", 2, 1, 0, 0), UnitLoad("C", 0, 0, 0, 1)]


def test_days_lie_along_the_plan_and_never_beyond_its_ends() -> None:
    scale = scale_of([part(planned_on=date(2026, 9, 21))], date(2026, 9, 1), TODAY)
    assert scale == Scale(date(2026, 9, 1), date(2026, 9, 21))
    assert [scale.place(day) for day in (date(2026, 8, 1), date(2026, 9, 11), date(2026, 12, 1))] == [0, 50, 100]
    assert scale_of([], None, TODAY).place(TODAY) == 0


def test_a_plan_of_one_day_is_whole_the_day_after() -> None:
    scale = Scale(TODAY, TODAY)
    assert [scale.place(day) for day in (TODAY, date(2026, 9, 11))] == [0, 100]


def test_places_are_percents_of_two_digits() -> None:
    assert Scale(date(2026, 9, 1), date(2026, 9, 4)).place(date(2026, 9, 2)) == 33.33


def test_a_plan_whose_issue_is_unknown_begins_with_its_first_day() -> None:
    assert scale_of([part(planned_on=date(2026, 9, 21))], None, TODAY) == Scale(DUE, date(2026, 9, 21))
