"""What is kept of work under way: one lease a piece of work, with its tries and its last failure; what was pushed."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class PortalPush(Base):
    """A push of the published pages to the portal. ``error``: why it was not taken; None: it was."""

    __tablename__ = "portal_push"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[int]
    error: Mapped[str | None] = mapped_column(Text)


class Lease(Base):
    """Who works on what until when. A lease that ran out may be taken by anyone; ``tries`` counts every taking.

    ``quarantined_at``: given up after too many tries, with the reason; a person's retry clears it.
    """

    __tablename__ = "lease"
    __table_args__ = (UniqueConstraint("step", "subject_id"), Index("ix_lease_until", "until"))

    id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    holder: Mapped[str | None] = mapped_column(String(80))
    until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    quarantined_at: Mapped[datetime | None]
