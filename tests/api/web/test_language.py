"""English pages: texts, words and sentences come from the catalogue; what has no translation stays Vietnamese."""

import re

import httpx
import pytest

from api.web import words
from api.web.language import catalogue, translations
from api.web.messages import filled_in, is_vietnamese, messages_of, messages_of_program
from api.web.pages import FOLDER
from tests.api.conftest import OFFICE, Site


def test_a_sentence_with_numbers_is_told_by_its_pattern():
    assert catalogue("en").sentence("Còn 3 ngày làm việc") == "3 working days left"
    assert catalogue("vi").sentence("Còn 3 ngày làm việc") == "Còn 3 ngày làm việc"
    assert catalogue("en").sentence("Một câu chưa ai dịch") == "Một câu chưa ai dịch"


def test_words_are_told_in_the_language_whatever_holds_them():
    told = catalogue("en").words(words)
    assert told.PARTS["lead"] == "Lead"
    assert told.STATE_TAGS["secret"] == words.STATE_TAGS["secret"]
    assert told.event("không có sự kiện này") == "không có sự kiện này"


def test_a_browser_keeps_the_language_it_chose(site: Site):
    browser = site.signed_in(OFFICE)
    assert '<html lang="vi">' in browser.get("/").text
    answer = browser.get("/language", params={"to": "en", "next": "/directives?q=x"})
    assert answer.headers["location"] == "/directives?q=x"
    page = browser.get("/").text
    assert '<html lang="en">' in page
    assert "Skip to the content" in page
    assert "Đến nội dung chính" not in page


def test_choosing_a_language_never_leads_to_another_site(site: Site):
    for target in ("//example.org", "https://example.org", "/\\example.org", "example.org"):
        assert site.browser().get("/language", params={"to": "en", "next": target}).headers["location"] == "/"


def test_an_unknown_language_is_not_kept(site: Site):
    answer: httpx.Response = site.browser().get("/language", params={"to": "xx"})
    assert "set-cookie" not in answer.headers


# A name is the same in every language.
NAMES = {"Đôn Đốc"}
HOW = "add to api/web/locale/en/LC_MESSAGES/dondoc.po"


def lacking_of(messages: dict[str, str]) -> set[str]:
    """The messages, each with its place, that an English page would show in Vietnamese, in part or whole."""
    told, known = catalogue("en"), NAMES.union(filled_in(each) for each in translations("en"))
    shown = {filled_in(message): f"{place}: {message}" for message, place in messages.items()}
    return {where for each, where in shown.items() if is_vietnamese(told.sentence(each)) and each not in known}


def test_every_text_of_every_page_has_its_english():
    templates = FOLDER / "templates"
    pages = [str(path.relative_to(templates)) for path in templates.rglob("*.html")]
    assert lacking_of({each: page for page in pages for each in messages_of(page)}) == set(), HOW


def test_every_word_and_sentence_of_the_program_has_its_english():
    messages = messages_of_program()
    assert len(messages) > 1200
    assert lacking_of(messages) == set(), HOW


def test_no_english_fills_in_what_its_sentence_lacks():
    names = re.compile(r"\{\w+\}")
    wrong = [each for each, text in translations("en").items() if set(names.findall(text)) - set(names.findall(each))]
    assert wrong == []


def test_what_a_sentence_quotes_stays_as_it_was_written():
    told = catalogue("en")
    assert told.sentence("“hôm nay” không phải là một ngày có thật.") == "“hôm nay” is no real day."
    assert told.sentence(" chậm cập nhật ") == " late entries "


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("hết Thứ Sáu, 21/08/2026", "end of Friday, 21/08/2026"),
        ("trước 03:50 Chủ nhật, 23/08/2026", "before 03:50 on Sunday, 23/08/2026"),
        ("Quá hạn thực hiện 6 ngày làm việc", "Overdue by 6 working days"),
        ("Chậm cập nhật 6 ngày làm việc", "Entry late by 6 working days"),
        ("Lê Thị Lan xác nhận cập nhật.", "Lê Thị Lan confirmed the entry."),
    ],
)
def test_days_and_sentences_are_told_in_english(vietnamese: str, english: str):
    assert catalogue("en").sentence(vietnamese) == english
