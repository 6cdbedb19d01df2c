"""What a unit keeps for itself: a report being written."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class ReportDraft(Base):
    """A report that is being written; the newest text wins, and sending the report ends it."""

    __tablename__ = "report_draft"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    result: Mapped[str] = mapped_column(Text)
    obstacle: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    asked_for: Mapped[date | None]
    saved_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
