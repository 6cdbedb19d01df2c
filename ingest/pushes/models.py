"""What is kept of pushes: which key of which token brought which bytes, and the arrival they became."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Push(Base):
    """One push under its idempotency key; the pair (token, key) is unique, so that a repeated one finds its answer."""

    __tablename__ = "push"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"))
    at: Mapped[datetime]
