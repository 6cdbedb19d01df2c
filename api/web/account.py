"""One's own account: password, second factor, the browsers that are signed in."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.deps import COOKIE, DbSession, Now, TheActor, TheSignedIn, TheSite, check_form
from api.web.forms import go_to
from api.web.pages import render
from core import accounts, second_factor, signed_in_browsers
from core.database import transaction
from core.errors import Invalid
from core.one_time import setup_address
from core.organisation import Account

Word = Annotated[str, Form(max_length=1000)]
QR_SCALE = 5

router = APIRouter(include_in_schema=False)


@router.get("/account")
def account_page(request: Request, session: DbSession, signed_in: TheSignedIn, now: Now) -> Response:
    """Show one's own account."""
    account = session.get_one(Account, signed_in.viewer.account_id)
    factor, codes_left = second_factor.state_of(session, account.id)
    return render(
        request,
        "account/account.html",
        account=account,
        has_password=account.password_hash != accounts.NO_PASSWORD,
        factor=factor,
        codes_left=codes_left,
        browsers=signed_in_browsers.open_of(session, account.id, request.cookies.get(COOKIE, ""), now),
    )


@router.post("/account/password", dependencies=[Depends(check_form)])
def change_password(
    site: TheSite,
    request: Request,
    signed_in: TheSignedIn,
    now: Now,
    current: Word = "",
    new: Word = "",
    again: Word = "",
) -> Response:
    """Change one's password; the slow hashes run outside the transactions, and other browsers are signed out."""
    account_id = signed_in.viewer.account_id
    with transaction(site.sessions, writes=False) as session:
        kept = session.get_one(Account, account_id).password_hash
    if not accounts.password_matches(kept, current):
        message = "Mật khẩu hiện tại không đúng."
        raise Invalid(message, fields={"current": message})
    if new != again:
        message = "Hai lần nhập mật khẩu mới không giống nhau."
        raise Invalid(message, fields={"again": message})
    hashed = accounts.hash_password(new)
    with transaction(site.sessions) as session:
        accounts.set_password(session, account_id, hashed, signed_in.actor, now)
        signed_in_browsers.end_others(session, account_id, request.cookies.get(COOKIE, ""), signed_in.actor, now)
    return go_to("/account", "password-changed")


@router.get("/account/second-factor")
def second_factor_page(request: Request, site: TheSite, signed_in: TheSignedIn, now: Now) -> Response:
    """Show what the authenticator application must read; a new secret is made on the first look."""
    with transaction(site.sessions) as session:
        row = second_factor.begin(session, signed_in.viewer.account_id, now)
        account = session.get_one(Account, signed_in.viewer.account_id)
        address = setup_address(row.secret, account.username, f"Đôn Đốc {site.province}")
        secret = row.secret
    picture = segno.make(address, error="m").svg_inline(scale=QR_SCALE, border=2, svgclass=None, lineclass=None)
    return render(request, "account/second_factor.html", secret=secret, picture=picture)


@router.post("/account/second-factor", dependencies=[Depends(check_form)])
def confirm_second_factor(
    request: Request, session: DbSession, signed_in: TheSignedIn, who: TheActor, now: Now, code: Word = ""
) -> Response:
    """Put the second factor in force and show its recovery codes, this once."""
    codes = second_factor.confirm(session, signed_in.viewer.account_id, code, who, now)
    return render(request, "account/recovery_codes.html", codes=codes)


@router.post("/account/second-factor/remove", dependencies=[Depends(check_form)])
def remove_second_factor(
    session: DbSession, signed_in: TheSignedIn, who: TheActor, now: Now, code: Word = ""
) -> Response:
    """Take one's second factor away; it is asked for once more, so that a browser left open cannot do it."""
    if not second_factor.is_right(session, signed_in.viewer.account_id, code, now):
        raise Invalid(second_factor.WRONG, fields={"code": second_factor.WRONG})
    second_factor.remove(session, signed_in.viewer.account_id, who, now)
    return go_to("/account", "factor-removed")


@router.post("/account/browsers", dependencies=[Depends(check_form)])
def end_other_browsers(
    request: Request, session: DbSession, signed_in: TheSignedIn, who: TheActor, now: Now
) -> Response:
    """Sign out every other browser of this account."""
    signed_in_browsers.end_others(session, signed_in.viewer.account_id, request.cookies.get(COOKIE, ""), who, now)
    return go_to("/account", "browsers-ended")
