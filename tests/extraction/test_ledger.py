"""The ledger covers every line once and lists orders that nothing claims."""

from itertools import pairwise

from extraction.extract import find_tasks
from extraction.language import make_analyser
from extraction.lexicon import load_lexicon
from extraction.values import PartKind
from tests.extraction.written import extract, laid_out, letterhead, plain, tabled

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 7/TB-UBND",
    "Căn cứ Luật Đê điều;",
    "I. ĐÁNH GIÁ CHUNG",
    "Sở Y tế chủ động phòng dịch.",
    "II. NHIỆM VỤ",
    "1. Sở Xây dựng:",
    "- Sửa cống Bến Đá.",
    "Thời gian hoàn thành: Tháng 4/2026.",
    "2. Giao Sở Y tế thực hiện:",
    "- Khám sức khỏe.",
    "3. Tăng cường kiểm tra đê bao vùng hạ du. Thời tiết còn phức tạp.",
    "Nơi nhận:",
    "- Như trên;",
    "KT. CHỦ TỊCH",
)


def test_every_line_belongs_to_one_part() -> None:
    document = plain(*LINES)
    parts = extract(document).parts
    assert parts[0].place.start == 0
    assert all(a.place.end < b.place.start for a, b in pairwise(parts))
    covered = [line for line in document.lines() if sum(p.place.start <= line.start < p.place.end for p in parts) == 1]
    assert len(covered) == len(LINES)
    kinds = {p.kind for p in parts}
    assert kinds >= {PartKind.LETTERHEAD, PartKind.BASIS, PartKind.ASSESSMENT, PartKind.TASK} - {PartKind.LEAD_IN}
    assert kinds >= {PartKind.HEADING, PartKind.UNCLAIMED, PartKind.RECIPIENTS, PartKind.SIGNATURE}


def test_an_order_without_a_unit_is_listed() -> None:
    found = extract(plain(*LINES))
    (place,) = found.unclaimed
    assert plain(*LINES).text[place.start : place.end].startswith("3. Tăng cường")
    assert "cần người xem lại" in found.warnings[0]


def test_the_language_pipeline_narrows_it_to_the_sentence() -> None:
    document = plain(*LINES)
    found = find_tasks(document, letterhead(), load_lexicon(), make_analyser(load_lexicon()))
    (place,) = found.unclaimed
    assert document.text[place.start : place.end] == "3. Tăng cường kiểm tra đê bao vùng hạ du."


def test_a_document_that_charges_nobody_has_parts_but_no_orders() -> None:
    found = extract(plain("Giao Sở Y tế kiểm tra."), letterhead(kind="Báo cáo"))
    assert not found.unclaimed
    assert found.parts


def test_rows_and_lists_are_tables() -> None:
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Xây kè", "Sở Xây dựng"]]
    found = extract(tabled(["Căn cứ Luật Đê điều;", "Lưu ý: xem bảng."], rows))
    assert found.parts[-1].kind == PartKind.TABLE


def test_parts_end_with_the_page() -> None:
    document = laid_out(
        [(0.2, "Căn cứ Luật Đê điều và các văn bản hướng dẫn thi hành;")],
        [(0.2, "Căn cứ Luật Thủy lợi và các văn bản liên quan;")],
    )
    assert [p.place.page for p in extract(document).parts] == [1, 2]
    assert extract(laid_out([])).parts == ()


def test_an_exhortation_or_a_decision_is_not_listed() -> None:
    assert not extract(
        plain("Căn cứ Luật;", "1. Thống nhất chủ trương.", "2. Yêu cầu các sở nghiêm túc thực hiện.")
    ).unclaimed


def test_rows_that_nobody_understands_are_listed_and_must_be_seen() -> None:
    rows = [
        ["TT", "Ai", "Diễn giải", "Khác"],
        ["1", "Sở Y tế", "Rà soát danh sách hộ nghèo", ""],
        ["2", "Kinh phí", "Chi thường xuyên trong năm", ""],
        ["3", "", "", "-"],
    ]
    document = tabled(["Phân công như sau:"], rows)
    found = extract(document)
    assert [document.slice(p.start, p.end).replace("\n", " ") for p in found.unclaimed] == [
        "1 Sở Y tế Rà soát danh sách hộ nghèo"
    ]
    assert found.warnings
    assert any(p.kind == PartKind.UNCLAIMED for p in found.parts)


def test_a_row_of_work_without_a_unit_is_asked_for() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời hạn"], ["1", "Rà soát danh sách hộ nghèo", "31/3/2026"]]
    document = tabled([], rows)
    found = extract(document)
    assert not found.tasks
    assert [document.slice(p.start, p.end) for p in found.unclaimed] == ["Rà soát danh sách hộ nghèo"]
