"""How one is told: one's channels, what was sent on them, and the secret address of one's calendar."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, check_form
from api.marks import has_already, mark_of
from api.web import notice_words
from api.web.forms import SentForm, go_to, text_of
from api.web.pages import render
from compliance.notices import queries
from compliance.notices.contacts import service as contacts
from compliance.notices.contacts.service import Usable
from compliance.notices.couriers.door import BROWSER
from compliance.notices.feed import calendar_of, unstamped
from compliance.notices.wording import wording
from core.accounts import digest_of, viewer_of
from core.errors import NotFound
from core.organisation import Account

router = APIRouter(include_in_schema=False)


@router.get("/account/notices")
def notices_page(request: Request, session: DbSession, site: TheSite, viewer: TheViewer) -> Response:
    """Show one's channels in the order in which they are tried, and the newest messages with their state."""
    return _show(request, session, site, viewer.account_id)


@router.post("/account/notices", dependencies=[Depends(check_form)])
def add_channel(
    session: DbSession, site: TheSite, viewer: TheViewer, who: TheActor, now: Now, form: SentForm
) -> Response:
    """Add a way to be reached."""
    kind, address = text_of(form, "kind"), text_of(form, "address")
    keys = {name: text_of(form, name) for name in ("p256dh", "auth")} if kind == BROWSER else {}
    contacts.add_channel(session, viewer.account_id, kind, address, keys, usable=_usable(site), who=who, now=now)
    return go_to("/account/notices", "channel-added")


@router.post("/account/notices/{channel_id}/end", dependencies=[Depends(check_form)])
def end_channel(session: DbSession, viewer: TheViewer, who: TheActor, now: Now, channel_id: int) -> Response:
    """Take one of one's channels away."""
    contacts.end_channel(session, viewer.account_id, channel_id, who, now)
    return go_to("/account/notices", "channel-ended")


@router.post("/account/notices/{channel_id}/first", dependencies=[Depends(check_form)])
def put_first(session: DbSession, viewer: TheViewer, channel_id: int) -> Response:
    """Let a channel be tried first."""
    contacts.put_first(session, viewer.account_id, channel_id)
    return go_to("/account/notices", "channel-first")


@router.post("/account/language", dependencies=[Depends(check_form)])
def choose_language(session: DbSession, viewer: TheViewer, form: SentForm) -> Response:
    """Let messages and calendar be told in another language; pages follow the browser's choice."""
    contacts.choose_language(session, viewer.account_id, text_of(form, "language"))
    return go_to("/account/notices", "language-chosen")


@router.post("/account/feed", dependencies=[Depends(check_form)])
def make_feed(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, who: TheActor, now: Now
) -> Response:
    """Make the address of one's calendar and show it, this once; the one before ends."""
    secret = contacts.make_feed(session, viewer.account_id, who, now)
    session.flush()
    address = f"{site.resources.site_address}/personal-calendars/{secret}.ics"
    return _show(request, session, site, viewer.account_id, address)


@router.post("/account/feed/revoke", dependencies=[Depends(check_form)])
def revoke_feed(session: DbSession, viewer: TheViewer, who: TheActor, now: Now) -> Response:
    """Let the address of one's calendar lead nowhere."""
    contacts.revoke_feed(session, viewer.account_id, who, now)
    return go_to("/account/notices", "feed-revoked")


@router.api_route("/personal-calendars/{secret}.ics", methods=["GET", "HEAD"])
def feed(
    session: DbSession,
    site: TheSite,
    now: Now,
    secret: str,
    if_none_match: Annotated[str | None, Header(max_length=2000)] = None,
) -> Response:
    """Give the calendar behind a secret address, once more only if it changed; a closed account has none.

    Raises:
        NotFound: the address was never one, was revoked, or its account is closed.
    """
    account_id = queries.reader_of_feed(session, digest_of(secret))
    account = session.get(Account, account_id) if account_id is not None else None
    if account is None or not account.is_active:
        message = "Không có lịch này: địa chỉ đã bị thu hồi hoặc chép thiếu."
        raise NotFound(message)
    work = queries.work_of(session, viewer_of(session, account, now))
    words = wording(queries.language_of(session, account.id))
    content = calendar_of(work, now, site.resources.site_address, words)
    mark = f"W/{mark_of(unstamped(content))}"
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if has_already(if_none_match, mark):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, HTTPStatus.OK, headers, media_type="text/calendar; charset=utf-8")


def _show(request: Request, session: DbSession, site: Site, account_id: int, feed_address: str = "") -> Response:
    channels = queries.channels_of(session, account_id)
    return render(
        request,
        "account/notices.html",
        channels=channels,
        kinds=notice_words.KINDS,
        usable=[kind for kind in notice_words.KINDS if kind in site.resources.couriers.by_kind and kind != BROWSER],
        browser_key=site.resources.couriers.browser_key,
        notices=[
            (notice, [(each, notice_words.state_of(each.sent_at, each.given_up_at)) for each in deliveries])
            for notice, deliveries in queries.notices_of(session, account_id)
        ],
        channel_kinds={each.id: each.kind for each in queries.all_channels_of(session, account_id)},
        reader=queries.reader(session, account_id),
        told_in=queries.language_of(session, account_id),
        feed_address=feed_address,
    )


def _usable(site: Site) -> Usable:
    return Usable(frozenset(site.resources.couriers.by_kind), site.resources.private_targets)
