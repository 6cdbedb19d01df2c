"""The words that extraction knows, as tries over folded words, and the tokens that are matched against them."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from extraction.grammar.fields import FieldWords, make_field_words
from extraction.grammar.normal import place_tones
from ingest.folding import fold

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

    __slots__ = ("_marks", "_starts")

    def __init__(self, text: str = "") -> None:
        """Cut ``text``, between its spaces: what stands there is mostly one word, and comes again and again."""
        tokens: list[Token] = []
        self._starts: list[int] = []
        self._marks: list[int] = []
        note, begin = self._starts.append, 0
        for piece in text.split(" "):
            held, is_word, starts, marks, length = _cut(piece)
            if is_word:
                note(begin)
            else:
                self._starts += [begin + at for at in starts]
                self._marks += [len(tokens) + at for at in marks]
            tokens += held
            begin += length
        super().__init__(tokens)

    def start(self, at: int) -> int:
        """Return the offset in the text at which token ``at`` begins."""
        return self._starts[at]

    def end(self, at: int) -> int:
        """Return the offset in the text at which token ``at`` ends."""
        return self._starts[at] + len(self[at].text)

    def where(self, marks: Container[str], start: int) -> list[int]:
        """Return the index of each token from ``start`` on that is one of ``marks``."""
        return [at for at in self._marks if at >= start and self[at].fold in marks]

    def from_offset(self, offset: int) -> int:
        """Return the index of the first token that begins at ``offset`` or after it; their number without one."""
        return bisect_left(self._starts, offset)


class _Cut(NamedTuple):
    """A stretch without spaces: its tokens, where each begins, which are marks, and its length with a space after."""

    tokens: tuple[Token, ...]
    is_word: bool
    starts: tuple[int, ...]
    marks: tuple[int, ...]
    length: int


@lru_cache(maxsize=16384)
def _cut(piece: str) -> _Cut:
    found = [(match.group(), match.start()) for match in _TOKEN.finditer(piece)]
    tokens = tuple(Token(word, fold(word), word[0].isupper()) for word, _ in found)
    marks = tuple(at for at, (word, _) in enumerate(found) if not word[0].isalnum())
    starts = tuple(at for _, at in found)
    return _Cut(tokens, starts == (0,) and not marks, starts, marks, len(piece) + 1)


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
