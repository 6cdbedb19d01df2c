"""What ``dondoc evaluate`` and ``export-gold`` do: documents held against gold, and confirmed ones made into gold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.extracting import extract_files
from core.database import make_engine, make_sessions, transaction
from core.settings import Settings
from core.storage import FileStore
from extraction.gold.queries import gold_rows
from extraction.quality.scoring import FIGURES, Score, score

GOLD = "gold.jsonl"


def evaluate_folder(folder: Path, settings: Settings, processes: int) -> Score:
    """Return the score of every document that the folder's gold names and the folder holds.

    Raises:
        FileNotFoundError: the folder has no ``gold.jsonl``.
    """
    lines = (folder / GOLD).read_text("utf-8").splitlines()
    gold = [row for row in map(json.loads, filter(None, lines)) if (folder / row["file"]).exists()]
    found = extract_files([folder / row["file"] for row in gold], settings, processes)
    return score(gold, {row["file"]: result for row, result in zip(gold, found, strict=True) if "error" not in result})


def figures(result: Score) -> dict[str, Any]:
    """Return the figures, rounded, by name."""
    told = {name: round(result.tallies[name].f1, 4) for name in FIGURES}
    return {"documents": len(result.per_document), **told, "task_mean_of_documents": round(result.mean_of_documents, 4)}


def table(result: Score) -> Iterator[str]:
    """Yield the misses, then one line a figure."""
    yield from result.misses
    for name, value in figures(result).items():
        yield f"{name:<24} {value}"


def export_gold(folder: Path, settings: Settings) -> int:
    """Write every confirmed directive with its original into ``folder``, for `evaluate_folder`; return how many."""
    store = FileStore(settings.storage_dir)
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    with transaction(make_sessions(make_engine(settings.database_url)), writes=False) as session:
        for directive, row in gold_rows(session):
            row["file"] = Path(row["file"]).name
            (folder / row["file"]).write_bytes(store.get(directive.sha256))
            lines.append(json.dumps(row, ensure_ascii=False))
    (folder / GOLD).write_text("".join(line + "\n" for line in lines), "utf-8")
    return len(lines)
