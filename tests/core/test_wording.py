import pytest

from core.wording import is_blank


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u00a0\u3000", "\u200b\u200d\ufeff", " \u00ad "])
def test_what_nobody_sees_says_nothing(text: str):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["x", " ừ ", "\u200bNhầm tệp", "1"])
def test_a_visible_sign_says_something(text: str):
    assert not is_blank(text)
