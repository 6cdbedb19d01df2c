"""The words of the pages about calendar and rulebook. Pure."""

from api.web.rule_words import RULE_VALUES

KINDS = {"delivered": "Đi kèm phần mềm", "calendar": "Lịch làm việc", "rulebook": "Quy định"}
DAY_KINDS = {"off": "Nghỉ", "worked": "Làm việc"}
STATUSES = {"projected": "Tạm tính", "official": "Chính thức", "revised": "Đã điều chỉnh"}
EFFECTS = {
    "examined": "Số hạn đã xét",
    "moved": "Số hạn dời ngày",
    "later": "Dời về sau",
    "earlier": "Lùi lên trước",
    "kept": "Giữ nguyên hạn cũ (không làm ai thành chậm)",
    "turn_on_time": "Từ chậm thành đúng hạn",
    "turn_late": "Theo hạn mới là chậm, nhưng không bị ghi nhận chậm",
    "flags_cleared": "Ghi nhận chậm hết hiệu lực",
    "flags_official": "Ghi nhận tạm tính thành chính thức",
    "already_published": "Ghi nhận nằm trong kỳ đã chốt",
}
# Words of documents that a rule names: they stay as documents write them.
QUOTED = frozenset({"classes.urgent_kinds", "task.issue_words", "task.receipt_words"})
MOVES = {"later": "về sau", "earlier": "lên trước", "none": "không đổi"}
SECTIONS = {
    "classes": "Phân loại văn bản",
    "entry": "Cập nhật lần đầu",
    "review": "Trả lại, kiến nghị, gia hạn",
    "task": "Thời hạn nhiệm vụ",
    "signals": "Nhắc và cảnh báo",
    "counting": "Thống kê",
    "publication": "Công bố",
    "calendar": "Tuần làm việc và phạm vi lịch",
}


def value_words(value: object) -> str:
    """Return a rule's value as people read it."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, tuple):
        return ", ".join(map(value_words, value))
    return RULE_VALUES.get(str(value), str(value))
