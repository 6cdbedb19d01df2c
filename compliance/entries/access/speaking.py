"""Which acts are a unit's own word, and so for who speaks for it: its head, not each of its officers. Pure."""

from collections.abc import Iterable

from compliance.entries.acts import Act
from core.access import Action, Viewer
from core.errors import NotAllowed

SPOKEN = frozenset({Act.SAY_NOT_OURS, Act.CONTEST, Act.ASK_EXTENSION})


def open_to(viewer: Viewer, acts: Iterable[Act]) -> frozenset[Act]:
    """Return those of a part's possible acts that this account may do itself."""
    possible = frozenset(acts)
    return possible - SPOKEN if viewer.is_of_unit and not viewer.may(Action.SPEAK_FOR_UNIT) else possible


def check_open_to(viewer: Viewer, act: Act) -> None:
    """Let an account through that may do this act itself.

    Raises:
        NotAllowed: it is for who speaks for the unit.
    """
    if not open_to(viewer, {act}):
        message = "Việc này do lãnh đạo hoặc đầu mối của đơn vị gửi."
        raise NotAllowed(message)
