"""What is done with the agencies list of an axis: kept, never deleted; what is no longer listed says since when."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.naming import fold
from core.organisation import Unit
from ingest.packages.models import Agency


def keep_agencies(session: Session, rows: Iterable[tuple[str, str, str, str]], now: datetime) -> int:
    """Let the crosswalk of codes be as an axis lists it; what is no longer listed stays and says since when.

    Args:
        rows: new code, old code, name, code of the agency above.

    Returns:
        How many were new.
    """
    known = {(row.code, row.old_code): row for row in session.scalars(select(Agency))}
    units = {fold(unit.name): unit.id for unit in session.scalars(select(Unit).where(Unit.valid_to.is_(None)))}
    listed: set[tuple[str, str]] = set()
    count = 0
    for code, old_code, name, parent in rows:
        key = (code[:80], old_code[:80])
        row = known.get(key)
        if row is None and key not in listed:
            session.add(
                Agency(
                    code=key[0], old_code=key[1], name=name[:300], parent_code=parent[:80],
                    unit_id=units.get(fold(name)), seen_at=now,
                )
            )  # fmt: skip
            count += 1
        elif row is not None:
            row.name, row.parent_code, row.seen_at, row.gone_at = name[:300], parent[:80], now, None
        listed.add(key)
    for key, row in known.items():
        if listed and key not in listed and row.gone_at is None:
            row.gone_at = now
    return count
