"""Search over directives and tasks, diacritics aside; every filter stands in the address."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheViewer, allowed
from api.web.forms import asked_day
from api.web.pages import render, told_to
from api.web.sheets import MOST_IN_A_FILE, as_file, work_table
from compliance.entries.search.queries import Wanted, found_directives, found_tasks
from core import queries as register
from core.access import Action
from core.local_time import local_day
from core.succession import continued_by
from extraction.values import Role

SHOWN = 50
MOST_DIRECTIVES = 20

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address."""

    q: str
    unit: str
    role: str
    since: str
    until: str
    page: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for yet."""
        return not (self.q or self.unit or self.since or self.until)


async def asked_search(
    q: Annotated[str, Query(max_length=200)] = "",
    unit: str = "",
    role: str = "",
    since: str = "",
    until: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Asked:
    """Return what is looked for."""
    return Asked(q.strip(), unit if unit.isdecimal() else "", role if role in set(Role) else "", since, until, page)


@router.get("/search", dependencies=[Depends(allowed(Action.WRITE_ENTRY, Action.SEE_ALL_DIRECTIVES))])
def search_page(
    request: Request,
    session: DbSession,
    viewer: TheViewer,
    now: Now,
    asked: Annotated[Asked, Depends(asked_search)],
    form: str = "",
) -> Response:
    """Show directives and tasks that hold the words, or give the tasks as a file."""
    wanted = Wanted(
        asked.q,
        continued_by(session, int(asked.unit), local_day(now)) if asked.unit else frozenset(),
        asked.role or None,
        asked_day(asked.since),
        asked_day(asked.until),
    )
    if form:
        found = found_tasks(session, viewer, wanted, MOST_IN_A_FILE)
        return as_file(form, "tim-kiem", work_table(found), told_to(request))
    tasks = [] if asked.is_empty else found_tasks(session, viewer, wanted, SHOWN, asked.page)
    first = asked.page == 1 and not asked.is_empty
    return render(
        request,
        "search/search.html",
        asked=asked,
        directives=found_directives(session, viewer, wanted, MOST_DIRECTIVES) if first else [],
        tasks=tasks[:SHOWN],
        has_next=len(tasks) > SHOWN,
        units=register.units(session) if viewer.may(Action.SEE_ALL_DIRECTIVES) else [],
        most_in_a_file=MOST_IN_A_FILE,
        query=request.url.remove_query_params(["form", "page"]).query,
    )
