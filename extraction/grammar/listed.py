"""Names in lists that share a head or a place: "các huyện A, B", "các Công ty: C, D", "Đảng ủy, UBND xã E"."""

from typing import NamedTuple

from extraction.grammar.members import MemberReader
from extraction.grammar.names import DETERMINERS, Named
from ingest.folding import fold

_LISTED_ENDS = frozenset({",", ";", ":", ".", "("})
_SHARES_PLACE = frozenset(
    {"dang uy", "hdnd", "hoi dong nhan dan", "ubnd", "uy ban nhan dan", "thuong truc hdnd", "cap uy"}
)


class Found(NamedTuple):
    """Names that one head or title gives; ``end`` is the index of the first token after them."""

    names: tuple[Named, ...]
    end: int


class ListReader(MemberReader):
    """Reads what the members of a list share; single names are known to the reader built on it."""

    def _levels(self, first: int) -> tuple[int, int, int]:
        """Where the first level begins, where the last ends, and how many are listed ("các xã, phường")."""
        level_start, level_end, count = first, first, 0
        probe = first
        while True:
            length = self._lexicon.match("levels", self.tokens, probe)
            if not length:
                break
            count += 1
            level_start, level_end = (probe if count == 1 else level_start), probe + length
            following = self._separated(level_end)
            if (
                following is None
                or not self._lexicon.match("levels", self.tokens, following)
                or (self._upper(following) and self._fold(level_end) == ",")
            ):
                break
            probe = following
        return level_start, level_end, count

    def _placed_levels(self, end: int) -> int:
        """Index after the levels at which a body stands, where any follow ("các huyện, thành phố")."""
        first = end + (self._lower(end) in DETERMINERS)
        _, last, count = self._levels(first)
        return self._modifiers(last) if count else end

    def _over_levels(self, end: int) -> int:
        """Index after the levels at which bodies stand, where the name broke off at the first ("… các xã, phường")."""
        listed = self._fold(end) == "," and self._lower(end - 2) in DETERMINERS
        return self._placed_levels(end - 2) if listed and self._lexicon.match("levels", self.tokens, end - 1) else end

    def _places(self, head: int, at: int) -> Found | None:
        """The places of one level, two or more ("các huyện A, B và C"), each with its kind."""
        kind, names = self._named(head, at).name, []
        while True:
            end = self._capitals(at)
            if end == at:
                return None
            names.append(self._named(at, end, f"{kind} "))
            following = self._separated(end)
            if following is None or not self._upper(following) or self.begins(following, bare=False):
                return Found(tuple(names), end) if len(names) > 1 else None
            at = following

    def _placed_list(self, head: int, colon: int) -> Found | None:
        """The places after "các thôn:", each with its kind, where nothing but places follows."""
        kind, names, at = self._named(head, colon).name, [], colon + 1
        while True:
            end = self._capitals(at)
            if end == at:
                return None
            names.append(self._named(at, end, f"{kind} "))
            following = self._separated(end)
            if following is None or following >= len(self.tokens):
                return Found(tuple(names), end) if self._fold(end) in ("", ".", ";", ":") else None
            at = following

    def _colon_names(self, head: int, colon: int) -> Found | None:
        """The names after "các Công ty TNHH MTV:", each with its head, where two or more stand up to a mark."""
        kind, names, at = self._named(head, colon).name, [], colon + 1
        while self._upper(at) and not self.begins(at, bare=False):
            end = next((i for i in range(at, len(self.tokens)) if self._fold(i) in _LISTED_ENDS), len(self.tokens))
            names.append(self._named(at, end, f"{kind} "))
            if self._fold(end) not in (",", ";") or self._fold(end + 1) == "":
                return Found(tuple(names), end) if len(names) > 1 else None
            at = end + 1
        return None

    def _same_kind(self, at: int, first: int) -> bool:
        """Say whether the name at ``at`` begins as the first of its list does."""
        return self._upper(at) and self._fold(at) == self._fold(first)

    def _share_place(self, units: list[Named]) -> list[Named]:
        """Give "Đảng ủy" in "Đảng ủy, UBND xã X" the place of the unit that follows."""
        from_right: list[Named] = []
        for named in reversed(units):
            unit = named
            key = " ".join(_fold_words(unit.name))
            if key in _SHARES_PLACE and from_right:
                place = self._place_of(from_right[-1].name)
                if place:
                    unit = Named(f"{unit.name} {place}", unit.start, unit.end)
            from_right.append(unit)
        return from_right[::-1]

    def _place_of(self, name: str) -> str:
        words = name.split()
        folded = _fold_words(name)
        for size in (4, 3, 1):
            if " ".join(folded[:size]) in _SHARES_PLACE:
                return " ".join(words[size:])
        return ""


def _fold_words(name: str) -> list[str]:
    return fold(name).split()
