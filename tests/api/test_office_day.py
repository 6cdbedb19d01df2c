"""A clerk's day with the sample directives: take, look, correct, expand, confirm, judge; every page without script."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from compliance.deadlines.law import load_law
from compliance.entries.models import Entry, LateFlag
from compliance.entries.sweep.service import flag_and_return
from core.database import transaction
from core.organisation import Unit
from extraction.models import Assignment, ExtractionRun, Task
from ingest.models import Directive
from tests import factories
from tests.api.conftest import FINANCE, OFFICE, Site

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"
DISPATCH = "04-cong-dien-khan.pdf"
WORD, BROKEN, CONCLUSIONS = "03-chi-thi.docx", "06-tep-hong.pdf", "01-thong-bao-ket-luan.pdf"
NOVEMBER = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def upload(site: Site, browser, name: str):
    answer = site.send(browser, "/directives", files={"file": (name, (SAMPLES / name).read_bytes())})
    site.work()
    return answer


def rows_of(site: Site, question) -> list:
    with transaction(site.resources.sessions, writes=False) as session:
        return list(session.scalars(question))


@pytest.fixture
def office(site: Site):
    site.clock.set(NOVEMBER)
    return site.signed_in(OFFICE)


def test_the_same_file_twice_makes_no_second_directive_and_says_so(site: Site, office):
    first, second = upload(site, office, WORD), upload(site, office, WORD)
    assert first.headers["location"] == "/directives?done=uploaded"
    assert second.headers["location"] == "/directives/1?done=uploaded-again"
    assert "không tạo văn bản mới" in office.get(second.headers["location"]).text
    assert len(rows_of(site, select(Directive))) == 1


def test_a_form_without_a_file_is_told_so(site: Site, office):
    answer = site.send(office, "/directives", files={"file": ("", b"")})
    assert answer.status_code == 422


def test_an_unreadable_file_shows_its_reason_and_can_be_tried_again(site: Site, office):
    upload(site, office, BROKEN)
    page = office.get("/directives").text
    assert "Không đọc được" in page
    assert "Tệp bị cụt" in page
    assert "Tệp bị cụt" in office.get("/directives/1").text
    answer = site.send(office, "/directives/1/retry")
    assert answer.headers["location"].endswith("done=retried")
    assert "Đang đọc" in office.get("/directives").text
    site.work()
    assert "Tệp bị cụt" in office.get("/directives").text


def test_a_word_file_is_shown_as_lines_linked_both_ways(site: Site, office):
    upload(site, office, WORD)
    page = office.get("/directives/1").text
    assert 'class="text-view"' in page
    assert 'id="box-1" href="#task-1"' in page
    assert 'id="task-1"' in page


def test_filters_stand_in_the_address(site: Site, office):
    upload(site, office, WORD)
    assert "12/CT-UBND" in office.get("/directives?state=to_confirm&entry_class=multi&q=12/CT").text
    assert "Không có văn bản nào khớp" in office.get("/directives?state=confirmed").text
    assert "Không có văn bản nào khớp" in office.get("/directives?q=khong-co").text
    assert office.get("/directives?state=nonsense&page=1").status_code == 200
    assert office.get("/directives?page=0").status_code == 422


def offered_members(page: str) -> dict[str, list[str]]:
    """The units to which the page would expand each collective, as its form sends them."""
    fields: dict[str, list[str]] = {}
    for name, unit_id in re.findall(r'name="(expand-\d+)" value="(\d+)" form="confirm-form" checked', page):
        fields.setdefault(name, []).append(unit_id)
    return fields


def test_a_collective_is_expanded_with_its_exceptions_when_confirmed(site: Site, office):
    upload(site, office, WORD)
    fields = offered_members(office.get("/directives/1").text)
    left_out = {name: members.pop() for name, members in fields.items()}
    assert fields
    answer = site.send(office, "/directives/1/confirm", knows_unclaimed="yes", **fields)
    assert answer.headers["location"].endswith("done=confirmed"), answer.text
    for name, members in fields.items():
        collective = int(name.removeprefix("expand-"))
        opened = rows_of(site, select(Assignment).where(Assignment.expanded_from_id == collective))
        assert {str(row.unit_id) for row in opened} == set(members)
        assert left_out[name] not in members


def test_confirming_with_an_open_unit_is_refused_with_what_to_do(site: Site, office):
    upload(site, office, WORD)
    answer = site.send(office, "/directives/1/confirm", knows_unclaimed="yes")
    assert answer.status_code == 409
    assert "Chưa rõ đơn vị chủ trì" in answer.text
    assert "Đã xác nhận" not in office.get("/directives").text.split("<tbody>")[1]


def test_a_task_is_corrected_and_a_second_clerk_with_the_old_version_is_told(site: Site, office):
    upload(site, office, CONCLUSIONS)
    task = rows_of(site, select(Task).order_by(Task.ordinal))[0]
    fields = {"version": task.version, "text": task.text, "mode": "assign", "deadline_phrase": "trước ngày 05/12/2026"}
    assert site.send(office, f"/tasks/{task.id}", **fields).headers["location"].endswith("#task-1")
    corrected = rows_of(site, select(Task).where(Task.id == task.id))[0]
    assert corrected.deadline_on.isoformat() == "2026-12-05"
    assert "hết ngày 05/12/2026" in office.get("/directives/1").text
    stale = site.send(office, f"/tasks/{task.id}", **fields)
    assert stale.status_code == 409
    assert "người khác sửa" in stale.text


def test_a_day_entered_by_hand_counts_even_where_the_phrase_names_none(site: Site, office):
    upload(site, office, CONCLUSIONS)
    task = rows_of(site, select(Task).order_by(Task.ordinal))[0]
    fields = {"version": task.version, "text": task.text, "deadline_phrase": "sớm nhất", "deadline_on": "2026-12-09"}
    site.send(office, f"/tasks/{task.id}", **fields)
    assert rows_of(site, select(Task).where(Task.id == task.id))[0].deadline_on.isoformat() == "2026-12-09"


def test_a_task_is_added_given_units_and_removed_with_its_reason(site: Site, office):
    upload(site, office, CONCLUSIONS)
    before = len(rows_of(site, select(Task)))
    missing = site.send(office, "/directives/1/tasks", text="Giao Sở Xây dựng rà soát.")
    assert missing.status_code == 422
    site.send(office, "/directives/1/tasks", text="Giao Sở Xây dựng rà soát.", lead=["Sở Xây dựng", ""], coordinator="")
    added = rows_of(site, select(Task).order_by(Task.id.desc()))[0]
    assert added.ground == "office"
    wrong = site.send(office, f"/tasks/{added.id}/units", version=added.version, lead="Sở Không Có")
    assert wrong.status_code == 422
    version = rows_of(site, select(Task).where(Task.id == added.id))[0].version
    site.send(office, f"/tasks/{added.id}/units", version=version, lead="Sở Tài chính", coordinator="Sở Xây dựng")
    live = rows_of(site, select(Assignment).where(Assignment.task_id == added.id, Assignment.withdrawn_at.is_(None)))
    assert {(row.role, row.name) for row in live} == {("lead", "Sở Tài chính"), ("coordinating", "Sở Xây dựng")}
    version = rows_of(site, select(Task).where(Task.id == added.id))[0].version
    assert site.send(office, f"/tasks/{added.id}/remove", version=version, reason=" ").status_code == 422
    site.send(office, f"/tasks/{added.id}/remove", version=version, reason="Trùng nhiệm vụ 2")
    assert len([task for task in rows_of(site, select(Task)) if task.removed_at is None]) == before


def test_a_class_is_changed_with_its_reason_which_the_receipt_shows(site: Site, office):
    upload(site, office, CONCLUSIONS)
    assert site.send(office, "/directives/1/class", entry_class="urgent", why="").status_code == 422
    site.send(office, "/directives/1/class", entry_class="regular", why="Các nhiệm vụ là một việc")
    page = office.get("/directives/1").text
    assert "Các nhiệm vụ là một việc" in page


def test_a_gentler_class_clears_the_flags_it_overtakes_and_keeps_them_in_the_record(site: Site):
    arrived_at = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    site.clock.set(arrived_at)
    office = site.signed_in(OFFICE)
    upload(site, office, DISPATCH)
    fields = offered_members(office.get("/directives/1").text)
    answer = site.send(office, "/directives/1/confirm", knows_unclaimed="yes", **fields)
    assert answer.is_redirect, answer.text
    site.clock.set(arrived_at + timedelta(days=1))
    office = site.signed_in(OFFICE)
    with transaction(site.resources.sessions) as session:
        flags = flag_and_return(session, load_law(), site.clock.now()).flags
    assert flags
    assert "Không có lần chậm cập nhật nào" not in office.get("/late").text
    site.send(office, "/directives/1/class", entry_class="multi", why="Công điện nhắc việc, không khẩn")
    kept = rows_of(site, select(LateFlag))
    assert [(row.id, row.ending) for row in kept] == [(flag, "lapsed") for flag in flags]
    assert "Công điện nhắc việc, không khẩn" in office.get("/directives/1").text
    assert "Không có lần chậm cập nhật nào" in office.get("/late").text
    site.send(office, "/directives/1/class", entry_class="urgent", why="Vẫn là công điện khẩn")
    assert {row.ending for row in rows_of(site, select(LateFlag))} == {"lapsed"}  # cleared, never accused anew


def test_number_and_day_that_could_not_be_read_are_entered_by_the_office(site: Site, office):
    with transaction(site.resources.sessions) as session:
        directive = factories.directive(
            session, number=None, issued_on=None, identity_key=None, unread=["number", "issued_on"],
            warnings=["Số đọc được gần nhất: 77/UBND-TC"],
        )  # fmt: skip
        directive.number = None
        factories.run(session, directive)
    assert "Chờ nhập số, ngày" in office.get("/directives").text
    assert office.get("/").text.count("văn bản chưa rõ số") == 1
    path = f"/directives/{directive.id}/identity"
    assert site.send(office, path, number="77/UBND-TC", issuer="UBND tỉnh").status_code == 422
    wrong = site.send(office, path, number="77/UBND-TC", issuer="UBND tỉnh", issued_on="39/08/2026")
    assert "39/08/2026" in wrong.text
    fields = {"number": "77/UBND-TC", "issuer": "UBND tỉnh Thanh Hóa", "issued_on": "18/11/2026", "urgency": "khan"}
    assert site.send(office, path, **fields).headers["location"].endswith("done=identified")
    kept = rows_of(site, select(Directive).where(Directive.id == directive.id))[0]
    assert (kept.number, kept.urgency, kept.unread) == ("77/UBND-TC", "khan", [])
    assert kept.grounds["number"]["kind"] == "office"


def test_a_unit_that_may_be_two_is_chosen_by_the_office(site: Site, office):
    with transaction(site.resources.sessions) as session:
        directive = factories.directive(session)
        factories.run(session, directive)
        task = factories.task(session, directive)
        first, second = session.scalars(select(Unit).where(Unit.name.in_(["Sở Tài chính", "Sở Xây dựng"])))
        factories.assignment(
            session, task, first, unit_id=None, name="Sở TC-XD", resolution="ambiguous", opened_at=None,
            candidates=[first.id, second.id],
        )  # fmt: skip
    page = office.get(f"/directives/{directive.id}").text
    assert "2 khả năng" in page
    assert "chưa rõ “Sở TC-XD” là đơn vị nào" in page
    choice = re.search(r'name="(choose-\d+)"', page)[1]
    answer = site.send(office, f"/tasks/{task.id}/units", version=1, **{choice: str(second.id)})
    assert "done=units-set" in answer.headers["location"]
    live = rows_of(site, select(Assignment).where(Assignment.task_id == task.id, Assignment.withdrawn_at.is_(None)))
    assert [row.unit_id for row in live] == [second.id]
    assert "chưa rõ “Sở TC-XD”" not in office.get(f"/directives/{directive.id}").text


def test_sentences_nobody_was_charged_with_must_be_seen_before_confirming(site: Site, office):
    upload(site, office, CONCLUSIONS)
    with transaction(site.resources.sessions) as session:
        run = session.scalars(select(ExtractionRun)).one()
        run.unclaimed = [{"start": 0, "end": 20, "page": 1, "box": [0.1, 0.1, 0.9, 0.2]}]
    page = office.get("/directives/1").text
    assert "1 câu có ý giao việc nhưng chưa thuộc nhiệm vụ nào" in page
    assert 'id="box-missed-1" href="#missed-1"' in page
    refused = site.send(office, "/directives/1/confirm")
    assert refused.status_code == 409
    assert "chưa thuộc nhiệm vụ nào" in refused.text
    assert site.send(office, "/directives/1/confirm", knows_unclaimed="yes").status_code == 303


def test_the_bytes_of_a_secret_document_do_not_come_back_by_upload(site: Site, office):
    content = (SAMPLES / BROKEN).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction(site.resources.sessions) as session:
        factories.directive(session, sha256=sha256, purged_at=site.clock.now(), failure_reason="secret", read_at=None)
    upload(site, office, BROKEN)
    assert not site.resources.store.has(sha256)


def test_a_secret_document_leaves_a_tombstone_and_a_duplicate_leads_to_the_first(site: Site, office):
    with transaction(site.resources.sessions) as session:
        first = factories.directive(session, number="5/UBND-NC")
        factories.directive(session, number="5/UBND-NC", identity_key=None, duplicate_of_id=first.id)
        factories.directive(
            session, number="6/UBND-NC", identity_key=None, file_name="(đã xóa)", purged_at=site.clock.now(),
            failure_reason="secret", failure_message="Văn bản có dấu chỉ độ mật.", read_at=None,
        )  # fmt: skip
    page = office.get("/directives").text
    assert "Văn bản mật" in page
    assert f'của <a href="/directives/{first.id}">' in page
    assert "Trùng số, ký hiệu" in office.get(f"/directives/{first.id + 1}").text
    assert office.get(f"/directives/{first.id + 2}/pages/1.png").status_code == 404


def test_an_entry_is_saved_as_draft_completed_returned_entered_again_and_confirmed(site_on_each: Site):
    site = site_on_each
    site.clock.set(NOVEMBER)
    office = site.signed_in(OFFICE)
    upload(site, office, CONCLUSIONS)
    site.send(office, "/directives/1/confirm", knows_unclaimed="yes")
    unit = site.signed_in(FINANCE)
    assignment = re.search(r"/assignments/(\d+)", unit.get("/worklist").text)[1]
    path = f"/assignments/{assignment}"
    content = {"officer": "Trần Văn Tài", "product": "Báo cáo thẩm định", "planned_on": "2026-12-10"}

    site.send(unit, f"{path}/draft", **content)
    page = unit.get(path).text
    assert re.search(r"Bản nháp\s[^<]*\slưu lúc", page)
    assert "Chưa nêu việc làm đầu tiên" in page
    refused = site.send(unit, f"{path}/entries", **content)
    assert refused.status_code == 422
    assert "Báo cáo thẩm định" in refused.text
    after = site.send(unit, f"{path}/entries", **content | {"planned_on": "2027-01-31"}, first_action="Họp")
    assert "cần nêu lý do" in after.text
    made = site.send(unit, f"{path}/entries", **content, first_action="Họp tổ thẩm định")
    assert made.headers["location"].endswith("done=entered"), made.text

    entry = rows_of(site, select(Entry).where(Entry.made_at.is_not(None)))[0]
    assert site.send(office, f"/entries/{entry.id}/return", reason="wrong", missing="").status_code == 422
    site.send(office, f"/entries/{entry.id}/return", reason="not_as_required", missing="Thiếu số liệu của 3 xã")
    page = unit.get(path).text
    assert "Thiếu số liệu của 3 xã" in page
    assert "Họp tổ thẩm định" in page
    assert unit.get("/returns/1/receipt").status_code == 200
    again = site.send(unit, f"{path}/entries", **content, first_action="Họp", cause="Chưa nhận đủ số liệu")
    assert again.headers["location"].endswith("done=reentered")
    assert "Cập nhật lại" in office.get("/entries").text
    reentry = rows_of(site, select(Entry).where(Entry.kind == "reentry"))[0]
    site.send(office, f"/entries/{reentry.id}/confirm")
    assert "Văn phòng đã xác nhận" in unit.get(path).text
    progress = site.send(unit, f"{path}/entries", **content, first_action="Họp", note="Đã thẩm định 2 trong 5 xã")
    assert progress.headers["location"].endswith("done=entered")
    assert "Đã thẩm định 2 trong 5 xã" in unit.get(path).text


def test_a_page_is_drawn_once_kept_and_shown_only_to_whom_it_concerns(site: Site, office):
    upload(site, office, CONCLUSIONS)
    first = office.get("/directives/1/pages/1.png")
    assert first.headers["content-type"] == "image/png"
    again = office.get("/directives/1/pages/1.png", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert office.get("/directives/1/pages/99.png").status_code == 404
    assert site.signed_in(FINANCE).get("/directives/1/pages/1.png").status_code == 200
