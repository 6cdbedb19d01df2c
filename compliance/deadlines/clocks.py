"""Every clock under its name: its inputs in JSON's own types, and its answer in one form; pure.

A receipt keeps the inputs as they stand here, so that any clock can be computed again from its receipt alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines import procedure_clocks
from compliance.deadlines.entry_clock import EntryDue, entry_due, office_due
from compliance.deadlines.procedure_clocks import ProcedureDue
from compliance.deadlines.steps import Step
from compliance.deadlines.task_clock import TaskDue, task_due
from compliance.rulebook.parameters import Citation
from compliance.rulebook.rules import Rulebook, Rules
from core.local_time import local_day
from extraction.values import EntryClass, Period, Term, TermKind

Inputs = Mapping[str, Any]


class Clock(StrEnum):
    """Which clock a date belongs to."""

    ENTRY = "entry"
    OFFICE = "office"
    TASK = "task"
    REENTRY = "reentry"
    CONTEST_FILING = "contest_filing"
    CONTEST_DECISION = "contest_decision"
    NOT_OURS_ANSWER = "not_ours_answer"
    NOT_OURS_REFUSED = "not_ours_refused"
    COORDINATING = "coordinating"
    EXTENSION = "extension"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What any clock answers, fields it does not know empty. See `EntryDue`, `TaskDue`, `ProcedureDue`."""

    due_on: date | None
    unit_due_on: date | None
    unit_due_at: datetime | None
    steps: tuple[Step, ...]
    tam_tinh: bool
    citations: tuple[Citation, ...]
    unit_steps: tuple[Step, ...] = ()
    reading: str | None = None
    alternatives: tuple[str, ...] = ()
    period: str | None = None
    assumption: str | None = None
    waits_for: str | None = None


def entry_inputs(entry_class: EntryClass, issued_on: date, opened_at: datetime | None) -> Inputs:
    """Return the inputs of the entry clock."""
    opened = _utc(opened_at) if opened_at else None
    return {"entry_class": entry_class.value, "issued_on": issued_on.isoformat(), "opened_at": opened}


def office_inputs(entry_class: EntryClass, arrived_at: datetime) -> Inputs:
    """Return the inputs of the Office's own clock."""
    return {"entry_class": entry_class.value, "arrived_at": _utc(arrived_at)}


def task_inputs(term: Term, issued_on: date, event_on: date | None = None) -> Inputs:
    """Return the inputs of the task clock."""
    event = event_on.isoformat() if event_on else None
    return {"term": term_plain(term), "issued_on": issued_on.isoformat(), "event_on": event}


def procedure_inputs(at: datetime) -> Inputs:
    """Return the inputs of the re-entry, contest, "not ours" answer and coordinating clocks: their start."""
    return {"at": _utc(at)}


def not_ours_refused_inputs(entry_class: EntryClass, answered_at: datetime, due_before: datetime) -> Inputs:
    """Return the inputs of the clock that runs after "not ours" was refused."""
    return {"entry_class": entry_class.value, "at": _utc(answered_at), "due_before": _utc(due_before)}


def extension_inputs(until_on: date, approved_at: datetime) -> Inputs:
    """Return the inputs of the task deadline that an extension sets."""
    return {"until_on": until_on.isoformat(), "at": _utc(approved_at)}


def resumed_inputs(due_on: date, due_at: datetime, held_at: datetime, resumed_at: datetime) -> Inputs:
    """Return the inputs of a clock that was held and runs again."""
    return {"due_on": due_on.isoformat(), "due_at": _utc(due_at), "held_at": _utc(held_at), "at": _utc(resumed_at)}


def compute(clock: Clock, inputs: Inputs, rulebook: Rulebook, calendar: WorkCalendar) -> tuple[date, Answer]:
    """Return the day whose rules apply and the clock's answer.

    Raises:
        DomainError: as the clock's own function.
        KeyError: an input is missing.
    """
    rules_on = _rules_on(inputs)
    rules = rulebook.rules_on(rules_on)
    if clock is Clock.ENTRY:
        return rules_on, _of_entry(_entry(inputs, calendar, rules))
    if clock is Clock.OFFICE:
        arrived_at = _instant(inputs["arrived_at"])
        return rules_on, _of_entry(office_due(EntryClass(inputs["entry_class"]), arrived_at, calendar, rules))
    if clock is Clock.TASK:
        event_on = inputs["event_on"]
        event = date.fromisoformat(event_on) if event_on else None
        due = task_due(term_from(inputs["term"]), date.fromisoformat(inputs["issued_on"]), event, calendar, rules)
        return rules_on, _of_task(due)
    if clock is Clock.NOT_OURS_REFUSED:
        refused = procedure_clocks.not_ours_refused_due(
            EntryClass(inputs["entry_class"]), _instant(inputs["at"]), _instant(inputs["due_before"]), calendar, rules
        )
        return rules_on, _of_procedure(refused)
    if clock is Clock.EXTENSION:
        until_on = date.fromisoformat(inputs["until_on"])
        extended = procedure_clocks.extension_due(until_on, _instant(inputs["at"]), calendar, rules)
        return rules_on, _of_procedure(extended)
    if clock is Clock.RESUMED:
        days = (date.fromisoformat(inputs["due_on"]), _instant(inputs["due_at"]))
        held = (_instant(inputs["held_at"]), _instant(inputs["at"]))
        return rules_on, _of_procedure(procedure_clocks.resumed_due(*days, *held, calendar))
    return rules_on, _of_procedure(_PROCEDURES[clock](_instant(inputs["at"]), calendar, rules))


def term_plain(term: Term) -> dict[str, Any]:
    """Return a time phrase's reading in JSON's own types."""
    return {
        "kind": term.kind.value,
        "phrase": term.phrase,
        "on": term.on.isoformat() if term.on else None,
        "hour": term.hour,
        "minute": term.minute,
        "count": term.count,
        "event": term.event,
        "period": term.period.value if term.period else None,
        "day_of_period": term.day_of_period,
        "weekday": term.weekday,
        "starts_on": term.starts_on.isoformat() if term.starts_on else None,
        "alternatives": list(term.alternatives),
    }


def term_from(plain: Mapping[str, Any]) -> Term:
    """Return the reading that `term_plain` wrote; fields it leaves out are empty."""
    on, period, starts_on = plain.get("on"), plain.get("period"), plain.get("starts_on")
    return Term(
        TermKind(plain["kind"]),
        plain["phrase"],
        date.fromisoformat(on) if on else None,
        plain.get("hour"),
        plain.get("minute"),
        plain.get("count"),
        plain.get("event"),
        Period(period) if period else None,
        plain.get("day_of_period"),
        plain.get("weekday"),
        date.fromisoformat(starts_on) if starts_on else None,
        tuple(plain.get("alternatives", ())),
    )


_PROCEDURES: Mapping[Clock, Callable[[datetime, WorkCalendar, Rules], ProcedureDue]] = {
    Clock.REENTRY: procedure_clocks.reentry_due,
    Clock.CONTEST_FILING: procedure_clocks.contest_filing_due,
    Clock.CONTEST_DECISION: procedure_clocks.contest_decision_due,
    Clock.NOT_OURS_ANSWER: procedure_clocks.not_ours_answer_due,
    Clock.COORDINATING: procedure_clocks.coordinating_due,
}


def _rules_on(inputs: Inputs) -> date:
    """Return the day whose rules apply: the issue day, else the local day of the starting event."""
    if "issued_on" in inputs:
        return date.fromisoformat(inputs["issued_on"])
    return local_day(_instant(inputs["arrived_at"] if "arrived_at" in inputs else inputs["at"]))


def _entry(inputs: Inputs, calendar: WorkCalendar, rules: Rules) -> EntryDue:
    """Return the entry clock's own answer."""
    opened_at = _instant(inputs["opened_at"]) if inputs["opened_at"] else None
    issued_on = date.fromisoformat(inputs["issued_on"])
    return entry_due(EntryClass(inputs["entry_class"]), issued_on, opened_at, calendar, rules)


def _of_entry(due: EntryDue) -> Answer:
    """Return the entry clock's answer in the common form."""
    return Answer(due.due_on, due.unit_due_on, due.unit_due_at, due.steps, due.tam_tinh, due.citations, due.unit_steps)


def _of_procedure(due: ProcedureDue) -> Answer:
    """Return a procedure clock's answer in the common form."""
    return Answer(due.due_on, due.due_on, due.due_at, due.steps, due.tam_tinh, due.citations)


def _of_task(due: TaskDue) -> Answer:
    """Return the task clock's answer in the common form."""
    return Answer(
        due.due_on,
        due.due_on,
        due.due_at,
        due.steps,
        due.tam_tinh,
        due.citations,
        reading=due.reading,
        alternatives=due.alternatives,
        period=due.period.value if due.period else None,
        assumption=due.assumption,
        waits_for=due.waits_for,
    )


def _utc(instant: datetime) -> str:
    """Return an aware instant as UTC text."""
    return instant.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    """Return an aware instant."""
    return datetime.fromisoformat(text)
