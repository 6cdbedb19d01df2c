"""A page image read into lines and tables: made upright and straight, parted into areas, each recognised in its way."""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from ingest.readers import columns
from ingest.readers.drafts import FoundCell, FoundLine, FoundTable, clipped
from ingest.readers.layout import fold
from ingest.readers.ocr import Engine, Segmentation
from ingest.readers.raster import (
    Grey,
    Mask,
    erase_rules,
    find_rules,
    is_sideways,
    part_colours,
    skew,
    threshold,
)
from ingest.readers.tables import Grid, Rule, find_grids
from ingest.text import Box, Region

_MIN_SKEW = 0.15
_MARGIN = 6
_Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was recognised on a page image; boxes are fractions of the upright page."""

    blocks: tuple[FoundLine | FoundTable, ...]
    rotation: int
    width: int
    height: int


@dataclass(slots=True)
class _Sheet:
    """The prepared image: upright, straight, without red ink and ruling lines."""

    grey: Grey
    ink: Mask
    grids: list[Grid]
    dpi: int

    @property
    def unit(self) -> float:
        """Pixels per 1/200 inch."""
        return self.dpi / 200


def read_scan(image: Image.Image, dpi: int, engine: Engine) -> ScannedPage:
    """Return the lines and tables of a page image.

    Args:
        image: the page as shown, in colour.
        dpi: pixels per inch.
        engine: the open recogniser.
    """
    layers = part_colours(np.asarray(image))
    grey = layers.grey
    rotation = 0
    if is_sideways(grey < threshold(grey)):
        rotation = _turn(grey, engine, dpi)
        grey = np.ascontiguousarray(np.rot90(grey, -rotation // 90))
    angle = skew(grey < threshold(grey))
    if abs(angle) >= _MIN_SKEW:
        grey = np.asarray(Image.fromarray(grey).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255))
    sheet = _prepare(grey.copy(), dpi)
    engine.show(Image.fromarray(sheet.grey), dpi)
    blocks = _read_sheet(sheet, engine)
    height, width = sheet.grey.shape
    place = _Place(width, height, angle if abs(angle) >= _MIN_SKEW else 0.0)
    return ScannedPage(tuple(place.block(block) for block in blocks), rotation, width, height)


def _turn(grey: Grey, engine: Engine, dpi: int) -> int:
    """By how many degrees clockwise a page on its side must be turned: the way that reads with more confidence."""
    scores = {}
    for rotation in (90, 270):
        turned = np.ascontiguousarray(np.rot90(grey, -rotation // 90))
        height, width = turned.shape
        engine.show(Image.fromarray(turned), dpi)
        lines = engine.lines((0, height // 4, width, height // 2), Segmentation.BLOCK)
        scores[rotation] = sum(len(w.text) * w.confidence for line in lines for w in line.words if w.confidence > 0.7)
    return max(scores, key=lambda rotation: scores[rotation])


def _prepare(grey: Grey, dpi: int) -> _Sheet:
    ink = grey < threshold(grey)
    unit = dpi / 200
    rules = find_rules(ink, round(45 * unit))
    height, width = ink.shape
    grids = find_grids(_drawn(rules, width, height), 9 * unit)
    grids = [grid for grid in grids if _is_table(grid, width, height)]
    erase_rules(grey, ink, rules)
    return _Sheet(grey, grey < threshold(grey), grids, dpi)


def _drawn(rules: list[Rule], width: int, height: int) -> list[Rule]:
    """Rules without the streaks of a dirty scanner, which run past every table, and without the page's own edges."""
    levels = [rule for rule in rules if rule.horizontal]
    kept = []
    for rule in rules:
        side, length = (height, width) if rule.horizontal else (width, height)
        if not 0.01 * side < rule.at < 0.99 * side or (rule.horizontal and rule.end - rule.start > 0.98 * length):
            continue
        if not rule.horizontal:
            crossing = [level.at for level in levels if level.start - 12 <= rule.at <= level.end + 12]
            ends = [at for at in crossing if rule.start - 20 <= at <= rule.end + 20]
            if not ends or min(ends) - rule.start > 0.04 * height or rule.end - max(ends) > 0.04 * height:
                continue
        kept.append(rule)
    return kept


def _is_table(grid: Grid, width: int, height: int) -> bool:
    box = grid.box()
    return box.x1 - box.x0 > 0.3 * width and box.y1 - box.y0 > 0.02 * height


def _read_sheet(sheet: _Sheet, engine: Engine) -> list[FoundLine | FoundTable]:
    """Areas from top to bottom: letterhead, print, tables, signature."""
    height, width = sheet.ink.shape
    body = sheet.ink.copy()
    for grid in sheet.grids:
        box = grid.box()
        body[int(box.y0) - 8 : int(box.y1) + 8, int(box.x0) - 8 : int(box.x1) + 8] = False
    body[:_MARGIN], body[-_MARGIN:], body[:, :_MARGIN], body[:, -_MARGIN:] = False, False, False, False
    head, top = _read_letterhead(body, engine)
    foot, bottom = _read_signature(body, engine, top)
    blocks: list[FoundLine | FoundTable] = list(head)
    edges = [(int(grid.box().y0), int(grid.box().y1), grid) for grid in sheet.grids if grid.box().y1 > top]
    at = top
    for y0, y1, grid in edges:
        blocks.extend(_read_body(body, engine, at, y0))
        blocks.append(_read_table(sheet, engine, grid))
        at = max(at, y1)
    blocks.extend(_read_body(body, engine, at, bottom))
    blocks.extend(foot)
    return blocks


def _read_letterhead(ink: Mask, engine: Engine) -> tuple[list[FoundLine], int]:
    """The lines of the letterhead, left column first, and where the rest of the page begins."""
    split = columns.letterhead(ink)
    if split is None:
        return [], 0
    right = _read(engine, ink, (split.gutter, split.top, ink.shape[1], split.bottom))
    if not any(key in fold(line.text) for line in right for key in ("cong hoa", "doc lap", "dang cong", "tu do", "hanh phuc", "ngay")):
        return [], 0
    left = _read(engine, ink, (0, split.top, split.gutter, split.bottom))
    left = _before(left, "kinh gui")
    right = _before(right, "kinh gui")
    dates = [line.box.y1 for line in right if "thang" in fold(line.text) or "nam 20" in fold(line.text)]
    bottom = float(split.bottom)
    if dates:
        bottom = max([dates[0], *(line.box.y1 for line in left)])
        right = [line for line in right if line.box.y0 < bottom - 8]
    lines = [replace(line, region=Region.LEFT) for line in left] + [replace(line, region=Region.RIGHT) for line in right]
    return lines, int(max([*(line.box.y1 for line in lines), split.top])) if lines else 0


def _before(lines: list[FoundLine], key: str) -> list[FoundLine]:
    for index, line in enumerate(lines):
        if fold(line.text).startswith(key):
            return lines[:index]
    return lines


def _read_signature(ink: Mask, engine: Engine, top: int) -> tuple[list[FoundLine], int]:
    """The lines of recipients and signature, and where they begin."""
    height, width = ink.shape
    lower = ink.copy()
    lower[:top] = False
    split = columns.signature(lower)
    if split is None:
        return [], height
    left = _read(engine, ink, (0, split.top, split.gutter, split.bottom))
    start = next((i for i, line in enumerate(left) if fold(line.text).lstrip(" -.,'").startswith(("noi nhan", "nol nhan", "not nhan"))), None)
    if start is None:
        return [], height
    begin = left[start].box.y0
    right = _read(engine, ink, (split.gutter, max(split.top, int(begin) - 40), width, split.bottom))
    if right and right[0].box.y0 < begin:
        begin = right[0].box.y0
    lines = [replace(line, region=Region.LEFT) for line in left[start:]]
    lines += [replace(line, region=Region.RIGHT) for line in right]
    return lines, max(0, int(begin) - 3)


def _read_body(ink: Mask, engine: Engine, top: int, bottom: int) -> list[FoundLine]:
    return _read(engine, ink, (0, top, ink.shape[1], bottom))


def _read(engine: Engine, ink: Mask, area: _Area) -> list[FoundLine]:
    """The lines of one column of print; the area is drawn in to its ink first."""
    x0, y0, x1, y1 = area
    part = ink[y0:y1, x0:x1]
    if part.size == 0 or int(part.sum()) < 40:
        return []
    rows, across = np.flatnonzero(part.sum(axis=1) > 1), np.flatnonzero(part.sum(axis=0) > 1)
    if rows.size == 0 or across.size == 0:
        return []
    tight = (
        max(0, x0 + int(across[0]) - _MARGIN),
        max(0, y0 + int(rows[0]) - _MARGIN),
        min(ink.shape[1], x0 + int(across[-1]) + _MARGIN),
        min(ink.shape[0], y0 + int(rows[-1]) + _MARGIN),
    )
    return engine.lines(tight, Segmentation.BLOCK)


def _read_table(sheet: _Sheet, engine: Engine, grid: Grid) -> FoundTable:
    cells = []
    for cell in grid.cells:
        box = grid.box(cell)
        area = (int(box.x0) + 3, int(box.y0) + 3, int(box.x1) - 2, int(box.y1) - 2)
        lines = _read(engine, sheet.ink, area) if area[2] > area[0] and area[3] > area[1] else []
        cells.append(FoundCell(cell.row, cell.column, box, cell.row_span, cell.column_span, tuple(lines)))
    return FoundTable(len(grid.ys) - 1, len(grid.xs) - 1, grid.box(), tuple(cells))


@dataclass(frozen=True, slots=True)
class _Place:
    """From pixels of the straightened image to fractions of the upright page."""

    width: int
    height: int
    angle: float

    def box(self, box: Box) -> Box:
        """Turn the corners back by the angle and scale."""
        x = np.array([box.x0, box.x1, box.x0, box.x1]) - self.width / 2
        y = np.array([box.y0, box.y0, box.y1, box.y1]) - self.height / 2
        turn = np.radians(self.angle)
        shown_x = (x * np.cos(turn) - y * np.sin(turn)) / self.width + 0.5
        shown_y = (x * np.sin(turn) + y * np.cos(turn)) / self.height + 0.5
        return clipped(shown_x.min(), shown_y.min(), shown_x.max(), shown_y.max())

    def line(self, line: FoundLine) -> FoundLine:
        return replace(line, words=tuple(replace(word, box=self.box(word.box)) for word in line.words))

    def block(self, block: FoundLine | FoundTable) -> FoundLine | FoundTable:
        if isinstance(block, FoundLine):
            return self.line(block)
        cells = tuple(
            replace(cell, box=self.box(cell.box), lines=tuple(self.line(line) for line in cell.lines))
            for cell in block.cells
        )
        return replace(block, box=self.box(block.box), cells=cells)
