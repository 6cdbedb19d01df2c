"""What ``dondoc evaluate`` and ``export-gold`` do: documents held against gold, and confirmed ones made into gold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from api.extracting import extract_files, read_files
from core.database import make_engine, make_sessions, transaction
from core.settings import Settings
from core.storage import FileStore
from extraction.extract import find_tasks
from extraction.gold.queries import gold_rows
from extraction.grammar.vocabulary import make_lexicon
from extraction.lexicon import load_lists
from extraction.quality.scoring import FIGURES, Score, score
from extraction.quality.withheld import in_tokens, province_of, without_own
from extraction.report import to_json
from ingest.letterhead import Letterhead
from ingest.text import DocumentText

GOLD = "gold.jsonl"
ALL = "all, each without its own"


def evaluate_folder(folder: Path, settings: Settings, processes: int) -> Score:
    """Return the score of every document that the folder's gold names and the folder holds.

    Raises:
        FileNotFoundError: the folder has no ``gold.jsonl``.
    """
    gold = _gold(folder)
    found = extract_files([folder / row["file"] for row in gold], settings, processes)
    return score(gold, {row["file"]: result for row, result in zip(gold, found, strict=True) if "error" not in result})


def evaluate_without_own(folder: Path, settings: Settings, processes: int) -> Iterator[tuple[str, int, Score]]:
    """Yield each province with the phrases withheld from it and the score of its papers; last all of them together.

    While the papers of a province are extracted, the lexicon lacks what only those papers hold; see
    `extraction.quality.withheld` for what this can say and what not.

    Raises:
        FileNotFoundError: the folder has no ``gold.jsonl``.
    """
    gold = _gold(folder)
    read = dict(
        zip(
            [row["file"] for row in gold],
            read_files([folder / row["file"] for row in gold], settings, processes),
            strict=True,
        )
    )
    texts = {name: in_tokens(each[0].text) for name, each in read.items() if not isinstance(each, dict)}
    lists, found, withheld = load_lists(), {}, 0
    for province in sorted({province_of(row["issuer"]) for row in gold}):
        own = [row for row in gold if province_of(row["issuer"]) == province]
        names = {row["file"] for row in own}
        kept, n = without_own(
            lists,
            "".join(text for name, text in texts.items() if name in names),
            "".join(text for name, text in texts.items() if name not in names),
        )
        lexicon = make_lexicon(kept)
        for name in names & texts.keys():
            document, letterhead = cast("tuple[DocumentText, Letterhead]", read[name])
            found[name] = to_json(name, document, letterhead, find_tasks(document, letterhead, lexicon))
        withheld += n
        yield province, n, score(own, {name: found[name] for name in names & found.keys()})
    yield ALL, withheld, score(gold, found)


def _gold(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / GOLD).read_text("utf-8").splitlines()
    return [row for row in map(json.loads, filter(None, lines)) if (folder / row["file"]).exists()]


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
