"""What is asked about documents. Reads only."""

from collections.abc import Collection

from sqlalchemy import Select, case, select, true
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.naming import fold
from ingest.letterhead import Urgency
from ingest.models import Directive, Reading
from ingest.packing import unpack
from ingest.text import DocumentText

# The sooner it is due, the sooner it is read; the urgency may be known from the document system before reading.
PRIORITY = case(
    (Directive.urgency == Urgency.HOA_TOC, 0),
    (Directive.urgency == Urgency.THUONG_KHAN, 1),
    (Directive.urgency == Urgency.KHAN, 2),
    else_=3,
)

_UNREAD = (Directive.read_at.is_(None), Directive.failure_reason.is_(None), Directive.purged_at.is_(None))


def waiting(session: Session, limit: int) -> list[int]:
    """Return the ids of directives that are stored and neither read nor given up, urgent first, then oldest."""
    question = select(Directive.id).where(*_UNREAD).order_by(PRIORITY, Directive.arrived_at, Directive.id).limit(limit)
    return list(session.scalars(question))


def awaits_reading(session: Session, directive_id: int) -> bool:
    """Return whether a directive is stored and neither read nor given up."""
    question = select(Directive.id).where(Directive.id == directive_id, *_UNREAD)
    return session.scalar(question) is not None


def directive(session: Session, directive_id: int) -> Directive:
    """Return one directive.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.get(Directive, directive_id)
    if row is None:
        message = f"Không có văn bản số thứ tự {directive_id}."
        raise NotFound(message)
    return row


def document_text(session: Session, directive_id: int) -> DocumentText | None:
    """Return what was read in a directive, or None while it is unread."""
    row = session.get(Reading, directive_id)
    return None if row is None else unpack(row.content)


def called(session: Session, directive_ids: Collection[int]) -> dict[int, str]:
    """Return what people call these directives: the number, else the name of the file."""
    question = select(Directive.id, Directive.number, Directive.file_name).where(Directive.id.in_(directive_ids))
    return {row.id: row.number or row.file_name for row in session.execute(question)}


def named(words: str) -> Select[int]:
    """Return the ids of the directives whose number, subject, issuer or file name holds every word, as a question."""
    told = (Directive.folded.contains(word, autoescape=True) for word in fold(words).split())
    return select(Directive.id).where(true(), *told)


def purged(session: Session) -> list[str]:
    """Return the SHA-256 of every secret document, whose bytes must not be kept."""
    return list(session.scalars(select(Directive.sha256).where(Directive.purged_at.is_not(None))))
