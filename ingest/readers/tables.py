"""Pure: ruling lines become grids of cells, merged cells found where an inner line is missing.

Works in any unit (points of a text layer, pixels of a scan); y grows downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ingest.text import Box

_COVERED = 0.6


class Rule(NamedTuple):
    """A straight ruling line: ``at`` is its y (horizontal) or x (vertical), ``start`` < ``end`` along it."""

    horizontal: bool
    at: float
    start: float
    end: float


class GridCell(NamedTuple):
    """A cell of a grid; row and column count from 0, spans from 1."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of one table; ``sound`` is False where the missing inner lines do not leave rectangles."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    sound: bool

    def box(self, cell: GridCell | None = None) -> Box:
        """Return the rectangle of a cell, or of the whole table, in the unit of the rules."""
        if cell is None:
            return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])
        return Box(
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )


@dataclass(slots=True)
class _Part:
    """Rules that touch one another."""

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)


def find_grids(rules: Iterable[Rule], tolerance: float) -> list[Grid]:
    """Return the tables that the rules draw, from top to bottom.

    Args:
        rules: in any order, pieces of one line may be apart by ``tolerance``.
        tolerance: by how much lines may miss one another, in the unit of the rules.

    Returns:
        grids of at least two columns and two cells.
    """
    rules = list(rules)
    horizontal = merge_pieces([rule for rule in rules if rule.horizontal], tolerance)
    vertical = merge_pieces([rule for rule in rules if not rule.horizontal], tolerance)
    grids = [_grid(part, tolerance) for part in _connected(horizontal, vertical, tolerance)]
    found = [grid for grid in grids if grid is not None]
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def merge_pieces(rules: Sequence[Rule], tolerance: float) -> list[Rule]:
    """Return rules of one direction with collinear pieces joined; each keeps the mean place of its pieces."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lanes and rule.at - lanes[-1][-1].at <= tolerance / 2 and rule.at - lanes[-1][0].at <= tolerance:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    return [rule for lane in lanes for rule in _merge_lane(lane, tolerance)]


def _merge_lane(lane: list[Rule], tolerance: float) -> list[Rule]:
    at = sum(rule.at for rule in lane) / len(lane)
    merged: list[Rule] = []
    for rule in sorted(lane, key=lambda rule: rule.start):
        if merged and rule.start - merged[-1].end <= tolerance:
            last = merged[-1]
            merged[-1] = Rule(last.horizontal, at, last.start, max(last.end, rule.end))
        else:
            merged.append(Rule(rule.horizontal, at, rule.start, rule.end))
    return merged


def _connected(horizontal: list[Rule], vertical: list[Rule], tolerance: float) -> list[_Part]:
    """Groups of rules that cross or touch."""
    home = list(range(len(horizontal) + len(vertical)))  # each leads to a lower number, or is the first of its group

    def first(index: int) -> int:
        while home[index] != index:
            home[index] = home[home[index]]
            index = home[index]
        return index

    for i, (_, y, start, end) in enumerate(horizontal):
        left, right, above, below = start - tolerance, end + tolerance, y - tolerance, y + tolerance
        for j, (_, x, top, bottom) in enumerate(vertical, start=len(horizontal)):
            if home[i] != home[j] and left <= x <= right and top <= below and bottom >= above:
                low, high = sorted((first(i), first(j)))
                home[high] = low
    parts: dict[int, _Part] = {}
    for i, level in enumerate(horizontal):
        parts.setdefault(first(i), _Part()).horizontal.append(level)
    for j, upright in enumerate(vertical, start=len(horizontal)):
        parts.setdefault(first(j), _Part()).vertical.append(upright)
    return list(parts.values())


def _grid(part: _Part, tolerance: float) -> Grid | None:
    ys, xs = _places(part.horizontal, tolerance), _places(part.vertical, tolerance)
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    if n_rows < 1 or n_columns < 2:  # noqa: PLR2004 - one column is a frame, not a table
        return None
    sides, levels = list(pairwise(ys)), list(pairwise(xs))
    across = [_drawn(part.vertical, x, sides, tolerance) for x in xs[1:-1]]
    closed_right = [[column[r] for column in across] for r in range(n_rows)]
    closed_below = [_drawn(part.horizontal, y, levels, tolerance) for y in ys[1:-1]]
    cells, sound = _merged(n_rows, n_columns, closed_right, closed_below)
    if len(cells) < 2:  # noqa: PLR2004
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells), sound)


def _places(rules: list[Rule], tolerance: float) -> list[float]:
    """The distinct places of parallel rules, those closer than the tolerance taken as one."""
    places: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if places and at - places[-1][0] <= tolerance:
            places[-1].append(at)
        else:
            places.append([at])
    return [sum(group) / len(group) for group in places]


def _drawn(rules: list[Rule], at: float, edges: list[tuple[float, float]], tolerance: float) -> list[bool]:
    """Which of the edges of cells along one line are drawn."""
    near = [(rule.start, rule.end) for rule in rules if abs(rule.at - at) <= tolerance]
    if len(near) == 1 and _spans(*near[0], edges):
        return [True] * len(edges)
    return [_covered(near, start, end) >= _COVERED * (end - start) for start, end in edges]


def _spans(start: float, end: float, edges: list[tuple[float, float]]) -> bool:
    """Whether one rule runs along all edges, as most rules of most tables do."""
    may_miss = (1 - _COVERED) / 2
    (first, after_first), (before_last, last) = edges[0], edges[-1]
    return start <= first + may_miss * (after_first - first) and end >= last - may_miss * (last - before_last)


def _covered(pieces: list[tuple[float, float]], start: float, end: float) -> float:
    """How much of an edge the pieces of rules cover."""
    return sum([max(0.0, min(right, end) - max(left, start)) for left, right in pieces])


def _merged(
    n_rows: int, n_columns: int, closed_right: list[list[bool]], closed_below: list[list[bool]]
) -> tuple[list[GridCell], bool]:
    """Cells grown over missing edges: first to the right, then downwards while the whole edge is open."""
    if all(map(all, closed_right)) and all(map(all, closed_below)):
        return [GridCell(r, c, 1, 1) for r in range(n_rows) for c in range(n_columns)], True
    taken = [[False] * n_columns for _ in range(n_rows)]
    cells: list[GridCell] = []
    sound = True
    for r in range(n_rows):
        for c in range(n_columns):
            if taken[r][c]:
                continue
            wide = 1
            while c + wide < n_columns and not closed_right[r][c + wide - 1] and not taken[r][c + wide]:
                wide += 1
            high = 1
            while r + high < n_rows and not any(closed_below[r + high - 1][c : c + wide]):
                inner = closed_right[r + high][c : c + wide - 1]
                sound = sound and not any(inner)
                high += 1
            edge = closed_below[r + high - 1][c : c + wide] if r + high < n_rows else [True]
            sound = sound and all(edge)
            for row in taken[r : r + high]:
                sound = sound and not any(row[c : c + wide])
                row[c : c + wide] = [True] * wide
            cells.append(GridCell(r, c, high, wide))
    return cells, sound
