"""How many questions each page asks the database: a bound a page, however much it shows."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from sqlalchemy import event, select

from core.database import transaction
from core.organisation import Account
from extraction.models import Assignment
from ingest.models import Directive
from tests.api.conftest import ADMINISTRATOR, FINANCE, INSPECTION, LEADER, OFFICE, Site
from tests.api.test_office_day import CONCLUSIONS, NOVEMBER, WORD, upload

# Who is signed in is one question, a unit's units another; an access that is kept is one more.
MOST = {
    (OFFICE, "/directives"): 4,
    (OFFICE, "/directives?state=to_confirm"): 4,
    (OFFICE, "/directives?q=kho"): 3,
    (OFFICE, "/directives/{directive}"): 24,
    (OFFICE, "/assignments/{assignment}"): 14,
    (OFFICE, "/entries"): 3,
    (OFFICE, "/decisions"): 8,
    (OFFICE, "/late"): 7,
    (OFFICE, "/pipeline"): 19,
    (OFFICE, "/"): 17,
    (FINANCE, "/worklist"): 8,
    (FINANCE, "/worklist?part=coordinating"): 6,
    (FINANCE, "/assignments/{assignment}"): 16,
    (FINANCE, "/late"): 7,
    (FINANCE, "/reviews"): 3,
    (FINANCE, "/calendar"): 3,
    (LEADER, "/dashboard"): 15,
    (LEADER, "/reports/late"): 8,
    (INSPECTION, "/inspections"): 4,
    (ADMINISTRATOR, "/units"): 5,
    (ADMINISTRATOR, "/accounts"): 3,
    (ADMINISTRATOR, "/audit"): 7,
}


@contextmanager
def asking(site: Site) -> Iterator[list[str]]:
    """Give the statements that pages send meanwhile.

    What begins a transaction is none of theirs, nor is the look, every few seconds, at which law is in force.
    """
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_others) -> None:
        if not statement.startswith("BEGIN") and "FROM law_version" not in statement.replace("\n", " "):
            sent.append(statement)

    engine = site.resources.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_no_page_asks_more_than_its_bound_nor_more_for_more_rows(site_on_each: Site):
    site = site_on_each
    site.clock.set(NOVEMBER)
    browsers = {name: site.signed_in(name) for name, _ in MOST}
    upload(site, browsers[OFFICE], CONCLUSIONS)
    few = asked(site, browsers)
    upload(site, browsers[OFFICE], WORD)
    many = asked(site, browsers)
    assert {page: n for page, n in many.items() if n > MOST[page]} == {}
    assert {page: (few[page], n) for page, n in many.items() if n > few[page] + 1} == {}


def asked(site: Site, browsers: dict[str, httpx.Client]) -> dict[tuple[str, str], int]:
    with transaction(site.resources.sessions, writes=False) as session:
        directive = session.scalars(select(Directive.id).order_by(Directive.id)).first()
        unit_id = session.scalars(select(Account.unit_id).where(Account.username == FINANCE)).one()
        opened = select(Assignment.id).where(Assignment.opened_at.is_not(None), Assignment.unit_id == unit_id)
        assignment = session.scalars(opened.order_by(Assignment.id)).first()
    found = {}
    for username, page in MOST:
        path = page.format(directive=directive, assignment=assignment)
        browsers[username].get(path)  # what is asked once a process is asked now
        with asking(site) as sent:
            answer = browsers[username].get(path)
        assert answer.status_code == 200, path
        found[username, page] = len(sent)
    return found
