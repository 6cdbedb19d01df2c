"""Directives to drop into a folder, and resources for the workers of a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.clock import FixedClock
from core.settings import Settings
from jobs.embedded import Bell
from jobs.resources import Resources, open_resources
from tests.installations import hasty_settings
from tests.letters import write_letter


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    """An empty folder that is watched."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def write_directive(incoming: Path) -> Callable[..., Path]:
    """Write an official letter into the watched folder, under a name there."""
    return lambda name, number, **others: write_letter(incoming / name, number, **others)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an embedded worker, on a database of either kind."""
    return hasty_settings(database_url, tmp_path)


@pytest.fixture(params=["embedded", "production"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of both ways to run: SQLite without a queue, PostgreSQL with Redis."""
    if request.param == "embedded":
        return hasty_settings(request.getfixturevalue("sqlite_url"), tmp_path)
    redis_url = request.getfixturevalue("redis_url")
    return hasty_settings(request.getfixturevalue("postgres_url"), tmp_path, redis_url=redis_url)


@pytest.fixture
def bell() -> Bell:
    """What wakes the embedded worker."""
    return Bell()


@pytest.fixture
def resources(settings: Settings, bell: Bell, clock: FixedClock) -> Iterator[Resources]:
    """The resources of an embedded worker, with the real readers and a clock that the test moves."""
    opened = open_resources(settings, carrier=bell, clock=clock)
    yield opened
    opened.close()
