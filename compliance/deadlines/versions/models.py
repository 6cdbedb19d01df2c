"""What is kept of the law: one row a version, whole, so that any receipt made under it can be computed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class LawVersion(Base):
    """One version of rulebook and calendar; never changed once made, but for the day it was applied.

    ``parameters``: every rule over time. ``days``: the table of exceptional days, as imported. ``calendar``: the days
    that were really counted with, those seeded for years without an act too. The hashes are those that receipts name.
    ``kind``: delivered, calendar or rulebook. ``applied_at`` None: only proposed. The one applied last is in force.
    ``effects``: what applying it changed, the one summary that is told.
    """

    __tablename__ = "law_version"
    __table_args__ = (
        Index("ix_law_version_applied", "applied_at"),
        Index("ix_law_version_hashes", "rulebook_sha256", "calendar_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    rulebook_sha256: Mapped[str] = mapped_column(String(64))
    calendar_version: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[list[Any]]
    days: Mapped[dict[str, Any]]
    calendar: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    effects: Mapped[dict[str, Any] | None]
