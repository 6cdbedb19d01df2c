"""Which law a command computes by: the version in force in the configured database, else the one that ships."""

from pathlib import Path

import structlog
from sqlalchemy import make_url

from compliance.deadlines.law import Law, load_law
from compliance.deadlines.versions.queries import Laws
from core.database import DatabaseFailure, make_engine, make_sessions, transaction

log = structlog.get_logger()


def law_here(database_url: str) -> Law:
    """Return the law in force in a database; where there is none yet, or it cannot be reached, the one that ships.

    A database that should be there and cannot be asked is told in the log: a province may have changed its calendar.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return load_law()
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine), writes=False) as session:
            return Laws().in_force(session)
    except DatabaseFailure as failed:
        log.warning("law.shipped_instead", reason=str(failed.orig))
        return load_law()
    finally:
        engine.dispose()
