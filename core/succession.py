"""Units that merge or are renamed: the act and its day are kept, and who holds whose work follows from them.

Nothing that was written of a unit is changed: its entries, flags and clocks stay; what is open belongs to the successor
from the day on, because the holdings say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, Integer, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.lines import Succession, holdings, leads_back
from core.naming import fold, sort_key
from core.organisation import Unit, UnitHolding, UnitName, UnitStanding, UnitSuccession
from core.wording import is_blank

ONE_DAY = timedelta(days=1)
FORMER = "former"


class SuccessionKind(StrEnum):
    """How a unit gives way to another."""

    MERGER = "merger"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class SuccessionAct:
    """The decision: its number, its own day, and from when it holds."""

    on: date
    act: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class LineStep:
    """One step of a unit's line, in words' parts: who gave way to whom, from when, by which act."""

    unit_id: int
    unit: str
    successor_id: int
    successor: str
    on: date
    act: str
    kind: str


def merge_unit(
    session: Session, unit_id: int, successor_id: int, act: SuccessionAct, who: Actor, now: datetime
) -> UnitSuccession:
    """Let a unit give way to another from a day on.

    Raises:
        NotFound: one of the units is not in the register.
        Invalid: no decision's number, the unit itself, or a decision after its own effect by more than it can be.
        Conflict: the unit has a successor already, or it would become its own heir.
    """
    return _succeed(session, unit_id, successor_id, act, SuccessionKind.MERGER, who, now)


def rename_unit(
    session: Session, unit_id: int, name: str, code: str, act: SuccessionAct, who: Actor, now: datetime
) -> Unit:
    """Let a unit go on under a new name from a day on: a new row that continues it, with its standing and its names.

    Raises:
        NotFound: the unit is not in the register.
        Invalid: no new name or code, or as `merge_unit`.
        Conflict: the code is taken, or as `merge_unit`.
    """
    former = unit_of(session, unit_id)
    wrong = {key: "Chưa nhập." for key, value in (("name", name), ("code", code)) if not value.strip()}
    if wrong:
        message = "Cần tên mới và mã mới của đơn vị."
        raise Invalid(message, fields=wrong)
    if session.scalar(select(Unit.id).where(Unit.code == code.strip())) is not None:
        message = f"Mã {code.strip()} đã có trong danh mục: chọn mã khác cho tên mới."
        raise Conflict(message, reason="code_taken")
    unit = Unit(
        code=code.strip(),
        name=name.strip(),
        folded=fold(name),
        sort_key=sort_key(name),
        kind=former.kind,
        valid_from=act.on,
        valid_to=None,
    )
    session.add(unit)
    session.flush()
    session.add(UnitName(unit_id=unit.id, name=former.name, folded=former.folded, kind=FORMER, valid_to=act.on))
    for standing in session.scalars(select(UnitStanding).where(UnitStanding.unit_id == unit_id)):
        session.add(UnitStanding(unit_id=unit.id, from_on=standing.from_on, is_subject=standing.is_subject))
    _succeed(session, unit_id, unit.id, act, SuccessionKind.RENAME, who, now)
    return unit


def unit_of(session: Session, unit_id: int) -> Unit:
    """Return one unit.

    Raises:
        NotFound: there is none of this id.
    """
    unit = session.get(Unit, unit_id)
    if unit is None:
        message = f"Không có đơn vị số thứ tự {unit_id}."
        raise NotFound(message)
    return unit


def lines_through(session: Session, unit_id: int) -> list[LineStep]:
    """Return the steps of the line that leads to a unit or away from it, in order of their days."""
    steps = list(session.scalars(select(UnitSuccession).order_by(UnitSuccession.on, UnitSuccession.id)))
    met = {unit_id}
    for _ in steps:
        met |= {step.successor_id for step in steps if step.unit_id in met}
    ahead = set(met)
    met = {unit_id}
    for _ in steps:
        met |= {step.unit_id for step in steps if step.successor_id in met}
    own = [step for step in steps if step.unit_id in ahead or step.successor_id in met]
    ids = {each for step in own for each in (step.unit_id, step.successor_id)}
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))}
    return [
        LineStep(
            step.unit_id,
            names[step.unit_id],
            step.successor_id,
            names[step.successor_id],
            step.on,
            step.act,
            step.kind,
        )
        for step in own
    ]


def acts_for(session: Session, unit_id: int, day: date) -> frozenset[int]:
    """Return the units whose work the people of a unit have on a day: its line's, as its holder has it."""
    held = session.execute(_HELD, {"unit_id": unit_id, "day": day}).all()
    return frozenset({unit_id, *(each for row in held for each in row)})


def unit_today(session: Session, unit_id: int, day: date) -> str:
    """Return the name under which a unit's work goes on: that of who holds it on a day."""
    held = session.execute(_HELD, {"unit_id": unit_id, "day": day}).first()
    return unit_of(session, unit_id if held is None else held.holder_id).name


def continued_by(session: Session, unit_id: int, day: date) -> frozenset[int]:
    """Return a unit and those whose work it holds on a day: what was given to any of them is found under its name."""
    given = select(UnitHolding.unit_id).where(
        UnitHolding.holder_id == unit_id,
        UnitHolding.from_on <= day,
        or_(UnitHolding.until_on.is_(None), UnitHolding.until_on > day),
    )
    return frozenset({unit_id, *session.scalars(given)})


# Who holds the unit's work, and what else the same holder holds; asked with every page, so made once.
_DAY, _UNIT = bindparam("day", type_=Date()), bindparam("unit_id", type_=Integer())
_Own = aliased(UnitHolding, name="own")
_HELD = select(UnitHolding.unit_id, UnitHolding.holder_id).where(
    UnitHolding.holder_id
    == func.coalesce(
        select(_Own.holder_id)
        .where(
            _Own.unit_id == _UNIT,
            _Own.from_on <= _DAY,
            or_(_Own.until_on.is_(None), _Own.until_on > _DAY),
        )
        .scalar_subquery(),
        _UNIT,
    ),
    UnitHolding.from_on <= _DAY,
    or_(UnitHolding.until_on.is_(None), UnitHolding.until_on > _DAY),
)


def _succeed(
    session: Session,
    unit_id: int,
    successor_id: int,
    act: SuccessionAct,
    kind: SuccessionKind,
    who: Actor,
    now: datetime,
) -> UnitSuccession:
    unit = session.get(Unit, unit_id, with_for_update=True) or unit_of(session, unit_id)
    successor = unit_of(session, successor_id)
    _refuse_impossible(unit, successor, act)
    steps = [Succession(row.unit_id, row.successor_id, row.on) for row in session.scalars(select(UnitSuccession))]
    wanted = Succession(unit_id, successor_id, act.on)
    if any(step.unit_id == unit_id for step in steps):
        message = f"{unit.name} đã có đơn vị kế thừa."
        raise Conflict(message, reason="has_successor")
    if leads_back(steps, wanted):
        message = f"{successor.name} là đơn vị có trước của {unit.name}: không thể kế thừa vòng."
        raise Conflict(message, reason="leads_back")
    row = UnitSuccession(
        unit_id=unit_id,
        successor_id=successor_id,
        on=act.on,
        act=act.act.strip(),
        kind=kind,
        decided_on=act.decided_on,
        recorded_at=now,
    )
    session.add(row)
    unit.valid_to = act.on - ONE_DAY
    _rewrite(session, [*steps, wanted])
    detail = {"successor": successor_id, "on": act.on.isoformat(), "act": act.act.strip(), "kind": kind.value}
    record(session, now, who, "unit.succeeded", ("unit", unit_id), **detail)
    return row


def _refuse_impossible(unit: Unit, successor: Unit, act: SuccessionAct) -> None:
    wrong = {}
    if is_blank(act.act):
        wrong["act"] = "Chưa nhập số quyết định."
    if unit.id == successor.id:
        wrong["successor"] = "Một đơn vị không thể sáp nhập vào chính nó."
    if successor.valid_to is not None and successor.valid_to < act.on:
        wrong["successor"] = f"{successor.name} đã kết thúc trước ngày {act.on:%d/%m/%Y}."
    if unit.valid_from is not None and act.on <= unit.valid_from:
        wrong["on"] = f"{unit.name} chỉ có từ ngày {unit.valid_from:%d/%m/%Y}."
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)


def _rewrite(session: Session, steps: Sequence[Succession]) -> None:
    """Write the holdings anew: they are few, and follow from the successions alone."""
    session.execute(delete(UnitHolding))
    session.add_all(
        UnitHolding(
            unit_id=holding.unit_id,
            holder_id=holding.holder_id,
            from_on=holding.from_on,
            until_on=holding.until_on,
        )
        for holding in holdings(steps)
    )
    session.flush()
