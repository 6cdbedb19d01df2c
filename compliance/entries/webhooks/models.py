"""What is kept of webhooks: who wants to be told of what, and every event owed to each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

_OWED = "sent_at IS NULL AND given_up_at IS NULL"


class Webhook(Base):
    """An address that is told of events, named by an administrator; it sees no more than its account may.

    ``up_to_id``: events of the trail up to this one were looked at. ``failures``: in a row, since ``failing_since``;
    nothing is sent before ``not_before``. ``disabled_at``: sends nothing until an administrator enables it again.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(String(100))
    types: Mapped[list[Any]] = mapped_column(default=list)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    up_to_id: Mapped[int]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One event owed to one webhook, and how each attempt went; sent in order of events, at least once."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index(
            "ix_webhook_delivery_owed",
            "webhook_id",
            "id",
            sqlite_where=text(_OWED),
            postgresql_where=text(_OWED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), index=True)
    owed_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[list[Any]] = mapped_column(default=list)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
