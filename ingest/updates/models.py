"""What is kept of reviews: which document changed, by which message, and what the Office decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class UpdateReview(Base):
    """A document was withdrawn, updated or replaced: what becomes of its tasks is for the Office to say.

    ``old_id`` is empty while the document that the message names has not arrived; ``named`` is how it names it.
    ``decisions`` maps task ids of the old document to carry, freeze or close; ``adopted``: the new text takes over.
    """

    __tablename__ = "update_review"
    __table_args__ = (UniqueConstraint("package_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), index=True)
    ordinal: Mapped[int]
    act: Mapped[str] = mapped_column(String(10))
    old_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    new_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    named: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decisions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    adopted: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(Text)
