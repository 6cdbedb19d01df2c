"""The words that extraction knows, as tries over folded words, and the tokens that are matched against them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from extraction.grammar.fields import FieldWords, make_field_words
from extraction.grammar.normal import fold, place_tones

Trie: TypeAlias = "dict[str, Trie]"

END = ""  # a word is never empty, so the empty key marks the end of a phrase

_PLAIN_WORD = "[A-Za-zÀ-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]+(?=[ ,.])"  # most words; a list of letters is looked up quickest
_TOKEN = re.compile(rf"({_PLAIN_WORD}|\d+(?:[./]\d+)*|[^\W\d_]+(?:&[^\W\d_]+)*|\S)")


class Token(NamedTuple):
    """A word or mark; ``start:end`` slices the text, ``fold`` has no diacritics, ``upper`` tells its first letter."""

    text: str
    fold: str
    start: int
    end: int
    upper: bool


_NEW_TOKEN = partial(tuple.__new__, Token)  # a token's own constructor takes as long as all the rest


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by the name of their list in lexicon.yaml, as tries of folded words."""

    tries: Mapping[str, Trie]
    singles: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    fields: FieldWords

    def match(self, name: str, tokens: list[Token], at: int) -> int:
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


def tokenize(text: str) -> list[Token]:
    """Return the words and marks of ``text`` in order; numbers with their dots and slashes are one token."""
    pieces = _TOKEN.split(text)  # space, token, space, token, …, space; whole lists at a time: half of the time
    ends = list(accumulate(map(len, pieces)))
    words = pieces[1::2]
    folds, uppers = zip(*map(_looked_at, words), strict=True) if words else ((), ())
    return list(map(_NEW_TOKEN, zip(words, folds, ends[:-1:2], ends[1::2], uppers, strict=True)))


@lru_cache(maxsize=16384)
def _looked_at(word: str) -> tuple[str, bool]:
    """The fold of a word and whether its first letter is a capital; a few thousand syllables make all directives."""
    return fold(word), word[0].isupper()


def make_trie(phrases: Iterable[str]) -> Trie:
    """Return the trie of ``phrases``, folded and cut into tokens."""
    root: Trie = {}
    for phrase in phrases:
        node = root
        for token in tokenize(phrase):
            node = node.setdefault(token.fold, {})
        node[END] = {}
    return root


def longest(trie: Trie, tokens: list[Token], at: int) -> int:
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
        {name: tuple(" ".join(t.fold for t in tokenize(p)) for p in phrases) for name, phrases in kept.items()},
        make_field_words(fields or {}),
    )
