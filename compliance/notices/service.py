"""What is done about reminders: raised once for each person and rung, put on channels, noted as sent or given up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.notices import queries
from compliance.notices.compose import Composed, Line, Reader, decided_lines, digest, owed_lines, urgent
from compliance.notices.models import Notice, NoticeChannel, NoticeDelivery, NoticeLine, NoticeReader
from compliance.notices.office.digest import is_worth_telling, office_digest
from compliance.notices.office.queries import waiting
from compliance.notices.patience import MOST_A_DAY, falls_back, next_try
from compliance.notices.queries import Told
from compliance.notices.wording import wording
from core.access import AccountRole
from core.accounts import viewer_of
from core.audit import THE_SYSTEM, record
from core.local_time import at_hour, local_day, start_of_day

DECIDED_WITHIN = timedelta(days=14)
ELSEWHERE = "Đã gửi qua kênh khác."
LONGEST_SUBJECT = 300


def is_digest_time(law: Law, now: datetime) -> bool:
    """Return whether the office has opened on a working day: on rest days no digest goes out.

    Source: signals.office_opens.
    """
    today = local_day(now)
    hour, minute = map(int, law.on(today).signals.office_opens.split(":"))
    return law.calendar.is_working(today) and now >= at_hour(today, hour, minute)


def raise_digest(session: Session, told: Told, law: Law, now: datetime, address: str) -> Notice | None:
    """Look through one person's work for today and tell what changed; None where nothing did, or nobody can be told.

    Args:
        address: where browsers find this site.
    """
    today = local_day(now)
    row = _reader(session, told.whose.id)
    looked_on, row.digest_on = row.digest_on, today
    channels = queries.channels_of(session, told.account.id)
    if not channels or _has_enough(session, told, now):
        return None
    if told.whose.role == AccountRole.OFFICE:
        return _raise_of_office(session, told, looked_on, channels, now, address)
    viewer, reader = viewer_of(session, told.whose, now), _of(session, told, address)
    lines = owed_lines(
        queries.work_of(session, viewer),
        chain(
            queries.decisions_of(session, viewer, now - DECIDED_WITHIN),
            queries.law_changes(session, viewer, now - DECIDED_WITHIN),
        ),
        queries.told_keys(session, told.account.id),
        now,
        law.calendar,
        law.on(today).signals.amber_working_days,
        reader.words,
    )
    if not lines:
        return None
    return _raise(session, told, digest(lines, reader, today), _keys(lines), channels, now)


def _raise_of_office(
    session: Session, told: Told, looked_on: date | None, channels: Sequence[NoticeChannel], now: datetime, address: str
) -> Notice | None:
    """Tell what waits for the Office where something came since the last look or is due; the counts, not each case.

    Each change of calendar or rules is told as well, once, as one summary.
    """
    viewer, reader = viewer_of(session, told.whose, now), _of(session, told, address)
    found = waiting(session, viewer, start_of_day(looked_on or local_day(now)), now)
    applied = queries.law_changes(session, viewer, now - DECIDED_WITHIN)
    changes = decided_lines(applied, queries.told_keys(session, told.account.id), reader.words)
    if not changes and not is_worth_telling(found):
        return None
    words = office_digest(found, changes, reader, local_day(now))
    keys = [f"office:{told.whose.id}:{local_day(now)}", *_keys(changes)]
    return _raise(session, told, words, keys, channels, now)


def raise_urgent(session: Session, law: Law, now: datetime, address: str) -> list[Notice]:
    """Tell at once, at any hour, whoever is on duty what changed about urgent directives; a second call tells nothing.

    Returns:
        One message a person and unit.
    """
    today, raised = local_day(now), []
    for unit_id, directive_ids in sorted(queries.urgent_units(session).items()):
        for told in queries.told_of_urgent(session, unit_id, today):
            channels = queries.channels_of(session, told.account.id)
            viewer, reader = viewer_of(session, told.whose, now), _of(session, told, address)
            lines = owed_lines(
                queries.work_of(session, viewer, directive_ids),
                (),
                queries.told_keys(session, told.account.id),
                now,
                law.calendar,
                law.on(today).signals.amber_working_days,
                reader.words,
            )
            if lines and channels and not _has_enough(session, told, now):
                words = urgent(lines, reader)
                raised.append(_raise(session, told, words, _keys(lines), channels, now, is_urgent=True))
    return raised


def note_sent(session: Session, delivery_id: int, now: datetime) -> None:
    """Write down that a message went out; what else of it still waits is given up."""
    row = session.get_one(NoticeDelivery, delivery_id)
    row.sent_at, row.tries, row.last_error = now, row.tries + 1, None
    for other in _deliveries(session, row.notice_id):
        if other.sent_at is None and other.given_up_at is None:
            other.given_up_at, other.last_error = now, ELSEWHERE
    record(session, now, THE_SYSTEM, "notice.sent", ("notice", row.notice_id))


def note_failed(session: Session, delivery_id: int, why: str, now: datetime, *, for_good: bool) -> None:
    """Write down that a channel did not take a message: tried again later, or given up; the next channel takes over.

    Args:
        for_good: the address takes nothing any more, and its channel ends.
    """
    row = session.get_one(NoticeDelivery, delivery_id)
    notice, channel = session.get_one(Notice, row.notice_id), session.get_one(NoticeChannel, row.channel_id)
    row.tries, row.last_error = row.tries + 1, why[:300]
    again = None if for_good else next_try(row.tries, now)
    if again is None:
        row.given_up_at = now
    else:
        row.not_before = again
    if for_good:
        channel.ended_at, channel.ended_why = now, why[:200]
    session.flush()
    if not falls_back(is_urgent=notice.is_urgent, is_given_up=again is None) or _fall_back(session, notice, now):
        return
    if all(each.given_up_at is not None for each in _deliveries(session, notice.id)):
        record(session, now, THE_SYSTEM, "notice.given_up", ("notice", notice.id), why=why[:200])


def _raise(
    session: Session,
    told: Told,
    words: Composed,
    keys: Sequence[str],
    channels: Sequence[NoticeChannel],
    now: datetime,
    *,
    is_urgent: bool = False,
) -> Notice:
    notice = Notice(
        account_id=told.account.id,
        is_urgent=is_urgent,
        subject=words.subject[:LONGEST_SUBJECT],
        text=words.text,
        raised_at=now,
    )
    session.add(notice)
    session.flush()
    session.add_all(NoticeLine(notice_id=notice.id, account_id=told.account.id, key=key) for key in keys)
    session.add(NoticeDelivery(notice_id=notice.id, channel_id=channels[0].id, not_before=now))
    record(session, now, THE_SYSTEM, "notice.raised", ("notice", notice.id), urgent=is_urgent, lines=len(keys))
    session.flush()
    return notice


def _of(session: Session, told: Told, address: str) -> Reader:
    words = wording(queries.language_of(session, told.account.id))
    return Reader(told.account.full_name, words, address, told.absent)


def _keys(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(key for line in lines for key in line.keys))


def _fall_back(session: Session, notice: Notice, now: datetime) -> bool:
    """Whether another channel was there to take the message."""
    used = {each.channel_id for each in _deliveries(session, notice.id)}
    following = next((each for each in queries.channels_of(session, notice.account_id) if each.id not in used), None)
    if following is None:
        return False
    session.add(NoticeDelivery(notice_id=notice.id, channel_id=following.id, not_before=now))
    session.flush()
    return True


def _has_enough(session: Session, told: Told, now: datetime) -> bool:
    """Whether this person got as many messages today as anyone may get: what is left comes with the next digest."""
    return queries.count_since(session, told.account.id, start_of_day(local_day(now))) >= MOST_A_DAY


def _deliveries(session: Session, notice_id: int) -> Sequence[NoticeDelivery]:
    question = select(NoticeDelivery).where(NoticeDelivery.notice_id == notice_id).order_by(NoticeDelivery.id)
    return session.scalars(question).all()


def _reader(session: Session, account_id: int) -> NoticeReader:
    row = session.get(NoticeReader, account_id)
    if row is None:
        row = NoticeReader(account_id=account_id)
        session.add(row)
    return row
