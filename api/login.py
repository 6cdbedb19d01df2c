"""Sign-in and sign-out pages, and the one cookie."""

import hmac
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import COOKIE, DbSession, MaybeSignedIn, Now, Site, TheSite, check_form
from api.veil import unveiled
from api.web.pages import render
from core import accounts
from core.database import transaction
from core.second_factor import WRONG, finish_sign_in

REFUSED = (
    "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. "
    f"Sau {accounts.FAILURES_BEFORE_LOCK} lần sai liên tiếp tài khoản khóa {accounts.LOCKED_FOR.seconds // 60} phút."
)

CODE_PAGE = "/sign-in/code"

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, site: TheSite, signed_in: MaybeSignedIn, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """Show the sign-in form; who is signed in already goes on."""
    if signed_in is not None:
        return RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    return render(
        request, "login/sign_in.html", next_path=own_path(next), username="", refused=None, sign_on=site.sign_on
    )


@router.post("/sign-in")
def sign_in(
    request: Request,
    site: TheSite,
    now: Now,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the form's own word
) -> Response:
    """Sign in and go on to where the person wanted to be; the slow hash runs outside both transactions."""
    with transaction(site.sessions, writes=False) as session:
        password_hash = accounts.password_hash_of(session, username)
    matched = accounts.password_matches(password_hash, password)
    with transaction(site.sessions) as session:
        entered = accounts.record_sign_in(session, username, matched=matched, now=now, hours=site.session_hours)
    if entered is None:
        request.state.signed_in = None
        return render(
            request,
            "login/sign_in.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            next_path=own_path(next),
            username=username,
            refused=REFUSED,
            sign_on=site.sign_on,
        )
    token, signed_in = entered
    if signed_in.awaits_code:
        return with_cookie(go_to(CODE_PAGE, next=own_path(next)), token, site)
    return with_cookie(go_to(own_path(next)), token, site)


@router.get(CODE_PAGE)
def code_page(request: Request, session: DbSession, now: Now, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """Ask for the second factor of whoever's password was right."""
    half = accounts.signed_in_with(session, request.cookies.get(COOKIE, ""), now, awaits_code=True)
    if half is None:
        return go_to("/sign-in", next=own_path(next))
    return render(request, "login/code.html", next_path=own_path(next), refused=None, half=half)


@router.post(CODE_PAGE)
def enter_code(
    request: Request,
    site: TheSite,
    now: Now,
    code: Annotated[str, Form(max_length=40)] = "",
    csrf_token: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the form's own word
) -> Response:
    """Sign in with the second factor; a wrong code is counted, and five of them lock the account."""
    token = request.cookies.get(COOKIE, "")
    with transaction(site.sessions) as session:
        half = accounts.signed_in_with(session, token, now, awaits_code=True)
        if half is None or not hmac.compare_digest(unveiled(csrf_token), half.csrf_token.encode()):
            return go_to("/sign-in", next=own_path(next))
        entered = finish_sign_in(session, token, code, now=now, hours=site.session_hours)
    if entered is None:
        request.state.signed_in = None
        return render(
            request,
            "login/code.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            next_path=own_path(next),
            refused=WRONG,
            half=half,
        )
    return with_cookie(go_to(own_path(next)), entered[0], site)


@router.post("/sign-out", dependencies=[Depends(check_form)])
def sign_out(request: Request, session: DbSession, now: Now) -> Response:
    """End the sign-in and forget the cookie."""
    accounts.sign_out(session, request.cookies.get(COOKIE, ""), now)
    answer = RedirectResponse(request.app.url_path_for("sign_in_page"), HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def with_cookie(answer: RedirectResponse, token: str, site: Site) -> RedirectResponse:
    """Return the answer with the browser's one cookie."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=site.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=site.secure_cookies,
        path="/",
    )
    return answer


def go_to(path: str, **query: str) -> RedirectResponse:
    """Send the browser on."""
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, HTTPStatus.SEE_OTHER)


def own_path(path: str) -> str:
    """Return a path of this site, never another site's address."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"
