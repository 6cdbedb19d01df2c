"""An official letter of invented content, written as Word would write it."""

from pathlib import Path

import docx

TWO_TASKS = (
    "Chủ tịch UBND tỉnh có ý kiến như sau:",
    "1. Giao Sở Tài chính thẩm định dự toán kinh phí sửa chữa kho lưu trữ, báo cáo UBND tỉnh trước ngày 15/09/2026.",
    "2. Giao Sở Xây dựng kiểm tra hiện trạng các kho lưu trữ chuyên dụng, báo cáo kết quả trước ngày 10/09/2026./.",
)
ONE_TASK = (
    "Chủ tịch UBND tỉnh có ý kiến như sau:",
    "Giao Sở Tài chính thẩm định dự toán kinh phí sửa chữa kho lưu trữ, báo cáo UBND tỉnh trước ngày 15/09/2026./.",
)


def write_letter(
    path: Path, number: str, *, day: str = "20 tháng 8 năm 2026", body: tuple[str, ...] = TWO_TASKS
) -> Path:
    """Write a letter with this number and symbol, issue day in words, and body; return its path."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.rows[0].cells[0].text = f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: {number}\nV/v sửa chữa kho lưu trữ"
    head.rows[0].cells[
        1
    ].text = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nThanh Hóa, ngày {day}"
    document.add_paragraph("Kính gửi: Sở Tài chính; Sở Xây dựng.")
    for paragraph in body:
        document.add_paragraph(paragraph)
    foot = document.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT, CN."
    foot.rows[0].cells[1].text = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nLê Thanh Bình"
    document.save(str(path))
    return path
