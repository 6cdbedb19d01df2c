"""What is kept of signatures: one row for each, as checked when the document was read."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class SignatureCheck(Base):
    """The check of one digital signature; ``told`` is `ingest.signatures.values.Signature` as JSON."""

    __tablename__ = "signature_check"
    __table_args__ = (UniqueConstraint("directive_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"))
    ordinal: Mapped[int]
    checked_at: Mapped[datetime]
    told: Mapped[dict[str, Any]]
