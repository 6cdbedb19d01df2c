"""What is done with entries: drafted, made, returned, confirmed. What is written when none came is in `sweep`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law, load_law
from compliance.deadlines.queries import is_subject
from compliance.entries import queries
from compliance.entries.acting.queries import task_deadline
from compliance.entries.acting.service import By, act
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.completeness import FirstEntry, lacks_of_entry, lacks_of_reentry
from compliance.entries.flagged.service import answer_flags
from compliance.entries.models import Entry, Return
from compliance.entries.sweep.service import flag_and_return, write_return
from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.local_time import local_day
from core.wording import is_blank
from extraction.models import Assignment
from extraction.values import Role

LATE = "late"
_ACTS = {"first": Act.FIRST_ENTRY, "reentry": Act.REENTER, "progress": Act.PROGRESS}
_WRITTEN = ("officer", "product", "planned_on", "planned_why", "first_action", "cause", "note")
OFFICE_REASONS = {"wrong": "sai", "not_as_required": "chưa đúng yêu cầu"}
# Made once: see `acting.queries`.
_OPEN = (
    select(Assignment)
    .where(
        Assignment.id == bindparam("assignment_id"),
        Assignment.opened_at.is_not(None),
        Assignment.withdrawn_at.is_(None),
    )
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What the unit wrote. ``cause`` is asked in a re-entry: why the entry before was returned.

    ``kind``: what the page asked for when it was shown; empty where nobody can tell. A form sent twice is one entry.
    """

    officer: str
    product: str
    planned_on: date | None
    planned_why: str
    first_action: str
    cause: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()
    kind: str = ""


def save_draft(session: Session, assignment_id: int, form: EntryForm, who: Actor, now: datetime) -> Entry:
    """Keep an unfinished entry; it stops no clock. One draft an assignment: the newest text wins."""
    _locked(session, assignment_id)
    draft = queries.draft_of(session, assignment_id)
    if draft is None:
        draft = Entry(assignment_id=assignment_id, kind="draft")
        session.add(draft)
    _fill(draft, form)
    draft.saved_at, draft.account_id = now, who.account_id or 0
    session.flush()
    return draft


def record_entry(
    session: Session, assignment_id: int, form: EntryForm, who: Actor, law: Law, now: datetime
) -> tuple[Entry, Return | None]:
    """Make an entry: the first, the answer to a return, or progress; a late first entry is returned at once.

    Returns:
        The entry as kept, and the return that answered it if the Office has confirmed the task and it came late.

    Raises:
        NotFound: no such open assignment.
        Invalid: something that a valid first entry needs is missing; nothing is kept and no clock stops.
        Conflict: the unit only coordinates.
    """
    assignment = _locked(session, assignment_id)
    if assignment.role != Role.LEAD:
        message = "Đơn vị phối hợp không phải nhập cập nhật lần đầu."
        raise Conflict(message, reason="coordinating")
    made = queries.entries_of(session, assignment_id)
    returned = queries.returns_of(session, assignment_id) if made else ()
    if _is_sent_already(made, form):
        return made[-1], next((row for row in returned if row.entry_id == made[-1].id and row.reason == LATE), None)
    kind = _kind_of_next(made, returned)
    _refuse_incomplete(session, assignment_id, form, kind, law, local_day(now))
    if kind != "progress":
        # What was due before this instant is written first, so that the late entry meets its own flag.
        flag_and_return(session, law, now, assignment_id=assignment_id)
    given = Given(is_complete=True, cause=form.cause, reason=form.note)
    with act(session, assignment_id, _ACTS[kind], By(Part.LEAD, who), given, law, now):
        entry = queries.draft_of(session, assignment_id) or Entry(assignment_id=assignment_id)
        _fill(entry, form)
        entry.kind, entry.made_at, entry.saved_at, entry.account_id = kind, now, now, who.account_id or 0
        session.add(entry)
        session.flush()
        record(session, now, who, "entry.made", ("assignment", assignment_id), entry=entry.id, kind=kind)
    if kind != "progress":
        answer_flags(session, assignment_id, now)
    if kind != "first":
        return entry, None
    return entry, next(iter(flag_and_return(session, law, now, assignment_id=assignment_id).returns), None)


def confirm_entry(session: Session, entry_id: int, who: Actor, now: datetime) -> Entry:
    """Let an entry count as checked; the confirmation of a re-entry ends *incomplete*, the flag stays in the record.

    Raises:
        NotFound: no such entry.
        Conflict: the Office has not confirmed the task, the entry was returned or confirmed, or a newer one exists.
    """
    entry = _last_entry(session, entry_id)
    if entry.kind == "progress":
        _confirm(session, entry, who, now)
        return entry
    by = By(Part.OFFICE, who)
    with act(session, entry.assignment_id, Act.CONFIRM_ENTRY, by, Given(), load_law(), now):
        _confirm(session, entry, who, now)
    return entry


def _confirm(session: Session, entry: Entry, who: Actor, now: datetime) -> None:
    entry.confirmed_at, entry.confirmed_by_id = now, who.account_id
    record(session, now, who, "entry.confirmed", ("assignment", entry.assignment_id), entry=entry.id, kind=entry.kind)


def return_entry(
    session: Session, entry_id: int, reason: str, missing: str, who: Actor, law: Law, now: datetime
) -> Return:
    """Return an entry as wrong or not as required, with what is missing; a re-entry clock starts.

    Raises:
        NotFound: no such entry.
        Invalid: another reason, or nothing said about what is missing.
        Conflict: as `confirm_entry`.
    """
    if reason not in OFFICE_REASONS:
        message = "Lý do trả lại phải là: sai, hoặc chưa đúng yêu cầu."
        raise Invalid(message, fields={"reason": message})
    if is_blank(missing):
        message = "Nêu rõ nội dung còn thiếu hoặc sai để đơn vị nhập lại."
        raise Invalid(message, fields={"missing": message})
    entry = _last_entry(session, entry_id)
    if not is_subject(session, entry.assignment_id):
        message = "Đơn vị không thuộc đối tượng của quy định: chỉ theo dõi, không trả lại."
        raise Conflict(message, reason="not_subject")
    if entry.kind == "progress":
        message = "Bản cập nhật tiến độ không bị trả lại. Trao đổi với đơn vị, hoặc trả lại cập nhật có nội dung sai."
        raise Conflict(message, reason="progress")
    given = Given(reason=reason, missing=missing)
    with act(session, entry.assignment_id, Act.RETURN_ENTRY, By(Part.OFFICE, who), given, law, now):
        return write_return(session, entry, reason, missing.strip(), who, law, now)


def _locked(session: Session, assignment_id: int) -> Assignment:
    """Return the open assignment, locked until the end of the transaction: two entries at once take turns."""
    assignment = session.scalar(_OPEN, {"assignment_id": assignment_id})
    if assignment is None:
        message = "Nhiệm vụ này không còn mở cho đơn vị."
        raise NotFound(message)
    return assignment


def _is_sent_already(made: Sequence[Entry], form: EntryForm) -> bool:
    """Whether this form is what made the newest entry: sent twice is sent once."""
    if not made or not form.kind or made[-1].kind != form.kind:
        return False
    sent = Entry()
    _fill(sent, form)
    return all(getattr(sent, name) == getattr(made[-1], name) for name in _WRITTEN)


def _kind_of_next(made: Sequence[Entry], returned: Sequence[Return]) -> str:
    """A return is answered by a re-entry alone: a progress note neither answers nor hides it."""
    counting = _counting(made)
    if not counting:
        return "first"
    return "reentry" if counting[-1].id in _standing(returned) else "progress"


def _refuse_incomplete(session: Session, assignment_id: int, form: EntryForm, kind: str, law: Law, on: date) -> None:
    if kind == "progress":
        if is_blank(form.note):
            message = "Nêu tiến độ đã thực hiện."
            raise Invalid(message, fields={"note": message})
        return
    deadline = task_deadline(session, assignment_id)
    due_on = None if deadline is None else deadline.due_on
    entry = FirstEntry(form.officer, form.product, form.planned_on, form.planned_why, form.first_action)
    rules = law.on(on)
    if kind == "reentry":
        lacks = lacks_of_reentry(entry, form.cause, due_on, rules)
    else:
        lacks = lacks_of_entry(entry, due_on, rules)
    if lacks:
        message = "Cập nhật chưa đủ nội dung nên chưa được ghi nhận. " + " ".join(lack.words for lack in lacks)
        raise Invalid(message, reason="incomplete", fields={lack.field: lack.words for lack in lacks})


def _fill(entry: Entry, form: EntryForm) -> None:
    entry.officer, entry.product = form.officer.strip(), form.product.strip()
    entry.planned_on, entry.planned_why = form.planned_on, form.planned_why.strip()
    entry.first_action, entry.cause, entry.note = form.first_action.strip(), form.cause.strip(), form.note.strip()
    entry.evidence = list(form.evidence)


def _last_entry(session: Session, entry_id: int) -> Entry:
    entry = session.get(Entry, entry_id)
    if entry is None or entry.made_at is None:
        message = "Không có cập nhật này."
        raise NotFound(message)
    assignment = _locked(session, entry.assignment_id)
    counting = _counting(queries.entries_of(session, assignment.id))
    is_newest = not counting or entry.kind == "progress" or counting[-1].id == entry.id
    if assignment.confirmed_at is None:
        message = "Nhiệm vụ còn dự kiến: xác nhận văn bản trước khi xác nhận hoặc trả lại cập nhật."
        raise Conflict(message, reason="provisional")
    if (
        entry.confirmed_at is not None
        or entry.id in _standing(queries.returns_of(session, assignment.id))
        or not is_newest
    ):
        message = "Cập nhật này đã được xử lý hoặc đã có cập nhật mới hơn."
        raise Conflict(message, reason="handled")
    return entry


def _counting(made: Sequence[Entry]) -> list[Entry]:
    """The first entry and the re-entries, oldest first: what stops a clock or answers a return."""
    return [entry for entry in made if entry.kind != "progress" and entry.withdrawn_at is None]


def _standing(returned: Sequence[Return]) -> set[int]:
    return {row.entry_id for row in returned if row.voided_at is None}
