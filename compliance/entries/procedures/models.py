"""What is kept of the procedures: state, contests, "not ours", extensions, waivers, holds, closures, requests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base

_UNDECIDED = "decided_at IS NULL"
_UNANSWERED = "answered_at IS NULL"
_RUNNING = "until_at IS NULL"


class StoredState(Base):
    """The state that the last act left an assignment in, on its axes; the record of rows beside it says the same.

    What the sweep writes since (flags, late returns) is read off the record. Assignments older than this table have no
    row until the next act.
    """

    __tablename__ = "assignment_state"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    work: Mapped[str] = mapped_column(String(20))
    review: Mapped[str] = mapped_column(String(20))
    extension: Mapped[str] = mapped_column(String(20))
    standing: Mapped[str] = mapped_column(String(20))
    act: Mapped[str] = mapped_column(String(30))
    acted_at: Mapped[datetime]


class TaskMonitor(Base):
    """The unit that reviews the results of a task before the Office does."""

    __tablename__ = "task_monitor"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    set_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Contest(Base):
    """A unit's objection to a late flag or a return, decided once; one covers a flag and its late return.

    ``filing_receipt`` and ``decision_receipt``: until when it could be filed, and is to be decided. A lost one, and one
    won before any entry came, opens a clock anew (``new_due_at``, ``new_receipt``); ``former_receipt``: that of the
    re-entry clock which it held.
    """

    __tablename__ = "contest"
    __table_args__ = (
        Index(
            "uq_contest_undecided",
            "assignment_id",
            unique=True,
            sqlite_where=text(_UNDECIDED),
            postgresql_where=text(_UNDECIDED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("late_flag.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("entry_return.id"))
    reason: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    filing_due_on: Mapped[date]
    filing_due_at: Mapped[datetime]
    filing_receipt: Mapped[dict[str, Any]]
    decision_due_on: Mapped[date]
    decision_due_at: Mapped[datetime]
    decision_receipt: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime | None]
    is_won: Mapped[bool | None]
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    new_due_on: Mapped[date | None]
    new_due_at: Mapped[datetime | None]
    new_receipt: Mapped[dict[str, Any] | None]
    former_receipt: Mapped[dict[str, Any] | None]


class NotOurs(Base):
    """A unit says that an assignment is not within its authority; once, answered by the Office within its own clock.

    ``flagged_at``: the Office had not answered when that clock ended. A refusal opens the entry clock anew
    (``deadline_id``).
    """

    __tablename__ = "not_ours"
    __table_args__ = (
        Index(
            "ix_not_ours_unanswered",
            "answer_due_at",
            sqlite_where=text(_UNANSWERED),
            postgresql_where=text(_UNANSWERED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_due_on: Mapped[date]
    answer_due_at: Mapped[datetime]
    answer_receipt: Mapped[dict[str, Any]]
    flagged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"))
    new_assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))


class Extension(Base):
    """A new task deadline, asked and answered; the former one stays as its own row of `Deadline`."""

    __tablename__ = "extension"
    __table_args__ = (
        Index(
            "uq_extension_undecided",
            "assignment_id",
            unique=True,
            sqlite_where=text(_UNDECIDED),
            postgresql_where=text(_UNDECIDED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    asked_for: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    former_deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]
    authority: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"))


class Waiver(Base):
    """The Office lets what stands against an assignment leave the rates, with a written cause."""

    __tablename__ = "waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    cause: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Suspension(Base):
    """A stretch in which the clocks of an assignment are held, by whose authority and why; open until resumed."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index(
            "uq_suspension_running",
            "assignment_id",
            unique=True,
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    from_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    until_at: Mapped[datetime | None]
    resumed_why: Mapped[str | None] = mapped_column(Text)
    resumed_by_authority: Mapped[str | None] = mapped_column(Text)
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Closure(Base):
    """The Office closed an assignment without a result: ``archived`` or ``withdrawn``, by authority and reason."""

    __tablename__ = "closure"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class UpdateRequest(Base):
    """An update asked of a coordinating unit; a reminder is all that follows when it does not come."""

    __tablename__ = "update_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    receipt: Mapped[dict[str, Any]]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class StaleFlag(Base):
    """No progress was recorded in a period of the cadence; counted apart, it makes nothing incomplete."""

    __tablename__ = "stale_flag"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    period_ends_on: Mapped[date] = mapped_column(primary_key=True)
    written_at: Mapped[datetime]
