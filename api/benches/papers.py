"""Documents to measure on, made anew for each run: invented text in the form of directives."""

import io
import random
from importlib import import_module
from typing import Any

import docx

WORDS = """
rà soát tổng hợp báo cáo kết quả thực hiện nhiệm vụ được giao theo chức năng quản lý nhà nước trên địa bàn tỉnh
chủ trì phối hợp với các đơn vị liên quan tham mưu đề xuất trình cấp có thẩm quyền xem xét quyết định bảo đảm
tiến độ chất lượng đúng quy định hiện hành về đầu tư xây dựng đất đai môi trường giáo dục y tế văn hóa
"""
SYLLABLES = tuple(WORDS.split())
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


def sentence(words: random.Random, count: int) -> str:
    """Return an invented sentence of so many syllables."""
    return " ".join(words.choice(SYLLABLES) for _ in range(count)).capitalize() + "."


def letter_pdf(seed: int = 1) -> bytes:
    """Return a text PDF of two full pages: letterhead, numbered clauses, a small ruled table; each seed other words."""
    words = random.Random(seed)  # noqa: S311 - the same paper every time
    story, style, tools = _reportlab()
    story.append(tools.Paragraph("ỦY BAN NHÂN DÂN TỈNH — Số: 12/UBND-TH", style))
    for number in range(1, 24):
        text = f"{number}. Giao Sở Y tế {sentence(words, 45).lower()} Báo cáo trước ngày {number}/12/2026."
        story.append(tools.Paragraph(text, style))
    story.append(_table(tools, style, words, 6))
    return _print(tools, story)


def annex_pdf(n_rows: int = 545) -> bytes:
    """Return a ruled annex, of some forty pages unless told: number, task, lead, coordinators, deadline, product."""
    words = random.Random(2)  # noqa: S311 - the same paper every time
    story, style, tools = _reportlab()
    story.append(_table(tools, style, words, n_rows))
    return _print(tools, story)


def letter_docx(n_rows: int) -> bytes:
    """Return a Word file: forty clauses and a table of so many rows."""
    words = random.Random(3)  # noqa: S311 - the same paper every time
    document = docx.Document()
    for number in range(1, 41):
        document.add_paragraph(f"{number}. {sentence(words, 40)}")
    if n_rows:
        table = document.add_table(rows=0, cols=6)
        for row in _rows(words, n_rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def directive_docx(number: int) -> bytes:
    """Return a Word file of one order with everything that opens it at once: number, day, issuer, unit."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    head[0].text = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}/UBND-TC"
    head[
        1
    ].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nThanh Hóa, ngày 20 tháng 8 năm 2026"
    for text in (
        "Kính gửi: Sở Tài chính.",
        "Chủ tịch UBND tỉnh có ý kiến như sau:",
        "Giao Sở Tài chính thẩm định dự toán kinh phí, báo cáo UBND tỉnh trước ngày 15/09/2026./.",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    ):
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _rows(words: random.Random, count: int) -> list[list[str]]:
    return [
        [
            str(number),
            sentence(words, 14),
            words.choice(("Sở Y tế", "Sở Tài chính", "Sở Nội vụ")),
            "Các sở, ban, ngành",
            f"Tháng {words.randint(1, 12)}/2027",
            sentence(words, 4),
        ]
        for number in range(1, count + 1)
    ]


def _reportlab() -> tuple[list[Any], Any, Any]:
    """The printing library belongs to the checks' tools, so it is loaded only where something is measured."""
    platypus = import_module("reportlab.platypus")
    metrics = import_module("reportlab.pdfbase.pdfmetrics")
    fonts = import_module("reportlab.pdfbase.ttfonts")
    styles = import_module("reportlab.lib.styles")
    metrics.registerFont(fonts.TTFont("Serif", FONT))
    return [], styles.ParagraphStyle("body", fontName="Serif", fontSize=11, leading=15), platypus


def _table(tools: Any, style: Any, words: random.Random, count: int) -> Any:  # noqa: ANN401 - the library is untyped
    colours = import_module("reportlab.lib.colors")
    cells = [[tools.Paragraph(text, style) for text in row] for row in _rows(words, count)]
    table = tools.Table(cells, colWidths=[28, 180, 80, 80, 70, 80], repeatRows=0)
    table.setStyle(tools.TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colours.black)]))
    return table


def _print(tools: Any, story: list[Any]) -> bytes:  # noqa: ANN401 - the library is untyped
    target = io.BytesIO()
    tools.SimpleDocTemplate(target, leftMargin=36, rightMargin=36).build(story)
    return target.getvalue()
