"""What the lexicon owes to the papers of one province alone, taken out again: how well it does without. Pure.

A grammar written with papers in view says little of papers it has never met. Words can be taken back: a phrase that
stands in the papers of one province and in no other's is withheld while that province's papers are scored. Patterns
and the order of rules cannot; a set that nobody who works on the grammar has seen says what they are worth.
"""

import re
from collections.abc import Mapping, Sequence

from extraction.grammar.vocabulary import Tokens

_PROVINCE = re.compile(r"\b(?:tỉnh|thành phố)\s+(.+)$", re.IGNORECASE)
EDGE = " "  # around and between tokens, so that a phrase is found as whole words


def province_of(issuer: str) -> str:
    """Return the province that an issuer's name ends with; the whole name where it names none (a ministry)."""
    found = _PROVINCE.search(issuer)
    return found[1].strip() if found else issuer.strip()


def in_tokens(text: str) -> str:
    """Return a text as folded tokens between single spaces, in which phrases can be looked for."""
    return EDGE + EDGE.join(token.fold for token in Tokens(text)) + EDGE


def without_own(lists: Mapping[str, Sequence[str]], own: str, others: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the lists without the phrases that only ``own`` holds, and how many those are.

    Args:
        lists: phrases by list, as lexicon.yaml has them.
        own: the texts of one province as `in_tokens` gives them, one after the other.
        others: the texts of all the others, likewise.
    """
    kept: dict[str, tuple[str, ...]] = {}
    for name, phrases in lists.items():
        kept[name] = tuple(phrase for phrase in phrases if not _owed(in_tokens(phrase), own, others))
    return kept, sum(len(phrases) - len(kept[name]) for name, phrases in lists.items())


def _owed(phrase: str, own: str, others: str) -> bool:
    return phrase in own and phrase not in others
