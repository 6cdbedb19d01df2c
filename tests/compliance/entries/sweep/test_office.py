"""The Office's own clocks: each that ended is asked, however many there are and in what portions."""

import pytest
from sqlalchemy import func, select

from compliance.deadlines.models import Deadline
from compliance.entries.models import OfficeFlag
from compliance.entries.sweep.office import service
from core.database import transaction
from ingest.models import Directive
from tests.both import BOTH
from tests.situation import Situation

pytestmark = BOTH


@pytest.fixture
def situation(sessions, clock, tmp_store) -> Situation:
    return Situation(sessions, clock, tmp_store)


def count(situation, *conditions):
    with transaction(situation.sessions, writes=False) as session:
        return session.scalar(select(func.count()).select_from(Deadline).where(*conditions))


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_each_ended_clock_is_asked_in_whatever_portions(situation, monkeypatch, at_once):
    monkeypatch.setattr(service, "AT_ONCE", at_once)
    situation.at("2026-09-28")
    opened = [situation.directive("2026-09-28", ("Sở Y tế", None)) for _ in range(5)]
    situation.confirm(opened[0])
    with transaction(situation.sessions) as session:
        session.get_one(Directive, opened[1]).duplicate_of_id = opened[0]
    situation.at("2026-10-05")
    situation.sweep()
    with transaction(situation.sessions, writes=False) as session:
        assert sorted(session.scalars(select(OfficeFlag.directive_id))) == sorted(opened[2:])
    unasked = (Deadline.assignment_id.is_(None), Deadline.settled_at.is_(None))
    assert count(situation, *unasked, Deadline.directive_id == opened[1]) == 1
    assert count(situation, *unasked) == 1
