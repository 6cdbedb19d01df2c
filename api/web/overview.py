"""The leaders' page: what needs a decision first, then how it went over twelve periods, then who stands where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheSite, allowed
from api.web.charts import Chart, counts_chart, shares_chart, short_name
from api.web.directives import signals_of
from api.web.pages import render, told_to
from api.web.sheets import Said, as_file
from compliance.deadlines.incoming.queries import NEEDS_OFFICE, IncomingFilter, IncomingState, counts, incoming
from compliance.entries.deciding import queries as deciding
from compliance.reports import measures
from compliance.reports.overview import queries as overview
from compliance.reports.overview.ages import BANDS, UnitAges, ages_by_unit, band_ends
from compliance.reports.periods import Period, PeriodKind, period_with, read_period
from compliance.reports.queries import Names, names
from compliance.reports.sums import Measure, MeasureUnit, Sums, Value
from core.access import Action
from core.local_time import local_day
from extraction.values import EntryClass

CAN_SEE = [Depends(allowed(Action.SEE_FIGURES))]
SCOPES = {"unit": "Đơn vị", "field": "Lĩnh vực", "leader": "Lãnh đạo phụ trách"}
COLUMNS = ("done_rate", "overdue_share", "update_rate", "entry_rate", "on_time_rate", "incomplete", "flags")
TREND = ("entry_rate", "on_time_rate", "open_overdue", "done", "assigned")
N_PERIODS = 12
FIRST_UNITS = 10
FIRST_ROWS = 20
FIRST_URGENT = 5
FIRST_ASKED = 8

router = APIRouter(include_in_schema=False)
# What was known at a cut-off that has passed never changes again: it is added up once a process.
_PASSED: WeakKeyDictionary[object, dict[str, Sums]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as the table shows it, and the rows it leads to."""

    measure: Measure
    value: Value
    written: str

    @property
    def is_share(self) -> bool:
        """Whether it is told as n/N."""
        return self.measure.unit is MeasureUnit.PERCENT


@dataclass(frozen=True, slots=True)
class Past:
    """One period of the trend with its cut-off and the figures as known then."""

    period: Period
    cut_off_at: datetime
    cells: dict[str, Cell]


async def asked_period(now: Now, period: str = "") -> Period:
    """Return the period in the address, or the present quarter."""
    return read_period(period) if period.strip() else period_with(PeriodKind.QUARTER, local_day(now))


ThePeriod = Annotated[Period, Depends(asked_period)]


@router.get("/dashboard", dependencies=CAN_SEE)
def dashboard(
    request: Request,
    session: DbSession,
    site: TheSite,
    now: Now,
    period: ThePeriod,
    scope: str = "unit",
    every: Annotated[str, Query(alias="all")] = "",
    form: str = "",
) -> Response:
    """Show decisions, trend and table; ``form``: the table as a file."""
    scope = scope if scope in SCOPES else "unit"
    called = names(session)
    cut_off_at = min(period.cut_off_at, now)
    by_owner = overview.sums_by(session, scope, period.start_on, cut_off_at, known_now=cut_off_at == now)
    table = owners_of(by_owner, called, scope)
    if form:
        return as_file(
            form, f"bang-dieu-hanh-{period.key}", sheet_of(table, by_owner, scope, cut_off_at), told_to(request)
        )
    today = local_day(now)
    bands = band_ends(site.law.calendar, today)
    ages = ages_by_unit(overview.overdue(session, now, bands), site.law.calendar, today)
    trend = trend_of(session, site, period, now, overview.province(by_owner) if scope == "unit" else None)
    return render(
        request,
        "overview/dashboard.html",
        now=now,
        period=period,
        kinds=[period_with(kind, local_day(now)) for kind in PeriodKind],
        cut_off_at=cut_off_at,
        scope=scope,
        scopes=SCOPES,
        bands=BANDS,
        ages=ages if every else ages[:FIRST_UNITS],
        n_units_overdue=len(ages),
        all_ages=totals_of(ages),
        **_asked_of_the_office(session),
        holds=overview.office_holds(session, now),
        **_waiting_documents(session, site, now),
        units=called.unit,
        trend=trend,
        charts=charts_of(trend),
        columns=[measures.BY_KEY[key] for key in COLUMNS],
        n_rows=len(table),
        shown=[(owner, name, row_of(sums)) for owner, name, sums in (table if every else table[:FIRST_ROWS])],
        total=row_of(overview.province(by_owner)),
        query=request.url.query,
    )


def _asked_of_the_office(session: DbSession) -> dict[str, Any]:
    """Return how much units have asked and wait for, and what is shown of it, what has waited longest first."""
    n_asked = deciding.asked_counts(session)
    return {
        "n_asked": n_asked,
        "contests": deciding.contests(session, FIRST_ASKED) if n_asked["contests"] else [],
        "extensions": deciding.extensions(session, FIRST_ASKED) if n_asked["extensions"] else [],
    }


def _waiting_documents(session: DbSession, site: Site, now: datetime) -> dict[str, Any]:
    """Return what is shown of the documents that wait for the Office, the urgent ones first."""
    urgent_ones = IncomingFilter(IncomingState.TO_CONFIRM, EntryClass.URGENT.value)
    urgent = incoming(session, urgent_ones, size=FIRST_URGENT)
    to_confirm = IncomingState.TO_CONFIRM
    is_all = len(urgent) < FIRST_URGENT
    return {
        "incoming": counts(session, IncomingFilter(), tuple(NEEDS_OFFICE)),
        "urgent": urgent,
        "n_urgent": len(urgent) if is_all else counts(session, urgent_ones, (to_confirm,))[to_confirm],
        "signals": signals_of(urgent, site, now),
    }


def owners_of(by_owner: dict[int, Sums], called: Names, scope: str) -> list[tuple[int, str, Sums]]:
    """Return each owner with anything assigned: the most overdue first, then in order of name."""
    known = called.of(scope)
    place = {owner: number for number, owner in enumerate(known)}
    rows = [(owner, sums) for owner, sums in by_owner.items() if sums.figures.assigned]
    rows.sort(key=lambda row: (-row[1].figures.open_overdue, place.get(row[0], 0)))
    return [(owner, known.get(owner, "?"), sums) for owner, sums in rows]


def row_of(sums: Sums, keys: tuple[str, ...] = COLUMNS) -> list[Cell]:
    """Return the cells of one row."""
    found = []
    for key in keys:
        measure = measures.BY_KEY[key]
        value = measures.value_of(measure, sums)
        found.append(Cell(measure, value, measures.written(measure, value)))
    return found


def sheet_of(
    table: list[tuple[int, str, Sums]], by_owner: dict[int, Sums], scope: str, cut_off_at: datetime
) -> list[list[object]]:
    """Return the table for a file: a share as its two counts."""
    head: list[object] = [SCOPES[scope]]
    for key in COLUMNS:
        measure = measures.BY_KEY[key]
        head += [f"{measure.name} (n)", f"{measure.name} (N)"] if measure.of else [measure.name]
    told: list[list[object]] = [[*head, "Thời điểm chốt"]]
    rows = [*((name, sums) for _, name, sums in table), (Said("Toàn tỉnh"), overview.province(by_owner))]
    for name, sums in rows:
        line: list[object] = [name]
        for cell in row_of(sums):
            line += [cell.value.number or 0, cell.value.whole] if cell.is_share else [cell.value.number]
        told.append([*line, cut_off_at])
    return told


def totals_of(ages: list[UnitAges]) -> list[int]:
    """Return how many are overdue in each band, over all units."""
    return [sum(each.in_band[place] for each in ages) for place in range(len(BANDS))]


def trend_of(session: DbSession, site: Site, last: Period, now: datetime, known: Sums | None) -> list[Past]:
    """Return twelve periods that end with ``last``, oldest first; each as known at its cut-off.

    Args:
        known: the sums of ``last`` where they are known already.
    """
    periods = [last]
    while len(periods) < N_PERIODS:
        periods.append(periods[-1].before())
    kept = _PASSED.setdefault(site.sessions, {})
    found = []
    for period in reversed(periods):
        cut_off_at = min(period.cut_off_at, now)
        sums = kept.get(period.key) or (known if period is last else None)
        if sums is None:
            by_unit = overview.sums_by(session, "unit", period.start_on, cut_off_at, known_now=cut_off_at == now)
            sums = overview.province(by_unit)
            if cut_off_at < now:
                kept[period.key] = sums
        cells = dict(zip(TREND, row_of(sums, TREND), strict=True))
        found.append(Past(period, cut_off_at, cells))
    return found


def charts_of(trend: list[Past]) -> tuple[Chart, Chart]:
    """Return the two charts: the shares in time, and how much is overdue at each cut-off."""
    short = [short_name(past.period.key) for past in trend]
    shares = {
        measures.BY_KEY[key].name: [_share(past.cells[key].value) for past in trend]
        for key in ("entry_rate", "on_time_rate")
    }
    overdue = [past.cells["open_overdue"].value.number or 0 for past in trend]
    return shares_chart(short, shares), counts_chart(short, measures.BY_KEY["open_overdue"].name, overdue)


def _share(value: Value) -> tuple[int, int] | None:
    return None if value.number is None or not value.whole else (value.number, value.whole)
