"""The Vietnamese words of reminders' channels and states. Pure."""

from datetime import datetime

KINDS = {
    "mail": "Thư điện tử",
    "zalo": "Zalo của tỉnh",
    "browser": "Thông báo của trình duyệt",
    "webhook": "Webhook",
}


def state_of(sent_at: datetime | None, given_up_at: datetime | None) -> tuple[str, str, str]:
    """Return how a delivery stands: kind of tag, icon, words."""
    if sent_at is not None:
        return "ok", "tick", "đã gửi"
    if given_up_at is not None:
        return "plain", "warning", "không gửi"
    return "plain", "clock", "chờ gửi"
