"""The Office's own late flags: its clock on a directive ended before it had confirmed what the directive asks."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import and_, exists, literal, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.models import OfficeFlag
from core.audit import THE_SYSTEM, record
from core.database import Instant
from extraction.models import Confirmation
from ingest.models import Directive

OFFICE_COLUMNS = ["directive_id", "deadline_id", "due_on", "due_at", "written_at", "tam_tinh"]
AT_ONCE = 1000
NOT_ASKED = and_(Deadline.assignment_id.is_(None), Deadline.settled_at.is_(None))


def flag_office(session: Session, now: datetime, directive_id: int | None) -> None:
    """Write the flags that are due by ``now``, of one directive or of all; each clock is asked once.

    A clock of a document that another stands for is asked again each time: it may turn out to be no duplicate.
    """
    for clocks in _ended(session, now, directive_id):
        among = Deadline.id.in_(clocks)
        confirmed = exists().where(
            Confirmation.directive_id == Deadline.directive_id, Confirmation.at < Deadline.due_at
        )
        owed = (
            select(
                Deadline.directive_id, Deadline.id, Deadline.due_on, Deadline.due_at, literal(now, Instant()),
                Deadline.tam_tinh,
            )
            .join(Directive, Directive.id == Deadline.directive_id)
            .where(among, NOT_ASKED, Deadline.is_current, Directive.duplicate_of_id.is_(None), ~confirmed)
        )  # fmt: skip
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(OfficeFlag).from_select(OFFICE_COLUMNS, owed).on_conflict_do_nothing()
        for flag_id, flagged in session.execute(statement.returning(OfficeFlag.id, OfficeFlag.directive_id)):
            record(session, now, THE_SYSTEM, "office.flagged_late", ("directive", flagged), flag=flag_id)
        settled = ~Deadline.is_current | confirmed | exists().where(OfficeFlag.directive_id == Deadline.directive_id)
        session.execute(
            update(Deadline).where(among, settled).values(settled_at=now).execution_options(synchronize_session=False)
        )


def _ended(session: Session, now: datetime, directive_id: int | None) -> Iterator[Sequence[int]]:
    """Yield the clocks that have ended and were not asked yet, so many at once.

    In the order of their index and never without a limit: statistics know nothing of how few clocks of all are the
    Office's and open, and PostgreSQL would rather read the whole table.
    """
    question = select(Deadline.due_at, Deadline.id).where(NOT_ASKED, Deadline.due_at <= now)
    if directive_id is not None:
        question = question.where(Deadline.directive_id == directive_id)
    question = question.order_by(Deadline.due_at, Deadline.id).limit(AT_ONCE)
    rows = session.execute(question).all()
    while rows:
        yield [row.id for row in rows]
        if len(rows) < AT_ONCE:
            return
        rows = session.execute(question.where(tuple_(Deadline.due_at, Deadline.id) > tuple(rows[-1]))).all()
