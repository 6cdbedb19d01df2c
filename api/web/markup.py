"""Which stretches of a page are words for people: texts between tags, and attributes that are read out. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

READ_OUT = frozenset({"alt", "aria-label", "placeholder", "title"})
_ATTRIBUTE = re.compile(r"([\w-]+)=$")
_LETTER = re.compile(r"[^\W\d_]")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Markup:
    """Where in a page one stands, while it comes piece by piece: in text, in a tag, in an attribute's quotes."""

    in_tag: bool = False
    in_quotes: bool = False
    is_read_out: bool = field(default=True)

    def pieces(self, data: str) -> Iterator[tuple[str, bool]]:
        """Give ``data`` cut into stretches, each with whether it is words for people; joined they are ``data``."""
        at = 0
        while at < len(data):
            stop = self._end(data, at)
            if stop > at:
                yield data[at:stop], self.is_read_out
            if stop < len(data):
                self._cross(data, stop)
                yield data[stop], False
            at = stop + 1

    def translated(self, data: str, translate: Callable[[str], str]) -> str:
        """Return ``data`` with every stretch of words put through ``translate``, its outer spaces kept."""
        return "".join(put_through(piece, translate) if is_words else piece for piece, is_words in self.pieces(data))

    def _end(self, data: str, at: int) -> int:
        """Return where the present stretch ends: at the sign that leads out of it, or with the data."""
        if not self.in_tag:
            found = data.find("<", at)
        elif self.in_quotes:
            found = data.find('"', at)
        else:
            ends = [place for sign in '>"' if (place := data.find(sign, at)) >= 0]
            found = min(ends, default=-1)
        return len(data) if found < 0 else found

    def _cross(self, data: str, place: int) -> None:
        """Step over the sign that ended a stretch."""
        if not self.in_tag:
            self.in_tag, self.is_read_out = True, False
        elif data[place] == ">" and not self.in_quotes:
            self.in_tag, self.is_read_out = False, True
        elif self.in_quotes:
            self.in_quotes, self.is_read_out = False, False
        else:
            name = _ATTRIBUTE.search(data, max(place - 30, 0), place)
            self.in_quotes, self.is_read_out = True, name is not None and name[1] in READ_OUT


def message_of(piece: str) -> str | None:
    """Return a stretch as the catalogue keys it, spaces made one; None where it holds no letter."""
    return _SPACE.sub(" ", piece.strip()) if _LETTER.search(piece) else None


def put_through(piece: str, translate: Callable[[str], str]) -> str:
    """Return a stretch of words translated, its outer spaces kept; what holds no letter or has no translation stays."""
    message = message_of(piece)
    if message is None:
        return piece
    translation = translate(message)
    if translation == message:  # a macro called inside a tag gives attributes, which look like a text here
        return piece
    before = piece[: len(piece) - len(piece.lstrip())]
    after = piece[len(piece.rstrip()) :]
    return before + translation.replace('"', "&quot;") + after
