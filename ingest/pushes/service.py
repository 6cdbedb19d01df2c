"""What is done with pushes: found again by their key, or kept with what became of them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.database import take_turn
from core.errors import Conflict
from ingest.models import Arrival
from ingest.pushes.models import Push


def earlier_push(session: Session, token_id: int, key: str, sha256: str) -> Arrival | None:
    """Return what an earlier push under this key became, or None for a new key; one under way is waited for.

    Raises:
        Conflict: the key was used for other bytes.
    """
    take_turn(session, f"push {token_id} {key}")
    found = session.scalar(select(Push).where(Push.token_id == token_id, Push.key == key))
    if found is None:
        return None
    if found.sha256 != sha256:
        message = "Idempotency-Key này đã dùng cho một tệp khác. Mỗi tệp cần một khóa riêng."
        raise Conflict(message, reason="key_reused")
    return session.get_one(Arrival, found.arrival_id)


def keep_push(
    session: Session, token_id: int, key: str, *, name: str, sha256: str, arrival_id: int, now: datetime
) -> None:
    """Keep a push under its key, which `earlier_push` did not find."""
    session.add(Push(token_id=token_id, key=key, name=name[-255:], sha256=sha256, arrival_id=arrival_id, at=now))
    session.flush()


def rename_pushes(session: Session, sha256: str, name: str) -> None:
    """Give the pushes of these bytes another name, where the true one must stay nowhere."""
    session.execute(update(Push).where(Push.sha256 == sha256).values(name=name))
