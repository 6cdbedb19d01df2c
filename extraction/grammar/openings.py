"""How a charge opens: "Giao Sở X", a heading of units, a subject with its predicate, the issuer's own verb."""

import re
from itertools import pairwise

from extraction.grammar.clauses import Clause, Reading, is_worded
from extraction.grammar.names import Named
from extraction.grammar.terms import find_terms
from extraction.grammar.units import UnitList, UnitReader
from extraction.grammar.vocabulary import Lexicon
from extraction.values import Mode
from ingest.folding import fold

LONGEST_HEADING = 45  # tokens
LONGEST_TITLE = 16  # tokens of a heading that only its neighbours show to be one
TOPIC = 25  # tokens of a topic before its colon ("Về công tác X: …")
SHORT_TOPIC = 8  # tokens of a topic that begins as a work does
COLON_REACH = 60  # tokens before a colon behind which a charge may open
LONGEST_APART = 14  # tokens
SHORTEST_NAME = 5  # letters; "ubnd" alone is nobody's name

PUBLIC = (
    "ca nhan",
    "to chuc",
    "doanh nghiep",
    "nguoi dan",
    "ho gia dinh",
    "ho kinh doanh",
)  # whom the law binds, not the directive
_NO_UNITS = frozenset({"ong", "ba", "anh", "chi", "quy", "du", "ke", "de", "phuong"})  # persons, projects, plans
_URGED = frozenset({"khan", "phai", "can"})  # khẩn trương, phải, cần
_BOUND = frozenset({("co", "trach"), ("chiu", "trach"), ("nghiem", "tuc")})  # có trách nhiệm, nghiêm túc
_BREAKS = frozenset({"", ",", ":", ".", ";", "("})
_DUTY = frozenset(
    {"chu", "co", "chiu", "phoi", "thuc", "chi", "can", "phai"}
)  # first syllables of what a heading says of its units
_LOWER = re.compile(r"\b(?:xa|phuong|dac khu|thi tran|huyen)\b")  # levels below a province's
_ISSUER = re.compile(
    r"^(?:(?:dong chi )?(?:pho )?chu tich(?: \w+)* ?(?:ubnd|uy ban nhan dan)|ubnd|uy ban nhan dan|lanh dao"
    r"|thuong truc|van phong ubnd|ban thuong vu|tinh uy|truong ban|giam doc)"
)


class OpeningReader:
    """Reads how one paragraph opens."""

    def __init__(self, clause: Clause, units: UnitReader, lexicon: Lexicon, issuer: str | None) -> None:
        self.clause = clause
        self.units = units
        self._tokens = clause.tokens
        self._lexicon = lexicon
        self._issuer = issuer

    def _offset(self, at: int) -> int:
        return self._tokens.start(at) if at < len(self._tokens) else len(self.clause.paragraph.text)

    def _fold(self, at: int) -> str:
        return self._tokens[at].fold if at < len(self._tokens) else ""

    def _match(self, name: str, at: int) -> int:
        return self._lexicon.match(name, self._tokens, at)

    def _charged(self, units: tuple[Named, ...], after: int, mode: Mode | None, *, opened: bool = False) -> Clause:
        """A heading where nothing follows the units, else a charge."""
        while self._fold(after) in (":", ",", "."):
            after += 1
        if (
            after < len(self._tokens)
            and "@" in self.clause.paragraph.text
            and not is_worded(self.clause.paragraph.text[self._offset(after) :])
        ):
            return self.clause._replace(said=self._offset(after))
        reading = Reading.HEADING if after >= len(self._tokens) else Reading.CHARGE
        return self.clause._replace(reading=reading, leads=units, mode=mode, said=self._offset(after), opened=opened)

    def _heading_end(self, start: int) -> int | None:
        """Index after the last name where the paragraph may be a heading; closing marks and brackets left out."""
        last = len(self._tokens)
        while last > start and self._fold(last - 1) in (":", ".", ";", "…", "|", "/"):
            last -= 1
        if self._fold(last - 1) == ")":
            opening = next((i for i in range(last - 1, start, -1) if self._fold(i) == "("), None)
            last = last if opening is None else opening
        too_long = last <= start or last - start > LONGEST_HEADING
        return None if too_long or any(self._fold(i) in (":", ".", "(") for i in range(start, last)) else last

    def _headed(self, start: int) -> Clause | None:
        """A paragraph that is nothing but the names of units, each word of it."""
        last = self._heading_end(start)
        if last is None or not self._tokens[start].upper or not self.units.begins(start):
            return None
        text = self.clause.paragraph.text.rstrip(" |")
        ends, marked = text[-1:], self.clause.paragraph.mark != ""
        if any(self._fold(i) == "so" and self._tokens[i].text.lower() == "số" for i in range(start, last)):
            return None
        listed = self.units.read(start)
        if listed.units and listed.end >= last:
            if marked or ends == ":":
                return self._charged(listed.units, len(self._tokens), None)
            self.clause = self.clause._replace(titled=listed.units if ends.isalpha() or ends == ")" else ())
            return None
        if (ends in (".", ";") or not marked) and ends != ":":
            return None
        owing = ends == ":" and self._owe(listed, last)
        if not owing and any(self._match("narration", i) for i in range(start, last)):
            return None
        names = self._split(start, last)
        if listed.units and self._fold(listed.end) in _DUTY:
            names = listed.units
        self.clause = self.clause._replace(titled=names if last - start <= LONGEST_TITLE and ends != ":" else ())
        if not owing and self._has_strong_predicate(start + 1, last):
            return None
        return self._charged(names, len(self._tokens), None)

    def _owe(self, listed: UnitList, last: int) -> bool:
        """Say whether a heading tells units apart by what they have not done ("Các xã chưa có báo cáo:")."""
        many = bool(listed.units) and "cac" in fold(listed.units[-1].name).split()
        return many and self._fold(listed.end) == "chua" and last - listed.end <= LONGEST_APART

    def _listed_whole(self, start: int) -> Clause | None:
        """An item that is one list of units, also behind a colon ("3. Trưởng các thôn: A, B")."""
        if not self.clause.paragraph.mark or not self._tokens[start].upper or not self.units.begins(start):
            return None
        listed = self.units.read(start)
        ends = all(self._fold(i) in (":", ".", ";") for i in range(listed.end, len(self._tokens)))
        return self._charged(listed.units, len(self._tokens), None) if listed.units and ends else None

    def _has_strong_predicate(self, start: int, last: int) -> bool:
        return any(
            self._match("predicates", i) and not self._tokens[i].upper and self._fold(i) not in ("tham", "quan")
            for i in range(start, last)
        )

    def _split(self, start: int, last: int) -> tuple[Named, ...]:
        """The names in a heading, parted where the next unit begins."""
        cuts = [start]
        cuts += [
            at + 1
            for at in range(start + 1, last - 1)
            if self._fold(at) in (",", ";", "va") and self.units.begins(at + 1)
        ]
        names = []
        for begin, stop in zip(cuts, [*(c - 1 for c in cuts[1:]), last], strict=True):
            end = stop
            while end > begin and self._fold(end - 1) in (",", ";", "va"):
                end -= 1
            if end > begin:
                text = self.clause.paragraph.text[self._offset(begin) : self._tokens.end(end - 1)]
                names.append(Named(" ".join(text.split()), self._offset(begin), self._tokens.end(end - 1)))
        return tuple(names)

    def _opened(self, start: int) -> Clause | None:
        """A verb that orders or asks, then units: "Giao Sở X …", "Đề nghị: Hiệp hội …"."""
        for name, mode in (("openers_request", Mode.REQUEST), ("openers_assign", Mode.ASSIGN)):
            length = self._match(name, start)
            if not length:
                continue
            word = " ".join(t.fold for t in self._tokens[start : start + length])
            at = start + length
            while self._fold(at) in (":", "cho"):
                at += 1
            return self._named_after(word, at, mode)
        return None

    def _named_after(self, word: str, at: int, mode: Mode) -> Clause | None:
        """The units behind the opener ``word``; some openers only single out, and charge by what follows."""
        listed = self.units.read(at)
        if word in ("trach nhiem cua", "nhiem vu cua"):
            last = self._heading_end(at)
            return None if last is None else self._charged(self._split(at, last), len(self._tokens), None)
        if not listed.units:
            return self._apart(at) if word.startswith("rieng") else self._unheard_of(at, mode)
        after = listed.end
        closed = self._fold(after) in (":", "")
        if word in ("doi voi", "ve phia"):
            return self._charged(listed.units, after, None) if closed else self._told_apart(at, after)
        if word in ("rieng", "rieng doi voi"):
            plain = closed or self._fold(after) == "," or self.units.is_predicate(after)
            return self._charged(listed.units, after, None) if plain else None
        if word == "chi dao" and self._fold(after) != "":
            return None
        if self._hands_over(word, after):
            return None
        return self._charged(listed.units, after, mode, opened=True)

    def _hands_over(self, word: str, after: int) -> bool:
        """Say whether "chuyển" gives the units a thing, or something to know, and no work ("chuyển Sở X hồ sơ")."""
        works = self._fold(after) in (":", "") or (self.units.is_predicate(after) and self._fold(after) != "biet")
        return word.endswith("chuyen") and not works

    def _unheard_of(self, at: int, mode: Mode) -> Clause | None:
        """Whoever stands with a capital between an order and its verb, of whatever kind ("Giao Hải đăng Y trực …")."""
        named = self.units.is_upper(at) and self._fold(at) not in _NO_UNITS
        if not named or self.units.is_predicate(at) or self._match("nouns_first", at):
            return None
        for end in range(at + 1, at + LONGEST_APART):
            if self._fold(end) in _BREAKS or self._match("narration", end):
                return None
            if end > at + 1 and self.units.is_predicate(end) and not self.units.is_upper(end):
                return self._charged(self._split(at, end), end, mode, opened=True)
        return None

    def _told_apart(self, at: int, after: int) -> Clause | None:
        """Units behind "đối với" with what tells them apart; or those asked right behind the comma."""
        comma = next((i for i in range(after, after + LONGEST_APART) if self._fold(i) in _BREAKS), after)
        if self._fold(comma) == ",":
            after = comma
            for name, mode in (("openers_request", Mode.REQUEST), ("openers_assign", Mode.ASSIGN)):
                verb = after + 1 + self._match(name, after + 1)
                if verb > after + 1 and self.units.is_predicate(verb):
                    return self._charged(self._split(at, after), verb, mode, opened=True)
            return None
        end = next((i for i in range(after, after + LONGEST_APART) if self._fold(i) in (":", "", ".", ";", ",")), at)
        ended = self._fold(end) == ":" or (self._fold(end) == "" and bool(self.clause.paragraph.mark))
        return self._charged(self._split(at, end), end, None) if ended and end > after else None

    def _apart(self, at: int) -> Clause | None:
        """Whoever stands between "riêng" and a colon, of whatever kind ("Riêng khoa Y: …"), or a place and its work."""
        place = next((i for i in range(at, at + LONGEST_APART) if not self.units.is_upper(i)), at)
        if place > at and self.units.is_predicate(place):
            return self._charged(self._split(at, place), place, None)
        for end in range(at + 1, at + LONGEST_APART):
            if self._fold(end) == ":":
                return self._charged(self._split(at, end), end, None)
            if self._fold(end) in (",", ".", ";"):
                break
        return None

    def _after_colon(self, start: int) -> Clause | None:
        """A heading and its charge in one paragraph: "Chuẩn bị nội dung: Giao Sở X …"."""
        for at in range(start + 1, min(start + COLON_REACH, len(self._tokens) - 2)):
            if self._fold(at) == ":" and self._tokens[at + 1].upper:
                found = self._opened(at + 1)
                if found is not None and found.opened:
                    return found
                if at - start < TOPIC and (self._fold(start) in ("ve", "doi", "rieng") or self._is_topic(start)):
                    return self._subject(at + 1)
                charged = self._subject(at + 1) if self._is_short_topic(start, at) else None
                if charged is not None and charged.reading == Reading.CHARGE:
                    return charged
            if self._fold(at) == ":" and at - start < TOPIC and self._fold(start) in ("ve", "doi"):
                return self._further_on(at + 1)
        return None

    def _is_topic(self, start: int) -> bool:
        """Say whether an item opens with what it is about: no unit, no verb, no noun that opens a description."""
        described = self._match("nouns_first", start) and self._fold(start) != "cong"
        named = self.units.begins(start) or self.units.is_predicate(start)
        return bool(self.clause.paragraph.mark) and not described and not named

    def _is_short_topic(self, start: int, colon: int) -> bool:
        """Say whether an item opens with a few words of work that only head it ("2. Xử lý hành chính: Sở X …")."""
        return bool(self.clause.paragraph.mark) and colon - start <= SHORT_TOPIC and not self.units.begins(start)

    def _further_on(self, start: int) -> Clause | None:
        """A charge in a later part of a topic ("Về việc X: ông A chỉ đạo; Sở B hoàn chỉnh …")."""
        for at in range(start, len(self._tokens) - 2):
            if self._fold(at) == ";":
                found = self._opened(at + 1) or self._subject(at + 1)
                if found is not None and found.reading == Reading.CHARGE:
                    return found
        return None

    def _predicated(self, units: tuple[Named, ...], after: int) -> Clause | None:
        while self._fold(after) in (",", "-"):
            after += 1
        ordered = self._ordered(units, after)
        if ordered is not None:
            return ordered
        if self._fold(after) == ":":
            return self._charged(units, after, None)
        if self._is_self(units[-1].name):
            return None
        if self._tells(units, after):
            return None
        if self._fold(after) == "la" and not self._match("predicates", after):
            return None
        if self.units.is_predicate(after) or self._match("intros", after) or self._opens_verb(after):
            return self._charged(units, after, None)
        return None

    def _tells(self, units: tuple[Named, ...], after: int) -> bool:
        """Say whether what follows the units tells of them; "ban hành" tells only of the issuer and those above."""
        told, ordered = self._match("narration", after), self._match("predicates", after)
        if not told or told < ordered:
            return False
        name = fold(units[-1].name)
        one = "cac" not in name.split()
        above = (one and self._is_issuer(units[-1].name)) or name.startswith(("bo ", "chinh phu", "thu tuong", "so "))
        return told > ordered or above or not self.clause.paragraph.mark

    def _opens_verb(self, at: int) -> bool:
        """Say whether a verb that no list knows may stand at ``at``: a plain word right after an item's units."""
        if not self.clause.paragraph.mark or at + 2 >= len(self._tokens):
            return False
        token = self._tokens[at]
        word = token.text.lower()
        plain = token.fold.isalpha() and not token.upper and word not in self._lexicon.singles["stops"]
        return plain and not self._match("narration", at) and word not in self._lexicon.singles["no_verbs"]

    def _ordered(self, units: tuple[Named, ...], after: int) -> Clause | None:
        """The issuer's own verb: the units that it orders or asks are charged."""
        length = self._match("openers_request", after)
        mode = Mode.REQUEST
        if not length:
            length, mode = self._match("openers_assign", after), Mode.ASSIGN
        if not length or not (self._is_issuer(units[-1].name) or self._speaks()):
            return None
        at = after + length
        while self._fold(at) in (":", "cho"):
            at += 1
        listed = self.units.read(at)
        word = self._fold(after + length - 1)
        if not listed.units or self._hands_over(word, listed.end):
            return None
        return self._charged(listed.units, listed.end, mode, opened=True)

    def _speaks(self) -> bool:
        """Say whether whoever orders here is the issuer: an unmarked lead-in, and no narrative of an earlier order."""
        return not self.clause.paragraph.mark and self.clause.introduces

    def _is_self(self, name: str) -> bool:
        """Say whether the subject is who speaks: what it does is no charge to anyone."""
        folded = fold(name)
        if (self._issuer or "").startswith("so") and folded in ("giam doc so", "lanh dao so", "so"):
            return True
        plain = folded.removeprefix("pho ").removeprefix("chu tich ").replace("uy ban nhan dan", "ubnd")
        spoken = (self._issuer or "").replace("uy ban nhan dan", "ubnd")
        return (
            bool(spoken)
            and len(plain) > SHORTEST_NAME
            and (spoken.startswith(plain) or spoken == plain)
            and self.clause.paragraph.mark == ""
        )

    def _is_issuer(self, name: str) -> bool:
        folded = fold(name)
        if "cac" in folded.split() or (_LOWER.search(folded) and not _LOWER.search(self._issuer or "xa")):
            return False
        return bool(_ISSUER.match(folded)) or (
            self._issuer is not None and (folded in self._issuer or self._issuer in folded)
        )

    def _subject(self, start: int) -> Clause | None:
        """Units first: "Sở X chủ trì …", "Công an tỉnh: Chỉ đạo …", "Chủ tịch UBND tỉnh yêu cầu Sở X …"."""
        listed = self.units.read(start)
        if not listed.units:
            return None
        if not self.clause.paragraph.mark and any(p in fold(listed.units[0].name) for p in PUBLIC):
            return None
        found = self._told_apart_and_timed(start, listed) or self._predicated(listed.units, listed.end)
        return found if found is None else self._accompanied(found, listed)

    def _accompanied(self, found: Clause, listed: UnitList) -> Clause:
        """The charge with those as coordinators whom its subject works with ("Sở X cùng Sở Y kiểm tra …")."""
        if found.reading != Reading.CHARGE or found.leads != listed.units or self._fold(listed.end) == "chu":
            return found
        text = self.clause.paragraph.text
        for at, (unit, other) in enumerate(pairwise(listed.units), start=1):
            if text[unit.end : other.start].strip(" ,") == "cùng":
                return found._replace(leads=listed.units[:at], coordinators=listed.units[at:])
        return found

    def _told_apart_and_timed(self, start: int, listed: UnitList) -> Clause | None:
        """Units that owe or have done something, and what they are to do by when ("Các xã đã gửi hồ sơ bổ sung …")."""
        end = self.units.told_apart(listed.end)
        if end == listed.end or "cac" not in fold(listed.units[0].name).split():
            return None
        text = self.clause.paragraph.text[self._offset(end) :]
        bound = self._fold(end) in _URGED or (self._fold(end), self._fold(end + 1)) in _BOUND
        urged = bound or any(f.firm for f in find_terms(text, None))
        return self._charged(self._split(start, end), end, None) if urged else None
