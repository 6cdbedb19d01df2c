"""Telling other programs what happened: each webhook is sent what it is owed, in order, signed, with patience."""

import time

import structlog

from compliance.entries.webhooks import queries
from compliance.entries.webhooks.envelope import cloud_event, signed_headers
from compliance.entries.webhooks.queries import Owed
from compliance.entries.webhooks.service import note_attempt, owe_events
from core.database import transaction
from core.errors import DomainError
from core.outbound import post
from core.sealing import settled_id
from jobs.resources import Resources

TURN_SECONDS = 5.0  # the same thread sweeps: a target that answers slowly must not hold it
CALL_SECONDS = 5.0

log = structlog.get_logger()


def call_webhooks(resources: Resources) -> int:
    """Write down what is owed of the settled events, send what may be sent now, and return how many were taken.

    Nothing is called inside a transaction. A crash between the answer and its note sends one event again: receivers
    know it by its id.
    """
    with transaction(resources.sessions, writes=False) as session:
        if not queries.webhooks(session):
            return 0
    with transaction(resources.sessions) as session:
        up_to = settled_id(session)
    if up_to is not None:
        with transaction(resources.sessions) as session:
            owe_events(session, up_to, resources.machine_clock.now())
    with transaction(resources.sessions, writes=False) as session:
        ready = queries.ready(session, resources.machine_clock.now())
    end = time.monotonic() + TURN_SECONDS
    return sum(_call(resources, webhook_id, end) for webhook_id in ready)


def _call(resources: Resources, webhook_id: int, end: float) -> int:
    """Send one webhook what it is owed until it is done or fails, or the turn is over; the rest comes next time."""
    count = 0
    while time.monotonic() < end:
        with transaction(resources.sessions, writes=False) as session:
            owed = queries.next_owed(session, webhook_id)
        if owed is None or not _send(resources, owed):
            break
        count += 1
    return count


def _send(resources: Resources, owed: Owed) -> bool:
    body = cloud_event(owed.event, resources.event_source)
    now = resources.machine_clock.now()
    headers = signed_headers(body, f"msg_{owed.delivery_id}", owed.secret, now)
    status, said = None, ""
    try:
        answer = post(owed.url, body, headers, allowed=resources.private_targets, seconds=CALL_SECONDS)
        status, said = answer.status, answer.words
    except DomainError as error:
        said = error.message
    with transaction(resources.sessions) as session:
        taken = note_attempt(session, owed.delivery_id, status, said, resources.machine_clock.now())
    if not taken:
        log.warning("webhook.failed", webhook_id=owed.webhook_id, delivery_id=owed.delivery_id, status=status)
    return taken
