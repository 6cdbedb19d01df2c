"""What is done with results: reported with evidence, taken back, reviewed by the monitor, confirmed or returned."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.acting.queries import last_report
from compliance.entries.acting.service import By, act, locked
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.completeness import lacks_of_report
from compliance.entries.flagged.service import answer_flags
from compliance.entries.models import Entry, Return
from compliance.entries.procedures.models import TaskMonitor
from compliance.entries.results.evidence import SentFile, refusal
from compliance.entries.results.keeping import kept_files
from compliance.entries.returns import EntryKind, ReturnReason
from compliance.entries.sweep.service import flag_and_return, write_return
from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.organisation import Unit
from core.storage import FileStore
from extraction.models import Task

OFFICE_REASONS = frozenset({ReturnReason.WRONG, ReturnReason.NOT_AS_REQUIRED})


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What the unit wrote of its result; ``cause``: why, where it answers a return."""

    result: str
    cause: str = ""
    files: tuple[SentFile, ...] = ()


def report(
    session: Session,
    store: FileStore,
    assignment_id: int,
    form: ReportForm,
    who: Actor,
    law: Law,
    now: datetime,
) -> Entry:
    """Report a result with its evidence; it carries whatever entry or re-entry is still owed.

    Raises:
        NotFound: no such assignment.
        Invalid: the result is not told, there is no evidence, or a file cannot be taken.
        Conflict: reported already, or "not ours" waits for its answer.
    """
    why_not = refusal(form.files)
    if why_not is not None:
        raise Invalid(why_not, reason="evidence", fields={"evidence": why_not})
    lacks = lacks_of_report(form.result, len(form.files))
    if lacks:
        words = " ".join(lack.words for lack in lacks)
        raise Invalid(words, reason="incomplete", fields={lack.field: lack.words for lack in lacks})
    locked(session, assignment_id)
    # What was due before this instant is written first: the report stops no clock that has ended.
    flag_and_return(session, law, now, assignment_id=assignment_id)
    given = Given(is_complete=True, n_evidence=len(form.files), cause=form.cause)
    with act(session, assignment_id, Act.REPORT, By(Part.LEAD, who), given, law, now):
        entry = Entry(
            assignment_id=assignment_id,
            kind=EntryKind.REPORT,
            note=form.result.strip(),
            cause=form.cause.strip() or None,
            evidence=kept_files(store, form.files),
            saved_at=now,
            made_at=now,
            account_id=who.account_id or 0,
        )
        session.add(entry)
    answer_flags(session, assignment_id, now)
    return entry


def withdraw_report(session: Session, assignment_id: int, reason: str, who: Actor, law: Law, now: datetime) -> Entry:
    """Take a report back that nobody has answered; it stays in the record.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason given.
        Conflict: there is no report that waits.
    """
    given = Given(reason=reason)
    with act(session, assignment_id, Act.WITHDRAW_REPORT, By(Part.LEAD, who), given, law, now):
        entry = _reported(session, assignment_id)
        entry.withdrawn_at = now
    return entry


def set_monitor(session: Session, task_id: int, unit_id: int | None, who: Actor, now: datetime) -> TaskMonitor | None:
    """Let a unit review the results of a task before the Office does; None: nobody any more.

    Raises:
        NotFound: no such task or unit.
    """
    task, unit = session.get(Task, task_id), session.get(Unit, unit_id) if unit_id is not None else None
    if task is None or (unit is None and unit_id is not None):
        message = "Không có nhiệm vụ hoặc đơn vị này."
        raise NotFound(message)
    row = session.get(TaskMonitor, task_id)
    if unit is None:
        if row is not None:
            session.delete(row)
            row = None
    else:
        row = row or TaskMonitor(task_id=task_id)
        row.unit_id, row.set_at, row.account_id = unit.id, now, who.account_id
        session.add(row)
    session.flush()
    record(session, now, who, "task.monitor_set", ("task", task_id), unit=unit_id)
    return row


def pass_review(session: Session, assignment_id: int, who: Actor, law: Law, now: datetime) -> Entry:
    """Let the monitor pass a reported result on to the Office.

    Raises:
        NotFound: no such assignment.
        Conflict: no report waits for the monitor.
    """
    with act(session, assignment_id, Act.PASS_REVIEW, By(Part.MONITOR, who), Given(), law, now):
        entry = _reported(session, assignment_id)
        entry.reviewed_at, entry.reviewed_by_id = now, who.account_id
    return entry


def confirm_result(session: Session, assignment_id: int, who: Actor, law: Law, now: datetime) -> Entry:
    """Confirm a result, and with it the entry or re-entry still owed: it is done, and never incomplete.

    Raises:
        NotFound: no such assignment.
        Conflict: provisional, nothing waits, or the monitor has not reviewed it.
    """
    with act(session, assignment_id, Act.CONFIRM_RESULT, By(Part.OFFICE, who), Given(), law, now):
        entry = _reported(session, assignment_id)
        entry.confirmed_at, entry.confirmed_by_id = now, who.account_id
    return entry


def return_result(
    session: Session,
    assignment_id: int,
    reason: str,
    missing: str,
    by: By,
    law: Law,
    now: datetime,
) -> Return:
    """Return a result as wrong or not as required, with what is missing; a re-entry clock starts.

    Args:
        by: the Office, or the monitor before the Office has seen it.

    Raises:
        NotFound: no such assignment.
        Invalid: another reason, or nothing said about what is missing.
        Conflict: provisional, or nothing waits for this part.
    """
    if reason not in OFFICE_REASONS:
        message = "Lý do trả lại phải là: sai, hoặc chưa đúng yêu cầu."
        raise Invalid(message, fields={"reason": message})
    doing = Act.MONITOR_RETURN if by.part is Part.MONITOR else Act.RETURN_RESULT
    given = Given(reason=reason, missing=missing)
    with act(session, assignment_id, doing, by, given, law, now):
        entry = _reported(session, assignment_id)
        return write_return(session, entry, reason, missing.strip(), by.who, law, now)


def _reported(session: Session, assignment_id: int) -> Entry:
    entry = last_report(session, assignment_id)
    if entry is None:
        message = "Không có báo cáo kết quả nào."
        raise Conflict(message, reason="not_reported")
    return entry
