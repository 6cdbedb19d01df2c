"""What the Office does to the cut of tasks: split, merge, another lead.

The parts of a split keep opening, clock and entries; merged tasks lose no valid entry and no later clock; a new lead
counts from its own opening, and what hung on the one before is void. Once a task is confirmed, each is done by
authority and with a reason; before, it is part of the check.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.deadlines.service import set_deadlines
from compliance.entries.acting.queries import state
from compliance.entries.acting.service import By, act
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.counters.service import count_directive
from compliance.entries.reshaping.record.service import carry_entries, carry_record
from compliance.entries.states import Answer, Extension, Review, Work
from compliance.entries.sweep.service import flag_and_return, void_withdrawn
from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.organisation import Unit
from extraction import queries as tasks
from extraction.grammar.register import ResolutionStatus
from extraction.models import Assignment, Task
from extraction.service import withdraw
from extraction.stored import term_to_json
from extraction.values import Role, Term, TermKind

FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class TaskPart:
    """One part of a split: its words, its own time (None: that of the whole), its product (None: the whole's)."""

    text: str
    phrase: str | None = None
    term: Term | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Merging:
    """The tasks that are taken in, and the words of the task that is left."""

    others: Sequence[int]
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """By whose authority the Office acts, and why."""

    reason: str
    authority: str

    @property
    def given(self) -> Given:
        """Return it as an act asks for it."""
        return Given(reason=self.reason.strip(), authority=self.authority.strip())


def split_task(
    session: Session,
    task_id: int,
    version: int,
    parts: Sequence[TaskPart],
    order: Order,
    who: Actor,
    law: Law,
    now: datetime,
) -> list[Task]:
    """Part a task; the first part stays the task itself, the others are new tasks of the same units.

    Raises:
        NotFound: no such task.
        Invalid: fewer than two parts, one without words, or no reason or authority.
        Conflict: changed meanwhile, done, or something about it waits for an answer.
    """
    task = _current(session, task_id, version)
    if len(parts) < FEWEST_PARTS or not all(part.text.strip() for part in parts):
        message = "Tách nhiệm vụ cần ít nhất hai phần, mỗi phần có nội dung."
        raise Invalid(message, fields={"parts": message})
    live = [row for row in _live(session, task_id) if not state(session, row).is_done]
    if not any(row.role == Role.LEAD for row in live):
        message = "Nhiệm vụ đã có kết quả được xác nhận: không tách nữa."
        raise Conflict(message, reason="done")
    for assignment in _opened(live):
        _refuse_pending(session, assignment)
        if task.confirmed_at is not None:
            with act(session, assignment.id, Act.SPLIT, By(Part.OFFICE, who), order.given, law, now):
                pass
    before = task.text
    made = [task, *(_part_task(session, task, part, now) for part in parts[1:])]
    for part_task in made[1:]:
        _copy_assignments(session, live, part_task, now)
    _write(task, parts[0])
    task.version += 1
    detail = {"before": before, "parts": [each.id for each in made], "reason": order.reason.strip()}
    record(session, now, who, "task.split", ("task", task_id), **detail)
    _settle(session, task.directive_id, law, now)
    return made


def merge_tasks(
    session: Session,
    task_id: int,
    version: int,
    merging: Merging,
    order: Order,
    who: Actor,
    law: Law,
    now: datetime,
) -> Task:
    """Let a task take in others of its directive; they are removed and point to it.

    A unit of both keeps its assignment here, with the entries it made there if it has none here and the later of both
    clocks; a unit of another task alone comes over with all that is on its record.

    Raises:
        NotFound: no such task.
        Invalid: no words, no other task, the task itself, or no reason or authority, whoever the units are.
        Conflict: of another directive, changed meanwhile, done, or something waits for an answer.
    """
    task = _current(session, task_id, version)
    others = list(dict.fromkeys(merging.others))
    if not merging.text.strip() or not others or task_id in others:
        message = "Gộp nhiệm vụ cần nội dung chung và ít nhất một nhiệm vụ khác."
        raise Invalid(message, fields={"others": message})
    for other_id in others:
        other = _current(session, other_id, None)
        if other.directive_id != task.directive_id:
            message = "Chỉ gộp các nhiệm vụ của cùng một văn bản."
            raise Conflict(message, reason="other_directive")
        _take_in(session, task, other, order, who, law, now)
        other.removed_at, other.merged_into_id = now, task.id
        other.removed_reason = f"Gộp vào nhiệm vụ {task.ordinal}. {order.reason.strip()}"
        record(session, now, who, "task.merged", ("task", other.id), into=task.id, reason=order.reason.strip())
    task.text = merging.text.strip()
    task.version += 1
    _settle(session, task.directive_id, law, now)
    return task


def replace_lead(
    session: Session, assignment_id: int, unit_id: int, order: Order, who: Actor, law: Law, now: datetime
) -> Assignment:
    """Give a lead unit's part to another unit, which counts from its own opening.

    Raises:
        NotFound: no such assignment.
        Invalid: an unknown unit, one that leads the task already, or no reason or authority.
        Conflict: the assignment is no lead, done or closed.
    """
    unit = session.get(Unit, unit_id)
    own = session.get(Assignment, assignment_id)
    live = _live(session, own.task_id) if own is not None else []
    if unit is None or any(row.unit_id == unit_id and row.role == Role.LEAD for row in live):
        message = "Chọn một đơn vị trong danh mục, chưa chủ trì nhiệm vụ này."
        raise Invalid(message, fields={"unit": message})
    with act(session, assignment_id, Act.REPLACE_LEAD, By(Part.OFFICE, who), order.given, law, now) as moved:
        former = moved.assignment
        for row in live:
            is_later = row.instance_of_id == former.id
            if row.id == former.id or is_later or (row.unit_id == unit_id and row.role != Role.LEAD):
                withdraw(row, f"Thay đơn vị chủ trì. {order.reason.strip()}", now)
        new = Assignment(
            task_id=former.task_id,
            role=Role.LEAD,
            name=unit.name,
            unit_id=unit_id,
            resolution=ResolutionStatus.RESOLVED,
            place=former.place,
            created_at=now,
            opened_at=now,
            confirmed_at=now,
        )
        session.add(new)
        session.flush()
    task = tasks.task(session, new.task_id)
    task.version += 1
    detail = {"before": former.unit_id, "after": unit_id, "assignment": new.id, "reason": order.reason.strip()}
    record(session, now, who, "task.lead_replaced", ("task", task.id), **detail)
    _settle(session, task.directive_id, law, now)
    return new


def _current(session: Session, task_id: int, version: int | None) -> Task:
    task = tasks.task(session, task_id)
    if version is not None and task.version != version:
        message = "Nhiệm vụ đã được người khác sửa. Xem lại nội dung mới rồi làm tiếp."
        raise Conflict(message, reason="stale")
    return task


def _live(session: Session, task_id: int) -> list[Assignment]:
    """What is in force; before confirmation that may be a name that is no unit yet."""
    question = select(Assignment).where(Assignment.task_id == task_id, Assignment.withdrawn_at.is_(None))
    return list(session.scalars(question.order_by(Assignment.id)))


def _opened(live: Sequence[Assignment]) -> list[Assignment]:
    return [row for row in live if row.opened_at is not None]


def _refuse_pending(session: Session, assignment: Assignment) -> None:
    """What waits for an answer is answered first: the answer would be about a task that is no longer there."""
    now = state(session, assignment)
    waits = (
        (now.not_ours is Answer.ASKED, "đơn vị báo không thuộc thẩm quyền"),
        (now.contest is Answer.ASKED, "đơn vị đang kiến nghị"),
        (now.extension is Extension.ASKED, "đơn vị đang xin gia hạn"),
        (now.work is Work.REPORTED and now.review is Review.AWAITING, "báo cáo kết quả đang chờ xác nhận"),
    )
    for is_so, words in waits:
        if is_so:
            message = f"Chưa tách, gộp được: {words}. Trả lời đơn vị trước."
            raise Conflict(message, reason="pending")


def _part_task(session: Session, task: Task, part: TaskPart, now: datetime) -> Task:
    last = session.scalar(select(func.max(Task.ordinal)).where(Task.directive_id == task.directive_id)) or 0
    kept = ("start", "end", "page", "box", "mode", "deadline_phrase", "deadline_on", "deadline_place", "term")
    also = ("period", "deliverable", "channel", "field", "ground", "directive_id")
    row = Task(
        **{name: getattr(task, name) for name in (*kept, *also)},
        ordinal=last + 1,
        text="",
        warnings=[],
        created_at=now,
        confirmed_at=now if task.confirmed_at else None,
        split_from_id=task.id,
    )
    _write(row, part)
    session.add(row)
    session.flush()
    return row


def _write(task: Task, part: TaskPart) -> None:
    task.text = part.text.strip()
    if part.term is not None:
        task.deadline_phrase, task.term, task.period = part.phrase, term_to_json(part.term), part.term.period
        task.deadline_on = part.term.on if part.term.kind is TermKind.DAY else None
    if part.product is not None:
        task.deliverable = part.product.strip()


def _copy_assignments(session: Session, live: Sequence[Assignment], task: Task, now: datetime) -> None:
    firsts: dict[int, int] = {}
    for row in live:
        copy = Assignment(
            task_id=task.id,
            role=row.role,
            name=row.name,
            unit_id=row.unit_id,
            resolution=row.resolution,
            candidates=row.candidates,
            place=row.place,
            instance_of_id=firsts.get(row.instance_of_id) if row.instance_of_id is not None else None,
            instance_on=row.instance_on,
            created_at=now,
            opened_at=row.opened_at,
            confirmed_at=now if row.confirmed_at else None,
        )
        session.add(copy)
        session.flush()
        firsts[row.id] = copy.id
        carry_record(session, row.id, copy.id)


def _take_in(session: Session, task: Task, other: Task, order: Order, who: Actor, law: Law, now: datetime) -> None:
    ours, theirs = [row for row in _live(session, task.id) if row.instance_of_id is None], _live(session, other.id)
    here = {_who(row): row for row in ours}
    for row in _opened([*ours, *theirs]):
        _refuse_pending(session, row)
    pairs = [(row, here.get(_who(row))) for row in theirs]
    gone = [row if _gives_way(row, own) else own for row, own in pairs if own is not None]
    with ExitStack() as acting:
        for row in [*ours, *theirs]:  # each is asked whether it may be, those that stay or only come over as well
            if row.confirmed_at is not None:
                doing = Act.MERGE_AWAY if row in gone else Act.MERGE
                acting.enter_context(act(session, row.id, doing, By(Part.OFFICE, who), order.given, law, now))
        for row, own in pairs:
            if own is not None and _gives_way(row, own):
                if own.role == row.role == Role.LEAD:
                    _keep_the_better(session, row, own)
                withdraw(row, f"Gộp vào nhiệm vụ {task.ordinal}. {order.reason.strip()}", now)
                continue
            if own is not None:
                withdraw(own, f"Chủ trì sau khi gộp. {order.reason.strip()}", now)
            row.task_id = task.id
            record(session, now, who, "assignment.moved", ("assignment", row.id), task=task.id)


def _gives_way(row: Assignment, own: Assignment) -> bool:
    """Whether a unit's assignment here goes on in place of its other one: not where only the other leads."""
    return own.role == row.role or row.role != Role.LEAD


def _who(row: Assignment) -> int | str:
    """The unit, or the name as long as it is none."""
    return row.unit_id if row.unit_id is not None else row.name


def _keep_the_better(session: Session, gone: Assignment, own: Assignment) -> None:
    """Let the assignment that stays have what was entered on the other, and the later of both entry clocks."""
    if state(session, own).work is Work.NOT_ACCEPTED:
        carry_entries(session, gone.id, own.id)
    clocks = {row.assignment_id: row for row in session.scalars(_entry_clocks(gone.id, own.id))}
    theirs, ours = clocks.get(gone.id), clocks.get(own.id)
    if theirs is None or ours is None or theirs.due_at is None or ours.due_at is None or theirs.due_at <= ours.due_at:
        return
    ours.is_current = False
    values = {column.key: getattr(theirs, column.key) for column in Deadline.__table__.columns if column.key != "id"}
    session.add(Deadline(**{**values, "assignment_id": own.id}))


def _entry_clocks(*assignment_ids: int) -> Select[Deadline]:
    return select(Deadline).where(
        Deadline.assignment_id.in_(assignment_ids), Deadline.clock == "entry", Deadline.is_current
    )


def _settle(session: Session, directive_id: int, law: Law, now: datetime) -> None:
    """Let class, clocks, flags and figures follow."""
    session.flush()
    void_withdrawn(session, directive_id, now)
    set_deadlines(session, directive_id, law, now)
    flag_and_return(session, law, now, directive_id=directive_id)
    count_directive(session, directive_id, now)
