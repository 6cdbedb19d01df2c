"""Sign-in and sign-out pages, and the one cookie."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import COOKIE, DbSession, MaybeSignedIn, Now, TheSite, check_form
from api.web.pages import render
from core import accounts
from core.database import transaction

REFUSED = (
    "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa. "
    f"Sau {accounts.FAILURES_BEFORE_LOCK} lần sai liên tiếp tài khoản khóa {accounts.LOCKED_FOR.seconds // 60} phút."
)

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, signed_in: MaybeSignedIn, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """Show the sign-in form; who is signed in already goes on."""
    if signed_in is not None:
        return RedirectResponse(_own_path(next), HTTPStatus.SEE_OTHER)
    return render(request, "login/sign_in.html", next_path=_own_path(next), username="", refused=None)


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
            next_path=_own_path(next),
            username=username,
            refused=REFUSED,
        )
    answer = RedirectResponse(_own_path(next), HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        COOKIE,
        entered[0],
        max_age=site.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=site.secure_cookies,
        path="/",
    )
    return answer


@router.post("/sign-out", dependencies=[Depends(check_form)])
def sign_out(request: Request, session: DbSession, now: Now) -> Response:
    """End the sign-in and forget the cookie."""
    accounts.sign_out(session, request.cookies.get(COOKIE, ""), now)
    answer = RedirectResponse(request.app.url_path_for("sign_in_page"), HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _own_path(path: str) -> str:
    """Return a path of this site, never another site's address."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"
