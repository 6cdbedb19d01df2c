"""What the administrator does to accounts: made one by one or by a list, changed, ended, given a first password."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.access import UNIT_ROLES, AccountRole
from core.accounts import NO_PASSWORD, create_account, hash_password, set_password
from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.grid import Grid, Problem
from core.naming import fold
from core.organisation import Account, SignIn, Unit, UnitName
from core.rosters import read_people_list

PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account as the administrator wants it."""

    full_name: str
    role: AccountRole
    unit_id: int | None
    is_active: bool


def account_of(session: Session, account_id: int) -> Account:
    """Return one account.

    Raises:
        NotFound: there is none of this id.
    """
    account = session.get(Account, account_id)
    if account is None:
        message = "Không có tài khoản này."
        raise NotFound(message)
    return account


def open_account(
    session: Session, username: str, full_name: str, role: AccountRole, unit_id: int | None, who: Actor, now: datetime
) -> Account:
    """Make an account that has no password yet.

    Raises:
        Invalid: no user name or no name, or role and unit do not go together.
        Conflict: the user name is taken.
    """
    if not username.strip() or not full_name.strip():
        message = "Tài khoản phải có tên đăng nhập và họ tên."
        raise Invalid(message, fields={"username": message})
    return create_account(
        session,
        username=username,
        full_name=full_name,
        role=role,
        unit_id=unit_id,
        password_hash=NO_PASSWORD,
        who=who,
        now=now,
    )


def change_account(session: Session, account_id: int, change: AccountChange, who: Actor, now: datetime) -> Account:
    """Change an account; whoever gets other rights, or none, is signed out everywhere.

    Raises:
        NotFound: no such account.
        Invalid: no name, or role and unit do not go together.
        Conflict: the administrator's own account would lose its rights.
    """
    account = account_of(session, account_id)
    if not change.full_name.strip() or (change.role in UNIT_ROLES) != (change.unit_id is not None):
        message = "Cần họ tên; tài khoản đơn vị phải gắn với một đơn vị, các tài khoản khác thì không."
        raise Invalid(message, fields={"unit": message})
    rights = (change.role.value, change.unit_id, change.is_active)
    if account_id == who.account_id and rights != (account.role, account.unit_id, account.is_active):
        message = "Không tự đổi quyền của chính mình: nhờ một quản trị viên khác."
        raise Conflict(message, reason="own_account")
    before = {"role": account.role, "unit_id": account.unit_id, "is_active": account.is_active}
    gets_other_rights = rights != (account.role, account.unit_id, account.is_active)
    account.full_name, account.role, account.unit_id = change.full_name.strip(), change.role, change.unit_id
    account.is_active, account.locked_until = change.is_active, None
    if gets_other_rights:
        open_ones = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        session.execute(open_ones.values(ended_at=now))
    record(
        session,
        now,
        who,
        "account.changed",
        ("account", account_id),
        before=before,
        role=change.role.value,
        unit_id=change.unit_id,
        is_active=change.is_active,
    )
    return account


def give_password(session: Session, account_id: int, who: Actor, now: datetime) -> str:
    """Return a new password for an account, which is told once and kept only as its hash.

    Raises:
        NotFound: no such account.
        Conflict: the account signs in at the identity provider.
    """
    account = account_of(session, account_id)
    if account.subject is not None:
        message = "Tài khoản này đăng nhập qua hệ thống đăng nhập chung: không có mật khẩu ở đây."
        raise Conflict(message, reason="sign_on")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    set_password(session, account_id, hash_password(password), who, now)
    return password


def import_people(session: Session, grids: Sequence[Grid], who: Actor, now: datetime) -> tuple[int, list[Problem]]:
    """Make an account for everyone of a list who has none, all or, where a line is wrong, none.

    Returns:
        How many were made, and what is wrong with which line.
    """
    known = set(session.scalars(select(Account.username)))
    found = read_people_list(grids, _units(session), known)
    if found.problems:
        return 0, list(found.problems)
    for person in found.rows:
        open_account(session, person.username, person.name, person.role, person.unit_id, who, now)
    return len(found.rows), []


def _units(session: Session) -> dict[str, int]:
    """Unit id by every way to write it; a unit's own name counts before another's other name."""
    names = {row.folded: row.unit_id for row in session.scalars(select(UnitName).where(UnitName.valid_to.is_(None)))}
    units = session.scalars(select(Unit).where(Unit.valid_to.is_(None))).all()
    return names | {fold(unit.code): unit.id for unit in units} | {unit.folded: unit.id for unit in units}
