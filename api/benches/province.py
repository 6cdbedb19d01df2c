"""A province of any size written straight into the tables: one assignment in twenty is due, one runs, the rest is past.

Only the record is written so; what each assignment adds to the figures is counted by the real service. Assignments
come round after `ROUND`: what those before a round's end were counted as is written for the later ones as well.
"""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from api.benches.loading import Loader, Row
from compliance.entries.counters.models import CountedAssignment
from compliance.entries.counters.service import Move, count, fold, record_moves
from core.access import AccountRole
from core.accounts import create_account
from core.database import transaction
from core.naming import fold as folded
from core.organisation import Unit, UnitStanding

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
EARLY = NOW - timedelta(hours=9)  # a few are due already then
DUE = (EARLY - timedelta(hours=1), NOW - timedelta(hours=1))
COUNTED_AT = NOW - timedelta(days=1)
DUE_SHARE = 20
EARLY_DUE = 500
TASKS_A_DIRECTIVE = 5
COUNTED_AT_ONCE = 10_000
ROUND = 200  # after so many the same instants come again
COUNTED = 2 * EARLY_DUE * DUE_SHARE  # the first ones, with those that are due early, and some rounds of the others
HASH = "0" * 64
OFFICER = "Nguyễn Văn Bình"
SUBJECTS = (
    "V/v sửa chữa kho lưu trữ", "V/v đẩy nhanh giải ngân vốn đầu tư công", "V/v phòng cháy, chữa cháy rừng mùa khô",
    "V/v rà soát quy hoạch sử dụng đất", "V/v chuẩn bị kỳ họp chuyên đề",
)  # fmt: skip
CLAUSES = tuple(
    f"{number}. Giao Thủ trưởng đơn vị chủ trì, phối hợp với các đơn vị liên quan {work}; báo cáo UBND tỉnh kết quả "
    f"thực hiện trước ngày 25 hằng tháng (phần việc số {number})."
    for number in range(1, 40)
    for work in (
        "thẩm định dự toán kinh phí sửa chữa kho lưu trữ", "kiểm tra tiến độ các dự án trọng điểm trên địa bàn",
        "rà soát, bổ sung phương án ứng phó thiên tai", "tổng hợp vướng mắc trong giải phóng mặt bằng",
    )
)  # fmt: skip
FOLDED_SUBJECTS, FOLDED_CLAUSES = (tuple(folded(each) for each in told) for told in (SUBJECTS, CLAUSES))


def fill(engine: Engine, sessions: sessionmaker[Session], size: int) -> None:
    """Write so many confirmed assignments with their record, and count them."""
    loader, units = fill_record(engine, sessions, size)
    for start in range(1, min(size, COUNTED) + 1, COUNTED_AT_ONCE):
        with transaction(sessions) as session:
            count(session, range(start, min(start + COUNTED_AT_ONCE, size + 1)), COUNTED_AT)
    if size > COUNTED:
        _count_the_rest(loader, sessions, size, units)
    while True:
        with transaction(sessions) as session:
            if not fold(session, NOW):
                break
    loader.analyze()


def fill_record(engine: Engine, sessions: sessionmaker[Session], size: int) -> tuple[Loader, Sequence[int]]:
    """Write so many confirmed assignments of all units of the register, with deadlines, entries and reports."""
    with transaction(sessions) as session:
        bound = select(UnitStanding.unit_id).where(UnitStanding.is_subject)
        units = session.scalars(select(Unit.id).where(Unit.id.in_(bound)).order_by(Unit.id)).all()
        account = create_account(
            session, username="bench", full_name="Bench", role=AccountRole.OFFICE, unit_id=None, password_hash=HASH,
            now=NOW,
        )  # fmt: skip
        session.flush()
        account_id = account.id
    loader = Loader(engine)
    with loader.unindexed("directive", "task", "assignment", "deadline", "entry", "late_flag"):
        _load(loader, size, units, account_id)
    loader.analyze()
    return loader, units


def _count_the_rest(loader: Loader, sessions: sessionmaker[Session], size: int, units: Sequence[int]) -> None:
    """Count the assignments after the first ones as those of the last round that the service has counted."""
    table = CountedAssignment.__table__
    columns = [column.name for column in table.columns]
    with transaction(sessions) as session:
        last = select(table).where(table.c.assignment_id > COUNTED - ROUND, table.c.assignment_id <= COUNTED)
        patterns = {row["assignment_id"] % ROUND: dict(row) for row in session.execute(last).mappings()}

        def rows() -> Iterator[Row]:
            for n in range(COUNTED + 1, size + 1):
                row = {**patterns[n % ROUND], "assignment_id": n, "unit_id": units[n % len(units)]}
                if row["watch_deadline_id"] is not None:
                    row["watch_deadline_id"] = 2 * n - 1
                yield tuple(row[name] for name in columns)

        moves: Tally[Move] = Tally()
        for n in range(COUNTED + 1, size + 1):
            moves[Move(units[n % len(units)], None, None, "", patterns[n % ROUND]["parts"])] += 1
        record_moves(session, moves, COUNTED_AT)
    loader.load("counted_assignment", columns, rows())


def _load(loader: Loader, size: int, units: Sequence[int], account_id: int) -> None:
    """Write the rows of the rooms' tables, each table in one go."""
    numbers = range(1, size + 1)
    loader.load(
        "directive", ("id", "sha256", "file_name", "size", "arrived_at", "issued_on", "grounds", "unread",
         "warnings", "number", "issuer", "identity_key", "kind", "subject", "urgency", "read_at", "readability",
         "n_pages", "folded"),
        ((n, f"{n:064}", f"{n}.txt", 1, _opened(n * TASKS_A_DIRECTIVE),
          _opened(n * TASKS_A_DIRECTIVE).date(), "{}", "[]", "[]", f"{n}/UBND-CN",
          "UBND tỉnh", f"ubnd/{n}", "Công văn", SUBJECTS[n % len(SUBJECTS)], "regular", NOW, 0.98, 2,
          f"{n} ubnd cn {FOLDED_SUBJECTS[n % len(SUBJECTS)]} ubnd tinh {n} txt")
         for n in range(1, size // TASKS_A_DIRECTIVE + 2)),
    )  # fmt: skip
    loader.load(
        "task", ("id", "directive_id", "ordinal", "text", "mode", "ground", "created_at", "warnings", "version",
         "page", "deliverable", "deadline_phrase", "confirmed_at", "folded"),
        ((n, n // TASKS_A_DIRECTIVE + 1, n, CLAUSES[n % len(CLAUSES)], "assign", "page", NOW, "[]", 1, 1, "báo cáo",
          "trước ngày 25 hằng tháng", _opened(n), FOLDED_CLAUSES[n % len(CLAUSES)]) for n in numbers),
    )  # fmt: skip
    loader.load(
        "assignment",
        ("id", "task_id", "role", "name", "unit_id", "resolution", "candidates", "created_at", "opened_at",
         "confirmed_at"),
        (
            (n, n, "lead", "Đơn vị", units[n % len(units)], "resolved", "[]", _opened(n), _opened(n), _opened(n))
            for n in numbers
        ),
    )  # fmt: skip
    _load_record(loader, size, units, account_id)


def _load_record(loader: Loader, size: int, units: Sequence[int], account_id: int) -> None:
    """Write the deadlines, entries and flags of the assignments."""
    numbers = range(1, size + 1)
    loader.load(
        "deadline",
        ("id", "directive_id", "assignment_id", "clock", "due_on", "due_at", "tam_tinh", "receipt", "receipt_sha256",
         "computed_at", "is_current"),
        (row for n in numbers for row in _deadlines(n)),
    )  # fmt: skip
    loader.load(
        "deadline",
        ("id", "directive_id", "clock", "due_on", "due_at", "tam_tinh", "receipt", "receipt_sha256", "computed_at",
         "is_current", "settled_at"),
        (_office_deadline(n, 2 * size + n) for n in range(1, size // TASKS_A_DIRECTIVE + 2)),
    )  # fmt: skip
    loader.load(
        "entry",
        (
            "assignment_id",
            "kind",
            "evidence",
            "saved_at",
            "made_at",
            "account_id",
            "confirmed_at",
            "officer",
            "product",
        ),
        (row for n in numbers for row in _entries(n, account_id)),
    )
    loader.load(
        "late_flag",
        ("assignment_id", "deadline_id", "due_on", "due_at", "written_at", "tam_tinh", "unit_id", "answered_at"),
        (_flag(n, units[n % len(units)]) for n in numbers if _is_late(n)),
    )


def _is_due(n: int) -> bool:
    return n % DUE_SHARE == 0


def _opened(n: int) -> datetime:
    """When an assignment was opened and confirmed: lately where its clock still runs, else some day of the year."""
    if n % DUE_SHARE in {0, 1}:
        return NOW - timedelta(days=2)
    return NOW - timedelta(days=10 + n % 200)


def _deadlines(n: int) -> Iterator[Row]:
    directive_id = n // TASKS_A_DIRECTIVE + 1
    opened_at = _opened(n)
    if _is_due(n):
        entry_due = DUE[0] if n <= EARLY_DUE * DUE_SHARE else DUE[1]
    elif n % DUE_SHARE == 1:
        entry_due = NOW + timedelta(hours=15)
    else:
        entry_due = opened_at + timedelta(days=2)
    task_due = opened_at + timedelta(days=20 + n % 40)
    for deadline_id, clock, due_at in ((2 * n - 1, "entry", entry_due), (2 * n, "task", task_due)):
        yield deadline_id, directive_id, n, clock, due_at.date(), due_at, False, "{}", HASH, opened_at, True


def _office_deadline(directive_id: int, deadline_id: int) -> Row:
    """The Office's own clock of a directive, which ended when it was confirmed, and which the sweep has looked at."""
    opened_at = _opened(directive_id * TASKS_A_DIRECTIVE)
    due_at = opened_at + timedelta(days=2)
    return deadline_id, directive_id, "office", due_at.date(), due_at, False, "{}", HASH, opened_at, True, due_at


def _is_late(n: int) -> bool:
    return n % DUE_SHARE in {9, 18}


def _flag(n: int, unit_id: int) -> Row:
    due_at = _opened(n) + timedelta(days=2)
    return n, 2 * n - 1, due_at.date(), due_at, due_at, False, unit_id, due_at + timedelta(days=1)


def _entries(n: int, account_id: int) -> Iterator[Row]:
    """Of the past, nine in ten entered in time and the others a day late; two in three reported and confirmed."""
    kind = n % DUE_SHARE
    if kind in {0, 1}:
        return
    made_at = _opened(n) + timedelta(days=3 if _is_late(n) else 1)
    yield n, "first", "[]", made_at, made_at, account_id, made_at if kind % 2 else None, OFFICER, "Báo cáo"
    if kind % 3:
        reported_at = made_at + timedelta(days=5)
        yield n, "report", "[]", reported_at, reported_at, account_id, reported_at + timedelta(hours=6), OFFICER, None
