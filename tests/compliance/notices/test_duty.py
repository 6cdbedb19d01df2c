"""Who is told of urgent matters once a unit goes on under another name, or as part of another."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from compliance.entries.succession.service import merge_into, rename
from compliance.notices.models import DutyContact, NoticeChannel
from compliance.notices.queries import told_of_urgent
from core.clock import FixedClock
from core.database import transaction
from core.organisation import Account
from core.storage import FileStore
from core.succession import SuccessionAct
from tests.situation import Situation

TODAY = date(2026, 8, 21)
ACT = SuccessionAct(TODAY, "15/QĐ-UBND", date(2026, 8, 20))


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province in which the officer of Sở Y tế can be reached."""
    found = Situation(sessions, clock, tmp_store)
    with transaction(found.sessions) as session:
        channel = NoticeChannel(
            account_id=found.officer.account_id, kind="mail", address="a@b.vn", rank=1, added_at=clock.now()
        )
        session.add(channel)
    return found


def told(province: Situation, unit_id: int, day: date = TODAY) -> list[str]:
    with transaction(province.sessions, writes=False) as session:
        return [each.account.username for each in told_of_urgent(session, unit_id, day)]


def test_the_people_of_a_renamed_unit_are_told_of_what_comes_under_the_new_name(province: Situation) -> None:
    former = province.unit_id("SYT")
    with transaction(province.sessions) as session:
        new_id = rename(session, former, "Sở Y tế và Dân số", "SYTDS", ACT, province.office, province.clock.now()).id
    assert told(province, new_id) == told(province, former) == ["soyte"]
    assert told(province, new_id, TODAY - timedelta(days=1)) == []


def test_who_is_on_duty_at_the_successor_is_told_of_what_the_former_unit_was_given(province: Situation) -> None:
    former, heir = province.unit_id("SNV"), province.unit_id("SYT")
    with transaction(province.sessions) as session:
        officer = session.scalars(select(Account.id).where(Account.username == "soyte")).one()
        session.add(DutyContact(unit_id=heir, account_id=officer, from_on=TODAY, recorded_at=province.clock.now()))
        merge_into(session, former, heir, ACT, province.office, province.clock.now())
    assert told(province, former) == ["soyte"]
