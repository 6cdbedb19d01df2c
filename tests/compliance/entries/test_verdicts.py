from compliance.entries.counters.records import FlagRow, ReturnRow
from compliance.entries.returns import Ending, ReturnReason, Verdict, VerdictKind, covered_by_contest
from compliance.entries.verdicts import flag_number, return_number, verdicts_of
from tests.situations import local

DUE, WRITTEN = local("2026-08-19 00:00"), local("2026-08-19 00:05")
CAME, AGAIN = local("2026-08-19 09:00"), local("2026-08-21 00:00")
ENDED = local("2026-08-24 10:00")


def flag(number, written_at=WRITTEN, return_id=None, ending=None, voided_at=None):
    return FlagRow(1, number, return_id, ending, DUE, written_at, voided_at)


def returned(number, made_at=CAME, reason="late", ending=None, voided_at=None):
    return ReturnRow(1, number, 40 + number, reason, ending, AGAIN.date(), AGAIN, made_at, voided_at)


def test_flags_have_even_numbers_and_returns_odd_ones():
    assert [flag_number(3), return_number(3)] == [6, 7]
    assert len({flag_number(n) for n in range(50)} | {return_number(n) for n in range(50)}) == 100


def test_a_flag_and_its_late_return_are_told_with_all_that_is_kept_of_them():
    assert verdicts_of([flag(3)], [returned(5)]) == [
        Verdict(6, VerdictKind.FLAG, WRITTEN, DUE),
        Verdict(11, VerdictKind.RETURN, CAME, AGAIN, ReturnReason.LATE, hangs_on=6, entry_id=45),
    ]


def test_a_flag_of_a_reentry_clock_hangs_on_the_return_that_opened_it():
    second = flag(4, AGAIN, return_id=5)
    assert [(each.verdict_id, each.hangs_on) for each in verdicts_of([second, flag(3)], [returned(5)])] == [
        (6, None), (11, 6), (8, 11),
    ]  # fmt: skip


def test_a_return_for_another_reason_hangs_on_nothing():
    (wrong,) = verdicts_of([], [returned(5, reason="wrong")])
    assert (wrong.reason, wrong.hangs_on) == (ReturnReason.WRONG, None)
    assert verdicts_of([flag(3)], [returned(5, reason="not_as_required")])[1].hangs_on is None


def test_how_a_verdict_ended_is_told_and_one_without_a_way_was_voided():
    assert [
        (each.ending, each.ended_at)
        for each in verdicts_of(
            [flag(1), flag(2, ending="waived", voided_at=ENDED), flag(3, voided_at=ENDED)],
            [returned(5, ending="overturned", voided_at=ENDED), returned(6, voided_at=ENDED)],
        )
    ] == [
        (None, None), (Ending.WAIVED, ENDED), (Ending.VOIDED, ENDED),
        (Ending.OVERTURNED, ENDED), (Ending.VOIDED, ENDED),
    ]  # fmt: skip


def test_verdicts_stand_oldest_first_however_they_come_and_by_number_at_one_instant():
    both = verdicts_of([flag(9, CAME), flag(2)], [returned(5), returned(4)])
    assert [each.verdict_id for each in both] == [4, 9, 11, 18]


def test_a_late_return_hangs_on_the_newest_flag_of_the_first_clock_written_by_then():
    # Overturned before any entry came, the first flag gave way to a second clock, which was missed too.
    overturned = flag(1, ending="overturned", voided_at=ENDED)
    second_flag, second_return = flag(2, local("2026-08-27 00:05")), returned(8, local("2026-08-27 09:00"))
    later_flag = flag(3, local("2026-08-28 00:05"))
    found = verdicts_of([later_flag, second_flag, overturned], [second_return, returned(7)])
    assert {each.verdict_id: each.hangs_on for each in found if each.kind is VerdictKind.RETURN} == {15: 2, 17: 4}
    assert covered_by_contest(17, found) == {4, 17}


def test_flag_and_late_return_written_at_one_instant_belong_together():
    assert verdicts_of([flag(3, CAME)], [returned(5, CAME)])[1].hangs_on == 6


def test_a_late_return_without_its_flag_hangs_on_nothing():
    assert verdicts_of([flag(3, AGAIN), flag(4, WRITTEN, return_id=5)], [returned(5)])[1].hangs_on is None
