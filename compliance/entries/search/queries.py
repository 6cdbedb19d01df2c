"""Directives and tasks that hold some words, diacritics aside. Reads only; a unit finds its own tasks and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.queries import WorkRow, rows_of, seen_by
from core.access import Action, Viewer
from core.naming import fold
from extraction.models import Assignment, Task
from ingest.models import Directive

MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None and nothing narrow nothing. Each of ``words`` stands in a task or in its directive."""

    words: str = ""
    unit_ids: frozenset[int] = frozenset()
    role: str | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class FoundDirective:
    """A directive in which the words stand."""

    id: int
    number: str | None
    issued_on: date | None
    issuer: str | None
    subject: str | None
    file_name: str


def found_directives(session: Session, viewer: Viewer, wanted: Wanted, most: int) -> list[FoundDirective]:
    """Return directives whose number, subject, issuer or file name hold the words, newest first.

    An account that may not see all directives finds none here: its tasks name theirs.
    """
    words = _words(wanted)
    if not words or not viewer.may(Action.SEE_ALL_DIRECTIVES):
        return []
    question = (
        select(
            Directive.id,
            Directive.number,
            Directive.issued_on,
            Directive.issuer,
            Directive.subject,
            Directive.file_name,
        )
        .where(Directive.purged_at.is_(None), *_issued(wanted), *(_holds(Directive.folded, word) for word in words))
        .order_by(Directive.issued_on.desc(), Directive.id.desc())
        .limit(most)
    )
    return [FoundDirective(*row) for row in session.execute(question)]


def found_tasks(session: Session, viewer: Viewer, wanted: Wanted, most: int, page: int = 1) -> Sequence[WorkRow]:
    """Return one page of assignments whose task, or its directive, holds the words, newest directive first.

    One more than ``most`` where there is a next page. Closed assignments are found too.
    """
    question = (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            Assignment.opened_at.is_not(None),
            seen_by(viewer),
            Task.removed_at.is_(None),
            *_issued(wanted),
            *(or_(_holds(Task.folded, word), _holds(Directive.folded, word)) for word in _words(wanted)),
        )
        .order_by(Directive.issued_on.desc(), Directive.id.desc(), Task.ordinal, Assignment.id)
        .limit(most + 1)
        .offset((page - 1) * most)
    )
    if wanted.unit_ids:
        question = question.where(Assignment.unit_id.in_(sorted(wanted.unit_ids)))
    if wanted.role is not None:
        question = question.where(Assignment.role == wanted.role)
    if wanted.open_only:
        question = question.where(Assignment.withdrawn_at.is_(None))
    return rows_of(session, viewer, session.scalars(question).all())


def _words(wanted: Wanted) -> list[str]:
    return fold(wanted.words).split()[:MOST_WORDS]


def _holds(folded: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return folded.contains(word)


def _issued(wanted: Wanted) -> list[ColumnElement[bool]]:
    bounds = []
    if wanted.issued_from is not None:
        bounds.append(Directive.issued_on >= wanted.issued_from)
    if wanted.issued_until is not None:
        bounds.append(Directive.issued_on <= wanted.issued_until)
    return bounds
