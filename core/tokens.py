"""Tokens with which programs speak to the interface: shown once when made, kept as a digest, limited to scopes.

A token acts for an account: it never sees or does more than the account may, and ends with it. One that only pushes
documents needs no account.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from core.access import PERMISSIONS, AccountRole, Action, Viewer
from core.accounts import viewer_of
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.organisation import Account, ApiToken

PREFIX = "dd_"
TOKEN_BYTES = 32
LONGEST_NAME = 40
USE_NOTED_EVERY = timedelta(minutes=10)


class Scope(StrEnum):
    """What a token is good for."""

    PUSH_DOCUMENTS = "documents:push"
    READ_DIRECTIVES = "directives:read"
    READ_TASKS = "tasks:read"
    WRITE_ENTRIES = "entries:write"
    DECIDE = "decisions:write"
    READ_FIGURES = "figures:read"
    READ_REGISTER = "register:read"
    MANAGE_WEBHOOKS = "webhooks:write"


# One of these the account must be allowed for a token of its to have the scope.
NEEDS: dict[Scope, frozenset[Action]] = {
    Scope.PUSH_DOCUMENTS: frozenset({Action.UPLOAD, Action.ADMINISTER}),
    Scope.READ_DIRECTIVES: frozenset({Action.SEE_ALL_DIRECTIVES, Action.WRITE_ENTRY}),
    Scope.READ_TASKS: frozenset({Action.SEE_ALL_DIRECTIVES, Action.WRITE_ENTRY}),
    Scope.WRITE_ENTRIES: frozenset({Action.WRITE_ENTRY}),
    Scope.DECIDE: frozenset({Action.JUDGE_ENTRY}),
    Scope.READ_FIGURES: frozenset({Action.SEE_FIGURES}),
    Scope.READ_REGISTER: frozenset(Action),
    Scope.MANAGE_WEBHOOKS: frozenset({Action.ADMINISTER}),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a token: the account it acts for (None: it only pushes documents) and its scopes."""

    token_id: int
    name: str
    scopes: frozenset[str]
    viewer: Viewer | None
    used_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Return this program as the audit trail names it: the account, through which token."""
        if self.viewer is None:
            return Actor(None, f"khóa {self.name}")
        return Actor(self.viewer.account_id, f"{self.viewer.name[:70]} (khóa {self.name})")


def scopes_for(role: AccountRole) -> tuple[Scope, ...]:
    """Return the scopes that a token of an account with this role may have."""
    return tuple(scope for scope, actions in NEEDS.items() if actions & PERMISSIONS[role])


def make_token(
    session: Session,
    name: str,
    scopes: Collection[str],
    now: datetime,
    who: Actor = THE_SYSTEM,
    *,
    account: Account | None = None,
    expires_at: datetime | None = None,
) -> tuple[str, ApiToken]:
    """Return a new token's secret, which is kept nowhere, and its row.

    Args:
        name: who holds it; also the source's name in arrivals.
        account: whose rights it has at most; may be left out where it only pushes documents.
        expires_at: when it ends by itself; None: when it is revoked.

    Raises:
        Invalid: no name, no scope, one that does not exist or that the account's role cannot give.
        Conflict: a living token has this name.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not scopes or set(scopes) - set(Scope):
        message = f"Khóa cần có tên (không quá {LONGEST_NAME} ký tự) và phạm vi trong: {', '.join(Scope)}."
        raise Invalid(message, fields={"scopes": message})
    _refuse_beyond_account(scopes, account)
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name, _lives(now))) is not None:
        message = f"Đã có khóa đang dùng tên “{name}”. Thu hồi khóa cũ trước, hoặc đặt tên khác."
        raise Conflict(message)
    secret = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    row = ApiToken(
        name=name,
        token_sha256=_digest(secret),
        scopes=sorted(scopes),
        created_at=now,
        account_id=account.id if account else None,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    record(session, now, who, "token.made", ("token", row.id), name=name, scopes=row.scopes, account=row.account_id)
    return secret, row


def caller_with(session: Session, secret: str, now: datetime) -> Caller | None:
    """Return the program behind a living token, or None; digests are compared by the database."""
    question = (
        select(ApiToken, Account)
        .outerjoin(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.token_sha256 == _digest(secret), _lives(now))
        .where(or_(ApiToken.account_id.is_(None), Account.is_active))
    )
    found = session.execute(question).first()
    if found is None:
        return None
    token: ApiToken = found[0]
    account: Account | None = found[1]
    viewer = None if account is None else viewer_of(session, account, now)
    return Caller(token.id, token.name, frozenset(token.scopes), viewer, token.last_used_at)


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """Keep that a token was used, to within some minutes: a list of tokens shows which ones nobody needs."""
    stale = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at <= now - USE_NOTED_EVERY)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, stale).values(last_used_at=now))


def tokens_of(session: Session, account_id: int | None = None) -> Sequence[tuple[ApiToken, Account | None]]:
    """Return the tokens of an account, or all of them, living ones first, then the newest."""
    question = select(ApiToken, Account).outerjoin(Account, Account.id == ApiToken.account_id)
    if account_id is not None:
        question = question.where(ApiToken.account_id == account_id)
    rows = session.execute(question.order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc()))
    return [(row[0], row[1]) for row in rows]


def revoke_token(
    session: Session, name: str, now: datetime, who: Actor = THE_SYSTEM, *, account_id: int | None = None
) -> ApiToken:
    """End a token at once.

    Args:
        account_id: whose it must be; None: anybody's.

    Raises:
        NotFound: no living token has this name.
    """
    question = select(ApiToken).where(ApiToken.name == name.strip(), ApiToken.revoked_at.is_(None))
    if account_id is not None:
        question = question.where(ApiToken.account_id == account_id)
    row = session.scalar(question.order_by(ApiToken.id.desc()))
    if row is None:
        message = f"Không có khóa đang dùng tên “{name}”."
        raise NotFound(message)
    row.revoked_at = now
    record(session, now, who, "token.revoked", ("token", row.id), name=row.name)
    return row


def _refuse_beyond_account(scopes: Collection[str], account: Account | None) -> None:
    if account is None:
        if set(scopes) != {Scope.PUSH_DOCUMENTS}:
            message = "Khóa này phải gắn với một tài khoản: chỉ khóa đẩy văn bản mới không cần."
            raise Invalid(message, fields={"account": message})
        return
    beyond = sorted(set(scopes) - set(scopes_for(AccountRole(account.role))))
    if beyond:
        message = f"Vai trò của tài khoản không có quyền cho phạm vi: {', '.join(beyond)}."
        raise Invalid(message, fields={"scopes": message})


def _lives(now: datetime) -> ColumnElement[bool]:
    return ApiToken.revoked_at.is_(None) & or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
