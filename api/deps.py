"""What every route may ask for: the site's parts, one database session a request, who is signed in, a checked form.

The session's transaction ends before the answer leaves (scope ``function``): a failed commit is an error, never a 200.
"""

import hmac
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Form, Request
from pydantic import SecretStr
from sqlalchemy.orm import Session, sessionmaker

from api.veil import unveiled
from compliance.deadlines.law import Law
from core.access import Action, Viewer
from core.accounts import SignedIn, signed_in_with
from core.audit import Actor
from core.clock import Clock
from core.database import transaction
from core.errors import NotAllowed
from core.identity_provider import Client as ProviderClient
from core.sign_on import ClaimNames
from ingest.readers.isolated import ReaderProcesses
from jobs.resources import Resources

COOKIE = "dondoc"
READING_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class SignOnSetup:
    """The province's identity provider: what its button is called, this site as it knows it, what its claims mean.

    ``public_url`` is where browsers find this site; None: where the request came to.
    """

    name: str
    client: ProviderClient
    claims: ClaimNames
    public_url: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of one running web process, opened once by `api.app.create_app`."""

    resources: Resources
    renderer: ReaderProcesses
    pictures_dir: Path
    province: str
    session_hours: int
    secure_cookies: bool
    max_upload_megabytes: int
    metrics_token: SecretStr | None
    sign_on: SignOnSetup | None = None

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Return what makes database sessions."""
        return self.resources.sessions

    @property
    def law(self) -> Law:
        """Return the rulebook and the calendar."""
        return self.resources.law

    @property
    def clock(self) -> Clock:
        """Return what tells the time."""
        return self.resources.clock


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or the sign-in has ended."""

    reason = "not_signed_in"


class ForgedForm(NotAllowed):
    """A form came without the token that its page carried."""

    reason = "forged_form"


def open_site(request: Request) -> Site:
    """Return the site's parts."""
    return cast("Site", request.app.state.site)


def open_session(request: Request) -> Iterator[Session]:
    """Give the request's one transaction; reading requests take no write lock."""
    with transaction(open_site(request).sessions, writes=request.method not in READING_METHODS) as session:
        yield session


async def the_site(request: Request) -> Site:
    """Return the site's parts, without a thread for it: so is all here that neither waits nor computes."""
    return open_site(request)


DbSession = Annotated[Session, Depends(open_session, scope="function")]
TheSite = Annotated[Site, Depends(the_site)]


async def this_instant(site: TheSite) -> datetime:
    """Return the request's one instant, aware, in UTC."""
    return site.clock.now()


Now = Annotated[datetime, Depends(this_instant)]


def signed_in_or_none(request: Request, session: DbSession, now: Now) -> SignedIn | None:
    """Return who is signed in, or None; the answer is kept for the page's frame and for the error pages."""
    token = request.cookies.get(COOKIE)
    signed_in = signed_in_with(session, token, now) if token else None
    request.state.signed_in = signed_in
    return signed_in


async def signed_in_account(signed_in: Annotated[SignedIn | None, Depends(signed_in_or_none)]) -> SignedIn:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    if signed_in is None:
        message = "Phiên làm việc đã hết hoặc chưa đăng nhập. Đề nghị đăng nhập để tiếp tục."
        raise NotSignedIn(message)
    return signed_in


MaybeSignedIn = Annotated[SignedIn | None, Depends(signed_in_or_none)]
TheSignedIn = Annotated[SignedIn, Depends(signed_in_account)]


async def current_viewer(signed_in: TheSignedIn) -> Viewer:
    """Return the signed-in account as the queries need it."""
    return signed_in.viewer


async def current_actor(signed_in: TheSignedIn) -> Actor:
    """Return the signed-in account as the audit trail names it."""
    return signed_in.actor


TheViewer = Annotated[Viewer, Depends(current_viewer)]
TheActor = Annotated[Actor, Depends(current_actor)]


async def check_form(request: Request, signed_in: TheSignedIn, csrf_token: Annotated[str, Form()] = "") -> None:
    """Refuse a form that does not carry its page's token; what a right one holds is at hand if an error is answered.

    Raises:
        ForgedForm: the token is missing or another browser's.
    """
    if not hmac.compare_digest(unveiled(csrf_token), signed_in.csrf_token.encode()):
        message = "Biểu mẫu đã hết hiệu lực. Đề nghị tải lại trang rồi thực hiện lại."
        raise ForgedForm(message)
    request.state.sent = await request.form()


def allowed(*actions: Action) -> Callable[[Viewer], Awaitable[None]]:
    """Return a dependency that lets only accounts pass whose role allows one of the actions."""

    async def check(viewer: TheViewer) -> None:
        if not any(viewer.may(action) for action in actions):
            message = "Tài khoản này không có quyền thực hiện việc đó."
            raise NotAllowed(message)

    return check
