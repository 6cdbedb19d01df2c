"""A calendar or a rule is changed: what moves, what is cleared, and that nobody is late who was not."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import stored_receipts
from compliance.deadlines.replays import check
from compliance.deadlines.versions.queries import Laws, in_force
from compliance.deadlines.versions.service import changed_calendar, changed_rules
from compliance.entries.models import LateFlag, OfficeFlag, Return
from compliance.entries.revision.effects import Effects
from compliance.entries.revision.service import catch_up, foresee
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.parameters import DatedValue
from core.audit import AuditEvent
from core.database import transaction
from core.errors import Conflict
from tests.situation import FULL_ENTRY, Situation, local

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
ACT = "Thông báo 1/TB-BNV"
OFF = ExceptionalDay(MONDAY, DayKind.OFF, "Hoán đổi", ACT, DayStatus.OFFICIAL, date(2026, 11, 20), SATURDAY)
WORKED = ExceptionalDay(SATURDAY, DayKind.WORKED, "Làm bù", ACT, DayStatus.OFFICIAL, date(2026, 11, 20), MONDAY)


ENTRY = replace(FULL_ENTRY, planned_on=date(2027, 6, 1))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone, to save time; `test_on_both_databases` plays one change on either."""
    return sqlite_url


@pytest.fixture
def situation(sessions, clock, tmp_store) -> Situation:
    return Situation(sessions, clock, tmp_store)


def issued_on_friday(situation: Situation) -> int:
    """A regular directive of Friday 20 November 2026, its first entry due on Monday 23."""
    situation.at("2026-11-20")
    directive = situation.directive("2026-11-20", ("Sở Y tế", None))
    situation.confirm(directive)
    return directive


def all_of(situation: Situation, table: type) -> list:
    with transaction(situation.sessions, writes=False) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def foretold(situation: Situation, *days: ExceptionalDay) -> tuple[list[dict], Effects]:
    effects = Effects()
    changed = {day.on for day in days}
    kept = [day for day in situation.law.rulebook.table.days if day.on not in changed]
    law = changed_calendar(situation.law, [*kept, *days], None)
    with transaction(situation.sessions, writes=False) as session:
        found = [each.plain() for each in foresee(session, situation.law, law, situation.clock.now(), effects)]
    return found, effects


def test_a_day_that_becomes_a_rest_day_lets_the_flag_lapse_and_the_clock_run_again(situation):
    directive = issued_on_friday(situation)
    situation.at("2026-11-24", 8)
    situation.sweep()
    (_office, change), effects = foretold(situation, OFF, WORKED)
    assert (change["due_on"], change["new_due_on"], change["flag_cleared"]) == ("2026-11-23", "2026-11-25", True)
    assert (effects.moved, effects.flags_cleared, effects.turn_on_time, effects.turn_late) == (2, 1, 1, 0)
    written_at = all_of(situation, LateFlag)[0].written_at
    situation.change_calendar(OFF, WORKED)
    (flag,) = all_of(situation, LateFlag)
    assert (flag.ending, flag.voided_at, flag.written_at) == ("lapsed", situation.clock.now(), written_at)
    assert situation.row(directive).entry_due_on == date(2026, 11, 25)
    assert not situation.row(directive).is_incomplete
    situation.at("2026-11-25", 10)
    assert situation.sweep().flags == ()
    assert situation.enter(situation.row(directive), ENTRY)[1] is None


def test_the_clock_that_runs_again_is_flagged_when_it_ends(situation):
    issued_on_friday(situation)
    situation.at("2026-11-24", 8)
    situation.sweep()
    situation.change_calendar(OFF, WORKED)
    situation.at("2026-11-26", 8)
    assert len(situation.sweep().flags) == 1
    assert [flag.ending for flag in all_of(situation, LateFlag)] == ["lapsed", None]


def test_a_late_return_lapses_with_the_flag_it_hung_on(situation):
    directive = issued_on_friday(situation)
    situation.at("2026-11-25", 8)
    situation.sweep()
    situation.enter(situation.row(directive), ENTRY)
    situation.at("2026-11-27", 8)
    situation.sweep()
    assert [flag.return_id for flag in all_of(situation, LateFlag)] == [None, 1]
    situation.change_calendar(OFF, WORKED)
    assert {flag.ending for flag in all_of(situation, LateFlag)} == {"lapsed"}
    assert [row.ending for row in all_of(situation, Return)] == ["lapsed"]
    row = situation.row(directive)
    assert (row.is_incomplete, row.is_returned, row.n_flags) == (False, False, 0)
    situation.at("2026-12-10", 8)
    assert situation.sweep().flags == ()


def test_a_re_entry_clock_moves_with_the_calendar_and_its_flag_lapses(situation):
    directive = issued_on_friday(situation)
    situation.at("2026-12-01", 8)
    situation.sweep()
    situation.enter(situation.row(directive), ENTRY)
    situation.at("2026-12-03", 8)
    situation.sweep()
    assert [flag.return_id for flag in all_of(situation, LateFlag)] == [None, 1]
    renewed = foretold(situation, replace(OFF, on=date(2026, 12, 2), pair=None))[0][-1]
    assert (renewed["deadline"], renewed["flag_cleared"]) == ("return:1", True)
    situation.change_calendar(replace(OFF, on=date(2026, 12, 2), pair=None))
    assert [flag.ending for flag in all_of(situation, LateFlag)] == [None, "lapsed"]
    row = situation.row(directive)
    assert (row.reentry_due_on, row.is_returned, row.is_incomplete) == (date(2026, 12, 3), True, True)
    former = [each for each in all_of(situation, Deadline) if each.clock == "reentry"]
    assert [(each.due_on, each.is_current) for each in former] == [(date(2026, 12, 2), False)]
    situation.at("2026-12-04", 8)
    assert len(situation.sweep().flags) == 1


def test_a_flag_that_stands_by_the_new_day_too_is_the_only_one(situation):
    directive = issued_on_friday(situation)
    situation.at("2026-11-30", 8)
    situation.sweep()
    (_office, change), effects = foretold(situation, OFF, WORKED)
    assert (change["move"], change["flag_cleared"], effects.flags_cleared) == ("later", False, 0)
    situation.change_calendar(OFF, WORKED)
    assert situation.row(directive).entry_due_on == date(2026, 11, 25)
    situation.at("2026-12-01", 8)
    assert situation.sweep().flags == ()
    assert len(all_of(situation, LateFlag)) == 1


def test_a_date_that_comes_forward_accuses_nobody(situation):
    directive = issued_on_friday(situation)
    weekend = replace(WORKED, on=date(2026, 11, 21), pair=MONDAY), replace(OFF, pair=date(2026, 11, 21))
    situation.at("2026-11-23", 10)
    situation.enter(situation.row(directive), ENTRY)
    (_office, change), effects = foretold(situation, *weekend)
    assert (change["new_due_on"], change["counts"], change["turns_late"]) == ("2026-11-21", "former", True)
    assert (effects.earlier, effects.kept, effects.turn_late) == (2, 2, 1)  # the Office's own clock came forward too
    situation.change_calendar(*weekend)
    situation.at("2026-11-27", 8)
    assert situation.sweep().flags == ()
    assert situation.row(directive).entry_due_on == MONDAY


def test_an_applied_change_is_told_once_and_every_receipt_replays_by_its_own_version(situation):
    issued_on_friday(situation)
    row = situation.change_calendar(OFF, WORKED)
    issued_on_friday(situation)
    laws = Laws()
    with transaction(situation.sessions, writes=False) as session:
        kept = [*stored_receipts(session)]
        assert {stored.plain["calendar_version"] for stored in kept} == {
            row.calendar_version,
            kept[0].plain["calendar_version"],
        }
        for stored in kept:
            law = laws.named(session, stored.plain["rulebook_sha256"], stored.plain["calendar_version"])
            assert check(stored, law.rulebook, law.calendar) == ()
        (told,) = session.scalars(select(AuditEvent).where(AuditEvent.did == "law.applied"))
        assert told.detail["effects"]["moved"] == row.effects["moved"] > 0
        assert laws.in_force(session).calendar.version == row.calendar_version


def test_the_office_s_own_flag_lapses_too(situation):
    situation.at("2026-11-20")
    situation.directive("2026-11-20", ("Sở Y tế", None))
    situation.at("2026-11-24", 8)
    situation.sweep()
    assert len(all_of(situation, OfficeFlag)) == 1
    situation.change_calendar(OFF, WORKED)
    assert all_of(situation, OfficeFlag)[0].lapsed_at == situation.clock.now()


def in_2027(situation: Situation) -> int:
    """A directive of a year that is not official: its flag is provisional, its late entry waits."""
    situation.at("2027-03-04")
    directive = situation.directive("2027-03-04", ("Sở Y tế", None))
    situation.confirm(directive)
    situation.at("2027-03-08", 9)
    situation.sweep()
    assert situation.enter(situation.row(directive), ENTRY)[1] is None
    assert all_of(situation, LateFlag)[0].tam_tinh
    return directive


OFFICIAL = frozenset({2024, 2025, 2026, 2027})


def test_when_the_year_becomes_official_a_standing_flag_is_returned_with_a_full_clock(situation):
    in_2027(situation)
    situation.at("2027-03-15", 9)
    row = situation.change_calendar(official_years=OFFICIAL)
    (returned,) = all_of(situation, Return)
    assert (returned.reason, returned.made_at, returned.reentry_due_on) == (
        "late",
        situation.clock.now(),
        date(2027, 3, 16),
    )
    assert row.effects["flags_official"] == 1
    assert all_of(situation, LateFlag)[0].official_at == situation.clock.now()


def test_when_the_year_becomes_official_a_cleared_flag_lapses(situation):
    in_2027(situation)
    situation.at("2027-03-15", 9)
    friday = ExceptionalDay(date(2027, 3, 5), DayKind.OFF, "Nghỉ", ACT, DayStatus.OFFICIAL)
    situation.change_calendar(friday, official_years=OFFICIAL)
    assert all_of(situation, LateFlag)[0].ending == "lapsed"
    assert all_of(situation, Return) == []


def test_a_flag_of_a_period_whose_cut_off_passed_is_told_as_published(situation):
    issued_on_friday(situation)
    situation.at("2026-11-24", 8)
    situation.sweep()
    situation.at("2027-01-04", 8)
    _, effects = foretold(situation, OFF, WORKED)
    assert effects.already_published == 1


def test_a_longer_allowance_moves_only_what_was_issued_from_its_first_day(situation):
    before = issued_on_friday(situation)
    known = situation.law.rulebook.parameters["entry.regular_working_days"]
    longer = replace(known, values=(*known.values, DatedValue(date(2026, 12, 1), 3, "QĐ 1", "QĐ 1/QĐ-UBND")))
    situation.apply(changed_rules(situation.law, {known.key: longer}))
    situation.at("2026-12-01")
    after = situation.directive("2026-12-01", ("Sở Y tế", None))
    assert situation.row(before).entry_due_on == MONDAY
    assert situation.row(after).entry_due_on == date(2026, 12, 4)


def test_a_version_is_applied_once_and_only_on_what_it_was_made_from(situation):
    situation.change_calendar(OFF, WORKED)
    with pytest.raises(Conflict, match="giống hệt"):
        situation.apply(situation.law)
    with transaction(situation.sessions, writes=False) as session:
        assert in_force(session).applied_at == situation.clock.now()


def test_no_instant_of_what_happened_is_touched(situation):
    directive = issued_on_friday(situation)
    situation.at("2026-11-24", 8)
    situation.sweep()
    situation.enter(situation.row(directive), ENTRY)
    before = [(row.id, row.due_at, row.computed_at, row.receipt) for row in all_of(situation, Deadline)]
    situation.at("2026-11-24", 15)
    situation.change_calendar(OFF, WORKED)
    after = [(row.id, row.due_at, row.computed_at, row.receipt) for row in all_of(situation, Deadline)]
    assert after[: len(before)] == before
    assert {row[2] for row in after[len(before) :]} == {local("2026-11-24", 15)}


def test_what_a_process_computed_by_the_former_law_just_after_the_change_is_computed_again(situation):
    former = situation.law
    situation.at("2026-11-20", 8)
    situation.change_calendar(OFF, WORKED)
    situation.law, applied = former, situation.law
    directive = issued_on_friday(situation)
    assert situation.row(directive).entry_due_on == MONDAY
    with transaction(situation.sessions) as session:
        assert catch_up(session, Laws(), local("2026-11-20", 12)) == 0
        assert catch_up(session, Laws(), local("2026-11-20", 8, 10)) == 2
        assert catch_up(session, Laws(), local("2026-11-20", 8, 10)) == 0
    assert situation.row(directive).entry_due_on == date(2026, 11, 25)
    situation.law = applied


def test_a_province_that_changed_nothing_has_nothing_to_catch_up_with(situation):
    with transaction(situation.sessions) as session:
        assert catch_up(session, Laws(), situation.clock.now()) == 0
