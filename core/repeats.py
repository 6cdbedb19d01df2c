"""Writes that a program may send twice: the answer of the first is kept under the key that came with it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base
from core.errors import Conflict

KEPT_FOR = timedelta(days=30)


class KeptAnswer(Base):
    """What was answered to a write under its idempotency key; the pair (token, key) is unique."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(String(200))
    asked_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


class KeyReused(Conflict):
    """The key came with another request before, or comes twice at this moment."""

    reason = "key_reused"


@dataclass(frozen=True, slots=True)
class Asked:
    """A write as it came: through which token, under which key, and the SHA-256 of what it asks."""

    token_id: int
    key: str
    sha256: str


def asked(token_id: int, key: str, method: str, path: str, body: bytes) -> Asked:
    """Return a write as it is compared with an earlier one."""
    said = b"\n".join((method.encode(), path.encode(), body))
    return Asked(token_id, key, hashlib.sha256(said).hexdigest())


def begin(session: Session, write: Asked, now: datetime) -> KeptAnswer | None:
    """Return the kept answer of an earlier write under this key, or None: the key is now this write's.

    Raises:
        KeyReused: the key came with another request, or another one with it is under way.
    """
    earlier = session.scalar(
        select(KeptAnswer).where(KeptAnswer.token_id == write.token_id, KeptAnswer.key == write.key)
    )
    if earlier is None:
        row = KeptAnswer(token_id=write.token_id, key=write.key, asked_sha256=write.sha256, status=0, body=b"", at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError as error:
            message = "Một yêu cầu khác với cùng Idempotency-Key đang được xử lý. Đề nghị gửi lại sau ít giây."
            raise KeyReused(message) from error
        return None
    if earlier.asked_sha256 != write.sha256:
        message = "Idempotency-Key này đã dùng cho một yêu cầu khác. Mỗi yêu cầu cần một khóa riêng."
        raise KeyReused(message)
    return earlier


def keep(session: Session, write: Asked, status: int, body: bytes) -> None:
    """Keep what is answered to a write that `begin` let pass."""
    row = session.scalars(
        select(KeptAnswer).where(KeptAnswer.token_id == write.token_id, KeptAnswer.key == write.key)
    ).one()
    row.status, row.body = status, body


def forget_old(session: Session, now: datetime) -> int:
    """Forget the answers that nobody will ask for again; return how many."""
    gone = session.execute(delete(KeptAnswer).where(KeptAnswer.at < now - KEPT_FOR).returning(KeptAnswer.id)).all()
    return len(gone)
