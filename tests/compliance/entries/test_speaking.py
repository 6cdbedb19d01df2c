"""What an officer of a unit may do of what is possible, and its head."""

from compliance.entries.access.speaking import SPOKEN, open_to
from compliance.entries.acts import Act
from core.access import AccountRole, Viewer

POSSIBLE = (Act.PROGRESS, Act.REPORT, *SPOKEN)


def test_only_who_speaks_for_a_unit_says_its_word() -> None:
    assert open_to(Viewer(1, "", AccountRole.UNIT, 7), POSSIBLE) == set(POSSIBLE)
    assert open_to(Viewer(1, "", AccountRole.UNIT_OFFICER, 7), POSSIBLE) == {Act.PROGRESS, Act.REPORT}
    assert open_to(Viewer(1, "", AccountRole.OFFICE, None), POSSIBLE) == set(POSSIBLE)
