"""What is kept of a directive's dimensions: its field and leader, each time they were settled."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class DirectiveDimensions(Base):
    """Field and leader of a directive; the newest row counts. ``why`` says what they follow from."""

    __tablename__ = "directive_dimensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leader.id"))
    why: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
