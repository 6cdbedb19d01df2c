"""Fields, leaders and standings: dated, corrected with a trail, imported whole or not at all."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, AuditEvent
from core.errors import Conflict, Invalid, NotFound
from core.grid import Grid, GridRow
from core.leadership import (
    charges,
    fields,
    in_charge,
    leader_named,
    leaders,
    put_in_charge,
    save_field,
    save_leader,
)
from core.organisation import Unit, UnitStanding
from core.register import import_leaders, import_units, load_register, set_standing

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
MAY, JULY = date(2026, 5, 1), date(2026, 7, 1)
UNITS = ("Mã", "Tên đơn vị", "Loại", "Tên khác", "Thuộc đối tượng", "Từ ngày")
LEADERS = ("Họ và tên", "Chức vụ", "Từ ngày", "Đến ngày", "Lĩnh vực", "Phụ trách từ ngày", "Văn bản phân công")


def sheet(*rows: tuple[str, ...]) -> list[Grid]:
    return [Grid("", tuple(GridRow(line, cells) for line, cells in enumerate(rows, 1)))]


def test_who_is_in_charge_is_asked_of_a_day(session: Session) -> None:
    field = save_field(session, "CN", "Công nghiệp", ["cn", " CN"], THE_SYSTEM, NOW)
    first = save_leader(session, "Trần Văn An", "Phó Chủ tịch", MAY, JULY, THE_SYSTEM, NOW)
    second = save_leader(session, "Lê Thị Hà", "Phó Chủ tịch", MAY, None, THE_SYSTEM, NOW)
    put_in_charge(session, field.id, first.id, MAY, "1/TB", THE_SYSTEM, NOW)
    put_in_charge(session, field.id, second.id, date(2026, 8, 1), "2/TB", THE_SYSTEM, NOW)
    asked = [in_charge(session, field.id, day) for day in (date(2026, 4, 30), MAY, JULY, date(2026, 8, 1))]
    assert asked == [None, first, None, second]
    assert [row.leader for row in charges(session)] == ["Lê Thị Hà", "Trần Văn An"]
    assert leader_named(session, "KT. CHỦ TỊCH Lê Thị Hà", JULY) is second
    assert leader_named(session, "Trần Văn An", JULY) is None
    assert list(leaders(session)) == [second, first]


def test_a_field_is_corrected_and_a_symbol_means_one_field(session: Session) -> None:
    save_field(session, "CN", "Công nghiệp", ["CN"], THE_SYSTEM, NOW)
    assert save_field(session, "CN", "Công nghiệp, thương mại", ["CN", "TM"], THE_SYSTEM, NOW).symbols == ["CN", "TM"]
    with pytest.raises(Conflict, match="TM"):
        save_field(session, "TM", "Thương mại", ["tm"], THE_SYSTEM, NOW)
    with pytest.raises(Invalid):
        save_field(session, "", "", [], THE_SYSTEM, NOW)
    assert [field.name for field in fields(session)] == ["Công nghiệp, thương mại"]


def test_what_cannot_be_of_leaders_is_refused(session: Session) -> None:
    field = save_field(session, "CN", "Công nghiệp", [], THE_SYSTEM, NOW)
    leader = save_leader(session, "Trần Văn An", "Phó Chủ tịch", MAY, JULY, THE_SYSTEM, NOW)
    assert save_leader(session, "Trần Văn An", "Chủ tịch", MAY, JULY, THE_SYSTEM, NOW) is leader
    with pytest.raises(Invalid):
        save_leader(session, " ", "", MAY, None, THE_SYSTEM, NOW)
    with pytest.raises(Invalid, match="sau ngày nhận"):
        save_leader(session, "A B", "C", MAY, MAY, THE_SYSTEM, NOW)
    for day, act in ((JULY, "1/TB"), (MAY, " ")):
        with pytest.raises(Invalid):
            put_in_charge(session, field.id, leader.id, day, act, THE_SYSTEM, NOW)
    with pytest.raises(NotFound):
        put_in_charge(session, 0, leader.id, MAY, "1/TB", THE_SYSTEM, NOW)
    put_in_charge(session, field.id, leader.id, MAY, "1/TB", THE_SYSTEM, NOW)
    assert put_in_charge(session, field.id, leader.id, MAY, "1b/TB", THE_SYSTEM, NOW).act == "1b/TB"


def test_lists_are_imported_whole_or_not_at_all(session: Session) -> None:
    load_register(session, NOW)
    good = ("TTCNTT", "Trung tâm Công nghệ", "Đơn vị sự nghiệp", "TTCN; Trung tâm CN", "có", "01/07/2026")
    bad = ("TTX", "Trung tâm X", "Đơn vị sự nghiệp", "", "", "31/02/2026")
    assert import_units(session, sheet(UNITS, good, bad), THE_SYSTEM, NOW)[0] == 0
    again = ("SYT", "Sở Y tế", "Sở", "", "", "")
    assert import_units(session, sheet(UNITS, good, again), THE_SYSTEM, NOW) == (1, [])
    unit = session.scalars(select(Unit).where(Unit.code == "TTCNTT")).one()
    assert (unit.kind, unit.valid_from) == ("public", JULY)
    leader = ("Trần Văn An", "Phó Chủ tịch", "01/05/2026", "", "CN; Nội chính", "01/06/2026", "3/TB-UBND")
    late = ("Lê Hà", "Phó Chủ tịch", "01/05/2026", "", "CN", "01/04/2026", "3/TB-UBND")
    n, (problem,) = import_leaders(session, sheet(LEADERS, leader, late), THE_SYSTEM, NOW)
    assert (n, problem.line, list(leaders(session))) == (0, 3, [])
    assert import_leaders(session, sheet(LEADERS, leader), THE_SYSTEM, NOW) == (1, [])
    assert [row.from_on for row in charges(session)] == [date(2026, 6, 1)] * 2
    assert import_leaders(session, sheet(("x",)), THE_SYSTEM, NOW)[1] != []


def test_standing_is_dated_and_its_reason_is_kept(session: Session) -> None:
    load_register(session, NOW)
    unit = session.scalars(select(Unit).where(Unit.code == "SYT")).one()
    set_standing(session, unit.id, JULY, is_subject=False, reason="Chuyển về bộ", who=THE_SYSTEM, now=NOW)
    row = set_standing(session, unit.id, JULY, is_subject=True, reason="Ghi nhầm", who=THE_SYSTEM, now=NOW)
    assert (row.is_subject, row.reason) == (True, "Ghi nhầm")
    assert len(session.scalars(select(UnitStanding).where(UnitStanding.unit_id == unit.id)).all()) == 2
    told = session.scalars(select(AuditEvent).where(AuditEvent.did == "unit.standing_set")).all()
    assert [event.detail["before"] for event in told] == [None, False]
    with pytest.raises(Invalid):
        set_standing(session, unit.id, JULY, is_subject=True, reason=" ", who=THE_SYSTEM, now=NOW)
    with pytest.raises(NotFound):
        set_standing(session, 0, JULY, is_subject=True, reason="x", who=THE_SYSTEM, now=NOW)
