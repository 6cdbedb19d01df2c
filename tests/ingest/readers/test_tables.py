import pytest

from ingest.readers.ambiguous import grid_of
from ingest.readers.tables import GridCell, Rule, find_grids, merge_pieces


def level(at: float, start: float, end: float) -> Rule:
    return Rule(horizontal=True, at=at, start=start, end=end)


def upright(at: float, start: float, end: float) -> Rule:
    return Rule(horizontal=False, at=at, start=start, end=end)


def lattice(xs: list[float], ys: list[float]) -> list[Rule]:
    return [level(y, xs[0], xs[-1]) for y in ys] + [upright(x, ys[0], ys[-1]) for x in xs]


def test_a_lattice_gives_one_cell_for_each_field():
    (grid,) = find_grids(lattice([0, 30, 90], [0, 20, 40, 60]), 3)
    assert len(grid.cells) == 6
    assert grid.sound
    assert grid.box() == (0, 0, 90, 60)
    assert grid.box(grid.cells[3]) == (30, 20, 90, 40)


def test_pieces_of_a_line_are_joined_and_crooked_ends_forgiven():
    pieces = [level(10, 0, 20), level(10.8, 21, 50), level(10.2, 90, 120), level(40, 0, 120)]
    assert [(rule.start, rule.end) for rule in merge_pieces(pieces, 3)] == [(0, 50), (90, 120), (0, 120)]


def test_a_missing_inner_line_merges_cells():
    rules = [level(y, 0, 90) for y in (0, 20, 40)] + [upright(0, 0, 40), upright(90, 0, 40), upright(30, 20, 40)]
    (grid,) = find_grids(rules, 3)
    assert grid.cells == (GridCell(0, 0, 1, 2), GridCell(1, 0, 1, 1), GridCell(1, 1, 1, 1))
    assert grid.sound


def test_a_cell_over_several_rows_is_merged_downwards():
    rules = [level(0, 0, 90), level(60, 0, 90), level(30, 30, 90)] + [upright(x, 0, 60) for x in (0, 30, 90)]
    (grid,) = find_grids(rules, 3)
    assert GridCell(0, 0, 2, 1) in grid.cells
    assert grid.sound


def test_missing_lines_that_leave_no_rectangles_are_not_sound():
    rules = lattice([0, 30, 60, 90], [0, 20, 40])
    rules = [rule for rule in rules if not (rule == upright(30, 0, 40) or rule == level(20, 0, 90))]
    rules += [upright(30, 20, 40), level(20, 60, 90), level(20, 0, 30)]
    (grid,) = find_grids(rules, 3)
    assert not grid.sound


@pytest.mark.parametrize("rules", [[], [level(0, 0, 90)], lattice([0, 90], [0, 20, 40]), [upright(0, 0, 9)]])
def test_underlines_and_frames_of_one_column_are_no_tables(rules):
    assert find_grids(rules, 3) == []


def test_tables_apart_are_two_from_top_to_bottom():
    low, high = lattice([0, 40, 90], [200, 220]), lattice([0, 50, 90], [0, 20])
    assert [grid.ys[0] for grid in find_grids([*low, *high], 3)] == [0, 200]


def test_rectangles_of_cells_form_a_grid_with_spans():
    grid = grid_of([(0, 0, 90, 20), (0, 20, 30, 40), (30, 20.5, 90, 40)])
    assert grid is not None
    assert grid.cells == (GridCell(0, 0, 1, 2), GridCell(1, 0, 1, 1), GridCell(1, 1, 1, 1))
    assert grid_of([(0, 0, 90, 20), (0, 20, 90, 40)]) is None


def test_a_frame_with_a_short_stroke_in_it_is_no_table():
    rules = [level(0, 0, 90), level(40, 0, 90), upright(0, 0, 40), upright(90, 0, 40), upright(30, 0, 10)]
    assert find_grids(rules, 3) == []
