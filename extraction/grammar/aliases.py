"""Names that the document defines ("sau đây gọi chung là …"), and bare collectives that mean the addressees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.grammar.normal import fold
from extraction.grammar.structure import Paragraph
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Lexicon, tokenize
from ingest.letterhead import Letterhead

_DEFINITION = re.compile(
    r"\( ?(?:sau day )?(?:duoc )?(?:goi|viet) (?:chung|tat"
    r"|chung va viet tat)?(?: chung)? ?la:? (?P<alias>[^()]{2,80})\)|\((?P<short>gọi)\)"
)
_BARE = frozenset(
    {
        "cac don vi",
        "don vi",
        "cac co quan, don vi",
        "cac co quan don vi",
        "cac co quan",
        "cac don vi, dia phuong",
        "cac dia phuong, don vi",
        "cac co quan, don vi, dia phuong",
        "quy co quan",
        "quy don vi",
        "quy so",
        "cac don vi neu tren",
        "cac don vi tren",
        "cac co quan, don vi neu tren",
        "thu truong cac don vi",
    }
)


@dataclass(frozen=True, slots=True)
class Aliases:
    """Full names by folded alias."""

    names: dict[str, tuple[str, ...]]

    def expand(self, name: str) -> tuple[str, ...]:
        """Return what ``name`` stands for, itself where nothing defines it."""
        return self.names.get(" ".join(fold(name).split()), (name,))


def read_aliases(paragraphs: Sequence[Paragraph], letterhead: Letterhead, lexicon: Lexicon) -> Aliases:
    """Return the aliases that the paragraphs define; "các đơn vị nêu trên" are the addressees."""
    names: dict[str, tuple[str, ...]] = {}
    if letterhead.addressees:
        pointing = _BARE if len(letterhead.addressees) == 1 else frozenset(n for n in _BARE if n.endswith("tren"))
        names.update(
            dict.fromkeys(pointing, tuple(n for a in letterhead.addressees for n in _parted(a.strip(" .;"), lexicon)))
        )
    for paragraph in paragraphs:
        folded = fold(paragraph.text)
        for match in _DEFINITION.finditer(folded):
            alias = (match["alias"] or "").strip(" \"'.")
            units = _units_before(paragraph.text[: match.start()], lexicon)
            if alias and units:
                names[alias] = units
    return Aliases(names)


def _parted(addressee: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The units of one line of addressees; the line itself where it cannot be read whole."""
    tokens = tokenize(addressee)
    found = UnitReader(addressee, tokens, lexicon).read(0)
    return tuple(u.name for u in found.units) if found.units and found.end >= len(tokens) else (addressee,)


def _units_before(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The list of units that ends where the definition begins."""
    tokens = tokenize(text)
    reader = UnitReader(text, tokens, lexicon)
    for at in range(max(0, len(tokens) - 80), len(tokens)):
        if reader.begins(at):
            found = reader.read(at)
            if found.units and found.end >= len(tokens):
                return tuple(u.name for u in found.units)
    return ()
