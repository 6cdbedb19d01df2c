"""What ``dondoc audit`` does: seals the trail, checks it, writes it out for others to check."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from core.chain import check
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from core.sealing import seal_trail, trail_lines


def seal_now(database_url: str) -> dict[str, Any]:
    """Seal what is settled; return how many seals were set."""
    with _opened(database_url) as sessions:
        return {"seals": seal_trail(sessions, SystemClock().now())}


def verify_trail(database_url: str, noted: str | None) -> dict[str, Any]:
    """Return whether the whole trail holds, how far it was checked, and the first thing that does not hold."""
    with _opened(database_url) as sessions, transaction(sessions, writes=False) as session:
        # SQLite gives the next id to each event; a sequence of PostgreSQL goes on where a transaction was given up.
        checked = check(trail_lines(session), noted, is_gapless=session.get_bind().dialect.name == "sqlite")
    result = asdict(checked)
    del result["fault"], result["noted_found"]
    fault = asdict(checked.fault) if checked.fault else {"what": None, "event": None, "seal": None}
    return {"holds": checked.fault is None, **fault, **result}


def export_trail(database_url: str, file: Path) -> dict[str, Any]:
    """Write the trail as JSON lines, each seal after its events; return how many lines."""
    count = 0
    with (
        _opened(database_url) as sessions,
        transaction(sessions, writes=False) as session,
        file.open("w", encoding="utf-8") as out,
    ):
        for line in trail_lines(session):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return {"lines": count}


@contextmanager
def _opened(database_url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(database_url)
    try:
        yield make_sessions(engine)
    finally:
        engine.dispose()
