"""What is done with a directive's dimensions: settled as proposed when it is confirmed, changed by the Office."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import NotFound
from core.leadership import fields
from core.organisation import Field
from extraction.dimensions import queries
from extraction.dimensions.models import DirectiveDimensions
from ingest import queries as documents


def settle_dimensions(session: Session, directive_id: int, who: Actor, now: datetime) -> DirectiveDimensions:
    """Keep the proposed field and its leader, unless the Office has chosen a field before; called at confirmation."""
    known = queries.settled(session, directive_id)
    if known is not None:
        return known
    directive = documents.directive(session, directive_id)
    return _keep(session, directive_id, queries.proposal(directive, fields(session)), who, now)


def choose_field(
    session: Session, directive_id: int, field_id: int | None, who: Actor, now: datetime
) -> DirectiveDimensions:
    """Let a directive be of the field that the Office chose; its leader follows.

    Raises:
        NotFound: no such directive or field.
    """
    documents.directive(session, directive_id)
    if field_id is not None and session.get(Field, field_id) is None:
        message = "Không có lĩnh vực này trong danh mục."
        raise NotFound(message)
    return _keep(session, directive_id, field_id, who, now)


def _keep(session: Session, directive_id: int, field_id: int | None, who: Actor, now: datetime) -> DirectiveDimensions:
    directive = documents.directive(session, directive_id)
    found = queries.dimensions_with(session, directive, field_id)
    row = DirectiveDimensions(
        directive_id=directive_id,
        field_id=found.field_id,
        leader_id=found.leader_id,
        why=found.why,
        at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    detail = {"field": found.field_id, "leader": found.leader_id, "why": found.why}
    record(session, now, who, "directive.dimensions_settled", ("directive", directive_id), **detail)
    return row
