"""Codes of an authenticator: right around their half minute, good once; recovery codes read as people write them."""

from datetime import UTC, datetime, timedelta

import pyotp

from core.one_time import matching_step, new_recovery_codes, new_secret, recovery_digest, setup_address

AT = datetime(2026, 8, 21, 2, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def test_the_code_of_now_and_of_the_half_minutes_around_is_right() -> None:
    for seconds in (-30, 0, 30):
        assert matching_step(SECRET, code(AT + timedelta(seconds=seconds)), AT, None) is not None
    for seconds in (-90, 90):
        assert matching_step(SECRET, code(AT + timedelta(seconds=seconds)), AT, None) is None


def test_a_code_is_good_once_and_so_is_any_before_it() -> None:
    step = matching_step(SECRET, code(AT), AT, None)
    assert matching_step(SECRET, code(AT), AT, step) is None
    assert matching_step(SECRET, code(AT - timedelta(seconds=30)), AT, step) is None
    assert matching_step(SECRET, code(AT + timedelta(seconds=30)), AT, step) == (step or 0) + 1


def test_spaces_in_a_code_do_not_count_and_nonsense_is_wrong() -> None:
    now = code(AT)
    assert matching_step(SECRET, f" {now[:3]} {now[3:]} ", AT, None) is not None
    for typed in ("", "abc", "đđđđđđ", now + "0"):
        assert matching_step(SECRET, typed, AT, None) is None


def test_recovery_codes_differ_and_are_read_without_case_spaces_or_dashes() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    first = codes[0]
    assert recovery_digest(first.upper().replace("-", " ")) == recovery_digest(first)
    assert recovery_digest(first) != recovery_digest(codes[1])


def test_the_address_names_person_and_site() -> None:
    secret = new_secret()
    address = setup_address(secret, "lan.vp", "Đôn Đốc")
    assert address.startswith("otpauth://totp/")
    assert secret in address
    assert "lan.vp" in address
