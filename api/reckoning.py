"""What ``dondoc due`` computes: the first entry's deadline by class, or a task's from its time words."""

from datetime import date
from typing import Any

from compliance.deadlines.entry_clock import entry_due
from compliance.deadlines.law import Law
from compliance.deadlines.steps import Step
from compliance.deadlines.task_clock import task_due
from core.errors import DomainError
from extraction.grammar.terms import parse_term
from extraction.values import EntryClass


def due_by_class(law: Law, issued_on: date, entry_class: str) -> dict[str, Any]:
    """Return ``{"due_on", "steps", "tam_tinh"}`` of the first entry, or ``{"error"}`` with its reason."""
    try:
        due = entry_due(EntryClass(entry_class), issued_on, None, law.calendar, law.on(issued_on))
    except DomainError as error:
        return _error(error)
    return {"due_on": due.due_on.isoformat(), "steps": _steps(due.steps), "tam_tinh": due.tam_tinh}


def due_by_phrase(law: Law, phrase: str, issued_on: date) -> dict[str, Any]:
    """Return how time words are read: the first due day (None: they name none), and what else they may mean."""
    try:
        due = task_due(parse_term(phrase, issued_on), issued_on, None, law.calendar, law.on(issued_on))
    except DomainError as error:
        return _error(error)
    return {
        "due_on": due.due_on and due.due_on.isoformat(),
        "period": due.period,
        "reading": due.reading,
        "alternatives": list(due.alternatives),
        "assumption": due.assumption,
        "steps": _steps(due.steps),
        "tam_tinh": due.tam_tinh,
    }


def _steps(steps: tuple[Step, ...]) -> list[dict[str, object]]:
    return [step.plain() for step in steps]


def _error(error: DomainError) -> dict[str, Any]:
    return {"error": {"reason": error.reason, "message": error.message}}
