"""What is done with tasks: found, opened for their units, confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict
from extraction import queries
from extraction.grammar.register import Resolution, ResolutionStatus, resolve_all
from extraction.lessons.apply import apply_lessons
from extraction.lessons.queries import taught
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from extraction.stored import place_to_json, term_to_json
from extraction.values import Extraction, Role, TaskDraft, UnitMention
from ingest import queries as documents
from ingest.models import Directive

ENGINE = "grammar-1"
DUPLICATE = "Văn bản trùng với văn bản đã có."


def extract_tasks(session: Session, directive_id: int, extraction: Extraction, now: datetime) -> ExtractionRun:
    """Keep what was found in a directive; a second call changes nothing.

    Every unit is looked up in the register as of the issue day (without one: of the arrival), and left open where
    the name could mean two.
    """
    directive = documents.directive(session, directive_id)
    run = queries.run_of(session, directive_id)
    if run is not None:
        return run
    extraction = apply_lessons(extraction, taught(session))
    run = ExtractionRun(
        directive_id=directive_id,
        at=now,
        engine=ENGINE,
        parts=[[part.kind, place_to_json(part.place)] for part in extraction.parts],
        unclaimed=[place_to_json(place) for place in extraction.unclaimed],
        warnings=list(extraction.warnings),
    )
    session.add(run)
    register = queries.register(session)
    mentions = (unit.name for draft in extraction.tasks for unit in (*draft.leads, *draft.coordinators))
    known = resolve_all(mentions, register, directive.issued_on or directive.arrived_at.date())
    ids = queries.unit_ids(session, sorted({code for found in known.values() for code in found.codes}))
    for ordinal, draft in enumerate(extraction.tasks, start=1):
        _add_draft(session, directive, ordinal, draft, known, ids, now)
    session.flush()
    record(
        session,
        now,
        THE_SYSTEM,
        "directive.split",
        ("directive", directive_id),
        tasks=len(extraction.tasks),
        unclaimed=len(run.unclaimed),
    )
    return run


def open_provisional(session: Session, directive_id: int, now: datetime) -> list[int]:
    """Open what may be opened before confirmation; return the ids of the assignments opened now.

    Only units that are certain, in a readable document whose identity stands: a doubtful name, a collective, a badly
    readable page wait for the Office.
    """
    directive = documents.directive(session, directive_id)
    if directive.identity_key is None or (directive.readability or 0) < queries.READABLE_ENOUGH:
        return []
    opened = []
    for assignment in queries.assignments_of(session, directive_id):
        if assignment.opened_at is None and assignment.resolution == ResolutionStatus.RESOLVED:
            assignment.opened_at = now
            opened.append(assignment.id)
    if opened:
        record(
            session,
            now,
            THE_SYSTEM,
            "assignments.opened",
            ("directive", directive_id),
            assignments=opened,
            provisional=True,
        )
    return opened


def confirm_tasks(
    session: Session,
    directive_id: int,
    *,
    expand: Mapping[int, Sequence[int]],
    knows_unclaimed: bool,
    who: Actor,
    now: datetime,
) -> Confirmation:
    """Make a directive's tasks definite: open what was not open, expand collectives into the members given.

    Args:
        expand: collective assignment id → ids of the member units it is opened for.
        knows_unclaimed: the Office has seen the imperative sentences that no task claims.

    Raises:
        Conflict: confirmed already, identity not known, a unit still open, or unclaimed sentences not seen.
    """
    _refuse_unready(session, directive_id, expand, knows_unclaimed=knows_unclaimed)
    confirmation = Confirmation(directive_id=directive_id, at=now, account_id=who.account_id)
    session.add(confirmation)
    run = queries.run_of(session, directive_id)
    if run is not None:
        run.confirmed_at = now
    for assignment in queries.assignments_of(session, directive_id):
        if assignment.resolution == ResolutionStatus.COLLECTIVE and assignment.id in expand:
            _expand(session, assignment, expand[assignment.id], now)
        elif assignment.unit_id is not None:
            assignment.opened_at = assignment.opened_at or now
            assignment.confirmed_at = now
    for task in queries.tasks_of(session, directive_id):
        task.confirmed_at = now
    session.flush()
    record(session, now, who, "directive.confirmed", ("directive", directive_id), expanded=sorted(expand))
    return confirmation


def _add_draft(
    session: Session,
    directive: Directive,
    ordinal: int,
    draft: TaskDraft,
    known: Mapping[str, Resolution],
    ids: Mapping[str, int],
    now: datetime,
) -> None:
    deadline = draft.deadline
    task = Task(
        directive_id=directive.id,
        ordinal=ordinal,
        text=draft.text,
        start=draft.place.start,
        end=draft.place.end,
        page=draft.place.page,
        box=list(draft.place.box),
        mode=draft.mode,
        deadline_phrase=deadline and deadline.phrase,
        deadline_on=deadline and deadline.on,
        deadline_place=place_to_json(deadline.place) if deadline and deadline.place else None,
        term=term_to_json(deadline.term) if deadline and deadline.term else None,
        period=draft.period,
        deliverable=draft.deliverable,
        channel=draft.channel,
        field=draft.field,
        warnings=list(draft.warnings),
        ground="page",
        created_at=now,
    )
    session.add(task)
    session.flush()
    seen: set[tuple[str, str]] = set()
    for role, mentions in ((Role.LEAD, draft.leads), (Role.COORDINATING, draft.coordinators)):
        for mention in mentions:
            found = known[mention.name]
            key = (found.codes[0], "") if found.status is ResolutionStatus.RESOLVED else ("", mention.name)
            if key not in seen:
                seen.add(key)
                session.add(_assignment(task, role, mention, found, ids, now))


def _assignment(
    task: Task, role: Role, mention: UnitMention, found: Resolution, ids: Mapping[str, int], now: datetime
) -> Assignment:
    return Assignment(
        task_id=task.id,
        role=role,
        name=mention.name,
        unit_id=ids[found.codes[0]] if found.status is ResolutionStatus.RESOLVED else None,
        resolution=found.status,
        candidates=[ids[code] for code in found.codes if code in ids],
        place=place_to_json(mention.place),
        created_at=now,
    )


def _refuse_unready(
    session: Session, directive_id: int, expand: Mapping[int, Sequence[int]], *, knows_unclaimed: bool
) -> None:
    directive = documents.directive(session, directive_id)
    run = queries.run_of(session, directive_id)
    if directive.identity_key is None:
        message = "Chưa rõ số, ký hiệu, ngày hoặc cơ quan ban hành: nhập các mục này trước khi xác nhận."
        raise Conflict(message, reason="no_identity")
    if run is None:
        message = "Văn bản chưa được tách nhiệm vụ."
        raise Conflict(message, reason="not_split")
    if queries.confirmation(session, directive_id) is not None:
        message = "Văn bản này đã được xác nhận."
        raise Conflict(message, reason="confirmed")
    if run.unclaimed and not knows_unclaimed:
        message = (
            f"Còn {len(run.unclaimed)} câu giao việc chưa thuộc nhiệm vụ nào: đánh dấu đã xem, hoặc thêm nhiệm vụ."
        )
        raise Conflict(message, reason="unclaimed")
    led = {
        assignment.task_id
        for assignment in queries.assignments_of(session, directive_id)
        if assignment.role == Role.LEAD
    }
    without = [str(task.ordinal) for task in queries.tasks_of(session, directive_id) if task.id not in led]
    if without:
        message = f"Nhiệm vụ {', '.join(without)} chưa có đơn vị chủ trì. Chọn đơn vị rồi xác nhận lại."
        raise Conflict(message, reason="no_lead")
    open_names = [
        assignment.name
        for assignment in queries.assignments_of(session, directive_id)
        if assignment.role == Role.LEAD and assignment.unit_id is None and not expand.get(assignment.id)
    ]
    if open_names:
        message = (
            "Chưa rõ đơn vị chủ trì: " + "; ".join(open_names[:5]) + ". Chọn đơn vị cho từng nhiệm vụ rồi xác nhận lại."
        )
        raise Conflict(message, reason="open_units")


def _expand(session: Session, collective: Assignment, members: Sequence[int], now: datetime) -> None:
    """Open the task for each member; the collective's own row gives way to them."""
    taken = set(
        session.scalars(
            select(Assignment.unit_id).where(
                Assignment.task_id == collective.task_id,
                Assignment.withdrawn_at.is_(None),
                Assignment.unit_id.is_not(None),
            )
        )
    )
    for unit_id in members:
        if unit_id in taken:
            continue
        session.add(
            Assignment(
                task_id=collective.task_id,
                role=collective.role,
                name=collective.name,
                unit_id=unit_id,
                resolution=ResolutionStatus.RESOLVED,
                place=collective.place,
                expanded_from_id=collective.id,
                created_at=now,
                opened_at=now,
                confirmed_at=now,
            )
        )
    withdraw(collective, "Đã giao cho từng đơn vị thành viên.", now)


def close_duplicate(session: Session, directive_id: int, now: datetime) -> None:
    """Take back what a directive opened before it was known as a duplicate: the first one's tasks are the tasks."""
    for assignment in queries.assignments_of(session, directive_id):
        withdraw(assignment, DUPLICATE, now)


def reopen_no_duplicate(session: Session, directive_id: int) -> None:
    """Let the assignments of a directive that is no duplicate after all wait for their opening again."""
    question = (
        select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id == directive_id, Assignment.withdrawn_reason == DUPLICATE)
    )
    for assignment in session.scalars(question):
        assignment.withdrawn_at = assignment.withdrawn_reason = None


def withdraw(assignment: Assignment, reason: str, now: datetime) -> None:
    """End an assignment; what hung on it is void, its row stays."""
    assignment.withdrawn_at, assignment.withdrawn_reason = now, reason
