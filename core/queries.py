"""What is asked about units, accounts and the audit trail. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased, sessionmaker

from core.audit import AuditEvent
from core.naming import fold
from core.organisation import Account, Unit, UnitHolding, UnitName, UnitStanding

PAGE_SIZE = 100
UNITS_PAGE = 50
Holder = aliased(Unit, name="holder")


@dataclass(frozen=True, slots=True)
class UnitToday:
    """What a unit is called today; ``former``: its own name, where another continues it."""

    name: str
    former: str = ""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed to; None or empty narrows nothing. ``until`` is half-open.

    ``about``: a condition on `AuditEvent`, made by a room that knows what belongs together.
    """

    actor: str = ""
    did: str = ""
    subject: str = ""
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: ColumnElement[bool] | None = None


def units(session: Session, words: str = "", kind: str | None = None, *, page: int | None = None) -> Sequence[Unit]:
    """Return the units whose name or code holds the words, diacritics aside, in Vietnamese order of name.

    Args:
        page: only so many as `UNITS_PAGE`, and one more if there is a next page; None: all of them.
    """
    question = select(Unit).where(*_named(words)).order_by(Unit.sort_key, Unit.id)
    if kind:
        question = question.where(Unit.kind == kind)
    if page is not None:
        question = question.limit(UNITS_PAGE + 1).offset((page - 1) * UNITS_PAGE)
    return session.scalars(question).all()


def unit_counts(session: Session, words: str = "") -> dict[str, int]:
    """Return how many units of each kind have the words in name or code."""
    question = select(Unit.kind, func.count().label("n")).where(*_named(words)).group_by(Unit.kind).order_by(Unit.kind)
    return {row.kind: row.n for row in session.execute(question)}


def _named(words: str) -> list[ColumnElement[bool]]:
    if not words:
        return []
    return [or_(Unit.folded.contains(fold(words), autoescape=True), Unit.code.icontains(words, autoescape=True))]


def unit_names(session: Session) -> dict[int, str]:
    """Return the name of every unit by id."""
    return {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}


def other_names(session: Session, unit_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the other names of some units, in the order in which they were taught."""
    found: dict[int, list[str]] = {}
    question = select(UnitName).where(UnitName.unit_id.in_(unit_ids)).order_by(UnitName.id)
    for name in session.scalars(question):
        found.setdefault(name.unit_id, []).append(name.name)
    return found


def standings(session: Session) -> dict[int, bool]:
    """Return by unit whether it is subject to the regulation, as of its newest row."""
    rows = session.execute(select(UnitStanding.unit_id, UnitStanding.is_subject).order_by(UnitStanding.from_on))
    return {row.unit_id: row.is_subject for row in rows}


def standings_of(session: Session, unit_id: int) -> Sequence[UnitStanding]:
    """Return from which days on a unit was subject to the regulation or not, oldest first."""
    question = select(UnitStanding).where(UnitStanding.unit_id == unit_id)
    return session.scalars(question.order_by(UnitStanding.from_on)).all()


def accounts(session: Session, day: date, words: str = "", role: str = "") -> list[tuple[Account, UnitToday | None]]:
    """Return the accounts with their units as they are called on a day, in order of user name.

    Args:
        words: stand in the user name, the name, or the unit's name, there diacritics aside.
    """
    held = and_(
        UnitHolding.unit_id == Account.unit_id,
        UnitHolding.from_on <= day,
        or_(UnitHolding.until_on.is_(None), UnitHolding.until_on > day),
    )
    question = (
        select(Account, Unit.name, Holder.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .outerjoin(UnitHolding, held)
        .outerjoin(Holder, Holder.id == UnitHolding.holder_id)
        .order_by(Account.username)
    )
    if words:
        places = (Account.username, Account.full_name)
        named = [place.icontains(words, autoescape=True) for place in places]
        units = [unit.folded.contains(fold(words), autoescape=True) for unit in (Unit, Holder)]
        question = question.where(or_(*named, *units))
    if role:
        question = question.where(Account.role == role)
    return [
        (account, UnitToday(holder or unit, unit if holder else "") if unit else None)
        for account, unit, holder in session.execute(question)
    ]


def account_names(session: Session) -> dict[int, str]:
    """Return the full name of every account by id."""
    return {row.id: row.full_name for row in session.execute(select(Account.id, Account.full_name))}


def trail(session: Session, wanted: TrailFilter, page: int = 1) -> Sequence[AuditEvent]:
    """Return one page of the trail and one event more if there is a next page, newest first."""
    question = select(AuditEvent).where(*_conditions(wanted)).order_by(AuditEvent.id.desc())
    return session.scalars(question.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)).all()


def events_about(session: Session, subject: str, subject_id: int) -> Sequence[AuditEvent]:
    """Return what happened to one thing, oldest first."""
    question = select(AuditEvent).where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
    return session.scalars(question.order_by(AuditEvent.id)).all()


def is_reachable(sessions: sessionmaker[Session]) -> bool:
    """Return whether the database answers."""
    try:
        with sessions() as session:
            return session.scalar(select(1)) == 1
    except OperationalError:
        return False


def _conditions(wanted: TrailFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor:
        conditions.append(AuditEvent.actor.icontains(wanted.actor, autoescape=True))
    if wanted.did:
        conditions.append(AuditEvent.did == wanted.did)
    if wanted.subject:
        conditions.append(AuditEvent.subject == wanted.subject)
    if wanted.subject_id is not None:
        conditions.append(AuditEvent.subject_id == wanted.subject_id)
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEvent.at < wanted.until)
    if wanted.about is not None:
        conditions.append(wanted.about)
    return conditions
