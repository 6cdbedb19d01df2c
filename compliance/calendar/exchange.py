"""The table of exceptional days as others read and write it: CSV for a spreadsheet, iCalendar for a calendar; pure.

Both forms hold everything the table holds, so that reading what was written gives the same days. What is read is held
to the rules of the rulebook's own file: a day without its act, a day twice, or half a swap is refused.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from compliance.rulebook.calendar_table import ExceptionalDay, read_calendar_table

COLUMNS = ("day", "kind", "name", "act", "status", "known_since", "pair")
OWN = {"kind": "X-DONDOC-KIND", "status": "X-DONDOC-STATUS", "known_since": "X-DONDOC-KNOWN-SINCE",
       "pair": "X-DONDOC-PAIR", "name": "SUMMARY", "act": "DESCRIPTION"}  # fmt: skip
FIELDS = {written: field for field, written in OWN.items()}
LINE_OCTETS = 75
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


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
    """Return the days of a CSV file; a byte order mark, as spreadsheets write it, does no harm.

    Raises:
        BrokenRulebook: as the rulebook's own file.
    """
    rows = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    return _read(origin, [{str(key): value for key, value in row.items()} for row in rows])


def to_icalendar(days: Iterable[ExceptionalDay]) -> str:
    """Return the days as iCalendar (RFC 5545): one event a day, all day long."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dondoc//working days//VI"]
    for day in days:
        plain = _row(day)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{plain['day']}@dondoc",
            f"DTSTAMP:{_basic(day.known_since or day.on)}T000000Z",
            f"DTSTART;VALUE=DATE:{_basic(day.on)}",
            f"DTEND;VALUE=DATE:{_basic(day.on + timedelta(days=1))}",
            *(f"{written}:{_escaped(plain[field])}" for field, written in OWN.items() if plain[field]),
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def from_icalendar(origin: str, text: str) -> tuple[ExceptionalDay, ...]:
    """Return the days of an iCalendar file that `to_icalendar` wrote, edited or not.

    Raises:
        BrokenRulebook: as the rulebook's own file; an event of another program lacks what the table needs.
    """
    found: list[dict[str, str | None]] = []
    for line in text.replace("\r\n", "\n").replace("\n ", "").split("\n"):
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if line == "BEGIN:VEVENT":
            found.append({})
        elif name == "DTSTART" and found:
            found[-1]["day"] = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
        elif name in FIELDS and found:
            found[-1][FIELDS[name]] = _unescaped(value)
    return _read(origin, found)


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


def _read(origin: str, rows: Sequence[dict[str, str | None]]) -> tuple[ExceptionalDay, ...]:
    """Hold rows to the rules of the rulebook's file; empty cells are left out, but a day known since when is asked."""
    listed = []
    for row in rows:
        given = {key: _value(key, text) for key, text in row.items() if text}
        listed.append({"known_since": None, **given})
    return read_calendar_table(origin, {"official_years": [], "days": listed}).days


def _value(field: str, text: str) -> object:
    """Return a cell as YAML would read it: days as days, the rest as text."""
    if field not in {"day", "known_since", "pair"}:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _basic(day: date) -> str:
    return day.strftime("%Y%m%d")


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(sign, sign) for sign in text)


def _unescaped(text: str) -> str:
    signs, out = iter(text), []
    for sign in signs:
        following = next(signs, "") if sign == "\\" else sign
        out.append("\n" if sign == "\\" and following == "n" else following)
    return "".join(out)


def _folded(line: str) -> str:
    """Return a line broken so that no piece is longer than the standard allows; never inside a character."""
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE_OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += octets
    return "\r\n".join(pieces)
