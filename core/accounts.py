"""Who signs in and how: passwords (the one door to argon2), lock-out, signed-in browsers and their end.

A sign-in takes three steps so that the slow hash never holds the database's write lock: `password_hash_of` (reads),
`password_matches` (computes, no session), `record_sign_in` (writes). A refusal never says which part was wrong.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Date, and_, bindparam, select
from sqlalchemy.orm import Session

from core.access import UNIT_ROLES, AccountRole, Viewer
from core.audit import THE_SYSTEM, Actor, record
from core.database import Instant
from core.errors import Conflict, Invalid
from core.local_time import local_day
from core.organisation import Account, Leave, SecondFactor, SignIn
from core.succession import acts_for

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
TOKEN_BYTES = 32

_hasher = PasswordHasher()


NO_PASSWORD = "!"  # no password has this hash
CODE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in: who it is, and the token that its forms must carry.

    ``awaits_code``: only the password was right so far.
    """

    viewer: Viewer
    csrf_token: str
    awaits_code: bool = False

    @property
    def actor(self) -> Actor:
        """Return this account as the audit trail names it."""
        return Actor(self.viewer.account_id, self.viewer.name)


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password, with its own salt and parameters.

    Raises:
        Invalid: it is shorter or longer than is accepted.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = f"Mật khẩu phải có từ {SHORTEST_PASSWORD} đến {LONGEST_PASSWORD} ký tự."
        raise Invalid(message, fields={"password": message})
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Return whether the password belongs to the hash; None (no such account) takes as long and never matches."""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def create_account(
    session: Session,
    *,
    username: str,
    full_name: str,
    role: AccountRole,
    unit_id: int | None,
    password_hash: str,
    who: Actor = THE_SYSTEM,
    now: datetime,
) -> Account:
    """Add an account.

    Args:
        username: compared without case and outer spaces.
        unit_id: the unit of a unit account, None for every other role.
        password_hash: as `hash_password` gives it.

    Raises:
        Invalid: a unit account without unit, or another role with one.
        Conflict: the user name is taken.
    """
    name = _plain(username)
    if (role in UNIT_ROLES) != (unit_id is not None):
        message = "Tài khoản đơn vị phải gắn với một đơn vị; các tài khoản khác thì không."
        raise Invalid(message, fields={"unit_id": message})
    if _account_named(session, name) is not None:
        message = f"Tên đăng nhập “{name}” đã có người dùng."
        raise Conflict(message)
    account = Account(
        username=name,
        full_name=full_name.strip(),
        role=role,
        unit_id=unit_id,
        password_hash=password_hash,
        is_active=True,
        failed_sign_ins=0,
        created_at=now,
    )
    session.add(account)
    session.flush()
    record(session, now, who, "account.created", ("account", account.id), role=role, unit_id=unit_id)
    return account


def set_password(session: Session, account_id: int, password_hash: str, who: Actor, now: datetime) -> None:
    """Give an account another password; `hash_password` makes the hash."""
    account = session.get_one(Account, account_id)
    account.password_hash, account.failed_sign_ins, account.locked_until = password_hash, 0, None
    record(session, now, who, "account.password_changed", ("account", account_id))


def password_hash_of(session: Session, username: str) -> str | None:
    """Return the password hash of the account of this name, or None."""
    account = _account_named(session, _plain(username))
    return None if account is None else account.password_hash


def record_sign_in(
    session: Session, username: str, *, matched: bool, now: datetime, hours: int
) -> tuple[str, SignedIn] | None:
    """Return the new browser's token and who it is, or None when it is refused; both are kept.

    A wrong password counts towards the lock; a locked or ended account is refused whatever the password. The caller
    must let the transaction commit in both cases, or failures would not be counted.

    Args:
        matched: what `password_matches` said.
        hours: how long the sign-in lasts at most.
    """
    account = _account_named(session, _plain(username))
    if account is None:
        return None
    if not account.is_active or (account.locked_until is not None and account.locked_until > now):
        record(session, now, THE_SYSTEM, "account.sign_in_refused", ("account", account.id))
        return None
    if not matched:
        count_failure(session, account, now)
        return None
    if session.scalar(select(SecondFactor).where(_confirmed_factor_of(account.id))) is not None:
        return open_sign_in(session, account, now=now, lasts=CODE_WITHIN, awaits_code=True)
    account.failed_sign_ins, account.locked_until = 0, None
    return open_sign_in(session, account, now=now, lasts=timedelta(hours=hours))


def open_sign_in(
    session: Session, account: Account, *, now: datetime, lasts: timedelta, awaits_code: bool = False
) -> tuple[str, SignedIn]:
    """Return a new browser's token and who it is; nothing is open to one that still awaits its code."""
    token, csrf_token = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignIn(
            token_sha256=digest_of(token),
            account_id=account.id,
            csrf_token=csrf_token,
            created_at=now,
            expires_at=now + lasts,
            awaits_code=awaits_code,
        )
    )
    signed_in = SignedIn(viewer_of(session, account, now), csrf_token, awaits_code)
    if not awaits_code:
        record(session, now, signed_in.actor, "account.signed_in", ("account", account.id))
    return token, signed_in


def signed_in_with(session: Session, token: str, now: datetime, *, awaits_code: bool = False) -> SignedIn | None:
    """Return who holds this token, or None if it is unknown, ended, expired, or its account is no longer active."""
    asked = {"token_sha256": digest_of(token), "now": now, "awaits_code": awaits_code}
    row = session.execute(_WHO, asked).first()
    if row is None:
        return None
    csrf_token, account_id, name, role, unit_id = row
    return SignedIn(_viewer(session, account_id, name, role, unit_id, now), csrf_token, awaits_code)


def open_with(session: Session, token: str, now: datetime, *, awaits_code: bool) -> tuple[SignIn, Account] | None:
    """Return the open sign-in of this token with its account, or None."""
    asked = {"token_sha256": digest_of(token), "now": now, "awaits_code": awaits_code}
    row = session.execute(_OPEN, asked).first()
    return None if row is None else (row[0], row[1])


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the sign-in of this token; an unknown or ended one is left as it is."""
    sign_in = session.scalar(select(SignIn).where(SignIn.token_sha256 == digest_of(token), SignIn.ended_at.is_(None)))
    if sign_in is None:
        return
    sign_in.ended_at = now
    account = session.get_one(Account, sign_in.account_id)
    record(session, now, Actor(account.id, account.full_name), "account.signed_out", ("account", account.id))


@cache
def _nobodys_hash() -> str:
    """Verified against when there is no such account, so that an unknown name takes as long as a wrong password."""
    return _hasher.hash(secrets.token_urlsafe(TOKEN_BYTES))


def _confirmed_factor_of(account_id: int) -> ColumnElement[bool]:
    return and_(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))


def count_failure(session: Session, account: Account, now: datetime) -> None:
    """Count a wrong password or code; after five in a row the account is locked for a quarter of an hour."""
    account.failed_sign_ins += 1
    if account.failed_sign_ins < FAILURES_BEFORE_LOCK:
        record(
            session, now, THE_SYSTEM, "account.sign_in_failed", ("account", account.id), times=account.failed_sign_ins
        )
        return
    account.failed_sign_ins, account.locked_until = 0, now + LOCKED_FOR
    record(session, now, THE_SYSTEM, "account.locked", ("account", account.id), until=account.locked_until.isoformat())


def _account_named(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.username == name))


def viewer_of(session: Session, account: Account, now: datetime) -> Viewer:
    """Return an account as the queries need it, with the units whose work it has today and whom it stands in for.

    An officer who stands in for the head of the unit acts as its head while the leave lasts.
    """
    return _viewer(session, account.id, account.full_name, account.role, account.unit_id, now)


def _viewer(session: Session, account_id: int, name: str, role: str, unit_id: int | None, now: datetime) -> Viewer:
    if unit_id is None:
        return Viewer(account_id, name, AccountRole(role), None)
    today = local_day(now)
    units, acting, away = acts_for(session, unit_id, today), AccountRole(role), frozenset[int]()
    if acting is AccountRole.UNIT_OFFICER:
        found = session.execute(_AWAY, {"account_id": account_id, "unit_id": unit_id, "today": today}).all()
        away = frozenset(row.id for row in found)
        acting = AccountRole.UNIT if any(row.role == AccountRole.UNIT for row in found) else acting
    return Viewer(account_id, name, acting, unit_id, units, away)


# Asked with every page, so made once.
_OPEN = (
    select(SignIn, Account)
    .join(Account, Account.id == SignIn.account_id)
    .where(
        SignIn.token_sha256 == bindparam("token_sha256"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now", type_=Instant()),
        SignIn.awaits_code == bindparam("awaits_code"),
        Account.is_active,
    )
)
_WHO = _OPEN.with_only_columns(SignIn.csrf_token, Account.id, Account.full_name, Account.role, Account.unit_id)


def _plain(username: str) -> str:
    return username.strip().lower()


def digest_of(token: str) -> str:
    """Return the SHA-256 under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


_AWAY = (
    select(Account.id, Account.role)
    .join(Leave, Leave.account_id == Account.id)
    .where(
        Leave.substitute_id == bindparam("account_id"),
        Account.unit_id == bindparam("unit_id"),
        Leave.ended_at.is_(None),
        Leave.from_on <= bindparam("today", type_=Date()),
        Leave.until_on >= bindparam("today", type_=Date()),
    )
)
