"""Units and accounts: who receives tasks, under which names and since when, and who signs in.

A unit is a body of the province. Its names are dated, and so is whether it is subject to the regulation; a merger
or rename is a succession, never a changed row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime | None]


class UnitSuccession(Base):
    """From this day, what was open at the unit belongs to its successor; ``act`` is the decision's number.

    ``kind``: merger or rename. ``decided_on`` is the decision's own day. ``settled_at``: the figures have followed.
    """

    __tablename__ = "unit_succession"
    __table_args__ = (CheckConstraint("unit_id <> successor_id", name="not_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    on: Mapped[date]
    act: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), server_default="merger")
    decided_on: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class UnitHolding(Base):
    """Who holds what a unit was given, from a day on until before another; made from the successions, never entered.

    A unit without a row holds its own. ``until_on`` None: to this day.
    """

    __tablename__ = "unit_holding"
    __table_args__ = (UniqueConstraint("unit_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Field(Base):
    """A field of the province's work (lĩnh vực); ``symbols`` are the drafting symbols that propose it."""

    __tablename__ = "field"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(600))
    symbols: Mapped[list[Any]] = mapped_column(default=list)


class Leader(Base):
    """A chairman or vice-chairman, in office from a day on until before another."""

    __tablename__ = "leader"
    __table_args__ = (UniqueConstraint("folded", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class FieldCharge(Base):
    """Who is in charge of a field from a day on, by which act; the newest row not after a day counts."""

    __tablename__ = "field_charge"
    __table_args__ = (UniqueConstraint("field_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field.id"), index=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leader.id"), index=True)
    from_on: Mapped[date]
    act: Mapped[str] = mapped_column(String(200))


class Account(Base):
    """Someone who signs in. A unit account has a unit; the others have none.

    ``subject`` is the name under which an identity provider knows the person: such an account has no password here.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(role IN ('unit', 'unit_officer')) = (unit_id IS NOT NULL)", name="unit_role_has_unit"),
    )

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
    subject: Mapped[str | None] = mapped_column(String(255), index=True, unique=True)


class SignIn(Base):
    """One signed-in browser: the cookie's token is kept only as its SHA-256, and ends at ``expires_at``.

    ``awaits_code``: the password was right and the second factor is still to come; nothing is open to it.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    awaits_code: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class SecondFactor(Base):
    """An account's authenticator; ``confirmed_at`` None: set up, and no code of it seen yet.

    ``last_step`` is the newest thirty-second step whose code was used: no code is good twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoveryCode(Base):
    """A code for the day the authenticator is lost, kept only as its SHA-256, good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SignOn(Base):
    """One way to the identity provider and back, bound to the browser that set out; good once, for some minutes."""

    __tablename__ = "sign_on"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    browser_sha256: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    next_path: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A program's token, kept only as its SHA-256; it ends when revoked, at ``expires_at``, or with its account.

    ``account_id``: for whom it acts; None: it only pushes documents.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Leave(Base):
    """A person is away on these days, both included; the substitute is told, sees and acts in their place."""

    __tablename__ = "leave"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
