"""Packages in a folder: each is told once, with what it does; a message alone stops and changes nothing."""

from dataclasses import replace
from datetime import date

import pytest

from core.database import transaction
from extraction.models import Task
from ingest.connectors.files import FolderSource
from ingest.edxml.read import named_by_id
from ingest.edxml.values import Attachment, Business, Organ, Priority, Reference, StatusCode
from ingest.edxml.write import write_status
from ingest.letterhead import Urgency
from ingest.models import Arrival, Directive
from ingest.packages.models import Answer, Package, PackageFile
from ingest.updates.models import UpdateReview
from jobs.embedded import work_until_idle
from jobs.pulling import erase_secrets, read_taken, take_listed
from tests.jobs.reading import ReaderHere
from tests.packages import PROVINCE, letter, package, status, withdrawal


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database is enough here; the axis lives on both."""
    return sqlite_url


@pytest.fixture
def resources(resources):
    return replace(resources, reader=ReaderHere(), settle_seconds=0)


@pytest.fixture
def sessions(resources):
    return resources.sessions


@pytest.fixture
def pull(resources, incoming):
    """Drop packages under these names, pull the folder, and give what became of each by name."""
    source = FolderSource(incoming, max_bytes=resources.max_file_bytes, settle_seconds=0)

    def act(**files):
        for name, content in files.items():
            (incoming / (name if "." in name else f"{name}.edxml")).write_bytes(content)
        told = {}
        for pulled in take_listed(resources, source):
            row = read_taken(resources, pulled)
            erase_secrets(resources, source)
            told[row.name.removesuffix(".edxml")] = {
                "outcome": row.outcome, "directive": row.directive_id, "reason": row.reason
            }  # fmt: skip
        return told

    return act


OLD = f"{PROVINCE.code},2026/08/20,4120/UBND-CN"


def test_each_package_is_told_in_order_of_name_with_what_it_does(pull):
    rows = pull(
        a1=package(),
        a2=package(),
        a3=package(business_reason="gửi lại"),
        b=package(business=Business.UPDATE, about=(named_by_id(OLD),), attachments=(
            Attachment("van-ban.txt", letter("4120/UBND-CN", second="20/09/2026")),)),
        c=package("4130/UBND-CN", business=Business.REPLACE, about=(named_by_id(OLD),)),
        d=withdrawal("4120/UBND-CN"),
        e=write_status(status(StatusCode.RECEIVED)),
        f=b"<edXML",
        g=b"<!DOCTYPE x><edXML/>",
        h=package("4140/UBND-CN", attachments=()),
        i=withdrawal("9999/UBND-CN", "4200/UBND-CN"),
    )  # fmt: skip
    assert list(rows) == sorted(rows)
    told = {name: row["outcome"] for name, row in rows.items()}
    assert told == {
        "a1": "new", "a2": "duplicate", "a3": "duplicate", "b": "update", "c": "replace", "d": "withdraw",
        "e": "status", "f": "unreadable", "g": "refused", "h": "refused", "i": "withdraw",
    }  # fmt: skip
    first = rows["a1"]["directive"]
    assert {rows[name]["directive"] for name in ("a2", "a3", "d", "e")} == {first}
    assert len({rows[name]["directive"] for name in ("a1", "b", "c")}) == 3
    assert rows["i"]["directive"] is None
    assert all(rows[name]["reason"] for name in ("a2", "a3", "f", "g", "h", "i"))


def test_a_message_is_ground_and_its_urgency_counts(pull, sessions):
    (row,) = pull(a=package(priority=Priority.HOA_TOC)).values()
    with transaction(sessions, writes=False) as session:
        directive = session.get_one(Directive, row["directive"])
        assert directive.urgency == Urgency.HOA_TOC
        assert directive.grounds["urgency"] == {"kind": "message"}
        assert directive.grounds["number"]["kind"] == "page"
        assert directive.identity_key is not None
        assert any("độ khẩn" in warning for warning in directive.warnings)
        kept = session.query(Package).one()
        assert (kept.document_id, kept.number, kept.sender_code) == (OLD, "4120/UBND-CN", PROVINCE.code)


def test_where_message_and_text_disagree_the_office_is_told(pull, sessions):
    (row,) = pull(a=package(attachments=(Attachment("a.txt", letter("4121/UBND-CN", date(2026, 8, 19))),))).values()
    with transaction(sessions, writes=False) as session:
        directive = session.get_one(Directive, row["directive"])
        assert (directive.number, directive.issued_on) == ("4120/UBND-CN", date(2026, 8, 20))
        text = " ".join(directive.warnings)
        assert "gói ghi 4120/UBND-CN, văn bản ghi 4121/UBND-CN" in text
        assert "gói ghi 20/08/2026, văn bản ghi 19/08/2026" in text


def test_a_day_after_the_arrival_or_beyond_the_calendar_is_no_ground(pull, sessions):
    late, old = date(2190, 1, 1), date(1950, 1, 1)
    pull(a=package("1/UBND-CN", issued_on=late), b=package("2/UBND-CN", issued_on=old))
    with transaction(sessions, writes=False) as session:
        assert [directive.issued_on for directive in session.query(Directive)] == [None, None]


def test_other_files_of_a_package_are_kept_and_named(pull, sessions):
    files = (Attachment("phu-luc.xlsx", b"PK"), Attachment("a.txt", letter("4120/UBND-CN")))
    (row,) = pull(a=package(attachments=files)).values()
    with transaction(sessions, writes=False) as session:
        assert [(file.name, file.is_main) for file in session.query(PackageFile)] == [
            ("phu-luc.xlsx", False), ("a.txt", True),
        ]  # fmt: skip
        warnings = session.get_one(Directive, row["directive"]).warnings
        assert any("phu-luc.xlsx" in warning for warning in warnings)


def test_the_document_that_came_by_hand_before_is_the_same_directive(pull, incoming, settings, sessions):
    (by_hand,) = pull(**{"tay.txt": letter("4120/UBND-CN")}).values()
    rows = pull(
        a=package(), b=package(attachments=(Attachment("k.txt", letter("4120/UBND-CN") + b"\n\n"),)),
        c=withdrawal("4120/UBND-CN"),
    )  # fmt: skip
    assert (rows["a"]["outcome"], rows["a"]["directive"]) == ("duplicate", by_hand["directive"])
    assert rows["b"]["outcome"] == "update"
    with transaction(sessions, writes=False) as session:
        assert session.get_one(Directive, rows["b"]["directive"]).revises_id == by_hand["directive"]
    assert rows["c"]["directive"] == by_hand["directive"]


def test_a_version_waits_beside_the_old_one_with_its_tasks_and_opens_nothing(pull, settings, sessions, resources):
    version = (Attachment("van-ban.txt", letter("4120/UBND-CN", second="20/09/2026")),)
    rows = pull(a=package(), b=package(business=Business.UPDATE, about=(named_by_id(OLD),), attachments=version))
    work_until_idle(resources)
    with transaction(sessions, writes=False) as session:
        review = session.query(UpdateReview).one()
        assert (review.old_id, review.new_id) == (rows["a"]["directive"], rows["b"]["directive"])
        new = session.get_one(Directive, review.new_id)
        assert (new.revises_id, new.identity_key, new.duplicate_of_id) == (review.old_id, None, None)
        by_document = {task.directive_id for task in session.query(Task)}
        assert by_document == {review.old_id, review.new_id}


def test_a_withdrawal_that_comes_before_its_document_finds_it_later(pull, sessions):
    first = pull(a=withdrawal("4120/UBND-CN"))["a"]
    assert "4120/UBND-CN" in first["reason"]
    row = pull(b=package())["b"]
    with transaction(sessions, writes=False) as session:
        review = session.query(UpdateReview).one()
        assert (review.act, review.old_id) == ("withdraw", row["directive"])


def test_an_original_that_comes_after_its_update_opens_nothing_new(pull, sessions):
    version = (Attachment("van-ban.txt", letter("4120/UBND-CN", second="20/09/2026")),)
    rows = pull(a=package(business=Business.UPDATE, about=(named_by_id(OLD),), attachments=version), b=package())
    assert [row["outcome"] for row in rows.values()] == ["update", "duplicate"]
    assert rows["b"]["directive"] == rows["a"]["directive"]


def test_a_sender_who_asks_a_document_back_opens_a_review(pull, sessions):
    asked_back = replace(status(StatusCode.ASKED_BACK, description="Gửi nhầm"), sender=PROVINCE)
    rows = pull(a=package(), b=write_status(asked_back))
    with transaction(sessions, writes=False) as session:
        review = session.query(UpdateReview).one()
        assert (review.act, review.old_id, review.why) == ("withdraw", rows["a"]["directive"], "Gửi nhầm")


def test_documents_that_change_each_other_in_a_circle_end_in_reviews_and_are_found(pull, sessions):
    def changing(number, other, act=Business.REPLACE):
        return package(number, business=act, about=(named_by_id(f"{PROVINCE.code},2026/08/20,{other}"),))

    told = pull(
        a=changing("1/UBND-CN", "2/UBND-CN"),
        b=changing("2/UBND-CN", "1/UBND-CN"),
        c=changing("3/UBND-CN", "3/UBND-CN"),
        d=changing("4/UBND-CN", "5/UBND-CN", Business.UPDATE),
        e=changing("5/UBND-CN", "4/UBND-CN", Business.UPDATE),
        f=withdrawal("1/UBND-CN", "6/UBND-CN"),
        g=withdrawal("5/UBND-CN", "7/UBND-CN"),
    )
    assert [told[name]["outcome"] for name in "abcdefg"] == [*["replace"] * 3, *["update"] * 2, *["withdraw"] * 2]
    assert (told["f"]["directive"], told["g"]["directive"]) == (1, 4)  # the fifth is but a version of the fourth
    with transaction(sessions, writes=False) as session:
        found = [(review.old_id, review.new_id) for review in session.query(UpdateReview).order_by(UpdateReview.id)]
    assert found == [(2, 1), (1, 2), (None, 3), (5, 4), (4, 5), (1, None), (4, None)]


def test_who_takes_back_the_document_of_another_is_named_in_the_review(pull, sessions):
    pull(a=package("1/UBND-CN"))
    stranger = Organ("X99.88", "Sở Lạ")
    reference = named_by_id(f"{PROVINCE.code},2026/08/20,1/UBND-CN")
    pull(b=package("9/SL", sender=stranger, business=Business.WITHDRAW, about=(reference,), attachments=()))
    pull(c=withdrawal("1/UBND-CN", "2/UBND-CN"))
    with transaction(sessions, writes=False) as session:
        by_another, by_itself = [review.why for review in session.query(UpdateReview).order_by(UpdateReview.id)]
    assert "Sở Lạ" in by_another
    assert "không phải nơi đã gửi" in by_another
    assert by_itself == "Văn bản điện tử mới"


def test_what_a_document_answers_is_offered(pull, sessions):
    answers = (Reference(organ_code=PROVINCE.code, number="4120/UBND-CN", issued_on=date(2026, 8, 20)),)
    rows = pull(a=package(), b=package("77/STC-NS", answers=answers, task_codes=("NV-12",)))
    with transaction(sessions, writes=False) as session:
        found = [(answer.answered_id, answer.task_code) for answer in session.query(Answer).order_by(Answer.id)]
    assert found == [(rows["a"]["directive"], None), (None, "NV-12")]


@pytest.mark.parametrize("secret", ["message", "stamp"])
def test_a_secret_package_leaves_no_bytes_and_no_words(pull, sessions, settings, incoming, secret):
    text = b"M\xe1\xba\xacT\n" + letter("4120/UBND-CN") if secret == "stamp" else letter("4120/UBND-CN")
    content = package(
        sphere="Mật" if secret == "message" else "", subject="qwertz",
        attachments=(Attachment("a.txt", text), Attachment("b.txt", b"qwertz")),
    )  # fmt: skip
    (row,) = pull(a=content).values()
    assert row["outcome"] == "refused"
    assert not any(path.is_file() for path in settings.storage_dir.rglob("*"))
    assert not any(path.is_file() for path in incoming.rglob("*"))
    with transaction(sessions, writes=False) as session:
        kept = session.query(Package).one()
        assert (kept.said, kept.document_id, kept.number) == ({}, None, None)
        assert kept.remote_id != "a.edxml"
        assert session.query(PackageFile).count() == 0
        assert [(one.name, one.outcome) for one in session.query(Arrival)] == [("(đã xóa)", "refused")]
    (again,) = pull(again=content).values()
    assert again["outcome"] == "refused"
    assert not any(path.is_file() for path in settings.storage_dir.rglob("*"))
