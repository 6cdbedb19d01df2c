"""What is kept of publications: editions, the corrections that units ask for, the errors that readers report."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Edition(Base):
    """The figures of one period, frozen as at its cut-off; ``number`` counts the editions of the period.

    ``state``: draft, preview, approved, published, discarded. ``known_at``: verdicts that had ended by then do not
    count. ``files``: the kept files by name, each with ``sha256`` and ``bytes``; after publication the manifest names
    the same. ``corrects_id``: the edition that this one corrects, with its ``reason``; None for a period's first.
    ``moved_sha256``: the tasks that moved the plan, ``numbers_sha256``: the numbers of every unit and field, also of
    those that are published together; both are kept for the reports and never published (None: as published).
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("period", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    cut_off_at: Mapped[datetime]
    known_at: Mapped[datetime]
    files: Mapped[dict[str, Any]]
    moved_sha256: Mapped[str | None] = mapped_column(String(64))
    numbers_sha256: Mapped[str | None] = mapped_column(String(64))
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    preview_from_at: Mapped[datetime | None]
    preview_until_on: Mapped[date | None]
    preview_until_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))


class EditionCorrection(Base):
    """A correction of a draft that a unit asks for while it looks through it, and the Office's answer."""

    __tablename__ = "edition_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_accepted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ErrorReport(Base):
    """An error that a reader of the public page reported, with the day by which it is answered."""

    __tablename__ = "error_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    text: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
