"""What only reminds: requests to coordinating units, progress at the cadence."""

from datetime import date

from sqlalchemy import select

from compliance.entries.following.service import ask_update, coordinate, flag_stale
from compliance.entries.models import Entry, LateFlag
from compliance.entries.procedures.models import StaleFlag
from core.database import transaction
from core.errors import Conflict, Invalid
from core.local_time import local_day
from extraction.models import Assignment
from tests.compliance.entries.procedures.acting import FORM, Office, given, refused
from tests.situation import Situation


def test_a_coordinating_unit_answers_a_request_and_is_never_judged(province: Situation, office: Office) -> None:
    row = given(province)
    refused(
        province, Conflict, "not_coordinating",
        lambda: office.do(ask_update, row.assignment_id, "Tiến độ?", *office.told),
    )  # fmt: skip
    with transaction(province.sessions) as session:
        other = Assignment(
            task_id=row.task_id, role="coordinating", name="Sở Xây dựng", unit_id=province.unit_id("SXD"),
            resolution="resolved", created_at=province.clock.now(), opened_at=province.clock.now(),
            confirmed_at=province.clock.now(),
        )  # fmt: skip
        session.add(other)
        session.flush()
        other_id = other.id
    asked = office.do(ask_update, other_id, "Tiến độ?", *office.told)
    assert asked.due_on >= local_day(province.clock.now())
    refused(province, Invalid, "invalid", lambda: office.do(coordinate, other_id, " ", *office.told))
    made = office.do(coordinate, other_id, "Đã góp ý", *office.told)
    assert isinstance(made, Entry)
    province.at("2026-12-20")
    assert all(flag_row != other_id for flag_row in flagged(province))


def flagged(province: Situation) -> list[int]:
    province.sweep()
    with transaction(province.sessions, writes=False) as session:
        return list(session.scalars(select(LateFlag.assignment_id)))


def test_progress_that_does_not_come_in_its_month_is_stale_once(province: Situation, office: Office) -> None:
    row = given(province, None)
    province.enter(row, FORM)
    province.at("2026-12-02")
    assert office.do(flag_stale, province.law, province.clock.now()) == []
    province.at("2027-01-02")
    assert office.do(flag_stale, province.law, province.clock.now()) == [row.assignment_id]
    assert office.do(flag_stale, province.law, province.clock.now()) == []
    with transaction(province.sessions, writes=False) as session:
        assert session.scalars(select(StaleFlag.period_ends_on)).all() == [date(2026, 12, 31)]
