"""What is asked about orders without a document, and about workbooks of tasks. Reads only."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from extraction.by_hand.models import OrderRecord, TaskSheet
from ingest.identity import identity_key
from ingest.models import Directive

SHOWN = 50


def order_record(session: Session, directive_id: int) -> OrderRecord | None:
    """Return what a directive entered by hand stands on, or None for a document."""
    return session.get(OrderRecord, directive_id)


def orders(session: Session) -> Sequence[tuple[OrderRecord, Directive]]:
    """Return the newest orders entered by hand with their directives, newest first."""
    question = (
        select(OrderRecord, Directive)
        .join(Directive, Directive.id == OrderRecord.directive_id)
        .order_by(OrderRecord.directive_id.desc())
        .limit(SHOWN)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def sheet(session: Session, sheet_id: int) -> TaskSheet:
    """Return one workbook of tasks.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.get(TaskSheet, sheet_id)
    if row is None:
        message = f"Không có bảng nhiệm vụ số {sheet_id}."
        raise NotFound(message)
    return row


def sheets(session: Session) -> Sequence[TaskSheet]:
    """Return the newest workbooks of tasks, newest first."""
    return session.scalars(select(TaskSheet).order_by(TaskSheet.id.desc()).limit(SHOWN)).all()


def known_directive(session: Session, issuer: str, number: str, issued_on: date) -> int | None:
    """Return the id of the directive that has this identity, or None."""
    key = identity_key(issuer, number, issued_on)
    return session.scalar(select(Directive.id).where(Directive.identity_key == key))
