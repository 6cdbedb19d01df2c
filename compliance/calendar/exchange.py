"""The table of exceptional days as others read and write it: CSV for a spreadsheet, iCalendar for a calendar; pure.

Both forms hold everything the table holds, so that reading what was written gives the same days. What is read is held
to the rules of the rulebook's own file: a day without its act, a day twice, or half a swap is refused.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Component, Event, vBroken

from compliance.rulebook.calendar_table import ExceptionalDay, read_days
from compliance.rulebook.parameters import BrokenRulebook

COLUMNS = ("day", "kind", "name", "act", "status", "known_since", "pair")
OWN = {"kind": "X-DONDOC-KIND", "status": "X-DONDOC-STATUS", "known_since": "X-DONDOC-KNOWN-SINCE",
       "pair": "X-DONDOC-PAIR", "name": "SUMMARY", "act": "DESCRIPTION"}  # fmt: skip
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Place = tuple[str, dict[str, str | None]]


def to_csv(days: Iterable[ExceptionalDay]) -> str:
    """Return the days as CSV with a heading, one day a line."""
    sink = _Sink()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    for day in days:
        plain = _row(day)
        writer.writerow(plain[column] for column in COLUMNS)
    return "".join(sink.parts)


def from_csv(origin: str, text: str) -> tuple[ExceptionalDay, ...]:
    """Return the days of a CSV file, also as a spreadsheet wrote it: a byte order mark, semicolons, days as 31/01/2026.

    Raises:
        BrokenRulebook: as the rulebook's own file; the line is named.
    """
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    return _read(origin, [(f"dòng {rows.line_num}", {str(key): cell for key, cell in row.items()}) for row in rows])


def to_icalendar(days: Iterable[ExceptionalDay]) -> str:
    """Return the days as iCalendar (RFC 5545): one event a day, all day long."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//dondoc//working days//VI")
    for day in days:
        plain, event = _row(day), Event()
        event.add("uid", f"{plain['day']}@dondoc")
        event.add("dtstamp", datetime.combine(day.known_since or day.on, time(), UTC))
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        for field, written in OWN.items():
            if plain[field]:
                event.add(written, plain[field])
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def from_icalendar(origin: str, text: str) -> tuple[ExceptionalDay, ...]:
    """Return the days of an iCalendar file that `to_icalendar` wrote, edited in a calendar program or not.

    Raises:
        BrokenRulebook: as the rulebook's own file; an event of another program lacks what the table needs.
    """
    try:
        components = Calendar.from_ical(text, multiple=True)
    except ValueError as broken:
        message = f"{origin}: không phải iCalendar: {broken}"
        raise BrokenRulebook(message) from broken
    events = [event for component in components for event in component.walk("VEVENT")]
    return _read(origin, [(f"sự kiện {n}", _cells(event)) for n, event in enumerate(events, start=1)])


def _cells(event: Component) -> dict[str, str | None]:
    """Return what an event itself says, not its alarms; its day is that on which it begins."""
    cells = {field: str(event[written]) for field, written in OWN.items() if written in event}
    begins = event.get("DTSTART")
    if begins is not None:
        cells["day"] = str(begins) if isinstance(begins, vBroken) else f"{begins.dt:%Y-%m-%d}"
    return {**cells}


class _Sink:
    """What the CSV writer writes to."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        """Keep a part."""
        self.parts.append(part)


def _row(day: ExceptionalDay) -> dict[str, str]:
    plain = {key: "" if value is None else str(value) for key, value in day.plain().items()}
    plain["day"] = plain.pop("on")
    return plain


def _read(origin: str, rows: Sequence[Place]) -> tuple[ExceptionalDay, ...]:
    """Hold rows to the rules of the rulebook's file; empty cells are left out, but a day known since when is asked."""
    listed: list[tuple[str, object]] = []
    for place, row in rows:
        given = {key: _value(key, text) for key, text in row.items() if text}
        listed.append((place, {"known_since": None, **given}))
    return read_days(origin, listed)


def _value(field: str, text: str) -> object:
    """Return a cell as YAML would read it: days as days, the rest as text."""
    if field not in {"day", "known_since", "pair"}:
        return text
    written = DAY_MONTH_YEAR.fullmatch(text.strip())
    try:
        if written:
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        return text
