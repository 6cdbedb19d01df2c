"""The drawing objects of a PDF page: its straight lines and pictures, looked for inside nested forms too."""

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
from pypdfium2 import raw

from ingest.readers.failures import Reason, Unreadable

Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_DEPTH = 4
_THICKNESS = 3.0
_MIN_LENGTH = 5.0
_MAX_SEGMENTS = 2_000


def bare(function: object, *argument_types: type, result: type = ctypes.c_int) -> Callable[..., int]:
    """Return a function of PDFium without the checks of its arguments, which cost as much as its work."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # a foreign function is one
    return ctypes.PYFUNCTYPE(result, *argument_types)(address)


_get_object = bare(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_int, result=ctypes.c_void_p)
_get_inner = bare(raw.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_ulong, result=ctypes.c_void_p)
_get_type = bare(raw.FPDFPageObj_GetType, ctypes.c_void_p)
_get_bounds = bare(raw.FPDFPageObj_GetBounds, *[ctypes.c_void_p] * 5)


def walk_objects(page: pypdfium2.PdfPage, most: int) -> Iterator[tuple[int, int, Matrix]]:
    """Yield (type, address, matrix to page) of every object, forms opened, at most ``most`` in all.

    Raises:
        Unreadable: the page has more objects than that.
    """
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    count = _count(raw.FPDFPage_CountObjects(page.raw), most)
    stack = [(_get_object(handle, i), _IDENTITY, 0) for i in reversed(range(count))]
    seen = 0
    while stack:
        item, matrix, depth = stack.pop()
        seen += 1
        if seen > most:
            raise Unreadable(Reason.TOO_LARGE, f"more than {most} drawing objects on a page")
        kind = _get_type(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _product(_matrix_of(_object(item)), matrix)
            count = _count(raw.FPDFFormObj_CountObjects(_object(item)), most)
            stack += [(_get_inner(item, i), inner, depth + 1) for i in reversed(range(count))]
        else:
            yield kind, item, matrix


def _object(address: int) -> raw.FPDF_PAGEOBJECT:
    return ctypes.cast(address, raw.FPDF_PAGEOBJECT)


def _count(number: int, most: int) -> int:
    if number > most:
        raise Unreadable(Reason.TOO_LARGE, f"more than {most} drawing objects on a page")
    return max(number, 0)


def collect_rules(page: pypdfium2.PdfPage, most: int, found: list[Rectangle]) -> None:
    """Append the thin rectangles (left, bottom, right, top in page units) that the page's paths draw."""
    for kind, item, matrix in walk_objects(page, most):
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = bounds_of(item, matrix)
        wide, high = right - left, top - bottom
        if min(wide, high) <= _THICKNESS:
            if max(wide, high) >= _MIN_LENGTH:
                found.append((left, bottom, right, top))
        else:
            _collect_segments(_object(item), matrix, found)


def bounds_of(item: int, matrix: Matrix) -> Rectangle:
    """Return the rectangle of an object in page units."""
    sides = (ctypes.c_float * 4)()
    at = ctypes.addressof(sides)
    _get_bounds(item, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = sides
    if matrix is _IDENTITY:
        return left, bottom, right, top
    corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _collect_segments(item: object, matrix: Matrix, found: list[Rectangle]) -> None:
    """The straight sides of a stroked path that draws more than one line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke) or not stroke.value:
        return
    to_page = _product(_matrix_of(item), matrix)
    first = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(item), _MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(to_page, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            _collect_side(last, point, found)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            _collect_side(last, first, found)
            last = first


def _collect_side(start: tuple[float, float], end: tuple[float, float], found: list[Rectangle]) -> None:
    left, right = sorted((start[0], end[0]))
    bottom, top = sorted((start[1], end[1]))
    if min(right - left, top - bottom) <= 1.0 and max(right - left, top - bottom) >= _MIN_LENGTH:
        found.append((left, bottom, right, top))


def _matrix_of(item: object) -> Matrix:
    held = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, held):
        return _IDENTITY
    return held.a, held.b, held.c, held.d, held.e, held.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """First the inner, then the outer."""
    a, b, c, d, e, f = inner
    x, y, z, w, u, v = outer
    return a * x + b * z, a * y + b * w, c * x + d * z, c * y + d * w, e * x + f * z + u, e * y + f * w + v


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
