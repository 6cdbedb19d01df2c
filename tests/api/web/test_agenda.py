from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from api.web.agenda import LATE_ENTRY, LATE_REENTRY, OVERDUE, Group, Owed, agenda_item, sorted_out
from compliance.deadlines.law import load_law
from compliance.entries.queries import WorkRow
from compliance.entries.worklist.queries import OpenWork
from core.local_time import end_of_day

CALENDAR = load_law().calendar
NOW = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
BLANK = WorkRow(**dict.fromkeys(WorkRow.__slots__))
ROW = replace(
    BLANK, assignment_id=1, role="lead", text="Giao Sở Tài chính thẩm định", opened_at=NOW,
    entry_due_on=date(2026, 8, 21), entry_due_at=end_of_day(date(2026, 8, 21)), n_flags=0, is_incomplete=False,
)  # fmt: skip
ENTERED = replace(ROW, entry_id=7, entry_kind="first", entered_at=NOW)


def work(*rows):
    return [
        OpenWork(
            row.role, row.entry_due_at, row.task_due_at, row.is_entered, row.is_reported, row.is_returned,
            row.reentry_due_at, [row.assignment_id],
        )
        for row in rows
    ]  # fmt: skip


def item(row, now=NOW):
    return agenda_item(row, now, CALENDAR, 3)


def test_a_lead_owes_its_first_entry_first():
    found = item(ROW)
    assert (found.owed, found.group) == (Owed.ENTRY, Group.SOON)


def test_on_the_due_day_itself_it_stands_under_today():
    assert item(ROW, NOW + timedelta(days=1)).group is Group.TODAY


def test_a_missed_entry_is_late_and_never_called_overdue():
    found = item(ROW, end_of_day(date(2026, 8, 21)))
    assert found.group is Group.LATE
    assert found.signal.words.startswith(LATE_ENTRY)
    assert OVERDUE not in found.signal.words


def test_after_the_entry_the_task_clock_counts_and_has_its_own_word():
    row = replace(ENTERED, task_due_on=date(2026, 8, 19), task_due_at=end_of_day(date(2026, 8, 19)))
    found = item(row)
    assert (found.owed, found.group) == (Owed.RESULT, Group.OVERDUE)
    assert found.signal.words.startswith(OVERDUE)


def test_a_far_task_deadline_stands_under_later():
    row = replace(ENTERED, task_due_on=date(2026, 12, 31), task_due_at=end_of_day(date(2026, 12, 31)))
    assert item(row).group is Group.LATER


def test_a_returned_entry_stands_first_whatever_its_clock_says():
    row = replace(
        ENTERED, return_id=1, return_entry_id=7, return_reason="late", reentry_due_on=date(2026, 8, 19),
        reentry_due_at=end_of_day(date(2026, 8, 19)),
    )  # fmt: skip
    found = item(row)
    assert (found.owed, found.group) == (Owed.REENTRY, Group.RETURNED)
    assert found.signal.words.startswith(LATE_REENTRY)


def test_a_coordinating_unit_owes_no_first_entry():
    found = item(replace(ROW, role="coordinating"))
    assert (found.owed, found.group, found.signal) == (Owed.NOTHING, Group.NO_DEADLINE, None)


def test_groups_stand_in_their_order_and_the_sooner_due_first():
    later = replace(ROW, assignment_id=2, entry_due_at=end_of_day(date(2026, 8, 24)))
    past = replace(ROW, assignment_id=3, entry_due_at=end_of_day(date(2026, 8, 18)))
    agenda = sorted_out(work(later, ROW, past), NOW, CALENDAR, 3)
    assert agenda == {Group.LATE: [3], Group.SOON: [1, 2]}


def test_a_report_that_waits_owes_nothing_and_stands_apart():
    row = replace(ENTERED, entry_kind="report", task_due_at=end_of_day(date(2026, 8, 19)))
    found = item(row)
    assert (found.owed, found.group, found.signal) == (Owed.REVIEW, Group.REPORTED, None)
    assert sorted_out(work(row, replace(ENTERED, assignment_id=2)), NOW, CALENDAR, 3) == {
        Group.NO_DEADLINE: [2],
        Group.REPORTED: [1],
    }
