import contextlib
import dataclasses
import io

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import EngineMissing, model_folder
from ingest.readers.pdf import BROKEN_PAGE, PdfOptions, page_count, read_pdf, render_page
from ingest.text import DocumentText, Origin, Region
from tests.ingest.readers import typeset

LIMITS = ReadingLimits()
pytestmark = pytest.mark.skipif(typeset.FONT_FILE is None, reason="no font with Vietnamese letters is installed")


def has_engine() -> bool:
    try:
        model_folder()
    except EngineMissing:
        return False
    return True


needs_engine = pytest.mark.skipif(not has_engine(), reason="no Vietnamese recognition model is installed")


def assert_sound(document: DocumentText) -> None:
    """The promises of `DocumentText`: order, slices, boxes."""
    last = 0
    for page in document.pages:
        for line in page.lines:
            assert last <= line.start < line.end <= len(document.text)
            last = line.end
            for word in line.words:
                assert document.text[word.start : word.end] == word.text
                assert line.start <= word.start < word.end <= line.end
                assert 0 <= word.box.x0 < word.box.x1 <= 1
                assert 0 <= word.box.y0 < word.box.y1 <= 1
        for table in page.tables:
            for cell in table.cells:
                inside = [x for x in page.lines if x.cell and x.cell[1:] == (cell.row, cell.column)]
                assert all(cell.start <= x.start and x.end <= cell.end for x in inside if x.cell[0] == 0)


def texts(document: DocumentText, region: Region | None = None) -> list[str]:
    return [document.slice(x.start, x.end) for x in document.lines() if region is None or x.region is region]


def test_a_text_layer_keeps_letterhead_and_signature_columns_apart():
    document = read_pdf(typeset.directive(), LIMITS)
    assert_sound(document)
    assert document.pages[0].origin is Origin.TEXT_LAYER
    assert texts(document) == [
        *typeset.LEFT_HEAD,
        *typeset.RIGHT_HEAD,
        "CÔNG VĂN",
        *typeset.BODY,
        *typeset.RECIPIENTS,
        *typeset.SIGNATURE,
    ]
    assert texts(document, Region.LEFT) == [*typeset.LEFT_HEAD, *typeset.RECIPIENTS]
    assert texts(document, Region.RIGHT) == [*typeset.RIGHT_HEAD, *typeset.SIGNATURE]


def test_words_stand_where_they_are_drawn():
    document = read_pdf(typeset.directive(), LIMITS)
    line = next(x for x in document.lines() if document.slice(x.start, x.end) == typeset.BODY[0])
    assert line.box.x0 == pytest.approx(85 / 595, abs=0.005)
    assert line.box.y0 < (842 - 650) / 842 < line.box.y1


def test_a_ruled_table_gives_cells_with_merged_spans_between_the_lines_around_it():
    document = read_pdf(typeset.with_table(), LIMITS)
    assert_sound(document)
    table = document.pages[0].tables[0]
    assert (table.n_rows, table.n_columns) == (4, 4)
    cells = [(c.row, c.column, c.column_span, document.slice(c.start, c.end)) for c in table.cells]
    assert cells[4] == (1, 0, 4, "I. Hạ tầng")
    assert [text for row, _, _, text in cells if row == 2] == typeset.ROWS[2]
    order = texts(document)
    assert order[0].startswith("Danh mục")
    assert order[-1].startswith("Các đơn vị")


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_it_is_shown(rotation):
    sheet, stream = typeset.new_canvas((842.0, 595.0) if rotation != 180 else typeset.A4)
    sheet.setPageRotation(rotation)
    width, height = sheet._pagesize
    moves = {90: (width, 0), 180: (width, height), 270: (0, height)}
    sheet.translate(*moves[rotation])
    sheet.rotate(rotation)
    sheet.setFont("Serif", 10)
    for i, line in enumerate(typeset.BODY):
        sheet.drawString(40, 500 - 20 * i, line)
    document = read_pdf(typeset.finished(sheet, stream), LIMITS)
    assert_sound(document)
    assert texts(document) == list(typeset.BODY)
    assert document.pages[0].lines[0].box.y0 < document.pages[0].lines[-1].box.y0


def test_text_set_on_its_side_turns_the_page():
    sheet, stream = typeset.new_canvas()
    sheet.translate(595, 0)
    sheet.rotate(90)
    sheet.setFont("Serif", 10)
    for i, line in enumerate(typeset.BODY):
        sheet.drawString(60, 500 - 20 * i, line)
    page = read_pdf(typeset.finished(sheet, stream), LIMITS).pages[0]
    assert page.rotation == 90
    assert page.width > page.height
    assert page.lines[0].box.x0 == pytest.approx(60 / 842, abs=0.01)


def test_old_font_codings_become_unicode():
    sheet, stream = typeset.new_canvas()
    sheet.setFont("Times-Roman", 12)
    for i in range(8):
        sheet.drawString(80, 700 - 20 * i, "Céng hoµ x· héi chñ nghÜa ViÖt Nam, nhiÖm vô n¨m häc")
    document = read_pdf(typeset.finished(sheet, stream), LIMITS)
    assert texts(document)[0] == "Cộng hoà xã hội chủ nghĩa Việt Nam, nhiệm vụ năm học"
    assert "bảng mã cũ" in document.warnings[0]


@needs_engine
def test_a_scan_with_noise_and_skew_is_read_in_the_same_order():
    content = typeset.scanned(typeset.drawn(typeset.directive()), skew=1.2, noise=0.0005)
    document = read_pdf(content, LIMITS)
    assert_sound(document)
    assert document.pages[0].origin is Origin.OCR
    assert document.readability > 0.8
    read = texts(document)
    assert typeset.BODY[3] in read
    assert texts(document, Region.LEFT)[:2] == list(typeset.LEFT_HEAD[:2])
    assert texts(document, Region.RIGHT)[:3] == list(typeset.RIGHT_HEAD)
    assert texts(document, Region.RIGHT)[-1] == typeset.SIGNATURE[-1]
    assert read.index("Nơi nhận:") > read.index(typeset.BODY[3])


@needs_engine
def test_a_scanned_table_gives_the_cells_of_its_ruling_lines():
    document = read_pdf(typeset.scanned(typeset.drawn(typeset.with_table()), skew=-0.6), LIMITS)
    assert_sound(document)
    table = document.pages[0].tables[0]
    assert (table.n_rows, table.n_columns) == (4, 4)
    cells = {(c.row, c.column): document.slice(c.start, c.end) for c in table.cells}
    assert cells[2, 1] == "Sửa chữa đường ven hồ"
    assert cells[3, 2] == "Ban Quản lý công viên"
    assert (1, 1) not in cells


@needs_engine
def test_a_scan_on_its_side_is_turned_upright():
    picture = typeset.drawn(typeset.directive()).rotate(90, expand=True)
    document = read_pdf(typeset.scanned(picture), LIMITS)
    page = document.pages[0]
    assert page.rotation == 90
    assert page.height > page.width
    assert typeset.BODY[3] in texts(document)


@needs_engine
def test_a_scan_put_in_crookedly_and_on_its_head_is_turned_upright():
    picture = typeset.drawn(typeset.directive()).rotate(180)
    document = read_pdf(typeset.scanned(picture, skew=-7.0), LIMITS)
    assert document.pages[0].rotation == 180
    assert typeset.BODY[3] in texts(document)
    assert document.pages[0].lines[0].box.y0 < 0.15


@needs_engine
@pytest.mark.parametrize(("words", "turn"), [("HỎA TỐC", 0.0), ("THƯỢNG KHẨN", 12.0), ("KHẨN", -7.0)])
def test_a_red_stamp_of_urgency_is_found_as_a_picture_turned_or_not(words, turn):
    picture = typeset.stamped(typeset.drawn(typeset.directive()), typeset.stamp(words, turn), (300, 420))
    document = read_pdf(typeset.scanned(picture), LIMITS)
    urgent = [mark for mark in document.marks if mark.kind == "urgency"]
    assert [mark.text for mark in urgent] == [words]
    assert urgent[0].box.x0 == pytest.approx(300 / picture.width, abs=0.02)
    assert words not in document.text


@needs_engine
def test_a_red_stamp_set_as_a_picture_on_a_page_of_text_is_found():
    sheet, stream = typeset.new_canvas()
    typeset.draw_directive(sheet)
    mark = typeset.stamp("HỎA TỐC")
    flat = Image.new("RGB", mark.size, "white")
    flat.paste(mark, (0, 0), mark)
    sheet.drawImage(typeset.ImageReader(flat), 90, 690, 90, 28)
    document = read_pdf(typeset.finished(sheet, stream), LIMITS)
    assert document.pages[0].origin is Origin.TEXT_LAYER
    assert [(mark.kind, mark.text) for mark in document.marks] == [("urgency", "HỎA TỐC")]


@needs_engine
def test_a_layer_without_diacritics_gives_way_to_the_picture():
    sheet, stream = typeset.new_canvas()
    sheet.drawImage(typeset.ImageReader(typeset.drawn(typeset.directive())), 0, 0, *typeset.A4)
    sheet.setFillAlpha(0)
    for i in range(12):
        sheet.drawString(85, 650 - 19 * i, "Thuc hien chuong trinh cong tac nam, Uy ban nhan dan tinh yeu cau")
    document = read_pdf(typeset.finished(sheet, stream), LIMITS)
    assert document.pages[0].origin is Origin.OCR
    assert typeset.BODY[3] in texts(document)
    assert any("lớp chữ có sẵn không dùng được" in warning for warning in document.warnings)


def test_without_a_model_a_picture_is_a_refusal_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.readers.ocr._FOLDERS", ())
    for name in ("TESSDATA_PREFIX", "DONDOC_TESSDATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    content = typeset.scanned(typeset.drawn(typeset.directive(), 60))
    with pytest.raises(Unreadable) as refusal:
        read_pdf(content, LIMITS, PdfOptions(str(tmp_path)))
    assert refusal.value.reason is Reason.NO_TEXT


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: PLC0415 - needed here only

    stream = io.BytesIO()
    sheet = typeset.canvas.Canvas(stream, encrypt=StandardEncryption("khóa", strength=128))
    sheet.drawString(80, 700, "kin")
    return typeset.finished(sheet, stream)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \n ", Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n0000", Reason.MISLABELLED),
        (b"%PDF-1.7\nnothing", Reason.TRUNCATED),
        (b"%PDF-1.7\nnothing\n%%EOF", Reason.BROKEN),
        (encrypted(), Reason.ENCRYPTED),
    ],
)
def test_what_cannot_be_opened_is_refused_with_its_reason(content, reason):
    with pytest.raises(Unreadable) as refusal:
        read_pdf(content, LIMITS)
    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"max_bytes": 100}, Reason.TOO_LARGE),
        ({"max_pages": 0}, Reason.TOO_MANY_PAGES),
        ({"max_page_points": 500.0}, Reason.TOO_LARGE),
        ({"max_objects": 3}, Reason.TOO_LARGE),
        ({"max_characters": 20}, Reason.TOO_LARGE),
        ({"max_seconds": -1.0}, Reason.OUT_OF_TIME),
    ],
)
def test_what_passes_a_limit_is_refused(change, reason):
    with pytest.raises(Unreadable) as refusal:
        read_pdf(typeset.with_table(), dataclasses.replace(LIMITS, **change))
    assert refusal.value.reason is reason


def test_every_cut_of_a_file_is_read_or_refused():
    content = typeset.with_table()
    for size in range(0, len(content), max(1, len(content) // 40)):
        with contextlib.suppress(Unreadable):
            assert read_pdf(content[:size], LIMITS).pages


def test_a_page_is_rendered_at_the_width_asked_and_turned_as_read():
    content = typeset.directive()
    with Image.open(io.BytesIO(render_page(content, 1, 400, LIMITS))) as picture:
        assert picture.width == 400
        assert picture.height == pytest.approx(566, abs=2)
    with Image.open(io.BytesIO(render_page(content, 1, 400, LIMITS, rotation=90))) as picture:
        assert picture.width > picture.height


def test_a_picture_of_a_page_never_passes_the_pixels_allowed():
    small = dataclasses.replace(LIMITS, max_pixels=10_000)
    with Image.open(io.BytesIO(render_page(typeset.directive(), 1, 4_000, small))) as picture:
        assert picture.width * picture.height <= 10_500


@needs_engine
def test_a_page_that_fails_only_while_it_is_drawn_is_named_and_the_others_are_read():
    sheet, stream = typeset.new_canvas()
    typeset.draw_directive(sheet)
    sheet.showPage()  # the second page is empty: to be looked at, it must be drawn, and no picture has room
    document = read_pdf(typeset.finished(sheet, stream), dataclasses.replace(LIMITS, max_pixels=0))
    assert document.warnings == (BROKEN_PAGE.format(2),)
    assert [bool(page.lines) for page in document.pages] == [True, False]
    with pytest.raises(Unreadable) as refusal:
        render_page(typeset.directive(), 1, 400, dataclasses.replace(LIMITS, max_pixels=0))
    assert refusal.value.reason is Reason.BROKEN


def test_pages_are_counted():
    assert page_count(typeset.directive(), LIMITS) == 1


def test_a_number_filled_into_a_field_stands_in_its_line():
    sheet, stream = typeset.new_canvas()
    typeset.draw_directive(sheet)
    sheet.drawString(85, 620 - 19 * 6, "Thời gian hoàn thành trước ngày            tháng 7")
    sheet.acroForm.textfield(name="day", x=248, y=502, width=36, height=14, value="18", borderWidth=0, fontSize=9)
    content = typeset.finished(sheet, stream)
    with PdfDocument(content) as document:
        assert document.get_formtype() == 1
    assert "trước ngày 18 tháng 7" in read_pdf(content, LIMITS).text
