"""What is asked about webhooks. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from compliance.entries.queries import seen_by
from compliance.entries.webhooks.envelope import TOLD, Happened
from compliance.entries.webhooks.models import Webhook, WebhookDelivery
from core.access import Action, Viewer
from core.audit import AuditEvent
from core.errors import NotFound
from core.organisation import Account
from extraction.models import Assignment


@dataclass(frozen=True, slots=True)
class Owed:
    """The next event that a webhook is to be sent."""

    delivery_id: int
    webhook_id: int
    url: str
    secret: str
    event: Happened


def webhooks(session: Session) -> Sequence[Webhook]:
    """Return the webhooks that were not removed, in order of number."""
    return session.scalars(select(Webhook).where(Webhook.removed_at.is_(None)).order_by(Webhook.id)).all()


def webhook(session: Session, webhook_id: int) -> Webhook:
    """Return one webhook.

    Raises:
        NotFound: there is none of this number, or it was removed.
    """
    row = session.get(Webhook, webhook_id)
    if row is None or row.removed_at is not None:
        message = f"Không có webhook số {webhook_id}."
        raise NotFound(message)
    return row


def deliveries(
    session: Session, webhook_id: int, before: int | None, limit: int
) -> Sequence[tuple[WebhookDelivery, str]]:
    """Return what a webhook was owed with the kind of each event, newest first."""
    question = (
        select(WebhookDelivery, AuditEvent.did)
        .join(AuditEvent, AuditEvent.id == WebhookDelivery.event_id)
        .where(WebhookDelivery.webhook_id == webhook_id)
    )
    if before is not None:
        question = question.where(WebhookDelivery.id < before)
    return [(row[0], row[1]) for row in session.execute(question.order_by(WebhookDelivery.id.desc()).limit(limit))]


def ready(session: Session, now: datetime) -> Sequence[int]:
    """Return the numbers of the webhooks that may be sent something now and are owed something."""
    owed = select(WebhookDelivery.webhook_id).where(_is_owed())
    question = select(Webhook.id).where(
        Webhook.removed_at.is_(None),
        Webhook.disabled_at.is_(None),
        or_(Webhook.not_before.is_(None), Webhook.not_before <= now),
        Webhook.id.in_(owed),
    )
    return session.scalars(question.order_by(Webhook.id)).all()


def next_owed(session: Session, webhook_id: int) -> Owed | None:
    """Return the oldest event that a webhook is still owed, or None."""
    question = (
        select(WebhookDelivery, Webhook, AuditEvent)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .join(AuditEvent, AuditEvent.id == WebhookDelivery.event_id)
        .where(WebhookDelivery.webhook_id == webhook_id, _is_owed())
        .order_by(WebhookDelivery.id)
        .limit(1)
    )
    row = session.execute(question).first()
    if row is None:
        return None
    delivery, target, event = row
    return Owed(delivery.id, target.id, target.url, target.secret, happened(event))


def events_after(session: Session, after: int, up_to: int, limit: int) -> Sequence[Happened]:
    """Return the events of the trail that may be told, after one number up to another, oldest first."""
    question = (
        select(AuditEvent)
        .where(AuditEvent.id > after, AuditEvent.id <= up_to, AuditEvent.did.in_(sorted(TOLD)))
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    return [happened(row) for row in session.scalars(question)]


def newest_event(session: Session) -> int:
    """Return the number of the newest event of the trail."""
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def seen_among(session: Session, viewer: Viewer, events: Sequence[Happened]) -> list[Happened]:
    """Return those of the events that an account may know of: its own assignments; whoever sees all, all."""
    if viewer.may(Action.SEE_ALL_DIRECTIVES):
        return list(events)
    numbers = {event.subject_id for event in events if event.subject == "assignment"}
    question = select(Assignment.id).where(
        Assignment.id.in_(sorted(numbers)), Assignment.opened_at.is_not(None), seen_by(viewer)
    )
    mine = set(session.scalars(question)) if numbers else set[int]()
    return [event for event in events if event.subject == "assignment" and event.subject_id in mine]


def account_of(session: Session, row: Webhook) -> Account | None:
    """Return the account that a webhook acts for, or None where it was ended."""
    return session.scalar(select(Account).where(Account.id == row.account_id, Account.is_active))


def happened(row: AuditEvent) -> Happened:
    """Return an event of the trail as far as it is told."""
    return Happened(row.id, row.at, row.did, row.subject, row.subject_id, row.detail)


def _is_owed() -> ColumnElement[bool]:
    return and_(WebhookDelivery.sent_at.is_(None), WebhookDelivery.given_up_at.is_(None))
