"""The drawing objects of a PDF page: its straight lines and pictures, looked for inside nested forms too."""

import ctypes
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pypdfium2
from pypdfium2 import raw

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.pdfium_calls import Areas, Handle, Room, bare, pointer_to

Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]
_Point = tuple[float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_DEPTH = 4
_THICKNESS = 3.0
_MIN_LENGTH = 5.0
_MAX_SEGMENTS = 2_000

_get_object = bare(raw.FPDFPage_GetObject, Handle)
_get_inner = bare(raw.FPDFFormObj_GetObject, Handle)
_get_type = bare(raw.FPDFPageObj_GetType)
_get_bounds = bare(raw.FPDFPageObj_GetBounds)
_room = Room(apart=True)


class Drawing(NamedTuple):
    """The objects that stand on a page, or in a form on it, their kinds, and the way from there to the page."""

    items: list[Handle]
    kinds: list[int]
    matrix: Matrix

    def only(self, kind: int) -> "Drawing":
        """Return the objects of a kind (the library's number)."""
        if kind not in self.kinds:
            return Drawing([], [], self.matrix)
        items = [item for item, found in zip(self.items, self.kinds, strict=True) if found == kind]
        return Drawing(items, [kind] * len(items), self.matrix)

    def areas(self) -> Areas:
        """Return the rectangle of each object in page units: left, top, right, bottom."""
        areas = _room.filled(_get_bounds, self.items)[:, (0, 3, 2, 1)]
        if self.matrix == _IDENTITY:
            return areas
        a, b, c, d, e, f = self.matrix
        x, y = areas[:, (0, 0, 2, 2)], areas[:, (1, 3, 1, 3)]
        across, up = a * x + c * y + e, b * x + d * y + f
        return np.stack((across.min(1), up.max(1), across.max(1), up.min(1)), axis=1)


def drawings(page: pypdfium2.PdfPage, most: int) -> Iterator[Drawing]:
    """Yield the objects of a page, forms opened, at most ``most`` objects in all.

    Raises:
        Unreadable: the page has more objects than that.
    """
    seen = _counted(raw.FPDFPage_CountObjects(page.raw), 0, most)
    items = list(map(_get_object, repeat(pointer_to(page.raw)), range(seen)))
    open_forms = [(items, _IDENTITY, 0)]
    while open_forms:
        items, matrix, depth = open_forms.pop()
        kinds = list(map(_get_type, items))
        drawing = Drawing(items, kinds, matrix)
        yield drawing
        for form in drawing.only(raw.FPDF_PAGEOBJ_FORM).items if depth < _MAX_DEPTH else ():
            count = max(0, raw.FPDFFormObj_CountObjects(_object(form)))
            seen = _counted(count, seen, most)
            inner = [_get_inner(form, ctypes.c_ulong(index)) for index in range(count)]
            open_forms.append((inner, _product(_matrix_of(form), matrix), depth + 1))


def _counted(number: int, seen: int, most: int) -> int:
    """How many objects there are with these, if that is not too many."""
    total = seen + max(number, 0)
    if total > most:
        raise Unreadable(Reason.TOO_LARGE, f"more than {most} drawing objects on a page")
    return total


def drawn_rules(drawn: Iterable[Drawing]) -> list[Rectangle]:
    """Return the thin rectangles (left, top, right, bottom in page units) that the page's paths draw."""
    found: list[Rectangle] = []
    for drawing in (each.only(raw.FPDF_PAGEOBJ_PATH) for each in drawn):
        for item, area in zip(drawing.items, drawing.areas().tolist(), strict=True):
            left, top, right, bottom = area
            wide, high = right - left, top - bottom
            if wide > _THICKNESS and high > _THICKNESS:
                found += _sides(item, drawing.matrix)
            elif wide >= _MIN_LENGTH or high >= _MIN_LENGTH:
                found.append((left, top, right, bottom))
    return found


def _sides(item: Handle, matrix: Matrix) -> list[Rectangle]:
    """The straight sides of a stroked path that draws more than one line."""
    path, fill, stroke = _object(item), ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke) or not stroke.value:
        return []
    to_page = _product(_matrix_of(item), matrix)
    sides = []
    first = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(to_page, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            sides.append((last, point))
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            sides.append((last, first))
            last = first
    return [_area(start, end) for start, end in sides if _is_straight(start, end)]


def _is_straight(start: _Point, end: _Point) -> bool:
    wide, high = abs(start[0] - end[0]), abs(start[1] - end[1])
    return min(wide, high) <= 1.0 and max(wide, high) >= _MIN_LENGTH


def _area(start: _Point, end: _Point) -> Rectangle:
    return min(start[0], end[0]), max(start[1], end[1]), max(start[0], end[0]), min(start[1], end[1])


def _object(item: Handle) -> raw.FPDF_PAGEOBJECT:
    return ctypes.cast(item, raw.FPDF_PAGEOBJECT)


def _matrix_of(item: Handle) -> Matrix:
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(_object(item), held):
        return _IDENTITY
    return held.a, held.b, held.c, held.d, held.e, held.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """First the inner, then the outer."""
    a, b, c, d, e, f = inner
    x, y, z, w, u, v = outer
    return a * x + b * z, a * y + b * w, c * x + d * z, c * y + d * w, e * x + f * z + u, e * y + f * w + v


def _apply(matrix: Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
