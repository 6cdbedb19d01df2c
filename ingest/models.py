"""What is kept of documents: each arrival, each directive, and what was read in it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, validates

from core.database import Base
from core.naming import fold

_UNREAD = sql("read_at IS NULL")
_PURGED = sql("purged_at IS NOT NULL")
SEARCHED = ("number", "subject", "issuer", "file_name")


class Directive(Base):
    """One issued document, identified by issuer, number/symbol and issue day.

    There is no stage column: what has been reached shows in ``read_at``, ``failure_reason`` and in the later rooms'
    rows. ``identity_key`` is set, and unique, once number, day and issuer all stand on ground. ``grounds`` maps a field
    to where its value comes from: ``{"kind": "page", page, box, start, end}``, ``{"kind": "message", package}`` or
    ``{"kind": "office", by, at}``. ``revises_id``: a later version of that directive, without an identity of its own
    until the Office lets it take over. ``folded`` is what a search looks in: number, subject, issuer and file name
    without diacritics, kept in step by the row itself.
    """

    __tablename__ = "directive"
    __table_args__ = (
        Index("ix_directive_arrived_at", "arrived_at"),
        Index("ix_directive_issued_on", "issued_on", "id"),
        Index("ix_directive_kind", "kind"),
        Index("ix_directive_unread", "arrived_at", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_directive_purged", "purged_at", sqlite_where=_PURGED, postgresql_where=_PURGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    media_type: Mapped[str | None] = mapped_column(String(100))
    arrived_at: Mapped[datetime]

    number: Mapped[str | None] = mapped_column(String(80))
    issued_on: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    identity_key: Mapped[str | None] = mapped_column(String(400), unique=True)
    kind: Mapped[str | None] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(Text)
    urgency: Mapped[str | None] = mapped_column(String(20))
    signer: Mapped[str | None] = mapped_column(String(120))
    signer_title: Mapped[str | None] = mapped_column(String(200))
    unread: Mapped[list[Any]] = mapped_column(default=list)
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    grounds: Mapped[dict[str, Any]] = mapped_column(default=dict)

    read_at: Mapped[datetime | None]
    readability: Mapped[float | None]
    n_pages: Mapped[int | None]
    failure_reason: Mapped[str | None] = mapped_column(String(40), index=True)
    failure_message: Mapped[str | None] = mapped_column(Text)
    failed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    purged_at: Mapped[datetime | None]
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    folded: Mapped[str] = mapped_column(Text, default="", server_default="")

    @validates(*SEARCHED)
    def _fold(self, name: str, value: str | None) -> str | None:
        told = {each: getattr(self, each) for each in SEARCHED} | {name: value}
        self.folded = fold(" ".join(text for text in told.values() if text))
        return value


class Reading(Base):
    """The text and layout read from a directive, compressed; derived from the original, made again at will."""

    __tablename__ = "reading"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    text_sha256: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime]


class Arrival(Base):
    """One file taken from one source, and what became of it: new, duplicate, refused, unreadable."""

    __tablename__ = "arrival"
    __table_args__ = (Index("ix_arrival_source", "source", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    directive_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
