"""Pure: stamps told by the words in them, and coloured ink gathered into patches that may be stamps."""

import re
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from ingest.readers.layout import fold
from ingest.readers.raster import Mask

_CELL = 8
_REACH = 2
_LEAST_CELLS = 12
_MOST_PATCHES = 12
_ALIKE = 80.0
_KINDS = {
    "hoa toc hen gio": ("urgency", "HỎA TỐC HẸN GIỜ"),
    "hoa toc": ("urgency", "HỎA TỐC"),
    "thuong khan": ("urgency", "THƯỢNG KHẨN"),
    "khan": ("urgency", "KHẨN"),
    "tuyet mat": ("secrecy", "TUYỆT MẬT"),
    "toi mat": ("secrecy", "TỐI MẬT"),
    "mat": ("secrecy", "MẬT"),
}
_ARRIVAL = re.compile(r"\b(cong van|cv|van ban)?\s*d[eoc][nm]\b")
_ARRIVAL_FIELDS = re.compile(r"\bso\b|ngay|chuyen|gio|luu")


@dataclass(frozen=True, slots=True)
class Patch:
    """Coloured ink that hangs together; pixels, x1 and y1 exclusive."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return self.y1 - self.y0


def stamp_kind(text: str) -> tuple[str, str] | None:
    """Return (kind, words as the rules spell them) of a short stamp of urgency or secrecy, else None."""
    letters = re.sub(r"[^a-z ]", "", fold(text))
    words = " ".join(word for word in letters.split() if len(word) > 1)
    if not words or len(words) > 24:  # noqa: PLR2004 - a stamp holds a few words
        return None
    exact = next(
        (kind for key, kind in _KINDS.items() if words == key or words.replace(" ", "") == key.replace(" ", "")), None
    )
    if exact:
        return exact
    key, score = max(((key, fuzz.ratio(key, words)) for key in _KINDS if len(key) > 4), key=lambda pair: pair[1])  # noqa: PLR2004
    return _KINDS[key] if score >= _ALIKE else None


def is_arrival_stamp(text: str) -> bool:
    """Return whether the words are those of a stamp put on incoming documents: ĐẾN with number and day."""
    folded = fold(text)
    fields = set(_ARRIVAL_FIELDS.findall(folded))
    return bool(_ARRIVAL.search(folded)) and bool(fields)


def find_patches(coloured: Mask) -> list[Patch]:
    """Return the patches of coloured ink large enough to hold a word, from top to bottom."""
    height, width = coloured.shape[0] // _CELL, coloured.shape[1] // _CELL
    if not height or not width:
        return []
    blocks = coloured[: height * _CELL, : width * _CELL].reshape(height, _CELL, width, _CELL)
    filled = blocks.sum(axis=(1, 3)) >= _CELL // 2
    open_cells = set(zip(*(axis.tolist() for axis in np.nonzero(filled)), strict=True))
    patches = []
    while open_cells:
        stack = [open_cells.pop()]
        group = list(stack)
        while stack:
            row, column = stack.pop()
            for near in [
                (row + dy, column + dx) for dy in range(-_REACH, _REACH + 1) for dx in range(-_REACH, _REACH + 1)
            ]:
                if near in open_cells:
                    open_cells.remove(near)
                    stack.append(near)
                    group.append(near)
        if len(group) >= _LEAST_CELLS:
            rows, columns = [row for row, _ in group], [column for _, column in group]
            patches.append(
                Patch(min(columns) * _CELL, min(rows) * _CELL, (max(columns) + 1) * _CELL, (max(rows) + 1) * _CELL)
            )
    patches.sort(key=lambda patch: patch.width * patch.height, reverse=True)
    return sorted(patches[:_MOST_PATCHES], key=lambda patch: (patch.y0, patch.x0))


def slant(coloured: Mask) -> float:
    """Return the angle in degrees (-45 to 45) by which a patch must be turned to stand in the smallest frame."""
    rows, columns = np.nonzero(coloured)
    if rows.size < 50:  # noqa: PLR2004 - too few pixels for a frame
        return 0.0
    step = max(1, rows.size // 4_000)
    y, x = rows[::step].astype(np.float64), columns[::step].astype(np.float64)
    best, angle = np.inf, 0.0
    for candidate in range(-45, 46):
        turn = np.radians(candidate)
        across, down = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        size = (np.ptp(across) + 1) * (np.ptp(down) + 1)
        if size < best * (0.985 if abs(candidate) > abs(angle) else 1.0):
            best, angle = size, float(candidate)
    return angle
