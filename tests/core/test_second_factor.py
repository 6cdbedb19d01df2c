"""A second factor from its set-up to the sign-in that asks for it."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from core import accounts, second_factor
from core.audit import Actor, AuditEvent
from core.errors import Conflict, Invalid
from core.organisation import Account, SignIn
from tests import factories

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
HOURS = 10


@pytest.fixture
def clerk(session) -> Account:
    return factories.account(session, username="lan.vp")


@pytest.fixture
def codes(session, clerk) -> tuple[str, ...]:
    """The recovery codes of a second factor that is in force."""
    row = second_factor.begin(session, clerk.id, NOW)
    assert second_factor.begin(session, clerk.id, NOW) is row
    return second_factor.confirm(session, clerk.id, code(session, clerk), who(clerk), NOW)


def who(clerk: Account) -> Actor:
    return Actor(clerk.id, clerk.full_name)


def code(session, clerk: Account, at: datetime = NOW) -> str:
    row, _ = second_factor.state_of(session, clerk.id)
    return pyotp.TOTP(row.secret).at(at)


def with_password(session, at: datetime):
    return accounts.record_sign_in(session, "lan.vp", matched=True, now=at, hours=HOURS)


def test_a_password_alone_opens_nothing_and_the_code_gives_a_new_token(session, clerk, codes):
    at = NOW + timedelta(minutes=5)
    token, half = with_password(session, at)
    assert half.awaits_code
    assert accounts.signed_in_with(session, token, at) is None
    assert second_factor.finish_sign_in(session, token, "000000", now=at, hours=HOURS) is None
    new_token, signed_in = second_factor.finish_sign_in(session, token, code(session, clerk, at), now=at, hours=HOURS)
    assert not signed_in.awaits_code
    assert new_token != token
    assert accounts.signed_in_with(session, new_token, at).viewer.account_id == clerk.id
    assert second_factor.finish_sign_in(session, token, code(session, clerk, at), now=at, hours=HOURS) is None


def test_a_code_is_not_good_for_two_sign_ins(session, clerk, codes):
    at = NOW + timedelta(minutes=5)
    for expected in (True, False):
        token, _ = with_password(session, at)
        entered = second_factor.finish_sign_in(session, token, code(session, clerk, at), now=at, hours=HOURS)
        assert (entered is not None) is expected


def test_a_recovery_code_is_good_once(session, clerk, codes):
    for expected, left in ((True, 9), (False, 9)):
        token, _ = with_password(session, NOW)
        entered = second_factor.finish_sign_in(session, token, codes[0].upper(), now=NOW, hours=HOURS)
        assert (entered is not None) is expected
        assert second_factor.state_of(session, clerk.id)[1] == left


def test_wrong_codes_lock_the_account_and_a_half_made_sign_in_does_not_outlast_it(session, clerk, codes):
    token, _ = with_password(session, NOW)
    for _ in range(accounts.FAILURES_BEFORE_LOCK):
        assert second_factor.finish_sign_in(session, token, "000000", now=NOW, hours=HOURS) is None
    assert clerk.locked_until > NOW
    right = code(session, clerk, NOW + timedelta(seconds=60))
    assert second_factor.finish_sign_in(session, token, right, now=NOW + timedelta(seconds=60), hours=HOURS) is None
    assert session.scalar(select(SignIn).where(SignIn.awaits_code, SignIn.ended_at.is_(None))) is None


def test_a_half_made_sign_in_ends_after_ten_minutes(session, clerk, codes):
    token, _ = with_password(session, NOW)
    late = NOW + timedelta(minutes=11)
    assert second_factor.finish_sign_in(session, token, code(session, clerk, late), now=late, hours=HOURS) is None


def test_it_is_in_force_only_after_its_first_right_code(session, clerk):
    with pytest.raises(Conflict):
        second_factor.confirm(session, clerk.id, "000000", who(clerk), NOW)
    second_factor.begin(session, clerk.id, NOW)
    with pytest.raises(Invalid, match="6 số"):
        second_factor.confirm(session, clerk.id, "000000", who(clerk), NOW)
    assert not with_password(session, NOW)[1].awaits_code


def test_taken_away_the_password_is_enough_again_and_the_trail_says_so(session, clerk, codes):
    with pytest.raises(Conflict, match="đã bật"):
        second_factor.begin(session, clerk.id, NOW)
    second_factor.remove(session, clerk.id, who(clerk), NOW)
    second_factor.remove(session, clerk.id, who(clerk), NOW)
    assert not with_password(session, NOW)[1].awaits_code
    did = session.scalars(select(AuditEvent.did).where(AuditEvent.did.like("account.second_factor%"))).all()
    assert did == ["account.second_factor_set", "account.second_factor_removed"]
    assert not second_factor.is_right(session, clerk.id, codes[0], NOW)
