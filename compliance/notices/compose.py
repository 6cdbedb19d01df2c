"""Which notices a person is owed, and their words. Pure.

The ladder: new, near, due, late, returned, decided. Each rung of an assignment is told a person once; what was told
is known by its key. Of several rungs of one assignment the most pressing is said, and all are told by it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.calendar.working_days import WorkCalendar
from core.local_time import LOCAL, last_day_before, local_day

LONGEST_TASK = 180
DAY = "%d/%m/%Y"
Words = Mapping[str, str]


class Rung(StrEnum):
    """How far a matter has come, the most pressing first."""

    RETURNED = "returned"
    LATE = "late"
    OVERDUE = "overdue"
    DUE = "due"
    NEAR = "near"
    NEW = "new"
    DECIDED = "decided"


ORDER = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Work:
    """An open assignment as far as reminders ask.

    ``number``: of the directive, empty while it is unknown. ``entry_due_at``, ``reentry_due_at``, ``task_due_at``: None
    where nothing is owed by that clock any more. ``return_id``: the return that waits for an answer. ``n_flags`` counts
    the late flags that stand.
    """

    assignment_id: int
    number: str
    text: str
    entry_due_at: datetime | None
    reentry_due_at: datetime | None
    task_due_at: datetime | None
    return_id: int | None
    return_reason: str | None
    n_flags: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided about an assignment that its unit had asked, reported or contested.

    ``what``: contest, extension, not_ours, waiver or result; ``asked_for``: the day of an extension.
    """

    key: str
    assignment_id: int
    number: str
    what: str
    is_granted: bool = True
    asked_for: date | None = None


@dataclass(frozen=True, slots=True)
class LawChange:
    """A change of calendar or rules, told once, however many dates of the units' work it moved.

    ``what``: calendar or rulebook; ``why``: its act. ``n_moved`` new dates count from now on, ``n_cleared`` late flags
    lapsed, ``n_official`` flags stand that were *tạm tính* until now.
    """

    version_id: int
    what: str
    why: str
    n_moved: int
    n_cleared: int
    n_official: int

    @property
    def key(self) -> str:
        """Return what it is told under."""
        return f"law:{self.version_id}"


@dataclass(frozen=True, slots=True)
class Line:
    """One matter to tell, and the page it leads to; ``keys`` are the rungs told by it."""

    rung: Rung
    page: str
    number: str
    words: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A message in words."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a message is for, in whose words; ``instead_of``: the person on leave in whose place they are told."""

    name: str
    words: Words
    address: str
    instead_of: str | None = None


def owed_lines(
    work: Iterable[Work],
    decisions: Iterable[Decision | LawChange],
    told: Collection[str],
    now: datetime,
    calendar: WorkCalendar,
    amber_from: int,
    words: Words,
) -> list[Line]:
    """Return what has changed for a person, the most pressing first; one line an assignment, a line a decision.

    Args:
        told: keys that this person was told before.
        amber_from: working days before a due day from which it is near.
        words: those of the person's language, `wording.wording`.
    """
    lines = []
    for each in work:
        rungs = [rung for rung in _rungs(each, now, calendar, amber_from, words) if rung[1] not in told]
        if rungs:
            rung, _, said = min(rungs, key=lambda found: ORDER.index(found[0]))
            keys = tuple(key for _, key, _ in rungs)
            number = each.number or words["no_number"]
            lines.append(Line(rung, _page(each), number, f"{_short(each.text)}: {said}", keys))
    lines += decided_lines(decisions, told, words)
    return sorted(lines, key=lambda line: ORDER.index(line.rung))


def decided_lines(decisions: Iterable[Decision | LawChange], told: Collection[str], words: Words) -> list[Line]:
    """Return a line for each decision and change of law that a person was not told before."""
    return [_decided(each, words) for each in decisions if each.key not in told]


def digest(lines: Sequence[Line], reader: Reader, today: date) -> Composed:
    """Return one person's message of a day."""
    words = reader.words
    counts = ", ".join(f"{sum(line.rung is rung for line in lines)} {_heading(rung, words).lower()}"
                       for rung in _present(lines))  # fmt: skip
    subject = words["digest.subject"].format(day=f"{today:%d/%m}", counts=counts)
    return Composed(subject, letter([words["digest"].format(count=len(lines))], told_lines(lines, reader), reader))


def urgent(lines: Sequence[Line], reader: Reader) -> Composed:
    """Return a message that cannot wait; its subject names the document."""
    words = reader.words
    numbers = ", ".join(dict.fromkeys(line.number for line in lines))
    subject = words["urgent.subject"].format(numbers=numbers, heading=_heading(lines[0].rung, words).lower())
    return Composed(subject, letter([words["urgent"]], told_lines(lines, reader), reader))


def told_lines(lines: Sequence[Line], reader: Reader) -> Iterator[str]:
    """Give lines as they stand in a message: under their headings, each with the page it leads to."""
    for rung in _present(lines):
        yield from ("", _heading(rung, reader.words).upper())
        for line in lines:
            if line.rung is rung:
                yield from (f"- {line.number}: {line.words}", f"  {reader.address}{line.page}")


def letter(opening: Sequence[str], told: Iterable[str], reader: Reader) -> str:
    """Return a whole message: greeting, opening, what is told, and how to change it."""
    parts = [reader.words["greeting"].format(name=reader.name), "", *opening]
    if reader.instead_of is not None:
        parts.append(reader.words["instead"].format(name=reader.instead_of))
    return "\n".join([*parts, *told, "", reader.words["foot"].format(address=reader.address), ""])


def _rungs(
    work: Work, now: datetime, calendar: WorkCalendar, amber_from: int, words: Words
) -> Iterator[tuple[Rung, str, str]]:
    """Rung, key and words of everything that can be said of an assignment now."""
    number = work.assignment_id
    if work.return_id is not None:
        reason = words.get(f"reason.{work.return_reason}", words["reason.not_as_required"])
        until = _until(work.reentry_due_at, words) if work.reentry_due_at else ""
        said = words["returned_until" if until else "returned"].format(reason=reason, until=until)
        yield Rung.RETURNED, f"returned:{work.return_id}", said
    if work.n_flags:
        yield Rung.LATE, f"late:{number}:{work.n_flags}", words["late"]
    if work.task_due_at is not None and work.task_due_at <= now:
        due_on = last_day_before(work.task_due_at)
        yield Rung.OVERDUE, f"overdue:{number}:{due_on}", words["overdue"].format(day=f"{due_on:{DAY}}")
    yield from _clocks(work, now, calendar, amber_from, words)
    owed = work.entry_due_at
    until = _until(owed, words) if owed is not None and owed > now else ""
    yield Rung.NEW, f"new:{number}", words["new_until" if until else "new"].format(until=until)


def _clocks(
    work: Work, now: datetime, calendar: WorkCalendar, amber_from: int, words: Words
) -> Iterator[tuple[Rung, str, str]]:
    today = local_day(now)
    clocks = (("entry", work.entry_due_at), ("reentry", work.reentry_due_at), ("task", work.task_due_at))
    for clock, due_at in clocks:
        if due_at is None or due_at <= now:
            continue
        due_on = last_day_before(due_at)
        said = words["clock"].format(clock=words[f"clock.{clock}"], until=_until(due_at, words))
        if due_on <= today:
            yield Rung.DUE, f"due:{clock}:{work.assignment_id}:{due_on}", said
        elif calendar.working_days_between(today, due_on) <= amber_from:
            yield Rung.NEAR, f"near:{clock}:{work.assignment_id}:{due_on}", said


def _until(due_at: datetime, words: Words) -> str:
    local = due_at.astimezone(LOCAL)
    if (local.hour, local.minute) == (0, 0):
        return words["until_day"].format(day=f"{last_day_before(due_at):{DAY}}")
    return words["until_hour"].format(hour=f"{local:%H:%M}", day=f"{local:{DAY}}")


def _decided(decision: Decision | LawChange, words: Words) -> Line:
    if isinstance(decision, LawChange):
        said = words[f"law.{decision.what}"].format(
            moved=decision.n_moved, cleared=decision.n_cleared, official=decision.n_official
        )
        return Line(Rung.DECIDED, f"/law/{decision.version_id}", _short(decision.why), said, (decision.key,))
    said = words[f"decided.{decision.what}.{'yes' if decision.is_granted else 'no'}"]
    said = said.format(day=f"{decision.asked_for:{DAY}}" if decision.asked_for else "")
    return Line(Rung.DECIDED, _page(decision), decision.number or words["no_number"], said, (decision.key,))


def _page(of: Work | Decision) -> str:
    return f"/assignments/{of.assignment_id}"


def _heading(rung: Rung, words: Words) -> str:
    return words[f"heading.{rung.value}"]


def _present(lines: Sequence[Line]) -> Iterator[Rung]:
    return (rung for rung in ORDER if any(line.rung is rung for line in lines))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TASK else plain[: LONGEST_TASK - 1].rsplit(" ", 1)[0] + "…"
