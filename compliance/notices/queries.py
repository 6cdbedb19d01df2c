"""What is asked about reminders: who is told, what there is to tell, what waits to be sent. Reads only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.models import Classification
from compliance.deadlines.versions import queries as versions
from compliance.entries import queries as entries
from compliance.entries.models import Entry
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Waiver
from compliance.entries.queries import WorkRow
from compliance.entries.revision.effects import UNITS
from compliance.notices.compose import Decision, LawChange, Work
from compliance.notices.models import (
    DutyContact,
    Notice,
    NoticeChannel,
    NoticeDelivery,
    NoticeLine,
    NoticeReader,
)
from compliance.notices.wording import FIRST
from core.access import AccountRole, Viewer
from core.organisation import Account, Leave, Unit
from core.succession import acts_for
from extraction.models import Assignment, Task
from extraction.values import EntryClass, Role
from ingest.models import Directive

REPORT = "report"
Decided = TypeVar("Decided", Contest, Extension, NotOurs, Waiver, Entry)


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of a person's work: themselves, or the substitute while they are away."""

    account: Account
    instead_of: Account | None = None

    @property
    def whose(self) -> Account:
        """Return the person whose work it is."""
        return self.instead_of or self.account

    @property
    def absent(self) -> str | None:
        """Return the name of the person who is away, where somebody else is told."""
        return None if self.instead_of is None else self.instead_of.full_name


def channels_of(session: Session, account_id: int) -> Sequence[NoticeChannel]:
    """Return a person's open channels, the first to be tried first."""
    question = select(NoticeChannel).where(NoticeChannel.account_id == account_id, NoticeChannel.ended_at.is_(None))
    return session.scalars(question.order_by(NoticeChannel.rank, NoticeChannel.id)).all()


def all_channels_of(session: Session, account_id: int) -> Sequence[NoticeChannel]:
    """Return a person's channels, those that ended too, in order of id."""
    question = select(NoticeChannel).where(NoticeChannel.account_id == account_id)
    return session.scalars(question.order_by(NoticeChannel.id)).all()


def reader(session: Session, account_id: int) -> NoticeReader | None:
    """Return what is kept of a person as a reader of reminders, if anything."""
    return session.get(NoticeReader, account_id)


def language_of(session: Session, account_id: int) -> str:
    """Return the language in which a person is told."""
    row = reader(session, account_id)
    return FIRST if row is None else row.language


def digest_readers(session: Session, today: date) -> Iterator[Told]:
    """Give, in order of id, whoever is of a unit or the Office and not looked through today, by whom it is told."""
    question = (
        select(Account)
        .outerjoin(NoticeReader, NoticeReader.account_id == Account.id)
        .where(Account.is_active, or_(Account.unit_id.is_not(None), Account.role == AccountRole.OFFICE))
        .where(or_(NoticeReader.digest_on.is_(None), NoticeReader.digest_on < today))
        .order_by(Account.id)
    )
    return (_instead(session, account, today) for account in session.scalars(question).all())


def told_of_urgent(session: Session, unit_id: int, today: date) -> Sequence[Told]:
    """Return who of a unit is told of urgent matters: those on duty, else everybody of the unit.

    Nobody is on duty who cannot be reached: then, too, it is everybody's. People of a unit that was merged or renamed
    may still be told under its former name: whoever has its work today is one of the unit.
    """
    line = acts_for(session, unit_id, today)
    on_duty = select(DutyContact.account_id).where(
        DutyContact.unit_id.in_(line), DutyContact.from_on <= today, _lasts(DutyContact.until_on, today)
    )
    question = select(Account).where(Account.is_active).order_by(Account.id)
    told = [_instead(session, each, today) for each in session.scalars(question.where(Account.id.in_(on_duty)))]
    if any(channels_of(session, each.account.id) for each in told):
        return told
    of_unit = session.scalars(question.where(Account.unit_id.in_(line))).all()
    return [_instead(session, account, today) for account in of_unit]


def urgent_units(session: Session) -> dict[int, set[int]]:
    """Return the units with open lead assignments of urgent directives, each with the ids of these directives."""
    newest = select(func.max(Classification.id)).group_by(Classification.directive_id)
    question = (
        select(Assignment.unit_id, Task.directive_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Classification, Classification.directive_id == Task.directive_id)
        .where(
            Classification.id.in_(newest),
            Classification.entry_class == EntryClass.URGENT,
            Task.removed_at.is_(None),
            Assignment.role == Role.LEAD,
            Assignment.opened_at.is_not(None),
            Assignment.withdrawn_at.is_(None),
            ~exists().where(Closure.assignment_id == Assignment.id),
            ~exists().where(
                Entry.assignment_id == Assignment.id, Entry.kind == REPORT, Entry.confirmed_at.is_not(None)
            ),
        )
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for unit_id, directive_id in session.execute(question):
        if unit_id is not None:
            found.setdefault(unit_id, set()).add(directive_id)
    return found


def work_of(session: Session, viewer: Viewer, directive_ids: set[int] | None = None) -> Iterator[Work]:
    """Give a viewer's open lead assignments as reminders see them; those of some directives alone where these are told.

    Nothing is said any more of a result that is reported and not returned.
    """
    for row in entries.worklist(session, viewer):
        if row.role == Role.LEAD and (directive_ids is None or row.directive_id in directive_ids):
            yield _work(row)


def decisions_of(session: Session, viewer: Viewer, since: datetime) -> Iterator[Decision]:
    """Give what was decided since an instant about what a viewer's units asked, contested or reported."""
    for contest, number in _decided(session, Contest, Contest.decided_at, viewer, since):
        yield Decision(f"contest:{contest.id}", contest.assignment_id, number, "contest", bool(contest.is_won))
    for asked, number in _decided(session, Extension, Extension.decided_at, viewer, since):
        yield Decision(f"extension:{asked.id}", asked.assignment_id, number, "extension", bool(asked.is_approved),
                       asked.asked_for)  # fmt: skip
    for said, number in _decided(session, NotOurs, NotOurs.answered_at, viewer, since):
        yield Decision(f"not_ours:{said.id}", said.assignment_id, number, "not_ours", bool(said.is_accepted))
    for waiver, number in _decided(session, Waiver, Waiver.at, viewer, since):
        yield Decision(f"waiver:{waiver.id}", waiver.assignment_id, number, "waiver")
    for entry, number in _decided(session, Entry, Entry.confirmed_at, viewer, since):
        if entry.kind == REPORT:
            yield Decision(f"confirmed:{entry.id}", entry.assignment_id, number, "result")


def law_changes(session: Session, viewer: Viewer, since: datetime) -> Iterator[LawChange]:
    """Give the changes of calendar and rules applied since an instant: all to the Office, to a unit its own."""
    for row in versions.applied_since(session, since):
        effects = row.effects or {}
        if viewer.is_of_unit:
            sums = Counter[str]()
            for unit_id in viewer.units:
                sums.update(effects.get(UNITS, {}).get(str(unit_id), {}))
        else:
            sums = Counter({name: n for name, n in effects.items() if name != UNITS})
        if sums:
            yield LawChange(row.id, row.kind, row.why, sums["moved"], sums["flags_cleared"], sums["flags_official"])


def told_keys(session: Session, account_id: int) -> set[str]:
    """Return the keys of everything that a person was told."""
    return set(session.scalars(select(NoticeLine.key).where(NoticeLine.account_id == account_id)))


def count_since(session: Session, account_id: int, since: datetime) -> int:
    """Return how many messages were raised for a person since an instant."""
    question = select(func.count(Notice.id)).where(Notice.account_id == account_id, Notice.raised_at >= since)
    return session.scalar(question) or 0


def due(session: Session, now: datetime, limit: int) -> Sequence[tuple[NoticeDelivery, Notice, NoticeChannel]]:
    """Return the deliveries to be tried now: urgent ones first, then the oldest."""
    question = (
        select(NoticeDelivery, Notice, NoticeChannel)
        .join(Notice, Notice.id == NoticeDelivery.notice_id)
        .join(NoticeChannel, NoticeChannel.id == NoticeDelivery.channel_id)
        .where(NoticeDelivery.sent_at.is_(None), NoticeDelivery.given_up_at.is_(None), NoticeDelivery.not_before <= now)
        .order_by(Notice.is_urgent.desc(), NoticeDelivery.not_before, NoticeDelivery.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def notices_of(session: Session, account_id: int, limit: int = 20) -> Sequence[tuple[Notice, Sequence[NoticeDelivery]]]:
    """Return a person's newest messages with their deliveries, the newest first."""
    question = select(Notice).where(Notice.account_id == account_id).order_by(Notice.id.desc()).limit(limit)
    notices = session.scalars(question).all()
    deliveries = session.scalars(
        select(NoticeDelivery)
        .where(NoticeDelivery.notice_id.in_([notice.id for notice in notices]))
        .order_by(NoticeDelivery.id)
    ).all()
    return [(notice, [each for each in deliveries if each.notice_id == notice.id]) for notice in notices]


def duty_contacts(session: Session, today: date) -> Sequence[tuple[DutyContact, Account, Unit]]:
    """Return who is on duty today or later, in order of unit."""
    question = (
        select(DutyContact, Account, Unit)
        .join(Account, Account.id == DutyContact.account_id)
        .join(Unit, Unit.id == DutyContact.unit_id)
        .where(_lasts(DutyContact.until_on, today))
        .order_by(Unit.sort_key, DutyContact.from_on, DutyContact.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def leaves(session: Session, today: date) -> Sequence[Leave]:
    """Return the leaves of today and later that stand, the first to begin first."""
    question = select(Leave).where(Leave.ended_at.is_(None), Leave.until_on >= today)
    return session.scalars(question.order_by(Leave.from_on, Leave.id)).all()


def reader_of_feed(session: Session, sha256: str) -> int | None:
    """Return whose calendar has this secret address, or None."""
    return session.scalar(select(NoticeReader.account_id).where(NoticeReader.feed_sha256 == sha256))


def _work(row: WorkRow) -> Work:
    is_reported = row.entry_kind == REPORT and not row.is_returned
    return Work(
        assignment_id=row.assignment_id,
        number=row.number or "",
        text=row.text,
        entry_due_at=row.entry_due_at if row.entry_id is None else None,
        reentry_due_at=row.reentry_due_at if row.is_returned else None,
        task_due_at=None if is_reported else row.task_due_at,
        return_id=row.return_id if row.is_returned else None,
        return_reason=row.return_reason,
        n_flags=row.n_flags if row.is_incomplete else 0,
    )


def _decided(
    session: Session, table: type[Decided], at: InstrumentedAttribute[Any], viewer: Viewer, since: datetime
) -> Sequence[tuple[Decided, str]]:
    question = (
        select(table, Directive.number)
        .join(Assignment, Assignment.id == table.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(entries.seen_by(viewer), at >= since)
        .order_by(table.id)
    )
    return [(row, number or "") for row, number in session.execute(question)]


def _instead(session: Session, account: Account, today: date) -> Told:
    question = (
        select(Account)
        .join(Leave, Leave.substitute_id == Account.id)
        .where(
            Leave.account_id == account.id, Leave.ended_at.is_(None), Leave.from_on <= today, Leave.until_on >= today,
            Account.is_active,
        )
        .order_by(Leave.id.desc())
        .limit(1)
    )  # fmt: skip
    substitute = session.scalar(question)
    return Told(account) if substitute is None else Told(substitute, account)


def _lasts(until_on: InstrumentedAttribute[date | None], today: date) -> ColumnElement[bool]:
    return or_(until_on.is_(None), until_on >= today)
