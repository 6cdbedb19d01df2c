"""What is kept of orders without a document: who gave each and what proves it; workbooks of tasks until accepted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class OrderRecord(Base):
    """What a directive entered by hand stands on: signer, day, and a file or words as evidence.

    ``kind``: handwritten, oral, plan or running. ``evidence_sha256`` names a file of the store.
    """

    __tablename__ = "order_record"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    signer: Mapped[str] = mapped_column(String(120))
    ordered_on: Mapped[date]
    evidence_words: Mapped[str | None] = mapped_column(Text)
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))
    evidence_name: Mapped[str | None] = mapped_column(String(255))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("task_sheet.id"))
    entered_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class TaskSheet(Base):
    """A workbook of tasks that was put up: shown with its errors, and written only once it is accepted.

    ``grids`` holds its cells as read, with their lines; ``defaults`` what the form said for all rows.
    """

    __tablename__ = "task_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    defaults: Mapped[dict[str, Any]]
    grids: Mapped[list[Any]]
    put_up_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
