"""The words that extraction knows, as tries over folded words, and the tokens that are matched against them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias

from extraction.grammar.fields import FieldWords, make_field_words
from extraction.grammar.normal import fold, place_tones

Trie: TypeAlias = "dict[str, Trie]"

END = ""  # a word is never empty, so the empty key marks the end of a phrase

_TOKEN = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)*|\d+(?:[./]\d+)*|\S")


class Token(NamedTuple):
    """A word or mark; ``fold`` has no diacritics, ``upper`` tells its first letter. Equal ones are one value."""

    text: str
    fold: str
    upper: bool


class Tokens(list[Token]):
    """The words and marks of a text in order; numbers with their dots and slashes are one token."""

    __slots__ = ("_starts",)

    def __init__(self, text: str = "") -> None:
        """Cut ``text``, between its spaces: what stands there is mostly one word, and comes again and again."""
        pieces = text.split(" ")
        cut = list(map(_cut, pieces))
        tokens, places = zip(*cut, strict=True)
        super().__init__(chain.from_iterable(tokens))
        begins = accumulate([len(piece) + 1 for piece in pieces], initial=0)
        self._starts: list[int] = [begin + at for begin, held in zip(begins, places, strict=False) for at in held]

    def start(self, at: int) -> int:
        """Return the offset in the text at which token ``at`` begins."""
        return self._starts[at]

    def end(self, at: int) -> int:
        """Return the offset in the text at which token ``at`` ends."""
        return self._starts[at] + len(self[at].text)

    def from_offset(self, offset: int) -> int:
        """Return the index of the first token that begins at ``offset`` or after it; their number without one."""
        return bisect_left(self._starts, offset)


@lru_cache(maxsize=16384)
def _cut(piece: str) -> tuple[tuple[Token, ...], tuple[int, ...]]:
    """The tokens of a stretch without spaces, and where each begins."""
    found = [(match.group(), match.start()) for match in _TOKEN.finditer(piece)]
    return tuple(Token(word, fold(word), word[0].isupper()) for word, _ in found), tuple(at for _, at in found)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by the name of their list in lexicon.yaml, as tries of folded words."""

    tries: Mapping[str, Trie]
    singles: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    fields: FieldWords

    def match(self, name: str, tokens: Sequence[Token], at: int) -> int:
        """Return how many tokens the longest phrase of list ``name`` takes from ``at``; 0 without one.

        A phrase of one syllable must also agree in its diacritics: "dừng" is no "dụng".
        """
        trie = self.tries[name]
        if at >= len(tokens) or tokens[at].fold not in trie:
            return 0
        length = longest(trie, tokens, at)
        if name == "levels" and length == 1 and not tokens[min(at + 1, len(tokens) - 1)].fold.isalpha():
            return length  # "tính," where recognition lost the hook of "tỉnh": nothing else stands there
        if length == 1 and place_tones(tokens[at].text.lower()) not in self.singles[name]:
            return 0
        return length


def make_trie(phrases: Iterable[str]) -> Trie:
    """Return the trie of ``phrases``, folded and cut into tokens."""
    root: Trie = {}
    for phrase in phrases:
        node = root
        for token in Tokens(phrase):
            node = node.setdefault(token.fold, {})
        node[END] = {}
    return root


def longest(trie: Trie, tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens the longest phrase of ``trie`` takes from ``at``; 0 without one."""
    node, found, taken = trie, 0, 0
    while at + taken < len(tokens):
        child = node.get(tokens[at + taken].fold)
        if child is None:
            break
        taken += 1
        node = child
        if END in node:
            found = taken
    return found


def make_lexicon(lists: Mapping[str, Iterable[str]], fields: Mapping[str, Iterable[str]] | None = None) -> Lexicon:
    """Return the lexicon of these lists of phrases, and of the words that propose each field."""
    kept = {name: tuple(phrases) for name, phrases in lists.items()}
    return Lexicon(
        {name: make_trie(phrases) for name, phrases in kept.items()},
        {name: frozenset(place_tones(p.lower()) for p in phrases if " " not in p) for name, phrases in kept.items()},
        {name: tuple(" ".join(t.fold for t in Tokens(p)) for p in phrases) for name, phrases in kept.items()},
        make_field_words(fields or {}),
    )
