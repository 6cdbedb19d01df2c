"""Confirmed directives become gold, and gold scores extraction."""

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from api.evaluating import evaluate_folder, export_gold, figures
from core.clock import FixedClock
from core.database import transaction
from core.settings import Settings
from core.storage import FileStore
from extraction.gold.queries import gold_rows
from extraction.quality.scoring import score
from tests.situation import Situation

GOLD_TASK = {
    "text": "1. Giao Sở Y tế kiểm tra bếp ăn, báo cáo trước ngày 15/12/2026.",
    "leads": ["Sở Y tế"],
    "coordinators": [],
    "deadline": {"on": "2026-12-15", "phrase": "trước ngày 15/12/2026"},
    "period": None,
    "page": 1,
    "box": [0.1, 0.2, 0.9, 0.3],
}
GOLD = {
    "file": "a.pdf",
    "number": "12/UBND-VX",
    "issued_on": "2026-11-20",
    "urgency": "regular",
    "entry_class": "regular",
    "tasks": [GOLD_TASK],
}


def test_what_the_office_confirmed_is_written_as_gold(
    sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore
) -> None:
    province = Situation(sessions, clock, tmp_store)
    province.at("2026-11-20")
    directive = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"), ("UBND các xã, phường", None))
    province.directive("2026-11-20", ("Sở Nội vụ", None))
    province.confirm(directive, members=("14845", "14848"))
    with transaction(sessions, writes=False) as session:
        ((_, row),) = gold_rows(session)
    assert [task["leads"] for task in row["tasks"]] == [["Sở Y tế"], ["UBND các xã, phường"]]
    assert row["tasks"][0]["deadline"]["on"] == "2026-12-15"


def test_an_installation_without_confirmed_directives_writes_empty_gold(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url, storage_dir=tmp_path / "store")
    assert export_gold(tmp_path / "gold", settings) == 0
    assert (tmp_path / "gold" / "gold.jsonl").read_text("utf-8") == ""


def test_the_same_as_gold_scores_one_in_every_figure() -> None:
    result = score([GOLD], {"a.pdf": GOLD})
    assert set(figures(result).values()) == {1.0}
    assert result.misses == []


def test_what_is_missed_extra_or_wrong_is_told() -> None:
    other = {**GOLD_TASK, "text": "Nội dung khác hẳn, không liên quan gì đến nhiệm vụ trên, không ai giao cả, dài hơn."}
    wrong = {**GOLD_TASK, "leads": ["Sở Nội vụ"], "deadline": {"on": "2026-12-16", "phrase": "16/12"}}
    result = score([GOLD], {"a.pdf": {**GOLD, "number": "13/UBND-VX", "entry_class": "multi", "tasks": [wrong, other]}})
    told = "\n".join(result.misses)
    for piece in ("extra: Nội dung", "leads: ['Sở Y tế'] ≠ ['Sở Nội vụ']", "deadline:", "number: 12", "class: regular"):
        assert piece in told
    assert score([GOLD], {}).misses[0].startswith("a.pdf: missed")


def test_an_ambiguous_task_is_no_miss_and_an_unread_hand_is_right() -> None:
    gold = {**GOLD, "handwritten": ["number"], "tasks": [{**GOLD_TASK, "ambiguous": True}]}
    found = {**GOLD, "number": None, "unread": ["number"], "tasks": [], "entry_class": "regular"}
    result = score([gold], {"a.pdf": found})
    assert result.misses == []
    assert result.tallies["handwritten"].f1 == 1.0


def test_short_rows_must_match_as_a_whole() -> None:
    short = {**GOLD_TASK, "text": "Lập danh sách hộ nghèo"}
    longer = {**GOLD_TASK, "text": "Sở Y tế: Lập danh sách hộ nghèo"}
    assert score([{**GOLD, "tasks": [short]}], {"a.pdf": {**GOLD, "tasks": [longer]}}).tallies["task"].f1 == 1.0


@pytest.mark.corpus
def test_real_directives_reach_the_figures(corpus: Path) -> None:
    result = evaluate_folder(corpus, Settings(), 2)
    told = json.dumps(figures(result), ensure_ascii=False) + "\n" + "\n".join(result.misses)
    assert result.tallies["task"].f1 >= 0.92, told
    assert result.mean_of_documents >= 0.88, told
    assert result.tallies["lead"].f1 >= 0.92, told
    assert result.tallies["coordinator"].f1 >= 0.90, told
    assert result.tallies["deadline"].f1 >= 0.95, told
    assert result.tallies["header"].f1 >= 0.95, told
    assert result.tallies["entry_class"].f1 >= 0.94, told
    assert result.tallies["grounded"].f1 == 1.0, told
