"""What an event of the trail tells besides its name, in words: no keys, no numbers where a name is known. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from api.web.words import (
    CLASSES,
    CLOCKS,
    ENTRY_KINDS,
    PARTS,
    RETURN_REASONS,
    ROLES,
    UNIT_KINDS,
    UPDATE_ACTS,
)
from ingest.readers.failures import MESSAGES

LABELS = {
    "account": "tài khoản số", "act": "căn cứ", "after": "nay là", "answers": "nội dung",
    "assignment": "phần việc số", "assignments": "các phần việc số", "attempts": "số lần thử",
    "authority": "thẩm quyền", "before": "trước đó", "by": "theo", "changed": "đã đổi", "clock": "loại hạn",
    "code": "mã", "computed": "số hạn đã tính", "coordinators": "đơn vị phối hợp", "count": "số lượng",
    "deadline": "phiếu tính hạn số", "decision": "quyết định", "directive": "văn bản số", "due_at": "hạn",
    "due_on": "hạn", "edition": "bản công bố số", "entry": "bản cập nhật số", "entry_class": "loại",
    "expanded": "mở rộng", "failures": "số lần hỏng", "fields": "các mục", "field": "lĩnh vực số", "file_name": "tệp",
    "finding": "phát hiện số", "first": "kỳ đầu là phần việc số", "flag": "lượt chậm số",
    "follow_up": "việc sau kiểm tra số", "former": "thay phiếu số", "from_on": "từ ngày", "holder": "đơn vị giữ",
    "into": "vào nhiệm vụ số", "is_active": "được đăng nhập", "is_subject": "thuộc đối tượng", "kind": "loại",
    "leader": "lãnh đạo số", "leads": "đơn vị chủ trì", "lines": "số dòng", "method": "cách gọi", "n": "số lượng",
    "name": "tên", "named": "văn bản nêu", "number": "số, ký hiệu", "on": "từ ngày", "outcome": "kết quả",
    "pages": "số trang", "part": "phần", "parts": "các phần", "path": "địa chỉ", "period": "kỳ",
    "provisional": "dự kiến", "reason": "lý do", "return_id": "lượt trả lại số", "review": "lượt xem xét số",
    "role": "vai trò", "scopes": "phạm vi", "seed": "số chọn mẫu", "sheet": "bảng số", "size": "dung lượng",
    "source": "nguồn", "status": "trả lời", "step": "bước", "substitute": "người thay: tài khoản số",
    "successor": "đơn vị kế thừa", "symbols": "ký hiệu", "task": "nhiệm vụ số", "tasks": "số nhiệm vụ",
    "times": "lần thứ", "to": "cho tài khoản số", "types": "sự kiện", "unclaimed": "câu chưa thuộc nhiệm vụ",
    "undid": "đã hoàn tác", "unit": "đơn vị", "unit_id": "đơn vị", "units": "đơn vị", "unread": "chưa đọc được",
    "until": "đến", "urgent": "khẩn", "url": "địa chỉ", "valid_from": "từ ngày", "valid_to": "đến ngày",
    "version": "bản số", "what": "xem", "why": "vì",
}  # fmt: skip
REFUSALS = {
    "not_allowed": "vai trò không được phép",
    "not_found": "không có, hoặc không thuộc phạm vi được xem",
    "forged_form": "biểu mẫu hết hiệu lực hoặc không gửi từ trang này",
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "role": ROLES | PARTS,
    "clock": CLOCKS,
    "by": CLOCKS,
    "entry_class": CLASSES,
    "kind": UNIT_KINDS | ENTRY_KINDS | {key: words[1].rstrip(".") for key, words in UPDATE_ACTS.items()},
    "part": ROLES | PARTS | {"monitor": "cơ quan theo dõi, thẩm định", "sweep": "tự động"},
    "reason": RETURN_REASONS | {key.value: words.rstrip(".") for key, words in MESSAGES.items()} | REFUSALS,
    "source": {"samples": "văn bản mẫu", "upload": "đưa tệp lên", "folder": "thư mục"},
    "what": {
        "page": "trang văn bản", "picture": "ảnh trang", "original": "tệp gốc", "evidence": "tệp minh chứng",
        "interface": "qua giao diện lập trình", "clause": "đoạn giao việc",
    },
}  # fmt: skip
UNITS = frozenset({"unit", "unit_id", "successor", "holder", "leads", "coordinators", "units"})
HASHES = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?")
LONGEST = 160
MOST = 8


def detail_words(detail: Mapping[str, Any], units: Mapping[int, str], told: Callable[[str], str] = str) -> str:
    """Return an event's details as one line of plain words; what only a machine reads is left out.

    Args:
        units: name of each unit by id.
        told: tells a word or sentence in the reader's language.
    """
    return "; ".join(_told(detail, units, told))


def _told(detail: Mapping[str, Any], units: Mapping[int, str], told: Callable[[str], str]) -> Iterator[str]:
    for key, value in detail.items():
        words = _value(key, value, units, told)
        if words:
            yield f"{told(LABELS.get(key, key.replace('_', ' ')))}: {words}"


def _value(key: str, value: Any, units: Mapping[int, str], told: Callable[[str], str]) -> str:  # noqa: ANN401 - JSON
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return told("có" if value else "không")
    if isinstance(value, Mapping):
        return f"({detail_words(value, units, told)})"
    if isinstance(value, (list, tuple)):
        shown = [words for each in value[:MOST] if (words := _value(key, each, units, told))]
        return ", ".join(shown) + (told(f" và {len(value) - MOST} mục nữa") if len(value) > MOST else "")
    if key in UNITS and isinstance(value, int):
        return units.get(value) or told(f"số {value}")
    return _text(key, str(value), told)


def _text(key: str, written: str, told: Callable[[str], str]) -> str:
    if HASHES.fullmatch(written):
        return ""
    known = VALUES.get(key, {}).get(written)
    if known is not None:
        return told(known[0].lower() + known[1:])
    day = _DAY.fullmatch(written)
    if day is not None:
        return f"{date.fromisoformat(day[1]):%d/%m/%Y}"
    return written if len(written) <= LONGEST else written[:LONGEST].rstrip() + "…"
