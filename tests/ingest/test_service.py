"""Files taken once, documents identified, secrets buried."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from core.audit import THE_SYSTEM
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid
from core.storage import FileStore
from ingest import queries
from ingest.letterhead import Urgency
from ingest.models import Arrival, Directive, Reading
from ingest.service import Identity, correct_identity, record_failure, refuse_file, retry_reading, take_file
from tests.situation import Situation


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


def take(province: Situation, sha256: str, name: str = "a.pdf") -> Arrival:
    with transaction(province.sessions) as session:
        return take_file(
            session, province.store, source="folder", name=name, size=1, sha256=sha256, now=province.clock.now()
        )


def directive(province: Situation, directive_id: int) -> Directive:
    with transaction(province.sessions, writes=False) as session:
        return queries.directive(session, directive_id)


def test_the_same_bytes_twice_make_one_directive_and_say_so(province: Situation) -> None:
    first, second = take(province, "a" * 64), take(province, "a" * 64, "b.pdf")
    assert (first.outcome, second.outcome) == ("new", "duplicate")
    assert second.directive_id == first.directive_id
    assert second.reason is not None
    assert "a.pdf" in second.reason


def test_the_same_bytes_by_two_ways_at_once_are_one_directive_and_nobody_fails(province: Situation) -> None:
    with ThreadPoolExecutor(1) as other:
        with transaction(province.sessions) as session:
            now = province.clock.now()
            first = take_file(session, province.store, source="mail", name="a.pdf", size=1, sha256="a" * 64, now=now)
            session.flush()
            second = other.submit(take, province, "a" * 64, "b.pdf")
            with pytest.raises(TimeoutError):
                second.result(0.5)  # it waits until the first is committed
        assert (first.outcome, second.result(20).outcome) == ("new", "duplicate")


def test_the_same_identity_in_another_file_makes_no_second_directive_and_says_so(province: Situation) -> None:
    first = province.directive("2026-11-20", ("Sở Y tế", None), number="5/UBND-VX")
    second = province.directive("2026-11-20", ("Sở Y tế", None), number="05/UBND-VX")
    assert directive(province, second).duplicate_of_id == first
    assert province.rows(second) == []
    with transaction(province.sessions, writes=False) as session:
        arrival = session.scalars(select(Arrival).order_by(Arrival.id.desc()).limit(1)).one()
    assert (arrival.outcome, arrival.directive_id) == ("duplicate", first)


def test_an_identity_the_office_enters_may_turn_out_a_duplicate(province: Situation) -> None:
    province.directive("2026-11-20", ("Sở Y tế", None), number="5/UBND-VX")
    second = province.directive("2026-11-20", ("Sở Y tế", None), number=None)
    day = directive(province, second).issued_on
    assert day is not None
    identity = Identity("05/UBND-VX", day, "Ủy ban nhân dân tỉnh Thanh Hoá", Urgency.REGULAR)
    with transaction(province.sessions) as session:
        row = correct_identity(session, second, identity, province.office, province.clock.now())
    assert row.duplicate_of_id is not None


def test_an_identity_needs_number_and_issuer(province: Situation) -> None:
    found = province.directive("2026-11-20", ("Sở Y tế", None), number=None)
    day = directive(province, found).issued_on
    assert day is not None
    with pytest.raises(Invalid) as refusal, transaction(province.sessions) as session:
        correct_identity(session, found, Identity(" ", day, " ", Urgency.KHAN), province.office, province.clock.now())
    assert set(refusal.value.fields) == {"number", "issuer"}


def test_a_secret_document_leaves_no_bytes_no_text_and_no_name(province: Situation) -> None:
    sha256 = province.store.put(b"secret")
    found = province.directive("2026-11-20", ("Sở Y tế", None), secrecy="Mật")
    row = directive(province, found)
    assert (row.failure_reason, row.number, row.subject, row.file_name) == ("secret", None, None, "(đã xóa)")
    assert not province.store.has(row.sha256)
    assert province.store.has(sha256)
    with transaction(province.sessions, writes=False) as session:
        assert session.get(Reading, found) is None
        assert session.scalars(select(Arrival)).one().name == "(đã xóa)"
        assert queries.purged(session) == [row.sha256]
    with pytest.raises(Conflict), transaction(province.sessions) as session:
        retry_reading(session, found, province.office, province.clock.now())


def test_an_unreadable_file_stays_with_its_reason_and_can_be_tried_again(province: Situation) -> None:
    found = take(province, "b" * 64).directive_id
    assert found is not None
    now = province.clock.now()
    with transaction(province.sessions) as session:
        record_failure(session, found, "encrypted", "Tệp đặt mật khẩu.", now)
        record_failure(session, found, "broken", "Một lần nữa.", now)
    assert directive(province, found).failure_reason == "encrypted"
    with transaction(province.sessions) as session:
        assert queries.waiting(session, 10) == []
        retry_reading(session, found, province.office, now)
        assert queries.waiting(session, 10) == [found]


def test_what_has_not_failed_is_not_tried_again(province: Situation) -> None:
    found = take(province, "c" * 64).directive_id
    assert found is not None
    with pytest.raises(Conflict), transaction(province.sessions) as session:
        retry_reading(session, found, province.office, province.clock.now())


def test_urgent_documents_are_read_first_then_the_oldest(province: Situation) -> None:
    ids = [take(province, letter * 64).directive_id for letter in "def"]
    with transaction(province.sessions) as session:
        last = session.get_one(Directive, ids[2])
        last.urgency = Urgency.HOA_TOC
        session.flush()
        assert queries.waiting(session, 10) == [ids[2], ids[0], ids[1]]


def test_a_refused_file_leaves_a_row_with_its_reason(province: Situation) -> None:
    with transaction(province.sessions) as session:
        arrival = refuse_file(session, source="folder", name="x" * 300, reason="Tệp quá lớn.", now=province.clock.now())
    assert (arrival.outcome, arrival.reason, len(arrival.name), arrival.directive_id) == (
        "refused",
        "Tệp quá lớn.",
        255,
        None,
    )
    assert THE_SYSTEM.account_id is None


def test_the_bytes_of_a_secret_document_do_not_come_back_by_another_arrival(province: Situation) -> None:
    found = province.directive("2026-11-20", ("Sở Y tế", None), secrecy="Mật")
    content = b"the secret itself"
    sha256 = province.store.put(content)
    with transaction(province.sessions) as session:
        session.get_one(Directive, found).sha256 = sha256
    again = take(province, sha256, "ten-that.pdf")
    assert (again.outcome, again.name, again.directive_id) == ("refused", "(đã xóa)", found)
    assert not province.store.has(sha256)


def test_work_given_up_after_reading_is_visible_too(province: Situation) -> None:
    found = province.directive("2026-11-20", ("Sở Y tế", None))
    with transaction(province.sessions) as session:
        record_failure(session, found, "unforeseen", "Xử lý gặp lỗi.", province.clock.now())
    assert directive(province, found).failure_reason == "unforeseen"
