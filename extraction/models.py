"""What is kept of tasks: each extraction, its tasks and assignments, the Office's confirmation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, validates

from core.database import Base
from core.naming import fold

_RECURS = sql("period IS NOT NULL")
_UNCONFIRMED = sql("confirmed_at IS NULL")
_MERGED = sql("merged_into_id IS NOT NULL")


class ExtractionRun(Base):
    """One reading of a directive's text into tasks.

    ``parts`` is the coverage ledger: what each stretch of text was taken for. ``unclaimed`` holds the places of
    imperative sentences that no task claims. ``confirmed_at``: as in `Confirmation`; here so that what the Office has
    yet to confirm is found without looking at all that it has confirmed.
    """

    __tablename__ = "extraction_run"
    __table_args__ = (
        Index("ix_extraction_run_open", "directive_id", sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), unique=True)
    at: Mapped[datetime]
    engine: Mapped[str] = mapped_column(String(40))
    parts: Mapped[list[Any]]
    unclaimed: Mapped[list[Any]]
    warnings: Mapped[list[Any]]
    confirmed_at: Mapped[datetime | None]


class Confirmation(Base):
    """The Office has checked a directive's split against the page: from here its tasks are definite."""

    __tablename__ = "confirmation"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Task(Base):
    """One clause that charges a unit with work.

    Offsets slice the directive's text; box is a fraction of the page. ``term`` is the reading of the time words (see
    `extraction.values.Term`) as JSON. ``ground`` is ``page`` or ``office``. A task removed by the Office keeps its row,
    and so does one merged into another; a part of a split points to the task it was part of. ``folded`` is the text
    without diacritics, for search, kept in step by the row itself.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("directive_id", "ordinal"),
        Index("ix_task_recurring", "id", sqlite_where=_RECURS, postgresql_where=_RECURS),
        Index("ix_task_merged", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int | None]
    end: Mapped[int | None]
    page: Mapped[int | None]
    box: Mapped[list[Any] | None]
    mode: Mapped[str] = mapped_column(String(10))
    deadline_phrase: Mapped[str | None] = mapped_column(Text)
    deadline_on: Mapped[date | None]
    deadline_place: Mapped[dict[str, Any] | None]
    term: Mapped[dict[str, Any] | None]
    period: Mapped[str | None] = mapped_column(String(20))
    deliverable: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(String(80))
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    ground: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(Text)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    folded: Mapped[str] = mapped_column(Text, default="", server_default="")

    @validates("text")
    def _fold(self, _name: str, value: str) -> str:
        self.folded = fold(value)
        return value


class Assignment(Base):
    """A unit's part in a task.

    ``name`` is the unit as the directive writes it; ``unit_id`` is set once it is known which unit that is.
    ``opened_at``: from here the unit sees it and its clock runs; ``confirmed_at``: from here it is definite.
    A member of an expanded collective points to it by ``expanded_from_id``. A later instance of a recurring duty points
    to the first by ``instance_of_id`` and is due on ``instance_on``.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(  # with all that a list of a unit's work asks before it knows which of it to show
            "ix_assignment_unit_open",
            "unit_id",
            "withdrawn_at",
            postgresql_include=["id", "opened_at", "role", "task_id"],
        ),
        UniqueConstraint("task_id", "role", "unit_id", "opened_at"),
        Index("uq_assignment_instance", "instance_of_id", "instance_on", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    resolution: Mapped[str] = mapped_column(String(20))
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    place: Mapped[dict[str, Any] | None]
    expanded_from_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    instance_of_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    instance_on: Mapped[date | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
