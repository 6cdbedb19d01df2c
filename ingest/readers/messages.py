"""What goes to a reading process and what comes back; on the way back only values of the text are let through."""

import copyreg
import io
import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.grid import Grid, from_plain, to_plain
from ingest.readers.limits import ReadingLimits
from ingest.text import DocumentText, Origin, Region

READY = b"ready"  # the first message of a process: its libraries are loaded, the time of a file may begin
_ALLOWED = frozenset(("ingest.text", "ingest.readers.messages"))


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read, as a document or as cells, one page of it to draw, or its signatures to check."""

    task: Literal["read", "render", "grids", "signatures"]
    content: bytes
    file_name: str
    limits: ReadingLimits
    page_number: int = 1
    width_px: int = 0
    rotation: int = 0
    roots: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing came back."""

    reason: str
    detail: str


def pack(value: Job | DocumentText | bytes | Refusal) -> bytes:
    """Return a value as bytes."""
    packed = io.BytesIO()
    _Plain(packed, pickle.HIGHEST_PROTOCOL).dump(value)
    return packed.getvalue()


def unpack(raw: bytes) -> DocumentText | bytes | Refusal:
    """Return the value that a reading process sent.

    The process has handled hostile bytes: only classes of the text are made, never a function it might name.

    Raises:
        OSError: it sent something else.
    """
    try:
        value = _Careful(io.BytesIO(raw)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
        raise OSError("the answer makes no sense") from error
    if not isinstance(value, DocumentText | bytes | Refusal):
        raise OSError("the answer is of no known kind")
    return value


def grids_to_json(grids: Sequence[Grid]) -> bytes:
    """Return the cells of a workbook as JSON."""
    return json.dumps(to_plain(grids), ensure_ascii=False).encode()


def grids_from_json(content: bytes) -> tuple[Grid, ...]:
    """Return the cells that `grids_to_json` was given."""
    return from_plain(json.loads(content))


def _by_value(choice: StrEnum) -> tuple[type[StrEnum], tuple[str]]:
    return type(choice), (choice.value,)


class _Plain(pickle.Pickler):
    """Writes a choice as its class and value: Python 3.11.0 to 3.11.3 would name ``getattr``, which is not let in."""

    dispatch_table = copyreg.dispatch_table | {Origin: _by_value, Region: _by_value}


class _Careful(pickle.Unpickler):
    """Makes values of the text only."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class of the text."""
        found = super().find_class(module, name) if module in _ALLOWED else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is not expected")
        return found
