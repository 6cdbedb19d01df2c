"""Units of kinds that no list knows, told by their place: an item among items that each name a unit names one too.

Kinds of bodies are an open class: every reform makes new ones. Where the items before or after open with a unit
("1. Sở Y tế: …", "2. Đối với UBND các xã"), an item that opens with a name and then its work is read in the same way.
"""

from collections.abc import Sequence

from extraction.grammar.clauses import Clause, Reading
from extraction.grammar.marks import Rank
from extraction.grammar.names import Named
from extraction.grammar.scope import is_decision
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Lexicon

LONGEST_NAME = 14  # tokens of a name before its colon
LONGEST_BARE = 9  # tokens of a name before its verb, without a colon
FEWEST_CAPITALS = 2  # in a name that only its verb ends
OPENS_WITHIN = 12  # characters from an item's mark in which its unit begins ("Đối với …")
_APART = (("doi", "voi"), ("ve", "phia"))
_ENDS = frozenset({".", ";", ",", "(", ")"})


def with_unfamiliar(clauses: Sequence[Clause], lexicon: Lexicon) -> list[Clause]:
    """Return the clauses; those among siblings that name units are read as naming one as well."""
    read = list(clauses)
    for at, clause in enumerate(read):
        if _is_open(clause) and any(_names_first(s, clause) for s in _siblings(read, at)):
            read[at] = _named(clause, UnitReader(clause.paragraph.text, clause.tokens, lexicon), lexicon) or clause
    return read


def _is_open(clause: Clause) -> bool:
    """Say whether an item names no unit, begins with no verb that is known, and decides nothing."""
    nameless = clause.reading == Reading.OTHER or (clause.reading == Reading.WORK and not clause.opened)
    placed = bool(clause.paragraph.mark) and not clause.row and clause.label is None and bool(clause.tokens)
    return nameless and placed and not is_decision(clause.paragraph.folded_words)


def _siblings(clauses: Sequence[Clause], at: int) -> list[Clause]:
    """The items just before and after that stand on the same level under the same heading."""
    rank, part = clauses[at].paragraph.rank, clauses[at].paragraph.part
    found = []
    for steps in (range(at - 1, -1, -1), range(at + 1, len(clauses))):
        for other in steps:
            paragraph = clauses[other].paragraph
            if paragraph.part != part or (paragraph.rank < rank and paragraph.rank != Rank.NONE):
                break
            if paragraph.rank == rank:
                found.append(clauses[other])
                break
    return found


def _names_first(sibling: Clause, clause: Clause) -> bool:
    """Say whether a sibling opens with the units it charges, in the way in which the clause opens."""
    charged = sibling.reading in (Reading.CHARGE, Reading.HEADING) and bool(sibling.leads)
    if not charged or sibling.leads[0].start - sibling.paragraph.body > OPENS_WITHIN:
        return False
    return _apart(sibling) == _apart(clause)


def _apart(clause: Clause) -> bool:
    start = _first(clause)
    return tuple(t.fold for t in clause.tokens[start : start + 2]) in _APART


def _first(clause: Clause) -> int:
    at = clause.tokens.from_offset(clause.paragraph.body)
    return at if at < len(clause.tokens) else 0


def _named(clause: Clause, units: UnitReader, lexicon: Lexicon) -> Clause | None:
    """The clause with the name before its colon, its verb or its end; None where none can be one."""
    tokens, start = clause.tokens, _first(clause)
    apart = _apart(clause)
    start += 2 * apart
    if start >= len(tokens) or (not apart and not _may_open(clause, start, units, lexicon)):
        return None
    for end in range(start, min(start + LONGEST_NAME, len(tokens)) + 1):
        word = tokens[end].fold if end < len(tokens) else ""
        if word == ":" or (apart and not word):
            return _charged(clause, start, end) if end > start else None
        if word in _ENDS or not word:
            return None
        if not apart and end > start + 1 and not tokens[end].upper and units.is_predicate(end):
            capitals = sum(t.upper for t in tokens[start:end])
            named = capitals >= FEWEST_CAPITALS and end - start <= LONGEST_BARE
            return _charged(clause, start, end) if named else None
    return None


def _may_open(clause: Clause, start: int, units: UnitReader, lexicon: Lexicon) -> bool:
    """Say whether a name may begin here: a capital, and neither a verb nor a word that opens a topic or a tale."""
    if not clause.tokens[start].upper or units.is_predicate(start):
        return False
    return not any(lexicon.match(kind, clause.tokens, start) for kind in ("nouns_first", "tales", "intros"))


def _charged(clause: Clause, start: int, end: int) -> Clause:
    tokens, text = clause.tokens, clause.paragraph.text
    first, last = tokens.start(start), tokens.end(end - 1)
    after = end
    while after < len(tokens) and tokens[after].fold in (":", "-"):
        after += 1
    said = tokens.start(after) if after < len(tokens) else len(text)
    reading = Reading.CHARGE if after < len(tokens) else Reading.HEADING
    unit = Named(" ".join(text[first:last].split()), first, last)
    return clause._replace(reading=reading, leads=(unit,), said=said, opened=False)
