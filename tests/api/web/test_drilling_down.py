"""Each number of the leaders' page leads to what it counts, and there are as many: asked of a province's whole life."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html

from api.web.overview_lists import Part, Span, counted_rows
from compliance.deadlines.law import load_law
from compliance.reports.measures import BY_KEY
from compliance.reports.periods import read_period
from core.access import AccountRole
from core.accounts import create_account
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.local_time import at_hour
from core.storage import FileStore
from jobs.simulation import FIRST_ON, Simulation
from tests import factories
from tests.api.conftest import LEADER, Site, make_settings, running

PERIOD = f"{FIRST_ON:%Y}-Q{(FIRST_ON.month + 2) // 3}"


@pytest.fixture(scope="module")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A simulated province of thirty days and a leader who looks at it on a day within the period."""
    folder = tmp_path_factory.mktemp("drilling")
    (folder / "dondoc.sqlite3").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{folder / 'dondoc.sqlite3'}"
    engine = make_engine(url)
    store = FileStore(folder / "store")
    Simulation(make_sessions(engine), store, load_law(), FixedClock(at_hour(FIRST_ON, 0))).run(30, 18, 7)
    now = at_hour(FIRST_ON + timedelta(days=45), 9)
    with transaction(make_sessions(engine)) as session:
        create_account(
            session, username=LEADER, full_name="Hoàng Thị Chủ", role=AccountRole.LEADER, unit_id=None,
            password_hash=factories.password_hash(), now=now,
        )  # fmt: skip
    engine.dispose()
    with running(make_settings(url, folder), FixedClock(now)) as site:
        yield site


def numbers_of(page: str) -> Iterator[tuple[str, int]]:
    """Every link of the page that is a number: its address and the number."""
    for link in html.fromstring(page).xpath("//main//a"):
        for apart in link.xpath(".//*[@class='unseen']"):
            apart.drop_tree()
        number = re.match(r"\s*(\d+)", link.text_content())
        if number and link.get("href", "").startswith(("/dashboard/rows", "/dir")):
            yield link.get("href"), int(number[1])


def n_told(leader: httpx.Client, address: str) -> int:
    """How many rows the list behind an address has, by its file."""
    answer = leader.get(address + ("&" if "?" in address else "?") + "form=csv")
    assert answer.status_code == 200, address
    return len(list(csv.reader(io.StringIO(answer.text)))) - 1


def test_each_number_leads_to_as_many_rows(lived: Site) -> None:
    leader = lived.signed_in(LEADER)
    links = dict(numbers_of(leader.get("/dashboard", params={"period": PERIOD, "all": 1}).text))
    asked = {re.sub(r"&?(scope|owner|period)=[^&]*", "", each) for each in links}
    for what in ("what=done_rate", "what=entry_rate", "what=entry_rate&whole=1", "what=flags", "what=incomplete",
                 "what=extensions", "what=contests", "what=results", "what=open_overdue", "band=1-5"):  # fmt: skip
        assert any(each.endswith(what) for each in asked), what
    assert sum(n > 0 for n in links.values()) > 60
    wrong = {each: (n, told) for each, n in links.items() if (told := n_told(leader, each)) != n}
    assert wrong == {}


def test_a_long_list_comes_in_parts_that_are_one_list(lived: Site) -> None:
    period = read_period(PERIOD)
    with transaction(lived.resources.sessions, writes=False) as session:
        given = (session, load_law(), BY_KEY["assigned"], ("", 0), Span(period, lived.clock.now(), is_now=True))
        whole = counted_rows(*given, Part())
        assert whole.n == len(whole.ids) == len(set(whole.ids)) > 12
        for size in (1, 5, 7):
            parts = [counted_rows(*given, Part(skip, size)) for skip in range(0, whole.n, size)]
            assert [each for part in parts for each in part.ids] == whole.ids
            assert {part.n for part in parts} == {whole.n}
        assert counted_rows(*given, Part(whole.n, 5)).ids == []


def test_the_table_by_field_leads_to_as_many_rows(lived: Site) -> None:
    leader = lived.signed_in(LEADER)
    page = leader.get("/dashboard", params={"period": PERIOD, "scope": "field"}).text
    links = {each: n for each, n in numbers_of(page) if "scope=field" in each}
    assert links
    assert {each: n for each, n in links.items() if n_told(leader, each) != n} == {}
