"""The list of the late flags, a page at a time, and how many there are. Reads only; a unit account sees its own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from compliance.entries.models import LateFlag, OfficeFlag
from compliance.entries.queries import PROGRESS, AnyEntry, AnyReturn, WorkRow, rows_of, seen_by
from core.access import Viewer
from core.appended import settled
from extraction.models import Assignment, Confirmation
from ingest.models import Directive

LATE_PAGE = 50

# Whether the Office confirmed something after the last return; asked of a flagged assignment by itself.
_LAST_RETURNED = (
    select(AnyReturn.entry_id)
    .where(AnyReturn.assignment_id == Assignment.id, AnyReturn.voided_at.is_(None))
    .order_by(AnyReturn.id.desc())
    .limit(1)
    .correlate(Assignment)
    .scalar_subquery()
)
_ANSWERED = (
    exists()
    .where(
        AnyEntry.assignment_id == Assignment.id,
        AnyEntry.confirmed_at.is_not(None),
        AnyEntry.kind != PROGRESS,
        AnyEntry.id > func.coalesce(_LAST_RETURNED, 0),
    )
    .correlate(Assignment)
)

_SINCE = select(func.count(LateFlag.id)).where(LateFlag.id > bindparam("written_after")).scalar_subquery()
_VOIDED = select(func.count(LateFlag.id)).where(LateFlag.voided_at.is_not(None)).scalar_subquery()
_WRITTEN_AND_VOIDED = select(_SINCE, _VOIDED)


def late_list(
    session: Session, viewer: Viewer, known_at: datetime | None = None, *, incomplete: bool = False, page: int = 1
) -> list[tuple[WorkRow, LateFlag]]:
    """Return one page of the live late flags with their assignments and one more if there is a next page, newest first.

    Args:
        known_at: the flags that stood at that instant instead; their assignments are shown as they are now.
        incomplete: only of assignments that are incomplete now.
    """
    flags = select(LateFlag).where(_stands(known_at)).order_by(LateFlag.due_at.desc(), LateFlag.id.desc())
    if viewer.is_of_unit:
        flags = flags.where(LateFlag.unit_id.in_(sorted(viewer.units)))
    if viewer.sees_given_only or incomplete:
        flags = flags.join(Assignment, Assignment.id == LateFlag.assignment_id).where(seen_by(viewer))
    if incomplete:
        flags = flags.where(~_ANSWERED)
    found = session.scalars(flags.limit(LATE_PAGE + 1).offset((page - 1) * LATE_PAGE)).all()
    rows = {row.assignment_id: row for row in rows_of(session, viewer, list({each.assignment_id for each in found}))}
    return [(rows[flag.assignment_id], flag) for flag in found if flag.assignment_id in rows]


def n_incomplete_of(session: Session, viewer: Viewer) -> int:
    """Return how many of the assignments that an account sees carry a late flag and are incomplete now."""
    question = select(func.count(distinct(LateFlag.assignment_id))).where(_stands(None), seen_by(viewer), ~_ANSWERED)
    return session.scalar(question.join(Assignment, Assignment.id == LateFlag.assignment_id)) or 0


def n_late(session: Session, viewer: Viewer, known_at: datetime | None = None) -> int:
    """Return how many late flags stand, or stood at an instant."""
    if known_at is None and not viewer.is_of_unit:
        return _n_standing(session)
    question = select(func.count(LateFlag.id)).where(_stands(known_at))
    if viewer.is_of_unit:
        question = question.where(LateFlag.unit_id.in_(sorted(viewer.units)))
    if viewer.sees_given_only:
        question = question.join(Assignment, Assignment.id == LateFlag.assignment_id).where(seen_by(viewer))
    return session.scalar(question) or 0


def _n_standing(session: Session) -> int:
    """How many of the whole province stand: all that were ever written, less those that left the rates."""
    written = settled(session, LateFlag.id)
    since, voided = session.execute(_WRITTEN_AND_VOIDED, {"written_after": written.up_to}).one()
    return int(written.n + since - voided)


def office_late_list(session: Session, page: int = 1) -> Sequence[tuple[OfficeFlag, Directive, datetime | None]]:
    """Return one page of the Office's own flags with their directives and when they were confirmed, newest first."""
    question = (
        select(OfficeFlag, Directive, Confirmation.at)
        .join(Directive, Directive.id == OfficeFlag.directive_id)
        .outerjoin(Confirmation, Confirmation.directive_id == Directive.id)
        .order_by(OfficeFlag.due_at.desc(), OfficeFlag.id)
        .limit(LATE_PAGE)
        .offset((page - 1) * LATE_PAGE)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def _stands(known_at: datetime | None) -> ColumnElement[bool]:
    stands: ColumnElement[bool] = LateFlag.voided_at.is_(None)
    if known_at is None:
        return stands
    return and_(LateFlag.written_at < known_at, or_(stands, LateFlag.voided_at >= known_at))
