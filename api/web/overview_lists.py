"""Which rows a number of the leaders' page counts: a part of them, and how many there are in all. Reads only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from api.deps import DbSession
from compliance.deadlines.law import Law
from compliance.entries.counting import Figures
from compliance.entries.deciding import queries as deciding
from compliance.reports import measures
from compliance.reports.overview import queries as overview
from compliance.reports.overview.ages import BY_KEY as BANDS
from compliance.reports.overview.ages import days_overdue
from compliance.reports.periods import Period
from compliance.reports.queries import Names
from compliance.reports.sums import Measure
from core.local_time import local_day

OVERDUE = "overdue"
# What waits for the Office now, by the name that its number has on the page.
WAITING: Mapping[str, str] = {
    "extensions": "Đề nghị gia hạn chờ quyết định",
    "contests": "Kiến nghị chờ kết luận",
    "not_ours": "Ý kiến “không thuộc thẩm quyền” chờ trả lời",
    "reentries": "Cập nhật lại chờ xác nhận",
    "results": "Báo cáo kết quả chờ xem xét",
}
_WAITS: Mapping[str, Callable[[DbSession], list[int]]] = {
    "extensions": lambda session: [case.assignment_id for case, _ in deciding.extensions(session)],
    "contests": lambda session: [case.assignment_id for case, _ in deciding.contests(session)],
    "not_ours": lambda session: [case.assignment_id for case, _ in deciding.not_ours(session)],
    "reentries": lambda session: overview.waiting_of(session, "reentry"),
    "results": lambda session: overview.waiting_of(session, "report"),
}
# The measures that are counted assignment by assignment.
COUNTED = frozenset(
    measure.key
    for measure in measures.MEASURES
    if measure.statistic is None and {*measure.counts} <= {each.name for each in fields(Figures)} - {"tasks"}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A period up to its cut-off; ``is_now``: the cut-off is this instant."""

    period: Period
    cut_off_at: datetime
    is_now: bool


@dataclass(frozen=True, slots=True)
class Part:
    """So many rows, after others; ``most`` None: all."""

    skip: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the rows behind a number as ids, in order; ``n`` in all; since when each is overdue, if it is."""

    ids: list[int]
    n: int
    since: Mapping[int, datetime]


def waiting_rows(session: DbSession, what: str, part: Part) -> Listed:
    """Return what waits for the Office, what is due first or oldest on top."""
    return _part_of(_WAITS[what](session), part)


def overdue_rows(session: DbSession, law: Law, owner: tuple[str, int], band: str, now: datetime, part: Part) -> Listed:
    """Return what is overdue, the longest first.

    Args:
        owner: scope and id; an empty scope for the whole province.
        band: key of a band of age; empty: all of them.
    """
    instants = overview.overdue_since(session, now, *owner)
    if band:
        today, asked = local_day(now), BANDS[band]
        instants = [each for each in instants if asked.holds(days_overdue(each[0], law.calendar, today))]
    if not instants:
        return Listed([], 0, {})
    span = (instants[0][0], instants[-1][0])
    since = dict(overview.overdue_ids(session, span, *owner, skip=part.skip, most=part.most))
    return Listed(list(since), sum(n for _, n in instants), since)


def counted_rows(
    session: DbSession, law: Law, measure: Measure, owner: tuple[str, int], span: Span, part: Part
) -> Listed:
    """Return what a measure counts of one unit, field or leader; of the whole province unit by unit.

    Args:
        owner: scope and id; an empty scope for the whole province.
    """
    times = (span.period.start_at, span.cut_off_at)
    if owner[0]:
        return _part_of(overview.behind(session, measure, owner, times, law), part)
    sizes = dict(_sizes(session, measure, span))
    found: list[int] = []
    skip, left = part.skip, part.most
    for unit_id, n in sizes.items():
        if left == 0:
            break
        if skip < n:  # only the units that the part touches are looked at assignment by assignment
            of_unit = overview.behind(session, measure, ("unit", unit_id), times, law)[skip:][:left]
            found += of_unit
            left = None if left is None else left - len(of_unit)
        skip = max(0, skip - n)
    return Listed(found, sum(sizes.values()), {})


def _sizes(session: DbSession, measure: Measure, span: Span) -> Iterator[tuple[int, int]]:
    """How many a measure counts of each unit that has any, in order of id."""
    by_unit = overview.sums_by(session, "unit", span.period.start_on, span.cut_off_at, known_now=span.is_now)
    for unit_id, sums in sorted(by_unit.items()):
        n = measures.value_of(measure, sums).number
        if n:
            yield unit_id, n


def _part_of(ids: list[int], part: Part) -> Listed:
    return Listed(ids[part.skip :][: part.most], len(ids), {})


def owner_name(called: Names, scope: str, owner: int) -> str:
    """Return whose rows they are."""
    return called.of(scope).get(owner, "?") if scope else "Toàn tỉnh"
