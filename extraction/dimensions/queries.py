"""What is asked about a directive's field and leader. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.leadership import in_charge, leader_named
from core.organisation import Field, Leader
from extraction.dimensions.models import DirectiveDimensions
from extraction.dimensions.symbols import proposed_field
from ingest.models import Directive


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Field and leader of a directive, and what the leader follows from, in words."""

    field_id: int | None
    leader_id: int | None
    why: str


def settled(session: Session, directive_id: int) -> DirectiveDimensions | None:
    """Return the field and leader that count for a directive, or None before they were settled."""
    question = select(DirectiveDimensions).where(DirectiveDimensions.directive_id == directive_id)
    return session.scalar(question.order_by(DirectiveDimensions.id.desc()).limit(1))


def proposal(directive: Directive, known: Iterable[Field]) -> int | None:
    """Return which of the known fields a directive's drafting symbol proposes, or None."""
    return proposed_field(directive.number, {field.id: field.symbols for field in known})


def dimensions_with(session: Session, directive: Directive, field_id: int | None) -> Dimensions:
    """Return a directive's dimensions if it is of a field: the leader is the signer, else who is in charge that day."""
    day = directive.issued_on
    signer: Leader | None = None
    if day is not None and directive.signer:
        signer = leader_named(session, directive.signer, day)
    if signer is not None:
        return Dimensions(field_id, signer.id, "Người ký văn bản")
    charged = in_charge(session, field_id, day) if field_id is not None and day is not None else None
    if charged is not None:
        return Dimensions(field_id, charged.id, "Phụ trách lĩnh vực vào ngày ban hành")
    return Dimensions(field_id, None, "Chưa rõ lãnh đạo: người ký không có trong danh mục, lĩnh vực chưa phân công")
