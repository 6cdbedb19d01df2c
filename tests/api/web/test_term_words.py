from datetime import date

import pytest

from api.web.term_words import term_words
from extraction.stored import term_to_json
from extraction.values import Period, Term, TermKind


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(TermKind.DAY, "trước ngày 15/9", on=date(2026, 9, 15)), "hết ngày 15/09/2026"),
        (Term(TermKind.DAY, "trước 16 giờ", on=date(2026, 9, 15), hour=16), "trước 16:00 ngày 15/09/2026"),
        (Term(TermKind.QUARTER, "quý III", on=date(2026, 9, 30)), "hết ngày 30/09/2026 (ngày cuối của quý)"),
        (Term(TermKind.WORKING_DAYS, "05 ngày", count=5, event="ngày họp"), "5 ngày làm việc kể từ ngày họp"),
        (Term(TermKind.CALENDAR_DAYS, "10 ngày", count=10, event="kể từ ngày ký"), "10 ngày kể từ ngày ký"),
        (Term(TermKind.WEEKS, "2 tuần", count=2), "2 tuần kể từ ngày ban hành"),
        (Term(TermKind.RECURRING, "", period=Period.MONTHLY, day_of_period=25), "ngày 25 hằng tháng"),
        (Term(TermKind.RECURRING, "", period=Period.WEEKLY, weekday=4), "thứ Sáu hằng tuần"),
        (Term(TermKind.RECURRING, "", period=Period.QUARTERLY), "hằng quý"),
        (Term(TermKind.SOFT, "ngay"), "có từ chỉ thời gian nhưng không nêu ngày cụ thể"),
        (Term(TermKind.REFERENCE, "mục II"), "theo thời hạn nêu ở phần khác của văn bản"),
        (Term(TermKind.MONTH, "tháng"), "không nêu ngày cụ thể"),
    ],
)
def test_a_reading_is_said_back_in_words(term, words):
    assert term_words(term_to_json(term)) == words
