"""What is asked about signatures. Reads only."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.signatures.models import SignatureCheck
from ingest.signatures.values import Signature, from_plain


def signatures_of(session: Session, directive_id: int) -> Sequence[Signature]:
    """Return the checked signatures of a directive in the order they were made; empty for an unsigned one."""
    question = select(SignatureCheck.told).where(SignatureCheck.directive_id == directive_id)
    return [from_plain(told) for told in session.scalars(question.order_by(SignatureCheck.ordinal))]
