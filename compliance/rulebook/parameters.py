"""Values of the law with their first day in force, unit and clause; pure.

A parameter is a chain of dated values without gap or overlap; asked for a day, it gives the one in force. Whoever
writes a rulebook file wrongly is told what was met, what is accepted, and how a right line looks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from core.errors import Invalid

Value = int | bool | str | tuple[str, ...] | tuple[int, ...]


class Unit(StrEnum):
    """What a value is measured in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    COUNT = "count"
    YEAR = "year"
    WEEKDAYS = "weekdays"
    WORD = "word"
    WORDS = "words"
    FLAG = "flag"
    TIME_OF_DAY = "time_of_day"


class BrokenRulebook(Invalid):
    """A rulebook file breaks its own form; nothing of it is used."""

    reason = "broken_rulebook"


class NotInForce(Invalid):
    """No value of a parameter was in force on the day asked for."""

    reason = "not_in_force"


@dataclass(frozen=True, slots=True)
class Spec:
    """What a parameter must look like: its unit, its least value, and the words it may hold (empty: any)."""

    unit: Unit
    least: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value, in force from ``from_on`` until the next one; ``clause`` is where the law says so."""

    from_on: date
    value: Value
    clause: str
    reference: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A value as a receipt quotes it; ``sha256`` is over everything else it holds."""

    key: str
    unit: str
    value: Value
    from_on: date
    clause: str
    reference: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of the law over time; ``values`` is in order of first day, without gap or overlap."""

    key: str
    description: str
    unit: Unit
    values: tuple[DatedValue, ...]

    def value_on(self, day: date) -> DatedValue:
        """Return the value in force on a day.

        Raises:
            NotInForce: the day lies before the first value.
        """
        for dated in reversed(self.values):
            if dated.from_on <= day:
                return dated
        first = self.values[0].from_on
        raise NotInForce(
            f"Tham số {self.key} chưa có giá trị cho ngày {day:%d/%m/%Y}; giá trị đầu tiên có từ {first:%d/%m/%Y}."
        )

    def cite(self, day: date) -> Citation:
        """Return the value in force on a day with its clause and a hash, as a receipt quotes it."""
        dated = self.value_on(day)
        content = {"key": self.key, "unit": self.unit.value, **_plain(dated)}
        return Citation(
            self.key, self.unit.value, dated.value, dated.from_on, dated.clause, dated.reference, digest(content)
        )

    def plain(self) -> dict[str, object]:
        """Return everything it holds in JSON's own types."""
        return {
            "key": self.key,
            "description": self.description,
            "unit": self.unit.value,
            "values": [_plain(dated) for dated in self.values],
        }


def digest(content: object) -> str:
    """Return the SHA-256 of a value in JSON's own types, written canonically (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_parameters(origin: str, raw: object, specs: Mapping[str, Spec]) -> dict[str, Parameter]:
    """Return the parameters of one rulebook file by key.

    Args:
        origin: name of the file, for messages.
        raw: the file as YAML reads it: key → {description, unit, values: [{from, value, clause, reference, until?}]}.
        specs: every key that there is, with what it must look like.

    Raises:
        BrokenRulebook: unknown or missing field, wrong unit or value, missing clause, gap or overlap.
    """
    if not isinstance(raw, dict) or not raw:
        raise BrokenRulebook(f"{origin}: gặp {_met(raw)}; cần danh sách khóa, mỗi khóa có description, unit và values.")
    return {str(key): _read_parameter(f"{origin}: {key}", str(key), body, specs) for key, body in raw.items()}


def parameter_from(plain: Mapping[str, Any]) -> Parameter:
    """Return the parameter that `Parameter.plain` wrote."""
    dated = (
        DatedValue(
            date.fromisoformat(body["from"]),
            tuple(body["value"]) if isinstance(body["value"], list) else body["value"],
            body["clause"],
            body["reference"],
        )
        for body in plain["values"]
    )
    return Parameter(plain["key"], plain["description"], Unit(plain["unit"]), tuple(dated))


def missing_keys(found: Iterable[str], specs: Mapping[str, Spec]) -> tuple[str, ...]:
    """Return the keys that the program needs and no file gave, in order."""
    return tuple(sorted(set(specs) - set(found)))


def _read_parameter(where: str, key: str, body: object, specs: Mapping[str, Spec]) -> Parameter:
    """Return one checked parameter."""
    spec = specs.get(key)
    if spec is None:
        raise BrokenRulebook(f"{where}: không có khóa này; các khóa gần nhất: {_nearest(key, specs)}.")
    fields = _fields(where, body, needed={"description", "unit", "values"}, allowed=frozenset())
    if fields["unit"] != spec.unit.value:
        raise BrokenRulebook(f"{where}: unit là {fields['unit']!r}; khóa này tính bằng {spec.unit.value!r}.")
    values = fields["values"]
    if not isinstance(values, list) or not values:
        raise BrokenRulebook(f"{where}: values là {_met(values)}; cần danh sách có ít nhất một giá trị kèm ngày.")
    dated = [_read_dated(f"{where}, giá trị {n}", entry, spec) for n, entry in enumerate(values, start=1)]
    _refuse_gaps(where, dated)
    return Parameter(
        key, _text(f"{where}, description", fields["description"]), spec.unit, tuple(value for value, _ in dated)
    )


def _read_dated(where: str, entry: object, spec: Spec) -> tuple[DatedValue, date | None]:
    """Return a checked dated value and its stated last day, if any."""
    fields = _fields(where, entry, needed={"from", "value", "clause", "reference"}, allowed={"until"})
    first = _day(f"{where}, from", fields["from"])
    until = _day(f"{where}, until", fields["until"]) if fields.get("until") is not None else None
    if until is not None and until < first:
        raise BrokenRulebook(f"{where}: until {until} trước from {first}.")
    return (
        DatedValue(
            first,
            _value(where, fields["value"], spec),
            _text(f"{where}, clause", fields["clause"]),
            _text(f"{where}, reference", fields["reference"]),
        ),
        until,
    )


def _refuse_gaps(where: str, dated: list[tuple[DatedValue, date | None]]) -> None:
    """Refuse values out of order, two for one day, a day without a value, and an end without a successor."""
    for (earlier, until), (later, _) in pairwise(dated):
        if later.from_on <= earlier.from_on:
            raise BrokenRulebook(
                f"{where}: chồng lấn: giá trị từ {later.from_on} đứng sau giá trị từ {earlier.from_on}; "
                "xếp theo thứ tự, mỗi ngày bắt đầu một giá trị."
            )
        day_before = later.from_on - timedelta(days=1)
        if until is not None and until != day_before:
            kind = "khoảng trống" if until < day_before else "chồng lấn"
            raise BrokenRulebook(
                f"{where}: {kind}: một giá trị kết thúc ngày {until}, giá trị sau bắt đầu ngày {later.from_on}; "
                f"ghi until: {day_before}, hoặc bỏ until."
            )
    last, until = dated[-1]
    if until is not None:
        raise BrokenRulebook(
            f"{where}: khoảng trống: giá trị cuối (từ {last.from_on}) kết thúc ngày {until} mà không có giá trị sau; "
            "thêm giá trị sau hoặc bỏ until."
        )


def _value(where: str, raw: object, spec: Spec) -> Value:
    """Return a value checked against its unit."""
    match spec.unit:
        case Unit.FLAG if isinstance(raw, bool):
            return raw
        case Unit.WORD if isinstance(raw, str) and (not spec.choices or raw in spec.choices):
            return raw
        case Unit.TIME_OF_DAY if isinstance(raw, str) and _is_time_of_day(raw):
            return raw
        case Unit.WORDS if isinstance(raw, list) and raw and all(isinstance(word, str) for word in raw):
            if not spec.choices or set(raw) <= set(spec.choices):
                return tuple(raw)
        case Unit.WEEKDAYS if isinstance(raw, list) and all(_is_count(day, 0) and day < _DAYS_A_WEEK for day in raw):
            return tuple(raw)
        case Unit.WORKING_DAYS | Unit.DAYS | Unit.HOURS | Unit.COUNT | Unit.YEAR if _is_count(raw, spec.least):
            return int(str(raw))
    raise BrokenRulebook(f"{where}: value là {_met(raw)}; cần {_accepted(spec)}.")


_DAYS_A_WEEK = 7
_TIME_LENGTH = len("07:30")


def _is_count(raw: object, least: int) -> bool:
    """Return whether it is a whole number (true and false are none), not below the least."""
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= least


def _is_time_of_day(raw: str) -> bool:
    """Return whether it reads HH:MM on a 24-hour clock."""
    hour, _, minute = raw.partition(":")
    return len(raw) == _TIME_LENGTH and hour.isdigit() and minute.isdigit() and hour < "24" and minute < "60"


def _accepted(spec: Spec) -> str:
    """Say in words what a unit takes."""
    one_of = f", thuộc: {', '.join(spec.choices)}" if spec.choices else ""
    return {
        Unit.FLAG: "true hoặc false",
        Unit.WORD: f"một từ{one_of}",
        Unit.WORDS: f"danh sách từ{one_of}",
        Unit.TIME_OF_DAY: "giờ trong ngày, trong dấu nháy, như '07:30'",
        Unit.WEEKDAYS: "danh sách thứ trong tuần, thứ Hai là 0, Chủ nhật là 6",
    }.get(spec.unit, f"số nguyên ({spec.unit.value}), ít nhất {spec.least}")


def _fields(where: str, body: object, needed: set[str], allowed: set[str] | frozenset[str]) -> dict[str, object]:
    """Return the fields of a mapping, refusing unknown and missing ones."""
    if not isinstance(body, dict):
        raise BrokenRulebook(f"{where}: gặp {_met(body)}; cần các trường {', '.join(sorted(needed))}.")
    unknown = sorted(str(name) for name in body if name not in needed | allowed)
    if unknown:
        raise BrokenRulebook(
            f"{where}: trường lạ {', '.join(unknown)}; chỉ nhận: {', '.join(sorted(needed | allowed))}."
        )
    lacking = sorted(needed - body.keys())
    if lacking:
        raise BrokenRulebook(
            f"{where}: thiếu {', '.join(lacking)}; mỗi giá trị nói rõ từ ngày nào, theo điều khoản nào, đọc ở đâu."
        )
    return {str(name): value for name, value in body.items()}


def _day(where: str, raw: object) -> date:
    """Return a day, written as YAML's own date (2026-01-31, without quotes)."""
    if type(raw) is not date:
        raise BrokenRulebook(f"{where}: gặp {_met(raw)}; cần một ngày không có dấu nháy, như 2026-01-31.")
    return raw


def _text(where: str, raw: object) -> str:
    """Return a text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise BrokenRulebook(f"{where}: để trống; chưa biết số thì ghi điều đã biết và ghi rõ là chưa có số.")
    return raw.strip()


def _met(raw: object) -> str:
    """Say in words what stood there."""
    return f"{raw!r}" if raw is not None else "chỗ trống"


def _nearest(key: str, specs: Mapping[str, Spec]) -> str:
    """Return the known keys that share the key's section or most of its letters."""
    section = key.partition(".")[0]
    same = [known for known in specs if known.startswith(f"{section}.")]
    return ", ".join(sorted(same or specs))


def _plain(dated: DatedValue) -> dict[str, object]:
    """Return a dated value in JSON's own types."""
    value = list(dated.value) if isinstance(dated.value, tuple) else dated.value
    return {"from": dated.from_on.isoformat(), "value": value, "clause": dated.clause, "reference": dated.reference}
