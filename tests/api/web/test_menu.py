"""The menu: every page that a role may open from it, each once, few of them at hand."""

import pytest

from api.web.menu import ENTRIES, menu_of
from core.access import PERMISSIONS, AccountRole
from tests.api.doors import GET_DOORS, LETTERS

LETTER = {
    "office": "O",
    "unit": "F",
    "unit_officer": "S",
    "leader": "L",
    "inspection": "I",
    "auditor": "X",
    "administrator": "A",
}


@pytest.fixture(autouse=True)
def _made_here():
    """The menus are made once: another test may have asked for them."""
    menu_of.cache_clear()


def addresses(role: AccountRole) -> list[str]:
    menu = menu_of(role)
    return [entry.address for entry in (*menu.first, *(each for _, entries in menu.groups for each in entries))]


@pytest.mark.parametrize("role", AccountRole)
def test_a_role_finds_exactly_the_pages_that_it_may_open_and_each_once(role: AccountRole):
    offered = {entry.address for _, entries in ENTRIES for entry in entries}
    assert set(LETTER.values()) <= LETTERS.keys()
    assert sorted(addresses(role)) == sorted(each for each in offered if LETTER[role] in GET_DOORS[each])
    assert 2 <= len(menu_of(role).first) <= 4
    assert PERMISSIONS[role]


def test_the_page_one_is_on_stands_among_those_at_hand():
    menu = menu_of(AccountRole.OFFICE)
    assert [entry.address for entry in menu.at_hand("/plans/7")][-1] == "/plans"
    assert menu.at_hand("/directives/7") == menu.first
    assert menu.at_hand("/planning") == menu.first
