"""What people are told, once each, the most pressing first, in words that name the day."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from api.web.notice_words import state_of
from compliance.deadlines.law import load_law
from compliance.notices.compose import (
    Decision,
    LawChange,
    Line,
    Reader,
    Rung,
    Work,
    decided_lines,
    digest,
    owed_lines,
    urgent,
)
from compliance.notices.office.digest import Kind, Waiting, is_worth_telling, office_digest
from compliance.notices.patience import PAUSES, falls_back, next_try
from compliance.notices.wording import ENGLISH, VIETNAMESE, wording
from core.local_time import LOCAL, end_of_day

NOW = datetime(2026, 8, 21, 7, 30, tzinfo=LOCAL)  # a Friday; Saturday the 22nd is worked
NEW = Work(7, "4120/UBND-CN", "Thẩm định dự toán", end_of_day(date(2026, 8, 22)), None, None, None, None, 0)
ENTERED = replace(NEW, entry_due_at=None)


ADDRESS = "https://dondoc.example"


def lines(work: Work, *, told=(), now=NOW, decisions=(), words=VIETNAMESE) -> list[Line]:
    return owed_lines([work], decisions, set(told), now, load_law().calendar, 3, words)


def reader(name: str, words=VIETNAMESE, instead_of=None) -> Reader:
    return Reader(name, words, ADDRESS, instead_of)


@pytest.mark.parametrize(
    ("work", "rung", "words"),
    [
        (NEW, Rung.NEAR, "hạn cập nhật đến hết ngày 22/08/2026"),
        (replace(NEW, entry_due_at=end_of_day(date(2026, 9, 1))), Rung.NEW, "mới giao; cập nhật đến hết"),
        (replace(NEW, entry_due_at=end_of_day(date(2026, 8, 21))), Rung.DUE, "đến hết ngày 21/08/2026"),
        (replace(NEW, entry_due_at=NOW + timedelta(hours=4)), Rung.DUE, "trước 11:30 ngày 21/08/2026"),
        (replace(NEW, n_flags=1), Rung.LATE, "chậm cập nhật"),
        (replace(ENTERED, task_due_at=end_of_day(date(2026, 8, 20))), Rung.OVERDUE, "thực hiện từ ngày 20/08/2026"),
        (replace(ENTERED, task_due_at=end_of_day(date(2026, 8, 25))), Rung.NEAR, "hạn hoàn thành"),
        (replace(ENTERED, task_due_at=end_of_day(date(2026, 9, 30))), Rung.NEW, "mới giao."),
        (
            replace(ENTERED, return_id=3, return_reason="late", reentry_due_at=end_of_day(date(2026, 8, 22))),
            Rung.RETURNED,
            "bị trả lại vì cập nhật chậm; cập nhật lại đến hết ngày 22/08/2026",
        ),
        (replace(ENTERED, return_id=3, return_reason="?"), Rung.RETURNED, "bị trả lại vì chưa đạt yêu cầu."),
    ],
)  # fmt: skip
def test_the_most_pressing_rung_is_said(work, rung, words):
    (line,) = lines(work)
    assert (line.rung, words in line.words) == (rung, True)


def test_what_was_told_is_not_told_again_and_what_changed_is():
    (first,) = lines(NEW)
    assert lines(NEW, told=first.keys) == []
    (late,) = lines(replace(NEW, n_flags=1), told=first.keys)
    assert late.rung is Rung.LATE
    decided = (Decision("contest:1", 7, "4120/UBND-CN", "contest"),)
    assert [line.rung for line in lines(NEW, told=first.keys, decisions=decided)] == [Rung.DECIDED]
    assert lines(NEW, told=(*first.keys, "contest:1"), decisions=decided) == []


def test_a_digest_names_counts_persons_and_pages():
    told = lines(replace(NEW, text="Thẩm định " * 40), decisions=[Decision("c", 9, "1/CĐ-UBND", "contest")])
    words = digest(told, reader("Lê Thu Hà", instead_of="Trần Văn B"), NOW.date())
    assert words.subject == "Đôn Đốc 21/08: 1 sắp đến hạn, 1 đã có quyết định"
    for part in (
        "Kính gửi ông/bà Lê Thu Hà,",
        "thay Trần Văn B",
        "SẮP ĐẾN HẠN",
        "…:",
        "https://dondoc.example/assignments/7",
    ):
        assert part in words.text
    assert "/account/notices" in words.text.splitlines()[-1]


def test_an_urgent_message_names_the_document_in_its_subject():
    words = urgent(lines(NEW), reader("Lê Thu Hà"))
    assert words.subject == "KHẨN 4120/UBND-CN: sắp đến hạn"
    assert "thay" not in words.text


def test_what_was_decided_is_told_with_its_outcome():
    asked = date(2026, 10, 1)
    told = [
        Decision("a", 1, "", "extension", True, asked),
        Decision("b", 2, "5/UBND", "extension", False, asked),
        Decision("c", 3, "5/UBND", "waiver"),
    ]
    found = owed_lines([], told, set(), NOW, load_law().calendar, 3, VIETNAMESE)
    assert [(line.number, line.words) for line in found] == [
        ("văn bản chưa rõ số", "đề nghị gia hạn đến 01/10/2026 được chấp nhận."),
        ("5/UBND", "đề nghị gia hạn đến 01/10/2026 không được chấp nhận."),
        ("5/UBND", "được miễn tính chậm cập nhật."),
    ]


def test_a_change_of_the_calendar_is_one_line_however_many_dates_it_moved():
    change = LawChange(4, "calendar", "Thông báo 1/TB-BNV", n_moved=12, n_cleared=3, n_official=0)
    (line,) = owed_lines([], [change], set(), NOW, load_law().calendar, 3, VIETNAMESE)
    assert (line.rung, line.page, line.number, line.keys) == (
        Rung.DECIDED, "/law/4", "Thông báo 1/TB-BNV", ("law:4",)
    )  # fmt: skip
    assert line.words == (
        "lịch làm việc thay đổi; hạn có ngày mới: 12, ghi nhận chậm được xóa: 3, ghi nhận tạm tính thành chính thức: 0."
    )
    assert owed_lines([], [change], {"law:4"}, NOW, load_law().calendar, 3, VIETNAMESE) == []
    rules = replace(change, what="rulebook")
    assert owed_lines([], [rules], set(), NOW, load_law().calendar, 3, ENGLISH)[0].words.startswith("the rules changed")


def test_both_languages_have_the_same_words_with_the_same_names():
    assert VIETNAMESE.keys() == ENGLISH.keys()
    names = [
        {key: sorted(re.findall(r"{\w+}", text)) for key, text in table.items()} for table in (VIETNAMESE, ENGLISH)
    ]
    assert names[0] == names[1]
    assert wording("en") is ENGLISH
    assert wording("xx") is VIETNAMESE


def test_an_english_reader_is_told_in_english_alone():
    decided = [Decision("c", 9, "1/TB", "contest", is_granted=False)]
    told = lines(replace(NEW, text="Work"), decisions=decided, words=ENGLISH)
    words = digest(told, reader("Ha", ENGLISH, "Binh"), NOW.date())
    assert words.subject == "Đôn Đốc 21/08: 1 due soon, 1 decided"
    assert "4120/UBND-CN: Work: entry due by the end of 22/08/2026." in words.text
    assert "the contest was rejected." in words.text
    assert "in place of Binh" in words.text
    assert urgent(told, reader("Ha", ENGLISH)).subject.startswith("URGENT 4120/UBND-CN, 1/TB: ")


def test_the_office_is_told_how_much_waits_what_presses_first():
    waiting = [Waiting(Kind.UNCONFIRMED, 5, 2), Waiting(Kind.RESULTS, 3, n_pressing=0), Waiting(Kind.CONTESTS, 2, 0, 1),
               Waiting(Kind.URGENT, 1, 1, 1), Waiting(Kind.EXTENSIONS, 0)]  # fmt: skip
    told = office_digest(waiting, (), reader("Lê Thị Lan"), NOW.date())
    assert told.subject == "Đôn Đốc 21/08: 10 việc chờ Văn phòng"
    said = [line for line in told.text.splitlines() if line.startswith("- ")]
    assert said == [
        "- 1 văn bản khẩn chưa xác nhận (1 đến hạn hôm nay hoặc đã quá hạn, 1 mới)",
        "- 2 kiến nghị chờ kết luận (1 đến hạn hôm nay hoặc đã quá hạn)",
        "- 5 văn bản chờ xác nhận (2 mới)",
        "- 3 báo cáo kết quả chờ xem xét",
    ]
    assert f"  {ADDRESS}/directives?state=to_confirm&entry_class=urgent" in told.text
    assert not is_worth_telling([Waiting(Kind.RESULTS, 3)])
    assert is_worth_telling(waiting)


def test_the_office_is_told_a_change_of_the_law_after_what_waits_or_alone():
    change = LawChange(4, "calendar", "Thông báo 1/TB-BNV", n_moved=12, n_cleared=3, n_official=0)
    changes = decided_lines([change], (), VIETNAMESE)
    beside = office_digest([Waiting(Kind.CONTESTS, 2, 0, 1)], changes, reader("Lê Thị Lan"), NOW.date())
    alone = office_digest([], changes, reader("Lê Thị Lan"), NOW.date())
    assert beside.subject == "Đôn Đốc 21/08: 2 việc chờ Văn phòng"
    assert alone.subject == "Đôn Đốc 21/08: lịch làm việc hoặc quy định thay đổi"
    for told in (beside, alone):
        assert told.text.count("- Thông báo 1/TB-BNV: lịch làm việc thay đổi; hạn có ngày mới: 12") == 1
        assert f"  {ADDRESS}/law/4" in told.text
    assert "0 việc" not in alone.text
    assert decided_lines([change], {change.key}, VIETNAMESE) == []


def test_patience_grows_and_ends_and_what_is_urgent_does_not_wait_for_its_end():
    assert [next_try(tries, NOW) for tries in range(1, 6)] == [*(NOW + pause for pause in PAUSES), None]
    assert falls_back(is_urgent=True, is_given_up=False)
    assert falls_back(is_urgent=False, is_given_up=True)
    assert not falls_back(is_urgent=False, is_given_up=False)


def test_a_delivery_reads_as_sent_waiting_or_not_sent():
    assert [state_of(*pair)[2] for pair in ((NOW, None), (None, NOW), (None, None))] == [
        "đã gửi",
        "không gửi",
        "chờ gửi",
    ]
