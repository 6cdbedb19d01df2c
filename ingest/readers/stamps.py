"""Stamps read as pictures: red ink on its own, small frames in black; urgency, secrecy, arrival and seals."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ingest.readers.drafts import FoundLine, FoundWord, clipped, line_of
from ingest.readers.marks import Patch, find_patches, is_arrival_stamp, slant, stamp_kind
from ingest.readers.ocr import Engine, Segmentation
from ingest.readers.quality import is_syllable
from ingest.readers.raster import Grey
from ingest.readers.sheet import Sheet, meets, red_ink
from ingest.text import Box

_PAD = 12
_TALLEST = 60
_SURE = 0.72
_FADED = 190
_FLAT = 2.5  # times as wide as high
_RULED = 0.5  # share of ink in a row or column from which it is a frame's rule
_BESIDE = 3  # pixels beside a rule that it blackens


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp in pixels of the sheet."""

    kind: str
    text: str
    box: Box
    confidence: float


def read_red(red: Grey | None, dpi: int, engine: Engine) -> tuple[list[Stamp], list[FoundLine]]:
    """Return the stamps in red ink, and lines of plain text stamped in red (a signer's name).

    Args:
        red: the red ink alone, dark on white; None where there is none.
        dpi: pixels per inch.
        engine: the open recogniser; it must be shown the page again afterwards.
    """
    stamps: list[Stamp] = []
    lines: list[FoundLine] = []
    if red is None:
        return stamps, lines
    for patch in find_patches(red < _FADED):
        stamp, text = _read_patch(red, patch, engine, dpi)
        stamps.extend(stamp)
        lines.extend(text)
    return stamps, lines


def read_coloured(image: Image.Image, dpi: int, engine: Engine) -> list[Stamp]:
    """Return the stamps in red ink on a page image, boxes as fractions of the page."""
    stamps, _ = read_red(red_ink(np.asarray(image)), dpi, engine)
    width, height = image.size
    return [
        Stamp(
            s.kind,
            s.text,
            clipped(s.box.x0 / width, s.box.y0 / height, s.box.x1 / width, s.box.y1 / height),
            s.confidence,
        )
        for s in stamps
    ]


def _read_patch(red: Grey, patch: Patch, engine: Engine, dpi: int) -> tuple[list[Stamp], list[FoundLine]]:
    crop = red[max(0, patch.y0 - _PAD) : patch.y1 + _PAD, max(0, patch.x0 - _PAD) : patch.x1 + _PAD]
    left, top = max(0, patch.x0 - _PAD), max(0, patch.y0 - _PAD)
    box = Box(patch.x0, patch.y0, patch.x1, patch.y1)
    angle = slant(crop < _FADED)
    for turn in dict.fromkeys((angle, 0.0)):
        engine.show(_turned(crop, turn), dpi)
        block = engine.lines(None, Segmentation.BLOCK)
        lines = block or engine.lines(None, Segmentation.SPARSE)  # a heavy frame is no block of text
        for text in [" ".join(line.text for line in lines), *(line.text for line in lines)]:
            found = stamp_kind(text)
            if found:
                return [Stamp(found[0], found[1], box, _confidence(lines))], []
        if patch.width > _FLAT * patch.height:
            engine.show(_unframed(_turned(crop, turn)), dpi)
            one = engine.lines(None, Segmentation.LINE)
            found = stamp_kind(" ".join(line.text for line in one))
            if found:
                return [Stamp(found[0], found[1], box, _confidence(one))], []
        if is_arrival_stamp(" ".join(line.text for line in lines)):
            return [Stamp("arrival_stamp", " ".join(line.text for line in lines), box, _confidence(lines))], []
        if not turn:
            plain = [_moved(line, left, top) for line in block if _is_name(line)]
            if plain:
                return [], plain
    is_round = 0.6 < patch.width / patch.height < 1.7 and patch.height > 0.7 * dpi  # noqa: PLR2004
    return ([Stamp("seal", "", box, 1.0)] if is_round else []), []


def _turned(crop: Grey, angle: float) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(crop))
    if angle:
        image = image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return image


def _unframed(image: Image.Image) -> Image.Image:
    """The image without the rules of a frame: a word alone in a wide one is taken for a picture, or misread with it."""
    grey = np.array(image)
    ink = grey < _FADED
    for axis in (0, 1):
        rules = np.convolve(ink.mean(axis=1 - axis) > _RULED, np.ones(2 * _BESIDE + 1), "same") > 0
        grey[rules if axis == 0 else (slice(None), rules)] = 255
    return Image.fromarray(grey)


def _confidence(lines: list[FoundLine]) -> float:
    words = [word for line in lines for word in line.words]
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _is_name(line: FoundLine) -> bool:
    """Whether a line in red is plain words, at least two, surely read."""
    texts = [word.text.strip(".,;:") for word in line.words]
    return (
        len(texts) > 1
        and line.box.y1 - line.box.y0 < _TALLEST
        and min(word.confidence for word in line.words) > _SURE
        and all(is_syllable(text.lower()) for text in texts)
    )


def _moved(line: FoundLine, x: int, y: int) -> FoundLine:
    words = tuple(
        FoundWord(w.text, Box(w.box.x0 + x, w.box.y0 + y, w.box.x1 + x, w.box.y1 + y), w.confidence) for w in line.words
    )
    return line_of(words, line.region)


def read_frames(sheet: Sheet, engine: Engine) -> list[Stamp]:
    """Return the stamps among the small frames in black; the engine must look at the sheet."""
    stamps: list[Stamp] = []
    for frame in sorted(sheet.frames, key=lambda box: (box.x0 - box.x1) * (box.y1 - box.y0)):
        if any(meets(frame, stamp.box) for stamp in stamps):
            continue
        area = (int(frame.x0), int(frame.y0), int(frame.x1) + 1, int(frame.y1) + 1)
        lines = engine.lines(area, Segmentation.BLOCK)
        text = " ".join(line.text for line in lines)
        found = stamp_kind(text)
        if found:
            stamps.append(Stamp(found[0], found[1], frame, _confidence(lines)))
            continue
        lines += engine.lines(area, Segmentation.SPARSE)
        text = " ".join(line.text for line in lines)
        if is_arrival_stamp(text):
            stamps.append(Stamp("arrival_stamp", text, frame, _confidence(lines)))
    return stamps
