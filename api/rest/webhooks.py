"""Webhooks for other programs: named by an administrator, tried, read in their log, taken away."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.params import Path
from fastapi.responses import Response
from pydantic import Field

from api.deps import DbSession, Now, TheSite
from api.rest import taken, words
from api.rest.answers import LARGEST_NUMBER, Known, Listed, TheWrite, answer, cursor_after, is_full
from api.rest.caller import ManagesWebhooks, viewer_of
from api.rest.problems import READS, WRITES
from compliance.entries.webhooks import queries
from compliance.entries.webhooks.envelope import TOLD, TYPE_PREFIX
from compliance.entries.webhooks.models import Webhook
from compliance.entries.webhooks.service import enable_webhook, name_webhook, remove_webhook, try_webhook
from core.organisation import Account

Id = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])


class WebhookRow(words.Told):
    """A webhook and how it fares; the secret is never shown again."""

    id: int
    name: str
    url: str
    types: list[str]
    created_at: datetime
    failures: Annotated[int, Field(description="Số lần hỏng liên tiếp.")]
    failing_since: datetime | None
    not_before: Annotated[datetime | None, Field(description="Lần thử sau.")]
    disabled_at: datetime | None
    disabled_why: str | None


class WebhookMade(WebhookRow):
    """A new webhook with its secret, shown this once."""

    secret: Annotated[str, Field(description="`whsec_` và base64: khóa của chữ ký HMAC-SHA256.")]


class Attempt(words.Told):
    """One attempt: when, what was answered, what went wrong."""

    at: datetime
    status: int | None
    said: str | None


class DeliveryRow(words.Told):
    """One event owed to a webhook."""

    id: int
    event_id: Annotated[int, Field(description="`id` của CloudEvent.")]
    type: str
    owed_at: datetime
    tries: int
    attempts: list[Attempt]
    sent_at: datetime | None
    given_up_at: datetime | None


class EventType(words.Told):
    """A kind of event."""

    name: str
    type: Annotated[str, Field(description="`type` của CloudEvent.")]
    meaning: str


@router.get("", summary="Webhooks", response_model=words.Listing[WebhookRow], responses=READS)
def list_webhooks(session: DbSession, caller: ManagesWebhooks, known: Known) -> Response:
    """Return every webhook and how it fares."""
    viewer_of(caller)
    return answer({"items": [_plain(row) for row in queries.webhooks(session)], "next": None}, known)


@router.get("/types", summary="Kinds of events", response_model=words.Listing[EventType], responses=READS)
def list_types(caller: ManagesWebhooks, known: Known) -> Response:
    """Return every kind of event that a webhook can ask for."""
    viewer_of(caller)
    items = [{"name": did, "type": TYPE_PREFIX + did, "meaning": meaning} for did, meaning in TOLD.items()]
    return answer({"items": items, "next": None}, known)


@router.post("", summary="Name a webhook", response_model=WebhookMade, status_code=201, responses=WRITES)
def make_webhook(
    session: DbSession, site: TheSite, now: Now, caller: ManagesWebhooks, write: TheWrite, body: taken.WebhookTaken
) -> Response:
    """Name an address that is told of events from now on; the answer holds its secret, this once.

    The address must be https and outside this network, unless the settings allow its host.
    """
    account = session.get_one(Account, viewer_of(caller).account_id)
    allowed = site.resources.private_targets

    def do() -> dict[str, object]:
        secret, row = name_webhook(
            session, name=body.name, url=body.url, types=body.types, account=account, allowed=allowed,
            who=caller.actor, now=now,
        )  # fmt: skip
        return _plain(row) | {"secret": secret}

    return write.once(caller, body, do, status=HTTPStatus.CREATED)


@router.delete("/{webhook_id}", summary="Take a webhook away", status_code=204, responses=WRITES)
def take_away(session: DbSession, now: Now, caller: ManagesWebhooks, webhook_id: Id) -> Response:
    """Take a webhook away; what it is still owed is not sent."""
    viewer_of(caller)
    remove_webhook(session, webhook_id, caller.actor, now)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/{webhook_id}/trials", summary="Send a trial event", response_model=DeliveryRow, status_code=201, responses=WRITES
)
def try_out(session: DbSession, now: Now, caller: ManagesWebhooks, write: TheWrite, webhook_id: Id) -> Response:
    """Owe the webhook a trial event, `webhook.tested`; it is sent within some seconds."""
    queries.webhook(session, webhook_id)

    def do() -> dict[str, object]:
        row = try_webhook(session, webhook_id, caller.actor, now)
        return _delivery(row.id, row.event_id, "webhook.tested", now)

    return write.once(caller, None, do, status=HTTPStatus.CREATED)


@router.post(
    "/{webhook_id}/enabling", summary="Enable it again", response_model=WebhookRow, status_code=201, responses=WRITES
)
def enable_again(session: DbSession, now: Now, caller: ManagesWebhooks, write: TheWrite, webhook_id: Id) -> Response:
    """Let a disabled webhook be sent events again, with all it is owed."""
    queries.webhook(session, webhook_id)
    return write.once(
        caller, None, lambda: _plain(enable_webhook(session, webhook_id, caller.actor, now)), status=HTTPStatus.CREATED
    )


@router.get("/{webhook_id}/deliveries", summary="Its log", response_model=words.Listing[DeliveryRow], responses=READS)
def list_deliveries(
    session: DbSession, caller: ManagesWebhooks, known: Known, webhook_id: Id, asked: Annotated[Listed, Query()]
) -> Response:
    """Return what the webhook was owed, newest first, with every attempt; `newest_first` changes nothing here."""
    viewer_of(caller)
    queries.webhook(session, webhook_id)
    part = asked.part()
    rows = queries.deliveries(session, webhook_id, part.last_id, part.limit)
    items = [
        {"id": row.id, "event_id": row.event_id, "type": TYPE_PREFIX + did, "owed_at": row.owed_at,
         "tries": row.tries, "attempts": row.attempts, "sent_at": row.sent_at, "given_up_at": row.given_up_at}
        for row, did in rows
    ]  # fmt: skip
    following = cursor_after(rows[-1][0].id, newest_first=asked.newest_first) if is_full(rows, asked) else None
    return answer({"items": items, "next": following}, known)


def _delivery(number: int, event_id: int, did: str, now: datetime) -> dict[str, object]:
    return {
        "id": number, "event_id": event_id, "type": TYPE_PREFIX + did, "owed_at": now, "tries": 0, "attempts": [],
        "sent_at": None, "given_up_at": None,
    }  # fmt: skip


def _plain(row: Webhook) -> dict[str, object]:
    return {
        "id": row.id, "name": row.name, "url": row.url, "types": row.types, "created_at": row.created_at,
        "failures": row.failures, "failing_since": row.failing_since, "not_before": row.not_before,
        "disabled_at": row.disabled_at, "disabled_why": row.disabled_why,
    }  # fmt: skip
