"""Webhooks on pages: who is told of what, added with a secret shown once, tried, paused, taken away; and their log."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.countdown import age
from api.web.forms import SentForm, go_to, text_of, texts_of
from api.web.pages import render
from compliance.entries.webhooks import queries
from compliance.entries.webhooks.envelope import EVERYTHING, TOLD
from compliance.entries.webhooks.models import Webhook
from compliance.entries.webhooks.service import (
    enable_webhook,
    name_webhook,
    pause_webhook,
    remove_webhook,
    try_webhook,
)
from core.access import Action
from core.errors import Invalid
from core.organisation import Account

CAN_SEE = [Depends(allowed(Action.ADMINISTER))]
CAN_ACT = [Depends(check_form), *CAN_SEE]
SHOWN = 50
NOUNS = (EVERYTHING, *dict.fromkeys(f"{did.partition('.')[0]}.*" for did in TOLD if did != "webhook.tested"))

router = APIRouter(include_in_schema=False)


@router.get("/webhooks", dependencies=CAN_SEE)
def webhooks_page(request: Request, session: DbSession, now: Now) -> Response:
    """Show every webhook and how it fares, with the form to add one."""
    return _list(request, session, now)


@router.post("/webhooks", dependencies=CAN_ACT)
def add_webhook(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, form: SentForm
) -> Response:
    """Add a webhook and show its secret this once; what is wrong is told beside its field and nothing typed is lost."""
    account = session.get_one(Account, viewer.account_id)
    try:
        secret, row = name_webhook(
            session, name=text_of(form, "name"), url=text_of(form, "url"), types=texts_of(form, "types"),
            account=account, allowed=site.resources.private_targets, who=who, now=now,
        )  # fmt: skip
    except Invalid as error:
        session.rollback()
        return _list(request, session, now, typed=form, errors=error.fields or {"url": error.message})
    return _one(request, session, site, row, secret=secret)


@router.get("/webhooks/{webhook_id}", dependencies=CAN_SEE)
def webhook_page(
    request: Request,
    session: DbSession,
    site: TheSite,
    webhook_id: int,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """Show one webhook with what it was sent, newest first, and how each attempt went."""
    return _one(request, session, site, queries.webhook(session, webhook_id), before=before)


@router.post("/webhooks/{webhook_id}/trials", dependencies=CAN_ACT)
def try_out(session: DbSession, now: Now, who: TheActor, webhook_id: int) -> Response:
    """Send a trial event."""
    try_webhook(session, webhook_id, who, now)
    return go_to(f"/webhooks/{webhook_id}", "webhook-tried")


@router.post("/webhooks/{webhook_id}/pause", dependencies=CAN_ACT)
def pause(session: DbSession, now: Now, who: TheActor, webhook_id: int) -> Response:
    """Let a webhook rest; what happens meanwhile is sent when it goes on."""
    pause_webhook(session, webhook_id, who, now)
    return go_to(f"/webhooks/{webhook_id}", "webhook-paused")


@router.post("/webhooks/{webhook_id}/enabling", dependencies=CAN_ACT)
def go_on(session: DbSession, now: Now, who: TheActor, webhook_id: int) -> Response:
    """Let a webhook that rests, or that failed for too long, be sent events again."""
    enable_webhook(session, webhook_id, who, now)
    return go_to(f"/webhooks/{webhook_id}", "webhook-enabled")


@router.post("/webhooks/{webhook_id}/removal", dependencies=CAN_ACT)
def take_away(session: DbSession, now: Now, who: TheActor, webhook_id: int) -> Response:
    """Take a webhook away; its log stays in the trail."""
    remove_webhook(session, webhook_id, who, now)
    return go_to("/webhooks", "webhook-removed")


def _list(
    request: Request,
    session: DbSession,
    now: datetime,
    *,
    typed: FormData | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    rows = queries.webhooks(session)
    return render(
        request,
        "webhooks/list.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        rows=rows,
        failing={row.id: age(row.failing_since, now) for row in rows if row.failing_since},
        nouns=NOUNS,
        typed={"name": text_of(typed, "name"), "url": text_of(typed, "url")} if typed else {"name": "", "url": ""},
        chosen=texts_of(typed, "types") if typed else [EVERYTHING],
        errors=errors or {},
    )


def _one(
    request: Request, session: DbSession, site: Site, row: Webhook, *, before: int | None = None, secret: str = ""
) -> Response:
    rows = queries.deliveries(session, row.id, before, SHOWN + 1)
    return render(
        request,
        "webhooks/webhook.html",
        webhook=row,
        account=queries.account_of(session, row),
        rows=rows[:SHOWN],
        older_than=rows[SHOWN - 1][0].id if len(rows) > SHOWN else None,
        secret=secret,
        machine_now=site.resources.machine_clock.now(),
    )
