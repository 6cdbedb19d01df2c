"""An edition's numbers as the values of a template: texts for Word and PDF, numbers for workbooks; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.reports.editions.numbers import Numbers, fully_updated, is_empty, lines_of, shown, value_in
from compliance.reports.measures import MEASURES
from compliance.reports.periods import read_period
from compliance.reports.plan import Moved
from compliance.reports.sums import Measure, MeasureUnit

MOST_MOVED = 300
NOTHING = "–"
Told = Callable[[Mapping[str, Any], Measure], str | float]


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from: an edition's numbers, its state in words, what moved the plan, the period before."""

    numbers: Numbers
    state: str
    moved: Sequence[Mapping[str, Any]]
    before: Numbers | None


def text_values(source: Source) -> dict[str, Any]:
    """Return the values as texts, as a page shows them."""
    least = source.numbers["least_whole_of_a_rate"]
    found = _values(source, lambda line, measure: shown(line, measure, least))
    told = found["moved"][:MOST_MOVED]
    return {**found, "moved": told, "moved_left": str(_moved_in_all(source.numbers) - len(told))}


def number_values(source: Source) -> dict[str, Any]:
    """Return the values as numbers, shares as fractions of one; a cell can go on counting with them."""
    least = source.numbers["least_whole_of_a_rate"]

    def told(line: Mapping[str, Any], measure: Measure) -> str | float:
        value = value_in(line, measure)
        if value.number is None or shown(line, measure, least) == NOTHING:
            return NOTHING
        return value.number / value.whole if measure.unit is MeasureUnit.PERCENT and value.whole else value.number

    return {**_values(source, told), "moved_left": _moved_in_all(source.numbers) - len(source.moved)}


def _moved_in_all(numbers: Numbers) -> int:
    """Return how many tasks moved the plan, also those that are not listed one by one."""
    values = lines_of(numbers, "province")[0]["values"]
    return sum(values[moved.value] for moved in Moved)


def _values(source: Source, told: Told) -> dict[str, Any]:
    numbers = source.numbers
    full, owing = fully_updated(numbers)
    (total,) = lines_of(numbers, "province")
    before = lines_of(source.before, "province")[0] if source.before else None
    place = numbers["province"].removeprefix("tỉnh ").removeprefix("thành phố ")
    return {
        "province": numbers["province"],
        "province_capitals": numbers["province"].upper(),
        "place": place[:1].upper() + place[1:],
        "period": numbers["period"]["name"],
        "first_day": _day(numbers["period"]["start_on"]),
        "last_day": _day(numbers["period"]["last_on"]),
        "cut_off": f"hết ngày {_day(numbers['period']['last_on'])}",
        "edition": f"{numbers['period']['key']}, bản số {numbers['edition']}, {source.state}",
        "reason": numbers["reason"] or "",
        "period_before": read_period(numbers["period"]["key"]).before().name,
        "units_owing": owing,
        "units_updated": full,
        "total": _of(total, told),
        "before": _of(before, told),
        "units": [_of(line, told) for line in lines_of(numbers, "unit") if not is_empty(line)],
        "fields": [_of(line, told) for line in lines_of(numbers, "field") if not is_empty(line)],
        "moved": [{**each, "planned_on": _day(each["planned_on"]), "deadline_on": _day(each["deadline_on"])}
                  for each in source.moved],
    }  # fmt: skip


def _of(line: Mapping[str, Any] | None, told: Told) -> dict[str, str | float]:
    """Return the measures of a line by key; a measure that an older edition does not have is nothing to tell."""
    if line is None:
        return dict.fromkeys((measure.key for measure in MEASURES), NOTHING)
    values = {measure.key: told(line, measure) if measure.key in line["values"] else NOTHING for measure in MEASURES}
    return {"name": line["name"], **values}


def _day(iso: str | None) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if iso else ""
