"""Time words, with and without what they leave out."""

from datetime import date

import pytest

from extraction.grammar.periods import find_period
from extraction.grammar.terms import find_terms, is_superseded, parse_term
from extraction.values import Period, TermKind
from ingest.folding import fold

ISSUED = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("words", "kind", "on"),
    [
        ("trước ngày 10/12/2025", TermKind.DAY, "2025-12-10"),
        ("chậm nhất đến hết ngày 25.10.2026", TermKind.DAY, "2026-10-25"),
        ("trước ngày 15 tháng 02 năm 2026", TermKind.DAY, "2026-02-15"),
        ("trước 31/12", TermKind.DAY, "2025-12-31"),
        ("xong trước ngày 05/3", TermKind.DAY, "2026-03-05"),
        ("từ ngày 01/01/2026 đến ngày 31/3/2026", TermKind.DAY, "2026-03-31"),
        ("trong ngày 22/11/2025", TermKind.DAY, "2025-11-22"),
        ("vào ngày 19/12/2025", TermKind.DAY, "2025-12-19"),
        ("trước 16 giờ 00 ngày 05/12", TermKind.DAY, "2025-12-05"),
        ("trong tháng 03/2026", TermKind.MONTH, "2026-03-31"),
        ("hoàn thành trong tháng 2", TermKind.MONTH, "2026-02-28"),
        ("trong quý I/2026", TermKind.QUARTER, "2026-03-31"),
        ("trong quý II", TermKind.QUARTER, "2026-06-30"),
        ("trong 6 tháng đầu năm 2026", TermKind.HALF_YEAR, "2026-06-30"),
        ("hoàn thành trong năm 2026", TermKind.YEAR, "2026-12-31"),
        ("chậm nhất năm 2027", TermKind.YEAR, "2027-12-31"),
        ("trong năm nay", TermKind.YEAR, "2025-12-31"),
        ("trước ngày 10 tháng 01 và ngày 10 tháng 7 năm 2026", TermKind.DAY, "2026-07-10"),
        ("chậm nhất 15/3/2026 và 15/9/2026", TermKind.DAY, "2026-09-15"),
        ("trước ngày 03 của tháng cuối kỳ báo cáo", TermKind.SOFT, None),
        ("nộp về Kho bạc ngày 02/02/2026", TermKind.DAY, "2026-02-02"),
        ("trong thời hạn 05 ngày làm việc kể từ ngày ký", TermKind.WORKING_DAYS, None),
        ("chậm nhất 10 ngày kể từ ngày nhận được văn bản", TermKind.CALENDAR_DAYS, None),
        ("trong vòng 02 tuần", TermKind.WEEKS, None),
        ("trong thời gian 3 tháng", TermKind.MONTHS, None),
        ("trước ngày 25 hằng tháng", TermKind.RECURRING, None),
        ("Trước 10h00 ngày thứ Sáu hàng tuần", TermKind.RECURRING, None),
        ("trước 15 giờ hằng ngày", TermKind.RECURRING, None),
        ("trước ngày 10 tháng cuối quý", TermKind.RECURRING, None),
        ("theo thời gian được nêu tại khoản 1", TermKind.REFERENCE, None),
        ("theo đúng thời gian yêu cầu", TermKind.SOFT, None),
        ("Tháng 11 - 12/2025", TermKind.MONTH, "2025-12-31"),
        ("9/2026", TermKind.MONTH, "2026-09-30"),
        ("31/5/2026", TermKind.DAY, "2026-05-31"),
        ("Năm 2026", TermKind.YEAR, "2026-12-31"),
        ("6 tháng cuối năm 2026", TermKind.HALF_YEAR, "2026-12-31"),
        ("Từ tháng 11/2025 đến khi kết thúc đợt kiểm kê", TermKind.SOFT, None),
        ("khi có điều kiện", TermKind.SOFT, None),
    ],
)
def test_a_phrase_says_what_kind_of_time_and_which_day(words: str, kind: TermKind, on: str | None) -> None:
    term = parse_term(words, ISSUED)
    assert term.kind == kind
    assert (term.on.isoformat() if term.on else None) == on


def test_a_missing_year_without_an_issue_day_leaves_the_day_open() -> None:
    assert parse_term("trước ngày 05/3", None).on is None
    assert parse_term("trong quý II", None).on is None
    assert parse_term("trong tháng 5", None).on is None
    assert parse_term("trong năm nay", None).on is None
    assert parse_term("trước ngày 25 hằng tháng", None).starts_on is None


def test_a_day_written_out_is_no_month_and_no_year() -> None:
    assert parse_term("Ngày 20 tháng 5 năm 2026", ISSUED).on == date(2026, 5, 20)
    assert parse_term("7 tháng 5 năm 2026", ISSUED).on == date(2026, 5, 7)
    assert parse_term("ngày 20/5 năm 2026", ISSUED).on == date(2026, 5, 20)
    assert parse_term("từ tháng 3 đến tháng 5 năm 2026", ISSUED).kind == TermKind.MONTH
    assert parse_term("năm 2025 tháng 5/2026", ISSUED).kind == TermKind.MONTH


def test_a_day_that_does_not_exist_is_no_term() -> None:
    assert not find_terms("trước ngày 31/02/2026", ISSUED)
    assert not find_terms("trong tháng 13/2026", ISSUED)
    assert not find_terms("trước ngày 00 hằng tháng", ISSUED)
    assert not find_terms("trước ngày 45 hằng tháng", ISSUED)


def test_before_a_day_may_also_mean_the_day_before() -> None:
    assert parse_term("trước ngày 10/12/2025", ISSUED).alternatives == ("hết ngày 09/12/2025 (ngày liền trước)",)
    assert "văn bản không ghi năm" in parse_term("chậm nhất ngày 05/3", ISSUED).alternatives[0]
    assert parse_term("trước tháng 6/2026", ISSUED).alternatives == ("trước ngày đầu tiên của thời gian đó",)


def test_days_may_also_be_working_days_and_run_from_receipt() -> None:
    term = parse_term("trong thời hạn 07 ngày", ISSUED)
    assert (term.count, term.event) == (7, None)
    assert term.alternatives == ("07 ngày làm việc".removeprefix("0"), "tính từ ngày nhận được thay vì ngày ban hành")
    assert parse_term("trong 05 ngày kể từ ngày ký", ISSUED).event == "kể từ ngày ký"


def test_a_recurrence_begins_on_or_after_issue() -> None:
    assert parse_term("trước ngày 25 hằng tháng", ISSUED).starts_on == date(2025, 11, 25)
    assert parse_term("trước ngày 15 hằng tháng", ISSUED).starts_on == date(2025, 12, 15)
    assert parse_term("trước ngày 15 hằng tháng", date(2025, 12, 20)).starts_on == date(2026, 1, 15)
    twice = parse_term("trước ngày 01/6 và 15/11 hằng năm", ISSUED)
    assert (twice.period, twice.starts_on) == (Period.HALF_YEARLY, date(2026, 6, 1))
    weekly = parse_term("trước 10 giờ thứ Hai hàng tuần", ISSUED)
    assert (weekly.period, weekly.weekday, weekly.hour) == (Period.WEEKLY, 0, 10)
    assert parse_term("trước ngày Chủ nhật hàng tuần", ISSUED).weekday == 6


def test_data_meetings_and_cited_documents_set_no_limit() -> None:
    for words in (
        "Số liệu tính từ ngày 01/01/2025 đến 30/9/2025",
        "dự kiến họp kiểm điểm vào ngày 19/11/2025",
        "Hội nghị vào ngày 09/11/2025",
        "theo Công văn số 12/UBND-KT ngày 5/3/2025",
        "Chiến lược phát triển đến năm 2030",
    ):
        assert not find_terms(words, ISSUED)
    assert not find_terms("Công văn số 12/UBND-KT ngày 5/3/2025 của", ISSUED, lenient=True)


def test_a_coming_day_behind_what_is_sent_is_a_limit_and_one_before_issue_is_not() -> None:
    (sent,) = find_terms("lập danh sách, trình Chủ tịch UBND tỉnh ngày 15/12/2025.", ISSUED)
    assert (sent.term.phrase, str(sent.term.on)) == ("ngày 15/12/2025", "2025-12-15")
    for words in (
        "theo đề nghị trình Chủ tịch UBND tỉnh ngày 03/10/2025.",
        "báo cáo tại phiên họp ngày 15/12/2025.",
        "gửi Sở Y tế ngày 15/12/2025 hồ sơ cũ",
    ):
        assert not find_terms(words, ISSUED)
    assert not find_terms("gửi Sở Y tế ngày 15/12/2025.", None)


def test_a_service_is_given_within_the_day() -> None:
    (found,) = find_terms("trả kết quả trong ngày đối với hồ sơ đủ giấy tờ", ISSUED)
    assert (found.term.kind, found.term.phrase) == (TermKind.SOFT, "trong ngày")


def test_a_time_quoted_from_an_earlier_document_is_superseded() -> None:
    text = "UBND tỉnh đã yêu cầu báo cáo trước ngày 05/9/2025"
    assert is_superseded(fold(text), text.index("trước"))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("định kỳ hằng tuần báo cáo", Period.WEEKLY),
        ("hàng tháng báo cáo UBND tỉnh", Period.MONTHLY),
        ("mỗi quý một lần", Period.QUARTERLY),
        ("mỗi ngày không ít hơn 04 giờ", None),
        ("mỗi ngày ít nhất 02 lần", Period.OTHER),
        ("6 tháng và cuối năm báo cáo", Period.HALF_YEARLY),
        ("định kỳ 6 tháng, một năm tổng hợp", Period.HALF_YEARLY),
        ("báo cáo quý I, 6 tháng, quý III và cả năm", Period.QUARTERLY),
        ("kết quả quý I, 6 tháng cuối năm 2026", None),
        ("báo cáo hằng năm", Period.YEARLY),
        ("hàng ngày trực", Period.OTHER),
        ("Định kỳ tổng hợp", Period.OTHER),
        ("xây dựng kế hoạch hằng năm", None),
        ("kiểm tra các điểm bán", None),
    ],
)
def test_a_recurring_duty_has_a_period(words: str, period: Period | None) -> None:
    assert find_period(fold(words)) == period
