"""The register of units that ships with dondoc: bodies and communes of the province, with their dated names."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, record
from core.naming import fold, sort_key
from core.organisation import Unit, UnitName, UnitStanding

DATA = Path(__file__).resolve().parent / "data"
# The commune level in its present shape begins on this day; before it the same names may have been districts.
TWO_TIERS_FROM = date(2025, 7, 1)
COMMUNE_KINDS = {"Xã": "commune", "Phường": "ward"}


def load_register(session: Session, now: datetime) -> int:
    """Add the units of the shipped lists that are not there yet; return how many were added.

    Rows that exist are left alone: the administrator's corrections win over the shipped lists.
    """
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
