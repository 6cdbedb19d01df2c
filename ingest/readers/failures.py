"""Why a file cannot be read, each reason with a sentence for the official that says what to do."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons for which a file is refused."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    MISLABELLED = "mislabelled"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    BROKEN = "broken"
    NO_TEXT = "no_text"
    UNSUPPORTED = "unsupported"
    SECRET = "secret"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_MEMORY = "out_of_memory"


MESSAGES: dict[Reason, str] = {
    Reason.EMPTY: "Tệp không có nội dung. Đề nghị gửi lại tệp đầy đủ.",
    Reason.ENCRYPTED: "Tệp đặt mật khẩu nên không mở được. Đề nghị gửi lại tệp không đặt mật khẩu.",
    Reason.TRUNCATED: "Tệp bị cụt, thiếu phần cuối. Đề nghị tải lại hoặc gửi lại tệp đầy đủ.",
    Reason.MISLABELLED: "Nội dung tệp không đúng với phần mở rộng của tên. Đề nghị gửi lại đúng định dạng.",
    Reason.TOO_LARGE: "Tệp hoặc trang quá lớn so với giới hạn. Đề nghị chia nhỏ hoặc quét lại khổ giấy thường.",
    Reason.TOO_MANY_PAGES: "Tệp có quá nhiều trang so với giới hạn. Đề nghị tách văn bản và phụ lục thành các tệp.",
    Reason.BROKEN: "Tệp bị hỏng nên không đọc được. Đề nghị xuất hoặc quét lại rồi gửi lại.",
    Reason.NO_TEXT: "Không đọc được chữ nào trong tệp. Đề nghị quét lại rõ hơn hoặc nhập nhiệm vụ bằng tay.",
    Reason.UNSUPPORTED: "Định dạng tệp chưa được hỗ trợ. Đề nghị gửi tệp PDF, DOCX, DOC, XLSX hoặc TXT.",
    Reason.SECRET: "Văn bản có dấu chỉ độ mật: không tiếp nhận. Đề nghị xử lý theo quy định về bí mật nhà nước.",
    Reason.OUT_OF_TIME: "Đọc tệp quá thời gian cho phép. Đề nghị gửi tệp đơn giản hơn hoặc chia nhỏ.",
    Reason.OUT_OF_MEMORY: "Đọc tệp cần quá nhiều bộ nhớ. Đề nghị gửi tệp đơn giản hơn hoặc chia nhỏ.",
}


class Unreadable(Exception):
    """The file cannot be read; ``reason`` says why, ``message`` says in Vietnamese what to do."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        """Keep the reason and an optional technical detail (English, for the log, without document text)."""
        super().__init__(reason.value, detail)
        self.reason = reason
        self.detail = detail

    @property
    def message(self) -> str:
        """Return the sentence for the official."""
        return MESSAGES[self.reason]

    def __str__(self) -> str:
        """Return reason and detail."""
        return f"{self.reason.value}: {self.detail}" if self.detail else self.reason.value
