"""One maker a table, with field-true defaults: what a test does not say is what the field would have.

Every maker adds its row to the session, flushes, and gives it back.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from argon2 import PasswordHasher
from sqlalchemy import update
from sqlalchemy.orm import Session

from compliance.deadlines.models import Classification, Deadline
from compliance.entries.models import Entry, LateFlag, Return
from core.naming import fold, sort_key
from core.organisation import Account, Unit, UnitStanding
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from ingest.identity import identity_key
from ingest.models import Arrival, Directive

ISSUED_ON = date(2026, 8, 20)
ARRIVED_AT = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
PASSWORD = "mật khẩu thử nghiệm"
_numbers = count(1)
_quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def password_hash(password: str = PASSWORD) -> str:
    """A true argon2 hash with small parameters, which it carries itself: slow ones would be paid at every sign-in."""
    return _quick.hash(password)


def _add(session: Session, row):
    session.add(row)
    session.flush()
    return row


def unit(
    session: Session, name: str = "Sở Tài chính", *, kind: str = "department", is_subject: bool = True, **others
) -> Unit:
    code = others.pop("code", f"U{next(_numbers):04}")
    row = Unit(
        code=code, name=name, folded=fold(name), sort_key=sort_key(name), kind=kind, valid_from=None, valid_to=None
    )
    _add(session, row)
    _add(session, UnitStanding(unit_id=row.id, from_on=date(2025, 1, 1), is_subject=is_subject))
    return row


def account(session: Session, role: str = "office", unit: Unit | None = None, **others) -> Account:
    number = next(_numbers)
    values = {
        "username": f"{role}{number}",
        "full_name": "Lê Thị Lan" if role == "office" else f"Cán bộ {number}",
        "password_hash": password_hash(),
        "is_active": True,
        "failed_sign_ins": 0,
        "created_at": ARRIVED_AT,
    }
    return _add(session, Account(role=role, unit_id=unit.id if unit else None, **{**values, **others}))


def directive(session: Session, *, number: str | None = None, **others) -> Directive:
    n = next(_numbers)
    number = number or f"{n}/UBND-CN"
    values = {
        "sha256": f"{n:064x}",
        "file_name": f"cong-van-{n}.pdf",
        "size": 120_000,
        "media_type": "application/pdf",
        "arrived_at": ARRIVED_AT,
        "number": number,
        "issued_on": ISSUED_ON,
        "issuer": "UBND tỉnh Thanh Hóa",
        "identity_key": identity_key("UBND tỉnh Thanh Hóa", number, ISSUED_ON),
        "kind": "Công văn",
        "subject": "V/v sửa chữa kho lưu trữ",
        "urgency": "regular",
        "read_at": ARRIVED_AT + timedelta(minutes=1),
        "readability": 0.98,
        "n_pages": 1,
    }
    return _add(session, Directive(**{**values, **others}))


def arrival(session: Session, directive: Directive, **others) -> Arrival:
    values = {"source": "folder", "name": directive.file_name, "sha256": directive.sha256, "at": directive.arrived_at}
    return _add(
        session, Arrival(directive_id=directive.id, outcome=others.pop("outcome", "new"), **{**values, **others})
    )


def run(session: Session, directive: Directive, **others) -> ExtractionRun:
    values = {
        "at": ARRIVED_AT + timedelta(minutes=2),
        "engine": "grammar-1",
        "parts": [],
        "unclaimed": [],
        "warnings": [],
    }
    return _add(session, ExtractionRun(directive_id=directive.id, **{**values, **others}))


def classification(session: Session, directive: Directive, entry_class: str = "regular", **others) -> Classification:
    values = {"why": "Có 1 nhiệm vụ, 1 đơn vị chủ trì.", "n_tasks": 1, "n_leads": 1, "at": ARRIVED_AT}
    return _add(session, Classification(directive_id=directive.id, entry_class=entry_class, **{**values, **others}))


def confirmation(session: Session, directive: Directive, by: Account, **others) -> Confirmation:
    at = others.pop("at", ARRIVED_AT)
    session.execute(update(ExtractionRun).where(ExtractionRun.directive_id == directive.id).values(confirmed_at=at))
    return _add(session, Confirmation(directive_id=directive.id, at=at, account_id=by.id))


def task(session: Session, directive: Directive, **others) -> Task:
    values = {
        "ordinal": next(_numbers),
        "text": "1. Giao Sở Tài chính thẩm định dự toán kinh phí, báo cáo UBND tỉnh trước ngày 15/09/2026.",
        "start": 0,
        "end": 80,
        "page": 1,
        "box": [0.12, 0.4, 0.88, 0.46],
        "mode": "assign",
        "deadline_phrase": "trước ngày 15/09/2026",
        "deadline_on": date(2026, 9, 15),
        "ground": "page",
        "version": 1,
        "created_at": ARRIVED_AT,
        "confirmed_at": None,
    }
    return _add(session, Task(directive_id=directive.id, **{**values, **others}))


def assignment(session: Session, task: Task, unit: Unit, role: str = "lead", **others) -> Assignment:
    values = {
        "unit_id": unit.id,
        "name": unit.name,
        "resolution": "resolved",
        "candidates": [unit.id],
        "created_at": ARRIVED_AT,
        "opened_at": ARRIVED_AT,
        "confirmed_at": None,
    }
    return _add(session, Assignment(task_id=task.id, role=role, **{**values, **others}))


def deadline(session: Session, directive: Directive, assignment: Assignment | None, clock: str, **others) -> Deadline:
    values = {
        "due_on": date(2026, 8, 21),
        "due_at": datetime(2026, 8, 21, 17, 0, tzinfo=UTC),
        "tam_tinh": False,
        "receipt": {},
        "receipt_sha256": "0" * 64,
        "computed_at": ARRIVED_AT,
        "is_current": True,
    }
    return _add(
        session,
        Deadline(
            directive_id=directive.id, assignment_id=assignment and assignment.id, clock=clock, **{**values, **others}
        ),
    )


def entry(session: Session, assignment: Assignment, by: Account, kind: str = "first", **others) -> Entry:
    made_at = others.pop("made_at", ARRIVED_AT + timedelta(hours=2))
    values = {
        "officer": "Nguyễn Văn Bình",
        "product": "Báo cáo thẩm định dự toán",
        "planned_on": date(2026, 9, 10),
        "first_action": "Lập tổ thẩm định trong tuần này",
        "saved_at": made_at or ARRIVED_AT,
    }
    return _add(
        session,
        Entry(assignment_id=assignment.id, account_id=by.id, kind=kind, made_at=made_at, **{**values, **others}),
    )


def returned(session: Session, entry: Entry, reason: str = "late", **others) -> Return:
    values = {
        "made_at": ARRIVED_AT + timedelta(days=2),
        "reentry_due_on": date(2026, 8, 24),
        "reentry_due_at": datetime(2026, 8, 24, 17, 0, tzinfo=UTC),
        "receipt": {},
    }
    return _add(
        session, Return(assignment_id=entry.assignment_id, entry_id=entry.id, reason=reason, **{**values, **others})
    )


def flag(session: Session, assignment: Assignment, **others) -> LateFlag:
    values = {
        "unit_id": assignment.unit_id,
        "due_on": date(2026, 8, 21),
        "due_at": datetime(2026, 8, 21, 17, 0, tzinfo=UTC),
        "written_at": datetime(2026, 8, 21, 17, 1, tzinfo=UTC),
        "tam_tinh": False,
    }
    return _add(session, LateFlag(assignment_id=assignment.id, **{**values, **others}))
