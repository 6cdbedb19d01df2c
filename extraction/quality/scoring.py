"""Found tasks held against gold. Pure.

Takes rows in the form of `extraction.report.to_json`; gold rows have the same keys. A gold task marked ``ambiguous`` is
never a miss; a gold row with ``"extras": false`` is annotated in part, and what is found beyond it is no error.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from core.naming import fold

SAME_CLAUSE = 75.0  # likeness (0 to 100) from which two clauses are the same task
SAME_UNIT = 85.0
SHORT = 60
SLACK = 40
LONGEST = 300
EDGE = 10  # letters beside a clause that are looked at for its first and last
MARK = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ][.)]|[ivx]{1,4}[.)]|[-+*•–])\s*", re.IGNORECASE)
FIGURES = ("task", "lead", "coordinator", "deadline", "header", "handwritten", "entry_class", "grounded", "letters")

Row = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Right, wanted and found, counted over documents."""

    right: int = 0
    wanted: int = 0
    found: int = 0

    def add(self, right: int, wanted: int, found: int) -> None:
        """Add one comparison."""
        self.right += right
        self.wanted += wanted
        self.found += found

    @property
    def f1(self) -> float:
        """Return twice the right by wanted and found; 1 where nothing was wanted nor found."""
        return 2 * self.right / (self.wanted + self.found) if self.wanted + self.found else 1.0


@dataclass(slots=True)
class Score:
    """Figures over all documents, and each miss in words."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIGURES})
    per_document: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def mean_of_documents(self) -> float:
        """Return the task figure with each document weighing alike."""
        return sum(self.per_document) / len(self.per_document) if self.per_document else 1.0


def score(gold: Sequence[Row], found: Mapping[str, Row]) -> Score:
    """Return how the found rows stand against the gold rows.

    Args:
        found: rows by file name; a file without a row counts as one in which nothing was found.
    """
    result = Score()
    for row in gold:
        _score_document(row, found.get(row["file"], {"tasks": []}), result)
    return result


def _score_document(gold: Row, found: Row, result: Score) -> None:
    name, wanted, have = gold["file"], gold["tasks"], found.get("tasks", [])
    pairs = pair(wanted, have)
    missed = [task for i, task in enumerate(wanted) if i not in dict(pairs) and not task.get("ambiguous")]
    taken = {j for _, j in pairs}
    extra = [task for j, task in enumerate(have) if j not in taken] if gold.get("extras", True) else []
    document = Tally(len(pairs), len(pairs) + len(missed), len(pairs) + len(extra))
    result.tallies["task"].add(document.right, document.wanted, document.found)
    result.per_document.append(document.f1)
    result.misses += [f"{name}: missed: {task['text'][:120]}" for task in missed]
    result.misses += [f"{name}: extra: {task['text'][:120]}" for task in extra]
    for i, j in pairs:
        _score_pair(name, wanted[i], have[j], result)
    pages = {j: wanted[i].get("page") for i, j in pairs} if name.lower().endswith(".pdf") else {}
    grounded = sum(_is_grounded(task) and pages.get(j, task["page"]) == task["page"] for j, task in enumerate(have))
    result.tallies["grounded"].add(grounded, len(have), len(have))
    _score_header(gold, found, result)


def pair(wanted: Sequence[Row], have: Sequence[Row]) -> list[tuple[int, int]]:
    """Return which found task stands for which wanted one, each at most once, the likest first."""
    likely = []
    for i, one in enumerate(wanted):
        for j, other in enumerate(have):
            likeness = _likeness(_clause(one["text"]), _clause(other["text"]))
            if likeness >= SAME_CLAUSE:
                names = _names(one.get("leads")), _names(other.get("leads"))
                same_units = _hits(*names) / max(len(names[0]), len(names[1]), 1)
                same_page = one.get("page") is not None and one.get("page") == other.get("page")
                likely.append((likeness + 3 * same_page + 3 * same_units - abs(i - j) / 1000, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(likely, reverse=True):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _score_pair(name: str, wanted: Row, have: Row, result: Score) -> None:
    for figure, key in (("lead", "leads"), ("coordinator", "coordinators")):
        one, other = _names(wanted.get(key)), _names(have.get(key))
        hits = _hits(one, other)
        result.tallies[figure].add(hits, len(one), len(other))
        if not hits == len(one) == len(other):
            result.misses.append(f"{name}: {key}: {wanted.get(key)} ≠ {have.get(key)}: {wanted['text'][:80]}")
    letters, wrong = _letters(wanted["text"], have["text"])
    result.tallies["letters"].add(letters - wrong, letters, letters)
    said, read = wanted.get("deadline"), have.get("deadline")
    stated = bool(said) or bool(wanted.get("period"))
    found = bool(read) or bool(have.get("period"))
    right = stated and found
    if right and said and said.get("on"):
        right = read is not None and read["on"] == said["on"]
    result.tallies["deadline"].add(int(right), int(stated), int(found))
    if not right == stated == found:
        result.misses.append(f"{name}: deadline: {said} ≠ {read}: {wanted['text'][:80]}")


def _score_header(gold: Row, found: Row, result: Score) -> None:
    for key in ("number", "issued_on"):
        same = _number(found.get(key)) == _number(gold.get(key))
        if key in gold.get("handwritten", []):
            unread = found.get(key) is None and key in found.get("unread", [])
            result.tallies["handwritten"].add(int(same or unread), 1, 1)
        elif gold.get(key):
            result.tallies["header"].add(int(same), 1, 1)
            if not same:
                result.misses.append(f"{gold['file']}: {key}: {gold.get(key)} ≠ {found.get(key)}")
    urgent = (found.get("urgency") or "regular") != "regular", (gold.get("urgency") or "regular") != "regular"
    result.tallies["header"].add(int(urgent[0] == urgent[1]), 1, 1)
    if gold.get("entry_class"):
        same = found.get("entry_class") == gold["entry_class"]
        result.tallies["entry_class"].add(int(same), 1, 1)
        if not same:
            result.misses.append(f"{gold['file']}: class: {gold['entry_class']} ≠ {found.get('entry_class')}")


def _clause(text: str) -> str:
    return fold(MARK.sub("", text))[:LONGEST]


def _letters(wanted: str, have: str) -> tuple[int, int]:
    """The letters of a gold clause and how many were read wrongly; what the found one holds around it is no error."""
    one, other = (" ".join(text.split()) for text in (wanted[:LONGEST], have))
    place = fuzz.partial_ratio_alignment(one, other)
    begin, end = (place.dest_start, place.dest_end) if place is not None else (0, len(other))
    if place is not None and len(other) < len(one):  # only a part was found: the letters of that part
        one = one[place.src_start : place.src_end]
    window = other[max(0, begin - EDGE) : end + EDGE]
    edits = Levenshtein.editops(one, window)
    return len(one), sum(edit.tag != "insert" or edit.src_pos not in (0, len(one)) for edit in edits)


def _likeness(wanted: str, have: str) -> float:
    """A short clause must match as a whole, give or take a unit's name; of a long one either may hold the other."""
    if not wanted or not have:
        return 0.0
    if len(wanted) < SHORT:
        room = len(wanted) + SLACK
        return max(fuzz.ratio(wanted, have[:room]), fuzz.ratio(wanted, have[-room:]))
    if len(wanted) <= len(have):
        return fuzz.partial_ratio(wanted, have)
    return fuzz.ratio(wanted[: len(have) + SLACK], have)


def _names(units: Sequence[str] | None) -> list[str]:
    return [fold(unit) for unit in units or []]


def _hits(wanted: Sequence[str], have: Sequence[str]) -> int:
    left, hits = list(have), 0
    for name in wanted:
        best = max(left, key=lambda other: fuzz.token_sort_ratio(name, other), default=None)
        if best is not None and fuzz.token_sort_ratio(name, best) >= SAME_UNIT:
            left.remove(best)
            hits += 1
    return hits


def _is_grounded(task: Row) -> bool:
    x0, y0, x1, y1 = task["box"]
    return bool(task["page"] >= 1 and 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1)


def _number(text: str | None) -> str:
    return re.sub(r"[^\wđ/-]", "", (text or "").lower())
