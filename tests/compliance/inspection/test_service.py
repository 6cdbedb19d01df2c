"""A campaign from its decision to its report: what is drawn, found, explained, done; and what is refused."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.entries.results.evidence import SentFile
from compliance.inspection import queries
from compliance.inspection.closing.service import close_campaign
from compliance.inspection.models import Campaign, SampledAssignment
from compliance.inspection.plans import CampaignKind, ChecklistReply, FindingForm
from compliance.inspection.sampling import drawn
from compliance.inspection.service import (
    accept_done,
    answer_checklist,
    explain,
    open_campaign,
    record_finding,
    report_done,
    set_follow_up,
)
from core.access import AccountRole, Viewer
from core.audit import AuditEvent
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.local_time import end_of_day, start_of_day
from core.organisation import Unit
from core.storage import FileStore
from tests.compliance.inspection.test_plans import PLAN
from tests.situation import Situation

MINUTES = SentFile("D:\\kiểm tra\\Biên bản.pdf", b"%PDF-1.7 minutes")
EMPTY = SentFile("trống.pdf", b"")
FOUND = FindingForm("Chậm", "Nghỉ phép", "Trưởng phòng", "Bàn giao", "Biên bản", (MINUTES,))
INSPECTOR = Viewer(1, "Tra", AccountRole.INSPECTION, None)


@pytest.fixture
def province(sqlite_url: str, clock: FixedClock, tmp_store: FileStore):
    """Six tasks of the health department and one of the finance department, confirmed; one is late."""
    engine = make_engine(sqlite_url)
    situation = Situation(make_sessions(engine), clock, tmp_store)
    situation.at("2026-11-16")
    for _ in range(6):
        situation.confirm(situation.directive("2026-11-16", ("Sở Y tế", None)))
    situation.confirm(situation.directive("2026-11-16", ("Sở Tài chính", None)))
    situation.at("2026-11-20")
    situation.sweep()
    yield situation
    engine.dispose()


def unit_id(session: Session, name: str) -> int:
    return session.scalars(select(Unit.id).where(Unit.name == name)).one()


def plan_of(session: Session, *names: str):
    return replace(
        PLAN,
        kind=CampaignKind.SURPRISE,
        unit_ids=[unit_id(session, name) for name in names],
        first_on=date(2026, 11, 23),
        last_on=date(2026, 11, 25),
        period="2026-11",
        from_at=start_of_day(date(2026, 11, 1)),
        until_at=end_of_day(date(2026, 11, 30)),
        sample_size=3,
    )


def opened(province: Situation) -> Campaign:
    with transaction(province.sessions) as session:
        plan = plan_of(session, "Sở Y tế", "Sở Tài chính")
        return open_campaign(session, plan, province.office, province.clock.now())


def test_the_sample_is_drawn_per_unit_and_comes_out_the_same_again(province: Situation) -> None:
    row = opened(province)
    with transaction(province.sessions, writes=False) as session:
        kept = list(session.scalars(select(SampledAssignment.assignment_id).order_by(SampledAssignment.ordinal)))
        visited = {name: each for each, name in queries.every_unit(session, row.id)}
    assert len(kept) == 4
    assert (visited["Sở Y tế"].population, visited["Sở Tài chính"].population) == (6, 1)
    province.at("2026-11-24")
    province.confirm(province.directive("2026-11-24", ("Sở Y tế", None)))
    with transaction(province.sessions, writes=False) as session:
        again = [
            assignment_id
            for name in ("Sở Y tế", "Sở Tài chính")
            for assignment_id in drawn(
                queries.population(session, unit_id(session, name), row.from_at, row.until_at, row.opened_at), 3,
                row.sample_seed,
            )
        ]  # fmt: skip
        told = queries.sample_of(session, row, [visited["Sở Y tế"].unit_id])
    assert again == kept
    assert [each.is_late for each in told] == [True] * 3


def test_a_surprise_is_seen_by_its_units_from_its_first_day_and_by_no_others(province: Situation) -> None:
    row = opened(province)
    with transaction(province.sessions, writes=False) as session:
        health, interior = unit_id(session, "Sở Y tế"), unit_id(session, "Sở Nội vụ")
        visited = Viewer(2, "Y", AccountRole.UNIT, health)
        other = Viewer(3, "N", AccountRole.UNIT, interior)
        assert queries.campaigns(session, visited, date(2026, 11, 22)) == []
        assert [each.id for each in queries.campaigns(session, visited, date(2026, 11, 23))] == [row.id]
        assert queries.campaigns(session, other, date(2026, 11, 23)) == []
        with pytest.raises(NotFound):
            queries.campaign(session, other, row.id, date(2026, 11, 23))
        assert [name for _, name in queries.units_of(session, row.id, visited)] == ["Sở Y tế"]
        assert len(queries.units_of(session, row.id, INSPECTOR)) == 2


def test_a_finding_is_explained_followed_up_done_accepted_and_reported(province: Situation) -> None:
    row, now, who = opened(province), province.clock.now(), province.office
    with transaction(province.sessions) as session:
        health, finance = unit_id(session, "Sở Y tế"), unit_id(session, "Sở Tài chính")
        about = queries.sample_of(session, row, [health])[0].assignment_id
        finding = record_finding(session, province.store, row.id, health, about, FOUND, who, now)
        explain(session, finding.id, "Đơn vị nhận thiếu sót.", province.officer, now)
        follow_up = set_follow_up(session, finding.id, "Ban hành quy định bàn giao", date(2026, 12, 10), who, now)
        with pytest.raises(Conflict, match="chưa báo"):
            accept_done(session, follow_up.id, who, now)
    with pytest.raises(Invalid, match="Sở Tài chính"), transaction(province.sessions) as session:
        close_campaign(session, province.store, row.id, "Cơ bản tốt", who, now, "tỉnh Thanh Hóa")
    with transaction(province.sessions) as session:
        answer_checklist(session, row.id, finance, {0: (ChecklistReply.NO, "")}, who, now)
        answer_checklist(session, row.id, finance, {0: (ChecklistReply.YES, "đủ")}, who, now)
        closed = close_campaign(session, province.store, row.id, "Cơ bản tốt", who, now, "tỉnh Thanh Hóa")
    assert province.store.get(closed.docx_sha256 or "").startswith(b"PK")
    assert province.store.get(closed.pdf_sha256 or "").startswith(b"%PDF")
    for late in (
        lambda s: record_finding(s, province.store, row.id, health, None, FOUND, who, now),
        lambda s: explain(s, finding.id, "Thêm", who, now),
        lambda s: close_campaign(s, province.store, row.id, "Lại", who, now, "tỉnh"),
    ):
        with pytest.raises(Conflict), transaction(province.sessions) as session:
            late(session)
    with transaction(province.sessions) as session:
        report_done(session, follow_up.id, "Đã ban hành", province.officer, now)
        assert [each.id for each, _, _ in queries.owed_follow_ups(session, INSPECTOR)] == [follow_up.id]
        accept_done(session, follow_up.id, who, now)
        assert queries.owed_follow_ups(session, INSPECTOR) == []
        with pytest.raises(Conflict):
            report_done(session, follow_up.id, "Lần nữa", province.officer, now)
        told = session.scalars(select(AuditEvent.did).where(AuditEvent.subject == "campaign").order_by(AuditEvent.id))
        assert list(told) == [
            "campaign.opened", "finding.recorded", "finding.explained", "follow_up.set", "campaign.checked",
            "campaign.checked", "campaign.closed", "follow_up.done", "follow_up.accepted",
        ]  # fmt: skip


def test_a_finding_s_files_are_kept_and_given_to_those_who_may_see_it(province: Situation) -> None:
    row, now = opened(province), province.clock.now()
    with transaction(province.sessions) as session:
        health = unit_id(session, "Sở Y tế")
        made = record_finding(session, province.store, row.id, health, None, FOUND, province.office, now)
        unit = Viewer(2, "Y tế", AccountRole.UNIT, health)
        other = Viewer(3, "Tài chính", AccountRole.UNIT, unit_id(session, "Sở Tài chính"))
        kept = queries.evidence_of(session, unit, made.id, 0, date(2026, 11, 23))
        assert (kept["name"], kept["media_type"]) == ("Biên bản.pdf", "application/pdf")
        assert province.store.get(kept["sha256"]) == MINUTES.content
        for viewer, today in ((unit, date(2026, 11, 20)), (other, date(2026, 11, 23))):
            with pytest.raises(NotFound):
                queries.evidence_of(session, viewer, made.id, 0, today)
        answer_checklist(session, row.id, other.unit_id, {0: (ChecklistReply.YES, "")}, province.office, now)
        closed = close_campaign(session, province.store, row.id, "Xong.", province.office, now, "tỉnh Thanh Hóa")
    report = docx.Document(io.BytesIO(province.store.get(closed.docx_sha256)))
    told = [paragraph.text for paragraph in report.paragraphs]
    assert any("trong kỳ từ 01/11/2026 đến 30/11/2026 được chọn" in text for text in told)
    assert any(f"Biên bản.pdf (SHA-256 {kept['sha256'][:16]}…)" in text for text in told)


def test_what_cannot_be_is_refused_and_leaves_nothing(province: Situation) -> None:
    row, now, who = opened(province), province.clock.now(), province.office
    with transaction(province.sessions) as session:
        health, interior = unit_id(session, "Sở Y tế"), unit_id(session, "Sở Nội vụ")
        finances = queries.sample_of(session, row, [unit_id(session, "Sở Tài chính")])[0].assignment_id
        finding = record_finding(session, province.store, row.id, health, None, FOUND, who, now)
        nobody = replace(plan_of(session, "Sở Y tế"), unit_ids=[999_999])
    refused: list[tuple[type[DomainError], object]] = [
        (Invalid, lambda s: open_campaign(s, nobody, who, now)),
        (Invalid, lambda s: open_campaign(s, replace(nobody, name=""), who, now)),
        (Invalid, lambda s: answer_checklist(s, row.id, health, {}, who, now)),
        (Invalid, lambda s: answer_checklist(s, row.id, health, {7: (ChecklistReply.YES, "")}, who, now)),
        (NotFound, lambda s: record_finding(s, province.store, row.id, interior, None, FOUND, who, now)),
        (Invalid, lambda s: record_finding(s, province.store, row.id, health, finances, FOUND, who, now)),
        (
            Invalid,
            lambda s: record_finding(s, province.store, row.id, health, None, replace(FOUND, cause=" "), who, now),
        ),
        (
            Invalid,
            lambda s: record_finding(s, province.store, row.id, health, None, replace(FOUND, files=(EMPTY,)), who, now),
        ),
        (NotFound, lambda s: queries.evidence_of(s, INSPECTOR, finding.id, 1, date(2026, 11, 23))),
        (Invalid, lambda s: explain(s, finding.id, " ", who, now)),
        (NotFound, lambda s: explain(s, 999, "x", who, now)),
        (Invalid, lambda s: set_follow_up(s, finding.id, "", date(2026, 11, 1), who, now)),
        (NotFound, lambda s: report_done(s, 999, "x", who, now)),
        (NotFound, lambda s: close_campaign(s, province.store, 999, "x", who, now, "tỉnh")),
        (Invalid, lambda s: close_campaign(s, province.store, row.id, " ", who, now, "tỉnh")),
    ]
    for kind, act in refused:
        with pytest.raises(kind), transaction(province.sessions) as session:
            act(session)
    with transaction(province.sessions, writes=False) as session:
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.subject == "campaign")).all()) == 2
