"""What is done with signatures: their checks are kept when a document is read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, record
from ingest.signatures.models import SignatureCheck
from ingest.signatures.values import Signature


def keep_signatures(session: Session, directive_id: int, signatures: Sequence[Signature], now: datetime) -> None:
    """Keep the checks of one reading in place of those of an earlier one; nothing is written where there are none."""
    session.execute(delete(SignatureCheck).where(SignatureCheck.directive_id == directive_id))
    for ordinal, signature in enumerate(signatures, start=1):
        session.add(SignatureCheck(directive_id=directive_id, ordinal=ordinal, checked_at=now, told=signature.plain()))
    if signatures:
        broken = sum(not each.is_intact for each in signatures)
        record(
            session, now, THE_SYSTEM, "directive.signatures_checked", ("directive", directive_id),
            count=len(signatures), broken=broken,
        )  # fmt: skip
