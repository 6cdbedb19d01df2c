"""What is done with webhooks: named, told what happened, tried again with growing pauses, disabled when dead."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.entries.webhooks.envelope import (
    FAILING_FOR,
    GONE,
    MOST_TRIES,
    SECRET_PREFIX,
    Happened,
    is_wanted,
    next_try,
    unknown_patterns,
)
from compliance.entries.webhooks.models import Webhook, WebhookDelivery
from compliance.entries.webhooks.queries import (
    account_of,
    events_after,
    newest_event,
    seen_among,
    webhook,
    webhooks,
)
from core.accounts import viewer_of
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid
from core.organisation import Account
from core.outbound import check_target

SECRET_BYTES = 32
LONGEST_NAME = 80
TOLD_AT_ONCE = 1000
ATTEMPTS_KEPT = 20
OK_FROM, OK_BELOW = 200, 300
PAUSED = "quản trị tạm dừng"


def name_webhook(
    session: Session,
    *,
    name: str,
    url: str,
    types: Sequence[str],
    account: Account,
    allowed: Sequence[str],
    who: Actor,
    now: datetime,
) -> tuple[str, Webhook]:
    """Return the secret of a new webhook, which is shown this once, and its row; it is told of what happens from now.

    Args:
        types: kinds of events, by name, noun (``entry.*``) or ``*``.
        account: whose rights it has.
        allowed: private targets that the settings allow.

    Raises:
        ForbiddenTarget: the address may not be called.
        Invalid: no name, or a kind of event that there is none of.
    """
    check_target(url, allowed)
    unknown = unknown_patterns(types)
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not types or unknown:
        message = f"Webhook cần có tên và ít nhất một loại sự kiện có thật. Không có loại: {', '.join(unknown) or '–'}."
        raise Invalid(message, fields={"types" if unknown or not types else "name": message})
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    row = Webhook(
        name=name.strip(),
        url=url.strip(),
        secret=secret,
        types=sorted(set(types)),
        account_id=account.id,
        created_at=now,
        up_to_id=newest_event(session),
    )
    session.add(row)
    session.flush()
    record(session, now, who, "webhook.named", ("webhook", row.id), name=row.name, url=row.url, types=row.types)
    return secret, row


def remove_webhook(session: Session, webhook_id: int, who: Actor, now: datetime) -> None:
    """Take a webhook away; its log stays.

    Raises:
        NotFound: there is none.
    """
    webhook(session, webhook_id).removed_at = now
    record(session, now, who, "webhook.removed", ("webhook", webhook_id))


def pause_webhook(session: Session, webhook_id: int, who: Actor, now: datetime) -> Webhook:
    """Let a webhook rest until somebody enables it; what happens meanwhile is owed to it and sent then.

    Raises:
        NotFound: there is none.
        Conflict: it rests already.
    """
    row = webhook(session, webhook_id)
    if row.disabled_at is not None:
        message = "Webhook này đang dừng."
        raise Conflict(message)
    row.disabled_at, row.disabled_why = now, PAUSED
    record(session, now, who, "webhook.paused", ("webhook", webhook_id))
    return row


def enable_webhook(session: Session, webhook_id: int, who: Actor, now: datetime) -> Webhook:
    """Let a disabled webhook be sent events again, at once, with all it is owed.

    Raises:
        NotFound: there is none.
        Conflict: it is not disabled.
    """
    row = webhook(session, webhook_id)
    if row.disabled_at is None:
        message = "Webhook này đang hoạt động."
        raise Conflict(message)
    row.disabled_at = row.disabled_why = row.failing_since = row.not_before = None
    row.failures = 0
    record(session, now, who, "webhook.enabled", ("webhook", webhook_id))
    return row


def try_webhook(session: Session, webhook_id: int, who: Actor, now: datetime) -> WebhookDelivery:
    """Owe a webhook a trial event, whatever kinds it asked for.

    Raises:
        NotFound: there is none.
    """
    row = webhook(session, webhook_id)
    event = record(session, now, who, "webhook.tested", ("webhook", row.id))
    session.flush()
    delivery = WebhookDelivery(webhook_id=row.id, event_id=event.id, owed_at=now, attempts=[])
    session.add(delivery)
    session.flush()
    return delivery


def owe_events(session: Session, up_to: int, now: datetime) -> int:
    """Write down what each webhook is owed of the settled events; return how many. A second call writes none twice."""
    count = 0
    for row in webhooks(session):
        account = account_of(session, row)
        if row.disabled_at is not None or account is None:
            continue
        found = events_after(session, row.up_to_id, up_to, TOLD_AT_ONCE)
        wanted = [each for each in found if each.did != "webhook.tested" and is_wanted(each.did, row.types)]
        told: list[Happened] = seen_among(session, viewer_of(session, account, now), wanted)
        session.add_all(
            WebhookDelivery(webhook_id=row.id, event_id=event.event_id, owed_at=now, attempts=[]) for event in told
        )
        row.up_to_id = found[-1].event_id if len(found) == TOLD_AT_ONCE else max(up_to, row.up_to_id)
        count += len(told)
    return count


def note_attempt(session: Session, delivery_id: int, status: int | None, said: str, now: datetime) -> bool:
    """Keep how an attempt went; return whether it was taken. What fails for long disables the webhook.

    Args:
        status: the answer's; None where there was none.
        said: what went wrong, or the beginning of the answer.
    """
    delivery = session.get_one(WebhookDelivery, delivery_id)
    row = session.get_one(Webhook, delivery.webhook_id)
    taken = status is not None and OK_FROM <= status < OK_BELOW
    attempt = {"at": now.isoformat(), "status": status, "said": None if taken else said[:200]}
    delivery.tries, delivery.attempts = delivery.tries + 1, [*delivery.attempts, attempt][-ATTEMPTS_KEPT:]
    if taken:
        delivery.sent_at, row.failures, row.failing_since, row.not_before = now, 0, None, None
        return True
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.not_before = next_try(row.failures, now)
    if delivery.tries >= MOST_TRIES:
        delivery.given_up_at = now
    if status == GONE or now - row.failing_since >= FAILING_FOR:
        row.disabled_at, row.disabled_why = now, said[:200] if status is None else f"HTTP {status}"
        record(session, now, THE_SYSTEM, "webhook.disabled", ("webhook", row.id), failures=row.failures, status=status)
    return False
