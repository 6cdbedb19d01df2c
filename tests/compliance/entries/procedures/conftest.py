"""A province and its Office, for the acts on assignments."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from core.clock import FixedClock
from core.storage import FileStore
from tests.compliance.entries.procedures.acting import Office
from tests.situation import Situation


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


@pytest.fixture
def office(province: Situation) -> Office:
    return Office(province)
