"""Tasks without a document on real databases: recorded on their ground, many at once or none, and once only."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from compliance.entries.models import Entry
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid
from core.grid import Grid, GridRow
from core.storage import FileStore
from extraction.by_hand import queries
from extraction.by_hand.record import Evidence, HandOrder, HandTask, OrderKind
from extraction.by_hand.service import SheetForm, check_sheet, put_up_sheet
from extraction.by_hand.sheet import SheetDefaults
from extraction.models import Task
from extraction.values import Term, TermKind
from ingest.models import Directive
from ingest.queries import document_text
from jobs.by_hand import accept_tasks, enter_order
from tests.situation import Situation

HEADER = ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm", "Cán bộ", "Tiến độ", "Dự kiến hoàn thành")
ROWS = (
    ("1", "Rà soát trạm y tế xã", "Sở Y tế", "Sở Tài chính", "30/9/2026", "Báo cáo"),
    ("2", "Trình phương án vốn", "Sở Tài chính", "", "15/9/2026", "Tờ trình", "Lê Hà", "Đã có dự thảo", "10/9/2026"),
    ("3", "Duy trì đường dây nóng", "Sở Y tế", "", "Thường xuyên", "Lịch trực", "Lê Hà"),
)


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 21 August 2026, nine in the morning."""
    return Situation(sessions, clock, tmp_store)


def order(province: Situation, **others) -> HandOrder:
    term = Term(TermKind.DAY, "trước ngày 05/9/2026", on=date(2026, 9, 5))
    task = HandTask("Kiểm tra bến đò", (province.unit_id("SYT"),), phrase="trước ngày 05/9/2026", term=term)
    values = {
        "kind": OrderKind.ORAL,
        "number": "",
        "issued_on": date(2026, 8, 20),
        "issuer": "UBND tỉnh Thanh Hóa",
        "signer": "Trần Văn B, Phó Chủ tịch",
        "evidence": Evidence("Giao tại cuộc họp giao ban, thư ký ghi biên bản"),
        "tasks": (task,),
    }
    return HandOrder(**{**values, **others})


def enter(province: Situation, wanted: HandOrder) -> int:
    with transaction(province.sessions) as session:
        return enter_order(session, province.store, wanted, province.office, province.law, province.clock.now())


def put_up(province: Situation, *rows: tuple[str, ...], number: str = "12/KH-UBND") -> int:
    grid = Grid("Phụ lục", tuple(GridRow(line, cells) for line, cells in enumerate((HEADER, *rows), 1)))
    form = SheetForm(OrderKind.PLAN, SheetDefaults(number, date(2026, 8, 3), "UBND tỉnh Thanh Hóa", "Nguyễn Văn A"))
    with transaction(province.sessions) as session:
        sha256 = province.store.put(b"workbook")
        return put_up_sheet(session, [grid], form, sha256, "ke-hoach.xlsx", province.office, province.clock.now()).id


def accept(province: Situation, sheet_id: int) -> list[int]:
    with transaction(province.sessions) as session:
        return accept_tasks(session, province.store, sheet_id, province.office, province.law, province.clock.now())


def count(province: Situation, table: type) -> int:
    with transaction(province.sessions, writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_oral_order_becomes_a_definite_task_with_both_clocks(province: Situation) -> None:
    row = province.row(enter(province, order(province)))
    assert (row.unit, row.is_provisional, row.task_due_on) == ("Sở Y tế", False, date(2026, 9, 5))
    # A regular order, opened a day after it was given: Saturday 22 August 2026 is worked.
    assert (row.entry_due_on, row.number) == (date(2026, 8, 21), f"GN-{row.directive_id}")
    province.at("2026-08-22", 23)
    assert province.sweep().flags == ()
    province.at("2026-08-23", 1)
    assert len(province.sweep().flags) == 1


def test_the_record_of_an_order_is_kept_as_its_text_with_its_ground(province: Situation) -> None:
    directive_id = enter(province, order(province))
    with transaction(province.sessions, writes=False) as session:
        kept = queries.order_record(session, directive_id)
        assert kept is not None
        assert (kept.signer, kept.ordered_on) == ("Trần Văn B, Phó Chủ tịch", date(2026, 8, 20))
        text = document_text(session, directive_id)
        assert text is not None
        assert "Căn cứ: Giao tại cuộc họp giao ban" in text.text
        directive = session.get_one(Directive, directive_id)
        assert directive.grounds["issued_on"]["kind"] == "office"
        assert province.store.has(directive.sha256)
        assert [shown.id for _, shown in queries.orders(session)] == [directive_id]


def test_an_order_that_lacks_something_leaves_nothing(province: Situation) -> None:
    for others in ({"evidence": Evidence()}, {"issued_on": date(1990, 8, 22)}):
        with pytest.raises(Invalid):
            enter(province, order(province, **others))
    assert count(province, Directive) == 0


def test_a_known_number_is_not_entered_a_second_time(province: Situation) -> None:
    first = enter(province, order(province, number="12/KH-UBND"))
    with pytest.raises(Conflict, match="đã có trong hệ thống"):
        enter(province, order(province, number="12 /KH-UBND"))
    province.after(seconds=1)
    assert enter(province, order(province, number="")) != first


def test_a_workbook_writes_nothing_until_it_is_accepted_then_all(province: Situation) -> None:
    sheet_id = put_up(province, *ROWS)
    assert count(province, Task) == 0
    (directive_id,) = accept(province, sheet_id)
    rows = province.rows(directive_id)
    assert {(row.unit, row.role, row.task_due_on) for row in rows} == {
        ("Sở Y tế", "lead", date(2026, 9, 30)),
        ("Sở Tài chính", "coordinating", None),
        ("Sở Tài chính", "lead", date(2026, 9, 15)),
        ("Sở Y tế", "lead", None),
    }
    assert len(rows) == 4
    with pytest.raises(Conflict, match="đã được nhận"):
        accept(province, sheet_id)


def test_progress_already_made_is_the_first_entry_or_a_draft_to_finish(province: Situation) -> None:
    (directive_id,) = accept(province, put_up(province, *ROWS))
    with transaction(province.sessions, writes=False) as session:
        made = {entry.kind: entry for entry in session.scalars(select(Entry))}
    assert set(made) == {"first", "draft"}
    assert (made["first"].officer, made["first"].first_action) == ("Lê Hà", "Đã có dự thảo")
    assert made["draft"].product == "Lịch trực"
    province.at("2026-08-31")
    assert len(province.sweep().flags) == 2
    assert {row.entry_kind for row in province.rows(directive_id) if row.n_flags == 0 and row.role == "lead"} == {
        "first"
    }


def test_one_bad_row_holds_the_whole_workbook(province: Situation) -> None:
    sheet_id = put_up(province, *ROWS, ("4", "Việc khác", "Sở Không Có", "", "", "Báo cáo"))
    with transaction(province.sessions, writes=False) as session:
        (error,) = check_sheet(session, sheet_id, province.clock.now()).errors
    assert (error.sheet, error.line, error.column) == ("Phụ lục", 5, "Đơn vị chủ trì")
    with pytest.raises(Invalid, match="Bảng còn 1 lỗi"):
        accept(province, sheet_id)
    assert count(province, Task) == 0


def test_a_plan_that_is_there_already_is_told_before_acceptance(province: Situation) -> None:
    enter(province, order(province, number="12/KH-UBND", issued_on=date(2026, 8, 3)))
    sheet_id = put_up(province, *ROWS)
    with transaction(province.sessions, writes=False) as session:
        (error,) = check_sheet(session, sheet_id, province.clock.now()).errors
    assert "đã có trong hệ thống" in error.words


def test_a_failure_midway_leaves_nothing_of_a_workbook(province: Situation) -> None:
    header = (*HEADER, "Ngày giao")
    old = ("2", "Việc rất cũ", "Sở Y tế", "", "", "Báo cáo", "", "", "", "01/8/1990")
    grid = Grid("", (GridRow(1, header), GridRow(2, ROWS[0]), GridRow(3, old)))
    form = SheetForm(OrderKind.RUNNING, SheetDefaults("", date(2026, 8, 3), "UBND tỉnh", "Nguyễn Văn A"))
    with transaction(province.sessions) as session:
        sheet_id = put_up_sheet(session, [grid], form, "0" * 64, "x.xlsx", province.office, province.clock.now()).id
    with pytest.raises(Invalid, match="nằm ngoài các năm"):
        accept(province, sheet_id)
    assert count(province, Task) == 0


def test_a_plan_of_81_tasks_is_taken_whole(province: Situation) -> None:
    rows = [(str(n), f"Nhiệm vụ số {n} của kế hoạch", "Sở Y tế", "", "30/9/2026", "Báo cáo") for n in range(81)]
    (directive_id,) = accept(province, put_up(province, *rows))
    assert len(province.rows(directive_id)) == 81
