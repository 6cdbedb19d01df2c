"""Templates taken, refused, stale and retired; a pack of an edition, and its files opened again."""

import hashlib
import io
import json
import zipfile

import docx
import pypdfium2
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment
from sqlalchemy import update

from compliance.reports.editions.service import draft_edition, moved_in
from compliance.reports.forms import sheets
from compliance.reports.forms.models import ReportTemplate
from compliance.reports.forms.queries import template, templates
from compliance.reports.forms.service import (
    FOLDER,
    SHIPPED,
    FaultyTemplate,
    NoPack,
    make_pack,
    retire_template,
    take_shipped,
    take_template,
)
from compliance.reports.periods import PeriodKind, read_period
from core.archives import archive
from core.database import transaction
from core.errors import Invalid, NotFound
from core.word_templates import BrokenTemplate, fill, texts_of
from tests.situation import Situation

QUARTER = read_period("2026-Q3")


def word(*paragraphs: str) -> bytes:
    document, content = docx.Document(), io.BytesIO()
    for text in ("{{ cut_off }} {{ edition }}", *paragraphs):
        document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def take(province: Situation, content: bytes, name="Mẫu", file_name="mau.docx", kinds=(PeriodKind.QUARTER,)):
    given = (name, file_name, content)
    with transaction(province.sessions) as session:
        return take_template(session, province.store, given, kinds, province.office, province.clock.now())


def draft(province: Situation, session):
    now = province.clock.now()
    return draft_edition(session, province.store, QUARTER, "", province.office, province.law, now, "tỉnh Thanh Hóa")


def test_a_pack_holds_every_report_of_the_period_with_its_cut_off_and_edition(province):
    with transaction(province.sessions) as session:
        assert len(take_shipped(session, province.store, province.office, province.clock.now())) == len(SHIPPED)
        assert take_shipped(session, province.store, province.office, province.clock.now()) == []
        row = draft(province, session)
        (moved,) = moved_in(province.store, row)
        assert (moved["unit"], moved["moved"], moved["planned_on"]) == ("Sở Y tế", "Chưa xong, quá hạn", "2026-09-15")
        name, content = make_pack(session, province.store, row)
        assert make_pack(session, province.store, row) == (name, content)
    assert name == "bao-cao-2026-Q3-ban-1.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        files = {each: pack.read(each) for each in pack.namelist()}
    told = json.loads(files.pop("ke-khai.json"))
    assert told["files"] == {each: hashlib.sha256(made).hexdigest() for each, made in files.items()}
    stamp = "hết ngày 30/09/2026; kỳ 2026-Q3, bản số 1, dự thảo"
    text = " ".join(text for _, text in texts_of(files["Báo cáo kết quả thực hiện nhiệm vụ.docx"]))
    assert stamp in text
    assert "Sở Y tế" in text
    assert "{{" not in text
    book = load_workbook(io.BytesIO(files["Phụ lục số liệu.xlsx"]))
    assert all(stamp in sheet["A3"].value for sheet in book)
    assert [cell.value for cell in book["Kết quả theo đơn vị"][6]][:4] == ["Toàn tỉnh", 2, 1, "–"]
    assert {book["Kết quả theo đơn vị"].cell(row, 1).value for row in (7, 8)} == {"Sở Nội vụ", "Sở Y tế"}
    pdf = files["bao-cao-2026-Q3.pdf"]
    assert b"pdfaid:part" in pdf
    assert b"pdfuaid:part" in pdf
    pages = pypdfium2.PdfDocument(pdf)
    assert all("chốt hết ngày 30/09/2026" in page.get_textpage().get_text_range() for page in pages)


def test_a_repeated_row_is_as_high_as_its_wrapped_text():
    book, content = Workbook(), io.BytesIO()
    book.active["A1"], book.active["B1"] = "{{ task.text }}", "{{ task.unit }}"
    book.active["A1"].alignment = Alignment(wrap_text=True)
    book.active.column_dimensions["A"].width = 20
    book.save(content)
    told = [{"text": "Rà soát quy hoạch " * 5, "unit": "Xã 1"}, {"text": "Ngắn", "unit": "Xã 2"}]
    made = load_workbook(io.BytesIO(sheets.fill(content.getvalue(), {"moved": told}))).active
    assert (made["B2"].value, made.row_dimensions[1].height, made.row_dimensions[2].height) == ("Xã 2", 75, None)


def test_a_template_is_taken_or_refused_with_every_fault_named_by_place(province):
    with pytest.raises(FaultyTemplate, match=r"đoạn 2: không có chỉ tiêu “doen”.*“done”"):
        take(province, word("{{ total.doen }}"))
    with pytest.raises(FaultyTemplate, match="có 25 lỗi"):
        take(province, word(*["{{ x }}"] * 25))
    with pytest.raises(BrokenTemplate, match="đã hỏng"):
        take(province, b"PK\x03\x04 no more")
    with pytest.raises(BrokenTemplate, match="đã hỏng"):
        take(province, archive({"word/document.xml": b"<broken"}))
    with pytest.raises(BrokenTemplate, match="đã hỏng"):
        take(province, word(), file_name="mau.xlsx")
    with pytest.raises(BrokenTemplate, match="quá lớn"):
        take(province, archive({"a": b"0" * 60_000_000}))
    with pytest.raises(BrokenTemplate, match="quá lớn"):
        take(province, archive({"a": b"0" * 60_000_000}), file_name="mau.xlsx")
    with pytest.raises(Invalid, match=r"\.docx hoặc \.xlsx"):
        take(province, b"", file_name="mau.pdf")
    with pytest.raises(Invalid, match="loại kỳ"):
        take(province, word(), kinds=())
    with transaction(province.sessions, writes=False) as session:
        assert templates(session) == []
        with pytest.raises(NotFound):
            template(session, 1)


def test_a_newer_version_takes_the_place_of_the_one_before_and_a_stale_one_makes_no_pack(province):
    first, second = take(province, word()), take(province, word("{{ total.done }}"))
    assert (first.version, second.version) == (1, 2)
    with transaction(province.sessions) as session:
        assert [row.id for row in templates(session)] == [second.id]
        row = draft(province, session)
        session.execute(update(ReportTemplate).values(definitions={"done": "another"}))
        session.expire_all()
        with pytest.raises(FaultyTemplate, match="đoạn 2: định nghĩa của “done”"):
            make_pack(session, province.store, row)
        retire_template(session, second.id, province.office, province.clock.now())
        with pytest.raises(NoPack):
            make_pack(session, province.store, row)


def test_a_filled_word_file_takes_values_as_text_and_nothing_else():
    assert "<b>&amp;" in texts_of(fill(word("{{ total.done }}"), values({"done": "<b>&amp;"})))[1][1]
    with pytest.raises(BrokenTemplate, match="Không điền được"):
        fill(word("{{ nothing.there }}"), values({}))


def test_a_workbook_s_rows_move_down_with_their_formulas_and_looks():
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    for row in (["{{ period }}"], ["{{ unit.name }}", "{{ unit.done }}", "{{ unit.name }}: {{ unit.done }}"], ["Cộng"]):
        sheet.append(row)
    sheet["B3"], sheet["B2"].number_format = "=B1+1", "0%"
    sheet.merge_cells("A3:A4")
    book.save(content)
    units = [{"name": "=A", "done": 1}, {"name": "B", "done": 0.5}, {"name": "C", "done": "–"}]
    filled = sheets.fill(content.getvalue(), {"period": "quý III", "units": units})
    made = load_workbook(io.BytesIO(filled)).active
    assert [[cell.value for cell in row] for row in made["A1:C4"]] == [
        ["quý III", None, None], ["'=A", 1, "'=A: 1"], ["B", 0.5, "B: 0.5"], ["C", "–", "C: –"],
    ]  # fmt: skip
    assert made["A5"].value == "Cộng"
    assert made["B4"].number_format == "0%"
    assert [str(merged) for merged in made.merged_cells.ranges] == ["A5:A6"]
    assert "{{" not in str(
        load_workbook(io.BytesIO(sheets.fill(content.getvalue(), {"period": "", "units": []}))).active["A2"].value
    )


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_the_templates_that_ship_have_no_fault(form, province):
    name, _, file_name = next(each for each in SHIPPED if each[1] == form)
    assert take(province, (FOLDER / file_name).read_bytes(), name, file_name).definitions


def values(total: dict[str, str]):
    return {"cut_off": "", "edition": "", "total": total}
