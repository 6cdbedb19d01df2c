"""What is asked about reviews. Reads only."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from ingest.updates.models import UpdateReview


def review(session: Session, review_id: int) -> UpdateReview:
    """Return one review.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.get(UpdateReview, review_id)
    if row is None:
        message = f"Không có việc rà soát số {review_id}."
        raise NotFound(message)
    return row


def reviews(session: Session, limit: int = 200) -> Sequence[UpdateReview]:
    """Return the reviews, undecided first, then newest first."""
    order = (UpdateReview.decided_at.is_not(None), UpdateReview.id.desc())
    return session.scalars(select(UpdateReview).order_by(*order).limit(limit)).all()


def count_open(session: Session) -> int:
    """Return how many reviews wait for the Office."""
    question = select(func.count()).select_from(UpdateReview).where(UpdateReview.decided_at.is_(None))
    return session.scalar(question) or 0


def unlinked(session: Session) -> Sequence[UpdateReview]:
    """Return the reviews whose old document has not arrived, oldest first."""
    question = select(UpdateReview).where(UpdateReview.old_id.is_(None), UpdateReview.decided_at.is_(None))
    return session.scalars(question.order_by(UpdateReview.id)).all()


def about(session: Session, directive_id: int) -> Sequence[UpdateReview]:
    """Return the reviews in which a directive is the old document or the new one, oldest first."""
    question = select(UpdateReview).where(or_(UpdateReview.old_id == directive_id, UpdateReview.new_id == directive_id))
    return session.scalars(question.order_by(UpdateReview.id)).all()
