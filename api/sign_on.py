"""The way to the province's identity provider and back."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import Now, SignOnSetup, Site, TheSite
from api.login import go_to, own_path, with_cookie
from core import identity_provider, sign_on
from core.database import transaction
from core.errors import NotAllowed, NotFound
from core.identity_provider import wire

BROWSER_COOKIE = "dondoc-sign-on"
PATH = "/sign-in/provider"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def leave_for_provider(request: Request, site: TheSite, now: Now, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """Send the browser to the provider."""
    setup = _setup(site)
    way = identity_provider.departure()
    with wire() as http:
        provider = identity_provider.discover(setup.client, http)
    with transaction(site.sessions) as session:
        browser = sign_on.set_out(session, way, own_path(next), now)
    address = identity_provider.authorization_address(provider, setup.client, _back(request, setup), way)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        BROWSER_COOKIE,
        browser,
        max_age=int(sign_on.WITHIN.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=site.secure_cookies,
        path=PATH,
    )
    return answer


@router.get(f"{PATH}/back")
def back_from_provider(
    request: Request,
    site: TheSite,
    now: Now,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Take in who comes back: the calls to the provider are made between two transactions, never inside one."""
    setup = _setup(site)
    with transaction(site.sessions) as session:
        way = sign_on.come_back(session, state, request.cookies.get(BROWSER_COOKIE, ""), now)
        nonce, verifier, next_path = way.nonce, way.verifier, way.next_path
    if not code:
        message = "Hệ thống đăng nhập chung không cho đăng nhập lần này. Đề nghị thử lại, hoặc dùng mật khẩu."
        raise NotAllowed(message)
    with wire() as http:
        claims = identity_provider.claims_for(
            code,
            provider=identity_provider.discover(setup.client, http),
            client=setup.client,
            back=_back(request, setup),
            verifier=verifier,
            nonce=nonce,
            now=now,
            http=http,
        )
    with transaction(site.sessions) as session:
        token, _ = sign_on.sign_in(session, claims, setup.claims, now=now, hours=site.session_hours)
    answer = with_cookie(go_to(next_path), token, site)
    answer.delete_cookie(BROWSER_COOKIE, path=PATH)
    return answer


def _setup(site: Site) -> SignOnSetup:
    if site.sign_on is None:
        message = "Hệ thống này không dùng đăng nhập chung."
        raise NotFound(message)
    return site.sign_on


def _back(request: Request, setup: SignOnSetup) -> str:
    here = setup.public_url.rstrip("/") if setup.public_url else str(request.base_url).rstrip("/")
    return f"{here}{PATH}/back"
