"""Where an assignment stands, read off its record, without a database; files that prove a result; the cadence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.entries.acts import Act, Actor, Given, decide
from compliance.entries.axes import ContestFact, Record, newest_return, state_of
from compliance.entries.following.cadence import last_period
from compliance.entries.results.evidence import LONGEST_NAME, SentFile, media_type, plain_name, refusal
from compliance.entries.returns import Ending, EntryFact, EntryKind, ReturnReason, Verdict, VerdictKind
from compliance.entries.states import Answer, AssignmentState, Extension, Review, Standing, Work
from extraction.values import Period
from tests.situations import RULES

T0 = datetime(2026, 8, 20, tzinfo=UTC)
NOTHING = Record(
    entries=(), verdicts=(), contests=(), standing=Standing.OPEN, is_lead=True, is_definite=True, is_subject=True,
    has_deadline=True, extension=Extension.NONE, extensions=0, not_ours=Answer.NONE, has_monitor=False,
    monitor_passed=False,
)  # fmt: skip


def at(hours: int) -> datetime:
    return T0 + timedelta(hours=hours)


FIRST = EntryFact(1, EntryKind.FIRST, at(10))
NOTE = EntryFact(9, EntryKind.PROGRESS, at(30))
FLAG = Verdict(2, VerdictKind.FLAG, at(9), at(9))
LATE = Verdict(3, VerdictKind.RETURN, at(10), at(34), ReturnReason.LATE, hangs_on=2, entry_id=1)
AGAIN = EntryFact(2, EntryKind.REENTRY, at(20))
REPORT = EntryFact(3, EntryKind.REPORT, at(40))


def ended(verdict: Verdict, ending: Ending) -> Verdict:
    return replace(verdict, ending=ending, ended_at=at(50))


@pytest.mark.parametrize(
    ("entries", "verdicts", "expected"),
    [
        ((), (), (Work.NOT_ACCEPTED, Review.NONE)),
        ((NOTE,), (), (Work.NOT_ACCEPTED, Review.NONE)),
        ((FIRST,), (), (Work.IN_PROGRESS, Review.NONE)),
        ((FIRST,), (FLAG,), (Work.IN_PROGRESS, Review.AWAITING)),
        ((FIRST, NOTE), (FLAG, LATE), (Work.IN_PROGRESS, Review.RETURNED)),
        ((FIRST, AGAIN), (FLAG, LATE), (Work.IN_PROGRESS, Review.AWAITING)),
        ((FIRST, replace(AGAIN, confirmed_at=at(25))), (FLAG, LATE), (Work.IN_PROGRESS, Review.CONFIRMED)),
        ((FIRST,), (ended(FLAG, Ending.OVERTURNED), ended(LATE, Ending.OVERTURNED)), (Work.IN_PROGRESS, Review.NONE)),
        (
            (FIRST, AGAIN),
            (replace(ended(LATE, Ending.OVERTURNED), entry_id=2, reason=ReturnReason.WRONG, hangs_on=None),),
            (Work.IN_PROGRESS, Review.CONFIRMED),
        ),
        ((FIRST, REPORT), (), (Work.REPORTED, Review.AWAITING)),
        ((FIRST, replace(REPORT, confirmed_at=at(45))), (), (Work.REPORTED, Review.CONFIRMED)),
    ],
)
def test_work_and_review_follow_the_last_entry_that_counts(entries, verdicts, expected):
    found = state_of(replace(NOTHING, entries=entries, verdicts=verdicts))
    assert (found.work, found.review) == expected


def test_a_returned_report_stands_again_once_its_return_is_overturned():
    wrong = Verdict(5, VerdictKind.RETURN, at(44), at(68), ReturnReason.WRONG, entry_id=3)
    record = replace(NOTHING, entries=(FIRST, REPORT), verdicts=(wrong,))
    before = state_of(replace(record, contests=(ContestFact(5, None),)))
    assert (before.is_result_returned, before.contest, before.is_incomplete) == (True, Answer.ASKED, True)
    after = decide(before, Act.OVERTURN, Actor.OFFICE, Given(reason="đúng"), RULES)
    read = state_of(replace(record, verdicts=(ended(wrong, Ending.OVERTURNED),), contests=(ContestFact(5, True),)))
    assert isinstance(after, AssignmentState)
    assert (after.work, after.review, after.contest) == (read.work, read.review, read.contest)
    assert (read.work, read.review, read.contest) == (Work.REPORTED, Review.AWAITING, Answer.GRANTED)


def test_one_contest_covers_a_flag_and_its_late_return_and_no_other():
    second = Verdict(7, VerdictKind.FLAG, at(35), at(34), hangs_on=3)
    record = replace(NOTHING, entries=(FIRST,), verdicts=(FLAG, LATE, second), contests=(ContestFact(2, False),))
    assert state_of(record, 2).contest is Answer.REFUSED
    assert state_of(record, 3).contest is Answer.REFUSED
    assert state_of(record, 7).contest is Answer.NONE
    assert state_of(record).contest is Answer.NONE
    assert newest_return(record.verdicts) == LATE
    assert newest_return((FLAG,)) is None


def test_a_monitor_is_asked_until_it_has_passed_the_report_that_stands():
    record = replace(NOTHING, entries=(FIRST, REPORT), has_monitor=True)
    assert state_of(NOTHING).monitor is Answer.NONE
    assert state_of(record).monitor is Answer.ASKED
    assert state_of(replace(record, monitor_passed=True)).monitor is Answer.GRANTED


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("..\\..\\etc/pass wd.pdf", "pass wd.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('x<y>:"z".pdf', "x_y_z_.pdf"),
        ("khong duoi", "khong duoi"),
        (".pdf", "tai-lieu.pdf"),
        ("", "tai-lieu"),
    ],
)
def test_a_file_keeps_a_name_that_harms_nothing(name, kept):
    assert plain_name(name) == kept


def test_a_long_name_keeps_its_ending():
    assert len(plain_name("x" * 500 + ".pdf")) == LONGEST_NAME
    assert plain_name("x" * 500 + ".pdf").endswith(".pdf")


def test_files_that_cannot_be_taken_are_told_by_name():
    assert refusal([SentFile("a.pdf", b"x")]) is None
    assert "a.exe" in (refusal([SentFile("a.exe", b"x")]) or "")
    assert "rỗng" in (refusal([SentFile("a.pdf", b"")]) or "")
    assert "lớn quá" in (refusal([SentFile("a.pdf", b"x" * 20_000_001)]) or "")
    assert "tối đa" in (refusal([SentFile("a.pdf", b"x")] * 11) or "")


@pytest.mark.parametrize(
    ("cadence", "today", "expected"),
    [
        (Period.WEEKLY, date(2026, 8, 24), (date(2026, 8, 17), date(2026, 8, 23))),
        (Period.WEEKLY, date(2026, 8, 30), (date(2026, 8, 17), date(2026, 8, 23))),
        (Period.MONTHLY, date(2026, 1, 1), (date(2025, 12, 1), date(2025, 12, 31))),
        (Period.QUARTERLY, date(2026, 5, 2), (date(2026, 1, 1), date(2026, 3, 31))),
        (Period.HALF_YEARLY, date(2026, 6, 30), (date(2025, 7, 1), date(2025, 12, 31))),
        (Period.YEARLY, date(2026, 6, 30), (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_the_last_whole_period_of_a_cadence(cadence, today, expected):
    assert last_period(cadence, today) == expected


def test_what_a_withdrawn_report_goes_back_to_is_what_stood_before_it():
    before = [
        (found.work_before, found.review_before)
        for found in (
            state_of(NOTHING),
            state_of(replace(NOTHING, entries=(FIRST,))),
            state_of(replace(NOTHING, entries=(FIRST, REPORT))),
            state_of(replace(NOTHING, entries=(FIRST, AGAIN, REPORT), verdicts=(FLAG, LATE))),
        )
    ]
    assert before == [
        (Work.NOT_ACCEPTED, Review.NONE),
        (Work.NOT_ACCEPTED, Review.NONE),
        (Work.IN_PROGRESS, Review.NONE),
        (Work.IN_PROGRESS, Review.AWAITING),
    ]


def test_late_returns_and_reentries_are_counted_apart_from_flags_and_first_entries():
    second = Verdict(7, VerdictKind.FLAG, at(35), at(34), hangs_on=3)
    once = state_of(replace(NOTHING, entries=(FIRST,), verdicts=(FLAG, LATE, second)))
    assert (once.late_returns, once.is_reentered) == (1, False)
    assert state_of(replace(NOTHING, entries=(FIRST, AGAIN), verdicts=(FLAG, LATE))).is_reentered


def test_a_reentry_is_confirmed_by_one_won_return_whatever_became_of_another():
    won = Verdict(5, VerdictKind.RETURN, at(24), at(48), ReturnReason.WRONG, None, 2, Ending.OVERTURNED, at(50))
    waived = replace(won, verdict_id=6, ending=Ending.WAIVED)
    assert state_of(replace(NOTHING, entries=(FIRST, AGAIN), verdicts=(waived, won))).review is Review.CONFIRMED
    assert state_of(replace(NOTHING, entries=(FIRST, AGAIN), verdicts=(waived,))).review is Review.NONE


def test_a_contest_not_yet_decided_is_asked_beside_one_that_was():
    record = replace(NOTHING, entries=(FIRST,), verdicts=(FLAG, LATE))
    assert state_of(replace(record, contests=(ContestFact(2, False), ContestFact(3, None)))).contest is Answer.ASKED
    ended_both = replace(record, verdicts=(ended(FLAG, Ending.OVERTURNED), ended(LATE, Ending.OVERTURNED)))
    decided = (ContestFact(9, False), ContestFact(2, True))
    assert state_of(replace(ended_both, contests=decided)).contest is Answer.GRANTED


def test_a_second_flag_shares_no_contest_with_the_return_it_hangs_on():
    second = Verdict(7, VerdictKind.FLAG, at(35), at(34), hangs_on=3)
    record = replace(NOTHING, entries=(FIRST,), verdicts=(FLAG, LATE, second), contests=(ContestFact(3, False),))
    assert state_of(record, 7).contest is Answer.NONE


def test_of_two_returns_the_later_one_is_the_newest():
    wrong = Verdict(5, VerdictKind.RETURN, at(44), at(68), ReturnReason.WRONG, entry_id=3)
    assert newest_return((LATE, wrong)) == wrong
    assert newest_return((wrong, LATE)) == wrong


# -- files that prove a result --


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("pdf", "application/pdf"),
        ("doc", "application/msword"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xls", "application/vnd.ms-excel"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("PNG", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("zip", "application/zip"),
    ],
)
def test_each_kind_of_file_is_served_under_its_registered_media_type(ending, kind):
    assert media_type(f"báo cáo.{ending}") == kind


def test_ten_files_of_twenty_megabytes_each_are_the_most_that_is_taken():
    whole = SentFile("a.pdf", b"x" * 20_000_000)
    assert refusal([whole] * 10) is None
    assert refusal([whole] * 11) is not None


@pytest.mark.parametrize("sign", ["\x85", "\ud800", "\ue000", "\u200b"])
def test_signs_that_cannot_be_seen_leave_a_name(sign):
    assert plain_name(f"báo{sign} cáo.pdf") == "báo cáo.pdf"


def test_a_name_of_a_hundred_and_twenty_signs_is_kept_whole():
    assert len(plain_name("x" * 116 + ".pdf")) == len(plain_name("x" * 117 + ".pdf")) == 120
