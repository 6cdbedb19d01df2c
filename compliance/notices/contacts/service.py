"""What people and administrators set: channels, duty, leave, and the address of one's calendar."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from compliance.notices import queries
from compliance.notices.couriers.door import BROWSER, MAIL, WEBHOOK, ZALO
from compliance.notices.models import DutyContact, NoticeChannel, NoticeReader
from compliance.notices.wording import LANGUAGES
from core.accounts import digest_of
from core.audit import Actor, record
from core.errors import Invalid, NotFound
from core.organisation import Account
from core.outbound import check_target

MOST_CHANNELS = 6
LONGEST_ADDRESS = 1000
FEED_BYTES = 32
_MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[\w.-]{1,180}\.\w{2,}")
_ZALO = re.compile(r"\d{5,25}")
_BROWSER_KEYS = ("p256dh", "auth")
_RIGHT = {
    MAIL: "Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@thanhhoa.gov.vn.",
    ZALO: "Mã người dùng Zalo là dãy số mà trang Zalo của tỉnh cấp khi ông/bà bấm Quan tâm.",
}


@dataclass(frozen=True, slots=True)
class Usable:
    """The kinds of channel that this installation can send, and the private hosts that it may call."""

    kinds: Collection[str]
    private_targets: tuple[str, ...]


def add_channel(
    session: Session,
    account_id: int,
    kind: str,
    address: str,
    keys: Mapping[str, Any],
    *,
    usable: Usable,
    who: Actor,
    now: datetime,
) -> NoticeChannel:
    """Let a person be reached this way too, after the ways they have; the same address again changes nothing.

    Args:
        keys: what a browser's subscription needs; empty for the other kinds.

    Raises:
        Invalid: the kind cannot be sent here, or the address is none.
    """
    address = address.strip()
    _check(kind, address, keys, usable)
    channels = queries.channels_of(session, account_id)
    known = next((each for each in channels if (each.kind, each.address) == (kind, address)), None)
    if known is not None:
        return known
    if len(channels) >= MOST_CHANNELS:
        message = f"Đã có {MOST_CHANNELS} kênh; bỏ bớt một kênh rồi thêm lại."
        raise Invalid(message, fields={"address": message})
    rank = max((each.rank for each in channels), default=0) + 1
    row = NoticeChannel(account_id=account_id, kind=kind, address=address, keys=dict(keys), rank=rank, added_at=now)
    session.add(row)
    session.flush()
    record(session, now, who, "channel.added", ("account", account_id), kind=kind)
    return row


def end_channel(session: Session, account_id: int, channel_id: int, who: Actor, now: datetime) -> None:
    """Take one of a person's channels away; twice is once."""
    row = _channel(session, account_id, channel_id)
    if row.ended_at is None:
        row.ended_at = now
        record(session, now, who, "channel.ended", ("account", account_id), kind=row.kind)


def put_first(session: Session, account_id: int, channel_id: int) -> None:
    """Let a channel be tried before a person's others."""
    row = _channel(session, account_id, channel_id)
    row.rank = min((each.rank for each in queries.channels_of(session, account_id)), default=1) - 1


def set_duty(session: Session, unit_id: int, account_id: int, from_on: date, until_on: date | None, who: Actor,
             now: datetime) -> DutyContact:  # fmt: skip
    """Put a person of a unit on duty for a stretch of days.

    Raises:
        Invalid: the days are reversed, or the person is not of this unit.
    """
    account = session.get(Account, account_id)
    if account is None or account.unit_id != unit_id or not account.is_active:
        message = "Chọn một tài khoản đang dùng của chính đơn vị này."
        raise Invalid(message, fields={"account": message})
    _check_days(from_on, until_on)
    row = DutyContact(unit_id=unit_id, account_id=account_id, from_on=from_on, until_on=until_on, recorded_at=now)
    session.add(row)
    session.flush()
    record(session, now, who, "duty.set", ("unit", unit_id), account=account_id, from_on=str(from_on))
    return row


def end_duty(session: Session, duty_id: int, who: Actor, now: datetime) -> None:
    """Take somebody off duty.

    Raises:
        NotFound: there is no such row any more.
    """
    row = session.get(DutyContact, duty_id)
    if row is None:
        message = "Không còn lịch trực này; tải lại trang."
        raise NotFound(message)
    record(session, now, who, "duty.ended", ("unit", row.unit_id), account=row.account_id)
    session.delete(row)


def make_feed(session: Session, account_id: int, who: Actor, now: datetime) -> str:
    """Return a new secret for the address of a person's calendar, shown this once; an older one ends."""
    secret = secrets.token_urlsafe(FEED_BYTES)
    row = _reader(session, account_id)
    row.feed_sha256, row.feed_made_at = digest_of(secret), now
    record(session, now, who, "feed.made", ("account", account_id))
    return secret


def revoke_feed(session: Session, account_id: int, who: Actor, now: datetime) -> None:
    """Let the address of a person's calendar lead nowhere."""
    row = session.get(NoticeReader, account_id)
    if row is not None and row.feed_sha256 is not None:
        row.feed_sha256 = row.feed_made_at = None
        record(session, now, who, "feed.revoked", ("account", account_id))


def choose_language(session: Session, account_id: int, language: str) -> None:
    """Let a person be told in a language.

    Raises:
        Invalid: there is no such language.
    """
    if language not in LANGUAGES:
        message = f"Không có ngôn ngữ “{language}”. Chọn một ngôn ngữ trong danh sách."
        raise Invalid(message, fields={"language": message})
    _reader(session, account_id).language = language


def _reader(session: Session, account_id: int) -> NoticeReader:
    row = session.get(NoticeReader, account_id)
    if row is None:
        row = NoticeReader(account_id=account_id)
        session.add(row)
    return row


def _check(kind: str, address: str, keys: Mapping[str, Any], usable: Usable) -> None:
    wrong = None
    if kind not in usable.kinds:
        wrong = "Kênh này chưa được bật trên hệ thống; liên hệ quản trị viên."
    elif len(address) > LONGEST_ADDRESS:
        wrong = "Địa chỉ quá dài."
    elif (kind == MAIL and not _MAIL.fullmatch(address)) or (kind == ZALO and not _ZALO.fullmatch(address)):
        wrong = _RIGHT[kind]
    elif kind == BROWSER and not all(isinstance(keys.get(name), str) for name in _BROWSER_KEYS):
        wrong = "Trình duyệt gửi đăng ký không đủ khóa; thử lại."
    if wrong:
        raise Invalid(wrong, fields={"address": wrong})
    if kind in {WEBHOOK, BROWSER}:
        check_target(address, usable.private_targets)


def _check_days(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        message = "Ngày cuối phải không trước ngày đầu."
        raise Invalid(message, fields={"until_on": message})


def _channel(session: Session, account_id: int, channel_id: int) -> NoticeChannel:
    row = session.get(NoticeChannel, channel_id)
    if row is None or row.account_id != account_id:
        message = "Không có kênh này trong tài khoản."
        raise NotFound(message)
    return row
