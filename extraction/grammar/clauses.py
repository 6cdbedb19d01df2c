"""A clause: what one paragraph of a directive says, with the units it names and where its work begins."""

import re
from enum import StrEnum
from typing import NamedTuple

from extraction.grammar.labels import Label
from extraction.grammar.names import Named
from extraction.grammar.structure import Paragraph
from extraction.grammar.vocabulary import Tokens
from extraction.values import Mode

LONGEST_CLOSE = 32  # characters at the end of a paragraph that tell whether items follow
FEWEST_WORDS = 3  # spelt words that make a duty


class Reading(StrEnum):
    """What a paragraph is, before its neighbours are asked."""

    HEADING = "heading"  # names units and says nothing of them
    CHARGE = "charge"  # names units and what they are to do
    WORK = "work"  # says what is to be done, by whom stands elsewhere
    LABEL = "label"  # "Đơn vị chủ trì: …"
    OTHER = "other"


class Clause(NamedTuple):
    """A paragraph as read; ``leads`` are empty where they stand elsewhere, ``said`` is where the work begins."""

    paragraph: Paragraph
    tokens: Tokens
    reading: Reading
    leads: tuple[Named, ...] = ()
    coordinators: tuple[Named, ...] = ()
    mode: Mode | None = None
    said: int = 0
    begin: int = 0  # where the charge itself begins, after a long opening
    label: Label | None = None
    opened: bool = False
    row: bool = False  # a cell of a table of tasks
    titled: tuple[Named, ...] = ()  # the units that the paragraph names if its neighbours show it to be a heading

    @property
    def introduces(self) -> bool:
        """Whether the paragraph ends as one that is followed by its items."""
        close = self.paragraph.folded[-LONGEST_CLOSE:]
        return (":" in close or "sau" in close) and bool(_INTRODUCES.search(close))


_INTRODUCES = re.compile(r"(?::|\bnhu sau|\bsau day|(?<!\bthu )\bsau)[\s.:;]*$")  # "thứ Sáu" is a day


def is_worded(text: str) -> bool:
    """Say whether ``text`` is made of words: no debris of a stamp, no row of figures, no address."""
    words = text.split()
    bare = [w.strip(".,;:()/\"'") for w in words]
    spelt = [w for w in bare if len(w) > 1 and w.isalpha()]
    return (
        len(spelt) >= FEWEST_WORDS
        and len(spelt) * 5 >= len(words) * 2
        and not ("@" in text and len(spelt) < 2 * FEWEST_WORDS)
    )
