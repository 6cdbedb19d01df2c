import pytest

from ingest.readers.ambiguous import plumbed_grids
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import read_pdf
from tests.ingest.readers import typeset

pytestmark = pytest.mark.skipif(typeset.FONT_FILE is None, reason="no font with Vietnamese letters is installed")


def test_the_slow_reader_sees_the_same_grid_as_the_fast_one():
    (grid,) = plumbed_grids(typeset.with_table(), 1)
    table = read_pdf(typeset.with_table(), ReadingLimits()).pages[0].tables[0]
    fast = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells]
    assert [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells] == fast


def test_a_grid_with_missing_rules_is_read_by_the_slow_reader():
    sheet, stream = typeset.new_canvas()
    sheet.lines([(80, y, 480, y) for y in (700, 640)] + [(x, 700, x, 640) for x in (80, 480)])
    sheet.lines([(180, 700, 180, 670), (280, 670, 280, 640), (80, 670, 180, 670), (280, 670, 480, 670)])
    for i, words in enumerate(("Sở Xây dựng chủ trì", "rà soát cây xanh", "trước tháng bảy", "theo kế hoạch năm")):
        sheet.drawString(85 + 100 * (i % 3), 680 - 30 * (i // 3), words.split()[0])
    for i in range(4):
        sheet.drawString(80, 600 - 20 * i, "Các đơn vị báo cáo kết quả thực hiện về Sở Xây dựng để tổng hợp")
    document = read_pdf(typeset.finished(sheet, stream), ReadingLimits())
    assert "Sở" in document.text


def test_a_broken_file_has_no_grid():
    assert plumbed_grids(b"%PDF-1.4 broken", 1) == []
    assert plumbed_grids(typeset.with_table(), 9) == []
