"""Units and accounts: who receives tasks, under which names and since when, and who signs in.

A unit is a body of the province. Its names are dated, and so is whether it is subject to the regulation; a merger
or rename is a succession, never a changed row.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Unit(Base):
    """A body that can hold tasks: department, commune, mass body …; ``sort_key`` gives names their Vietnamese order."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200), index=True)
    sort_key: Mapped[str] = mapped_column(String(600))
    kind: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitName(Base):
    """Another name of a unit: abbreviation, former name, or one that the Office taught; folded for search."""

    __tablename__ = "unit_name"
    __table_args__ = (UniqueConstraint("unit_id", "folded"), Index("ix_unit_name_folded", "folded"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitStanding(Base):
    """Whether a unit is subject to the regulation, from a day on; the newest row not after the issue day counts."""

    __tablename__ = "unit_standing"
    __table_args__ = (UniqueConstraint("unit_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date]
    is_subject: Mapped[bool]


class UnitSuccession(Base):
    """From this day, what was open at the unit belongs to its successor."""

    __tablename__ = "unit_succession"
    __table_args__ = (CheckConstraint("unit_id <> successor_id", name="not_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    on: Mapped[date]
    act: Mapped[str] = mapped_column(String(200))


class Account(Base):
    """Someone who signs in. A unit account has a unit; the others have none."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("(role = 'unit') = (unit_id IS NOT NULL)", name="unit_role_has_unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser: the cookie's token is kept only as its SHA-256, and ends at ``expires_at``."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
