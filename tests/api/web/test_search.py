"""Search without diacritics, by whole rows: everyone finds what is theirs, as a page and as a file."""

import re
import unicodedata

import pytest
from sqlalchemy import select

from core.database import transaction
from core.organisation import Unit
from tests import factories
from tests.api.conftest import ADMINISTRATOR, BUILDING, FINANCE, LEADER, OFFICE, Site


@pytest.fixture
def filled(site_on_each: Site) -> Site:
    site = site_on_each
    with transaction(site.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        directive = factories.directive(session, arrived_at=site.clock.now())
        directive.subject = "Đầu tư đường ven biển"
        factories.run(session, directive, at=site.clock.now())
        task = factories.task(session, directive)
        task.text = "Giao Sở Tài chính thẩm định dự toán sửa chữa kho lưu trữ"
        factories.assignment(session, task, finance, opened_at=site.clock.now())
    return site


@pytest.mark.parametrize(
    "words",
    [
        "dau tu duong",
        "ĐƯỜNG VEN BIỂN",
        "du toan sua chua",
        "kho luu tru",
        unicodedata.normalize("NFD", "dự toán đường"),
    ],
)
def test_words_are_found_without_diacritics_in_tasks_and_their_directives(filled: Site, words: str):
    page = filled.signed_in(FINANCE).get("/search", params={"q": words}).text
    assert "thẩm định dự toán sửa chữa kho lưu trữ" in page


def test_everyone_finds_what_they_may_see_and_no_more(filled: Site):
    found = {
        person: filled.signed_in(person).get("/search?q=du+toan+duong").text for person in (OFFICE, LEADER, BUILDING)
    }
    assert "sửa chữa kho lưu trữ" in found[OFFICE]
    assert "sửa chữa kho lưu trữ" in found[LEADER]
    assert "Không tìm thấy" in found[BUILDING]
    assert "/directives/" not in filled.signed_in(FINANCE).get("/search?q=duong").text


def test_a_word_that_stands_nowhere_finds_nothing_and_a_percent_sign_is_no_pattern(filled: Site):
    office = filled.signed_in(OFFICE)
    assert "Không tìm thấy" in office.get("/search?q=thu+y").text
    assert "Không tìm thấy" not in office.get("/search?q=%25").text  # no letter: nothing is looked for
    assert "Đầu tư đường ven biển" in office.get("/directives?q=duong+bien").text
    assert "Đầu tư đường ven biển" not in office.get("/directives?q=duong+sat").text


def test_lists_are_given_as_files_under_the_same_filters(filled: Site):
    office = filled.signed_in(OFFICE)
    head, row = office.get("/search?q=kho+luu&form=csv").text.lstrip("\ufeff").splitlines()
    assert head.startswith("Đơn vị,Vai trò")
    assert row.startswith("Sở Tài chính,Chủ trì,")
    assert len(office.get("/directives?q=duong+sat&form=csv").text.splitlines()) == 1
    assert len(office.get("/directives?form=csv").text.splitlines()) == 2
    assert len(filled.signed_in(FINANCE).get("/worklist?q=khac&form=csv").text.splitlines()) == 1


def test_whatever_a_page_lists_can_be_taken_along(filled: Site):
    administrator = filled.signed_in(ADMINISTRATOR)
    assert re.search(r'href="/units\?q=so\+tai&amp;form=csv" download', administrator.get("/units?q=so+tai").text)
    told = administrator.get("/units?q=so+tai&form=csv")
    assert told.headers["content-disposition"] == 'attachment; filename="units.csv"'
    assert [line.partition(",")[0] for line in told.text.splitlines()[1:]] == ["Sở Tài chính STC"]
    assert administrator.get("/units?form=xlsx").content.startswith(b"PK")
