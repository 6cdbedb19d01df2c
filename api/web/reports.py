"""The late-update report for inspection: on a page, as a workbook, as CSV, with a sample drawn by a printed seed."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import DbSession, Now, TheSite, allowed
from api.web.pages import render
from api.web.words import CLASSES
from compliance.reports.editions.files import as_csv
from compliance.reports.lateness.lines import sample_of, totals_of
from compliance.reports.lateness.queries import Wanted, late_lines
from compliance.reports.lateness.table import comparison, table_of
from compliance.reports.periods import Period, PeriodKind, period_with, read_period
from compliance.reports.queries import names
from compliance.reports.workbook import write_workbook
from core.access import Action
from core.local_time import local_day

CAN_SEE = [Depends(allowed(Action.SEE_FIGURES))]
SEEDS = 1_000_000
MOST_DRAWN = 200
SHOWN = 300

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


ThePeriod = Annotated[Period, Depends(asked_period)]
TheWanted = Annotated[Wanted, Depends(asked_flags)]


@router.get("/reports/late", dependencies=CAN_SEE)
def late_report(
    request: Request, session: DbSession, site: TheSite, now: Now, period: ThePeriod, wanted: TheWanted,
    sample: str = "", seed: str = "",
) -> Response:  # fmt: skip
    """Show the report; a sample without a seed leads to the same page with one, so that it can be drawn again."""
    size = min(int(sample), MOST_DRAWN) if sample.isdecimal() else 0
    if size and not seed.isdecimal():
        seeded = request.url.include_query_params(seed=secrets.randbelow(SEEDS))
        return RedirectResponse(f"{seeded.path}?{seeded.query}")
    lines = late_lines(session, period, wanted, site.law, now)
    before = late_lines(session, period.before(), wanted, site.law, now)
    called = names(session)
    return render(
        request,
        "reports/late.html",
        period=period,
        wanted=wanted,
        lines=(sample_of(lines, size, int(seed)) if size else lines)[:SHOWN],
        n_lines=len(lines),
        size=size,
        seed=seed,
        comparison=comparison(totals_of(lines), totals_of(before), period),
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
