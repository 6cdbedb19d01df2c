"""Unit mentions: where a list of responsible units begins, how far it goes, and the full name of each.

Names are read by their head ("Sở", "UBND", "Ban", "các sở, ban, ngành", "Giám đốc"). Shared head words are repeated:
"các sở: A, B" gives Sở A and Sở B.
"""

from typing import NamedTuple

from rapidfuzz import fuzz, process

from extraction.grammar.listed import Found, ListReader
from extraction.grammar.names import DETERMINERS, SEPARATORS, TWO, Named

__all__ = ["Named", "UnitList", "UnitReader"]

ALIKE = 86.0  # likeness (0 to 100) from which a damaged department's name is read as a known one
LONGEST_DEPARTMENT = 9  # tokens
SHORTEST_DEPARTMENT = 6  # letters; a shorter name is too easily another
TITLE_ALONE = 3  # tokens from which a title names its holder by itself
_PERSONS = (
    ("cac", "ong", ",", "ba", ":"),
    ("cac", "ong", "(", "ba", ")", ":"),
    ("cac", "ong", "/", "ba", ":"),
    ("cac", "ong", ":"),
    ("cac", "dong", "chi", ":"),
    ("cac", "ong", ",", "ba"),
    ("cac", "dong", "chi"),
    ("dong", "chi"),
    ("d/c",),
    ("ong",),
    ("ba",),
    ("cac", "ong"),
)
_PERSON_OPENS = frozenset(person[0] for person in _PERSONS)
LONGEST_PERSON = 6  # words of a person's name, and the mark behind it
_ROLES = frozenset({"thuong", "chu", "dau", "truong"})  # cơ quan thường trực, chủ trì, đầu mối
_ASIDE_MARKS = frozenset({":", ";", ".", ",", "(", ")"})
_HEADED_KINDS = frozenset({"phong", "ban", "tram", "khoa", "doi"})  # "Trưởng phòng X" heads "phòng X"
_APART = frozenset({"chinh", "luc"})  # chính quyền, lực lượng: units of their own after "và"


class UnitList(NamedTuple):
    """Units named one after another; ``end`` is the index of the first token after them (brackets included)."""

    units: tuple[Named, ...]
    end: int


class UnitReader(ListReader):
    """Reads unit names in one paragraph."""

    def read(self, at: int, *, bare: bool = False) -> UnitList:
        """Return the units named from token ``at`` on; ``bare`` also takes kinds of units without "các"."""
        units: list[Named] = []
        end = at
        while True:
            first = self._skip_persons(end)
            found = self._unit(first, bare=bare or bool(units) or first > end)
            if found is None:
                break
            units.extend(found.names)
            after = self._skip_aside(found.end)
            whose = self._behind_brackets(found.end, after)
            if whose is not None:
                named = units.pop()
                units.append(Named(f"{named.name} {whose.names[0].name}", named.start, whose.names[0].end))
                after = self._skip_aside(whose.end)
            end = after
            following = self._separated(after)
            if following is None or not self.begins(following, bare=bare or bool(units)):
                break
            end = following
        if not units:
            return UnitList((), at)
        return UnitList(tuple(self._share_place(units)), self._trim(end, at))

    def begins(self, at: int, *, bare: bool = False) -> bool:
        """Say whether a unit name begins at token ``at``; ``bare`` also takes kinds of units without "các"."""
        first = at
        at = self._skip_determiner(at)[0] if at < len(self.tokens) else at
        if at >= len(self.tokens) or self._is_verb(at):
            return False
        if self._fold(at) in ("so", "bo") or self._lexicon.match("titles", self.tokens, at):
            return self._unit(first, bare=bare) is not None
        if self._is_head("committees", at) or self._is_head("bodies", at):
            return True
        determined = at > 0 and self._is_determiner(at - 1)
        length = self._lexicon.match("collectives", self.tokens, at)
        return bool(length) and (determined or bare or self._is_named_kind(at, length))

    def _trim(self, end: int, at: int) -> int:
        while end > at + 1 and end <= len(self.tokens) and self.tokens[end - 1].fold in SEPARATORS:
            end -= 1
        return end

    def _skip_persons(self, at: int) -> int:
        if self._fold(at) not in _PERSON_OPENS:
            return at
        for person in _PERSONS:
            if tuple(t.fold for t in self.tokens[at : at + len(person)]) == person and self.begins(
                at + len(person), bare=True
            ):
                return at + len(person)
        return self._skip_person(at)

    def _skip_person(self, at: int) -> int:
        """Index of the office behind a person's name ("đồng chí Lê Văn An, Trưởng phòng Y tế"); ``at`` without one."""
        first = at + (TWO if self._fold(at) == "dong" else 1)
        end = next((i for i in range(first, first + LONGEST_PERSON) if not self._upper(i)), first)
        named = end - first >= TWO and self._fold(end) in (",", "-", "–") and self.begins(end + 1, bare=True)
        return end + 1 if named else at

    def _skip_aside(self, at: int) -> int:
        """Index after brackets and after an apposition ("- Cơ quan thường trực Ban Chỉ đạo")."""
        if self._fold(at) == "(":
            depth_end = next((i for i in range(at, min(at + 60, len(self.tokens))) if self._fold(i) == ")"), None)
            if depth_end is not None:
                return self._skip_aside(depth_end + 1)
        role = (self._fold(at + 1), self._fold(at + 2)) in (("co", "quan"), ("don", "vi"))
        if self._fold(at) not in ("-", ",", "la") or not role or self._fold(at + 3) not in _ROLES:
            return at
        end = at + 3
        while end < min(at + 20, len(self.tokens)) and self._fold(end) not in _ASIDE_MARKS:
            if end > at + 5 and self._lexicon.match("predicates", self.tokens, end) and not self._upper(end):
                break
            end += 1
        return end

    def _behind_brackets(self, bracket: int, after: int) -> Found | None:
        """Whose the unit before brackets is ("Văn phòng (phòng Tổ chức) các sở"); None where they close its name."""
        if self._fold(bracket) != "(" or not self._is_determiner(after):
            return None
        found = self._unit(after, bare=False)
        return found if found is not None and len(found.names) == 1 else None

    def _unit(self, at: int, *, bare: bool) -> Found | None:
        if at >= len(self.tokens):
            return None
        head, plural = self._skip_determiner(at)
        if self._is_verb(head):
            return None
        title = self._lexicon.match("titles", self.tokens, head)
        if title and (self._upper(head) or plural or bare or title > 1):
            found = self._office_holder(at, head + title, titled=self._upper(head))
            if found is not None:
                return found
        found = self._department_or_ministry(at, head, plural=plural)
        if found is not None:
            return found
        return self._body(at, head, plural=plural, bare=bare)

    def _department_or_ministry(self, at: int, head: int, *, plural: bool) -> Found | None:
        if self._fold(head) == "so" and self._lower(head) not in ("số", "sổ"):
            return self._department(at, head, plural=plural)
        if self._fold(head) == "bo" and self._lower(head) in ("bộ", "bô", "bọ"):
            length = self._lexicon.match("ministries", self.tokens, head + 1)
            if length:
                return self._with_place(at, head + 1 + length, stem=None)
        return None

    def _body(self, at: int, head: int, *, plural: bool, bare: bool) -> Found | None:
        committee, body = self._is_head("committees", head), self._is_head("bodies", head)
        if committee and committee >= body:
            end = head + committee
            return self._nested(at, end) or self._with_place(at, end, stem=(head, end))
        if body and (not plural or body > TWO or self._upper(head + body)):
            end = self._over_levels(self._open_tail(head, head + body))
            names = [self._named(at, end)]
            listed = self._colon_names(head, end) if plural and self._fold(end) == ":" else None
            if listed is not None:
                return listed
            while plural and self._fold(end) == "," and self._same_kind(end + 1, head + 1):
                start, end = end + 1, self._capitals(end + 1)  # "các trường THPT A, THPT B"
                names = [self._named(head, start - 1)] if len(names) == 1 else names
                names.append(self._named(start, end, f"{self.tokens[head].text} "))
            return Found(tuple(names), end)
        if plural or bare or self._is_named_kind(head, self._lexicon.match("collectives", self.tokens, head)):
            return self._collective(at, head, plural=plural)
        return None

    def _placed_holders(self, at: int, body: int) -> Found | None:
        """The heads of several places, each with its level ("Trưởng ấp 1, ấp 2"); None for fewer than two."""
        title, names, level = self._named(at, body).name, [], body
        while True:
            start = level + self._lexicon.match("levels", self.tokens, level)
            end = self._capitals(start) if start > level else level
            if end in (start, level):
                break
            names.append(self._named(level, end, f"{title} "))
            following = self._separated(end)
            level, last = (following or end), end
        return Found(tuple(names), last) if len(names) > 1 else None

    def _office_holder(self, at: int, body: int, *, titled: bool) -> Found | None:
        placed = self._placed_holders(at, body)
        if placed is not None:
            return placed
        inner = self._unit(body, bare=True)
        if inner is None and self._fold(body - 1) in _HEADED_KINDS and self._upper(body):
            end = self._open_tail(body - 1, body)
            plural = next((i for i in range(body, end) if self._lower(i) in DETERMINERS), end)
            end = self._placed_levels(plural)  # "Trưởng phòng Giáo dục và Đào tạo các huyện, thành phố"
            return Found((self._named(at, end),), end)
        if inner is None:
            if (
                titled
                and (
                    body >= len(self.tokens)
                    or body - at >= TITLE_ALONE
                    or self.is_predicate(body)
                    or self._fold(body) in (":", ",")
                )
                and self._lower(at) not in ("lãnh", "thường")
            ):
                return Found((self._named(at, body),), body)
            return None
        prefix = " ".join(self.text[self.tokens.start(at) : self.tokens.end(body - 1)].split())
        if len(inner.names) > 1:
            names = tuple(Named(f"{prefix} {n.name}", n.start, n.end) for n in inner.names)
        else:
            names = (self._named(at, inner.end),)
        return Found(names, inner.end)

    def _department(self, at: int, head: int, *, plural: bool) -> Found | None:
        after = head + 1
        colon = self._fold(after) == ":"
        if colon:
            after += 1
        length = self._lexicon.match("departments", self.tokens, after) or self._damaged(after)
        if not length:
            if self._upper(after) and not colon and not plural and not self.is_predicate(after):
                end = self._capitals(after)
                return Found((self._named(at, end),), end)
            return None if colon or not plural else self._collective(at, head, plural=plural)
        end = after + length
        if not (plural or colon):
            end = self._tail(end)
            return Found((self._named(at, end),), end)
        names = [self._named(after, end, "Sở ")]
        while True:
            following = self._separated(end)
            if following is None:
                break
            length = self._lexicon.match("departments", self.tokens, following)
            if not length or not self._upper(following):
                break
            end = following + length
            names.append(self._named(following, end, "Sở "))
        return Found(tuple(names), self._tail(end))

    def _damaged(self, at: int) -> int:
        """Length of a department's name that OCR has damaged by a letter or two, 0 without one."""
        if not self._upper(at):
            return 0
        best = (0.0, 0)
        for size in range(min(LONGEST_DEPARTMENT, len(self.tokens) - at), 1, -1):
            read = " ".join(t.fold for t in self.tokens[at : at + size])
            found = process.extractOne(
                read, self._lexicon.phrases["departments"], scorer=fuzz.ratio, score_cutoff=ALIKE
            )
            if found is not None and (found[1], size) > best and len(read) > SHORTEST_DEPARTMENT:
                best = (found[1], size)
        return best[1]

    def _nested(self, at: int, end: int) -> Found | None:
        """A committee of another body, whose name follows at once ("Đảng ủy UBND tỉnh")."""
        headed = self._is_head("committees", end) or self._is_head("bodies", end)
        inner = self._unit(end, bare=False) if headed else None
        return Found((self._named(at, inner.end),), inner.end) if inner is not None else None

    def _with_place(self, at: int, end: int, stem: tuple[int, int] | None) -> Found:
        """A committee with its levels and places; "UBND các xã A, B" gives one unit for each place."""
        plural = self._lower(end) in DETERMINERS
        first = end + plural
        level_start, level_end, count = self._levels(first)
        if not count:
            end = self._modifiers(self._capitals(end))
            return Found((self._named(at, end),), end)
        end = level_end
        colon = plural and self._fold(end) == ":"
        names_start = end + colon
        places_end = self._capitals(names_start)
        if places_end == names_start:
            end = self._modifiers(end)
            end = self._qualified(end) if plural or count > 1 else end
            return Found((self._named(at, end),), end)
        level = (level_start, level_end)
        places = [(*level, names_start, places_end)]
        while plural or count > 1:
            following = self._separated(places_end)
            if following is None:
                break
            another = self._lexicon.match("levels", self.tokens, following) if count == 1 else 0
            if another and not self._upper(following) and self._upper(following + another):
                level, following = (following, following + another), following + another  # "các xã A, B và phường C"
            elif self.begins(following, bare=False):
                break
            after = self._capitals(following)
            if after == following:
                break
            places.append((*level, following, after))
            places_end = after
        if plural and count == 1 and len(places) > 1 and stem is not None:
            head = self._named(*stem).name
            names = tuple(
                self._named(a, b, f"{head} {self._named(kind, kind_end).name} ") for kind, kind_end, a, b in places
            )
            return Found(names, self._modifiers(places_end))
        end = self._modifiers(places_end)
        return Found((self._named(at, end),), end)

    def _collective(self, at: int, head: int, *, plural: bool) -> Found | None:
        length = self._lexicon.match("collectives", self.tokens, head)
        if not length or (not plural and not self._upper(head) and self._is_kind_verb(head)):
            return None
        levels_only = bool(self._lexicon.match("levels", self.tokens, head))
        placed = self._places(head, head + length) if plural and levels_only and self._upper(head + length) else None
        if placed is not None:
            return placed
        end = self._further_kinds(at, self._collective_tail(head + length), plural=plural, levels_only=levels_only)
        end = self._referred(self._by_trade(head, self._in_role(self._qualified(end)))) if plural else end
        if self._lower(end) in DETERMINERS and any(t.upper for t in self.tokens[head + 1 : end]):
            end = self._placed_levels(end)  # "phòng Nội vụ các huyện, thành phố"
        colon = self._fold(end) == ":" and plural
        if colon:
            named = self._colon_list(end + 1) or (self._placed_list(head, end) if levels_only else None)
            if named is not None:
                return named
        return Found((self._named(at, end),), end)

    def _further_kinds(self, at: int, end: int, *, plural: bool, levels_only: bool) -> int:
        """Index after the kinds that go on a collective ("các sở, ban, ngành")."""
        while True:
            following = self._separated(end)
            if following is None or self._fold(end) == ";":
                return end
            if levels_only and self._upper(following) and not self.begins(following, bare=False):
                end = self._capitals(following)
                continue
            length = self._lexicon.match("collectives", self.tokens, following)
            if (
                not length
                or self._is_head("committees", following)
                or self._fold(following) in _APART
                or self._is_kind_verb(following)
            ):
                return end
            if self._upper(following) and (
                self._lexicon.match("departments", self.tokens, following + 1) or self._upper(following + length)
            ):
                return end
            if not plural and self._fold(end) != "," and not self._upper(at):
                return end
            end = self._collective_tail(following + length)

    def _colon_list(self, at: int) -> Found | None:
        """The units after "các hội:", where each is named."""
        if not self.begins(at, bare=False) or self.is_predicate(at):
            return None
        found = self.read(at)
        return Found(found.units, found.end) if found.units and self.is_predicate(found.end) else None
