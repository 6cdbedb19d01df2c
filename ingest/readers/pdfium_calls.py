"""PDFium called in bulk: its functions without the checks of their arguments, and room for the numbers they write."""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROWS = 4_096
_NUMBERS = 4
_SIZE = ctypes.sizeof(ctypes.c_float)

Areas = NDArray[np.float64]


class Handle(ctypes.c_void_p):
    """A thing of PDFium as its functions give and take it; false where there is none."""


def bare(function: object, result: type = ctypes.c_int, takes: type | None = None) -> Callable[..., Any]:
    """Return a function of PDFium without the checks of its arguments, which cost more than its work.

    It takes handles, pointers made by `pointer_to` and whole numbers of 32 bits, anything else would arrive wrongly;
    or, where one is named, a single argument of the type that it ``takes``.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # a foreign function is one
    return ctypes.PYFUNCTYPE(result, *filter(None, [takes]))(address)


def pointer_to(handle: Any) -> object:  # noqa: ANN401 - a pointer of the library, which has no types
    """Return a handle in the form that is passed fastest again and again."""
    return ctypes.byref(handle.contents)


class Room:
    """Room for four numbers a row, its places made once: a call of PDFium then needs no new object.

    Args:
        apart: whether the function wants the place of each number, or that of the row alone.
    """

    def __init__(self, *, apart: bool) -> None:
        self._numbers = np.zeros((_ROWS, _NUMBERS), np.float32)
        self._held = (ctypes.c_float * (_ROWS * _NUMBERS)).from_buffer(self._numbers.data)
        starts = range(0, ctypes.sizeof(self._held), _NUMBERS * _SIZE)
        columns = range(_NUMBERS if apart else 1)
        self._places = [[ctypes.byref(self._held, start + column * _SIZE) for start in starts] for column in columns]

    def filled(self, call: Callable[..., Any], items: Sequence[object], owner: object = None) -> Areas:
        """Return the numbers that the function writes for each item, zeros where it writes none.

        Args:
            call: made by `bare`; takes (owner, item, places) or (item, places).
            items: one a row.
            owner: a pointer that comes before the item, if any.
        """
        rows = []
        for start in range(0, len(items), _ROWS):
            part = items[start : start + _ROWS]
            arguments: list[Iterable[object]] = [part, *self._places]
            if owner is not None:
                arguments.insert(0, repeat(owner))
            self._numbers[: len(part)] = 0
            deque(map(call, *arguments), maxlen=0)
            rows.append(self._numbers[: len(part)].astype(np.float64))
        return np.concatenate(rows) if rows else np.zeros((0, _NUMBERS))
