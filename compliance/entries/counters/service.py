"""What is done to the figures: counted again in the transaction that changes an assignment, folded into sums later."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session


def count(session: Session, assignment_ids: Iterable[int], now: datetime) -> None:
    """Let the figures follow what has happened to these assignments, in the caller's transaction.

    To be called after every change of an assignment, its task, its deadlines, entries, flags, returns and procedures.
    What it said before is replaced; a second call changes nothing. Their entry clocks are watched anew.
    """
