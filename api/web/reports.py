"""The late-update report for inspection: on a page, as a workbook, as CSV, with a sample drawn by a printed seed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import DbSession, Now, TheSite, allowed
from api.web.pages import render
from api.web.words import CLASSES
from compliance.reports.editions.files import as_csv
from compliance.reports.lateness.lines import totals_of
from compliance.reports.lateness.queries import Wanted, drawn_ids, late_lines, late_sums, page_ids
from compliance.reports.lateness.table import comparison, table_of
from compliance.reports.periods import Period, PeriodKind, period_with, read_period, recent_periods
from compliance.reports.queries import names
from compliance.reports.workbook import write_workbook
from core.access import Action
from core.local_time import local_day

CAN_SEE = [Depends(allowed(Action.SEE_FIGURES))]
SEEDS = 1_000_000
MOST_DRAWN = 200
SHOWN = 50

router = APIRouter(include_in_schema=False)


async def asked_period(now: Now, period: str = "") -> Period:
    """Return the period in the address, or the present quarter."""
    return read_period(period) if period.strip() else period_with(PeriodKind.QUARTER, local_day(now))


async def asked_flags(
    unit: Annotated[list[str] | None, Query()] = None,
    field: Annotated[list[str] | None, Query()] = None,
    entry_class: Annotated[list[str] | None, Query()] = None,
) -> Wanted:
    """Return which flags the address asks for; what is no number or class is left out."""
    return Wanted(
        frozenset(int(each) for each in unit or () if each.isdecimal()),
        frozenset(int(each) for each in field or () if each.isdecimal()),
        frozenset(each for each in entry_class or () if each in CLASSES),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Which lines are shown: a page of all, or a sample of so many with its seed, so that it can be drawn again."""

    size: int
    seed: str
    page: int


async def asked_part(sample: str = "", seed: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Part:
    """Return which lines the address asks for."""
    return Part(min(int(sample), MOST_DRAWN) if sample.isdecimal() else 0, seed, page)


ThePart = Annotated[Part, Depends(asked_part)]
ThePeriod = Annotated[Period, Depends(asked_period)]
TheWanted = Annotated[Wanted, Depends(asked_flags)]


@router.get("/reports/late", dependencies=CAN_SEE)
def late_report(
    request: Request, session: DbSession, site: TheSite, now: Now, period: ThePeriod, wanted: TheWanted, part: ThePart
) -> Response:
    """Show one page of the lines with the totals of all; a sample without a seed leads to the same page with one."""
    size, seed, page = part.size, part.seed, part.page
    if size and not seed.isdecimal():
        seeded = request.url.include_query_params(seed=secrets.randbelow(SEEDS))
        return RedirectResponse(f"{seeded.path}?{seeded.query}")
    called = names(session)
    sums = late_sums(session, period, wanted, now)
    if size:
        ids: Sequence[int] = drawn_ids(session, period, wanted, now, (size, int(seed)))
    else:
        places = range((page - 1) * SHOWN, page * SHOWN)
        ids = page_ids(session, period, wanted, now, sums.sizes(called.unit), places)
    totals = sums.totals(period, site.law, now)
    before = late_sums(session, period.before(), wanted, now).totals(period.before(), site.law, now)
    return render(
        request,
        "reports/late.html",
        period=period,
        periods=recent_periods(local_day(now)),
        wanted=wanted,
        lines=late_lines(session, period, wanted, site.law, now, ids),
        n_lines=totals.flags,
        page_number=page,
        has_next=not size and page * SHOWN < totals.flags,
        size=size,
        seed=seed,
        comparison=comparison(totals, before, period),
        units=called.unit,
        fields=called.field,
        query=request.url.query,
        now=now,
    )


@router.get("/reports/late.{form}", dependencies=CAN_SEE)
def late_file(
    request: Request, session: DbSession, site: TheSite, now: Now, period: ThePeriod, wanted: TheWanted, form: str
) -> Response:
    """Give the report as ``csv``, or as a workbook with its comparison."""
    lines = late_lines(session, period, wanted, site.law, now)
    table = table_of(lines, CLASSES, str(request.base_url).rstrip("/"))
    name = f"cham-cap-nhat-{period.key}"
    if form == "csv":
        return _download(as_csv(table), f"{name}.csv", "text/csv; charset=utf-8")
    before = late_lines(session, period.before(), wanted, site.law, now)
    compared = comparison(totals_of(lines), totals_of(before), period)
    content = write_workbook({"Chậm cập nhật": table, "So với kỳ trước": compared})
    return _download(content, f"{name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
