"""What is kept of deadlines, and of the class they follow from.

One row a computation, each with its receipt; the newest counts, old ones stay true.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

# The Office's own clock belongs to no assignment; the sweep looks at each once, when it has ended.
_ASSIGNED = "assignment_id IS NOT NULL"  # else SQLite, without statistics, seeks the Office's open clocks in it
_OFFICE_OPEN = "assignment_id IS NULL AND settled_at IS NULL"
_OFFICE_CURRENT = "assignment_id IS NULL AND is_current"


class Deadline(Base):
    """One computed date of one clock: ``entry`` or ``task`` of an assignment, or ``office`` of a directive.

    ``due_on`` is the nominal day, ``due_at`` the instant at which it is too late (half-open: late from ``due_at`` on).
    ``is_current`` marks the newest of its clock; the others are history. ``retired_at``: it ended without a newer one.
    ``settled_at``: the Office's own clock has ended and the sweep has looked at it.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_due", "is_current", "clock", "due_at"),
        Index(
            "ix_deadline_assignment",
            "assignment_id",
            "clock",
            "is_current",
            sqlite_where=text(_ASSIGNED),
            postgresql_where=text(_ASSIGNED),
            postgresql_include=["id", "due_at"],
        ),
        Index(
            "ix_deadline_office",
            "directive_id",
            "due_at",
            sqlite_where=text(_OFFICE_CURRENT),
            postgresql_where=text(_OFFICE_CURRENT),
        ),
        Index("ix_deadline_unsettled", "due_at", sqlite_where=text(_OFFICE_OPEN), postgresql_where=text(_OFFICE_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    clock: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    tam_tinh: Mapped[bool]
    receipt: Mapped[dict[str, Any]]
    receipt_sha256: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime]
    is_current: Mapped[bool] = mapped_column(default=True)
    retired_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Classification(Base):
    """The entry class of a directive and why; the newest row counts. ``account_id`` None: the rule's own reading."""

    __tablename__ = "classification"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    entry_class: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text)
    n_tasks: Mapped[int]
    n_leads: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
