import numpy as np
import pytest
from PIL import Image

from ingest.readers import columns
from ingest.readers.raster import (
    erase_rules,
    erase_streaks,
    find_rules,
    is_sideways,
    part_colours,
    part_streaks,
    skew,
    threshold,
)
from ingest.readers.tables import Rule


def print_of(lines: int = 12, width: int = 900, height: int = 700) -> np.ndarray:
    """Ink that looks like lines of words: blocks of letters with gaps."""
    ink = np.zeros((height, width), dtype=np.bool_)
    for line in range(lines):
        top = 60 + 50 * line
        for left in range(60, width - 60, 14):
            if left % 98 > 12:
                ink[top : top + 20, left : left + 9] = True
    return ink


def test_red_ink_is_parted_from_black():
    page = np.full((200, 200, 3), 255, dtype=np.uint8)
    page[20:60, 20:60] = (210, 30, 40)
    page[100:140, 20:60] = (20, 20, 20)
    layers = part_colours(page)
    assert layers.coloured
    assert layers.red[40, 40]
    assert not layers.red[120, 40]
    assert layers.grey[40, 40] > 180
    assert layers.grey[120, 40] < 40


def test_the_threshold_stands_between_ink_and_paper():
    page = np.full((100, 100), 230, dtype=np.uint8)
    page[20:40] = 60
    assert 60 <= threshold(page) < 230


@pytest.mark.parametrize("angle", [-2.0, -0.5, 1.3])
def test_skew_is_measured(angle):
    picture = Image.fromarray(~print_of() * np.uint8(255)).rotate(-angle, fillcolor=255)
    assert skew(np.asarray(picture) < 128) == pytest.approx(angle, abs=0.2)


def test_an_empty_page_has_no_skew():
    assert skew(np.zeros((300, 300), dtype=np.bool_)) == 0.0


def test_print_on_its_side_is_noticed():
    assert not is_sideways(print_of())
    assert is_sideways(print_of().T)


def test_ruling_lines_are_found_and_taken_out_but_letters_that_cross_them_stay():
    page = np.full((300, 400), 255, dtype=np.uint8)
    page[100:103, 20:380] = 0
    page[80:120, 200:206] = 0
    ink = page < 128
    (rule,) = find_rules(ink, 60)
    assert rule.horizontal
    assert rule.at == pytest.approx(101, abs=0.6)
    erase_rules(page, ink, [rule])
    assert page[101, 100] == 255
    assert page[101, 203] == 0


def test_streaks_run_past_tables_and_are_not_rules():
    height, width = 1000, 800
    levels = [Rule(True, at, 100, 700) for at in (300, 400)]
    side = Rule(False, 100, 300, 400)
    streak = Rule(False, 450, 0, 1000)
    piece = Rule(False, 455, 310, 390)
    rules, streaks = part_streaks([*levels, side, streak, piece], width, height)
    assert rules == [*levels, side]
    assert streaks == [streak]


def test_a_streak_is_taken_out_and_strokes_carried_across():
    page = np.full((400, 200), 255, dtype=np.uint8)
    page[:, 100:104] = 0
    page[200:203, 80:130] = 0
    erase_streaks(page, page < 128, [Rule(False, 101.5, 0, 400)])
    assert page[100, 101] == 255
    assert page[201, 101] == 0


def test_the_strip_between_two_columns_is_found_at_the_head():
    ink = np.zeros((1000, 800), dtype=np.bool_)
    for top in (40, 70, 100):
        ink[top : top + 18, 80:300] = True
        ink[top : top + 18, 380:720] = True
    ink[200:218, 80:720] = True
    split = columns.letterhead(ink)
    assert split is not None
    assert 300 <= split.gutter <= 380
    assert split.bottom == 118
    assert columns.letterhead(ink[190:]) is None


def test_the_two_columns_at_the_foot_are_found_without_the_page_number():
    ink = np.zeros((1000, 800), dtype=np.bool_)
    ink[500:518, 80:720] = True
    for top in range(600, 760, 30):
        ink[top : top + 15, 80:320] = True
        ink[top : top + 15, 450:700] = True
    ink[950:962, 395:405] = True
    split = columns.signature(ink)
    assert split is not None
    assert (split.top, split.bottom) == (600, 765)
    assert 320 <= split.gutter <= 450
    assert columns.signature(np.zeros((100, 100), dtype=np.bool_)) is None


def test_strokes_across_the_strip_leave_its_weakest_part():
    ink = np.zeros((200, 800), dtype=np.bool_)
    ink[::10, 80:300] = True
    ink[::10, 480:700] = True
    ink[100:110, 300:480] = True
    at = columns.weakest_strip(ink, [(80, 300), (480, 700)])
    assert at is not None
    assert 300 <= at <= 480
    assert columns.weakest_strip(ink, [(10, 795)]) is None


def test_print_outside_every_word_is_reported():
    ink = print_of(lines=3)
    boxes = [columns.Box(50, 50, 850, 90), columns.Box(50, 100, 850, 140)]
    ((_, top, _, bottom),) = columns.uncovered(ink, boxes, 10, 50)
    assert (top, bottom) == (160, 180)


def test_where_a_streak_is_broken_nothing_is_painted():
    grey = np.full((200, 60), 90, dtype=np.uint8)
    erase_streaks(grey, np.zeros(grey.shape, dtype=np.bool_), [Rule(horizontal=False, at=30, start=0, end=200)])
    assert (grey == 90).all()


def test_a_gap_as_narrow_as_a_space_parts_no_columns():
    ink = np.zeros((100, 1000), dtype=np.bool_)
    assert columns.weakest_strip(ink, [(100.0, 498.0), (500.0, 1000.0)]) is None
    assert columns.weakest_strip(ink, [(100.0, 400.0), (600.0, 1000.0)]) is not None
