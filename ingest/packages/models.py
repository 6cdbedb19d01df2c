"""What is kept of packages: each message once, its files, what it answers, and the agencies of the axis."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Package(Base):
    """One message received: a document, or the status of one.

    ``act`` is new, withdraw, update, replace or status; ``remote_id`` the axis's own name of it. ``said`` holds what
    the message says in words (subject, priority, due day, signer, status), ``warnings`` what was read over.
    """

    __tablename__ = "package"
    __table_args__ = (
        Index("ix_package_document_id", "document_id"),
        Index("ix_package_number", "number_key", "issued_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(40))
    remote_id: Mapped[str | None] = mapped_column(String(200))
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    directive_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(10))
    sender_code: Mapped[str | None] = mapped_column(String(80))
    sender_name: Mapped[str | None] = mapped_column(String(300))
    document_id: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[str | None] = mapped_column(String(120))
    number_key: Mapped[str | None] = mapped_column(String(120))
    issued_on: Mapped[date | None]
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    purged_at: Mapped[datetime | None]


class PackageFile(Base):
    """A file that came in a package; the main one is the directive, the others stand beside it."""

    __tablename__ = "package_file"
    __table_args__ = (UniqueConstraint("package_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), index=True)
    ordinal: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    is_main: Mapped[bool]


class Answer(Base):
    """A document says that it answers another, or a task by its code: offered as evidence, taken or not by a person.

    ``answered_id`` is the directive it names, once that is known here; ``task_code`` the code as written.
    """

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), index=True)
    answered_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    task_code: Mapped[str | None] = mapped_column(String(80), index=True)
    named: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class Agency(Base):
    """An agency of the axis under its new code, and the old one it goes by as well; which unit of ours it is.

    Codes are opaque: nothing is read out of them.
    """

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("code", "old_code"), Index("ix_agency_old_code", "old_code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    old_code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    parent_code: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
