"""The short clocks of the procedure: re-entry, contest, "not ours", a coordinating unit's update, and a hold; pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.steps import Step, walk_working_days
from compliance.rulebook.parameters import Citation
from compliance.rulebook.rules import Rules
from core.local_time import end_of_day, last_day_before, local_day
from extraction.values import EntryClass


@dataclass(frozen=True, slots=True)
class ProcedureDue:
    """When a step is due: ``due_at`` (UTC) is the first instant too late, ``due_on`` the local day before it."""

    due_on: date
    due_at: datetime
    steps: tuple[Step, ...]
    tam_tinh: bool
    citations: tuple[Citation, ...]


def reentry_due(returned_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when a returned entry is to be made again; also after a lost contest, from its decision.

    Source: rulebook review.reentry_working_days.
    """
    return _after(
        returned_at, "Ngày trả lại", "review.reentry_working_days", rules.review.reentry_working_days, calendar, rules
    )


def contest_filing_due(verdict_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when a flag or return may be contested.

    Source: rulebook review.contest_file_working_days.
    """
    days = rules.review.contest_file_working_days
    return _after(verdict_at, "Ngày có kết luận", "review.contest_file_working_days", days, calendar, rules)


def contest_decision_due(filed_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when the Office decides a contest.

    Source: rulebook review.contest_decide_working_days.
    """
    days = rules.review.contest_decide_working_days
    return _after(filed_at, "Ngày kiến nghị", "review.contest_decide_working_days", days, calendar, rules)


def not_ours_answer_due(said_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when the Office answers "not ours".

    Source: rulebook review.not_ours_answer_working_days.
    """
    days = rules.review.not_ours_answer_working_days
    return _after(said_at, "Ngày đơn vị báo", "review.not_ours_answer_working_days", days, calendar, rules)


def coordinating_due(requested_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when a coordinating unit gives the update it was asked for; a reminder is all that follows.

    Source: rulebook entry.coordinating_working_days.
    """
    days = rules.entry.coordinating_working_days
    return _after(requested_at, "Ngày yêu cầu", "entry.coordinating_working_days", days, calendar, rules)


def preview_due(opened_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when the units look through a draft edition.

    Source: rulebook publication.preview_working_days.
    """
    days = rules.publication.preview_working_days
    return _after(opened_at, "Ngày gửi xem trước", "publication.preview_working_days", days, calendar, rules)


def error_answer_due(reported_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return until when an error that was reported from the public page is answered.

    Source: rulebook publication.error_answer_working_days.
    """
    days = rules.publication.error_answer_working_days
    return _after(reported_at, "Ngày báo sai sót", "publication.error_answer_working_days", days, calendar, rules)


def not_ours_refused_due(
    entry_class: EntryClass, answered_at: datetime, due_before: datetime, calendar: WorkCalendar, rules: Rules
) -> ProcedureDue:
    """Return until when the first entry is due after "not ours" was refused: never earlier than before.

    Args:
        due_before: the unit's instant before it said "not ours".

    Source: rulebook review.not_ours_refused_working_days, review.not_ours_refused_urgent_working_days,
        entry.urgent_floor_hours.
    """
    if entry_class is EntryClass.URGENT:
        key, days = "review.not_ours_refused_urgent_working_days", rules.review.not_ours_refused_urgent_working_days
        floor_at = answered_at + timedelta(hours=rules.entry.urgent_floor_hours)
    else:
        key, days = "review.not_ours_refused_working_days", rules.review.not_ours_refused_working_days
        floor_at = answered_at
    due = _after(answered_at, "Ngày trả lời", key, days, calendar, rules)
    due_at = max(due.due_at, floor_at, due_before).astimezone(UTC)
    return ProcedureDue(last_day_before(due_at), due_at, due.steps, due.tam_tinh, due.citations)


def extension_due(until_on: date, approved_at: datetime, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return the task deadline that an approved extension sets: the end of the stated day, which never moves.

    Source: rulebook review.max_extensions.
    """
    from_on = local_day(approved_at)
    before, until = calendar.day_reason(from_on), calendar.day_reason(until_on)
    steps = (
        Step(from_on, counted=False, why=f"Ngày duyệt gia hạn: {before.why}", act=before.act),
        Step(until_on, counted=True, why=f"Ngày được gia hạn đến: {until.why}", act=until.act),
    )
    tam_tinh = calendar.is_tam_tinh(from_on, until_on)
    return ProcedureDue(until_on, end_of_day(until_on), steps, tam_tinh, rules.cite("review.max_extensions"))


def resumed_due(
    due_on: date, due_at: datetime, held_at: datetime, resumed_at: datetime, calendar: WorkCalendar
) -> ProcedureDue:
    """Return when a held clock ends once it runs again; one that had run out, or moves nothing, keeps its instant."""
    held_on, resumed_on = local_day(held_at), local_day(resumed_at)
    new_on = after_hold(due_on, held_on, resumed_on, calendar)
    if due_at <= held_at or new_on <= due_on:
        reason = calendar.day_reason(due_on)
        kept = (Step(due_on, counted=False, why=f"Giữ nguyên hạn cũ: {reason.why}", act=reason.act),)
        return ProcedureDue(due_on, due_at, kept, calendar.is_tam_tinh(due_on, due_on), ())
    left = calendar.working_days_between(held_on, due_on)
    steps = walk_working_days(resumed_on, "Ngày tính tiếp", left, calendar)
    return ProcedureDue(new_on, end_of_day(new_on), steps, calendar.is_tam_tinh(held_on, new_on), ())


def after_hold(due_on: date, held_on: date, resumed_on: date, calendar: WorkCalendar) -> date:
    """Return the due day once a held clock runs again: as many working days are left as on the day it was held.

    A clock that had run out when it was held is not given back. A hold ended on the day it began moves nothing.

    Returns:
        A day never before ``due_on``.
    """
    if held_on > due_on:
        return due_on
    left = calendar.working_days_between(held_on, due_on)
    return max(due_on, calendar.add_working_days(resumed_on, left))


def _after(instant: datetime, why: str, key: str, count: int, calendar: WorkCalendar, rules: Rules) -> ProcedureDue:
    """Return the end of the ``count``-th working day after the local day of an instant."""
    start_on = local_day(instant)
    steps = walk_working_days(start_on, why, count, calendar)
    due_on = steps[-1].on
    return ProcedureDue(due_on, end_of_day(due_on), steps, calendar.is_tam_tinh(start_on, due_on), rules.cite(key))
