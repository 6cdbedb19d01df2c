from ingest.readers.drafts import FoundLine, FoundTable, FoundWord, line_of, turned_box
from ingest.readers.tables import Grid, GridCell
from ingest.readers.textlayer import page_blocks, with_filled
from ingest.text import Box


def word(text: str, x0: float, y0: float, x1: float) -> FoundWord:
    return FoundWord(text, Box(x0, y0, x1, y0 + 0.02))


def line(*words: FoundWord) -> FoundLine:
    return line_of(words)


def test_a_filled_word_joins_the_line_that_it_stands_in_and_replaces_what_lay_under_it():
    printed = line(word("ngày", 0.1, 0.2, 0.15), word("l8", 0.16, 0.2, 0.19), word("tháng", 0.2, 0.2, 0.26))
    (found,) = with_filled([printed], [word("18", 0.16, 0.201, 0.19)])
    assert isinstance(found, FoundLine)
    assert found.text == "ngày 18 tháng"


def test_a_filled_word_far_from_every_line_is_a_line_of_its_own_in_its_height():
    above, below = line(word("trên", 0.1, 0.1, 0.2)), line(word("dưới", 0.1, 0.8, 0.2))
    found = with_filled([above, below], [word("giữa", 0.5, 0.4, 0.6)])
    assert [block.text for block in found if isinstance(block, FoundLine)] == ["trên", "giữa", "dưới"]
    assert len(with_filled([above], [word("cuối", 0.5, 0.9, 0.6)])) == 2


def test_a_grid_without_words_is_a_drawing_and_no_table():
    grid = Grid((0.0, 50.0, 100.0), (0.0, 50.0), (GridCell(0, 0, 1, 1), GridCell(0, 1, 1, 1)), sound=True)
    blocks = page_blocks([word("chữ", 0.1, 0.8, 0.2)], [grid], 100, 100)
    assert not any(isinstance(block, FoundTable) for block in blocks)
    assert len(blocks) == 1


def test_a_box_turned_four_times_stands_where_it_stood():
    box = Box(0.1, 0.2, 0.3, 0.6)
    assert turned_box(box, 0) == box
    turned = turned_box(turned_box(box, 90), 270)
    assert all(abs(a - b) < 1e-9 for a, b in zip(turned, box, strict=True))
    half = turned_box(turned_box(box, 180), 180)
    assert all(abs(a - b) < 1e-9 for a, b in zip(half, box, strict=True))
