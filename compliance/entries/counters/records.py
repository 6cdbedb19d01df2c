"""One assignment's record as plain rows, read as what counting asks for; and what counting can tell apart in it; pure.

Counting compares instants with each other and with the ends of the period, and does nothing else with them. So two
assignments of which the same is kept, with their instants in the same order, count alike: they have one `pattern_of`,
and who counts many of them counts each pattern once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from compliance.entries.counters.parts import NEVER
from compliance.entries.counting import Counted, Report, Suspension, TaskDeadline, Tenure
from compliance.entries.procedures.done import NOTHING_DONE, Procedures
from compliance.entries.returns import EntryFact, EntryKind, History, watched_clock
from compliance.entries.verdicts import return_number, verdicts_of

Pattern = tuple[tuple[Any, ...], tuple[int | None, ...]]


class DeadlineRow(NamedTuple):
    """A deadline of either clock."""

    owner: int
    id: int
    clock: str
    due_on: date
    tam_tinh: bool
    due_at: datetime
    computed_at: datetime
    retired_at: datetime | None


class EntryRow(NamedTuple):
    """An entry that was made."""

    owner: int
    id: int
    kind: str
    made_at: datetime
    confirmed_at: datetime | None


class FlagRow(NamedTuple):
    """A late flag."""

    owner: int
    id: int
    return_id: int | None
    ending: str | None
    due_at: datetime
    written_at: datetime
    voided_at: datetime | None


class ReturnRow(NamedTuple):
    """A return."""

    owner: int
    id: int
    entry_id: int
    reason: str
    ending: str | None
    reentry_due_on: date
    reentry_due_at: datetime
    made_at: datetime
    voided_at: datetime | None


class Record(NamedTuple):
    """All rows of a lead assignment. Deadlines, entries, flags and returns stand newest first."""

    assignment_id: int
    task_id: int
    unit_id: int | None
    field_id: int | None
    leader_id: int | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    is_duplicate: bool
    deadlines: Sequence[DeadlineRow] = ()
    entries: Sequence[EntryRow] = ()
    flags: Sequence[FlagRow] = ()
    returns: Sequence[ReturnRow] = ()
    done: Procedures = NOTHING_DONE
    tenures: Sequence[Tenure] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock of an assignment that the sweep is to look at; see `CountedAssignment`."""

    at: datetime
    on: date
    deadline_id: int | None
    return_id: int | None
    is_first: bool
    tam_tinh: bool


# -- read --------------------------------------------------------------------------------------------------------------


def counted_of(record: Record) -> Counted:
    """Return a record as the counting rules take it."""
    done = record.done
    ended = {each.entry_id: each.made_at for each in record.returns if each.voided_at is None} | done.withdrawn_reports
    return Counted(
        task_id=record.task_id,
        assigned_at=record.confirmed_at,
        deadlines=[*_task_deadlines(record.deadlines, done.extended)],
        reports=[
            Report(each.made_at, each.confirmed_at, ended.get(each.id))
            for each in reversed(record.entries)
            if each.kind == EntryKind.REPORT
        ],
        suspensions=[Suspension(*stretch) for stretch in done.suspensions],
        archived_at=done.archived_at,
        withdrawn_at=record.withdrawn_at,
        history=history_of(record),
        tenures=record.tenures,
    )


def history_of(record: Record) -> History | None:
    """Return what happened to the entry clock; None where no first entry is owed."""
    entry = _entry_deadline(record)
    if entry is None:
        return None
    made = [
        EntryFact(each.id, EntryKind(each.kind), each.made_at, each.confirmed_at)
        for each in record.entries
        if each.id not in record.done.withdrawn_reports
    ]
    return History(entry.due_at, made, verdicts_of(record.flags, record.returns))


def watch_of(record: Record) -> Watch | None:
    """Return the clock that the sweep is to look at; None: there is none, or it is held."""
    is_live = record.confirmed_at is not None and record.withdrawn_at is None and not record.is_duplicate
    entry, history = _entry_deadline(record), history_of(record)
    if not is_live or record.done.is_held or entry is None or history is None:
        return None
    clock = watched_clock(history, NEVER)
    if clock is None:
        return None
    if clock.return_id is None:
        is_first = not history.verdicts and all(each.kind == EntryKind.PROGRESS for each in record.entries)
        return Watch(clock.due_at, entry.due_on, entry.id, None, is_first, entry.tam_tinh)
    opened = next(each for each in record.returns if return_number(each.id) == clock.return_id)
    return Watch(clock.due_at, opened.reentry_due_on, None, opened.id, is_first=False, tam_tinh=False)


def _entry_deadline(record: Record) -> DeadlineRow | None:
    return next((each for each in record.deadlines if each.clock == "entry"), None)


def _task_deadlines(deadlines: Sequence[DeadlineRow], extended: Collection[int]) -> Iterator[TaskDeadline]:
    for each in deadlines:
        if each.clock == "task":
            yield TaskDeadline(each.computed_at, each.due_at, is_extension=each.id in extended)
            if each.retired_at is not None:
                yield TaskDeadline(each.retired_at, None)


# -- compared ----------------------------------------------------------------------------------------------------------


def pattern_of(record: Record, bounds: Sequence[datetime]) -> Pattern:
    """Return all of a record that counting can tell apart: what is kept, and the order of the instants.

    Args:
        bounds: the instants by which the period is judged.
    """
    done = record.done
    kept: list[Any] = []
    instants = [*bounds, record.confirmed_at, record.withdrawn_at, done.archived_at]
    owes_entry = False
    for _, number, clock, _, _, due_at, *set_at in record.deadlines:
        if clock == "task":
            kept.append("extended" if number in done.extended else clock)
            instants.append(due_at)
            instants += set_at
        elif clock == "entry" and not owes_entry:
            owes_entry = True
            kept.append(clock)
            instants.append(due_at)
    for row in record.entries:
        if row[2] != EntryKind.PROGRESS:
            kept.append(row[2])
            instants += row[3:]
    for flag in record.flags:
        kept += ("flag", flag[2] is None, flag[3])
        instants += flag[4:]
    if record.returns or done is not NOTHING_DONE:
        _add_the_rare(record, kept, instants)
    order: dict[datetime | None, int | None] = {
        instant: place for place, instant in enumerate(sorted({each for each in instants if each is not None}))
    }
    return tuple(kept), tuple(map(order.get, instants))


def _add_the_rare(record: Record, kept: list[Any], instants: list[datetime | None]) -> None:
    """Add returns and procedures; numbers of entries count by their order: it tells what came later at one instant."""
    done = record.done
    made = [each.id for each in record.entries if each.kind != EntryKind.PROGRESS]
    numbers = [*made, *(each.entry_id for each in record.returns)]
    place: Mapping[int, int] = {number: n for n, number in enumerate(sorted(set(numbers)))}
    kept += map(place.__getitem__, numbers)
    for _, _, _, reason, ending, _, *at in record.returns:
        kept += ("return", reason, ending)
        instants += at
    for number in made:
        instants.append(done.withdrawn_reports.get(number))
    for stretch in done.suspensions:
        kept.append("held")
        instants += stretch
