"""What is kept of sending and fetching: statuses owed, how each connector fares, alarms, what is not let go."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class OutgoingStatus(Base):
    """One status message about a document received, owed to its sender; one of each code a package."""

    __tablename__ = "outgoing_status"
    __table_args__ = (
        UniqueConstraint("package_id", "code"),
        Index("ix_outgoing_status_due", "sent_at", "given_up_at", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connector: Mapped[str] = mapped_column(String(40))
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"))
    code: Mapped[str] = mapped_column(String(2))
    description: Mapped[str | None] = mapped_column(Text)
    owed_at: Mapped[datetime]
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class ConnectorState(Base):
    """How a connector fares: until when everything offered was taken, when it last answered, what waits there."""

    __tablename__ = "connector_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    taken_until: Mapped[datetime | None]
    last_tried_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    backlog: Mapped[int] = mapped_column(default=0)
    counted_on: Mapped[datetime | None]
    counted_there: Mapped[int | None]
    counted_here: Mapped[int | None]


class ConnectorAlarm(Base):
    """Something about a connector that a person should look at: numbers missing in a sequence, counts that differ.

    ``key`` tells alarms of one kind apart; one that is raised again while it stands changes nothing.
    """

    __tablename__ = "connector_alarm"
    __table_args__ = (UniqueConstraint("connector", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connector: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class StuckItem(Base):
    """Something that was taken and that its place did not let go: whoever looks there next does not take it again.

    ``digest`` stands for the place's own name of it and its version, which may be long, or no text at all.
    """

    __tablename__ = "stuck_item"
    __table_args__ = (UniqueConstraint("connector", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connector: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
