"""The rows behind a figure of the leaders' page: each assignment leads to its clause."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheSite, TheViewer, allowed
from api.web.overview import SCOPES, ThePeriod
from api.web.pages import render
from api.web.sheets import as_file, work_table
from compliance.entries import queries as entries
from compliance.reports import measures
from compliance.reports.overview import queries as overview
from compliance.reports.overview.ages import BY_KEY as BANDS
from compliance.reports.overview.ages import days_overdue
from compliance.reports.periods import Period
from compliance.reports.queries import names
from core.access import Action
from core.errors import NotFound
from core.local_time import local_day

SHOWN = 50
OVERDUE = "overdue"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are asked for: of a measure or of what is overdue, of whom, in which band of age; and which page."""

    what: str = OVERDUE
    scope: str = ""
    owner: int = 0
    band: str = ""
    whole: bool = False
    page: int = 1


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
        NotFound: there is no such measure, scope or band; a measure's rows are always somebody's.
    """
    known = what == OVERDUE or (what in measures.BY_KEY and scope in SCOPES)
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
    """Show the assignments behind a number, or give them as a file."""
    cut_off_at = now if asked.what == OVERDUE else min(period.cut_off_at, now)
    skip, most = (0, None) if form else ((asked.page - 1) * SHOWN, SHOWN)
    if asked.what == OVERDUE:
        shown, since, n_rows = _overdue(session, site, asked, now, (skip, most))
    else:
        ids, since = _counted(session, site, asked, period, cut_off_at), {}
        shown, n_rows = ids[skip:][:most], len(ids)
    if form:
        return as_file(form, f"nhiem-vu-{asked.what}", work_table(entries.rows_of(session, viewer, shown)))
    today = local_day(now)
    called = names(session)
    return render(
        request,
        "overview/rows.html",
        asked=asked,
        measure=measures.BY_KEY.get(asked.what),
        band=BANDS.get(asked.band),
        owner=called.of(asked.scope).get(asked.owner, "?") if asked.scope else "Toàn tỉnh",
        period=period,
        cut_off_at=cut_off_at,
        rows=entries.rows_of(session, viewer, shown),
        n_rows=n_rows,
        days={each: days_overdue(since[each], site.law.calendar, today) for each in shown if each in since},
        page_number=asked.page,
        has_next=asked.page * SHOWN < n_rows,
        query=request.url.remove_query_params(["page", "form"]).query,
    )


def _counted(session: DbSession, site: Site, asked: Asked, period: Period, cut_off_at: datetime) -> list[int]:
    """Return the assignments behind a measure."""
    measure = measures.BY_KEY[asked.what]
    whole = measures.BY_KEY[measure.of or measure.key]
    owner, span = (asked.scope, asked.owner), (period.start_at, cut_off_at)
    found = overview.behind(session, (measure, whole), owner, span, site.law)
    return found.whole if asked.whole else found.counted


def _overdue(
    session: DbSession, site: Site, asked: Asked, now: datetime, part: tuple[int, int | None]
) -> tuple[list[int], dict[int, datetime], int]:
    """Return a part of what is overdue, since when each is, and how many there are in all."""
    instants = overview.overdue_since(session, now, asked.scope, asked.owner)
    if asked.band:
        today, band = local_day(now), BANDS[asked.band]
        instants = [each for each in instants if band.holds(days_overdue(each[0], site.law.calendar, today))]
    if not instants:
        return [], {}, 0
    span, (skip, most) = (instants[0][0], instants[-1][0]), part
    since = dict(overview.overdue_ids(session, span, asked.scope, asked.owner, skip=skip, most=most))
    return list(since), since, sum(n for _, n in instants)
