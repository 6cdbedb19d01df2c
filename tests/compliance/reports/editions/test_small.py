import csv
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.editions.files import as_csv, group_table
from compliance.reports.editions.making import files_of
from compliance.reports.editions.numbers import fully_updated, lines_of, numbers_of, value_in
from compliance.reports.editions.queries import HEAD, MASKED, published_rows
from compliance.reports.editions.small import TOGETHER, TOGETHER_ID, told_together
from compliance.reports.measures import BY_KEY
from compliance.reports.sums import Value
from compliance.reports.tables import Owners, tally
from compliance.reports.templates.verify_edition import sum_faults
from tests.compliance.reports.district import OPEN, counted
from tests.compliance.reports.editions.test_files import FRAME

SIZES = {1: 12, 2: 1, 3: 30, 4: 2, 5: 5}
NAMES = {"unit": {n: f"Xã {n}" for n in range(1, 7)}, "field": {1: "Đất đai"}}


def made(sizes, least=3):
    """Numbers of units with so many assignments; every second task is shared by all units."""
    numbered = [
        (replace(OPEN, task_id=n if n % 2 else 1000 * unit + n), Owners(unit, 1))
        for unit, size in sizes.items()
        for n in range(1, size + 1)
    ]
    return numbers_of(tally(counted(numbered)), NAMES, replace(FRAME, least_group=least))


def test_small_groups_are_told_on_one_line_that_keeps_the_sum():
    numbers = made(SIZES)
    assert [line["name"] for line in lines_of(numbers, "unit")] == ["Xã 1", "Xã 3", "Xã 5", "Xã 6", TOGETHER["unit"]]
    assert numbers["together"] == {"unit": ["Xã 2", "Xã 4"]}
    line = lines_of(numbers, "unit")[-1]
    assert (line["id"], line["values"]["assigned"], line["values"]["tasks"]) == (TOGETHER_ID, 3, 2)
    assert sum_faults(json.loads(json.dumps(numbers))) == []
    assert fully_updated(numbers) == (5, 5)
    page = files_of(numbers, {"name": "rows.csv", "sha256": "0" * 64, "bytes": 1})["index.html"].decode()
    assert "2 đơn vị có ít nhiệm vụ, tính gộp một dòng" in page
    assert "Xã 2; Xã 4." in page


def test_a_single_small_group_takes_the_next_one_along_so_that_no_difference_tells_it():
    assert told_together({1: 12, 2: 1, 3: 30}, 3) == (1, 2)
    assert told_together({1: 0, 2: 1, 3: 30, 4: 8}, 3) == (1, 2, 4)
    assert told_together({1: 12, 3: 30}, 3) == ()
    assert told_together({1: 1}, 3) == ()
    assert told_together({1: 1, 2: 1}, 0) == ()


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 9), max_size=8), st.integers(0, 6))
def test_no_published_line_is_small_and_none_can_be_had_by_subtraction(sizes, least):
    hidden = told_together(sizes, least)
    assert list(hidden) == [each for each in sizes if each in hidden]
    shown = {each: size for each, size in sizes.items() if each not in hidden}
    if len(sizes) > 1:
        assert all(size >= least for size in shown.values())
        if hidden:
            assert len(hidden) > 1
            assert not shown or sum(sizes[each] for each in hidden) >= least


def test_the_rows_of_such_a_group_do_not_say_of_which_it_is(tmp_path):
    line = ["17", "Xã 2", "Đất đai", "12/UBND-CN", "2026-08-17", *([""] * (len(HEAD) - 6)), "Tên"]
    kept = tmp_path / "rows.csv"
    kept.write_bytes(as_csv([HEAD, line, [*line[:1], "Xã 1", *line[2:]]]))
    read = list(csv.reader(b"".join(published_rows(kept, {"unit": ["Xã 2"]})).decode("utf-8-sig").splitlines()))
    assert read[0] == list(HEAD)
    assert (*read[1][:5], read[1][-1]) == ("", TOGETHER["unit"], "Đất đai", MASKED, MASKED, "")
    assert (*read[2][:5], read[2][-1]) == ("17", "Xã 1", "Đất đai", "12/UBND-CN", "2026-08-17", "Tên")


def test_without_small_groups_every_group_has_its_line():
    numbers = made({1: 3, 2: 4})
    assert numbers["together"] == {}
    table = group_table(numbers, "unit")
    assert [row[0] for row in table[1:]] == list(NAMES["unit"].values())
    assert all(len(row) == len(table[0]) for row in table)
    assert BY_KEY["tasks"].name in table[0]


def test_numbers_made_before_a_measure_was_there_still_make_their_page():
    numbers = made(SIZES)
    for lines in numbers["groups"].values():
        for line in lines:
            assert line["values"].pop("inherited") == 0
    assert value_in(lines_of(numbers, "unit")[0], BY_KEY["inherited"]) == Value(None)
    page = files_of(numbers, {"name": "rows.csv", "sha256": "0" * 64, "bytes": 1})["index.html"].decode()
    assert BY_KEY["inherited"].name in page
