"""What is kept of the figures: what each assignment adds to them and which clock it watches; every move; the sums."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class CountedAssignment(Base):
    """What a lead assignment adds to the figures now, and the clock that the sweep is to look at.

    ``parts`` is `counters.parts.written`. ``watch_at``: when its entry or re-entry clock ends; the row leaves the
    queue (None) when an entry is made in time, the flag is written, or the assignment withdrawn. ``watch_return_id``:
    the return whose re-entry clock it is; None for the first clock. ``watch_is_first``: nothing was entered and no
    verdict written yet, so that the flag changes the parts in one known way. ``overdue_at``: the instant from which it
    is, or will be, overdue as things stand; None: it is closed, held, has no deadline or a report made in time waits.
    ``is_done``: a report is confirmed and stands, or it was archived; so a unit's open work is found without looking at
    the entries of all that it has done.
    """

    __tablename__ = "counted_assignment"
    __table_args__ = (
        Index(
            "ix_counted_assignment_watch",
            "watch_at",
            sqlite_where=text("watch_at IS NOT NULL"),
            postgresql_where=text("watch_at IS NOT NULL"),
        ),
        Index(
            "ix_counted_assignment_overdue",
            "overdue_at",
            "unit_id",
            sqlite_where=text("overdue_at IS NOT NULL"),
            postgresql_where=text("overdue_at IS NOT NULL"),
        ),
        Index(
            "ix_counted_assignment_done",
            "unit_id",
            "assignment_id",
            sqlite_where=text("is_done"),
            postgresql_where=text("is_done"),
        ),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int | None]
    field_id: Mapped[int | None]
    leader_id: Mapped[int | None]
    parts: Mapped[str] = mapped_column(Text)
    watch_at: Mapped[datetime | None]
    watch_on: Mapped[date | None]
    watch_deadline_id: Mapped[int | None]
    watch_return_id: Mapped[int | None]
    watch_is_first: Mapped[bool]
    watch_tam_tinh: Mapped[bool]
    overdue_at: Mapped[datetime | None]
    is_done: Mapped[bool] = mapped_column(server_default=false())


class CountMove(Base):
    """So many assignments lost some parts and got others: the journal from which the figures of any instant follow.

    Append-only but for ``folded_at``: from then on `Counter` holds it.
    """

    __tablename__ = "count_move"
    __table_args__ = (
        Index("ix_count_move_at", "at"),
        Index(
            "ix_count_move_unfolded",
            "folded_at",
            sqlite_where=text("folded_at IS NULL"),
            postgresql_where=text("folded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    unit_id: Mapped[int | None]
    field_id: Mapped[int | None]
    leader_id: Mapped[int | None]
    taken: Mapped[str] = mapped_column(Text)
    given: Mapped[str] = mapped_column(Text)
    n: Mapped[int]
    folded_at: Mapped[datetime | None]


class Counter(Base):
    """How many assignments stand under a measure, by months and due bucket: of a unit, field or leader (0: of none)."""

    __tablename__ = "counter"

    scope: Mapped[str] = mapped_column(String(10), primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(30), primary_key=True)
    closed_on: Mapped[date] = mapped_column(primary_key=True)
    written_on: Mapped[date] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    n: Mapped[int]
