"""The table of exceptional days: each off or worked by an act; pure.

The table decides which days are worked; what it does not name follows the week. A year is official once the acts
for all of it are in the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.rulebook.parameters import BrokenRulebook


class DayKind(StrEnum):
    """Whether an exceptional day is a rest day or worked."""

    OFF = "off"
    WORKED = "worked"


class DayStatus(StrEnum):
    """How sure an exceptional day is: computed, ordered, or ordered and later changed."""

    PROJECTED = "projected"
    OFFICIAL = "official"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A day unlike its weekday. ``pair`` is the other half of a swap; ``known_since`` the day the act came out."""

    on: date
    kind: DayKind
    name: str
    act: str
    status: DayStatus
    known_since: date | None = None
    pair: date | None = None

    def plain(self) -> dict[str, object]:
        """Return everything it holds in JSON's own types."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind.value,
            "name": self.name,
            "act": self.act,
            "status": self.status.value,
            "known_since": self.known_since.isoformat() if self.known_since else None,
            "pair": self.pair.isoformat() if self.pair else None,
        }


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Days on which an act is expected and not seen: the Office is told, nothing is guessed."""

    days: tuple[date, ...]
    question: str
    source: str

    def plain(self) -> dict[str, object]:
        """Return everything it holds in JSON's own types."""
        return {"days": [day.isoformat() for day in self.days], "question": self.question, "source": self.source}


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """The exceptional days in order, the years that are official as a whole, and what is still open."""

    days: tuple[ExceptionalDay, ...]
    official_years: frozenset[int]
    open_questions: tuple[OpenQuestion, ...] = ()

    def plain(self) -> dict[str, object]:
        """Return everything it holds in JSON's own types."""
        return {
            "official_years": sorted(self.official_years),
            "days": [day.plain() for day in self.days],
            "open_questions": [question.plain() for question in self.open_questions],
        }


def read_calendar_table(origin: str, raw: object) -> CalendarTable:
    """Return the table of a calendar file.

    Args:
        origin: name of the file, for messages.
        raw: {official_years: [year], days: [{day, kind, name, act, status, known_since, pair?}], open_questions: […]}.

    Raises:
        BrokenRulebook: unknown or missing field, a day twice, a swap with one half only, a day without its act.
    """
    body = _fields(origin, raw, {"official_years", "days"}, {"open_questions"})
    years, listed = body["official_years"], body["days"]
    if not isinstance(years, list) or not all(type(year) is int for year in years):
        raise BrokenRulebook(f"{origin}, official_years: gặp {years!r}; cần danh sách năm, như [2025, 2026].")
    if not isinstance(listed, list):
        raise BrokenRulebook(f"{origin}, days: gặp {listed!r}; cần danh sách các ngày.")
    days = read_days(origin, [(f"ngày thứ {n}", entry) for n, entry in enumerate(listed, start=1)])
    questions = body.get("open_questions") or []
    if not isinstance(questions, list):
        raise BrokenRulebook(f"{origin}, open_questions: gặp {questions!r}; cần một danh sách.")
    return CalendarTable(
        days,
        frozenset(years),
        tuple(_read_question(f"{origin}, câu hỏi {n}", entry) for n, entry in enumerate(questions, start=1)),
    )


def read_days(origin: str, entries: Sequence[tuple[str, object]]) -> tuple[ExceptionalDay, ...]:
    """Return checked days in order, from what was read of each and the place where it stood, for messages.

    Raises:
        BrokenRulebook: as `read_calendar_table`.
    """
    days = [_read_day(f"{origin}, {place}", entry) for place, entry in entries]
    check_days(origin, days)
    return tuple(sorted(days, key=lambda day: day.on))


def day_from(plain: Mapping[str, Any]) -> ExceptionalDay:
    """Return the day that `ExceptionalDay.plain` wrote."""
    known_since, pair = plain["known_since"], plain["pair"]
    return ExceptionalDay(
        date.fromisoformat(plain["on"]),
        DayKind(plain["kind"]),
        plain["name"],
        plain["act"],
        DayStatus(plain["status"]),
        date.fromisoformat(known_since) if known_since else None,
        date.fromisoformat(pair) if pair else None,
    )


def table_from(plain: Mapping[str, Any]) -> CalendarTable:
    """Return the table that `CalendarTable.plain` wrote."""
    questions = (
        OpenQuestion(tuple(map(date.fromisoformat, body["days"])), body["question"], body["source"])
        for body in plain["open_questions"]
    )
    return CalendarTable(tuple(map(day_from, plain["days"])), frozenset(plain["official_years"]), tuple(questions))


def check_days(origin: str, days: list[ExceptionalDay]) -> None:
    """Refuse a day that stands twice, and a swap of which only one half is there.

    Raises:
        BrokenRulebook: naming the day.
    """
    by_day: dict[date, ExceptionalDay] = {}
    for day in days:
        if day.on in by_day:
            raise BrokenRulebook(f"{origin}: ngày {day.on} có hai dòng; mỗi ngày một dòng.")
        by_day[day.on] = day
    for day in days:
        if day.pair is None:
            continue
        other = by_day.get(day.pair)
        if other is None or other.pair != day.on or other.kind == day.kind:
            raise BrokenRulebook(
                f"{origin}: {day.on} hoán đổi với {day.pair}; ngày {day.pair} phải có trong bảng, khác loại, "
                f"với pair: {day.on}. Hai ngày hoán đổi phải đi cùng nhau."
            )


def _read_day(where: str, entry: object) -> ExceptionalDay:
    """Return one checked exceptional day."""
    body = _fields(where, entry, {"day", "kind", "name", "act", "status", "known_since"}, {"pair"})
    try:
        kind, status = DayKind(str(body["kind"])), DayStatus(str(body["status"]))
    except ValueError as unknown:
        raise BrokenRulebook(
            f"{where}: gặp kind {body['kind']}, status {body['status']}; kind là off (trong YAML có dấu nháy) "
            "hoặc worked, status là projected, official hoặc revised."
        ) from unknown
    return ExceptionalDay(
        _day(f"{where}, day", body["day"]),
        kind,
        _text(f"{where}, name", body["name"]),
        _text(f"{where}, act", body["act"]),
        status,
        _day_or_none(f"{where}, known_since", body["known_since"]),
        _day_or_none(f"{where}, pair", body.get("pair")),
    )


def _read_question(where: str, entry: object) -> OpenQuestion:
    """Return one checked open question."""
    body = _fields(where, entry, {"days", "question", "source"}, set())
    days = body["days"]
    if not isinstance(days, list) or not days:
        raise BrokenRulebook(f"{where}, days: gặp {days!r}; cần danh sách ngày.")
    return OpenQuestion(
        tuple(_day(f"{where}, days", day) for day in days),
        _text(f"{where}, question", body["question"]),
        _text(f"{where}, source", body["source"]),
    )


def _fields(where: str, body: object, needed: set[str], allowed: set[str]) -> Mapping[str, object]:
    """Return the fields of a mapping, refusing unknown and missing ones."""
    if not isinstance(body, dict):
        raise BrokenRulebook(f"{where}: gặp {body!r}; cần các trường {', '.join(sorted(needed))}.")
    unknown = sorted(str(name) for name in body if name not in needed | allowed)
    if unknown:
        raise BrokenRulebook(
            f"{where}: trường lạ {', '.join(unknown)}; chỉ nhận: {', '.join(sorted(needed | allowed))}."
        )
    lacking = sorted(needed - body.keys())
    if lacking:
        raise BrokenRulebook(f"{where}: thiếu {', '.join(lacking)}; mỗi ngày nói rõ là ngày gì, theo văn bản nào.")
    return body


def _day(where: str, raw: object) -> date:
    """Return a day, written as YAML's own date."""
    if type(raw) is not date:
        raise BrokenRulebook(f"{where}: gặp {raw!r}; cần một ngày không có dấu nháy, như 2026-01-31.")
    return raw


def _day_or_none(where: str, raw: object) -> date | None:
    """Return a day, or None for null."""
    return None if raw is None else _day(where, raw)


def _text(where: str, raw: object) -> str:
    """Return a text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise BrokenRulebook(f"{where}: để trống; ghi đúng như văn bản gọi.")
    return raw.strip()
