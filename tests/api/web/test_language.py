"""English pages: texts, words and sentences come from the catalogue; what has no translation stays Vietnamese."""

import httpx

from api.web import words
from api.web.language import catalogue
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
