"""What is kept of the check of titles."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class TitleCheck(Base):
    """Somebody of the Office has read a task's title for publication; the newest check of a task counts.

    ``title`` None: it is kept back.
    """

    __tablename__ = "title_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    title: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
