"""A version of the law written out whole and read back; pure.

Rulebook and calendar that were read back give the same dates under the same hashes, whatever the program ships by then:
the seeded days of years without an act are written too, so that a newer `holidays` library changes nothing of the past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.calendar.working_days import WorkCalendar
from compliance.rulebook.calendar_table import CalendarTable, ExceptionalDay, day_from, table_from
from compliance.rulebook.parameters import Parameter, digest, parameter_from
from compliance.rulebook.rules import SPECS, CalendarRules, Rulebook
from core.errors import Conflict

LONGEST_REST = "longest_rest"


class AlteredVersion(Conflict):
    """A kept version of the law is no longer what its hashes say."""

    reason = "altered_version"


@dataclass(frozen=True, slots=True)
class WrittenLaw:
    """A version of the law in JSON's own types, with the hashes that receipts name."""

    rulebook_sha256: str
    calendar_version: str
    parameters: Sequence[Mapping[str, Any]]
    days: Mapping[str, Any]
    calendar: Mapping[str, Any]


def write_law(rulebook: Rulebook, calendar: WorkCalendar) -> WrittenLaw:
    """Return a rulebook, and a calendar made from it, written out whole."""
    rest = rulebook.rules_on(date.max).calendar.longest_rest
    return WrittenLaw(
        rulebook.sha256,
        calendar.version,
        [rulebook.parameters[key].plain() for key in sorted(rulebook.parameters)],
        rulebook.table.plain(),
        {**calendar.plain(), LONGEST_REST: rest},
    )


def read_law(written: WrittenLaw, newest: Rulebook) -> tuple[Rulebook, WorkCalendar]:
    """Return the rulebook and the calendar of a kept version, under the hashes that they had.

    Args:
        newest: gives the values of rules that the program did not know yet when the version was made.

    Raises:
        AlteredVersion: the content does not give the hashes that stand beside it.
    """
    content = {key: value for key, value in written.calendar.items() if key != LONGEST_REST}
    met = digest({"parameters": list(written.parameters), "calendar": dict(written.days)}), digest(content)
    if met != (written.rulebook_sha256, written.calendar_version):
        message = (
            f"Bản quy định và lịch {written.rulebook_sha256[:12]}… đã lưu không còn khớp mã băm của nó: "
            "có thể đã bị sửa trong cơ sở dữ liệu. Khôi phục từ bản sao lưu."
        )
        raise AlteredVersion(message)
    table = table_from(written.days)
    known = {plain["key"]: parameter_from(plain) for plain in written.parameters if plain["key"] in SPECS}
    rulebook = Rulebook({**newest.parameters, **known}, table, written.rulebook_sha256)
    first, last = content["years"]
    rules = CalendarRules(tuple(content["rest_weekdays"]), written.calendar[LONGEST_REST], first, last)
    days = [day_from(plain) for plain in content["days"]]
    return rulebook, WorkCalendar(days, content["official_years"], rules, table.open_questions)


def with_table(rulebook: Rulebook, table: CalendarTable) -> Rulebook:
    """Return a rulebook with another table of days, its rules unchanged."""
    return Rulebook(rulebook.parameters, table)


def with_parameters(rulebook: Rulebook, changed: Mapping[str, Parameter]) -> Rulebook:
    """Return a rulebook in which some rules are replaced whole, its table of days unchanged."""
    return Rulebook({**rulebook.parameters, **changed}, rulebook.table)


def with_days(
    table: CalendarTable, days: Sequence[ExceptionalDay], official_years: frozenset[int] | None
) -> CalendarTable:
    """Return the table with these days instead of its own.

    Args:
        official_years: None leaves those of the table. A question stays open while its days are in no new act.
    """
    decided = {day.on for day in days} - {day.on for day in table.days}
    questions = tuple(question for question in table.open_questions if not decided & set(question.days))
    return CalendarTable(
        tuple(sorted(days, key=lambda day: day.on)),
        table.official_years if official_years is None else official_years,
        questions,
    )
