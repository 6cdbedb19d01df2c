"""A page image read into lines and tables: parted into areas, each recognised in the way that suits it."""

import re
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from rapidfuzz import fuzz

from ingest.readers import columns
from ingest.readers.drafts import FoundCell, FoundLine, FoundTable, lines_of
from ingest.readers.layout import fold
from ingest.readers.ocr import Engine, Segmentation
from ingest.readers.quality import language
from ingest.readers.raster import Mask
from ingest.readers.sheet import Placing, Sheet, prepare, stands_on_its_head
from ingest.readers.stamps import Stamp, read_frames, read_red
from ingest.readers.tables import Grid
from ingest.text import Box, Region

_MARGIN = 6
_LOST, _MOSTLY, _DOUBTFUL, _FEW_LETTERS = 0.03, 0.7, 0.8, 60
_NOISE, _LEAST_HEIGHT, _LEAST_INK, _MOST_MISSED, _ONE_LINE = 0.25, 15, 160, 8, 50
_BLOCK_HEIGHT, _SPECK = 600, 40
_READ_SURELY, _READ_AT_ALL = 0.75, 0.4
_HARDLY, _PRINTED = 0.35, 3_000
_DATE = re.compile(r"thang.*nam|ngay.*nam|n.am 20\d\d|nam 20")
_TITLES = ("chu tich", "giam doc", "chanh van phong", "truong ban", "truong phong", "bi thu")
_LONGEST_TITLE, _ALIKE = 40, 85
_RECIPIENTS = re.compile(r"n[ơoôi0d][il1]\s*nh[aâăeo]n|noi nh")
_Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was recognised on a page image; boxes are fractions of the upright page."""

    blocks: tuple[FoundLine | FoundTable, ...]
    stamps: tuple[Stamp, ...]
    rotation: int


def read_scan(image: Image.Image, resolution: float, engine: Engine) -> ScannedPage:
    """Return the lines, tables and stamps of a page image.

    Args:
        image: the page as shown, in colour.
        resolution: pixels per inch.
        engine: the open recogniser.
    """
    dpi = max(70, round(resolution))
    sheet = prepare(image, dpi, engine)
    page = _read_upright(sheet, engine)
    if _reads_badly(page, sheet) and stands_on_its_head(sheet, engine):
        return _read_upright(prepare(image, dpi, engine, (sheet.rotation + 180) % 360), engine)
    return page


def _reads_badly(page: ScannedPage, sheet: Sheet) -> bool:
    """Whether hardly anything was read surely of a page that has print on it."""
    words = [word for line in lines_of(page.blocks) for word in line.words]
    letters = sum(len(word.text) for word in words)
    if letters < _FEW_LETTERS:
        return int(sheet.ink.sum()) > _PRINTED
    return sum(len(word.text) for word in words if word.confidence > _READ_SURELY) < _HARDLY * letters


def _read_upright(sheet: Sheet, engine: Engine) -> ScannedPage:
    """The lines, tables and stamps of a prepared page."""
    red_stamps, red_lines = read_red(sheet.red, sheet.dpi, engine)
    engine.show(Image.fromarray(sheet.grey), sheet.dpi)
    framed = read_frames(sheet, engine)
    stamps = [*red_stamps, *framed]
    if framed:
        for stamp in framed:
            _blank(sheet, stamp.box)
        engine.show(Image.fromarray(sheet.grey), sheet.dpi)
    blocks = _with_red(_read_sheet(sheet, engine), red_lines)
    height, width = sheet.grey.shape
    place = Placing(width, height, sheet.angle)
    return ScannedPage(
        tuple(place.block(block) for block in blocks),
        tuple(replace(stamp, box=place.box(stamp.box)) for stamp in stamps),
        sheet.rotation,
    )


def _blank(sheet: Sheet, box: Box) -> None:
    """Take a stamp out of the page before its text is read."""
    rows = slice(max(0, int(box.y0) - 6), int(box.y1) + 6)
    columns_of = slice(max(0, int(box.x0) - 6), int(box.x1) + 6)
    sheet.grey[rows, columns_of] = 255
    sheet.ink[rows, columns_of] = False


def _with_red(blocks: list[FoundLine | FoundTable], lines: list[FoundLine]) -> list[FoundLine | FoundTable]:
    """Lines stamped in red put where their height belongs, in the right column where there is one."""
    for found in lines:
        line = found
        at = len(blocks)
        right = [i for i, b in enumerate(blocks) if isinstance(b, FoundLine) and b.region is Region.RIGHT]
        in_block = [i for i in right if abs(blocks[i].box.y0 - line.box.y0) < _BLOCK_HEIGHT]
        if in_block:
            above = [i for i in in_block if blocks[i].box.y0 <= line.box.y0]
            at = above[-1] + 1 if above else in_block[0]
            line = line._replace(region=Region.RIGHT)
        else:
            at = next((i for i, b in enumerate(blocks) if b.box.y0 > line.box.y0), at)
        blocks.insert(at, line)
    return blocks


def _read_sheet(sheet: Sheet, engine: Engine) -> list[FoundLine | FoundTable]:
    """Areas from top to bottom: letterhead, print, tables, signature."""
    body = sheet.ink.copy()
    for box in (grid.box() for grid in sheet.tables):
        body[max(0, int(box.y0) - 8) : int(box.y1) + 8, max(0, int(box.x0) - 8) : int(box.x1) + 8] = False
    head, top = _read_letterhead(body, engine)
    foot, bottom = _read_signature(body, engine, top)
    blocks: list[FoundLine | FoundTable] = list(head)
    at = top
    if not head:
        head, at = _parted_letterhead(body, engine)
        blocks.extend(head)
    for grid in sheet.tables:
        box = grid.box()
        blocks.extend(_read_body(body, engine, at, int(box.y0)))
        blocks.append(_read_table(sheet, engine, grid))
        at = max(at, int(box.y1))
    last = _read_body(body, engine, at, bottom)
    if not foot:
        last, foot = _with_signature_parted(last, body, engine, bottom)
    blocks.extend(last)
    blocks.extend(foot)
    return blocks


def _read_letterhead(ink: Mask, engine: Engine) -> tuple[list[FoundLine], int]:
    """The lines of the letterhead, left column first, and where the rest of the page begins."""
    split = columns.letterhead(ink)
    if split is None:
        return [], 0
    right = _read(engine, ink, (split.gutter, split.top, ink.shape[1], split.bottom))
    if not any(
        key in fold(line.text)
        for line in right
        for key in ("cong hoa", "doc lap", "dang cong", "tu do", "hanh phuc", "ngay")
    ):
        return [], 0
    left = _read(engine, ink, (0, split.top, split.gutter, split.bottom))
    left = _before(left, "kinh gui")
    right = _before(right, "kinh gui")
    dates = [line.box.y1 for line in right if "thang" in fold(line.text) or "nam 20" in fold(line.text)]
    bottom = float(split.bottom)
    if dates:
        bottom = max([dates[0], *(line.box.y1 for line in left)])
        right = [line for line in right if line.box.y0 < bottom - 8]
    lines = [line._replace(region=Region.LEFT) for line in left] + [
        line._replace(region=Region.RIGHT) for line in right
    ]
    return lines, int(max([*(line.box.y1 for line in lines), split.top])) if lines else 0


def _parted_letterhead(ink: Mask, engine: Engine) -> tuple[list[FoundLine], int]:
    """The letterhead's lines where dirt lies across the strip between its columns, and where the page goes on."""
    depth = ink.shape[0] // 5
    if int(ink[:depth].sum()) < _SPECK:
        return [], 0
    lines = engine.lines((_MARGIN, _MARGIN, ink.shape[1] - _MARGIN, depth), Segmentation.SPARSE)
    motto = next((line for line in lines if "cong hoa" in fold(line.text) or "doc lap" in fold(line.text)), None)
    if motto is None:
        return [], 0
    first = next(w for w in motto.words if fold(w.text).startswith(("cong", "doc", "c")))
    gutter = int(first.box.x0) - 12
    if not 0.2 * ink.shape[1] < gutter < 0.7 * ink.shape[1]:
        return [], 0
    right = _before(_read(engine, ink, (gutter, 0, ink.shape[1], depth)), "kinh gui")
    end = next((i for i, line in enumerate(right) if _DATE.search(fold(line.text))), None)
    if end is None:
        return [], 0
    bottom = int(right[end].box.y1)
    left = [
        line for line in _read(engine, ink, (0, 0, gutter, bottom + 4)) if is_print(line) or "so" in fold(line.text)
    ]
    right = [line for line in right[: end + 1] if is_print(line)]
    parted = [line._replace(region=Region.LEFT) for line in left]
    return parted + [line._replace(region=Region.RIGHT) for line in right], bottom + 2


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
    start = next((i for i, line in enumerate(left) if is_recipients(line.text)), None)
    if start is None:
        return [], height
    begin = left[start].box.y0
    right = _read_signer(engine, ink, (split.gutter, max(split.top, int(begin) - 40), width, split.bottom))
    return _signature_lines(left[start:], right), max(0, int(min([begin, *(line.box.y0 for line in right[:1])])) - 3)


def _read_signer(engine: Engine, ink: Mask, area: _Area) -> list[FoundLine]:
    """The signer's title and name; a title half hidden by a seal is kept too."""
    lines = [line for line in _read(engine, ink, area) if is_print(line) or has_title(line.text)]
    if any(has_title(line.text) for line in lines):
        return lines
    x0, y0, x1, y1 = area
    strip = engine.lines((x0, y0, x1, min(y1, y0 + 2 * _ONE_LINE)), Segmentation.BLOCK)
    titles = [line for line in strip if has_title(line.text)]
    return sorted([*titles, *lines], key=lambda line: line.box.y0)


def has_title(text: str) -> bool:
    """Return whether the words are those of a signer's title, as far as they could be read."""
    folded = fold(text)
    return len(folded) < _LONGEST_TITLE and any(fuzz.partial_ratio(title, folded) >= _ALIKE for title in _TITLES)


def _signature_lines(left: list[FoundLine], right: list[FoundLine]) -> list[FoundLine]:
    lines = [line._replace(region=Region.LEFT) for line in left if is_print(line)]
    return lines + [line._replace(region=Region.RIGHT) for line in right]


def is_recipients(text: str) -> bool:
    """Return whether the line opens the list of recipients, as far as it could be read."""
    return bool(_RECIPIENTS.match(fold(text).strip(" -.,'|_")))


def is_print(line: FoundLine) -> bool:
    """Return whether a line is print rather than the strokes of a signature or a seal."""
    words = [word for word in line.words if any(c.isalnum() for c in word.text)]
    letters = sum(len(word.text) for word in words)
    if sum(c.isalnum() for word in words for c in word.text) < 2:  # noqa: PLR2004 - one letter alone is a speck or a stroke
        return False
    sure = sum(len(word.text) * word.confidence for word in words) / letters
    legal = sum(len(w.text) for w in words if w.text.isdigit() or language([w.text]).legal == 1.0) / letters
    return sure > _READ_SURELY or (sure > _READ_AT_ALL and legal > 0.5)  # noqa: PLR2004


def _with_signature_parted(
    lines: list[FoundLine], ink: Mask, engine: Engine, bottom: int
) -> tuple[list[FoundLine], list[FoundLine]]:
    """Body lines, and the signature's where strokes across the strip between the columns had hidden it."""
    at = next((i for i, line in enumerate(lines) if is_recipients(line.text)), None)
    if at is None:
        return lines, []
    top = int(lines[at].box.y0) - 4
    gutter = columns.weakest_strip(ink[top:bottom], [(w.box.x0, w.box.x1) for w in lines[at].words])
    if gutter is None:
        return lines, []
    left = _read(engine, ink, (0, top, gutter, bottom))
    right = _read_signer(engine, ink, (gutter, max(0, top - 30), ink.shape[1], bottom))
    begin = min([float(top), *(line.box.y0 for line in right[:1])])
    above = [line for line in lines[:at] if line.box.y1 < begin + 20]
    return above, _signature_lines(left, right)


def _read(engine: Engine, ink: Mask, area: _Area) -> list[FoundLine]:
    """The lines of one column of print; the area is drawn in to its ink first."""
    x0, y0, x1, y1 = area
    part = ink[y0:y1, x0:x1]
    if part.size == 0 or int(part.sum()) < _SPECK:
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
    lines = engine.lines(tight, Segmentation.BLOCK)
    missed = _missed(lines, ink, tight)
    if _is_doubtful(lines, missed, ink, tight):
        other = engine.lines(tight, Segmentation.AUTOMATIC)
        if _weight(other) > _weight(lines):
            lines = other
            missed = _missed(lines, ink, tight)
    for rectangle in missed[:_MOST_MISSED]:
        lines = _with_missed(lines, engine, rectangle)
    return lines


def _missed(lines: list[FoundLine], ink: Mask, area: _Area) -> list[_Area]:
    """Rectangles of print that no word covers; the engine passed over them."""
    x0, y0, x1, y1 = area
    boxes = [
        Box(w.box.x0 - x0, w.box.y0 - y0, w.box.x1 - x0, w.box.y1 - y0)
        for line in lines
        for w in line.words
        if w.confidence > _NOISE
    ]
    found = columns.uncovered(ink[y0:y1, x0:x1], boxes, _LEAST_HEIGHT, _LEAST_INK)
    return [(x0 + left, y0 + top, x0 + right, y0 + bottom) for left, top, right, bottom in found]


def _is_doubtful(lines: list[FoundLine], missed: list[_Area], ink: Mask, area: _Area) -> bool:
    """Whether another way of looking for lines is worth its time."""
    x0, y0, x1, y1 = area
    lost = sum(int(ink[top:bottom, left:right].sum()) for left, top, right, bottom in missed)
    if lost > _LOST * int(ink[y0:y1, x0:x1].sum()):
        return True
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return letters > _FEW_LETTERS and sum(len(w.text) * w.confidence for w in words) < _DOUBTFUL * letters


def _weight(lines: list[FoundLine]) -> float:
    """How much was read, unsure words counting little."""
    return sum(len(w.text) * max(0.0, w.confidence - 0.3) for line in lines for w in line.words)


def _with_missed(lines: list[FoundLine], engine: Engine, missed: _Area) -> list[FoundLine]:
    """The lines with a passed-over piece of print read: as part of the line that it stands in, else as a line."""
    x0, y0, x1, y1 = missed
    is_low = y1 - y0 < _ONE_LINE
    home = _line_at(lines, (y0 + y1) / 2) if is_low else None
    if home is None:
        rows = sum(1 for row in range(y0, y1, 4) if _line_at(lines, row) is not None)
        if rows * 4 > _MOSTLY * (y1 - y0):
            return lines
        found = engine.lines(_padded(missed), Segmentation.LINE if is_low else Segmentation.BLOCK)
        found = [f for f in found if is_print(f) and _line_at(lines, (f.box.y0 + f.box.y1) / 2) is None]
        return sorted([*lines, *found], key=lambda line: (line.box.y0 + line.box.y1) / 2) if found else lines
    box = lines[home].box
    whole = (int(min(x0, box.x0)), int(min(y0, box.y0)), int(max(x1, box.x1)), int(max(y1, box.y1)))
    if whole[3] - whole[1] > 1.6 * _ONE_LINE:
        return lines
    again = engine.lines(_padded(whole, 3), Segmentation.LINE)
    better = len(again) == 1 and len(again[0].text) >= len(lines[home].text)
    if better and _weight(again) > 1.03 * _weight(lines[home : home + 1]):
        return [*lines[:home], *again, *lines[home + 1 :]]
    return lines


def _line_at(lines: list[FoundLine], y: float) -> int | None:
    """The line that a row of the image runs through."""
    return next((i for i, line in enumerate(lines) if line.box.y0 <= y <= line.box.y1), None)


def _padded(area: _Area, by: int = 8) -> _Area:
    return max(0, area[0] - by), max(0, area[1] - by), area[2] + by, area[3] + by


def _read_body(ink: Mask, engine: Engine, top: int, bottom: int) -> list[FoundLine]:
    """The lines of the page's middle, without what is no writing at all; a page's number stays."""
    lines = _read(engine, ink, (0, top, ink.shape[1], bottom))
    return [line for line in lines if is_print(line) or line.text.strip().isdigit() or _is_writing(line)]


def _is_writing(line: FoundLine) -> bool:
    """Whether a line that does not read well may still be writing: letters enough, not all of them unsure."""
    letters = sum(c.isalnum() for c in line.text)
    unsure = sum(len(word.text) for word in line.words if word.confidence < _NOISE)
    return letters > 5 and 2 * letters > len(line.text) and 2 * unsure < len(line.text)  # noqa: PLR2004


def _read_table(sheet: Sheet, engine: Engine, grid: Grid) -> FoundTable:
    cells = []
    for cell in grid.cells:
        box = grid.box(cell)
        area = (int(box.x0) + 3, int(box.y0) + 3, int(box.x1) - 2, int(box.y1) - 2)
        lines = _read(engine, sheet.ink, area) if area[2] > area[0] and area[3] > area[1] else []
        cells.append(FoundCell(cell.row, cell.column, box, cell.row_span, cell.column_span, tuple(lines)))
    return FoundTable(len(grid.ys) - 1, len(grid.xs) - 1, grid.box(), tuple(cells))
