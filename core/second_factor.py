"""The second factor of an account: set up, confirmed by its first code, asked at sign-in, taken away.

Source: `core.one_time`; a lost telephone is answered by a recovery code, then by the administrator
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import one_time
from core.accounts import SignedIn, count_failure, open_sign_in, open_with
from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.organisation import RecoveryCode, SecondFactor

WRONG = "Mã không đúng hoặc đã dùng. Đề nghị nhập mã 6 số đang hiện trong ứng dụng xác thực."


def state_of(session: Session, account_id: int) -> tuple[SecondFactor | None, int]:
    """Return the account's second factor, confirmed or only set up, and how many recovery codes are left."""
    unused = RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    left = session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused))
    return session.get(SecondFactor, account_id), left or 0


def begin(session: Session, account_id: int, now: datetime) -> SecondFactor:
    """Return the second factor to set up: the one already begun, else a new one.

    Raises:
        Conflict: one is in force already.
    """
    row = session.get(SecondFactor, account_id)
    if row is not None and row.confirmed_at is not None:
        message = "Xác thực hai bước đã bật. Muốn đổi thiết bị, hãy tắt rồi bật lại."
        raise Conflict(message)
    if row is None:
        row = SecondFactor(account_id=account_id, secret=one_time.new_secret(), created_at=now)
        session.add(row)
        session.flush()
    return row


def confirm(session: Session, account_id: int, code: str, who: Actor, now: datetime) -> tuple[str, ...]:
    """Put the second factor in force by its first code; return the recovery codes, which are never shown again.

    Raises:
        Invalid: the code is wrong.
        Conflict: nothing was set up, or it is in force already.
    """
    row = session.get(SecondFactor, account_id)
    if row is None or row.confirmed_at is not None:
        message = "Chưa có mã nào chờ kích hoạt, hoặc xác thực hai bước đã bật."
        raise Conflict(message)
    step = one_time.matching_step(row.secret, code, now, row.last_step)
    if step is None:
        raise Invalid(WRONG, fields={"code": WRONG})
    row.confirmed_at, row.last_step = now, step
    codes = one_time.new_recovery_codes()
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all([RecoveryCode(account_id=account_id, code_sha256=one_time.recovery_digest(each)) for each in codes])
    record(session, now, who, "account.second_factor_set", ("account", account_id))
    return codes


def remove(session: Session, account_id: int, who: Actor, now: datetime) -> None:
    """Take the second factor away with its recovery codes; nothing happens where there is none."""
    row = session.get(SecondFactor, account_id)
    if row is None:
        return
    session.delete(row)
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    record(session, now, who, "account.second_factor_removed", ("account", account_id))


def is_right(session: Session, account_id: int, code: str, now: datetime) -> bool:
    """Return whether a code of the authenticator or a recovery code is right, and use it up."""
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return False
    step = one_time.matching_step(row.secret, code, now, row.last_step)
    if step is not None:
        row.last_step = step
        return True
    spare = session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_sha256 == one_time.recovery_digest(code),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if spare is None:
        return False
    spare.used_at = now
    return True


def finish_sign_in(
    session: Session, token: str, code: str, *, now: datetime, hours: int
) -> tuple[str, SignedIn] | None:
    """Return the signed-in browser's new token and who it is, or None when the code is refused; both are kept.

    The browser gets another token, so that one seen before the code opens nothing. A wrong code counts towards the
    lock like a wrong password, and a locked account loses its half-made sign-in.
    """
    opened = open_with(session, token, now, awaits_code=True)
    if opened is None:
        return None
    half, account = opened
    if account.locked_until is not None and account.locked_until > now:
        half.ended_at = now
        return None
    if not is_right(session, account.id, code, now):
        count_failure(session, account, now)
        return None
    half.ended_at = now
    account.failed_sign_ins, account.locked_until = 0, None
    return open_sign_in(session, account, now=now, lasts=timedelta(hours=hours))
