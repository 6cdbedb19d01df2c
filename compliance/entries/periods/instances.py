"""Which instances of a recurring duty are to be opened by a day; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from compliance.deadlines.recurrence import first_instance, instance_from, next_instance
from extraction.values import Term, TermKind


@dataclass(frozen=True, slots=True)
class Instance:
    """One period of a duty: the day it is due, and the day after which it opens (that of the instance before)."""

    due_on: date
    opens_after: date


def instances_to_open(
    term: Term, issued_on: date, opened_on: date, last_on: date | None, today: date
) -> Iterator[Instance]:
    """Give, oldest first, the instances whose predecessor is due before today and that are not open yet.

    Periods that ended before the unit was given the duty are not owed. A phrase without a day in each period, and one
    that does not recur, gives none.

    Args:
        opened_on: local day on which the first instance was opened.
        last_on: day of the newest instance after the first, or None if the first stands alone.
    """
    if term.kind is not TermKind.RECURRING:
        return
    before = last_on or first_instance(term, issued_on)
    while before is not None and before < today:
        due_on = next_instance(term, before)
        if due_on is not None and due_on < opened_on:
            due_on = instance_from(term, opened_on)
        if due_on is None:
            return
        yield Instance(due_on, before)
        before = due_on
