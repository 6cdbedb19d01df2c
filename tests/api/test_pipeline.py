"""The pipeline page and the metrics: what waits, what failed, another try, and who may ask."""

import re
from datetime import timedelta

import pytest

from api.rest.metrics import LineCollector
from core.database import transaction
from ingest.outbox.service import note_look, set_alarms
from jobs import backlog, leases
from jobs.lines import lines
from jobs.pipeline import READ
from tests.api.conftest import OFFICE, Site, make_settings, running
from tests.api.test_office_day import CONCLUSIONS, NOVEMBER, upload

TOKEN = "a-token-of-this-test"


def upload_waiting(site: Site, name: str, content: bytes) -> None:
    answer = site.send(site.signed_in(OFFICE), "/directives", files={"file": (name, content)})
    assert answer.status_code == 303


def gauges(site: Site) -> dict[tuple[str, ...], float]:
    machine_now, terms = site.resources.machine_clock.now(), site.resources.terms
    with transaction(site.resources.sessions, writes=False) as session:
        told = LineCollector(
            backlog.steps(session, now=machine_now, terms=terms),
            backlog.failure_kinds(session),
            backlog.traffic(session, site.clock.now() - timedelta(days=1)),
            lines(session, site.resources, machine_now),
            site.clock.now(),
            machine_now,
        )
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in told.collect()
        for sample in family.samples
    }


def test_what_waits_is_counted_with_its_age_and_what_is_in_hand(site: Site):
    site.clock.set(NOVEMBER)
    upload_waiting(site, "a.txt", b"a directive")
    site.clock.set(NOVEMBER + timedelta(minutes=20))
    upload_waiting(site, "b.txt", b"another directive")
    now = site.resources.machine_clock.now()
    with transaction(site.resources.sessions) as session:
        assert leases.claim(session, READ.name, 1, now=now, terms=site.resources.terms)
    page = site.signed_in(OFFICE).get("/pipeline").text
    assert "đã 20 phút" in page
    told = gauges(site)
    assert told["dondoc_step_waiting", "read"] == 2
    assert told["dondoc_step_in_hand", "read"] == 1
    assert told["dondoc_step_oldest_seconds", "read"] == 20 * 60
    assert told["dondoc_step_waiting", "extract"] == 0
    assert told["dondoc_source_day", "new", "upload"] == 2


def test_failures_are_grouped_by_reason_and_all_of_one_are_tried_again(site: Site):
    site.clock.set(NOVEMBER)
    for number in range(3):
        upload_waiting(site, f"{number}.pdf", b"%PDF-1.7 cut off" + bytes([number]))
    upload_waiting(site, "empty.bin", b"\x00\x01\x02 of no kind")
    upload(site, site.signed_in(OFFICE), CONCLUSIONS)
    site.work()
    with transaction(site.resources.sessions, writes=False) as session:
        kinds = {kind.reason: kind.count for kind in backlog.failure_kinds(session)}
    assert sum(kinds.values()) == 4
    broken = max(kinds, key=lambda reason: kinds[reason])
    assert kinds[broken] == 3
    browser = site.signed_in(OFFICE)
    page = browser.get("/pipeline", params={"reason": broken}).text
    assert "Thử lại cả 3 văn bản" in page
    assert "empty.bin" not in page
    assert gauges(site)["dondoc_documents_given_up", broken] == 3
    path, field = re.search(r'action="(/directives/\d+/retry)".*?name="page" value="(\w+)"', page).groups()
    assert site.send(browser, path, page=field).headers["location"] == "/pipeline?done=retried"
    site.work()
    assert site.send(browser, "/pipeline/retry", reason=broken).status_code == 303
    with transaction(site.resources.sessions, writes=False) as session:
        assert backlog.failed_ids(session, broken) == []
        assert len(backlog.failed_ids(session)) == 1
    assert gauges(site)["dondoc_step_waiting", "read"] == 3


def test_work_that_rests_after_a_failure_still_counts_as_waiting(site: Site):
    site.clock.set(NOVEMBER)
    upload_waiting(site, "a.txt", b"a directive")
    now, terms = site.resources.machine_clock.now(), site.resources.terms
    with transaction(site.resources.sessions) as session:
        held = leases.claim(session, READ.name, 1, now=now, terms=terms)
        leases.fail(session, held, "unforeseen", now=now, terms=terms)
    told = gauges(site)
    assert (told["dondoc_step_waiting", "read"], told["dondoc_step_paused", "read"]) == (1, 1)


def test_a_line_that_fails_or_is_no_longer_looked_at_stands_out(site: Site):
    now = site.resources.machine_clock.now()
    office = site.signed_in(OFFICE)
    assert "Chưa chạy" in office.get("/pipeline").text
    for failure, looked_at, alarms, words, up in (
        (None, now, {}, "thông suốt", 1),
        ("Không mở được thư mục.", now, {}, "Không mở được thư mục.", 0),
        (None, now - timedelta(minutes=11), {}, "Ngừng kiểm tra", 0),
        (None, now, {"3": "UBND: thiếu số 3/UBND."}, "thiếu số 3/UBND.", 1),
    ):
        with transaction(site.resources.sessions) as session:
            note_look(session, "folder", now=looked_at, failure=failure, backlog=2, taken_until=looked_at)
            set_alarms(session, "folder", "gap", alarms, now)
        page = office.get("/pipeline").text
        assert words in page
        assert ("1 cần xem" in page) is (words != "thông suốt")
        told = gauges(site)
        assert (told["dondoc_connector_up", "folder"], told["dondoc_connector_backlog", "folder"]) == (up, 2)
        assert told.get(("dondoc_connector_alarms", "folder", "gap"), 0) == len(alarms)
    assert told["dondoc_connector_lag_seconds", "folder"] < 60


def test_metrics_exist_only_for_who_brings_the_token(peopled_url, tmp_path, site_clock):
    settings = make_settings(peopled_url, tmp_path, metrics_token=TOKEN)
    with running(settings, site_clock) as site:
        browser = site.browser()
        assert browser.get("/metrics").status_code == 404
        assert browser.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        answer = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'dondoc_step_waiting{step="read"} 0.0' in answer.text


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer None"}])
def test_without_a_token_set_nobody_gets_metrics(site: Site, header: dict[str, str]):
    assert site.browser().get("/metrics", headers=header).status_code == 404
