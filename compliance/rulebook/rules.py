"""The law as the program uses it: typed values in force on one day, each with its citation; pure.

The fields of these classes are the keys of the rulebook (``entry.urgent_floor_hours`` is
`EntryRules.urgent_floor_hours`); their types say what a value must look like. A new rule is a field here and
a line in the YAML file.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, get_type_hints

from compliance.rulebook.calendar_table import CalendarTable
from compliance.rulebook.parameters import (
    BrokenRulebook,
    Citation,
    Parameter,
    Spec,
    Unit,
    digest,
    missing_keys,
)

WorkingDays = Annotated[int, Spec(Unit.WORKING_DAYS)]
Days = Annotated[int, Spec(Unit.DAYS, least=1)]
Hours = Annotated[int, Spec(Unit.HOURS)]
Count = Annotated[int, Spec(Unit.COUNT)]
Year = Annotated[int, Spec(Unit.YEAR, least=1)]
Weekdays = Annotated[tuple[int, ...], Spec(Unit.WEEKDAYS)]
Word = Annotated[str, Spec(Unit.WORD)]
Words = Annotated[tuple[str, ...], Spec(Unit.WORDS)]
Flag = Annotated[bool, Spec(Unit.FLAG)]
TimeOfDay = Annotated[str, Spec(Unit.TIME_OF_DAY)]


@dataclass(frozen=True, slots=True)
class ClassRules:
    """What makes a directive urgent or one of many tasks, and which goes first."""

    precedence: Annotated[tuple[str, ...], Spec(Unit.WORDS, choices=("urgent", "multi", "regular"))]
    urgent_degrees: Annotated[tuple[str, ...], Spec(Unit.WORDS, choices=("khan", "thuong_khan", "hoa_toc"))]
    urgent_kinds: Words
    multi_from_tasks: Count
    multi_from_lead_units: Count


@dataclass(frozen=True, slots=True)
class EntryRules:
    """The entry clock, the Office's own, and what a valid first entry names."""

    urgent_working_days: WorkingDays
    regular_working_days: WorkingDays
    multi_working_days: WorkingDays
    urgent_floor_hours: Hours
    required: Annotated[tuple[str, ...], Spec(Unit.WORDS, choices=("officer", "product", "planned_on", "first_action"))]
    coordinating_working_days: WorkingDays
    progress_cadence: Annotated[
        str, Spec(Unit.WORD, choices=("weekly", "monthly", "quarterly", "half_yearly", "yearly"))
    ]


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Returns, re-entries, contests, "not ours" and extensions."""

    return_reasons: Annotated[tuple[str, ...], Spec(Unit.WORDS, choices=("late", "wrong", "not_as_required"))]
    late_returns: Count
    reentry_working_days: WorkingDays
    contest_file_working_days: WorkingDays
    contest_decide_working_days: WorkingDays
    contests_per_verdict: Count
    not_ours_times: Count
    not_ours_answer_working_days: WorkingDays
    not_ours_refused_working_days: WorkingDays
    not_ours_refused_urgent_working_days: WorkingDays
    max_extensions: Count
    extension_after_due: Flag


@dataclass(frozen=True, slots=True)
class TaskRules:
    """How the time words of a task become a day."""

    calendar_days_rest_end: Annotated[str, Spec(Unit.WORD, choices=("next_working_day", "stays"))]
    receipt_words: Words
    issue_words: Words
    receipt_without_evidence: Annotated[str, Spec(Unit.WORD, choices=("issue_day", "waits"))]
    stated_hour_binds: Flag


@dataclass(frozen=True, slots=True)
class SignalRules:
    """When a clock turns amber, and when notices go out."""

    amber_working_days: WorkingDays
    office_opens: TimeOfDay


@dataclass(frozen=True, slots=True)
class CountingRules:
    """How assignments are counted for publication."""

    periods: Annotated[tuple[str, ...], Spec(Unit.WORDS, choices=("quarter", "half_year", "year"))]
    cut_off: Annotated[str, Spec(Unit.WORD, choices=("period_end",))]
    archived_is_done: Flag
    time_that_counts: Annotated[str, Spec(Unit.WORD, choices=("report", "confirmation"))]


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """How figures are published: preview by the units, answers to reported errors, small numbers."""

    preview_working_days: WorkingDays
    error_answer_working_days: WorkingDays
    least_whole_of_a_rate: Count
    least_group: Count


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """The working week and how far the calendar reaches."""

    rest_weekdays: Weekdays
    longest_rest: Days
    first_year: Year
    last_year: Year


SECTIONS: Mapping[str, type] = {
    "classes": ClassRules,
    "entry": EntryRules,
    "review": ReviewRules,
    "task": TaskRules,
    "signals": SignalRules,
    "counting": CountingRules,
    "publication": PublicationRules,
    "calendar": CalendarRules,
}


@dataclass(frozen=True, slots=True)
class Rules:
    """Every value in force on one day; ``citations`` holds each by its key."""

    classes: ClassRules
    entry: EntryRules
    review: ReviewRules
    task: TaskRules
    signals: SignalRules
    counting: CountingRules
    publication: PublicationRules
    calendar: CalendarRules
    citations: Mapping[str, Citation]

    def cite(self, *keys: str) -> tuple[Citation, ...]:
        """Return the citations of some keys, in the order asked."""
        return tuple(self.citations[key] for key in keys)


class Rulebook:
    """All the law there is: every parameter over time, and the table of exceptional days. Never changes once made."""

    def __init__(self, parameters: Mapping[str, Parameter], table: CalendarTable, sha256: str | None = None) -> None:
        """Take checked parameters; every key the program knows must be among them.

        Args:
            sha256: the hash under which a kept version is known; None: that of the content.

        Raises:
            BrokenRulebook: a key is missing.
        """
        lacking = missing_keys(parameters, SPECS)
        if lacking:
            raise BrokenRulebook(f"Thiếu giá trị cho: {', '.join(lacking)}.")
        self.parameters = dict(parameters)
        self.table = table
        self.sha256 = sha256 or digest(
            {"parameters": [parameters[key].plain() for key in sorted(parameters)], "calendar": table.plain()}
        )
        self._turns = sorted({dated.from_on for parameter in parameters.values() for dated in parameter.values})
        self._known: dict[date, Rules] = {}

    def rules_on(self, day: date) -> Rules:
        """Return every value in force on a day.

        Raises:
            NotInForce: some parameter has no value yet on that day.
        """
        turn = self._turns[max(bisect_right(self._turns, day) - 1, 0)]
        if turn > day or turn not in self._known:
            self._known[min(turn, day)] = self._assemble(min(turn, day))
        return self._known[turn]

    def _assemble(self, day: date) -> Rules:
        """Return the values of one stretch of days as typed rules."""
        citations = {key: parameter.cite(day) for key, parameter in sorted(self.parameters.items())}
        sections: dict[str, Any] = {
            section: rules(**{field.name: citations[f"{section}.{field.name}"].value for field in fields(rules)})
            for section, rules in SECTIONS.items()
        }
        return Rules(citations=citations, **sections)


def _specs() -> dict[str, Spec]:
    """Return what every key must look like, read off the fields' types."""
    found = {}
    for section, rules in SECTIONS.items():
        for name, hint in get_type_hints(rules, include_extras=True).items():
            found[f"{section}.{name}"] = hint.__metadata__[0]
    return found


SPECS: Mapping[str, Spec] = _specs()
