"""Pure: where a page image stands in two columns, seen from the blank strip between them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.readers.raster import Mask, ink_rows
from ingest.text import Box

_LETTERHEAD_DEPTH = 0.36
_LEFTMOST, _RIGHTMOST = 0.28, 0.68
_MIN_GUTTER = 0.011
_NOISE = 0.012
_BAND_JOIN = 5


@dataclass(frozen=True, slots=True)
class Split:
    """Rows ``top`` to ``bottom`` (exclusive) stand in two columns parted at ``gutter``; all in pixels."""

    top: int
    bottom: int
    gutter: int


def bands(ink: Mask, join: int = _BAND_JOIN) -> list[tuple[int, int]]:
    """Return the bands of print (top, bottom exclusive), bands closer than ``join`` rows taken as one."""
    joined: list[tuple[int, int]] = []
    for top, bottom in ink_rows(ink, 2):
        if joined and top - joined[-1][1] < join:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined


def letterhead(ink: Mask) -> Split | None:
    """Return the two-column block at the head of the page, as deep as its blank strip runs."""
    height = ink.shape[0]
    head = [band for band in bands(ink) if band[0] < _LETTERHEAD_DEPTH * height]
    for first in range(min(3, len(head))):
        found = None
        for _, bottom in head[first:]:
            gutter = _gutter(ink[head[first][0] : bottom])
            if gutter is None:
                break
            found = Split(head[first][0], bottom, gutter)
        if found is not None and found.bottom - found.top > 0.03 * height:
            return found
    return None


def signature(ink: Mask) -> Split | None:
    """Return the two-column block at the foot of the page, the page's number left out."""
    height, width = ink.shape
    foot = bands(ink)
    while foot and foot[-1][0] > 0.9 * height and _extent(ink[foot[-1][0] : foot[-1][1]]) < 0.06 * width:
        foot.pop()
    if not foot:
        return None
    last = foot[-1][1]
    found = None
    for top, _ in reversed(foot):
        gutter = _gutter(ink[top:last])
        if gutter is None:
            break
        found = Split(top, last, gutter)
    if found is None or found.bottom - found.top < 0.05 * height:
        return None
    return found


def weakest_strip(ink: Mask, words: list[tuple[float, float]]) -> int | None:
    """Return the middle of the strip with least ink in the widest gap between the words of a row, or beside them.

    Args:
        ink: the block, its first row that of the words.
        words: (x0, x1) of each word of the first row, in pixels.
    """
    height, width = ink.shape
    edges = [(0.0, 0.0), *sorted(words), (float(width), float(width))]
    gaps = [(b[0] - a[1], a[1], b[0]) for a, b in pairwise(edges) if a[1] > 0.08 * width]
    gaps = [gap for gap in gaps if gap[1] < _RIGHTMOST * width and gap[2] > _LEFTMOST * width]
    if not gaps or height < 0.02 * width:
        return None
    _, left, right = max(gaps)
    left, right = max(left, _LEFTMOST * width), min(right, _RIGHTMOST * width)
    if right - left < _MIN_GUTTER * width:
        return None
    profile = ink[:, int(left) : int(right)].sum(axis=0)
    smooth = np.convolve(profile, np.ones(15), mode="same")
    lowest = np.flatnonzero(smooth <= smooth.min() + 1)
    return int(left) + int(lowest[lowest.size // 2])


def _extent(ink: Mask) -> int:
    filled = np.flatnonzero(ink.any(axis=0))
    return int(filled[-1] - filled[0] + 1) if filled.size else 0


def _gutter(ink: Mask) -> int | None:
    """The middle of the widest blank strip near the page's middle with print on both sides, else None."""
    height, width = ink.shape
    left, right = int(_LEFTMOST * width), int(_RIGHTMOST * width)
    profile = ink.sum(axis=0)
    filled = profile > _NOISE * height
    edges = np.flatnonzero(np.concatenate(([True], filled[left:right], [True])))
    widths = np.diff(edges) - 1
    if not widths.size or widths.max() < _MIN_GUTTER * width:
        return None
    at = int(widths.argmax())
    middle = left + int(edges[at] + edges[at + 1] - 1) // 2
    has_left, has_right = profile[: left + edges[at]].any(), profile[left + edges[at + 1] - 1 :].any()
    return middle if has_left or has_right else None


def uncovered(ink: Mask, boxes: list[Box], least_height: int, least_ink: int) -> list[tuple[int, int, int, int]]:
    """Return the rectangles (x0, y0, x1, y1) of print outside all boxes, tall and inky enough to be a line."""
    left_over = ink.copy()
    for box in boxes:
        left_over[max(0, int(box.y0) - 4) : int(box.y1) + 5, max(0, int(box.x0) - 4) : int(box.x1) + 5] = False
    found = []
    for top, bottom in bands(left_over, 3):
        part = left_over[top:bottom]
        if bottom - top >= least_height and int(part.sum()) >= least_ink:
            across = np.flatnonzero(part.any(axis=0))
            found.append((int(across[0]), top, int(across[-1]) + 1, bottom))
    return found
