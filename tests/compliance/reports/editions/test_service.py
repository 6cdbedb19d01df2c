"""A quarter of two units: drafted, looked through, approved by another, published, corrected."""

import hashlib
import json

import pytest
from sqlalchemy import select, update

from compliance.entries.counters.queries import figures
from compliance.entries.models import LateFlag
from compliance.entries.returns import Ending
from compliance.reports.editions.making import MANIFEST, NUMBERS, ROWS, files_of
from compliance.reports.editions.models import Edition
from compliance.reports.editions.numbers import GROUPS, is_empty, lines_of
from compliance.reports.editions.queries import published_as
from compliance.reports.editions.service import (
    NothingToPublish,
    OwnDraft,
    PeriodStillOpen,
    WrongState,
    approve_edition,
    discard_edition,
    draft_edition,
    numbers_in,
    open_errata,
    open_preview,
    publish_edition,
    redraft_edition,
)
from compliance.reports.editions.small import TOGETHER
from compliance.reports.hearing.service import (
    Answered,
    PreviewOver,
    answer_correction,
    answer_error,
    ask_correction,
    report_error,
)
from compliance.reports.periods import read_period
from core.database import transaction
from core.errors import Invalid, NotFound
from core.succession import SuccessionAct, merge_unit
from tests.situation import Situation

QUARTER, PROVINCE = read_period("2026-Q3"), "tỉnh Thanh Hóa"


def act(province: Situation, what, *given, **named):
    with transaction(province.sessions) as session:
        return what(session, *given, **named, now=province.clock.now())


def draft(province: Situation, reason: str = "", who=None) -> Edition:
    with transaction(province.sessions) as session:
        return draft_edition(
            session,
            province.store,
            QUARTER,
            reason,
            who or province.office,
            province.law,
            province.clock.now(),
            PROVINCE,
        )


def publish(province: Situation, edition: Edition) -> Edition:
    act(province, open_preview, edition.id, province.office, province.law)
    province.after(days=7)
    act(province, approve_edition, edition.id, province.leader)
    return act(province, publish_edition, province.store, edition.id, province.office)


def kept(province: Situation, edition: Edition) -> dict[str, bytes]:
    return {name: province.store.get(each["sha256"]) for name, each in edition.files.items()}


def test_an_edition_goes_from_draft_by_preview_and_another_person_s_approval_to_publication(province):
    made = draft(province)
    assert (made.number, made.state, made.reason) == (1, "draft", None)
    shown = publish(province, made)
    files = kept(province, shown)
    manifest = json.loads(files[MANIFEST])
    assert manifest["manifest_of"] == "2026-Q3/1"
    assert {each["name"] for each in manifest["files"]} | {MANIFEST} == set(files)
    for each in manifest["files"]:
        assert each["sha256"] == hashlib.sha256(files[each["name"]]).hexdigest()
    assert shown.manifest_sha256 == hashlib.sha256(files[MANIFEST]).hexdigest()
    numbers = numbers_in(province.store, shown)
    units = {line["name"]: line["values"] for line in lines_of(numbers, "unit") if not is_empty(line)}
    assert units["Sở Y tế"]["update_rate"] == [1, 1]
    assert units["Sở Nội vụ"]["update_rate"] == [0, 1]
    assert next(line for line in lines_of(numbers, "unit") if is_empty(line))["values"]["update_rate"] == [None, 0]
    assert files[ROWS].decode("utf-8-sig").count("\r\n") == 3
    told = [line for line in lines_of(json.loads(files[NUMBERS]), "unit") if not is_empty(line)]
    assert [(line["name"], line["values"]["update_rate"]) for line in told] == [(TOGETHER["unit"], [1, 2])]
    assert "Sở Y tế" not in files[ROWS].decode()
    assert b"<script" not in files["index.html"]
    assert len(files["index.html"]) < 100_000


def test_an_edition_rebuilt_from_its_numbers_is_byte_equal_and_says_what_the_counters_say(province):
    shown = publish(province, draft(province))
    files = kept(province, shown)
    rebuilt = files_of(json.loads(files[NUMBERS]), shown.files[ROWS])
    assert {name: files[name] for name in rebuilt} == rebuilt
    assert set(files) - set(rebuilt) == {ROWS, MANIFEST}
    with transaction(province.sessions, writes=False) as session:
        counters = figures(session, "unit", QUARTER.start_on, QUARTER.cut_off_at)
    for line in lines_of(numbers_in(province.store, shown), "unit"):
        if not is_empty(line):
            for name in ("done_on_time", "open_overdue", "open_in_time", "updated", "not_entered", "incomplete"):
                assert line["values"][name] == getattr(counters[line["id"]], name)


def test_what_happens_afterwards_changes_no_published_byte_and_a_contest_won_opens_an_erratum(province):
    shown = publish(province, draft(province))
    before = kept(province, shown)
    with transaction(province.sessions) as session:
        assert open_errata(session, province.store, province.law, province.clock.now(), PROVINCE) == []
        act_of = SuccessionAct(province.clock.now().date(), "Nghị quyết số 1", province.clock.now().date())
        merge_unit(
            session,
            province._unit_id(session, "SNV"),
            province._unit_id(session, "SYT"),
            act_of,
            province.office,
            province.clock.now(),
        )
        flag = session.scalars(select(LateFlag)).one()
        session.execute(
            update(LateFlag)
            .where(LateFlag.id == flag.id)
            .values(voided_at=province.clock.now(), ending=Ending.OVERTURNED)
        )
    province.after(hours=1)
    with transaction(province.sessions) as session:
        (erratum,) = open_errata(session, province.store, province.law, province.clock.now(), PROVINCE)
        assert open_errata(session, province.store, province.law, province.clock.now(), PROVINCE) == []
    assert (erratum.number, erratum.corrects_id, erratum.state) == (2, shown.id, "draft")
    corrected = publish(province, erratum)
    manifest = json.loads(kept(province, corrected)[MANIFEST])
    changed = {(each["name"], each["measure"]): (each["before"], each["after"]) for each in manifest["differences"]}
    assert changed[PROVINCE, "flags"] == (1, 0)
    assert manifest["corrects"] == 1
    with transaction(province.sessions, writes=False) as session:
        old, new = published_as(session, "2026-Q3", 1), published_as(session, "2026-Q3")
        assert kept(province, old) == before
        assert new.number == 2


def test_a_period_still_open_is_not_drafted(province):
    province.at("2026-09-30", 23, 59)
    with pytest.raises(PeriodStillOpen, match="chốt hết ngày 30/09/2026"):
        draft(province)


def test_a_period_without_assignments_is_not_published(province):
    with transaction(province.sessions) as session, pytest.raises(NothingToPublish):
        draft_edition(
            session,
            province.store,
            read_period("2024"),
            "",
            province.office,
            province.law,
            province.clock.now(),
            PROVINCE,
        )


def test_nobody_approves_his_own_draft_nor_before_the_units_have_looked(province):
    made = draft(province, who=province.leader)
    with pytest.raises(WrongState, match="dự thảo"):
        act(province, approve_edition, made.id, province.leader)
    act(province, open_preview, made.id, province.office, province.law)
    with pytest.raises(WrongState, match="xem trước đến hết ngày"):
        act(province, approve_edition, made.id, province.office)
    province.after(days=7)
    with pytest.raises(OwnDraft):
        act(province, approve_edition, made.id, province.leader)
    with pytest.raises(WrongState):
        act(province, publish_edition, province.store, made.id, province.office)


def test_a_correction_asked_for_in_the_preview_is_answered_before_approval(province):
    made, unit = draft(province), province.unit_id("SYT")
    with pytest.raises(PreviewOver):
        act(province, ask_correction, made.id, unit, "Sai", province.officer)
    act(province, open_preview, made.id, province.office, province.law)
    with pytest.raises(Invalid):
        act(province, ask_correction, made.id, unit, "  ", province.officer)
    asked = act(province, ask_correction, made.id, unit, "Đã cập nhật ngày 19/8", province.officer)
    province.after(days=7)
    with pytest.raises(WrongState, match="1 đề nghị"):
        act(province, approve_edition, made.id, province.leader)
    act(province, answer_correction, asked.id, is_accepted=False, answer="Số liệu đúng", who=province.office)
    with pytest.raises(Answered):
        act(province, answer_correction, asked.id, is_accepted=True, answer="Đúng", who=province.office)
    with pytest.raises(NotFound):
        act(province, answer_correction, 99, is_accepted=True, answer="Đúng", who=province.office)
    assert act(province, approve_edition, made.id, province.leader).state == "approved"


def test_a_draft_is_counted_anew_or_given_up(province):
    made = draft(province)
    with pytest.raises(WrongState, match="chưa công bố"):
        draft(province)
    act(province, open_preview, made.id, province.office, province.law)
    with transaction(province.sessions) as session:
        again = redraft_edition(
            session, province.store, made.id, province.office, province.law, province.clock.now(), PROVINCE
        )
        assert (again.state, again.preview_until_on) == ("draft", None)
    act(province, discard_edition, made.id, province.office)
    with pytest.raises(WrongState, match="đã hủy"):
        act(province, open_preview, made.id, province.office, province.law)
    assert draft(province).number == 2


def test_another_edition_of_a_published_period_gives_its_reason(province):
    publish(province, draft(province))
    with pytest.raises(Invalid, match="phải nêu lý do"):
        draft(province)
    assert draft(province, "Bổ sung kết quả").reason == "Bổ sung kết quả"


def test_a_reported_error_has_a_day_and_one_answer(province):
    shown = publish(province, draft(province))
    with transaction(province.sessions) as session:
        told = report_error(session, shown, "Số của xã tôi sai", province.law, province.clock.now())
        assert told.due_on > province.clock.now().date()
        with pytest.raises(Invalid):
            report_error(session, shown, "", province.law, province.clock.now())
    act(province, answer_error, told.id, "Đã kiểm tra: số đúng", province.office)
    with pytest.raises(Answered):
        act(province, answer_error, told.id, "Lần nữa", province.office)
    with pytest.raises(NotFound):
        act(province, answer_error, 99, "Gì", province.office)


def test_a_kept_edition_has_no_group_of_persons(province):
    made = draft(province)
    assert tuple(numbers_in(province.store, made)["groups"]) == tuple(sorted(GROUPS))
