"""The numbers of an edition as JSON's own types, and what is read off them; pure.

Everything that is published of an edition, the rows behind it apart, is made from this one value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.reports.editions.small import TOGETHER, TOGETHER_ID, told_together
from compliance.reports.measures import BY_KEY, MEASURES, value_of, values_of, written
from compliance.reports.periods import Period
from compliance.reports.sums import Measure, MeasureUnit, Sums, Value
from compliance.reports.tables import Tally
from core.local_time import LOCAL

GROUPS = ("province", "unit", "field")  # leaders are persons: they are in no publication
GROUP_NAMES = {"province": "Toàn tỉnh", "unit": "Đơn vị", "field": "Lĩnh vực"}
Numbers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures of an edition.

    ``least_whole``: the smallest number of which a share is told. ``least_group``: the fewest assignments of a line of
    its own; 0: every group has one. ``law``: hashes of rulebook and calendar.
    """

    province: str
    period: Period
    number: int
    known_at: datetime
    reason: str | None
    least_whole: int
    least_group: int
    law: Mapping[str, Any]


def numbers_of(tally: Tally, names: Mapping[str, Mapping[int, str]], frame: Frame) -> Numbers:
    """Return the numbers of an edition.

    Args:
        names: by scope and id, in the order of the tables: each gets its line, also where nothing was assigned; an id
            that has figures and no name stands at the end.
    """
    groups: dict[str, Any] = {"province": [_line(0, frame.province, tally.sums("province").get(0, Sums()))]}
    together: dict[str, list[str]] = {}
    for scope in GROUPS[1:]:
        sums, known = tally.sums(scope), names[scope]
        order = [*known, *sorted(sums.keys() - known.keys())]
        called = {owner: known.get(owner, str(owner)) for owner in order}
        sizes = {owner: sums[owner].figures.assigned for owner in order if owner in sums}
        hidden = told_together(sizes, frame.least_group)
        groups[scope] = [_line(owner, called[owner], sums.get(owner, Sums())) for owner in order if owner not in hidden]
        if hidden:
            groups[scope].append(_line(TOGETHER_ID, TOGETHER[scope], tally.together(scope, hidden)))
            together[scope] = [called[owner] for owner in hidden]
    period = frame.period
    return {
        "province": frame.province,
        "period": {
            "key": period.key,
            "name": period.name,
            "start_on": period.start_on.isoformat(),
            "last_on": period.last_on.isoformat(),
        },
        "edition": frame.number,
        "reason": frame.reason,
        "cut_off_at": _local(period.cut_off_at),
        "known_at": _local(frame.known_at),
        "least_whole_of_a_rate": frame.least_whole,
        "least_group": frame.least_group,
        "together": together,
        "fully_updated": _fully_updated(tally.sums("unit").values()),
        "law": dict(frame.law),
        "measures": [_definition(measure) for measure in MEASURES],
        "groups": groups,
    }


def differences(before: Numbers, after: Numbers) -> Iterator[dict[str, Any]]:
    """Give every figure that two editions of a period tell differently, in the order of the later one's tables."""
    told = {(scope, line["id"]): line["values"] for scope, lines in before["groups"].items() for line in lines}
    for scope, lines in after["groups"].items():
        for line in lines:
            earlier = told.get((scope, line["id"]), {})
            for key, value in line["values"].items():
                if earlier.get(key) != value:
                    yield {
                        "group": scope, "id": line["id"], "name": line["name"], "measure": key,
                        "before": earlier.get(key), "after": value,
                    }  # fmt: skip


def value_in(line: Mapping[str, Any], measure: Measure) -> Value:
    """Return a measure's value in a line of a group; nothing where the edition is older than the measure."""
    told = line["values"].get(measure.key)
    if told is None:
        return Value(None)
    return Value(*told) if measure.unit is MeasureUnit.PERCENT else Value(told)


def shown(line: Mapping[str, Any], measure: Measure, least_whole: int) -> str:
    """Return a value as a page shows it: no share of so few that it says more than the counts beside it."""
    value = value_in(line, measure)
    if measure.unit is MeasureUnit.PERCENT and value.whole is not None and value.whole < least_whole:
        return "–"
    return written(measure, value)


def lines_of(numbers: Numbers, scope: str) -> Sequence[Mapping[str, Any]]:
    """Return the lines of a group, in the order of its table."""
    found: Sequence[Mapping[str, Any]] = numbers["groups"][scope]
    return found


SUMMARY = (
    ("updated", "update_rate"),
    ("done", "done_rate"),
    ("done_on_time", "on_time_share"),
    ("done_late", "late_share"),
    ("archived", "archived_share"),
    ("open_in_time", "open_share"),
    ("open_overdue", "overdue_share"),
)


def summary(numbers: Numbers) -> list[tuple[str, str, str]]:
    """Return the province's figures with their shares, as officials report them: key, name, ``834 (93 %)``."""
    (line,) = lines_of(numbers, "province")
    least = numbers["least_whole_of_a_rate"]
    found = [("assigned", BY_KEY["assigned"].name, shown(line, BY_KEY["assigned"], least))]
    for count, share in SUMMARY:
        told, rate = shown(line, BY_KEY[count], least), shown(line, BY_KEY[share], least)
        found.append((count, BY_KEY[count].name, told if rate == "–" else f"{told} ({rate})"))
    return found


def fully_updated(numbers: Numbers) -> tuple[int, int]:
    """Return how many units have updated all that they owed, and how many owed any."""
    full, owing = numbers["fully_updated"]
    return full, owing


def is_empty(line: Mapping[str, Any]) -> bool:
    """Return whether nothing was assigned to a group: it has no data, which is not a hundred percent."""
    return not line["values"]["assigned"]


def _fully_updated(units: Iterable[Sums]) -> list[int]:
    rates = [value_of(BY_KEY["update_rate"], sums) for sums in units]
    owing = [rate for rate in rates if rate.whole]
    return [sum(rate.number == rate.whole for rate in owing), len(owing)]


def _line(owner: int, name: str, sums: Sums) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in values_of(sums).items():
        is_share = BY_KEY[key].unit is MeasureUnit.PERCENT
        values[key] = [value.number, value.whole] if is_share else value.number
    return {"id": owner, "name": name, "values": values}


def _definition(measure: Measure) -> dict[str, Any]:
    return {
        "key": measure.key,
        "name": measure.name,
        "sentence": measure.sentence,
        "unit": measure.unit.value,
        "of": measure.of,
        "excludes": measure.excludes,
        "query": measure.query,
        "adds_up": measure.adds_up,
    }


def _local(instant: datetime) -> str:
    return instant.astimezone(LOCAL).isoformat(timespec="seconds")
