"""English pages: texts, words and sentences come from the catalogue; what has no translation stays Vietnamese."""

import httpx
import pytest

from api.web import words
from api.web.language import catalogue
from api.web.messages import messages_of
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


# The frame, signing in, and what units and leaders work with; other pages stay Vietnamese where nobody has translated.
TRANSLATED = (
    "base.html", "login/sign_in.html", "login/code.html", "errors/error.html", "offline/offline.html",
    "overview/dashboard.html", "overview/rows.html", "search/search.html", "worklist/assignment.html",
    "worklist/list.html", "worklist/report.html", "late/list.html",
)  # fmt: skip


@pytest.mark.parametrize("template", TRANSLATED)
def test_every_text_of_a_translated_page_stands_in_the_catalogue(template: str):
    told = catalogue("en")
    lacking = [each for each in messages_of(template) if told.text(each) == each and not each.isascii()]
    assert set(lacking) <= {"Đôn Đốc", "· Đôn Đốc"}


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
