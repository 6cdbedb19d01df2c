"""What is kept of lessons: one row a correction that may help the next document."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Lesson(Base):
    """One thing the Office taught: ``kind`` is alias, phrase or no_task; ``key`` is the folded text it is about.

    ``value``: the unit's code, the term as JSON, or nothing. The newest lesson about a key counts.
    """

    __tablename__ = "lesson"
    __table_args__ = (Index("ix_lesson_kind_key", "kind", "key_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(Text)
    key_sha256: Mapped[str] = mapped_column(String(64))
    value: Mapped[dict[str, Any]]
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
