import pytest

from ingest.readers.numbering import Counter, Level, NumberedList, bullet, written


def counter(levels: dict[int, Level], **more: NumberedList) -> Counter:
    return Counter({"1": NumberedList("a", levels), **more})


def test_a_lower_level_begins_again_when_a_higher_one_moves_on():
    counting = counter({0: Level(form="decimal", pattern="%1."), 1: Level(form="decimal", pattern="%1.%2.")})
    marks = [counting.mark("1", number) for number in (0, 1, 1, 0, 1)]
    assert marks == ["1. ", "1.1. ", "1.2. ", "2. ", "2.1. "]


def test_a_level_told_never_to_begin_again_counts_on():
    counting = counter({0: Level(pattern="%1."), 1: Level(pattern="%2)", restarts_after=0)})
    assert [counting.mark("1", number) for number in (0, 1, 0, 1)] == ["1. ", "1) ", "2. ", "2) "]


def test_a_level_begins_again_only_after_the_level_it_names():
    levels = {0: Level(pattern="%1"), 1: Level(pattern="%2"), 2: Level(pattern="%3", restarts_after=1)}
    counting = counter(levels)
    assert [counting.mark("1", number).strip() for number in (0, 1, 2, 1, 2, 0, 2)] == [
        "1",
        "1",
        "1",
        "2",
        "2",
        "2",
        "1",
    ]


def test_two_lists_of_one_family_count_on_unless_one_states_its_first_number():
    levels = {0: Level(pattern="%1.")}
    more = {"2": NumberedList("a", levels), "3": NumberedList("a", levels, {0: 1})}
    counting = counter(levels, **more)
    assert [counting.mark(name, 0) for name in ("1", "2", "3", "3")] == ["1. ", "2. ", "1. ", "2. "]


def test_a_number_above_that_was_never_counted_shows_its_first():
    counting = counter({0: Level(start=4, form="upperRoman", pattern="%1."), 1: Level(pattern="%1.%2")})
    assert counting.mark("1", 1) == "IV.1 "


def test_legal_numbering_writes_every_level_in_digits():
    counting = counter({0: Level(form="upperRoman", pattern="%1."), 1: Level(pattern="%1.%2", legal=True)})
    assert [counting.mark("1", 0), counting.mark("1", 1)] == ["I. ", "1.1 "]


def test_unknown_lists_and_levels_show_nothing():
    counting = counter({0: Level(pattern="%1.")})
    assert (counting.mark("9", 0), counting.mark("1", 5)) == ("", "")


def test_a_list_without_numbers_shows_its_text_only():
    counting = counter({0: Level(form="none", pattern="Điều:"), 1: Level(form="none"), 2: Level(pattern="")})
    assert [counting.mark("1", number) for number in (0, 1, 2)] == ["Điều: ", "", ""]


def test_a_list_that_states_no_space_has_none():
    assert counter({0: Level(pattern="%1/", suffix="")}).mark("1", 0) == "1/"


@pytest.mark.parametrize(
    ("sign", "shown"), [("\uf0b7", "•"), ("-", "-"), ("–", "-"), ("+", "+"), ("o", "•"), ("", "•"), ("\uf02d", "-")]
)
def test_bullets_become_signs_that_any_font_has(sign, shown):
    assert bullet(sign) == shown
    assert counter({0: Level(form="bullet", pattern=sign)}).mark("1", 0) == f"{shown} "


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [
        (14, "upperRoman", "XIV"),
        (1999, "lowerRoman", "mcmxcix"),
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (7, "decimalZero", "07"),
        (12, "decimalZero", "12"),
        (5, "ordinal", "5"),
        (0, "lowerLetter", "0"),
        (3, "none", ""),
        (4, "vietnameseCounting", "bốn"),
        (10, "vietnameseCounting", "mười"),
        (15, "vietnameseCounting", "mười lăm"),
        (21, "vietnameseCounting", "hai mươi mốt"),
        (40, "vietnameseCounting", "bốn mươi"),
        (100, "vietnameseCounting", "100"),
    ],
)
def test_counts_are_written_in_the_forms_of_word(count, form, shown):
    assert written(count, form) == shown
