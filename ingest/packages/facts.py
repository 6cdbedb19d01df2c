"""What a message says, as it is kept and held against the text. Pure."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from core.local_time import local_day
from core.naming import fold
from ingest.edxml.values import DocumentMessage, Priority, Reference, StatusMessage
from ingest.letterhead import Urgency

SUFFIX = ".edxml"
MARKED = b"TBT/QCVN_102_2016"
MARKED_WITHIN = 4096
# The kinds of file that are read, the likeliest original first; a workbook is an annex unless it is alone.
READABLE = (("pdf",), ("docx", "doc"), ("txt", "rtf"), ("xlsx", "xls", "jpg", "jpeg", "png", "tif", "tiff"))
SECRET_WORDS = frozenset({"mat", "toi mat", "tuyet mat"})
URGENCIES = {
    Priority.REGULAR: Urgency.REGULAR,
    Priority.KHAN: Urgency.KHAN,
    Priority.THUONG_KHAN: Urgency.THUONG_KHAN,
    Priority.HOA_TOC: Urgency.HOA_TOC,
    Priority.HOA_TOC_HEN_GIO: Urgency.HOA_TOC,
}
TASK_CODE = "NV-"
FUTURE = "Gói ghi ngày ban hành {:%d/%m/%Y} sau ngày đến; bỏ qua."
DUE = "Gói ghi hạn xử lý {:%d/%m/%Y}."
OTHER_FILES = "Gói có tệp kèm theo chưa tách nhiệm vụ: {}."


def is_package(name: str, content: bytes) -> bool:
    """Return whether a file is a package of the axis: by its name, or by what it begins with."""
    return name.lower().endswith(SUFFIX) or MARKED in content[:MARKED_WITHIN]


def task_code(task_id: int) -> str:
    """Return the code under which others name a task of ours."""
    return f"{TASK_CODE}{task_id}"


def erased_id(remote_id: str) -> str:
    """Return what is kept of a source's name for a message that carried a secret: enough to know it again."""
    return hashlib.sha256(remote_id.encode(errors="surrogatepass")).hexdigest()


def main_file(names: Sequence[str]) -> int | None:
    """Return the place of the file that is the document itself, or None where no kind of file can be read."""
    for kinds in READABLE:
        for place, name in enumerate(names):
            if name.lower().rpartition(".")[2] in kinds:
                return place
    return None


def is_secret(message: DocumentMessage) -> bool:
    """Return whether the message itself says that the document is secret."""
    return any(fold(part).strip() in SECRET_WORDS for part in re.split(r"[,;:.]", message.sphere))


def urgency_of(message: DocumentMessage) -> Urgency | None:
    """Return the urgency that the message gives, or None; a timed hỏa tốc counts as hỏa tốc."""
    return URGENCIES.get(message.priority) if message.priority else None


def believable_day(message: DocumentMessage, now: datetime) -> tuple[date | None, tuple[str, ...]]:
    """Return the message's day of issue, and a warning instead where it lies after the arrival."""
    day = message.issued_on
    if day is not None and day > local_day(now):
        return None, (FUTURE.format(day),)
    return day, ()


def said_by(message: DocumentMessage | StatusMessage) -> dict[str, Any]:
    """Return what a message says beside its identity, as JSON; nothing that is empty."""
    told: dict[str, Any]
    if isinstance(message, StatusMessage):
        told = {"status": message.code.value, "description": message.description}
    else:
        told = {
            "subject": message.subject,
            "kind": message.kind,
            "signer": message.signer,
            "priority": message.priority and message.priority.value,
            "due_on": message.due_on and message.due_on.isoformat(),
            "reason": message.business_reason,
            "sphere": message.sphere,
            "signed": message.is_signed or None,
        }
    return {name: value for name, value in told.items() if value}


def told_of(reference: Reference) -> dict[str, str]:
    """Return how a message names another document, as JSON."""
    told = {
        "organ_code": reference.organ_code,
        "number": reference.number,
        "document_id": reference.document_id,
        "issued_on": reference.issued_on.isoformat() if reference.issued_on else "",
    }
    return {name: value for name, value in told.items() if value}


def in_words(named: dict[str, Any]) -> str:
    """Return the document that a message names, as an official would say it."""
    number = named.get("number") or named.get("document_id") or "(không rõ)"
    day = named.get("issued_on")
    return f"{number} ngày {date.fromisoformat(day):%d/%m/%Y}" if day else number
