"""What the Office changes in a directive's tasks: values, units, tasks missed, tasks that are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.organisation import Unit
from core.wording import is_blank
from extraction import queries
from extraction.grammar.register import ResolutionStatus
from extraction.lessons.service import learn_alias, learn_no_task, learn_phrase
from extraction.models import Assignment, Task
from extraction.service import withdraw
from extraction.stored import term_to_json
from extraction.values import Mode, Period, Role, Term


@dataclass(frozen=True, slots=True)
class TaskChanges:
    """A task as the Office wants it; ``term`` is the reading of ``deadline_phrase``."""

    text: str
    mode: Mode
    deadline_phrase: str | None
    deadline_on: date | None
    term: Term | None
    period: Period | None
    deliverable: str | None
    channel: str | None
    field: str | None


def correct_task(session: Session, task_id: int, version: int, changes: TaskChanges, who: Actor, now: datetime) -> Task:
    """Change a task's values; the audit trail keeps what they were.

    Raises:
        NotFound: no such task.
        Conflict: someone else changed it since ``version``.
        Invalid: the text is empty.
    """
    task = _current(session, task_id, version)
    if not changes.text.strip():
        message = "Nhiệm vụ phải có nội dung."
        raise Invalid(message, fields={"text": message})
    entered = {
        "text": changes.text.strip(),
        "mode": changes.mode.value,
        "deadline_phrase": changes.deadline_phrase,
        "deadline_on": changes.deadline_on,
        "term": changes.term and term_to_json(changes.term),
        "period": changes.period and changes.period.value,
        "deliverable": changes.deliverable,
        "channel": changes.channel,
        "field": changes.field,
    }
    before = {name: getattr(task, name) for name, value in entered.items() if getattr(task, name) != value}
    for name in before:
        setattr(task, name, entered[name])
    if changes.term is not None and changes.deadline_phrase and "term" in before:
        learn_phrase(session, task.directive_id, changes.deadline_phrase, changes.term, who, now)
    if "deadline_phrase" in before or "deadline_on" in before:
        task.deadline_place = {"kind": "office", "by": who.name, "at": now.isoformat()}
    task.version += 1
    record(
        session,
        now,
        who,
        "task.corrected",
        ("task", task_id),
        before={name: _plain(value) for name, value in before.items()},
    )
    return task


def add_task(
    session: Session,
    directive_id: int,
    changes: TaskChanges,
    leads: Sequence[int],
    coordinators: Sequence[int],
    who: Actor,
    now: datetime,
) -> Task:
    """Add a task that extraction missed, on the Office's ground; its units count from its own opening.

    Raises:
        Invalid: no text, or no lead unit.
    """
    if not changes.text.strip() or not leads:
        message = "Nhiệm vụ thêm phải có nội dung và ít nhất một đơn vị chủ trì."
        raise Invalid(message)
    last = session.scalar(select(func.max(Task.ordinal)).where(Task.directive_id == directive_id)) or 0
    confirmed = queries.confirmation(session, directive_id) is not None
    task = Task(
        directive_id=directive_id,
        ordinal=last + 1,
        text=changes.text.strip(),
        mode=changes.mode,
        deadline_phrase=changes.deadline_phrase,
        deadline_on=changes.deadline_on,
        term=changes.term and term_to_json(changes.term),
        period=changes.period,
        deliverable=changes.deliverable,
        channel=changes.channel,
        field=changes.field,
        ground="office",
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    session.add(task)
    session.flush()
    record(session, now, who, "task.added", ("task", task.id), directive=directive_id)
    set_units(session, task.id, task.version, leads, coordinators, who, now)
    return task


def remove_task(session: Session, task_id: int, version: int, reason: str, who: Actor, now: datetime) -> None:
    """Take a task out because it is none; what hung on it is void, its row stays.

    Raises:
        Invalid: no reason given.
    """
    task = _current(session, task_id, version)
    if is_blank(reason):
        message = "Cần nêu lý do bỏ nhiệm vụ."
        raise Invalid(message, fields={"reason": message})
    for assignment in session.scalars(
        select(Assignment).where(Assignment.task_id == task_id, Assignment.withdrawn_at.is_(None))
    ):
        withdraw(assignment, reason, now)
    task.removed_at, task.removed_reason = now, reason.strip()
    if task.ground == "page":
        learn_no_task(session, task.directive_id, task.text, who, now)
    record(session, now, who, "task.removed", ("task", task_id), reason=reason.strip())


def set_units(
    session: Session,
    task_id: int,
    version: int,
    leads: Sequence[int],
    coordinators: Sequence[int],
    who: Actor,
    now: datetime,
) -> None:
    """Make these the task's units. Whoever stays keeps opening and clock; a new one counts from its own opening.

    Args:
        leads: unit ids, at least one.
        coordinators: unit ids, none of them a lead.

    Raises:
        Invalid: no lead, an unknown unit, or a unit in both parts.
    """
    task = _current(session, task_id, version)
    if not leads or set(leads) & set(coordinators):
        message = "Cần ít nhất một đơn vị chủ trì; một đơn vị không thể vừa chủ trì vừa phối hợp."
        raise Invalid(message)
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_([*leads, *coordinators])))}
    if len(units) < len({*leads, *coordinators}):
        message = "Có đơn vị không nằm trong danh mục."
        raise Invalid(message)
    wanted = {(Role.LEAD.value, unit_id) for unit_id in leads} | {
        (Role.COORDINATING.value, unit_id) for unit_id in coordinators
    }
    live = list(
        session.scalars(select(Assignment).where(Assignment.task_id == task_id, Assignment.withdrawn_at.is_(None)))
    )
    kept = set()
    for assignment in live:
        part = (assignment.role, assignment.unit_id)
        if part in wanted and assignment.unit_id is not None:
            kept.add(part)
        else:
            withdraw(assignment, "Văn phòng thay đơn vị thực hiện.", now)
    for role in (Role.LEAD.value, Role.COORDINATING.value):
        _learn_name(
            session, task, role, live, [units[unit_id] for part, unit_id in wanted - kept if part == role], who, now
        )
    for role, unit_id in sorted(wanted - kept):
        _replace(session, task, role, units[unit_id], live, now)
    task.version += 1
    session.flush()
    record(
        session, now, who, "task.units_set", ("task", task_id), leads=sorted(leads), coordinators=sorted(coordinators)
    )


def _learn_name(
    session: Session,
    task: Task,
    role: str,
    live: Sequence[Assignment],
    chosen: Sequence[Unit],
    who: Actor,
    now: datetime,
) -> None:
    """One open name and one chosen unit: the name means that unit. A collective stays what it is."""
    asked = [
        row
        for row in live
        if row.role == role and row.resolution in {ResolutionStatus.AMBIGUOUS, ResolutionStatus.UNKNOWN}
    ]
    if len(asked) == 1 and len(chosen) == 1:
        learn_alias(session, task.directive_id, asked[0].name, chosen[0].code, who, now)


def _replace(session: Session, task: Task, role: str, unit: Unit, former: Sequence[Assignment], now: datetime) -> None:
    confirmed = task.confirmed_at is not None
    place = next((assignment.place for assignment in former if assignment.role == role), None)
    session.add(
        Assignment(
            task_id=task.id,
            role=role,
            name=unit.name,
            unit_id=unit.id,
            resolution=ResolutionStatus.RESOLVED,
            place=place,
            created_at=now,
            opened_at=now if confirmed else None,
            confirmed_at=now if confirmed else None,
        )
    )


def _current(session: Session, task_id: int, version: int) -> Task:
    task = queries.task(session, task_id)
    if task.version != version:
        message = "Nhiệm vụ đã được người khác sửa. Xem lại nội dung mới rồi sửa tiếp."
        raise Conflict(message, reason="stale")
    return task


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value
    return value.isoformat() if isinstance(value, date) else value
