"""Results: reported, taken back, reviewed by the monitor, confirmed."""

from dataclasses import replace

from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.models import Entry, Return
from compliance.entries.results.evidence import SentFile
from compliance.entries.results.service import (
    ReportForm,
    confirm_result,
    pass_review,
    report,
    return_result,
    set_monitor,
    withdraw_report,
)
from compliance.entries.states import Review, Work
from core.errors import Conflict, Invalid
from tests.compliance.entries.procedures.acting import FORM, PAPER, Office, given, late, refused, reported
from tests.situation import Situation


def test_a_confirmed_result_confirms_the_reentry_still_owed(province: Situation, office: Office) -> None:
    row = late(province)
    assert office.state(row.assignment_id).is_incomplete
    made = office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    assert isinstance(made, Entry)
    assert province.store.get(made.evidence[0]["sha256"]) == b"%PDF-1.7"
    office.do(confirm_result, row.assignment_id, *office.told)
    found = office.state(row.assignment_id)
    assert (found.is_done, found.is_incomplete, found.has_verdict) == (True, False, True)
    assert office.kept(row.assignment_id) == (Work.REPORTED, Review.CONFIRMED)


def test_a_report_that_is_taken_back_leaves_what_stood_before_it(province: Situation, office: Office) -> None:
    row = reported(province, office)
    refused(province, Invalid, "no_reason", lambda: office.do(withdraw_report, row.assignment_id, " ", *office.told))
    office.do(withdraw_report, row.assignment_id, "Đính kèm nhầm tệp", *office.told)
    assert office.state(row.assignment_id).work is Work.IN_PROGRESS
    refused(
        province,
        Conflict,
        "not_reported",
        lambda: office.do(withdraw_report, row.assignment_id, "Gửi nhầm", *office.told),
    )
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    assert office.state(row.assignment_id).review is Review.AWAITING


def test_a_report_needs_its_result_and_files_of_a_known_kind(province: Situation, office: Office) -> None:
    row = given(province)
    for form, reason in (
        (ReportForm("Đã xong"), "incomplete"),
        (replace(PAPER, result=" "), "incomplete"),
        (ReportForm("Đã xong", files=(SentFile("chay.exe", b"MZ"),)), "evidence"),
        (ReportForm("Đã xong", files=(SentFile("rong.pdf", b""),)), "evidence"),
        (ReportForm("Đã xong", files=PAPER.files * 11), "evidence"),
    ):
        refused(
            province, Invalid, reason,
            lambda form=form: office.do(report, province.store, row.assignment_id, form, *office.told),
        )  # fmt: skip


def test_the_monitor_reviews_before_the_office(province: Situation, office: Office) -> None:
    row = given(province)
    office.do(set_monitor, row.task_id, province.unit_id("SNV"), province.office, province.clock.now())
    province.enter(row, FORM)
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    refused(province, Conflict, "monitor_first", lambda: office.do(confirm_result, row.assignment_id, *office.told))
    by = By(Part.MONITOR, province.officer)
    returned = office.do(
        return_result, row.assignment_id, "wrong", "Thiếu số liệu", by, province.law, province.clock.now()
    )
    assert isinstance(returned, Return)
    assert office.state(row.assignment_id).review is Review.RETURNED
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    office.do(pass_review, row.assignment_id, *office.told)
    office.do(confirm_result, row.assignment_id, *office.told)
    assert office.state(row.assignment_id).is_done
