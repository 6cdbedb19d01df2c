"""What is kept of entries: drafts and entries, late flags, returns, who of the unit works on an assignment."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

_REPORTED = text("kind = 'report' AND confirmed_at IS NULL AND made_at IS NOT NULL AND withdrawn_at IS NULL")
_VOIDED = text("voided_at IS NOT NULL")
_STANDS = text("voided_at IS NULL")
_DONE = text("kind = 'report' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL")
_UNCONFIRMED = text("confirmed_at IS NULL AND made_at IS NOT NULL AND withdrawn_at IS NULL")


class Entry(Base):
    """What a unit recorded about an assignment; never changed once made, a draft apart.

    ``kind``: first, reentry, progress, report, coordinate. ``made_at`` None: still a draft, which stops no clock.
    ``confirmed_at``: the Office has confirmed it. ``withdrawn_at``: the unit took its report back. ``reviewed_at``: the
    monitor has let the report pass.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_assignment", "assignment_id", "made_at", postgresql_include=["id", "kind", "withdrawn_at"]),
        Index("ix_entry_done", "assignment_id", "id", sqlite_where=_DONE, postgresql_where=_DONE),
        Index("ix_entry_waiting_report", "made_at", "id", sqlite_where=_REPORTED, postgresql_where=_REPORTED),
        Index(
            "ix_entry_unconfirmed", "kind", "made_at", "id", sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    kind: Mapped[str] = mapped_column(String(10))
    officer: Mapped[str | None] = mapped_column(String(120))
    product: Mapped[str | None] = mapped_column(Text)
    planned_on: Mapped[date | None]
    planned_why: Mapped[str | None] = mapped_column(Text)
    first_action: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    saved_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class LateFlag(Base):
    """The entry clock (or a re-entry clock) of an assignment ended without a valid entry.

    One row a clock: ``due_at`` is the instant that passed, ``written_at`` when the flag was written; the pair
    (assignment, due_at) is unique, so that no sweep can write it twice. The receipt is that of ``deadline_id`` or of
    ``return_id``. ``voided_at``: when it left the rates; ``ending`` says how (`returns.Ending`; None: its task or lead
    was replaced). ``official_at``: written on an unofficial calendar, it stood when the year became official.

    For the lists of a whole province two things stand here that follow from others: ``unit_id``, the
    unit that earned it, which held the assignment when its clock ended, and ``answered_at``, when the first entry after
    the clock's start was made (progress aside).
    """

    __tablename__ = "late_flag"
    __table_args__ = (
        Index("uq_late_flag_assignment_due", "assignment_id", "due_at", unique=True),
        Index("ix_late_flag_deadline", "deadline_id"),
        Index("ix_late_flag_return", "return_id"),
        Index("ix_late_flag_live", "due_at", "id", sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_late_flag_unit", "unit_id", "due_at", "id", postgresql_include=["written_at", "voided_at"]),
        Index(
            "ix_late_flag_written",
            "written_at",
            postgresql_include=["assignment_id", "unit_id", "due_at", "answered_at", "voided_at"],
        ),
        Index("ix_late_flag_voided", "id", sqlite_where=_VOIDED, postgresql_where=_VOIDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("entry_return.id"))
    unit_id: Mapped[int | None]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    written_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    tam_tinh: Mapped[bool]
    voided_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(12))
    official_at: Mapped[datetime | None]


class OfficeFlag(Base):
    """The Office had not confirmed a directive when its own clock ended; one row a directive, counted apart.

    ``lapsed_at``: a change of the calendar cleared it.
    """

    __tablename__ = "office_flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), unique=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    written_at: Mapped[datetime]
    tam_tinh: Mapped[bool]
    lapsed_at: Mapped[datetime | None]


class Return(Base):
    """Typed decision that an entry does not count: late, wrong, not_as_required; opens a re-entry clock.

    ``voided_at``: when it left the rates; ``ending`` says how, as for `LateFlag`.
    """

    __tablename__ = "entry_return"
    __table_args__ = (
        Index("uq_entry_return_entry", "entry_id", unique=True),
        Index("ix_entry_return_due", "reentry_due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    reason: Mapped[str] = mapped_column(String(20))
    missing: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reentry_due_on: Mapped[date]
    reentry_due_at: Mapped[datetime]
    receipt: Mapped[dict[str, Any]]
    voided_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(12))


class Delegation(Base):
    """The person of the unit who works on an assignment; the unit stays responsible."""

    __tablename__ = "delegation"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
