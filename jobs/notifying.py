"""Reminders on their way: raised when their time has come, sent outside every transaction, noted as they went."""

import time

import structlog

from compliance.notices import queries
from compliance.notices.couriers.courier import AddressRefused, Courier, Message
from compliance.notices.models import Notice, NoticeChannel, NoticeDelivery
from compliance.notices.service import is_digest_time, note_failed, note_sent, raise_digest, raise_urgent
from core.database import transaction
from core.errors import DomainError
from core.local_time import local_day
from jobs.resources import Resources

SENT_AT_ONCE = 100
TURN_SECONDS = 20.0  # the same thread sweeps: a slow receiver must not hold it
NOT_HERE = "Kênh này chưa được bật trên hệ thống."

log = structlog.get_logger()


def raise_notices(resources: Resources) -> int:
    """Raise what is urgent now, and after the office opens each person's digest of the day; return how many."""
    if not resources.couriers.by_kind:
        return 0
    now, law = resources.clock.now(), resources.law
    with transaction(resources.sessions) as session:
        count = len(raise_urgent(session, law, now, resources.site_address))
    if not is_digest_time(law, now):
        return count
    with transaction(resources.sessions, writes=False) as session:
        readers = list(queries.digest_readers(session, local_day(now)))
    for told in readers:  # a transaction each: what stops halfway is gone on with at the next call
        with transaction(resources.sessions) as session:
            count += raise_digest(session, told, law, now, resources.site_address) is not None
    if count:
        log.info("notices.raised", count=count)
    return count


def send_notices(resources: Resources) -> int:
    """Send what is due on its channel; return how many messages were taken. What fails is tried again, or elsewhere."""
    with transaction(resources.sessions, writes=False) as session:
        due = queries.due(session, resources.machine_clock.now(), SENT_AT_ONCE)
    end, sent = time.monotonic() + TURN_SECONDS, 0
    for delivery, notice, channel in due:
        if time.monotonic() > end:
            break
        sent += _send(resources, delivery, notice, channel)
    return sent


def _send(resources: Resources, delivery: NoticeDelivery, notice: Notice, channel: NoticeChannel) -> bool:
    message = Message(
        name=f"notice-{notice.id}",
        subject=notice.subject,
        text=notice.text,
        link=f"{resources.site_address}/worklist",
        is_urgent=notice.is_urgent,
    )
    try:
        _courier(resources, channel.kind).send(channel.address, channel.keys, message)
    except DomainError as error:
        for_good = isinstance(error, AddressRefused)
        with transaction(resources.sessions) as session:
            note_failed(session, delivery.id, error.message, resources.machine_clock.now(), for_good=for_good)
        log.warning("notice.not_sent", delivery_id=delivery.id, kind=channel.kind, for_good=for_good)
        return False
    with transaction(resources.sessions) as session:
        note_sent(session, delivery.id, resources.machine_clock.now())
    return True


def _courier(resources: Resources, kind: str) -> Courier:
    courier = resources.couriers.by_kind.get(kind)
    if courier is None:
        raise AddressRefused(NOT_HERE)
    return courier
