"""What is kept of the Office's templates: every version of each, with what its measures meant when it was taken."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class ReportTemplate(Base):
    """One version of a template. ``form``: docx or xlsx; ``kinds``: the lengths of period whose pack it belongs to.

    ``definitions``: the measures that it is bound to, each with the mark of its definition when it was taken.
    ``retired_at``: a newer version took its place, or it is used no more.
    """

    __tablename__ = "report_template"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    form: Mapped[str] = mapped_column(String(4))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    definitions: Mapped[dict[str, str]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    retired_at: Mapped[datetime | None]
