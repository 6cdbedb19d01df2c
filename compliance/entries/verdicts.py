# ruff: noqa: D102 - the columns of what is kept say themselves what they are
"""The kept flags and returns of one assignment as verdicts, numbered and tied to each other; pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from compliance.entries.returns import Ending, ReturnReason, Verdict, VerdictKind


class KeptFlag(Protocol):
    """A late flag as it is kept; ``return_id``: the return whose re-entry clock ran out, None: the first clock."""

    @property
    def id(self) -> int: ...
    @property
    def return_id(self) -> int | None: ...
    @property
    def ending(self) -> str | None: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def written_at(self) -> datetime: ...
    @property
    def voided_at(self) -> datetime | None: ...


class KeptReturn(Protocol):
    """A return as it is kept."""

    @property
    def id(self) -> int: ...
    @property
    def entry_id(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def ending(self) -> str | None: ...
    @property
    def reentry_due_at(self) -> datetime: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def voided_at(self) -> datetime | None: ...


def flag_number(flag_id: int) -> int:
    """Return the number of a flag among the verdicts of an assignment: an even one."""
    return 2 * flag_id


def return_number(return_id: int) -> int:
    """Return the number of a return among the verdicts of an assignment: an odd one."""
    return 2 * return_id + 1


def verdicts_of(flags: Iterable[KeptFlag], returns: Iterable[KeptReturn]) -> Sequence[Verdict]:
    """Return the flags and returns of one assignment as verdicts, oldest first; they may come in any order.

    A return for lateness hangs on the newest flag of the first clock that was written by then: after a contest was won
    before any entry there may be two.
    """
    flagged = [
        Verdict(
            flag_number(flag.id),
            VerdictKind.FLAG,
            flag.written_at,
            flag.due_at,
            hangs_on=None if flag.return_id is None else return_number(flag.return_id),
            ending=_ending(flag),
            ended_at=flag.voided_at,
        )
        for flag in flags
    ]
    returned = [
        Verdict(
            return_number(row.id),
            VerdictKind.RETURN,
            row.made_at,
            row.reentry_due_at,
            reason=ReturnReason(row.reason),
            hangs_on=_late_by(row, flagged),
            entry_id=row.entry_id,
            ending=_ending(row),
            ended_at=row.voided_at,
        )
        for row in returns
    ]
    return sorted([*flagged, *returned], key=_age)


def _late_by(row: KeptReturn, flagged: Sequence[Verdict]) -> int | None:
    """Return the number of the flag without which a return for lateness could not be."""
    if row.reason != ReturnReason.LATE:
        return None
    first_clock = [flag for flag in flagged if flag.hangs_on is None and flag.made_at <= row.made_at]
    return max(first_clock, key=_age).verdict_id if first_clock else None


def _ending(row: KeptFlag | KeptReturn) -> Ending | None:
    """Return how a verdict ended; one that ended before the way was kept was voided."""
    return None if row.voided_at is None else Ending(row.ending or Ending.VOIDED)


def _age(verdict: Verdict) -> tuple[datetime, int]:
    return verdict.made_at, verdict.verdict_id
