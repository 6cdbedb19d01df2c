from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import accounts
from core.access import AccountRole
from core.audit import AuditEvent
from core.errors import Conflict, Invalid
from core.organisation import SignIn

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(scope="module")
def password_hash():
    return accounts.hash_password(PASSWORD)


@pytest.fixture
def clerk(session, password_hash):
    return accounts.create_account(
        session,
        username=" Lan.VP ",
        full_name="Lê Thị Lan",
        role=AccountRole.OFFICE,
        unit_id=None,
        password_hash=password_hash,
        now=NOW,
    )


def enter(session, *, matched=True, now=NOW, hours=10, username="lan.vp"):
    return accounts.record_sign_in(session, username, matched=matched, now=now, hours=hours)


def test_a_right_password_matches_and_a_wrong_one_does_not(password_hash):
    assert accounts.password_matches(password_hash, PASSWORD)
    assert not accounts.password_matches(password_hash, "một mật khẩu khác")


def test_an_unknown_name_and_a_damaged_hash_never_match():
    assert not accounts.password_matches(None, PASSWORD)
    assert not accounts.password_matches("not a hash", PASSWORD)


def test_a_password_that_is_too_short_is_refused_with_the_length_that_is_accepted():
    with pytest.raises(Invalid, match="từ 10"):
        accounts.hash_password("ngắn")


def test_names_are_compared_without_case_and_outer_spaces(session, clerk):
    assert accounts.password_hash_of(session, "LAN.vp ") == clerk.password_hash
    assert accounts.password_hash_of(session, "ai.do") is None


def test_a_taken_name_is_refused(session, clerk, password_hash):
    with pytest.raises(Conflict, match=r"lan\.vp"):
        accounts.create_account(
            session,
            username="LAN.VP",
            full_name="Ai Đó",
            role=AccountRole.OFFICE,
            unit_id=None,
            password_hash=password_hash,
            now=NOW,
        )


def test_a_unit_account_needs_a_unit(session, password_hash):
    with pytest.raises(Invalid, match="đơn vị"):
        accounts.create_account(
            session,
            username="so",
            full_name="Sở",
            role=AccountRole.UNIT,
            unit_id=None,
            password_hash=password_hash,
            now=NOW,
        )


def test_a_signed_in_browser_is_known_by_its_token_which_is_kept_only_as_a_hash(session, clerk):
    token, signed_in = enter(session)
    again = accounts.signed_in_with(session, token, NOW)
    assert again == signed_in
    assert again.viewer.account_id == clerk.id
    assert again.actor.name == "Lê Thị Lan"
    assert token not in {row.token_sha256 for row in session.scalars(select(SignIn))}


def test_a_token_ends_with_its_hours(session, clerk):
    token, _ = enter(session, hours=2)
    assert accounts.signed_in_with(session, token, NOW + timedelta(hours=1, minutes=59)) is not None
    assert accounts.signed_in_with(session, token, NOW + timedelta(hours=2)) is None


def test_signing_out_ends_the_token_and_twice_is_harmless(session, clerk):
    token, _ = enter(session)
    accounts.sign_out(session, token, NOW)
    accounts.sign_out(session, token, NOW)
    session.flush()
    assert accounts.signed_in_with(session, token, NOW) is None
    events = list(session.scalars(select(AuditEvent.did).where(AuditEvent.did == "account.signed_out")))
    assert len(events) == 1


def test_an_ended_account_neither_enters_nor_stays_in(session, clerk):
    token, _ = enter(session)
    clerk.is_active = False
    session.flush()
    assert accounts.signed_in_with(session, token, NOW) is None
    assert enter(session) is None


def test_an_unknown_name_is_refused(session):
    assert enter(session, username="ai.do") is None


def test_five_failures_lock_the_account_for_fifteen_minutes_even_for_the_right_password(session, clerk):
    for _ in range(accounts.FAILURES_BEFORE_LOCK):
        assert enter(session, matched=False) is None
    assert enter(session) is None
    assert enter(session, now=NOW + accounts.LOCKED_FOR - timedelta(seconds=1)) is None
    assert enter(session, now=NOW + accounts.LOCKED_FOR) is not None


def test_a_success_forgets_earlier_failures(session, clerk):
    for _ in range(accounts.FAILURES_BEFORE_LOCK - 1):
        enter(session, matched=False)
    assert enter(session) is not None
    enter(session, matched=False)
    assert enter(session) is not None
