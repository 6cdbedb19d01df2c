"""Fields of work and the leaders in charge of them, both dated: who is in charge of what from which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.naming import fold, sort_key
from core.organisation import Field, FieldCharge, Leader
from core.wording import is_blank


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """Who is in charge of a field from a day on, with the names that a page shows."""

    field_id: int
    field: str
    leader_id: int
    leader: str
    title: str
    from_on: date
    act: str


def load_fields(session: Session, rows: Sequence[tuple[str, str, Sequence[str]]], now: datetime) -> int:
    """Add the fields of the shipped list that are not there yet; return how many were added."""
    known = set(session.scalars(select(Field.code)))
    new = [Field(code=c, name=n, sort_key=sort_key(n), symbols=list(s)) for c, n, s in rows if c not in known]
    session.add_all(new)
    session.flush()
    if new:
        record(session, now, THE_SYSTEM, "register.loaded", ("register", 0), fields=len(new))
    return len(new)


def save_field(session: Session, code: str, name: str, symbols: Sequence[str], who: Actor, now: datetime) -> Field:
    """Add a field, or change the name and symbols of the one of this code.

    Raises:
        Invalid: no code or name.
        Conflict: a symbol stands for another field already.
    """
    code, name = code.strip(), name.strip()
    if not code or not name:
        message = "Lĩnh vực cần có mã và tên."
        raise Invalid(message, fields={"name": message})
    wanted = list(dict.fromkeys(symbol.strip().upper() for symbol in symbols if symbol.strip()))
    for other in fields(session):
        taken = sorted(set(wanted) & set(other.symbols))
        if other.code != code and taken:
            message = f"Ký hiệu {', '.join(taken)} đã dùng cho lĩnh vực {other.name}."
            raise Conflict(message, reason="symbol_taken")
    row = session.scalar(select(Field).where(Field.code == code))
    before = None if row is None else {"name": row.name, "symbols": row.symbols}
    if row is None:
        row = Field(code=code)
        session.add(row)
    row.name, row.sort_key, row.symbols = name, sort_key(name), wanted
    session.flush()
    record(session, now, who, "field.saved", ("field", row.id), before=before, symbols=wanted)
    return row


def save_leader(
    session: Session, name: str, title: str, valid_from: date, valid_to: date | None, who: Actor, now: datetime
) -> Leader:
    """Add a leader, or change title and last day of the one of this name and first day.

    Raises:
        Invalid: no name or title, or an end before the beginning.
    """
    if not name.strip() or not title.strip():
        message = "Lãnh đạo cần có họ tên và chức vụ."
        raise Invalid(message, fields={"name": message})
    if valid_to is not None and valid_to <= valid_from:
        message = "Ngày thôi giữ chức phải sau ngày nhận."
        raise Invalid(message, fields={"valid_to": message})
    folded = fold(name)
    row = session.scalar(select(Leader).where(Leader.folded == folded, Leader.valid_from == valid_from))
    before = None if row is None else {"title": row.title, "valid_to": row.valid_to and row.valid_to.isoformat()}
    if row is None:
        row = Leader(folded=folded, valid_from=valid_from)
        session.add(row)
    row.name, row.title, row.valid_to = name.strip(), title.strip(), valid_to
    session.flush()
    record(session, now, who, "leader.saved", ("leader", row.id), before=before, from_on=valid_from.isoformat())
    return row


def put_in_charge(
    session: Session, field_id: int, leader_id: int, from_on: date, act: str, who: Actor, now: datetime
) -> FieldCharge:
    """Let a leader be in charge of a field from a day on; another row of that day is corrected.

    Raises:
        NotFound: no such field or leader.
        Invalid: no act, or a day on which the leader is not in office.
    """
    field, leader = session.get(Field, field_id), session.get(Leader, leader_id)
    if field is None or leader is None:
        message = "Không có lĩnh vực hoặc lãnh đạo này trong danh mục."
        raise NotFound(message)
    if is_blank(act):
        message = "Chưa nhập văn bản phân công."
        raise Invalid(message, fields={"act": message})
    if from_on < leader.valid_from or (leader.valid_to is not None and from_on >= leader.valid_to):
        message = f"{leader.name} không giữ chức vào ngày {from_on:%d/%m/%Y}."
        raise Invalid(message, fields={"from_on": message})
    row = session.scalar(select(FieldCharge).where(FieldCharge.field_id == field_id, FieldCharge.from_on == from_on))
    before = None if row is None else row.leader_id
    if row is None:
        row = FieldCharge(field_id=field_id, from_on=from_on)
        session.add(row)
    row.leader_id, row.act = leader_id, act.strip()
    session.flush()
    detail = {"leader": leader_id, "from_on": from_on.isoformat(), "act": act.strip(), "before": before}
    record(session, now, who, "field.put_in_charge", ("field", field_id), **detail)
    return row


def fields(session: Session) -> Sequence[Field]:
    """Return every field in Vietnamese order of name."""
    return session.scalars(select(Field).order_by(Field.sort_key, Field.id)).all()


def leaders(session: Session, day: date | None = None) -> Sequence[Leader]:
    """Return the leaders, all or those in office on a day, by name, then first day."""
    question = select(Leader).order_by(Leader.folded, Leader.valid_from)
    return session.scalars(question if day is None else question.where(_in_office(day))).all()


def charges(session: Session) -> list[ChargeRow]:
    """Return who is in charge of which field from when: by field, newest first."""
    question = (
        select(Field.id, Field.name, Leader.id, Leader.name, Leader.title, FieldCharge.from_on, FieldCharge.act)
        .join(FieldCharge, FieldCharge.field_id == Field.id)
        .join(Leader, Leader.id == FieldCharge.leader_id)
        .order_by(Field.sort_key, Field.id, FieldCharge.from_on.desc())
    )
    return [ChargeRow(*row) for row in session.execute(question)]


def in_charge(session: Session, field_id: int, day: date) -> Leader | None:
    """Return who is in charge of a field on a day, or None; one who has left office is in charge of nothing."""
    newest = (
        select(FieldCharge.leader_id)
        .where(FieldCharge.field_id == field_id, FieldCharge.from_on <= day)
        .order_by(FieldCharge.from_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.scalar(select(Leader).where(Leader.id == newest, _in_office(day)))


def leader_named(session: Session, name: str, day: date) -> Leader | None:
    """Return the leader in office on a day whose name the words hold, or None; of several the longest name."""
    words = f" {fold(name)} "
    found = [leader for leader in leaders(session, day) if f" {leader.folded} " in words]
    return max(found, key=lambda leader: len(leader.folded), default=None)


def _in_office(day: date) -> ColumnElement[bool]:
    return (Leader.valid_from <= day) & or_(Leader.valid_to.is_(None), Leader.valid_to > day)
