"""What the Office decides about a withdrawn, updated or replaced document; until then nothing changes by itself."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from compliance.entries.models import Entry
from compliance.entries.procedures.models import Suspension
from core.access import AccountRole
from core.accounts import create_account
from core.audit import Actor
from core.database import transaction
from core.errors import Conflict, Invalid
from extraction.models import Assignment, Confirmation, Task
from ingest.connectors.files import FolderSource
from ingest.edxml.read import named_by_id
from ingest.edxml.values import Attachment, Business
from ingest.models import Directive
from ingest.outbox.models import OutgoingStatus
from ingest.updates.models import UpdateReview
from jobs.deciding import decide_review
from jobs.embedded import work_until_idle
from jobs.owing import owe_statuses
from jobs.pulling import read_taken, take_listed
from tests.jobs.reading import ReaderHere
from tests.packages import PROVINCE, letter, package, withdrawal

OLD = f"{PROVINCE.code},2026/08/20,4120/UBND-CN"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def resources(resources):
    return replace(resources, reader=ReaderHere(), settle_seconds=0)


@pytest.fixture
def office(resources, clock):
    with transaction(resources.sessions) as session:
        row = create_account(
            session, username="vp", full_name="Văn phòng", role=AccountRole.OFFICE, unit_id=None,
            password_hash="khong", now=clock.now(),
        )  # fmt: skip
        session.flush()
        return Actor(row.id, row.full_name)


@pytest.fixture
def life(resources, incoming):
    """Drop packages, and let everything that follows from them happen."""

    def act(**files):
        for name, content in files.items():
            (incoming / f"{name}.edxml").write_bytes(content)
        source = FolderSource(incoming, max_bytes=resources.max_file_bytes, settle_seconds=0)
        for pulled in list(take_listed(resources, source)):
            read_taken(resources, pulled)
        work_until_idle(resources)
        with transaction(resources.sessions, writes=False) as session:
            return session.scalars(select(UpdateReview.id).order_by(UpdateReview.id)).all()

    return act


def parts(session, directive_id):
    question = select(Assignment).join(Task).where(Task.directive_id == directive_id).order_by(Assignment.id)
    return session.scalars(question).all()


def tasks(session, directive_id):
    return session.scalars(select(Task.id).where(Task.directive_id == directive_id).order_by(Task.ordinal)).all()


def decide(resources, review_id, office, clock, *choices, adopted=False, note="Ý kiến lãnh đạo"):
    with transaction(resources.sessions) as session:
        review = session.get_one(UpdateReview, review_id)
        chosen = dict(zip(tasks(session, review.old_id), choices, strict=False))
        return decide_review(
            session, review_id, decisions=chosen, adopted=adopted, note=note, who=office, law=resources.law,
            now=clock.now(),
        )  # fmt: skip


def test_a_withdrawal_stops_nothing_until_the_office_decides_each_task(resources, life, office, clock):
    (review_id,) = life(a=package(), b=withdrawal("4120/UBND-CN"))
    with transaction(resources.sessions, writes=False) as session:
        assert all(part.withdrawn_at is None and part.opened_at for part in parts(session, 1))
    decide(resources, review_id, office, clock, "freeze", "close")
    with transaction(resources.sessions, writes=False) as session:
        frozen, closed = parts(session, 1)
        assert session.scalars(select(Suspension.assignment_id)).all() == [frozen.id]
        assert (frozen.withdrawn_at, closed.withdrawn_reason) == (None, "Ý kiến lãnh đạo")
        assert len(tasks(session, 1)) == 2
    with pytest.raises(Conflict):
        decide(resources, review_id, office, clock, "carry", "carry")


@pytest.mark.parametrize(
    ("choices", "note"), [(("carry",), "vì"), (("carry", "shred"), "vì"), (("carry", "carry"), " ")]
)
def test_a_decision_is_whole_and_has_its_ground(resources, life, office, clock, choices, note):
    (review_id,) = life(a=package(), b=withdrawal("4120/UBND-CN"))
    with pytest.raises(Invalid):
        decide(resources, review_id, office, clock, *choices, note=note)


def test_about_a_document_that_is_not_here_nothing_can_be_decided(resources, life, office, clock):
    (review_id,) = life(b=withdrawal("4120/UBND-CN"))
    with pytest.raises(Conflict):
        decide(resources, review_id, office, clock)


@pytest.fixture
def updated(life):
    version = (Attachment("van-ban.txt", letter("4120/UBND-CN", second="20/09/2026")),)
    (review_id,) = life(
        a=package(), b=package(business=Business.UPDATE, about=(named_by_id(OLD),), attachments=version)
    )
    return review_id


def test_a_version_that_takes_over_opens_its_tasks_and_has_the_identity(resources, updated, office, clock):
    with transaction(resources.sessions, writes=False) as session:
        assert all(part.opened_at is None for part in parts(session, 2))
        key = session.get_one(Directive, 1).identity_key
    decide(resources, updated, office, clock, "close", "close", adopted=True)
    with transaction(resources.sessions, writes=False) as session:
        assert session.get_one(Directive, 2).identity_key == key
        assert session.get_one(Directive, 1).identity_key == f"{key}|1"
        assert all(part.withdrawn_at for part in parts(session, 1))
        assert all(part.opened_at for part in parts(session, 2))


def test_the_new_task_beside_one_that_goes_on_is_left_out(resources, updated, office, clock):
    decide(resources, updated, office, clock, "carry", "close", adopted=True)
    with transaction(resources.sessions, writes=False) as session:
        carried, closed = parts(session, 1)
        left_out, opened = parts(session, 2)
        assert (carried.withdrawn_at, bool(closed.withdrawn_at)) == (None, True)
        assert (bool(left_out.withdrawn_at), bool(opened.opened_at), opened.withdrawn_at) == (True, True, None)
        assert session.get_one(Task, left_out.task_id).removed_at is not None


def test_a_version_that_does_not_take_over_is_a_duplicate_and_the_old_tasks_go_on(resources, updated, office, clock):
    decide(resources, updated, office, clock, "carry", "carry")
    with transaction(resources.sessions, writes=False) as session:
        assert session.get_one(Directive, 2).duplicate_of_id == 1
        assert all(part.withdrawn_at is None for part in parts(session, 1))
        assert all(part.withdrawn_at for part in parts(session, 2))


def test_a_replacement_lives_its_own_life_beside_the_review(resources, life, office, clock):
    new = package("4130/UBND-CN", business=Business.REPLACE, about=(named_by_id(OLD),))
    (review_id,) = life(a=package(), b=new)
    with transaction(resources.sessions, writes=False) as session:
        assert all(part.opened_at for part in parts(session, 2))
    decide(resources, review_id, office, clock, "close", "carry")
    with transaction(resources.sessions, writes=False) as session:
        closed, carried = parts(session, 1)
        assert (bool(closed.withdrawn_at), carried.withdrawn_at) == (True, None)


def test_what_senders_are_owed_is_read_off_what_happened_and_owed_once(resources, life):
    life(a=package(), b=withdrawal("1/UBND-CN"))
    assert [owe_statuses(resources, "folder"), owe_statuses(resources, "folder")] == [2, 0]
    with transaction(resources.sessions, writes=False) as session:
        assert session.scalars(select(OutgoingStatus.code).order_by(OutgoingStatus.id)).all() == ["03", "04"]


def test_a_package_that_was_refused_is_answered_with_the_reason(resources, life):
    life(a=package(attachments=()))
    assert owe_statuses(resources, "folder") == 1
    with transaction(resources.sessions, writes=False) as session:
        row = session.scalars(select(OutgoingStatus)).one()
        assert (row.code, "không có tệp" in row.description) == ("02", True)


def test_processing_and_done_are_told_when_a_unit_has_entered_and_the_office_confirmed(resources, life, office, clock):
    life(a=package())
    owe_statuses(resources, "folder")
    with transaction(resources.sessions) as session:
        for part in parts(session, 1):
            session.add(
                Entry(
                    assignment_id=part.id, kind="report", saved_at=clock.now(), made_at=clock.now(),
                    confirmed_at=clock.now(), account_id=office.account_id,
                )
            )  # fmt: skip
    assert owe_statuses(resources, "folder") == 1
    with transaction(resources.sessions) as session:
        session.add(Confirmation(directive_id=1, at=clock.now(), account_id=office.account_id))
    assert owe_statuses(resources, "folder") == 1
    assert owe_statuses(resources, "folder") == 0
    with transaction(resources.sessions, writes=False) as session:
        codes = session.scalars(select(OutgoingStatus.code).order_by(OutgoingStatus.id)).all()
    assert codes == ["03", "04", "05", "06"]
