"""The languages of the pages: Vietnamese as they are written, English by the gettext catalogue in `locale`.

Nothing is marked in the templates: every text, label and literal of a template is a message, looked up once, while the
template is compiled. What Python writes (`words`, sentences with numbers and days in them) is looked up when
it is shown; a message with names in braces stands for every sentence of that pattern. What has no translation stays
Vietnamese.
"""

import gettext
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST = "vi"
COOKIE = "dondoc_language"
LOCALE = Path(__file__).resolve().parent / "locale"
_NAME = re.compile(r"\{(\w+)\}")
_FIGURES = re.compile(r"(\w+_)?(on|id)")
_QUOTED = re.compile(r"“\{(\w+)\}”")


class Catalogue:
    """The messages of one language. Vietnamese has none: its texts are the messages themselves."""

    def __init__(self, messages: gettext.NullTranslations, patterns: Iterable["Pattern"] = ()) -> None:
        self._messages = messages
        # By the word that a sentence begins with, else by the one it ends with: most sentences meet few patterns.
        self._by_word: dict[str, list[tuple[int, Pattern]]] = {}
        for place, pattern in enumerate(patterns):
            self._by_word.setdefault(pattern.word, []).append((place, pattern))

    def text(self, message: str) -> str:
        """Return a message in this language, or as it is where there is no translation."""
        return self._messages.gettext(message) if message else message

    def sentence(self, words: str) -> str:
        """Return a sentence in this language: a message, one begun with a small letter, or one made by a pattern."""
        inner = words.strip()
        if not self._by_word or not inner:
            return words
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        return f"{before}{self._sentence(inner)}{after}"

    def _sentence(self, words: str) -> str:
        found = self.text(words)
        if found != words:
            return found
        if words[0].islower():
            begun = words[0].upper() + words[1:]
            found = self.text(begun)
            if found != begun:
                return found[0].lower() + found[1:]
        parts = words.split()
        near = (self._by_word.get(word, ()) for word in (parts[0], "…" + parts[-1], ""))
        for _, pattern in sorted(chain.from_iterable(near), key=itemgetter(0)):
            match = pattern.written.fullmatch(words)
            if match:
                return pattern.told(match, self.sentence)
        return words

    def words(self, module: ModuleType) -> "Words":
        """Return the words of a module in this language."""
        return Words(module, self)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message with names in braces, which stand for what is filled in."""

    written: re.Pattern[str]
    translation: str
    quoted: frozenset[str]
    word: str

    @classmethod
    def of(cls, message: str, translation: str) -> "Pattern":
        """Return the pattern of a message; what it puts in quotation marks is never translated."""
        parts = message.split()
        first, last = parts[0], parts[-1]
        word = first if not _NAME.search(first) else "…" + last if not _NAME.search(last) else ""
        ends = _NAME.split(message)  # text, name, text, name, text
        written = "".join(_filling(part) if at % 2 else re.escape(part) for at, part in enumerate(ends))
        return cls(re.compile(written, re.DOTALL), translation, frozenset(_QUOTED.findall(message)), word)

    def told(self, match: re.Match[str], sentence: Callable[[str], str]) -> str:
        """Return the translation filled in with the parts of a sentence, each told as a sentence of its own."""
        parts = {name: part if name in self.quoted else sentence(part) for name, part in match.groupdict().items()}
        return _NAME.sub(lambda name: parts.get(name[1], name[0]), self.translation)


def _filling(name: str) -> str:
    """Return what may stand for a name: figures alone for a day and for the number of a row, else anything."""
    return f"(?P<{name}>[0-9/]+)" if _FIGURES.fullmatch(name) else f"(?P<{name}>.*?)"


class Words:
    """A module of words, each value in one language."""

    def __init__(self, module: ModuleType, catalogue: Catalogue) -> None:
        self._module, self._catalogue = module, catalogue
        self._known: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        """Return a dictionary, a text or a function of the module with its texts in the language."""
        if name not in self._known:
            self._known[name] = self._told(getattr(self._module, name))
        return self._known[name]

    def _told(self, value: Any) -> Any:  # noqa: ANN401 - texts, and what holds texts
        if isinstance(value, str):
            return self._catalogue.text(value)
        if isinstance(value, dict):
            return {key: self._told(each) for key, each in value.items()}
        if isinstance(value, (tuple, list)):
            return type(value)(self._told(each) for each in value)
        if callable(value):
            return lambda *given: self._told(value(*given))
        return value


@cache
def catalogue(language: str) -> Catalogue:
    """Return the messages of one of `LANGUAGES`."""
    if language == FIRST:
        return Catalogue(gettext.NullTranslations())
    kept = _kept(language)
    compiled = io.BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    with_names = {message: text for message, text in translations(language).items() if "{" in message}
    longest_first = sorted(with_names, key=lambda message: -len(_NAME.sub("", message)))
    return Catalogue(gettext.GNUTranslations(compiled), [Pattern.of(each, with_names[each]) for each in longest_first])


def translations(language: str) -> dict[str, str]:
    """Return every message with its text in a language."""
    return {str(message.id): str(message.string) for message in _kept(language) if message.id}


def _kept(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "dondoc.po").open("rb") as file:
        return read_po(file)


def translator(language: str) -> Callable[[str], str]:
    """Return what translates a text of a template."""
    return catalogue(language).text
