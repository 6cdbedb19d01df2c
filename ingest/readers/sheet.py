"""A page image made ready to be read: upright, straight, without coloured ink, streaks and ruling lines."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ingest.readers.drafts import FoundLine, FoundTable, clipped, line_of
from ingest.readers.ocr import Engine, Segmentation
from ingest.readers.raster import (
    Colour,
    Grey,
    Mask,
    erase_rules,
    erase_streaks,
    find_rules,
    is_sideways,
    part_colours,
    part_streaks,
    skew,
    stands_alone,
    threshold,
)
from ingest.readers.tables import Grid, Rule, find_grids
from ingest.text import Box

_MIN_SKEW = 0.15
_MIN_RULE = 45
_TOLERANCE = 9
_MARGIN = 6
_FAR_MORE, _LEAST_READ = 2.0, 20.0
_SIDE, _HEAD, _MOST_FRAMES = (0.03, 0.16), 0.45, 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """The prepared image in grey; ``red`` is None where the page has no colour.

    ``tables`` are grids of table size, ``frames`` small ones (stamps); ``rotation`` is how far the page was turned
    clockwise to stand upright, ``angle`` by how many degrees it was then straightened.
    """

    grey: Grey
    ink: Mask
    red: Grey | None
    tables: tuple[Grid, ...]
    frames: tuple[Box, ...]
    rotation: int
    angle: float
    dpi: int


def prepare(image: Image.Image, dpi: int, engine: Engine, rotation: int | None = None) -> Sheet:
    """Return the page ready to be read.

    Args:
        image: the page as shown, in colour.
        dpi: pixels per inch.
        engine: decides which way up a page on its side is.
        rotation: degrees clockwise to turn the page, None to find out.
    """
    layers = part_colours(np.asarray(image))
    grey = layers.grey
    red = red_ink(np.asarray(image)) if layers.coloured else None
    if rotation is None:
        rotation = _turn(grey, engine, dpi) if _lies_sideways(grey) else 0
    if rotation:
        grey = np.ascontiguousarray(np.rot90(grey, -rotation // 90))
        red = None if red is None else np.ascontiguousarray(np.rot90(red, -rotation // 90))
    angle = skew(grey < threshold(grey))
    if abs(angle) < _MIN_SKEW:
        angle = 0.0
        grey = grey.copy()
    else:
        grey = _straightened(grey, angle)
        red = None if red is None else _straightened(red, angle)
    return _ruled(grey, red, rotation, angle, dpi)


def red_ink(image: Colour) -> Grey | None:
    """Return the red ink of a page alone, dark on white; None where there is none."""
    layers = part_colours(image)
    if not layers.coloured:
        return None
    lead = image[:, :, 0].astype(np.int16) - np.maximum(image[:, :, 1], image[:, :, 2])
    return np.where(layers.red, np.clip(200 - 2 * lead, 0, 255), 255).astype(np.uint8)


def _straightened(grey: Grey, angle: float) -> Grey:
    turned = Image.fromarray(grey).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return np.array(turned, dtype=np.uint8)


def _lies_sideways(grey: Grey) -> bool:
    """Whether the print runs up and down once ruling lines are taken out."""
    plain = grey.copy()
    ink = plain < threshold(plain)
    erase_rules(plain, ink, find_rules(ink, _MIN_RULE))
    return is_sideways(plain < threshold(plain))


def _turn(grey: Grey, engine: Engine, dpi: int) -> int:
    """By how many degrees clockwise the page must be turned: the way that reads with most confidence."""
    scores = {rotation: confidence_turned(grey, rotation, engine, dpi) for rotation in (90, 270)}
    return max(scores, key=lambda rotation: scores[rotation])


def stands_on_its_head(sheet: Sheet, engine: Engine) -> bool:
    """Return whether the page reads far more surely once it is turned by half."""
    upright, turned = (confidence_turned(sheet.grey, turn, engine, sheet.dpi, middle=False) for turn in (0, 180))
    return turned > _FAR_MORE * max(upright, _LEAST_READ)


def confidence_turned(grey: Grey, rotation: int, engine: Engine, dpi: int, *, middle: bool = True) -> float:
    """Return how much of the page, or of its middle, reads surely when the page is turned."""
    turned = np.ascontiguousarray(np.rot90(grey, -rotation // 90))
    height, width = turned.shape
    engine.show(Image.fromarray(turned), dpi)
    area = (width // 8, height // 4, 7 * width // 8, 3 * height // 4) if middle else None
    lines = engine.lines(area, Segmentation.AUTOMATIC)
    return sum(len(w.text) * w.confidence for line in lines for w in line.words if w.confidence > 0.7)  # noqa: PLR2004


def _ruled(grey: Grey, red: Grey | None, rotation: int, angle: float, dpi: int) -> Sheet:
    """Ruling lines found and taken out."""
    unit = dpi / 200
    ink = grey < threshold(grey)
    height, width = ink.shape
    drawn = find_rules(ink, round(_MIN_RULE * unit))
    drawn = [rule for rule in drawn if stands_alone(rule, ink)]
    rules, streaks = part_streaks(drawn, width, height)
    erase_streaks(grey, ink, streaks)
    grids = find_grids(rules, _TOLERANCE * unit)
    tables = tuple(grid for grid in grids if _is_table(grid, width, height))
    frames = [_frame(grid.box(), rules, unit) for grid in grids if not _is_table(grid, width, height)]
    for box in _crooked_frames(drawn, width, height):
        if not any(meets(box, other) for other in [*frames, *(grid.box() for grid in tables)]):
            frames.append(box)
    erase_rules(grey, ink, rules)
    clean = grey < threshold(grey)
    clean[:_MARGIN], clean[-_MARGIN:], clean[:, :_MARGIN], clean[:, -_MARGIN:] = False, False, False, False
    return Sheet(grey, clean, red, tables, tuple(frames), rotation, angle, dpi)


def _is_table(grid: Grid, width: int, height: int) -> bool:
    box = grid.box()
    return box.x1 - box.x0 > 0.36 * width and box.y1 - box.y0 > 0.02 * height


def _frame(box: Box, rules: list[Rule], unit: float) -> Box:
    """A small frame with the rules that stand close around it."""
    for rule in rules:
        if rule.horizontal and abs(rule.at - box.y0) < 35 * unit and rule.start < box.x1 and rule.end > box.x0:
            box = box.union(Box(rule.start, rule.at, rule.end, rule.at + 1))
    return box


def _crooked_frames(rules: list[Rule], width: int, height: int) -> list[Box]:
    """Places on the head of the page between two upright lines of one height, or the page's edge and one.

    A frame stamped by hand is never level, so that its long sides are not found as lines.
    """
    sides = [
        rule
        for rule in rules
        if not rule.horizontal
        and _SIDE[0] * height < rule.end - rule.start < _SIDE[1] * height
        and rule.end < _HEAD * height
    ]
    frames = []
    for index, left in enumerate(sides):
        for right in sides[index + 1 :]:
            near, far = sorted((left, right), key=lambda rule: rule.at)
            alike = min(near.end, far.end) - max(near.start, far.start) > 0.75 * max(
                near.end - near.start, far.end - far.start
            )
            if alike and 0.08 * width < far.at - near.at < 0.4 * width:
                frames.append(Box(near.at, min(near.start, far.start), far.at, max(near.end, far.end)))
    if not frames:
        frames = [Box(0, side.start, side.at, side.end) for side in sides if 0.08 * width < side.at < 0.3 * width]
    return frames[:_MOST_FRAMES]


def meets(one: Box, other: Box) -> bool:
    """Return whether two boxes share a place."""
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


@dataclass(frozen=True, slots=True)
class Placing:
    """From pixels of the prepared image to fractions of the upright page."""

    width: int
    height: int
    angle: float

    def box(self, box: Box) -> Box:
        """Return the box with its corners turned back by the angle, as fractions."""
        x = np.array([box.x0, box.x1, box.x0, box.x1]) - self.width / 2
        y = np.array([box.y0, box.y0, box.y1, box.y1]) - self.height / 2
        turn = np.radians(self.angle)
        shown_x = (x * np.cos(turn) - y * np.sin(turn)) / self.width + 0.5
        shown_y = (x * np.sin(turn) + y * np.cos(turn)) / self.height + 0.5
        return clipped(float(shown_x.min()), float(shown_y.min()), float(shown_x.max()), float(shown_y.max()))

    def line(self, line: FoundLine) -> FoundLine:
        """Return the line with its words placed."""
        return line_of([word._replace(box=self.box(word.box)) for word in line.words], line.region)

    def block(self, block: FoundLine | FoundTable) -> FoundLine | FoundTable:
        """Return the line or table with all its parts placed."""
        if isinstance(block, FoundLine):
            return self.line(block)
        cells = tuple(
            cell._replace(box=self.box(cell.box), lines=tuple(self.line(line) for line in cell.lines))
            for cell in block.cells
        )
        return block._replace(box=self.box(block.box), cells=cells)
