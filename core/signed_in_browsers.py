"""The browsers in which an account is signed in, and their end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts import digest_of
from core.audit import Actor, record
from core.organisation import SignIn


@dataclass(frozen=True, slots=True)
class OpenBrowser:
    """One signed-in browser; ``is_this``: the one that asks."""

    since: datetime
    until: datetime
    is_this: bool


def open_of(session: Session, account_id: int, token: str, now: datetime) -> list[OpenBrowser]:
    """Return the open sign-ins of an account, the newest first."""
    rows = session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .where(SignIn.awaits_code.is_(False))
        .order_by(SignIn.created_at.desc())
    )
    this = digest_of(token)
    return [OpenBrowser(row.created_at, row.expires_at, row.token_sha256 == this) for row in rows]


def end_others(session: Session, account_id: int, token: str, who: Actor, now: datetime) -> int:
    """End every open sign-in of an account but the one of this token; return how many."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.token_sha256 != digest_of(token))
        .values(ended_at=now)
        .returning(SignIn.id)
    ).all()
    if ended:
        record(session, now, who, "account.browsers_ended", ("account", account_id), n=len(ended))
    return len(ended)
