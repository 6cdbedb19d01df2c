"""Tokens with which programs speak to the interface: shown once when made, kept as a digest, limited to scopes."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.organisation import ApiToken

PREFIX = "dd_"
TOKEN_BYTES = 32


class Scope(StrEnum):
    """What a token is good for."""

    PUSH_DOCUMENTS = "documents:push"


def make_token(
    session: Session, name: str, scopes: Collection[str], now: datetime, who: Actor = THE_SYSTEM
) -> tuple[str, ApiToken]:
    """Return a new token's secret, which is kept nowhere, and its row.

    Args:
        name: who holds it; also the source's name in arrivals.

    Raises:
        Invalid: no name, no scope, or one that does not exist.
        Conflict: a living token has this name.
    """
    name = name.strip()
    unknown = sorted(set(scopes) - set(Scope))
    if not name or not scopes or unknown:
        message = f"Khóa cần có tên và phạm vi trong: {', '.join(Scope)}."
        raise Invalid(message, fields={"scopes": message})
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))) is not None:
        message = f"Đã có khóa đang dùng tên “{name}”. Thu hồi khóa cũ trước, hoặc đặt tên khác."
        raise Conflict(message)
    secret = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    row = ApiToken(name=name, token_sha256=_digest(secret), scopes=sorted(scopes), created_at=now)
    session.add(row)
    session.flush()
    record(session, now, who, "token.made", ("token", row.id), name=name, scopes=row.scopes)
    return secret, row


def token_of(session: Session, secret: str, scope: Scope) -> ApiToken | None:
    """Return the living token of this secret that has the scope, or None; digests are compared by the database."""
    question = select(ApiToken).where(ApiToken.token_sha256 == _digest(secret), ApiToken.revoked_at.is_(None))
    row = session.scalar(question)
    return row if row is not None and scope in row.scopes else None


def revoke_token(session: Session, name: str, now: datetime, who: Actor = THE_SYSTEM) -> ApiToken:
    """End a token at once.

    Raises:
        NotFound: no living token has this name.
    """
    row = session.scalar(select(ApiToken).where(ApiToken.name == name.strip(), ApiToken.revoked_at.is_(None)))
    if row is None:
        message = f"Không có khóa đang dùng tên “{name}”."
        raise NotFound(message)
    row.revoked_at = now
    record(session, now, who, "token.revoked", ("token", row.id), name=row.name)
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
