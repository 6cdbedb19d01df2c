"""The rows behind a figure of the leaders' page: each assignment leads to its clause."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheSite, TheViewer, allowed
from api.web.overview import SCOPES, ThePeriod
from api.web.overview_lists import (
    COUNTED,
    OVERDUE,
    WAITING,
    Listed,
    Part,
    Span,
    counted_rows,
    overdue_rows,
    owner_name,
    waiting_rows,
)
from api.web.pages import render, told_to
from api.web.sheets import MOST_IN_A_FILE, as_file, work_table
from compliance.deadlines.law import Law
from compliance.entries import queries as entries
from compliance.reports import measures
from compliance.reports.overview.ages import BY_KEY as BANDS
from compliance.reports.overview.ages import days_overdue
from compliance.reports.queries import names
from compliance.reports.sums import Measure
from core.access import Action
from core.errors import NotFound
from core.local_time import local_day

SHOWN = 50

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are asked for: of a measure, overdue or waiting; of whom, in which band of age; and which page."""

    what: str = OVERDUE
    scope: str = ""
    owner: int = 0
    band: str = ""
    whole: bool = False
    page: int = 1

    @property
    def measure(self) -> Measure | None:
        """The measure whose rows are asked for, if it is one."""
        return measures.BY_KEY.get(self.what)

    @property
    def owned(self) -> tuple[str, int]:
        """Whose rows: scope and id; an empty scope for the whole province."""
        return self.scope, self.owner


async def asked_rows(
    what: str = OVERDUE,
    scope: str = "",
    owner: Annotated[int, Query(ge=0)] = 0,
    band: str = "",
    whole: Annotated[bool, Query()] = False,  # noqa: FBT002 - from the address
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    """Return what the address asks for.

    Raises:
        NotFound: there is no such list, scope or band.
    """
    known = what == OVERDUE or what in WAITING or what in COUNTED
    if not known or (scope and scope not in SCOPES) or (band and band not in BANDS):
        message = "Không có danh sách này. Quay lại bảng điều hành và chọn một con số."
        raise NotFound(message)
    return Asked(what, scope, owner, band, whole, page)


@router.get("/dashboard/rows", dependencies=[Depends(allowed(Action.SEE_FIGURES))])
def dashboard_rows(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    now: Now,
    period: ThePeriod,
    asked: Annotated[Asked, Depends(asked_rows)],
    form: str = "",
) -> Response:
    """Show the assignments behind a number, or give them as a file; which says where it stops."""
    cut_off_at = min(period.cut_off_at, now) if asked.measure else now
    part = Part(0, MOST_IN_A_FILE + 1) if form else Part((asked.page - 1) * SHOWN, SHOWN)
    listed = _listed(session, site.law, asked, Span(period, cut_off_at, is_now=cut_off_at == now), part)
    rows = entries.rows_of(session, viewer, listed.ids)
    if form:
        return as_file(form, f"nhiem-vu-{asked.what}", work_table(rows), told_to(request))
    today = local_day(now)
    return render(
        request,
        "overview/rows.html",
        asked=asked,
        measure=asked.measure,
        title=WAITING.get(asked.what, ""),
        band=BANDS.get(asked.band),
        owner=owner_name(names(session), *asked.owned),
        period=period,
        cut_off_at=cut_off_at,
        rows=rows,
        n_rows=listed.n,
        most_in_a_file=MOST_IN_A_FILE,
        days={each: days_overdue(at, site.law.calendar, today) for each, at in listed.since.items()},
        page_number=asked.page,
        has_next=asked.page * SHOWN < listed.n,
        query=request.url.remove_query_params(["page", "form"]).query,
    )


def _listed(session: DbSession, law: Law, asked: Asked, span: Span, part: Part) -> Listed:
    if asked.what in WAITING:
        return waiting_rows(session, asked.what, part)
    if asked.measure is None:
        return overdue_rows(session, law, asked.owned, asked.band, span.cut_off_at, part)
    of = asked.measure.of if asked.whole else None
    return counted_rows(session, law, measures.BY_KEY[of or asked.measure.key], asked.owned, span, part)
