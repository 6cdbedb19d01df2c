"""A form's token looks different in every answer and is still the same token."""

import pytest

from api.veil import unveiled, veiled


def test_a_token_is_never_written_twice_alike_and_comes_back_the_same():
    one, other = veiled("mã-thông-hành"), veiled("mã-thông-hành")
    assert one != other
    assert {unveiled(one), unveiled(other)} == {"mã-thông-hành".encode()}


@pytest.mark.parametrize("text", ["", "x", "không phải", "YWJj"])
def test_what_was_never_veiled_is_no_token(text: str):
    assert unveiled(text) == b""
