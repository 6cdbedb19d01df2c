"""Names that the document defines ("sau đây gọi chung là …"), and bare collectives that mean the addressees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from extraction.grammar.structure import Paragraph
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Lexicon, Tokens
from ingest.folding import fold
from ingest.letterhead import Letterhead

LONGEST_TAIL = 14  # words by which an addressee's name may go on
FEWEST_SHARED = 4  # of them, that the text must have too: a verb and its object
_DEFINITION = re.compile(
    r"\( ?(?:sau day )?(?:duoc )?(?:goi|viet) (?:chung|tat"
    r"|chung va viet tat)?(?: chung)? ?la:? (?P<alias>[^()]{2,80})\)|\((?P<short>gọi)\)"
)
_KINDS = r"(?:co quan|don vi|dia phuong|so|ban|nganh|doan the|to chuc|thu truong|uy ban nhan dan|ubnd|xa|phuong)"
# Words that can only mean those the directive is addressed to.
_POINTING = re.compile(
    rf"(?:thu truong |nguoi dung dau )?(?:cac )?{_KINDS}(?:(?:,? va |, ?| ){_KINDS})* (?:co ten )?"
    r"(?:(?:neu |noi |co ten )?tren|(?:neu )?tai (?:phan |muc )?kinh gui|(?:duoc )?neu o tren)"
    r"|quy (?:co quan|don vi|so|bo|ban|nganh|dia phuong|cong ty|hoi|truong|uy ban(?: nhan dan)?|ubnd)"
    r"(?:(?:,? va |, ?)(?:quy )?(?:co quan|don vi|dia phuong))*"
)
# Words that mean the one addressee where there is only one.
_BARE = re.compile(rf"(?:thu truong )?cac {_KINDS}(?:(?:,? va |, ?| ){_KINDS})*|don vi")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Full names by folded alias, and the units that the directive is addressed to."""

    names: dict[str, tuple[str, ...]]
    addressed: tuple[str, ...] = ()
    is_one: bool = False

    def expand(self, name: str) -> tuple[str, ...]:
        """Return what ``name`` stands for, itself where nothing defines it."""
        alias = " ".join(fold(name).split())
        if alias in self.names:
            return self.names[alias]
        if not self.addressed:
            return (name,)
        means_addressees = _POINTING.fullmatch(alias) or (self.is_one and _BARE.fullmatch(alias))
        return self.addressed if means_addressees else (name,)

    def in_full(self, name: str, following: str) -> str:
        """Return ``name`` with the words after it that an addressee of that name has as well.

        Args:
            name: of a unit as read.
            following: the text after it.
        """
        start = fold(name) + " "
        for addressed in self.addressed:
            if not fold(addressed).startswith(start):
                continue
            told, words = fold(addressed)[len(start) :].split(), following.split(maxsplit=LONGEST_TAIL)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == fold(pair[1]), zip(told, words, strict=False)))
            if shared >= FEWEST_SHARED:
                return " ".join([name, *words[:shared]])
        return name


def read_aliases(paragraphs: Sequence[Paragraph], letterhead: Letterhead, lexicon: Lexicon) -> Aliases:
    """Return the aliases that the paragraphs define; "các đơn vị nêu trên" are the addressees."""
    names: dict[str, tuple[str, ...]] = {}
    addressed = tuple(dict.fromkeys(n for a in letterhead.addressees for n in _parted(a.strip(" .;"), lexicon)))
    for paragraph in paragraphs:
        for match in _DEFINITION.finditer(paragraph.folded) if "(" in paragraph.folded else ():
            alias = (match["alias"] or "").strip(" \"'.")
            units = _units_before(paragraph.text[: match.start()], lexicon)
            if alias and units:
                names[alias] = units
    return Aliases(names, addressed, is_one=len(letterhead.addressees) == 1)


def _parted(addressee: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The units of one line of addressees; the line itself where it cannot be read whole."""
    tokens = Tokens(addressee)
    found = UnitReader(addressee, tokens, lexicon).read(0)
    return tuple(u.name for u in found.units) if found.units and found.end >= len(tokens) else (addressee,)


def _units_before(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The list of units that ends where the definition begins."""
    tokens = Tokens(text)
    reader = UnitReader(text, tokens, lexicon)
    for at in range(max(0, len(tokens) - 80), len(tokens)):
        if reader.begins(at):
            found = reader.read(at)
            if found.units and found.end >= len(tokens):
                return tuple(u.name for u in found.units)
    return ()
