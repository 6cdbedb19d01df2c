"""What is kept of the Office's checking before a directive is confirmed: what was accepted, by whom, what changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class TaskCheck(Base):
    """The Office accepted a task as it stood in this version; a later change leaves it to be accepted again."""

    __tablename__ = "task_check"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class SentenceCheck(Base):
    """The Office looked at a sentence that no task claims and found no task in it; offsets slice the text."""

    __tablename__ = "sentence_check"
    __table_args__ = (UniqueConstraint("directive_id", "start", "end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"))
    start: Mapped[int]
    end: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ReviewStep(Base):
    """One change before the confirmation that can be taken back: the columns it changed, before and after.

    ``changes``: one item a row, with its table and id; ``before`` None: the step added the row.
    """

    __tablename__ = "review_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    did: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changes: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]


class ReviewPresence(Base):
    """Who has a directive open: since when, and until when that may be believed without another sign."""

    __tablename__ = "review_presence"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]
