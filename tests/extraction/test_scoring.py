"""Found tasks held against gold: what counts as right, missed, extra and grounded."""

from typing import Any

import pytest

from extraction.quality.scoring import Score, Tally, pair, score

LONG = "1. Sở Y tế rà soát toàn bộ cơ sở hành nghề dược trên địa bàn tỉnh, lập danh sách cơ sở vi phạm để xử lý"


def task(text: str = "Giao Sở Y tế trực Tết.", **more: Any) -> dict[str, Any]:
    """Return a task as a machine reads it."""
    return {"text": text, "leads": ["Sở Y tế"], "page": 1, "box": [0.1, 0.1, 0.9, 0.2], **more}


def row(*tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the row of one document."""
    return {"file": "a.pdf", "number": "1/TB-UBND", "issued_on": "2026-03-12", "tasks": list(tasks), **more}


def held(gold: dict[str, Any], found: dict[str, Any] | None) -> Score:
    """Return the score of one document."""
    return score([gold], {} if found is None else {"a.pdf": found})


def test_nothing_wanted_and_nothing_found_is_right() -> None:
    assert Tally().f1 == 1.0
    assert Score().mean_of_documents == 1.0


def test_the_same_rows_score_full_marks_without_a_miss() -> None:
    document = row(task(deadline={"on": "2026-04-01", "phrase": "x"}), entry_class="regular")
    result = held(document, document)
    assert {name: tally.f1 for name, tally in result.tallies.items()} == dict.fromkeys(result.tallies, 1.0)
    assert result.mean_of_documents == 1.0
    assert result.misses == []


def test_a_document_that_is_not_there_misses_all_but_the_ambiguous() -> None:
    result = held(row(task(), task("Sở Nội vụ nên cân nhắc.", ambiguous=True)), None)
    assert result.tallies["task"].wanted == 1
    assert result.per_document == [0.0]
    assert "a.pdf: missed: Giao Sở Y tế trực Tết." in result.misses


@pytest.mark.parametrize(
    ("have", "wrong"),
    [
        (LONG, 0),
        (f"Giao thêm: {LONG} theo quy định hiện hành.", 0),  # what stands around the clause is no error
        (LONG.replace("dược", "đượe").replace("bàn tỉnh", "bàntỉnh"), 3),
        (LONG[:80], 0),
        (LONG[:80].replace("hành", "hãnh"), 1),
    ],
)
def test_letters_read_wrongly_are_counted_in_clauses_that_were_found(have: str, wrong: int) -> None:
    letters = held(row(task(LONG)), row(task(have))).tallies["letters"]
    assert letters.wanted == min(len(LONG), len(have))
    assert letters.wanted - letters.right == wrong


def test_extras_count_unless_the_gold_is_partial() -> None:
    more = row(task(), task("Sở Xây dựng khảo sát tuyến đường mới."))
    assert held(row(task()), more).tallies["task"].found == 2
    partial = held(row(task(), extras=False), more)
    assert partial.tallies["task"].found == 1
    assert partial.misses == []


@pytest.mark.parametrize(
    ("wanted", "have", "same"),
    [
        (LONG, f"{LONG} theo quy định.", True),
        (LONG, LONG[:80], True),
        ("Trực cấp cứu dịp Tết.", "Sở Y tế trực cấp cứu dịp Tết.", True),
        ("Trực Tết.", "Lập kế hoạch khảo sát.", False),
        ("", "Trực Tết.", False),
    ],
)
def test_clauses_are_the_same_where_either_holds_the_other(wanted: str, have: str, same: bool) -> None:
    assert bool(pair([task(wanted)], [task(have)])) is same


def test_each_task_is_paired_once_and_the_same_unit_decides() -> None:
    wanted = [task("Báo cáo kết quả.", leads=["Sở Y tế"]), task("Báo cáo kết quả.", leads=["Sở Nội vụ"])]
    assert dict(pair(wanted, wanted[::-1])) == {0: 1, 1: 0}


def test_units_that_differ_are_told() -> None:
    result = held(row(task(coordinators=["Sở Nội vụ"])), row(task(leads=["Sở Xây dựng"], coordinators=None)))
    assert result.tallies["lead"].f1 == 0.0
    assert result.tallies["coordinator"].f1 == 0.0
    assert len(result.misses) == 2


@pytest.mark.parametrize(
    ("said", "read", "right"),
    [
        ({"deadline": {"on": "2026-04-01"}}, {"deadline": {"on": "2026-04-01"}}, 1),
        ({"deadline": {"on": "2026-04-01"}}, {"deadline": {"on": "2026-05-01"}}, 0),
        ({"deadline": {"on": "2026-04-01"}}, {"period": "monthly"}, 0),
        ({"deadline": {"on": None}}, {"period": "monthly"}, 1),
        ({"period": "monthly"}, {}, 0),
    ],
)
def test_a_deadline_is_right_on_the_same_day_or_with_words_where_no_day_is_stated(
    said: dict[str, Any], read: dict[str, Any], right: int
) -> None:
    result = held(row(task(**said)), row(task(**read)))
    assert result.tallies["deadline"].right == right
    assert any("deadline" in miss for miss in result.misses) is (right == 0)


def test_a_handwritten_field_may_be_left_unread_but_not_read_wrongly() -> None:
    gold = row(task(), handwritten=["number"])
    unread = held(gold, row(task(), number=None, unread=["number"]))
    wrong = held(gold, row(task(), number="7/TB-UBND"))
    assert (unread.tallies["handwritten"].right, wrong.tallies["handwritten"].right) == (1, 0)


def test_header_and_class_are_told_where_they_differ() -> None:
    result = held(row(task(), entry_class="multi"), row(task(), number="9/TB", urgency="khan", entry_class="regular"))
    assert result.tallies["header"].right == 1
    assert result.tallies["entry_class"].right == 0
    assert "a.pdf: class: multi ≠ regular" in result.misses
    assert "a.pdf: number: 1/TB-UBND ≠ 9/TB" in result.misses


def test_a_box_outside_the_page_or_on_another_page_grounds_nothing() -> None:
    gold = row(task())
    assert held(gold, row(task(box=[0.1, 0.1, 1.9, 0.2]))).tallies["grounded"].right == 0
    assert held(gold, row(task(page=2))).tallies["grounded"].right == 0
    assert held(gold, row(task())).tallies["grounded"].right == 1
