"""A district's quarter as it was once reported: 901 assignments of twenty-four units."""

from dataclasses import replace

from compliance.entries.counting import Counted, Outcome, Report, TaskDeadline
from compliance.entries.returns import EntryFact, EntryKind, History, Verdict, VerdictKind
from compliance.reports.kinds import Kind, days_late, what_it_adds
from compliance.reports.periods import read_period
from compliance.reports.tables import Owners, Row
from tests.situations import CALENDAR, RULES, local

PERIOD = read_period("2026-Q3")
ASSIGNED, DUE = local("2026-08-17 09:00"), local("2026-08-19 00:00")
ON_TIME = History(DUE, (EntryFact(1, EntryKind.FIRST, local("2026-08-18 09:00")),))
NEVER = History(DUE, (), (Verdict(1, VerdictKind.FLAG, DUE, DUE),))
DEADLINE = (TaskDeadline(ASSIGNED, local("2026-09-16 00:00")),)
CONFIRMED = local("2026-09-25 09:00")
OPEN = Counted(0, ASSIGNED, history=ON_TIME)
MADE = {
    Outcome.DONE_ON_TIME: replace(OPEN, deadlines=DEADLINE, reports=(Report(local("2026-09-10 09:00"), CONFIRMED),)),
    Outcome.DONE_LATE: replace(OPEN, deadlines=DEADLINE, reports=(Report(local("2026-09-20 09:00"), CONFIRMED),)),
    Outcome.ARCHIVED: replace(OPEN, archived_at=CONFIRMED),
    Outcome.OPEN_IN_TIME: OPEN,
    Outcome.OPEN_OVERDUE: replace(OPEN, deadlines=DEADLINE),
}


def kind_of(assignment, known_at=PERIOD.cut_off_at):
    """Return the kind of one assignment, nothing remembered of another."""
    found = what_it_adds(assignment, PERIOD, known_at, RULES)
    if found is None:
        return None
    kind = Kind(*found)
    if not kind.is_late:
        return kind
    return Kind(*found, late_days=days_late(assignment.history, PERIOD.cut_off_at, known_at, CALENDAR))


def counted(assignments, known_at=PERIOD.cut_off_at):
    return [
        Row(assignment.task_id, owners, kind)
        for assignment, owners in assignments
        if (kind := kind_of(assignment, known_at)) is not None
    ]


def district():
    """Twenty-four units; the 23 assignments without an entry lie with six of them."""
    numbers = {
        Outcome.DONE_ON_TIME: 604,
        Outcome.DONE_LATE: 173,
        Outcome.ARCHIVED: 57,
        Outcome.OPEN_IN_TIME: 64,
        Outcome.OPEN_OVERDUE: 3,
    }
    made = [replace(MADE[stands], task_id=0) for stands, n in numbers.items() for _ in range(n)]
    late = 0
    for number, assignment in enumerate(made):
        unit = number % 24 + 1
        is_missing = unit <= 6 and late < 23
        late += is_missing
        history = NEVER if is_missing else assignment.history
        yield replace(assignment, task_id=number, history=history), Owners(unit, number % 5, number % 3)
