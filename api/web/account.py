"""One's own account: password, second factor, the browsers that are signed in."""

from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.deps import COOKIE, DbSession, Now, TheActor, TheSite, TheViewer, check_form
from api.web.forms import go_to
from api.web.pages import render
from core import accounts, second_factor, signed_in_browsers, tokens
from core.access import Action, Viewer
from core.errors import Invalid
from core.one_time import setup_address
from core.organisation import Account

Word = Annotated[str, Form(max_length=1000)]
QR_SCALE = 5
USUAL_DAYS, LONGEST_DAYS = 365, 3650

router = APIRouter(include_in_schema=False)


def own_account(session: DbSession, viewer: TheViewer) -> Account:
    """Return the account of whoever is signed in."""
    return session.get_one(Account, viewer.account_id)


OwnAccount = Annotated[Account, Depends(own_account)]


@router.get("/account")
def account_page(request: Request, session: DbSession, viewer: TheViewer, account: OwnAccount, now: Now) -> Response:
    """Show one's own account."""
    factor, codes_left = second_factor.state_of(session, account.id)
    return render(
        request,
        "account/account.html",
        account=account,
        has_password=account.password_hash != accounts.NO_PASSWORD,
        factor=factor,
        codes_left=codes_left,
        browsers=signed_in_browsers.open_of(session, account.id, request.cookies.get(COOKIE, ""), now),
        tokens=tokens.tokens_of(session, _whose(viewer, account)),
        scopes=tokens.scopes_for(viewer.role),
        now=now,
    )


@router.post("/account/password", dependencies=[Depends(check_form)])
def change_password(
    request: Request,
    session: DbSession,
    who: TheActor,
    account: OwnAccount,
    now: Now,
    current: Word = "",
    new: Word = "",
    again: Word = "",
) -> Response:
    """Change one's password, and sign out the other browsers."""
    if not accounts.password_matches(account.password_hash, current):
        message = "Mật khẩu hiện tại không đúng."
        raise Invalid(message, fields={"current": message})
    if new != again:
        message = "Hai lần nhập mật khẩu mới không giống nhau."
        raise Invalid(message, fields={"again": message})
    accounts.set_password(session, account.id, accounts.hash_password(new), who, now)
    signed_in_browsers.end_others(session, account.id, request.cookies.get(COOKIE, ""), who, now)
    return go_to("/account", "password-changed")


@router.post("/account/second-factor/begin", dependencies=[Depends(check_form)])
def begin_second_factor(session: DbSession, account: OwnAccount, now: Now) -> Response:
    """Make the secret that the authenticator application will read."""
    second_factor.begin(session, account.id, now)
    return go_to("/account/second-factor")


@router.get("/account/second-factor")
def second_factor_page(request: Request, session: DbSession, site: TheSite, account: OwnAccount) -> Response:
    """Show what the authenticator application must read, until its first code has come."""
    row, _ = second_factor.state_of(session, account.id)
    if row is None or row.confirmed_at is not None:
        return go_to("/account")
    address = setup_address(row.secret, account.username, f"Đôn Đốc {site.province}")
    picture = segno.make(address, error="m").svg_inline(scale=QR_SCALE, border=2, svgclass=None, lineclass=None)
    return render(request, "account/second_factor.html", secret=row.secret, picture=picture)


@router.post("/account/second-factor", dependencies=[Depends(check_form)])
def confirm_second_factor(
    request: Request, session: DbSession, account: OwnAccount, who: TheActor, now: Now, code: Word = ""
) -> Response:
    """Put the second factor in force and show its recovery codes, this once."""
    codes = second_factor.confirm(session, account.id, code, who, now)
    return render(request, "account/recovery_codes.html", codes=codes)


@router.post("/account/second-factor/remove", dependencies=[Depends(check_form)])
def remove_second_factor(session: DbSession, account: OwnAccount, who: TheActor, now: Now, code: Word = "") -> Response:
    """Take one's second factor away; it is asked for once more, so that a browser left open cannot do it."""
    if not second_factor.is_right(session, account.id, code, now):
        raise Invalid(second_factor.WRONG, fields={"code": second_factor.WRONG})
    second_factor.remove(session, account.id, who, now)
    return go_to("/account", "factor-removed")


@router.post("/account/browsers", dependencies=[Depends(check_form)])
def end_other_browsers(request: Request, session: DbSession, account: OwnAccount, who: TheActor, now: Now) -> Response:
    """Sign out every other browser of this account."""
    signed_in_browsers.end_others(session, account.id, request.cookies.get(COOKIE, ""), who, now)
    return go_to("/account", "browsers-ended")


@router.post("/account/tokens", dependencies=[Depends(check_form)])
def make_own_token(
    request: Request,
    session: DbSession,
    account: OwnAccount,
    who: TheActor,
    now: Now,
    name: Word = "",
    scope: Annotated[list[str] | None, Form(max_length=20)] = None,
    days: Annotated[int, Form(ge=1, le=LONGEST_DAYS)] = USUAL_DAYS,
) -> Response:
    """Make a token with which a program acts for this account, and show its secret, this once."""
    ends_at = now + timedelta(days=days)
    secret, row = tokens.make_token(session, name, scope or [], now, who, account=account, expires_at=ends_at)
    return render(request, "account/token.html", secret=secret, made=row)


@router.post("/account/tokens/revoke", dependencies=[Depends(check_form)])
def revoke_own_token(
    session: DbSession, viewer: TheViewer, account: OwnAccount, who: TheActor, now: Now, name: Word = ""
) -> Response:
    """End a token of this account at once; an administrator ends anybody's."""
    tokens.revoke_token(session, name, now, who, account_id=_whose(viewer, account))
    return go_to("/account", "token-revoked")


def _whose(viewer: Viewer, account: Account) -> int | None:
    """Whose tokens are seen and ended here: one's own; for an administrator everybody's."""
    return None if viewer.may(Action.ADMINISTER) else account.id
