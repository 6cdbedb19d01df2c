"""What the tests of reports share: one quarter of two units, made once and copied for each test."""

import copy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.access import AccountRole
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.storage import FileStore
from tests.situation import FULL_ENTRY, Situation, local


@pytest.fixture(scope="session")
def quarter(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Situation]:
    folder = tmp_path_factory.mktemp("quarter")
    path = folder / "dondoc.sqlite3"
    shutil.copyfile(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    made = Situation(make_sessions(engine), FixedClock(local("2026-08-18")), FileStore(folder / "store"))
    directive = made.directive("2026-08-18", ("Sở Y tế", "2026-09-15"), ("Sở Nội vụ", None))
    made.confirm(directive)
    made.at("2026-08-19")
    health = next(row for row in made.rows(directive) if row.unit == "Sở Y tế")
    made.enter(health, replace(FULL_ENTRY, planned_on=date(2026, 9, 1)))
    made.at("2026-08-25")
    made.sweep()
    with transaction(made.sessions) as session:
        made.leader = made._account(session, "lanhdao", AccountRole.LEADER, None)
        made.inspector = made._account(session, "tocongtac", AccountRole.INSPECTION, None)
    engine.dispose()
    return path, made


@pytest.fixture
def province(quarter: tuple[Path, Situation], tmp_path: Path) -> Iterator[Situation]:
    """Health entered in time, home affairs never; both confirmed in August; it is 2 October 2026."""
    path, made = quarter
    shutil.copyfile(path, tmp_path / "province.sqlite3")
    engine = make_engine(f"sqlite:///{tmp_path / 'province.sqlite3'}")
    mine = copy.copy(made)
    mine.sessions, mine.clock = make_sessions(engine), FixedClock(local("2026-10-02"))
    mine.store = FileStore(tmp_path / "store")
    yield mine
    engine.dispose()
