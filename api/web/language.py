"""The languages of the pages: Vietnamese as they are written, English by the gettext catalogue in `locale`.

Nothing is marked in the templates: every text, label and literal of a template is a message, looked up once, while the
template is compiled. What Python writes (`words`, sentences with numbers and days in them) is looked up when
it is shown; a message with names in braces stands for every sentence of that pattern. What has no translation stays
Vietnamese.
"""

import gettext
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST = "vi"
COOKIE = "dondoc_language"
LOCALE = Path(__file__).resolve().parent / "locale"
_NAME = re.compile(r"\\\{(\w+)\\\}")


class Catalogue:
    """The messages of one language. Vietnamese has none: its texts are the messages themselves."""

    def __init__(self, messages: gettext.NullTranslations, patterns: dict[re.Pattern[str], str]) -> None:
        self._messages, self._patterns = messages, patterns

    def text(self, message: str) -> str:
        """Return a message in this language, or as it is where there is no translation."""
        return self._messages.gettext(message) if message else message

    def sentence(self, words: str) -> str:
        """Return a sentence in this language: a message, or one made by the pattern of a message."""
        found = self.text(words)
        if found != words or not self._patterns:
            return found
        for pattern, translation in self._patterns.items():
            match = pattern.fullmatch(words)
            if match:
                return translation.format(**{name: self.sentence(part) for name, part in match.groupdict().items()})
        return words

    def words(self, module: ModuleType) -> "Words":
        """Return the words of a module in this language."""
        return Words(module, self)


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
        return Catalogue(gettext.NullTranslations(), {})
    with (LOCALE / language / "LC_MESSAGES" / "dondoc.po").open("rb") as file:
        kept = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    with_names = {str(message.id): str(message.string) for message in kept if message.string and "{" in str(message.id)}
    longest_first = sorted(with_names, key=lambda message: -len(_NAME.sub("", re.escape(message))))
    return Catalogue(
        gettext.GNUTranslations(compiled), {_pattern(message): with_names[message] for message in longest_first}
    )


def translator(language: str) -> Callable[[str], str]:
    """Return what translates a text of a template."""
    return catalogue(language).text


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(r"(?P<\1>.+?)", re.escape(message)), re.DOTALL)
