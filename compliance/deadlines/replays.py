"""Stored receipts computed again: what was written, against what the law gives for the same inputs; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.receipts import Difference, receipt_from, replay
from compliance.rulebook.parameters import digest
from compliance.rulebook.rules import Rulebook
from core.errors import DomainError

# What names the version of the law or the program, and may change while every date stays.
VERSIONS = frozenset({"engine", "calendar_version"})


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as the database keeps it, with the columns beside it that must say the same.

    ``name``: the number of a deadline, or ``return:`` and the number of a return. ``sha256``: the hash kept beside it,
    None where none is kept.
    """

    name: str
    directive_id: int
    assignment_id: int | None
    computed_at: datetime
    is_current: bool
    plain: Mapping[str, Any]
    due_on: date | None
    due_at: datetime | None
    sha256: str | None = None


def check(stored: StoredReceipt, rulebook: Rulebook, calendar: WorkCalendar) -> tuple[Difference, ...]:
    """Return in what a stored receipt differs from its own columns and from the same computation done now.

    Another version of calendar or program is told only together with something that it changed: a receipt made under an
    earlier calendar holds as long as the new one gives the same days for the same reasons.
    """
    try:
        receipt = receipt_from(stored.plain)
        again = replay(receipt, rulebook, calendar)
    except (KeyError, TypeError, ValueError) as broken:
        return (Difference("receipt", None, f"{type(broken).__name__}: {broken}"),)
    except DomainError as refused:
        return (Difference("answer", stored.plain["due_on"], refused.message),)
    differences = (*_columns(stored), *again)
    return () if all(difference.field in VERSIONS for difference in differences) else differences


def _columns(stored: StoredReceipt) -> Iterator[Difference]:
    """Give the columns that do not say what the receipt beside them says."""
    if stored.sha256 is not None and digest(dict(stored.plain)) != stored.sha256:
        yield Difference("receipt_sha256", stored.sha256, digest(dict(stored.plain)))
    due_on = stored.due_on and stored.due_on.isoformat()
    if due_on != stored.plain["due_on"]:
        yield Difference("row.due_on", due_on, stored.plain["due_on"])
    due_at = stored.due_at and stored.due_at.isoformat()
    if due_at != stored.plain["unit_due_at"]:
        yield Difference("row.due_at", due_at, stored.plain["unit_due_at"])
