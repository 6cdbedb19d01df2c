"""Until when the work itself is due: a phrase, read, becomes a day; pure.

A stated day and a period's end never move. A term of working days leaves out its first day; a term of calendar days,
weeks or months that ends on a rest day ends on the next working day. Where the directive names no day, there is none.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.recurrence import first_instance, reading_of_recurrence
from compliance.deadlines.steps import Step, walk_calendar_days, walk_to_working_day, walk_working_days
from compliance.rulebook.parameters import Citation
from compliance.rulebook.rules import Rules
from core.errors import Invalid
from core.local_time import at_hour, end_of_day
from extraction.values import Period, Term, TermKind

MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7


class ImpossibleTerm(Invalid):
    """A term counts nothing, or less."""

    reason = "impossible_term"


@dataclass(frozen=True, slots=True)
class TaskDue:
    """When the work is due.

    ``due_on`` and ``due_at`` (UTC, the first instant too late) are None where the words name no day. ``reading`` says
    in Vietnamese how the phrase was taken; ``assumption`` what was supposed without evidence; ``waits_for`` which day
    the Office must enter before the clock can start.
    """

    due_on: date | None
    due_at: datetime | None
    steps: tuple[Step, ...]
    period: Period | None
    reading: str
    alternatives: tuple[str, ...]
    assumption: str | None
    waits_for: str | None
    tam_tinh: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """The day a counted term is counted from, what it is called, and how sure it is."""

    on: date
    why: str
    assumption: str | None = None


def task_due(term: Term, issued_on: date, event_on: date | None, calendar: WorkCalendar, rules: Rules) -> TaskDue:
    """Return when a task is due by the time words of its directive.

    Args:
        term: what the phrase says; counts of at least 1.
        issued_on: day printed on the directive, local.
        event_on: the day of the event the term is counted from (receipt, end of a session …), where there is evidence.
        rules: those in force on ``issued_on``.

    Returns:
        ``due_on`` None for soft words, references, and terms that wait for the day of an event.

    Raises:
        ImpossibleTerm: a counted term without a count, or one below 1.
        OutsideCalendar: the answer of a counted term is not in the calendar's years.

    Source: rulebook task.*
    """
    match term.kind:
        case TermKind.WORKING_DAYS | TermKind.CALENDAR_DAYS | TermKind.WEEKS | TermKind.MONTHS:
            return _counted(term, issued_on, event_on, calendar, rules)
        case TermKind.RECURRING:
            return _recurring(term, issued_on, rules)
        case TermKind.SOFT | TermKind.REFERENCE:
            return _nothing(term, _NO_DAY[term.kind])
        case _:
            return _stated(term, issued_on, rules)


_NO_DAY = {
    TermKind.SOFT: "Không nêu ngày cụ thể, không tính hạn.",
    TermKind.REFERENCE: "Thời hạn nêu ở chỗ khác của văn bản, Văn phòng xác định.",
}
_PERIOD_END = {
    TermKind.DAY: "Hết ngày",
    TermKind.MONTH: "Hết tháng, tức hết ngày",
    TermKind.QUARTER: "Hết quý, tức hết ngày",
    TermKind.HALF_YEAR: "Hết nửa năm, tức hết ngày",
    TermKind.YEAR: "Hết năm, tức hết ngày",
}
_UNITS = {
    TermKind.WORKING_DAYS: "ngày làm việc",
    TermKind.CALENDAR_DAYS: "ngày",
    TermKind.WEEKS: "tuần",
    TermKind.MONTHS: "tháng",
}


def _stated(term: Term, issued_on: date, rules: Rules) -> TaskDue:
    """Return a stated day, or the end of a stated period: it never moves."""
    if term.on is None:
        return _nothing(term, "Không đọc được ngày cụ thể, Văn phòng xác định.")
    steps = (
        Step(issued_on, counted=False, why="Ngày ban hành"),
        Step(term.on, counted=False, why="Ngày ghi trong văn bản"),
    )
    due = replace(
        _nothing(term, f"{_PERIOD_END[term.kind]} {term.on:%d/%m/%Y}."),
        due_on=term.on,
        due_at=end_of_day(term.on),
        steps=steps,
    )
    return _at_stated_hour(due, "Trước", term, rules)


def _recurring(term: Term, issued_on: date, rules: Rules) -> TaskDue:
    """Return the first instance of a recurring duty on or after the issue day (or the day from which it runs)."""
    first = first_instance(term, issued_on)
    if first is None:
        return _nothing(term, "Định kỳ, không nêu ngày cụ thể; Văn phòng xác định.")
    steps = (Step(issued_on, counted=False, why="Ngày ban hành"), Step(first, counted=False, why="Kỳ đầu tiên"))
    words = f"{reading_of_recurrence(term)}; kỳ đầu"
    due = replace(
        _nothing(term, f"{words} hết ngày {first:%d/%m/%Y}."),
        due_on=first,
        due_at=end_of_day(first),
        steps=steps,
    )
    return _at_stated_hour(due, f"{words} trước", term, rules)


def _counted(term: Term, issued_on: date, event_on: date | None, calendar: WorkCalendar, rules: Rules) -> TaskDue:
    """Return the end of a counted term."""
    if term.count is None or term.count < 1:
        raise ImpossibleTerm(f"Thời hạn “{term.phrase}” phải đếm từ 1 trở lên, đã nhận {term.count}.")
    start = _start(term, issued_on, event_on, rules)
    if start is None:
        waiting = f"ngày của sự kiện “{term.event}”"
        return replace(_nothing(term, f"Tính từ {waiting}, chưa có căn cứ về ngày này."), waits_for=waiting)
    if term.kind is TermKind.WORKING_DAYS:
        steps = walk_working_days(start.on, start.why, term.count, calendar)
        keys: tuple[str, ...] = ("calendar.rest_weekdays",)
    else:
        last = _calendar_end(start.on, term.kind, term.count)
        steps = walk_calendar_days(start.on, start.why, last, calendar)
        keys = ("task.calendar_days_rest_end",)
        if rules.task.calendar_days_rest_end == "next_working_day":
            steps += walk_to_working_day(last, calendar)
    if start.assumption:
        keys = (*keys, "task.receipt_without_evidence")
    due_on = steps[-1].on
    after = f"{_first_lower(start.why)} {start.on:%d/%m/%Y}"
    reading = f"{term.count} {_UNITS[term.kind]} sau {after}, hết ngày {due_on:%d/%m/%Y}."
    return replace(
        _nothing(term, reading),
        due_on=due_on,
        due_at=end_of_day(due_on),
        steps=steps,
        assumption=start.assumption,
        tam_tinh=calendar.is_tam_tinh(start.on, due_on),
        citations=rules.cite(*keys),
    )


def _start(term: Term, issued_on: date, event_on: date | None, rules: Rules) -> _Start | None:
    """Return the day from which a term is counted, or None where it must be waited for."""
    event = (term.event or "").casefold()
    if event_on is not None:
        return _Start(event_on, f"Ngày {term.event or 'sự kiện'}")
    if not event or any(word in event for word in rules.task.issue_words):
        return _Start(issued_on, "Ngày ban hành")
    if any(word in event for word in rules.task.receipt_words) and rules.task.receipt_without_evidence == "issue_day":
        return _Start(issued_on, "Ngày ban hành", "Chưa có căn cứ về ngày nhận được; coi là ngày ban hành.")
    return None


def _calendar_end(start_on: date, kind: TermKind, count: int) -> date:
    """Return the last day of a term of days, weeks or months; a month ends on the same day, or on its last."""
    try:
        if kind is TermKind.MONTHS:
            years, month = divmod(start_on.month - 1 + count, MONTHS_A_YEAR)
            year = start_on.year + years
            return date(year, month + 1, min(start_on.day, monthrange(year, month + 1)[1]))
        return start_on + timedelta(days=count * (DAYS_A_WEEK if kind is TermKind.WEEKS else 1))
    except (OverflowError, ValueError) as too_far:
        raise ImpossibleTerm(
            f"Thời hạn {count} {_UNITS[kind]} sau {start_on:%d/%m/%Y} nằm ngoài mọi lịch."
        ) from too_far


def _at_stated_hour(due: TaskDue, words: str, term: Term, rules: Rules) -> TaskDue:
    """Return the deadline at the hour the directive states, where the rules bind it."""
    if term.hour is None or due.due_on is None or not rules.task.stated_hour_binds:
        return due
    return replace(
        due,
        due_at=at_hour(due.due_on, term.hour, term.minute or 0),
        reading=f"{words} {term.hour:02} giờ {term.minute or 0:02} ngày {due.due_on:%d/%m/%Y}.",
        alternatives=(*due.alternatives, f"hết ngày {due.due_on:%d/%m/%Y}"),
        citations=rules.cite("task.stated_hour_binds"),
    )


def _nothing(term: Term, reading: str) -> TaskDue:
    """Return a task clock without a day."""
    return TaskDue(None, None, (), term.period, reading, term.alternatives, None, None, False, ())  # noqa: FBT003


def _first_lower(text: str) -> str:
    """Return a text for the middle of a sentence."""
    return text[:1].lower() + text[1:]
