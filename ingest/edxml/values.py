"""What an edXML message says. Pure values; everything may be absent, since senders leave out what they like.

Source: QCVN 102:2016/BTTTT as its implementers send it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


class Business(StrEnum):
    """What a document message does (BussinessDocType 0 to 3)."""

    NEW = "0"
    WITHDRAW = "1"
    UPDATE = "2"
    REPLACE = "3"


class StatusCode(StrEnum):
    """What a receiver says of a document, or a sender asks for (StatusCode, two digits)."""

    ARRIVED = "01"
    REFUSED = "02"
    RECEIVED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    DONE = "06"
    ASKED_BACK = "13"
    AGREED = "15"
    DISAGREED = "16"


class Priority(StrEnum):
    """Degree of urgency (OtherInfo/Priority 0 to 4); a timed hỏa tốc counts as hỏa tốc."""

    REGULAR = "0"
    KHAN = "1"
    THUONG_KHAN = "2"
    HOA_TOC = "3"
    HOA_TOC_HEN_GIO = "4"


class RefusalReason(StrEnum):
    """Why a package is not taken at all."""

    EMPTY = "edxml_empty"
    TOO_LARGE = "edxml_too_large"
    NOT_XML = "edxml_not_xml"
    DANGEROUS = "edxml_dangerous"
    NOT_EDXML = "edxml_not_edxml"
    OLD_FORM = "edxml_old_form"
    NO_HEADER = "edxml_no_header"
    UNKNOWN_CODE = "edxml_unknown_code"
    BAD_ATTACHMENT = "edxml_bad_attachment"
    NAMES_NOTHING = "edxml_names_nothing"


MESSAGES = {
    RefusalReason.EMPTY: "Gói không có nội dung. Đề nghị gửi lại.",
    RefusalReason.TOO_LARGE: "Gói hoặc tệp kèm theo quá lớn so với giới hạn. Đề nghị chia nhỏ rồi gửi lại.",
    RefusalReason.NOT_XML: "Gói không phải XML đúng quy cách (bị cụt hoặc hỏng). Đề nghị xuất và gửi lại.",
    RefusalReason.DANGEROUS: "Gói chứa khai báo không được phép (DTD, thực thể). Đề nghị gửi lại gói chuẩn.",
    RefusalReason.NOT_EDXML: "Gói không phải edXML theo QCVN 102:2016. Đề nghị kiểm tra phần mềm gửi.",
    RefusalReason.OLD_FORM: "Gói theo mẫu edXML cũ, không theo QCVN 102:2016. Đề nghị cập nhật phần mềm gửi.",
    RefusalReason.NO_HEADER: "Gói thiếu phần đầu thông điệp (MessageHeader). Đề nghị xuất và gửi lại.",
    RefusalReason.UNKNOWN_CODE: "Mã nghiệp vụ hoặc mã trạng thái của gói không có trong quy chuẩn.",
    RefusalReason.BAD_ATTACHMENT: "Tệp kèm theo gói không giải mã được. Đề nghị xuất và gửi lại gói.",
    RefusalReason.NAMES_NOTHING: "Gói không cho biết thu hồi, thay thế hay trả lời văn bản nào.",
}


class PackageRefused(Exception):
    """The package cannot be taken; ``reason`` says why, ``message`` says in Vietnamese what to do."""

    def __init__(self, reason: RefusalReason, detail: str = "") -> None:
        """Keep the reason and a technical detail without document text."""
        super().__init__(reason.value, detail)
        self.reason = reason
        self.detail = detail

    @property
    def message(self) -> str:
        """Return the sentence for the official."""
        return MESSAGES[self.reason]


@dataclass(frozen=True, slots=True)
class Organ:
    """One end of the exchange; ``code`` is the OrganId of the old or the new scheme, never parsed."""

    code: str = ""
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who handled it at the sender's."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document, named by its id, or by issuer, number with symbol and day."""

    organ_code: str = ""
    number: str = ""
    document_id: str = ""
    issued_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing, as ``<ResponseFor/>`` does."""
        return not (self.document_id or self.number)


@dataclass(frozen=True, slots=True)
class Trace:
    """A station on the message's way; ``at`` is local time as written."""

    organ_code: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along, decoded: ``name`` has no folders and no control characters."""

    name: str
    content: bytes
    content_type: str = ""
    description: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document, or what becomes of one sent before.

    ``number`` is number and symbol joined. ``about`` are the documents that a withdrawal, update or replacement is of,
    ``answers`` those that the document answers, ``task_codes`` the tasks it answers.
    """

    sender: Organ = field(default_factory=Organ)
    receivers: tuple[Organ, ...] = ()
    document_id: str = ""
    number: str = ""
    issued_on: date | None = None
    place: str = ""
    kind: str = ""
    subject: str = ""
    summary: str = ""
    signer: str = ""
    signer_title: str = ""
    competence: str = ""
    due_on: date | None = None
    to_places: tuple[str, ...] = ()
    priority: Priority | None = None
    sphere: str = ""
    is_steering: bool | None = None
    answers: tuple[Reference, ...] = ()
    task_codes: tuple[str, ...] = ()
    business: Business = Business.NEW
    business_reason: str = ""
    about: tuple[Reference, ...] = ()
    has_paper: bool = False
    added_organs: tuple[str, ...] = ()
    removed_organs: tuple[str, ...] = ()
    staff: Staff = field(default_factory=Staff)
    traces: tuple[Trace, ...] = ()
    is_signed: bool = False
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What a receiver says of a document, or a sender asks of it."""

    code: StatusCode
    about: Reference
    sender: Organ = field(default_factory=Organ)
    receivers: tuple[Organ, ...] = ()
    description: str = ""
    at: datetime | None = None
    staff: Staff = field(default_factory=Staff)
    warnings: tuple[str, ...] = ()


Message = DocumentMessage | StatusMessage
