"""The receipts of the procedures' short clocks: computed in one way, and read as the columns that stand beside them."""

from datetime import date, datetime
from typing import Any

from compliance.deadlines.clocks import Clock, Inputs, procedure_inputs
from compliance.deadlines.law import Law
from compliance.deadlines.receipts import Ground, Receipt, compute_receipt


def computed(clock: Clock, inputs: Inputs, at: datetime, event: str, evidence: str, law: Law) -> Receipt:
    """Return the receipt of a procedure's clock that something starts at an instant."""
    return compute_receipt(clock, inputs, Ground(event, at.isoformat(), evidence), law.rulebook, law.calendar)


def started(clock: Clock, at: datetime, event: str, evidence: str, law: Law) -> Receipt:
    """Return the receipt of a clock that needs to know nothing but its start."""
    return computed(clock, procedure_inputs(at), at, event, evidence, law)


def ends(receipt: Receipt) -> tuple[date, datetime, dict[str, Any]]:
    """Return the day, the instant and the plain receipt of a clock that always has a day."""
    if receipt.due_on is None or receipt.unit_due_at is None:
        message = f"A clock of a procedure always has a day: {receipt.clock}"
        raise AssertionError(message)
    return receipt.due_on, receipt.unit_due_at, receipt.plain()
