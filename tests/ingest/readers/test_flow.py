from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.flow import OLD_CODING, FlowCell, FlowTable, Paragraph, lay_out
from ingest.readers.layout_tables import as_columns, is_layout
from ingest.readers.legacy import _TCVN3_LETTERS
from ingest.readers.plain import clean
from ingest.text import Origin, Region


def table(*rows: tuple[str, ...]) -> FlowTable:
    cells = [
        FlowCell(number, column, (Paragraph(text),) if text else ())
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    return FlowTable(len(rows), len(rows[0]), tuple(cells))


def test_lines_are_bands_of_one_page_from_top_to_bottom():
    document = lay_out([Paragraph("một"), Paragraph("hai\nba"), Paragraph("  ")], "text/plain", Origin.PLAIN)
    assert document.text == "một\nhai\nba"
    assert [(line.box.y0, line.box.y1) for line in document.lines()] == [(0.0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.0)]
    assert [line.paragraph for line in document.lines()] == [0, 1, 1]
    assert (len(document.pages), document.has_layout) == (1, False)


def test_cells_slice_the_text_and_an_empty_cell_slices_nothing():
    document = lay_out([Paragraph("đầu"), table(("a", ""), ("", "b"))], "x", Origin.WORD)
    cells = document.pages[0].tables[0].cells
    assert [document.slice(cell.start, cell.end) for cell in cells] == ["a", "", "", "b"]
    assert all(cell.box.y0 < cell.box.y1 for cell in cells)
    assert [line.cell for line in document.lines()] == [None, (0, 0, 0), (0, 1, 1)]


def test_an_empty_document_has_a_page_without_lines():
    document = lay_out([table(("",))], "x", Origin.WORD)
    assert (document.text, document.pages[0].lines) == ("", ())


@given(st.lists(st.one_of(st.text(max_size=20), st.lists(st.text(max_size=5), min_size=2, max_size=2)), max_size=12))
def test_lines_never_overlap_and_boxes_never_leave_the_page(pieces):
    blocks = [Paragraph(piece) if isinstance(piece, str) else table(tuple(piece)) for piece in pieces]
    document = lay_out(blocks, "x", Origin.PLAIN)
    ends = [0]
    for line in document.lines():
        assert line.start >= ends[-1]
        assert document.slice(line.start, line.end).strip()
        assert 0.0 <= line.box.y0 < line.box.y1 <= 1.0
        ends.append(line.end)
    for found in document.pages[0].tables:
        assert all(0.0 <= cell.box.y0 < cell.box.y1 <= 1.0 for cell in found.cells)
        for cell in found.cells:
            inside = [line for line in document.lines() if line.cell == (0, cell.row, cell.column)]
            assert len(document.pages[0].tables) > 1 or all(cell.start <= line.start <= cell.end for line in inside)


def test_a_small_table_without_lines_only_sets_text_side_by_side():
    frame = table(("Kính gửi:", "- Sở A;"))
    assert is_layout(frame, ruled=False)
    assert not is_layout(frame, ruled=True)
    assert not is_layout(frame, ruled=None)
    assert not is_layout(table(*[("1", "a")] * 9), ruled=False)


def test_a_signature_block_is_no_table_even_with_lines():
    assert is_layout(table(("Nơi nhận:\n- Như trên;", "CHỦ TỊCH")), ruled=True)


def test_columns_of_a_frame_keep_their_side():
    wide = FlowTable(1, 2, (FlowCell(0, 0, (Paragraph("ngang"),), 1, 2),))
    assert [block.region for block in as_columns(wide) if isinstance(block, Paragraph)] == [Region.FULL]
    regions = [block.region for block in as_columns(table(("a", "", "b"))) if isinstance(block, Paragraph)]
    assert regions == [Region.LEFT, Region.RIGHT]


OLD = str.maketrans(*_TCVN3_LETTERS)
ORDER = (
    "Căn cứ đề nghị của Giám đốc Sở Nông nghiệp, Ủy ban nhân dân tỉnh yêu cầu các sở, ngành nghiêm túc thực hiện:",
    "Giao Sở Y tế chủ trì kiểm tra bếp ăn, báo cáo trước ngày 15 tháng 12.",
)


def in_tcvn3(text: str) -> str:
    return text.replace("Ủ", "ủ").translate(OLD)


def test_a_text_in_an_old_coding_becomes_unicode_in_paragraphs_and_cells_and_says_so():
    table = FlowTable(1, 1, (FlowCell(0, 0, (Paragraph(clean(in_tcvn3(ORDER[1]))),)),))
    blocks = [Paragraph(clean(in_tcvn3(ORDER[0]))), table, Paragraph("Đã là Unicode từ trước: nghiêm túc thực hiện")]
    document = lay_out(blocks, "text/plain", Origin.PLAIN)
    assert document.text == "\n".join((ORDER[0].replace("Ủ", "ủ"), ORDER[1], blocks[2].text))
    assert document.warnings == (OLD_CODING,)


def test_signs_of_old_codings_in_a_text_of_today_change_nothing():
    text = "Phần mềm © của Sở Thông tin, tên gọi Café Zoë, quy trình® giữ nguyên như cũ cho đến khi có văn bản mới"
    document = lay_out([Paragraph(text)], "text/plain", Origin.PLAIN)
    assert document.text == text
    assert document.warnings == ()
