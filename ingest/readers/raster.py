"""Pure: what can be measured on a page image with numbers alone: ink, colour, skew, ruling lines, blank bands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.readers.tables import Rule

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]
Colour = NDArray[np.uint8]

_RED_LEAD = 45
_DARK = 110
_USUAL_SKEW, _MOST_SKEW = 3.0, 12.0
_ROUGH_STEP, _SKEW_STEP = 0.6, 0.1
_RULE_THICKNESS = 14
_STREAK, _LONG = 0.85, 0.1
_STREAK_WIDTH = 14
_UNBROKEN, _PAPER = 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Layers:
    """A page image parted by colour: ``grey`` without red, and where red ink stands."""

    grey: Grey
    red: Mask
    coloured: bool


def part_colours(image: Colour) -> Layers:
    """Return the page without its red ink, and the red ink; dark print under a seal stays."""
    red, green, blue = (image[:, :, i].astype(np.int16) for i in range(3))
    is_red = (red - np.maximum(green, blue) > _RED_LEAD) & (red > _DARK)
    coloured = bool(is_red.mean() > 0.0002)  # noqa: PLR2004 - a thumb's width of seal
    grey = ((red * 77 + green * 151 + blue * 28) >> 8).astype(np.uint8)
    if coloured:
        grey[is_red] = np.maximum(grey, red.astype(np.uint8))[is_red]
    return Layers(grey, is_red, coloured)


def threshold(grey: Grey) -> int:
    """Return the level that best parts ink from paper (Otsu), kept between 90 and 200."""
    counts = np.bincount(grey[::2, ::2].ravel(), minlength=256).astype(np.float64)
    weight = np.cumsum(counts)
    mean = np.cumsum(counts * np.arange(256))
    total, whole = weight[-1], mean[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (whole * weight - total * mean) ** 2 / (weight * (total - weight))
    level = int(np.nanargmax(np.where(np.isfinite(between), between, -1)))
    return min(max(level, 90), 200)


def skew(ink: Mask) -> float:
    """Return by how many degrees the lines run down to the right (negative: up); 0.0 where nothing shows it.

    Beyond the few degrees of a sheet put in carelessly a coarser look at fewer points comes first.
    """
    rows, columns = np.nonzero(ink[::3, ::3])
    if rows.size < 500:  # noqa: PLR2004 - too little ink to tell
        return 0.0
    step = max(1, rows.size // 60_000)
    down, across = rows[::step].astype(np.float64), columns[::step].astype(np.float64)
    rough = _levelest(down[::4], across[::4], 0.0, _MOST_SKEW, _ROUGH_STEP)
    middle = rough if abs(rough) > _USUAL_SKEW else 0.0
    reach = _ROUGH_STEP if middle else _USUAL_SKEW
    return _levelest(down, across, middle, reach, _SKEW_STEP)


def _levelest(
    rows: NDArray[np.float64], columns: NDArray[np.float64], middle: float, reach: float, step: float
) -> float:
    """The angle around the middle at which the ink falls most sharply into rows and gaps."""
    best, angle = -1.0, 0.0
    for candidate in np.arange(middle - reach, middle + reach + step / 2, step):
        level = rows - columns * np.tan(np.radians(candidate))
        counts = np.bincount((level - level.min()).astype(np.int64))
        score = float(np.square(np.diff(counts)).sum())
        if score > best:
            best, angle = score, float(candidate)
    return angle


def is_sideways(ink: Mask) -> bool:
    """Return whether the lines of print run up and down the page rather than across.

    Letters and words stand closer to one another than lines do, so that print smeared a little joins along its lines.
    """
    small = ink[: ink.shape[0] // 2 * 2, : ink.shape[1] // 2 * 2]
    small = small[::2, ::2] | small[1::2, ::2] | small[::2, 1::2] | small[1::2, 1::2]
    along, across = _joined_length(small), _joined_length(small.T)
    return across > 1.3 * along and across > 2_000  # noqa: PLR2004 - too little print to tell


def _joined_length(mask: Mask, gap: int = 3, least: int = 40) -> int:
    """The length of long runs along the rows once gaps up to twice ``gap`` are closed."""
    joined = mask.copy()
    for shift in range(1, gap + 1):
        joined[:, shift:] |= mask[:, :-shift]
        joined[:, :-shift] |= mask[:, shift:]
    return sum(end - start for _, start, end in _long_runs(joined, least))


def find_rules(ink: Mask, min_length: int) -> list[Rule]:
    """Return the straight lines of at least ``min_length`` pixels, thin ones only."""
    return [*_rules_along(ink, min_length, horizontal=True), *_rules_along(ink.T, min_length, horizontal=False)]


def _rules_along(ink: Mask, min_length: int, *, horizontal: bool) -> list[Rule]:
    """Lines along the rows of the array."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    runs = _long_runs(thick, min_length)
    groups: list[list[tuple[int, int, int]]] = []
    open_groups: list[list[tuple[int, int, int]]] = []
    for row, start, end in runs:
        open_groups = [group for group in open_groups if row - group[-1][0] <= 1]
        home = next((group for group in open_groups if any(start <= e and end >= s for _, s, e in group[-6:])), None)
        if home is None:
            home = []
            groups.append(home)
            open_groups.append(home)
        home.append((row, start, end))
    found = []
    for group in groups:
        first, last = group[0][0], group[-1][0]
        if last - first + 1 <= _RULE_THICKNESS:
            at = sum(row * (e - s) for row, s, e in group) / sum(e - s for _, s, e in group)
            found.append(Rule(horizontal, at, min(s for _, s, _ in group), max(e for _, _, e in group)))
    return found


def _long_runs(mask: Mask, min_length: int) -> list[tuple[int, int, int]]:
    """Runs (row, start, end exclusive) of set pixels, row by row."""
    height, width = mask.shape
    padded = np.zeros((height, width + 2), dtype=np.bool_)
    padded[:, 1:-1] = mask
    flat = padded.ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    keep = ends - starts >= min_length
    rows = starts[keep] // (width + 2)
    first = starts[keep] - rows * (width + 2) - 1
    last = ends[keep] - rows * (width + 2) - 1
    return list(zip(rows.tolist(), first.tolist(), last.tolist(), strict=True))


def part_streaks(rules: list[Rule], width: int, height: int) -> tuple[list[Rule], list[Rule]]:
    """Return (rules, streaks): the dirt of a scanner runs straight down the page and past every table."""
    levels = [rule for rule in rules if rule.horizontal]
    uprights = [rule for rule in rules if not rule.horizontal]
    streaks = [
        rule for rule in uprights if rule.end - rule.start > _STREAK * height or _sticks_out(rule, levels, height)
    ]
    streaks += [
        rule
        for rule in uprights
        if rule not in streaks
        and any(abs(rule.at - s.at) <= _STREAK_WIDTH for s in streaks if s.end - s.start > _STREAK * height)
    ]
    kept = [
        rule
        for rule in rules
        if rule not in streaks
        and not (rule.horizontal and not 0.01 * height < rule.at < 0.99 * height)
        and not (rule.horizontal and rule.end - rule.start > 0.985 * width)
    ]
    return kept, [rule for rule in streaks if rule.end - rule.start > _LONG * height]


def _sticks_out(rule: Rule, levels: list[Rule], height: int) -> bool:
    """Whether an upright line runs well past the level lines that it crosses, or crosses none."""
    ends = [
        level.at
        for level in levels
        if level.start - _STREAK_WIDTH <= rule.at <= level.end + _STREAK_WIDTH
        and rule.start - 20 <= level.at <= rule.end + 20
    ]
    return not ends or min(ends) - rule.start > 0.04 * height or rule.end - max(ends) > 0.04 * height


def erase_streaks(grey: Grey, ink: Mask, streaks: list[Rule], chunk: int = 40) -> None:
    """Paint streaks white in place; where print stands on both sides of one, its stroke is carried across."""
    height, width = ink.shape
    for streak in streaks:
        left, right = max(4, round(streak.at) - 12), min(width - 4, round(streak.at) + 13)
        for top in range(max(0, int(streak.start) - 10), min(height, int(streak.end) + 10), chunk):
            part = ink[top : top + chunk, left:right]
            filled = np.flatnonzero(part.mean(axis=0) > _UNBROKEN)
            if not filled.size:
                continue
            a, b = left + int(filled[0]), left + int(filled[-1]) + 1
            before = ink[top : top + chunk, a - 3 : a - 1].any(axis=1)
            after = ink[top : top + chunk, b + 1 : b + 3].any(axis=1)
            area = grey[top : top + chunk, a - 1 : b + 1]
            area[~(before & after)] = 255


def stands_alone(rule: Rule, ink: Mask) -> bool:
    """Return whether mostly paper lies on both sides of a line: a line in a smear or a picture is none."""
    mask = ink if rule.horizontal else ink.T
    at, start, end = round(rule.at), int(rule.start), int(rule.end)
    sides = [mask[max(0, at - 11) : max(0, at - 7), start:end], mask[at + 8 : at + 12, start:end]]
    return all(side.size == 0 or side.mean() < _PAPER for side in sides)


def erase_rules(grey: Grey, ink: Mask, rules: list[Rule], reach: int = 5) -> None:
    """Paint the rules white in place, sparing strokes that cross them."""
    for rule in rules:
        view, mask = (grey, ink) if rule.horizontal else (grey.T, ink.T)
        at, start, end = round(rule.at), max(0, int(rule.start) - 2), int(rule.end) + 2
        top, bottom = max(0, at - reach), min(view.shape[0], at + reach + 1)
        band = mask[top:bottom, start:end]
        thickness = band.sum(axis=0)
        usual = int(np.median(thickness)) + 2
        thin = thickness <= usual
        area = view[top:bottom, start:end]
        area[:, thin] = np.where(band[:, thin] | (area[:, thin] < 235), 255, area[:, thin])  # noqa: PLR2004


def ink_rows(ink: Mask, least: int) -> list[tuple[int, int]]:
    """Return the bands (top, bottom exclusive) of consecutive rows with at least ``least`` ink pixels."""
    filled = np.concatenate(([False], ink.sum(axis=1) >= least, [False]))
    change = np.flatnonzero(np.diff(filled.astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(change[::2], change[1::2], strict=True)]
