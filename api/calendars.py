"""What ``dondoc calendar`` does: the table of days written out, read in, and compared with the `holidays` library."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from compliance.calendar.exchange import from_csv, from_icalendar, to_csv, to_icalendar
from compliance.calendar.holidays import disagreements
from compliance.deadlines.law import Law
from compliance.rulebook.calendar_table import ExceptionalDay

WRITERS: dict[str, Callable[[Iterable[ExceptionalDay]], str]] = {".csv": to_csv, ".ics": to_icalendar}
READERS: dict[str, Callable[[str, str], tuple[ExceptionalDay, ...]]] = {".csv": from_csv, ".ics": from_icalendar}


def export_table(law: Law, file: Path) -> int:
    """Write the table in force as CSV or iCalendar, by the file's ending; return how many days."""
    days = law.rulebook.table.days
    file.write_text(WRITERS[file.suffix.lower()](days), encoding="utf-8", newline="")
    return len(days)


def differences_from(law: Law, file: Path) -> Iterator[dict[str, Any]]:
    """Give each day on which a file and the table in force differ: what each of them says, null where nothing.

    Raises:
        BrokenRulebook: the file breaks the rules of the table.
    """
    text = file.read_bytes().decode("utf-8", errors="replace")
    theirs = {day.on: day.plain() for day in READERS[file.suffix.lower()](file.name, text)}
    ours = {day.on: day.plain() for day in law.rulebook.table.days}
    for on in sorted(ours.keys() | theirs.keys()):
        if ours.get(on) != theirs.get(on):
            yield {"day": on.isoformat(), "table": ours.get(on), "file": theirs.get(on)}


def differences_from_library(law: Law) -> Iterator[dict[str, Any]]:
    """Give each day of the official years on which the table and the `holidays` library differ; the table decides."""
    calendar = law.calendar
    first, last = min(calendar.official_years), max(calendar.official_years)
    for found in disagreements(calendar, date(first, 1, 1), date(last, 12, 31)):
        yield {
            "day": found.on.isoformat(),
            "worked_by_table": found.worked_by_table,
            "worked_by_library": found.worked_by_library,
            "why": found.why,
            "act": found.act,
        }
