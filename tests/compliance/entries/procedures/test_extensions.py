"""Extensions: asked, approved, refused; the old day is kept."""

from datetime import date

from compliance.entries.counters.queries import facts
from compliance.entries.extensions.service import approve_extension, ask_extension, refuse_extension
from compliance.entries.states import Extension
from core.database import transaction
from core.errors import Conflict, Invalid
from core.local_time import local_day
from tests.compliance.entries.procedures.acting import Office, given, refused
from tests.situation import Situation


def test_an_extension_moves_the_task_deadline_and_keeps_the_old_day(province: Situation, office: Office) -> None:
    row = given(province)
    for until in (date(2026, 12, 22), date(2026, 12, 31)):
        asked = office.do(ask_extension, row.assignment_id, until, "Chờ số liệu", *office.told)
        assert office.state(row.assignment_id).extension is Extension.ASKED
        office.do(approve_extension, asked.id, "Phó Chủ tịch UBND tỉnh", None, *office.told)
        assert province.row(row.directive_id).task_due_on == until
        assert asked.former_deadline_id is not None
    province.set_deadlines(row.directive_id)
    assert province.row(row.directive_id).task_due_on == date(2026, 12, 31)
    refused(
        province, Conflict, "extensions_used",
        lambda: office.do(ask_extension, row.assignment_id, date(2027, 1, 20), "Nữa", *office.told),
    )  # fmt: skip
    with transaction(province.sessions, writes=False) as session:
        (fact,) = facts(session, [row.assignment_id], local_day(province.clock.now()))
    assert [each.is_extension for each in fact.counted.deadlines].count(True) == 2


def test_an_extension_is_refused_with_a_reason_and_asked_before_the_end(province: Situation, office: Office) -> None:
    row = given(province)
    refused(
        province, Invalid, "not_later",
        lambda: office.do(ask_extension, row.assignment_id, date(2026, 12, 15), "Cùng ngày", *office.told),
    )  # fmt: skip
    asked = office.do(ask_extension, row.assignment_id, date(2026, 12, 22), "Chờ số liệu", *office.told)
    refused(province, Invalid, "no_reason", lambda: office.do(refuse_extension, asked.id, " ", *office.told))
    office.do(refuse_extension, asked.id, "Việc gấp", *office.told)
    assert province.row(row.directive_id).task_due_on == date(2026, 12, 15)
    refused(province, Conflict, "no_extension", lambda: office.do(refuse_extension, asked.id, "Lại", *office.told))
    province.at("2026-12-16")
    refused(
        province, Conflict, "after_due",
        lambda: office.do(ask_extension, row.assignment_id, date(2026, 12, 30), "Muộn", *office.told),
    )  # fmt: skip
