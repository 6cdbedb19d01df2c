"""What is done with lessons: kept when the Office corrects something that could come again."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.naming import fold
from extraction.lessons.models import Lesson
from extraction.stored import term_to_json
from extraction.values import Term, TermKind

# These mean the same day whenever they are written, or depend on the issue day only through the rule they name.
REUSABLE = frozenset(TermKind) - {TermKind.REFERENCE, TermKind.DAY}


def learn_alias(session: Session, directive_id: int, name: str, unit_code: str, who: Actor, now: datetime) -> None:
    """Keep that ``name`` means this unit."""
    _learn(session, directive_id, "alias", name, {"unit": unit_code, "name": name}, who, now)


def learn_phrase(session: Session, directive_id: int, phrase: str, term: Term, who: Actor, now: datetime) -> None:
    """Keep how a time phrase is read, unless it names a day that another document would not mean."""
    if term.kind in REUSABLE and term.on is None:
        _learn(session, directive_id, "phrase", phrase, term_to_json(term), who, now)


def learn_no_task(session: Session, directive_id: int, text: str, who: Actor, now: datetime) -> None:
    """Keep that a clause of these words is no task."""
    _learn(session, directive_id, "no_task", text, {}, who, now)


def _learn(
    session: Session, directive_id: int, kind: str, text: str, value: dict[str, Any], who: Actor, now: datetime
) -> None:
    key = fold(text)
    session.add(
        Lesson(
            kind=kind,
            key=key,
            key_sha256=hashlib.sha256(key.encode()).hexdigest(),
            value=value,
            directive_id=directive_id,
            at=now,
            account_id=who.account_id,
        )
    )
    record(session, now, who, "lesson.learned", ("directive", directive_id), kind=kind)
