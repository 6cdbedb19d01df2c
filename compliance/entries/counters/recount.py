"""The figures counted anew from the record by the rules of `counting`, beside what the counters say; pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from compliance.entries.counters.parts import known_before
from compliance.entries.counting import Counted, Figures, by_unit, count
from compliance.rulebook.rules import Rules
from core.local_time import local_day, start_of_day

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
BEGINNING = date(1970, 1, 1)
NOT_KEPT = "tasks"  # tasks shared by units cannot be added up


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one unit, field or leader that the counters and the record tell differently."""

    scope: str
    scope_id: int
    start_on: date
    figure: str
    counted: int
    recounted: int


def starts(at: datetime) -> Mapping[str, date]:
    """Return the first days of the periods in which an instant's eve lies, and a day before all records."""
    day = local_day(at - timedelta(microseconds=1))
    found = {name: date(day.year, (day.month - 1) // months * months + 1, 1) for name, months in MONTHS.items()}
    return {**found, "beginning": BEGINNING}


def recounted(
    scope: str, by_id: Mapping[int, Sequence[Counted]], start_on: date, at: datetime, rules: Rules
) -> dict[int, Figures]:
    """Return the figures of units, fields or leaders by brute force; those of which nothing counts are left out."""
    start_at = start_of_day(start_on)
    found: dict[int, Figures] = defaultdict(Figures)
    for scope_id, assignments in by_id.items():
        known = [known_before(each, at) for each in assignments]
        went_over = [each for each in known if each.tenures and scope == "unit"]
        stayed = known if not went_over else [each for each in known if not each.tenures]
        found[scope_id] += count(stayed, start_at, at, at, rules)
        for each in went_over:
            for unit_id, figures in by_unit(scope_id, each, start_at, at, at, rules).items():
                found[unit_id] += figures
    return {scope_id: figures for scope_id, figures in found.items() if figures != Figures()}


def grouped(owned: Iterable[tuple[int | None, Counted]]) -> dict[int, list[Counted]]:
    """Return assignments by owner (0: of none); those taken back before they were confirmed are in no figure."""
    found: dict[int, list[Counted]] = defaultdict(list)
    for owner, assignment in owned:
        if assignment.assigned_at is not None or assignment.withdrawn_at is None:
            found[owner or 0].append(assignment)
    return found


def differences(
    scope: str, start_on: date, counters: Mapping[int, Figures], record: Mapping[int, Figures]
) -> Iterator[Difference]:
    """Give every figure on which the counters and the record differ, in order of id."""
    for scope_id in sorted(counters.keys() | record.keys()):
        mine, theirs = counters.get(scope_id, Figures()), record.get(scope_id, Figures())
        for field in fields(Figures):
            one, other = getattr(mine, field.name), getattr(theirs, field.name)
            if one != other and field.name != NOT_KEPT:
                yield Difference(scope, scope_id, start_on, field.name, one, other)
