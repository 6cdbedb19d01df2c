"""Invented directives set as PDF for the tests of readers: text, tables, columns, turned pages, scans, stamps."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Table

FONT_FILES = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf",
)
FONT_FILE = next((name for name in FONT_FILES if Path(name).is_file()), None)
A4 = (595.0, 842.0)
BODY = (
    "Thực hiện chương trình công tác năm, Ủy ban nhân dân tỉnh yêu cầu các đơn vị",
    "khẩn trương rà soát danh mục cây xanh đô thị và lập kế hoạch chăm sóc cụ thể.",
    "1. Sở Xây dựng chủ trì, phối hợp với các cơ quan liên quan kiểm tra hệ thống",
    "thoát nước, báo cáo kết quả trước ngày 20 tháng 6 năm 2031.",
    "2. Sở Tài chính tham mưu bố trí kinh phí, hướng dẫn thanh toán theo quy định.",
    "Trong quá trình thực hiện, nếu có khó khăn thì kịp thời phản ánh để giải quyết.",
)
LEFT_HEAD = ("ỦY BAN NHÂN DÂN", "TỈNH HẢI SƠN", "Số: 45/UBND-XD")
RIGHT_HEAD = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Hải Sơn, ngày 05 tháng 5 năm 2031",
)
RECIPIENTS = ("Nơi nhận:", "- Như trên;", "- Chủ tịch, các Phó Chủ tịch tỉnh;", "- Lưu: VT, XD.")
SIGNATURE = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Minh Khôi")
ROWS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
    ["I. Hạ tầng", "", "", ""],
    ["1", "Sửa chữa đường ven hồ", "Sở Xây dựng", "Tháng 6"],
    ["2", "Trồng cây bóng mát", "Ban Quản lý công viên", "Tháng 8"],
]
MERGED = [("SPAN", (0, 1), (3, 1))]


def new_canvas(size: tuple[float, float] = A4) -> tuple[canvas.Canvas, io.BytesIO]:
    """Return a canvas with the Vietnamese font registered, and where its file goes."""
    if "Serif" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Serif", FONT_FILE))
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=size)
    sheet.setFont("Serif", 10)
    return sheet, stream


def finished(sheet: canvas.Canvas, stream: io.BytesIO) -> bytes:
    """Return the file."""
    sheet.showPage()
    sheet.save()
    return stream.getvalue()


def draw_directive(sheet: canvas.Canvas) -> None:
    """Letterhead in two columns, a title, a body, recipients beside the signature."""
    sheet.setFont("Serif", 9.5)
    for i, line in enumerate(LEFT_HEAD):
        sheet.drawCentredString(150, 780 - 17 * i, line)
    for i, line in enumerate(RIGHT_HEAD):
        sheet.drawCentredString(430, 780 - 17 * i, line)
    sheet.setFont("Serif", 10)
    sheet.drawCentredString(310, 690, "CÔNG VĂN")
    for i, line in enumerate(BODY):
        sheet.drawString(85, 650 - 19 * i, line)
    for i, line in enumerate(RECIPIENTS):
        sheet.drawString(85, 480 - 15 * i, line)
    for i, line in enumerate(SIGNATURE):
        sheet.drawCentredString(430, 480 - (17 * i if i < 3 else 110), line)


def directive() -> bytes:
    """Return a one-page directive with a text layer."""
    sheet, stream = new_canvas()
    draw_directive(sheet)
    return finished(sheet, stream)


def draw_table(sheet: canvas.Canvas, left: float = 80, top: float = 700) -> None:
    """A ruled table whose second row is one merged cell."""
    style = [("GRID", (0, 0), (-1, -1), 0.7, colors.black), ("FONT", (0, 0), (-1, -1), "Serif", 9), *MERGED]
    table = Table(ROWS, colWidths=[30, 190, 140, 80], rowHeights=26, style=style)
    _, height = table.wrapOn(sheet, 500, 500)
    table.drawOn(sheet, left, top - height)


def with_table() -> bytes:
    """Return a page with a line, a ruled table with a merged row, and a line."""
    sheet, stream = new_canvas()
    sheet.drawString(85, 740, "Danh mục nhiệm vụ ban hành kèm theo kế hoạch chăm sóc cây xanh của tỉnh")
    draw_table(sheet)
    sheet.drawString(85, 540, "Các đơn vị báo cáo kết quả thực hiện về Sở Xây dựng để tổng hợp, theo dõi")
    return finished(sheet, stream)


def drawn(content: bytes, dpi: int = 200) -> Image.Image:
    """Return the first page as a picture."""
    with pypdfium2.PdfDocument(content) as document:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")


def scanned(picture: Image.Image, *, skew: float = 0.0, noise: float = 0.0) -> bytes:
    """Return a PDF that holds nothing but the picture, slanted and with specks."""
    if skew:
        picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if noise:
        pixels = np.array(picture)
        specks = np.random.default_rng(7).random(pixels.shape[:2]) < noise
        pixels[specks] = 0
        picture = Image.fromarray(pixels)
    width, height = A4 if picture.height > picture.width else A4[::-1]
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=(width, height))
    sheet.drawImage(ImageReader(picture), 0, 0, width, height)
    return finished(sheet, stream)


def stamp(text: str, turn: float = 0.0) -> Image.Image:
    """Return a red frame with words, turned, on a transparent ground."""
    font = ImageFont.truetype(FONT_FILE, 44)
    width = int(font.getlength(text)) + 48
    picture = Image.new("RGBA", (width, 84), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((3, 3, width - 4, 80), outline=(205, 20, 30, 255), width=5)
    pen.text((24, 12), text, font=font, fill=(205, 20, 30, 255))
    return picture.rotate(turn, Image.Resampling.BICUBIC, expand=True)


def stamped(picture: Image.Image, mark: Image.Image, at: tuple[int, int]) -> Image.Image:
    """Return the picture with the stamp on it."""
    result = picture.copy()
    result.paste(mark, at, mark)
    return result
