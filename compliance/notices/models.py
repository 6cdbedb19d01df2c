"""What is kept of reminders: how people are reached, who is on duty or away, and each message with its deliveries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from compliance.notices.wording import FIRST
from core.database import Base

_WAITING = text("sent_at IS NULL AND given_up_at IS NULL")


class NoticeChannel(Base):
    """One way to reach a person: mail, webhook, zalo or browser; the lowest rank first, the next ones are fall-backs.

    ``keys``: what a browser's subscription needs. ``ended_at``: taken away by the person, or gone for good.
    """

    __tablename__ = "notice_channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(1000))
    keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rank: Mapped[int]
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(200))


class DutyContact(Base):
    """Who of a unit is told of urgent matters at any hour, from a day until another (None: until changed)."""

    __tablename__ = "duty_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]


class NoticeReader(Base):
    """A person's last look-through for the daily digest, their language, their calendar's address (as SHA-256)."""

    __tablename__ = "notice_reader"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    digest_on: Mapped[date | None]
    feed_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    feed_made_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(2), default=FIRST, server_default=FIRST)


class Notice(Base):
    """One message to one person; it is never changed once raised."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_raised", "account_id", "raised_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_urgent: Mapped[bool]
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]


class NoticeLine(Base):
    """A rung of the ladder that a person was told; once, whatever message told it."""

    __tablename__ = "notice_line"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(120))


class NoticeDelivery(Base):
    """A message on one channel: waiting, sent, or given up with the reason."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel_id"),
        Index("ix_notice_delivery_waiting", "not_before", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("notice_channel.id"))
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))
