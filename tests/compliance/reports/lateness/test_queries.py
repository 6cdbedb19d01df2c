from dataclasses import replace
from datetime import date

from compliance.reports.lateness.queries import Wanted, late_lines
from compliance.reports.periods import read_period
from core.database import transaction
from tests.situation import FULL_ENTRY, Situation, local

QUARTER = read_period("2026-Q3")


def told(province: Situation, wanted: Wanted = Wanted(), period=QUARTER):  # noqa: B008 - frozen
    with transaction(province.sessions, writes=False) as session:
        return late_lines(session, period, wanted, province.law, province.clock.now())


def test_a_flag_of_the_period_is_told_with_its_receipt_and_the_days_until_the_cut_off(province):
    (line,) = told(province)
    assert (line.unit, line.number, line.course.entered_at, line.course.is_reentry) == (
        "Sở Nội vụ",
        "1/UBND-VX",
        None,
        False,
    )
    assert line.receipt.startswith("/receipts/")
    assert line.late_days > 20
    assert line.entry_class
    assert told(province, period=QUARTER.before()) == []


def test_only_the_units_fields_and_classes_asked_for_are_told(province):
    (line,) = told(province)
    assert told(province, Wanted(unit_ids=frozenset({line.unit_id}))) == [line]
    assert told(province, Wanted(unit_ids=frozenset({line.unit_id + 1}))) == []
    assert told(province, Wanted(field_ids=frozenset({999}))) == []
    assert told(province, Wanted(classes=frozenset({"urgent"}))) == []


def test_a_late_entry_and_its_return_are_told(province):
    row = next(row for row in province.rows(1) if row.unit == "Sở Nội vụ")
    province.at("2026-08-27")
    province.enter(row, replace(FULL_ENTRY, planned_on=date(2026, 9, 10)))
    (line,) = told(province)
    assert line.course.entered_at is None  # what is made at the very instant is not known at it
    province.at("2026-08-31")
    province.sweep()
    province.at("2026-10-02")
    first, again = told(province)
    assert first.course.entered_at == local("2026-08-27")
    assert first.returns == {"late": 1}
    assert first.late_days < again.late_days
    assert again.course.is_reentry
    assert again.receipt.endswith("/receipt")
