"""What is done with deadlines: the class of a directive, and both clocks of every opened assignment, with receipts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from compliance.deadlines import queries
from compliance.deadlines.classes import classify
from compliance.deadlines.clocks import Clock, Inputs, entry_inputs, office_inputs, task_inputs, term_from
from compliance.deadlines.law import Law
from compliance.deadlines.models import Classification, Deadline
from compliance.deadlines.receipts import Ground, Held, Receipt, compute_receipt, held_spans
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid
from core.local_time import start_of_day
from core.wording import is_blank
from extraction import queries as tasks
from extraction.models import Assignment, ExtractionRun, Task
from extraction.values import EntryClass, Role, Term, TermKind
from ingest import queries as documents
from ingest.letterhead import Urgency
from ingest.models import Directive


def set_deadlines(session: Session, directive_id: int, law: Law, now: datetime) -> list[Deadline]:
    """Bring class and clocks of a directive to what its rows say now; return the deadlines that were written.

    A date is computed again only where its inputs or the law changed; the former row stays as history. A change never
    brings a unit's instant forward: then the former date goes on counting, and the audit trail says so.
    """
    directive = documents.directive(session, directive_id)
    assignments, tasks_by_id = tasks.assignments_of(session, directive_id), _tasks_by_id(session, directive_id)
    found = _classify(session, directive, len(tasks_by_id), assignments, law, now)
    entry_class = EntryClass(found.entry_class)
    known = {(row.assignment_id, row.clock): row for row in queries.current(session, directive_id)}
    written: list[Deadline | None] = []
    if entry_class is not EntryClass.NONE:
        inputs = office_inputs(entry_class, directive.arrived_at)
        receipt = compute_receipt(Clock.OFFICE, inputs, _arrival_ground(directive), law.rulebook, law.calendar)
        written.append(_keep(session, directive, None, receipt, known.get((None, "office")), now))
    bound = queries.bound_assignments(session, directive_id)
    run = tasks.run_of(session, directive_id)
    for assignment in assignments:
        if assignment.opened_at is not None and assignment.role == Role.LEAD and directive.issued_on is not None:
            task = tasks_by_id[assignment.task_id]
            # A unit that the regulation does not bind is followed; neither it nor a later instance owes a first entry.
            owed = entry_class if assignment.id in bound and assignment.instance_of_id is None else EntryClass.NONE
            receipts = _receipts(directive, run, assignment, task, owed, directive.issued_on, law)
            if all(receipt.clock is not Clock.TASK for receipt in receipts):
                _retire(session, known.get((assignment.id, Clock.TASK.value)), now)
            for receipt in receipts:
                before = known.get((assignment.id, receipt.clock.value))
                written.append(_keep(session, directive, assignment, receipt, before, now))
    session.flush()
    return [row for row in written if row is not None]


def set_decided(session: Session, assignment_id: int, column: Clock, receipt: Receipt, now: datetime) -> Deadline:
    """Write the date that a decision set for an assignment's entry or task clock; the one before stays as history.

    Args:
        column: the clock whose date it is, entry or task; the receipt says by which clock it was computed.

    Raises:
        NotFound: the clock never ran.
    """
    before = queries.current_of(session, assignment_id, column.value)
    before.is_current = False
    row = Deadline(
        directive_id=before.directive_id,
        assignment_id=assignment_id,
        clock=column,
        due_on=receipt.due_on,
        due_at=receipt.unit_due_at,
        tam_tinh=receipt.answer.tam_tinh,
        receipt=receipt.plain(),
        receipt_sha256=receipt.sha256,
        computed_at=now,
    )
    session.add(row)
    session.flush()
    detail = {"clock": column.value, "by": receipt.clock.value, "due_on": row.receipt["due_on"]}
    record(session, now, THE_SYSTEM, "deadline.set", ("assignment", assignment_id), **detail)
    return row


def reclassify(
    session: Session, directive_id: int, entry_class: EntryClass, why: str, who: Actor, now: datetime
) -> Classification:
    """Let the Office's class count from now on; who and why stand in the row and in the audit trail.

    Raises:
        Invalid: no reason, or the class of a document without tasks.
        Conflict: the directive is not split yet.
    """
    if is_blank(why) or entry_class is EntryClass.NONE:
        message = "Cần chọn loại (khẩn, nhiều nhiệm vụ, thường) và nêu lý do phân loại lại."
        raise Invalid(message, fields={"why": message})
    known = queries.classification(session, directive_id)
    if known is None:
        message = "Văn bản chưa được tách nhiệm vụ."
        raise Conflict(message)
    row = Classification(
        directive_id=directive_id,
        entry_class=entry_class,
        why=why.strip(),
        n_tasks=known.n_tasks,
        n_leads=known.n_leads,
        at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    detail = {"before": known.entry_class, "after": entry_class.value, "why": why.strip()}
    record(session, now, who, "directive.reclassified", ("directive", directive_id), **detail)
    return row


def _tasks_by_id(session: Session, directive_id: int) -> dict[int, Task]:
    return {task.id: task for task in tasks.tasks_of(session, directive_id)}


def _classify(
    session: Session,
    directive: Directive,
    n_tasks: int,
    assignments: Sequence[Assignment],
    law: Law,
    now: datetime,
) -> Classification:
    """Class the directive by the tasks and leads it has now; a class that the Office gave stays."""
    known = queries.classification(session, directive.id)
    if known is not None and known.account_id is not None:
        return known
    leads = {assignment.unit_id or assignment.name for assignment in assignments if assignment.role == Role.LEAD}
    rules = law.on(directive.issued_on or directive.arrived_at.date())
    urgency = Urgency(directive.urgency or Urgency.REGULAR)
    found = classify(urgency, directive.kind, n_tasks, len(leads), rules)
    if known is not None and (known.entry_class, known.n_tasks, known.n_leads) == (
        found.entry_class, n_tasks, len(leads)
    ):  # fmt: skip
        return known
    row = Classification(
        directive_id=directive.id,
        entry_class=found.entry_class,
        why=found.why,
        n_tasks=n_tasks,
        n_leads=len(leads),
        at=now,
    )
    session.add(row)
    session.flush()
    detail = {"entry_class": found.entry_class.value, "tasks": n_tasks, "leads": len(leads)}
    record(session, now, THE_SYSTEM, "directive.classified", ("directive", directive.id), **detail)
    return row


def _receipts(
    directive: Directive,
    run: ExtractionRun | None,
    assignment: Assignment,
    task: Task,
    entry_class: EntryClass,
    issued_on: date,
    law: Law,
) -> Sequence[Receipt]:
    """Compute the clocks of an opened lead assignment: entry always, task where the directive names a time."""
    held = held_spans(
        start_of_day(issued_on),
        [
            ("document_system", directive.arrived_at),
            ("extraction", run.at if run else None),
            ("office", assignment.opened_at),
        ],
    )
    ground = _issue_ground(directive, issued_on)
    clocks: list[tuple[Clock, Inputs, tuple[Held, ...]]] = []
    if entry_class is not EntryClass.NONE:
        clocks.append((Clock.ENTRY, entry_inputs(entry_class, issued_on, assignment.opened_at), held))
    term = _term(task, assignment.instance_on)
    if term is not None:
        clocks.append((Clock.TASK, task_inputs(term, issued_on), ()))
    return [
        compute_receipt(clock, inputs, ground, law.rulebook, law.calendar, spans) for clock, inputs, spans in clocks
    ]


def _keep(
    session: Session,
    directive: Directive,
    assignment: Assignment | None,
    receipt: Receipt,
    before: Deadline | None,
    now: datetime,
) -> Deadline | None:
    """Write a computed date beside the one before; return None where the one before goes on counting."""
    subject = ("directive", directive.id) if assignment is None else ("assignment", assignment.id)
    plain = receipt.plain()
    if before is not None and all(before.receipt[field] == plain[field] for field in plain if field != "held_by"):
        return None
    if before is not None and _is_decided(before) and _is_not_later(receipt.unit_due_at, before.due_at):
        return None
    moves_forward = (
        before is not None
        and receipt.clock is not Clock.TASK
        and before.due_at is not None
        and receipt.unit_due_at is not None
        and receipt.unit_due_at < before.due_at
    )
    if moves_forward:
        record(
            session, now, THE_SYSTEM, "deadline.kept", subject, clock=receipt.clock.value, computed=plain["unit_due_at"]
        )
        return None
    if before is not None:
        before.is_current = False
    row = Deadline(
        directive_id=directive.id,
        assignment_id=assignment and assignment.id,
        clock=receipt.clock,
        due_on=receipt.due_on,
        due_at=receipt.unit_due_at,
        tam_tinh=receipt.answer.tam_tinh,
        receipt=plain,
        receipt_sha256=receipt.sha256,
        computed_at=now,
    )
    session.add(row)
    record(session, now, THE_SYSTEM, "deadline.set", subject, clock=receipt.clock.value, due_on=plain["due_on"])
    return row


def _is_decided(row: Deadline) -> bool:
    """Whether a decision set the date (an extension, a refusal, a hold, a contest), and not the directive alone."""
    return bool(row.receipt["clock"] != row.clock)


def _is_not_later(computed_at: datetime | None, decided_at: datetime | None) -> bool:
    return computed_at is None or (decided_at is not None and computed_at <= decided_at)


def _retire(session: Session, before: Deadline | None, now: datetime) -> None:
    """The Office has taken the task's time away: its date counts no longer and stays as history."""
    if before is not None and before.assignment_id is not None:
        before.is_current, before.retired_at = False, now
        record(session, now, THE_SYSTEM, "deadline.retired", ("assignment", before.assignment_id), deadline=before.id)


def _term(task: Task, instance_on: date | None) -> Term | None:
    if instance_on is not None:
        return Term(TermKind.DAY, f"kỳ đến ngày {instance_on:%d/%m/%Y}", on=instance_on)
    if task.term is not None:
        return term_from(task.term)
    if task.deadline_on is not None:
        return Term(TermKind.DAY, task.deadline_phrase or f"ngày {task.deadline_on:%d/%m/%Y}", on=task.deadline_on)
    return None


def _issue_ground(directive: Directive, issued_on: date) -> Ground:
    return Ground("Ngày ban hành", issued_on.isoformat(), _evidence(directive.grounds.get("issued_on")))


def _arrival_ground(directive: Directive) -> Ground:
    evidence = f"tệp lưu bền vững, SHA-256 {directive.sha256[:12]}…"
    return Ground("Văn bản đến hệ thống", directive.arrived_at.isoformat(), evidence)


def _evidence(ground: dict[str, object] | None) -> str:
    """Say in words where the issue day stands."""
    if ground is None:
        return "văn bản"
    if ground["kind"] == "office":
        return f"Văn phòng nhập: {ground['by']}, {ground['at']}"
    return f"văn bản, trang {ground['page']}"
