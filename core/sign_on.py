"""Signing in through the province's identity provider: the way there and back, and the account that comes of it.

The provider decides role and unit, anew at each sign-on; an account made here by hand is never taken over by a name.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import UNIT_ROLES, AccountRole
from core.accounts import NO_PASSWORD, SignedIn, create_account, digest_of, open_sign_in
from core.audit import THE_SYSTEM, record
from core.errors import Conflict, Invalid, NotAllowed
from core.identity_provider import Departure
from core.organisation import Account, SignOn, Unit

WITHIN = timedelta(minutes=10)
LONGEST_NAME = 120
LONGEST_USERNAME = 60


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claims say role and unit, and what the provider's names of roles mean here; a unit goes by its code."""

    role: str = "roles"
    unit: str = "unit"
    roles: Mapping[str, str] = field(default_factory=dict)


def set_out(session: Session, way: Departure, next_path: str, now: datetime) -> str:
    """Keep what the way back will be checked against; return the token that binds it to this browser."""
    browser = secrets.token_urlsafe(32)
    session.add(
        SignOn(
            state_sha256=digest_of(way.state),
            browser_sha256=digest_of(browser),
            nonce=way.nonce,
            verifier=way.verifier,
            next_path=next_path,
            expires_at=now + WITHIN,
        )
    )
    return browser


def come_back(session: Session, state: str, browser: str, now: datetime) -> SignOn:
    """Return the way that ends here, and use it up.

    Raises:
        Invalid: it is unknown, used, too old, or another browser's.
    """
    row = session.scalar(select(SignOn).where(SignOn.state_sha256 == digest_of(state)).with_for_update())
    if row is None or row.used_at is not None or row.expires_at <= now or row.browser_sha256 != digest_of(browser):
        message = "Lượt đăng nhập này đã hết hạn hoặc không bắt đầu từ trình duyệt này. Đề nghị đăng nhập lại."
        raise Invalid(message, reason="stale_sign_on")
    row.used_at = now
    return row


def sign_in(
    session: Session, claims: Mapping[str, Any], names: ClaimNames, *, now: datetime, hours: int
) -> tuple[str, SignedIn]:
    """Return the new browser's token and who it is; the account is made at the first sign-on and follows the claims.

    Raises:
        NotAllowed: the claims give no role here, a unit account's unit is unknown, or the account was ended.
        Conflict: the user name belongs to an account made here.
    """
    role, unit_id = _role_of(claims, names), None
    if role in UNIT_ROLES:
        unit_id = _unit_of(session, claims, names)
    subject = str(claims["sub"])
    full_name = str(claims.get("name") or claims.get("preferred_username") or subject)[:LONGEST_NAME]
    account = session.scalar(select(Account).where(Account.subject == subject))
    if account is None:
        account = _make(session, claims, subject, full_name, role, unit_id, now)
    elif not account.is_active:
        message = "Tài khoản đã bị khóa. Đề nghị liên hệ quản trị hệ thống."
        raise NotAllowed(message)
    elif (account.role, account.unit_id, account.full_name) != (role, unit_id, full_name):
        account.role, account.unit_id, account.full_name = role, unit_id, full_name
        record(session, now, THE_SYSTEM, "account.changed", ("account", account.id), role=role, unit_id=unit_id)
    session.flush()
    return open_sign_in(session, account, now=now, lasts=timedelta(hours=hours))


def _make(
    session: Session,
    claims: Mapping[str, Any],
    subject: str,
    full_name: str,
    role: AccountRole,
    unit_id: int | None,
    now: datetime,
) -> Account:
    username = str(claims.get("preferred_username") or claims.get("email") or subject)[:LONGEST_USERNAME]
    try:
        account = create_account(
            session,
            username=username,
            full_name=full_name,
            role=role,
            unit_id=unit_id,
            password_hash=NO_PASSWORD,
            now=now,
        )
    except Conflict as taken:
        message = (
            f"Tên “{username}” đang là một tài khoản dùng mật khẩu. Đề nghị quản trị hệ thống đổi tên tài khoản đó."
        )
        raise Conflict(message) from taken
    account.subject = subject
    return account


def _role_of(claims: Mapping[str, Any], names: ClaimNames) -> AccountRole:
    """The first of the claimed roles that means one here, in this site's own order."""
    claimed = claims.get(names.role)
    listed = claimed if isinstance(claimed, list) else [claimed]
    meant = {names.roles.get(str(each), str(each)) for each in listed}
    for role in AccountRole:
        if role.value in meant:
            return role
    message = "Tài khoản này chưa được giao vai trò trên hệ thống. Đề nghị liên hệ quản trị hệ thống."
    raise NotAllowed(message)


def _unit_of(session: Session, claims: Mapping[str, Any], names: ClaimNames) -> int:
    code = str(claims.get(names.unit, ""))
    unit_id = session.scalar(select(Unit.id).where(Unit.code == code))
    if unit_id is None:
        message = f"Không có đơn vị mang mã “{code}”. Đề nghị quản trị hệ thống kiểm tra danh sách đơn vị."
        raise NotAllowed(message)
    return unit_id
