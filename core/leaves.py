"""Leave: who is away on which days, and who stands in for them: told, seeing and acting in their place."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import Invalid, NotFound
from core.organisation import Account, Leave


def set_leave(session: Session, account_id: int, substitute_id: int, from_on: date, until_on: date, who: Actor,
              now: datetime) -> Leave:  # fmt: skip
    """Let a substitute be told, see and act in a person's place on these days, both included.

    Raises:
        Invalid: the days are reversed, the two are the same, or of different units.
    """
    away, substitute = session.get(Account, account_id), session.get(Account, substitute_id)
    if away is None or substitute is None or away.id == substitute.id or away.unit_id != substitute.unit_id:
        message = "Chọn hai tài khoản khác nhau của cùng một đơn vị."
        raise Invalid(message, fields={"substitute": message})
    if until_on < from_on:
        message = "Ngày cuối phải không trước ngày đầu."
        raise Invalid(message, fields={"until_on": message})
    row = Leave(account_id=account_id, substitute_id=substitute_id, from_on=from_on, until_on=until_on, recorded_at=now)
    session.add(row)
    session.flush()
    record(session, now, who, "leave.set", ("account", account_id), substitute=substitute_id, from_on=str(from_on))
    return row


def end_leave(session: Session, leave_id: int, who: Actor, now: datetime) -> None:
    """Let a leave stand no longer.

    Raises:
        NotFound: there is none.
    """
    row = session.get(Leave, leave_id)
    if row is None:
        message = "Không có đợt nghỉ này."
        raise NotFound(message)
    if row.ended_at is None:
        row.ended_at = now
        record(session, now, who, "leave.ended", ("account", row.account_id))
