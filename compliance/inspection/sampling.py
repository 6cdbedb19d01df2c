"""A sample that anyone can draw again from the list it was drawn from; pure."""

import hashlib
from collections.abc import Iterable


def drawn(assignment_ids: Iterable[int], size: int, seed: int) -> list[int]:
    """Return so many assignments drawn at random, in the order drawn; all of them where there are no more.

    Each one's lot is the SHA-256 of ``seed:assignment``; the lowest are drawn.
    """
    return sorted(set(assignment_ids), key=lambda number: _lot(seed, number))[:size]


def _lot(seed: int, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
