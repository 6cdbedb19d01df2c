"""Which program asks: its token, what the token is good for, and whose rows it sees."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.deps import READING_METHODS, DbSession, Now, TheSite
from core.access import PERMISSIONS, AccountRole, Action, Viewer
from core.database import transaction
from core.errors import Invalid, NotAllowed
from core.tokens import NEEDS, USE_NOTED_EVERY, Caller, Scope, caller_with, note_use

NO_TOKEN = "Cần khóa còn hiệu lực trong phần đầu Authorization: Bearer …"

bearer_token = HTTPBearer(
    scheme_name="token",
    description="Khóa của chương trình (`dd_…`): quản trị hệ thống cấp, hoặc tự tạo ở trang Tài khoản.",
    auto_error=False,
)


class NoToken(NotAllowed):
    """No token came, or it is unknown, revoked or ended."""

    reason = "no_token"


class ScopeMissing(NotAllowed):
    """The token is right, and not good for this."""

    reason = "scope_missing"


def known_token(
    site: TheSite, now: Now, told: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_token)]
) -> None:
    """Let pass only known tokens, in a transaction of its own: what comes next may wait long, and must hold none.

    Raises:
        NoToken: as `needs`, which asks again for all it is good for.
    """
    with transaction(site.resources.sessions, writes=False) as session:
        if told is None or caller_with(session, told.credentials, now) is None:
            raise NoToken(NO_TOKEN)


def needs(scope: Scope, action: Action | None = None) -> Callable[..., Caller]:
    """Return a dependency that lets pass only tokens with a scope, whose account may still do what it stands for.

    Args:
        action: what the account must be allowed besides.
    """

    def check(
        request: Request,
        session: DbSession,
        site: TheSite,
        now: Now,
        told: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_token)],
    ) -> Caller:
        caller = caller_with(session, told.credentials, now) if told is not None else None
        if caller is None:
            raise NoToken(NO_TOKEN)
        request.state.actor = caller.actor
        _refuse_repeated(request)
        is_allowed = action is None or (caller.viewer is not None and caller.viewer.may(action))
        if scope not in caller.scopes or not _may(caller, scope) or not is_allowed:
            message = f"Khóa này không có phạm vi {scope}, hoặc tài khoản của khóa không còn quyền ấy."
            raise ScopeMissing(message)
        if caller.used_at is None or now - caller.used_at >= USE_NOTED_EVERY:
            if request.method in READING_METHODS:  # the request's own session takes no write lock
                with transaction(site.sessions) as noting:
                    note_use(noting, caller.token_id, now)
            else:
                note_use(session, caller.token_id, now)
        return caller

    return check


def _refuse_repeated(request: Request) -> None:
    """A name that comes twice would mean one of its values, and nobody could tell which."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"Tham số có hai lần: {', '.join(twice)}."
        raise Invalid(message, fields=dict.fromkeys(twice, message))


def _may(caller: Caller, scope: Scope) -> bool:
    if caller.viewer is None:
        return scope is Scope.PUSH_DOCUMENTS
    return bool(NEEDS[scope] & PERMISSIONS[AccountRole(caller.viewer.role)])


def viewer_of(caller: Caller) -> Viewer:
    """Return whose rows the program sees.

    Raises:
        ScopeMissing: its token acts for nobody.
    """
    if caller.viewer is None:
        message = "Khóa này không gắn với tài khoản nào."
        raise ScopeMissing(message)
    return caller.viewer


ReadsDirectives = Annotated[Caller, Depends(needs(Scope.READ_DIRECTIVES))]
ReadsTasks = Annotated[Caller, Depends(needs(Scope.READ_TASKS))]
WritesEntries = Annotated[Caller, Depends(needs(Scope.WRITE_ENTRIES))]
SpeaksForUnit = Annotated[Caller, Depends(needs(Scope.WRITE_ENTRIES, Action.SPEAK_FOR_UNIT))]
Decides = Annotated[Caller, Depends(needs(Scope.DECIDE))]
ReadsFigures = Annotated[Caller, Depends(needs(Scope.READ_FIGURES))]
ReadsRegister = Annotated[Caller, Depends(needs(Scope.READ_REGISTER))]
ManagesWebhooks = Annotated[Caller, Depends(needs(Scope.MANAGE_WEBHOOKS))]
PushesDocuments = Annotated[Caller, Depends(needs(Scope.PUSH_DOCUMENTS))]
