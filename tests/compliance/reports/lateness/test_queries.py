from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select, update

from compliance.entries.counters.models import CountedAssignment
from compliance.entries.models import LateFlag
from compliance.entries.sweep.service import flag_and_return
from compliance.reports.lateness.lines import sample_of, totals_of
from compliance.reports.lateness.queries import Wanted, drawn_ids, late_lines, late_sums, page_ids
from compliance.reports.periods import read_period
from compliance.reports.queries import names
from core.database import transaction
from core.organisation import Account, Unit
from extraction.models import Assignment
from tests import factories
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


def test_pages_samples_and_totals_are_those_of_all_lines(province):
    row = next(row for row in province.rows(1) if row.unit == "Sở Nội vụ")
    province.at("2026-08-27")
    province.enter(row, replace(FULL_ENTRY, planned_on=date(2026, 9, 10)))
    province.at("2026-08-31")
    province.sweep()
    known_at = local("2026-10-02")
    with transaction(province.sessions, writes=False) as session:
        every = late_lines(session, QUARTER, Wanted(), province.law, known_at)
        ids = [line.flag_id for line in every]
        for wanted in (
            Wanted(),
            Wanted(unit_ids=frozenset({row.unit_id})),
            Wanted(classes=frozenset({every[0].entry_class})),
            Wanted(field_ids=frozenset({999})),
        ):
            lines = late_lines(session, QUARTER, wanted, province.law, known_at)
            sums = late_sums(session, QUARTER, wanted, known_at)
            assert sums.totals(QUARTER, province.law, known_at) == totals_of(lines)
            sizes = sums.sizes(names(session).unit)
            assert sum(sizes.values()) == len(lines)
            assert list(page_ids(session, QUARTER, wanted, known_at, sizes, range(50))) == [
                line.flag_id for line in lines
            ]
        assert len(ids) == 2
        assert late_lines(session, QUARTER, Wanted(), province.law, known_at, ids[::-1]) == every[::-1]
        for seed in range(4):
            drawn = drawn_ids(session, QUARTER, Wanted(), known_at, (1, seed))
            assert drawn == [line.flag_id for line in sample_of(every, 1, seed)]


def test_a_page_asks_only_the_units_whose_lines_it_shows(province):
    """Whatever the page: together they are the lines of all units, in their order."""
    with transaction(province.sessions) as session:
        (first,) = session.scalars(select(LateFlag))
        flagged = session.get_one(Assignment, first.assignment_id)
        for n, unit_id in enumerate(session.scalars(select(Unit.id).order_by(Unit.id).limit(5)).all()):
            for hour in range(n + 1):
                factories.flag(
                    session, flagged, unit_id=unit_id, written_at=first.written_at,
                    due_at=first.due_at - timedelta(hours=10 * n + hour + 1),
                )  # fmt: skip
        session.flush()
        known_at = local("2026-10-02")
        ids = [line.flag_id for line in late_lines(session, QUARTER, Wanted(), province.law, known_at)]
        sizes = late_sums(session, QUARTER, Wanted(), known_at).sizes(names(session).unit)
        assert len(sizes) > 2
        for size in (1, 2, 3, len(ids)):
            starts = range(0, len(ids) + size, size)
            pages = [
                page_ids(session, QUARTER, Wanted(), known_at, sizes, range(start, start + size)) for start in starts
            ]
            assert [each for page in pages for each in page] == ids


def test_what_was_entered_before_its_flag_could_be_written_answers_it(province):
    """A flag tells its unit and its answer by itself, whichever of the two came first."""
    row = next(row for row in province.rows(1) if row.unit == "Sở Nội vụ")
    with transaction(province.sessions) as session:
        (flag,) = session.scalars(select(LateFlag).where(LateFlag.assignment_id == row.assignment_id))
        assert (flag.unit_id, flag.answered_at) == (row.unit_id, None)
        session.delete(flag)
        factories.entry(
            session, session.get_one(Assignment, row.assignment_id), session.scalars(select(Account)).first(),
            made_at=flag.due_at + timedelta(hours=1),
        )  # fmt: skip
        session.execute(
            update(CountedAssignment)
            .where(CountedAssignment.assignment_id == row.assignment_id)
            .values(watch_at=flag.due_at, watch_on=flag.due_on, watch_deadline_id=flag.deadline_id,
                    watch_is_first=False)
        )  # fmt: skip
        flag_and_return(session, province.law, province.clock.now())
        (again,) = session.scalars(select(LateFlag).where(LateFlag.assignment_id == row.assignment_id))
        assert (again.unit_id, again.answered_at) == (row.unit_id, flag.due_at + timedelta(hours=1))
