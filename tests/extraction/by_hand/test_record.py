"""What an order without a document must say before it is kept, and the words in which it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from extraction.by_hand.record import Evidence, HandOrder, HandTask, OrderKind, lacks_of_order, record_words
from extraction.values import Term, TermKind

TASK = HandTask("Kiểm tra bến đò.", (1,), phrase="trước ngày 05/9/2026")
ORDER = HandOrder(
    OrderKind.HANDWRITTEN, "", date(2026, 8, 20), "UBND tỉnh", "Trần Văn B", Evidence("Biên bản"), (TASK,)
)


def test_a_full_order_lacks_nothing() -> None:
    assert lacks_of_order(ORDER, date(2026, 8, 20)) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer": " "}, "signer"),
        ({"issuer": ""}, "issuer"),
        ({"evidence": Evidence()}, "evidence"),
        ({"issued_on": date(2026, 8, 21)}, "issued_on"),
        ({"tasks": ()}, "tasks"),
        ({"tasks": (replace(TASK, leads=()),)}, "tasks"),
        ({"tasks": (replace(TASK, text=" "),)}, "tasks"),
        ({"tasks": (replace(TASK, term=Term(TermKind.DAY, "", on=date(2026, 8, 19))),)}, "tasks"),
    ],
)
def test_what_an_order_lacks_is_told_by_field(change: dict, field: str) -> None:
    assert list(lacks_of_order(replace(ORDER, **change), date(2026, 8, 20))) == [field]


def test_the_record_names_who_gave_what_to_whom_on_which_evidence() -> None:
    evidence = Evidence("Bút phê trên tờ trình", "a" * 64, "but-phe.pdf")
    at = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
    words = record_words(replace(ORDER, evidence=evidence), ["Sở Y tế"], "Lê Hà", at)
    assert "Căn cứ: Bút phê trên tờ trình; tệp but-phe.pdf (SHA-256 aaaaaaaaaaaa…)." in words
    assert "Người nhập: Lê Hà, 09:00:00.000000 ngày 20/08/2026." in words
    assert "1. Sở Y tế: Kiểm tra bến đò. Thời hạn: trước ngày 05/9/2026." in words
