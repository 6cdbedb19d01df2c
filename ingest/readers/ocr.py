"""The one door to Tesseract, in process: an engine that reads rectangles of an image into words."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

import tesserocr
from PIL import Image

from ingest.readers.drafts import FoundLine, FoundWord, line_of
from ingest.text import Box

_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")
_NAMED_BY = ("DONDOC_TESSDATA_DIR", "TESSDATA_PREFIX")


class Segmentation(IntEnum):
    """How the engine looks for lines; the values are Tesseract's."""

    AUTOMATIC = 3
    COLUMN = 4
    BLOCK = 6
    LINE = 7
    SPARSE = 11


class EngineMissing(Exception):
    """No Vietnamese recognition model was found."""


def model_folder(configured: str | None = None) -> str:
    """Return the folder that holds the Vietnamese model.

    Raises:
        EngineMissing: none of the known folders has it.
    """
    candidates = [configured, *map(os.environ.get, _NAMED_BY), *_FOLDERS]
    for folder in candidates:
        if folder and (Path(folder) / "vie.traineddata").is_file():
            return folder
    raise EngineMissing


class Engine:
    """An open recogniser; pixel rectangles in, lines with pixel boxes out."""

    def __init__(self, api: tesserocr.PyTessBaseAPI, max_seconds: float) -> None:
        """Keep the open interface; a reading that computes longer than ``max_seconds`` is cut short."""
        self._api = api
        self._max_seconds = max_seconds
        self._size = (1, 1)

    def show(self, image: Image.Image, dpi: int) -> None:
        """Set the grey image that the following readings look at."""
        self._api.SetImage(image)
        self._api.SetSourceResolution(dpi)
        self._size = image.size

    def lines(self, area: tuple[int, int, int, int] | None, segmentation: Segmentation) -> list[FoundLine]:
        """Return the lines found in a rectangle (x0, y0, x1, y1 in pixels), boxes in pixels of the whole image."""
        self._api.SetPageSegMode(int(segmentation))
        x0, y0, x1, y1 = area or (0, 0, *self._size)
        x1, y1 = min(x1, self._size[0]), min(y1, self._size[1])
        self._api.SetRectangle(x0, y0, x1 - x0, y1 - y0)
        self._recognize()
        return list(self._found_lines())

    def _recognize(self) -> None:
        """Recognise the rectangle.

        Tesseract looks at the clock on the wall. Cut short because the machine had other things to do, it begins anew
        with more patience: what is read must not depend on what else runs.
        """
        patience = self._max_seconds
        started = time.thread_time()
        while not self._api.Recognize(max(1, int(patience * 1000))):
            if time.thread_time() - started >= self._max_seconds:
                break
            patience *= 2

    def _found_lines(self) -> Iterator[FoundLine]:
        words: list[FoundWord] = []
        iterator = self._api.GetIterator()
        if iterator is None:
            return
        for item in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
            if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE) and words:
                yield line_of(words)
                words = []
            if item.Empty(tesserocr.RIL.WORD):
                continue
            text = item.GetUTF8Text(tesserocr.RIL.WORD).strip()
            place = item.BoundingBox(tesserocr.RIL.WORD)
            if text and place:
                words.append(FoundWord(text, Box(*place), item.Confidence(tesserocr.RIL.WORD) / 100))
        if words:
            yield line_of(words)


@contextmanager
def open_engine(folder: str | None = None, max_seconds: float = 60.0) -> Iterator[Engine]:
    """Open the Vietnamese recogniser and free it afterwards.

    Raises:
        EngineMissing: no model found.
    """
    with tesserocr.PyTessBaseAPI(path=model_folder(folder), lang="vie", oem=tesserocr.OEM.LSTM_ONLY) as api:
        yield Engine(api, max_seconds)
