"""The register of units that ships with dondoc: bodies and communes of the province, with their dated names."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.grid import Grid, Problem
from core.leadership import fields, load_fields, put_in_charge, save_leader
from core.naming import fold, sort_key
from core.organisation import Unit, UnitName, UnitStanding
from core.rosters import KINDS, UnitRow, read_leader_list, read_unit_list
from core.wording import is_blank

DATA = Path(__file__).resolve().parent / "data"
# The commune level in its present shape begins on this day; before it the same names may have been districts.
TWO_TIERS_FROM = date(2025, 7, 1)
COMMUNE_KINDS = {"Xã": "commune", "Phường": "ward"}


def load_register(session: Session, now: datetime) -> int:
    """Add the units of the shipped lists that are not there yet; return how many were added.

    Rows that exist are left alone: the administrator's corrections win over the shipped lists.
    """
    load_fields(session, list(_fields()), now)
    known = set(session.scalars(select(Unit.code)))
    rows = [row for row in (*_bodies(), *_communes()) if row[0].code not in known]
    session.add_all([unit for unit, _, _, _ in rows])
    session.flush()
    for unit, names, is_subject, subject_from in rows:
        session.add_all([_name_of(unit, *name) for name in names])
        session.add(UnitStanding(unit_id=unit.id, from_on=subject_from, is_subject=is_subject))
    if rows:
        record(session, now, THE_SYSTEM, "register.loaded", ("register", 0), units=len(rows))
    return len(rows)


def import_units(session: Session, grids: Sequence[Grid], who: Actor, now: datetime) -> tuple[int, list[Problem]]:
    """Add the units of a list that are not there yet, all or, where a line is wrong, none.

    Returns:
        How many were added, and what is wrong with which line.
    """
    known = {row.code: row.name for row in session.execute(select(Unit.code, Unit.name))}
    found = read_unit_list(grids, known)
    if found.problems:
        return 0, list(found.problems)
    for row in found.rows:
        _add_unit(session, row, now)
    record(session, now, who, "register.imported", ("register", 0), units=len(found.rows))
    return len(found.rows), []


def add_unit(session: Session, row: UnitRow, who: Actor, now: datetime) -> Unit:
    """Add one unit to the register.

    Raises:
        Invalid: a name or code is missing, or the kind is none.
        Conflict: the code or the name is another unit's.
    """
    lacks = {"name": "Chưa ghi tên đơn vị."} if not row.name else {}
    lacks |= {"code": "Chưa ghi mã đơn vị."} if not row.code else {}
    lacks |= {"kind": "Chọn loại đơn vị."} if row.kind not in KINDS.values() else {}
    if lacks:
        raise Invalid(" ".join(lacks.values()), fields=lacks)
    same = or_(Unit.code == row.code, and_(Unit.folded == fold(row.name), Unit.valid_to.is_(None)))
    other = session.scalar(select(Unit).where(same).limit(1))
    if other is not None:
        message = f"Đã có đơn vị “{other.name}”, mã {other.code}. Đổi tên hoặc sáp nhập thì ghi ở trang của đơn vị ấy."
        raise Conflict(message)
    unit = _add_unit(session, row, now)
    record(session, now, who, "unit.added", ("unit", unit.id), code=row.code, name=row.name, is_subject=row.is_subject)
    return unit


def _add_unit(session: Session, row: UnitRow, now: datetime) -> Unit:
    unit = _unit(row.code, row.name, row.kind, row.from_on)
    session.add(unit)
    session.flush()
    seen = {fold(row.name)}
    names = (name for other in row.names for name in _once(seen, other, "abbreviation", None))
    session.add_all(_name_of(unit, *name) for name in names)
    session.add(UnitStanding(unit_id=unit.id, from_on=row.from_on, is_subject=row.is_subject, recorded_at=now))
    return unit


def import_leaders(session: Session, grids: Sequence[Grid], who: Actor, now: datetime) -> tuple[int, list[Problem]]:
    """Keep the leaders of a list and the fields they are in charge of, all or, where a line is wrong, none.

    Returns:
        How many leaders the list names, and what is wrong with which line.
    """
    ids = {field.code: field.id for field in fields(session)}
    codes = {fold(name): field.code for field in fields(session) for name in (field.code, field.name)}
    found = read_leader_list(grids, codes)
    problems = list(found.problems)
    if problems:
        return 0, problems
    with session.begin_nested() as all_or_none:
        for row in found.rows:
            try:
                leader = save_leader(session, row.name, row.title, row.from_on, row.to_on, who, now)
                for code in row.fields:
                    put_in_charge(session, ids[code], leader.id, row.charge_on, row.act, who, now)
            except Invalid as error:
                problems.append(Problem("", row.line, "", error.message))
        if problems:
            all_or_none.rollback()
    return (0 if problems else len(found.rows)), problems


def set_standing(
    session: Session, unit_id: int, from_on: date, *, is_subject: bool, reason: str, who: Actor, now: datetime
) -> UnitStanding:
    """Say from which day on the regulation binds a unit or no longer does; the row of the same day is corrected.

    Directives issued before the day keep the standing they were issued under.

    Raises:
        NotFound: no such unit.
        Invalid: no reason.
    """
    if session.get(Unit, unit_id) is None:
        message = f"Không có đơn vị số thứ tự {unit_id}."
        raise NotFound(message)
    if is_blank(reason):
        message = "Cần nêu lý do và căn cứ thay đổi."
        raise Invalid(message, fields={"reason": message})
    row = session.scalar(select(UnitStanding).where(UnitStanding.unit_id == unit_id, UnitStanding.from_on == from_on))
    before = None if row is None else row.is_subject
    if row is None:
        row = UnitStanding(unit_id=unit_id, from_on=from_on)
        session.add(row)
    row.is_subject, row.reason, row.recorded_at = is_subject, reason.strip(), now
    session.flush()
    detail = {"from_on": from_on.isoformat(), "is_subject": is_subject, "before": before, "reason": reason.strip()}
    record(session, now, who, "unit.standing_set", ("unit", unit_id), **detail)
    return row


def _name_of(unit: Unit, name: str, kind: str, valid_to: date | None) -> UnitName:
    return UnitName(unit_id=unit.id, name=name, folded=fold(name), kind=kind, valid_from=None, valid_to=valid_to)


def _unit(code: str, name: str, kind: str, valid_from: date | None) -> Unit:
    return Unit(
        code=code,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        kind=kind,
        valid_from=valid_from,
        valid_to=None,
    )


Row = tuple[Unit, list[tuple[str, str, date | None]], bool, date]


def _fields() -> Iterator[tuple[str, str, list[str]]]:
    with (DATA / "fields.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"], row["symbols"].split(";")


def _bodies() -> Iterator[Row]:
    with (DATA / "thanh_hoa_bodies_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            since = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
            seen = {fold(row["name"])}
            names = []
            for name in filter(None, row["abbreviations"].split(";")):
                names += _once(seen, name.strip(), "abbreviation", None)
            for name in filter(None, row["former_names"].split(";")):
                names += _once(seen, name.replace("(merged)", "").strip(), "former", since)
            unit = _unit(row["code"], row["name"], row["kind"], since)
            yield unit, names, row["subject_to_regulation"] == "yes", since or date.min


def _communes() -> Iterator[Row]:
    with (DATA / "thanh_hoa_units_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = row["full_name"][0].lower() + row["full_name"][1:]
            names: list[tuple[str, str, date | None]] = [
                (f"UBND {place}", "abbreviation", None),
                (row["full_name"], "place", None),
            ]
            yield (
                _unit(row["code"], f"Ủy ban nhân dân {place}", COMMUNE_KINDS[row["type"]], TWO_TIERS_FROM),
                names,
                True,
                TWO_TIERS_FROM,
            )


def _once(seen: set[str], name: str, kind: str, valid_to: date | None) -> list[tuple[str, str, date | None]]:
    """Two spellings that fold alike are one name."""
    if fold(name) in seen:
        return []
    seen.add(fold(name))
    return [(name, kind, valid_to)]
