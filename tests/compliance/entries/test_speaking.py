"""What an officer of a unit may do of what is possible, and its head."""

import pytest

from compliance.entries.access.speaking import SPOKEN, check_open_to, open_to
from compliance.entries.acts import Act
from core.access import AccountRole, Viewer
from core.errors import NotAllowed

POSSIBLE = (Act.PROGRESS, Act.REPORT, *SPOKEN)


def test_only_who_speaks_for_a_unit_says_its_word() -> None:
    assert open_to(Viewer(1, "", AccountRole.UNIT, 7), POSSIBLE) == set(POSSIBLE)
    assert open_to(Viewer(1, "", AccountRole.UNIT_OFFICER, 7), POSSIBLE) == {Act.PROGRESS, Act.REPORT}
    assert open_to(Viewer(1, "", AccountRole.OFFICE, None), POSSIBLE) == set(POSSIBLE)


def test_an_officer_who_asks_for_more_time_is_told_whose_word_that_is() -> None:
    check_open_to(Viewer(1, "", AccountRole.UNIT, 7), Act.ASK_EXTENSION)
    with pytest.raises(NotAllowed, match="lãnh đạo hoặc đầu mối"):
        check_open_to(Viewer(1, "", AccountRole.UNIT_OFFICER, 7), Act.ASK_EXTENSION)
