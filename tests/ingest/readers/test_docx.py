from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from lxml.etree import XMLSyntaxError

from ingest.readers.docx import read_docx
from ingest.readers.docx_parts import NAMESPACE, Styles, UnsafePart, parse_part, read_lists
from ingest.text import DocumentText, Region

NS = f'xmlns:w="{NAMESPACE}"'


def saved(document: DocumentObject) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(xml: str, **parts: str) -> bytes:
    """A package whose body, and other parts of word/, are the given XML."""
    stream = BytesIO()
    with ZipFile(BytesIO(saved(Document()))) as source, ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name in source.namelist():
            stem = name.removeprefix("word/").removesuffix(".xml")
            if name != "word/document.xml" and stem not in parts:
                package.writestr(name, source.read(name))
        package.writestr("word/document.xml", f"<w:document {NS}><w:body>{xml}</w:body></w:document>")
        for stem, content in parts.items():
            package.writestr(f"word/{stem}.xml", content)
    return stream.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def texts(document: DocumentText) -> list[str]:
    return [document.slice(line.start, line.end) for line in document.lines()]


def test_paragraphs_and_tables_come_in_document_order_with_their_looks():
    source = Document()
    title = source.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("KẾ HOẠCH").bold = True
    table = source.add_table(2, 2, style="Table Grid")
    for row, names in zip(table.rows, [("TT", "Nhiệm vụ"), ("1", "Rà soát")], strict=True):
        for cell, name in zip(row.cells, names, strict=True):
            cell.text = name
    source.add_paragraph().add_run("Nội dung").italic = True
    document = read_docx(saved(source))
    assert texts(document) == ["KẾ HOẠCH", "TT", "Nhiệm vụ", "1", "Rà soát", "Nội dung"]
    first, *_, last = document.lines()
    assert (first.bold, first.centred, last.italic, last.bold) == (True, True, True, False)
    assert document.pages[0].tables[0].n_columns == 2


def test_headers_are_left_out():
    source = Document()
    source.sections[0].header.paragraphs[0].text = "Trang 2"
    source.add_paragraph("Nội dung")
    assert texts(read_docx(saved(source))) == ["Nội dung"]


def test_merged_cells_stand_once_with_their_spans():
    source = Document()
    table = source.add_table(3, 3, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Nhóm"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "Sở A"
    cells = {(cell.row, cell.column): cell for cell in read_docx(saved(source)).pages[0].tables[0].cells}
    assert cells[0, 0].column_span == 2
    assert (0, 1) not in cells
    assert cells[1, 2].row_span == 2
    assert (2, 2) not in cells


def test_a_frame_without_lines_is_two_columns_of_text():
    source = Document()
    table = source.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Số: 3/SXD-KT", "An Hòa, ngày 4 tháng 5 năm 2031"
    document = read_docx(saved(source))
    assert document.pages[0].tables == ()
    assert [line.region for line in document.lines()] == [Region.LEFT, Region.RIGHT]


def test_a_table_that_draws_its_own_lines_is_a_table():
    borders = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
    none = '<w:tblPr><w:tblBorders><w:insideH w:val="nil"/></w:tblBorders></w:tblPr>'
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    lined = '<w:tcBorders><w:top w:val="single"/></w:tcBorders>'
    for properties, borders_of_cell, tables in ((borders, "", 1), (none, "", 0), (none, lined, 1), ("", lined, 1)):
        content = f"<w:tbl>{properties}<w:tr>{cell.format(borders_of_cell)}{cell.format('')}</w:tr></w:tbl>"
        assert len(read_docx(with_body(content)).pages[0].tables) == tables


def test_automatic_numbers_are_written_out_with_styles_and_restarts():
    numbering = f"""<w:numbering {NS}>
      <w:abstractNum w:abstractNumId="4">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
      </w:abstractNum>
      <w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Linked"/></w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="4"/>
        <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>
        <w:lvlOverride w:ilvl="1">
          <w:lvl w:ilvl="1"><w:start w:val="3"/><w:lvlText w:val="(%2)"/><w:suff w:val="nothing"/></w:lvl>
        </w:lvlOverride></w:num>
      <w:num w:numId="3"><w:abstractNumId w:val="77"/></w:num></w:numbering>"""
    styles = f"""<w:styles {NS}><w:style w:type="paragraph" w:styleId="Muc"><w:pPr>
      <w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"""

    def item(text: str, number: int, level: object) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    body = (
        item("Phần", 1, 0) + paragraph("điểm", '<w:pStyle w:val="Muc"/>') + item("điểm", 1, 1) + item("Phần", 1, 0)
        + item("điểm", 1, 1) + item("khác", 2, 0) + item("khác", 2, 1) + item("lạc", 3, "x") + item("không", 0, 0)
    )  # fmt: skip
    document = read_docx(with_body(body, numbering=numbering, styles=styles))
    assert texts(document) == [
        "I. Phần", "a) điểm", "b) điểm", "II. Phần", "a) điểm", "I. khác", "(3)khác", "lạc", "không",
    ]  # fmt: skip


def test_tracked_changes_are_read_as_accepted():
    body = (
        "<w:p><w:r><w:t>Giao </w:t></w:r><w:del><w:r><w:delText>Sở A</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>Sở B</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> cũ</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t> mới</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Hai đoạn</w:t></w:r></w:p>" + paragraph("thành một")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>bỏ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    assert texts(read_docx(with_body(body))) == ["Giao Sở B mới", "Hai đoạn thành một"]


def test_a_last_paragraph_whose_mark_was_deleted_is_not_lost():
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Cuối</w:t></w:r></w:p>"
    assert texts(read_docx(with_body(body))) == ["Cuối"]


def test_text_boxes_stand_after_their_paragraph_once():
    box = f"<w:txbxContent>{paragraph('HỎA TỐC')}</w:txbxContent>"
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    in_run = f"<w:p><w:r><w:t>Trước</w:t>{alternate}</w:r></w:p>"
    in_paragraph = f"<w:p><w:drawing>{box}</w:drawing></w:p>"
    inside_link = f"<w:p><w:hyperlink><w:drawing>{box}</w:drawing></w:hyperlink></w:p>"
    between = f"{alternate.replace(box, paragraph('giữa'))}"
    wrapped = "<w:p><w:hyperlink><w:smartTag><w:r><w:t>nối</w:t></w:r></w:smartTag></w:hyperlink></w:p>"
    body = in_run + in_paragraph + inside_link + wrapped + between.replace("w:drawing", "w:sdt")
    assert texts(read_docx(with_body(body))) == ["Trước", "HỎA TỐC", "HỎA TỐC", "HỎA TỐC", "nối", "giữa"]


def test_breaks_tabs_and_hidden_runs():
    body = (
        "<w:p><w:r><w:t>một</w:t><w:br/><w:t>hai</w:t><w:tab/><w:t>ba</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> bốn</w:t></w:r></w:p>"
    )
    assert texts(read_docx(with_body(body))) == ["một", "hai ba bốn"]


def test_footnotes_close_the_document_in_the_order_of_their_signs():
    notes = f"""<w:footnotes {NS}><w:footnote w:id="2">{paragraph("chú hai")}</w:footnote>
      <w:footnote w:id="1">{paragraph("chú một")}</w:footnote>
      <w:footnote w:id="9">{paragraph("lạc")}</w:footnote></w:footnotes>"""
    body = (
        '<w:p><w:r><w:t>Thân</w:t><w:footnoteReference w:id="1"/><w:footnoteReference w:id="2"/>'
        '<w:footnoteReference w:id="5"/></w:r></w:p>'
    )
    assert texts(read_docx(with_body(body, footnotes=notes))) == ["Thân", "chú một", "chú hai"]


def test_content_controls_and_nested_tables_give_their_text():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>trong</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    cell = f"<w:tc><w:sdt><w:sdtContent>{paragraph('ô')}</w:sdtContent></w:sdt>{inner}</w:tc>"
    grid = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt></w:tr>'
    table = f"<w:tbl>{grid}<w:ins>{row}</w:ins></w:tbl>"
    document = read_docx(with_body(f"<w:sdt><w:sdtContent>{paragraph('khối')}{table}</w:sdtContent></w:sdt>"))
    assert texts(document) == ["khối", "ô", "trong"]
    assert document.pages[0].tables[0].cells[0].column == 1


def test_styles_pass_on_their_looks_and_runs_override_them():
    styles = f"""<w:styles {NS}>
      <w:style w:type="paragraph" w:default="1" w:styleId="Thuong"><w:rPr><w:i/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="Goc"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Goc"/></w:style>
      <w:style w:type="paragraph" w:styleId="Vong"><w:basedOn w:val="Vong"/><w:rPr><w:b/></w:rPr></w:style>
      <w:style w:type="character" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style></w:styles>"""
    body = (
        paragraph("con", '<w:pStyle w:val="Con"/>')
        + paragraph("thôi", '<w:pStyle w:val="Con"/><w:jc w:val="left"/>', '<w:b w:val="0"/>')
        + paragraph("thường") + paragraph("đậm", "", '<w:rStyle w:val="Dam"/>')
        + paragraph("vòng", '<w:pStyle w:val="Vong"/>') + paragraph("lạ", '<w:pStyle w:val="Khong"/>')
    )  # fmt: skip
    lines = list(read_docx(with_body(body, styles=styles)).lines())
    assert [line.bold for line in lines] == [True, False, False, True, True, False]
    assert [line.centred for line in lines] == [True, False, False, False, False, False]
    assert [line.italic for line in lines] == [False, False, True, True, False, False]


def test_styles_written_with_another_prefix_are_read_as_well():
    blob = f'<s:styles xmlns:s="{NAMESPACE}"><s:style s:styleId="A"><s:rPr><s:b/></s:rPr></s:style></s:styles>'
    assert Styles(blob.encode()).named("A").bold
    assert not Styles(None).named("A").bold
    assert read_lists(None) == {}


def test_a_package_without_an_office_relation_uses_the_usual_name():
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        package.writestr("_rels/.rels", "<Relationships/>")
        package.writestr("word/document.xml", f"<w:document {NS}><w:body>{paragraph('x')}</w:body></w:document>")
    assert texts(read_docx(stream.getvalue())) == ["x"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused_before_they_grow(encoding):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    with pytest.raises(UnsafePart):
        parse_part((head + bomb).encode(encoding))


def test_an_absurd_depth_is_refused():
    with pytest.raises(XMLSyntaxError):
        parse_part(b"<a>" * 5000 + b"</a>" * 5000)


def test_a_document_written_by_python_docx_round_trips():
    source = Document()
    source.element.body.insert(0, parse_xml(f"<w:p {NS}><w:r><w:t>Kính gửi: Sở A</w:t></w:r></w:p>"))
    assert texts(read_docx(saved(source))) == ["Kính gửi: Sở A"]
