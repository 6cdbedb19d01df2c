"""One change of the calendar on either kind of database: flags lapse, others become official, all in one go."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from compliance.entries.models import LateFlag, Return
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from core.database import transaction
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation

pytestmark = BOTH


def test_a_year_becomes_official_with_a_day_off_that_nobody_had_foreseen(sessions, clock, tmp_store):
    situation = Situation(sessions, clock, tmp_store)
    for issued_on in ("2027-03-04", "2027-03-09"):
        situation.at(issued_on)
        situation.confirm(situation.directive(issued_on, ("Sở Y tế", None), ("Sở Xây dựng", None)))
    situation.at("2027-03-20", 9)
    assert len(situation.sweep().flags) == 4
    for directive in (1, 2):
        situation.enter(situation.rows(directive)[0], replace(FULL_ENTRY, planned_on=date(2027, 6, 1)))
    act = ExceptionalDay(date(2027, 3, 5), DayKind.OFF, "Nghỉ", "Thông báo 1/TB-BNV", DayStatus.OFFICIAL)
    long = [replace(act, on=date(2027, 3, day)) for day in (*range(8, 13), *range(15, 20), 22)]
    row = situation.change_calendar(act, *long, official_years=frozenset({2024, 2025, 2026, 2027}))
    assert row.effects["flags_cleared"] == 4
    with transaction(sessions, writes=False) as session:
        assert {flag.ending for flag in session.scalars(select(LateFlag))} == {"lapsed"}
        assert session.scalars(select(Return)).all() == []
    situation.at("2027-04-30", 9)
    assert len(situation.sweep().flags) == 2
