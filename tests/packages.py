"""Packages of the document axis with invented content, as a sender's kit writes them, and with its known quirks."""

from dataclasses import replace
from datetime import date, datetime

from core.local_time import LOCAL
from ingest.edxml.values import (
    Attachment,
    Business,
    DocumentMessage,
    Organ,
    Priority,
    Reference,
    Staff,
    StatusCode,
    StatusMessage,
    Trace,
)
from ingest.edxml.write import write_document

PROVINCE = Organ(code="000.00.00.X99", name="UBND tỉnh Thanh Hóa", email="vanthu@example.invalid")
DEPARTMENT = Organ(code="X99.07", name="Sở Tài chính")

LETTER_TEXT = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: {number}
V/v sửa chữa kho lưu trữ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Thanh Hóa, ngày {issued_on.day:02} tháng {issued_on.month} năm {issued_on.year}
Kính gửi: Sở Tài chính; Sở Xây dựng.
Chủ tịch UBND tỉnh có ý kiến như sau:
1. Giao Sở Tài chính thẩm định dự toán sửa chữa kho lưu trữ, báo cáo UBND tỉnh trước ngày 15/09/2026.
2. Giao Sở Xây dựng kiểm tra hiện trạng các kho lưu trữ chuyên dụng, báo cáo kết quả trước ngày {second}./.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Thanh Bình
"""


def letter(number: str, issued_on: date = date(2026, 8, 20), second: str = "10/09/2026") -> bytes:
    """A letter of two tasks as plain text, with this number, day and second deadline."""
    return LETTER_TEXT.format(number=number, issued_on=issued_on, second=second).encode()


def message(number: str = "4120/UBND-CN", *, issued_on: date = date(2026, 8, 20), **others) -> DocumentMessage:
    """A message with one letter in it, as the province sends it to a department."""
    made = DocumentMessage(
        sender=PROVINCE,
        receivers=(DEPARTMENT,),
        document_id=f"{PROVINCE.code},{issued_on:%Y/%m/%d},{number}",
        number=number,
        issued_on=issued_on,
        place="Thanh Hóa",
        kind="Công văn",
        subject="V/v sửa chữa kho lưu trữ",
        signer="Lê Thanh Bình",
        signer_title="CHỦ TỊCH",
        priority=Priority.REGULAR,
        business_reason="Văn bản điện tử mới",
        staff=Staff("Văn phòng", "Trần Thị Mơ", "mo@example.invalid", ""),
        traces=(Trace(PROVINCE.code, datetime(2026, 8, 20, 8, 30, tzinfo=LOCAL)),),
        attachments=(Attachment("van-ban.txt", letter(number, issued_on)),),
    )
    return replace(made, **others)


def package(number: str = "4120/UBND-CN", **others) -> bytes:
    """The bytes of `message`."""
    return write_document(message(number, **others))


def withdrawal(of: str, number: str = "4199/UBND-CN", *, by_id: bool = False) -> bytes:
    """A package that takes back the document of this number: named by id, or by organ, number and day."""
    day = date(2026, 8, 20)
    reference = (
        Reference(document_id=f"{PROVINCE.code},{day:%Y/%m/%d},{of}")
        if by_id
        else Reference(organ_code=PROVINCE.code, number=of, issued_on=day)
    )
    return package(number, business=Business.WITHDRAW, about=(reference,), attachments=())


def status(code: StatusCode, of: str = "4120/UBND-CN", description: str = "") -> StatusMessage:
    """A status message of a department about a document of the province."""
    about = Reference(PROVINCE.code, of, f"{PROVINCE.code},2026/08/20,{of}", date(2026, 8, 20))
    at = datetime(2026, 8, 21, 9, 0, tzinfo=LOCAL)
    return StatusMessage(code, about, DEPARTMENT, (), description, at, Staff("Văn thư", "Lê Na", "", ""))
