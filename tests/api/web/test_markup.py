"""What of a page is words for people: texts and labels, never tags, addresses or classes."""

import pytest

from api.web.markup import Markup, message_of


def shout(message: str) -> str:
    return message.upper()


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["<p>Chờ  xác\n nhận</p> 12"], "<p>CHỜ XÁC NHẬN</p> 12"),
        (['<a class="nav" href="/late">trễ</a>'], '<a class="nav" href="/late">TRỄ</a>'),
        (['<nav aria-label="chính" title="đây">'], '<nav aria-label="CHÍNH" title="ĐÂY">'),
        (['<a href="/x/', '" class="y">xem</a>'], '<a href="/x/" class="y">XEM</a>'),
        (['<img alt="trang ', ' của văn bản">'], '<img alt="TRANG  CỦA VĂN BẢN">'),
        (["<b ", ">a > b</b>"], "<b >A > B</b>"),
    ],
)
def test_words_are_translated_and_nothing_else(pieces: list[str], expected: str):
    markup = Markup()
    assert "".join(markup.translated(piece, shout) for piece in pieces) == expected


def test_a_quote_in_a_translation_cannot_end_its_attribute():
    assert Markup().translated('<a title="x">', lambda _: 'the "x"') == '<a title="the &quot;x&quot;">'


def test_the_attributes_that_a_macro_gives_stay_as_they_are():
    attributes = ' aria-describedby="day-hint  day-error" aria-invalid="true"'
    assert Markup().translated(attributes, lambda message: message) == attributes


def test_what_holds_no_letter_is_no_message():
    assert message_of(" , 12 – ") is None
    assert message_of("\n  một   hai ") == "một hai"
