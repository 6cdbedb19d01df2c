"""How far a unit's name goes: heads, levels, places and modifiers, up to a predicate, a mark or the next unit."""

from typing import NamedTuple

from extraction.grammar.vocabulary import Lexicon, Tokens

MAX_NAME = 24  # tokens; a longer run of words is no name
MAX_COLLECTIVE = 14
FEW_DIGITS = 3  # a number of fewer digits may belong to a place ("Quận 1")
DETERMINERS = frozenset({"các", "cac", "cảc", "cãc", "cạc", "câc", "những", "mọi", "mỗi", "từng", "toàn", "quý"})
_FOLDED_DETERMINERS = frozenset({"cac", "nhung", "moi", "tung", "toan", "quy"})
SEPARATORS = frozenset({",", ";", "va", "cung", "&", "/", "hoac"})
CLOSERS = frozenset(':;.()"[]!?…')
_INNER = frozenset({",", "va", "&", "-", "/"})  # marks that may stand inside a name
_LEVEL_WORDS = frozenset({"tinh", "huyen", "xa", "phuong", "nganh", "so", "pho", "quan"})
_CLOSING_LEVELS = frozenset({"tinh", "huyen", "xa", "phuong", "thanh"})
_AFTER_LEVEL = frozenset({"vien", "lap", "phan", "uy", "doi", "hoi", "doan", "pho", "va"})  # tỉnh ủy, huyện đội, xã hội
_VERBS_OF_NAMES = frozenset({"quan ly", "khai thac", "phong chong", "dau tu", "bao ton", "dao tao"})
_OFFICES = frozenset({"phong", "vu", "cuc"})  # bodies whose names are those of their fields
TWO = 2  # syllables of most nouns and verbs
LONGEST_FIELDS = 6  # tokens of one field of a body's name
_COMPOUNDS = frozenset({("duc", "thuong", "xuyen"), ("nghiep", "tong", "hop")})  # giáo dục thường xuyên
_SERVICES = ("dich", "vu", "tong", "hop")  # dịch vụ tổng hợp; "Nội vụ tổng hợp" says what is done
_PAIRED_FIELDS = frozenset(
    {("phong", "chong"), ("chay", "chua"), ("nan", "cuu"), ("ninh", "trat"), ("ve", "cham"), ("dao", "dieu")}
)  # phòng, chống; phòng cháy, chữa cháy; cứu nạn, cứu hộ; an ninh, trật tự; bảo vệ, chăm sóc; chỉ đạo, điều hành
_BEFORE_COMPOUND = frozenset({"công", "chương", "quy", "lộ", "tiến", "hành", "giáo", "thành", "độc", "quá"})


class Named(NamedTuple):
    """A unit's full name, and the stretch of the paragraph (characters) that names it."""

    name: str
    start: int
    end: int


class NameScanner:
    """Finds where names end in one paragraph; what begins a unit is known to the reader built on it."""

    def __init__(self, text: str, tokens: Tokens, lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self._lexicon = lexicon

    def begins(self, at: int, *, bare: bool = False) -> bool:
        """Say whether a unit name begins at token ``at``."""
        raise NotImplementedError

    def is_predicate(self, at: int) -> bool:
        """Say whether a predicate begins at token ``at``."""
        if self._lexicon.match("not_predicates", self.tokens, at):
            return False
        length = self._lexicon.match("predicates", self.tokens, at) or self._lexicon.match(
            "weak_predicates", self.tokens, at
        )
        return bool(length) and not (length > 1 and self._upper(at + 1))

    def is_upper(self, at: int) -> bool:
        """Say whether the token at ``at`` begins with a capital."""
        return self._upper(at)

    def _fold(self, at: int) -> str:
        return self.tokens[at].fold if at < len(self.tokens) else ""

    def _lower(self, at: int) -> str:
        return self.tokens[at].text.lower() if at < len(self.tokens) else ""

    def _upper(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].upper

    def _named(self, start: int, end: int, head: str = "") -> Named:
        first, last = self.tokens.start(start), self.tokens.end(end - 1)
        name = " ".join(self.text[first:last].split())
        return Named(f"{head}{name}", first, last)

    def _separated(self, at: int) -> int | None:
        """Index of what follows a separator at ``at``, None without one."""
        start = at
        while self._fold(at) in SEPARATORS and (self._fold(at) != "cung" or self._lower(at) == "cùng"):
            at += 1  # "cung cấp" is work, "cùng" joins units
        return at if at > start else None

    def _is_named_kind(self, at: int, length: int) -> bool:
        """Say whether a capitalised kind stands for a unit without "các" ("Chủ đầu tư", "Ngành Y tế")."""
        if not self._upper(at) or not length:
            return False
        return length > 1 or bool(self._fold(at) == "nganh" and self._lexicon.match("departments", self.tokens, at + 1))

    def _is_verb(self, at: int) -> bool:
        """Say whether a capitalised verb of two syllables begins here ("Tổ chức", "Ban hành"), without "các"."""
        if at > 0 and self._is_determiner(at - 1):
            return False
        if not self._upper(at):
            return False
        if self._lexicon.match("nouns_first", self.tokens, at) > 1 or self._lexicon.match("tales", self.tokens, at) > 1:
            return True
        length = self._lexicon.match("predicates", self.tokens, at)
        if length <= 1 or self._upper(at + 1):
            return False
        named = self._lexicon.match("bodies", self.tokens, at) or self._lexicon.match("committees", self.tokens, at)
        after = self._fold(at + named)
        placed = (
            after in ("so", "") or self._upper(at + named) or self._lexicon.match("levels", self.tokens, at + named)
        )
        return not (named and placed)

    def _is_head(self, group: str, at: int) -> int:
        """Length of a capitalised head of ``group`` at ``at``; a lower-case word is a kind, not a name."""
        length = self._lexicon.match(group, self.tokens, at)
        if not length:
            return 0
        if self._lexicon.match("heads_with_tail", self.tokens, at) == length:
            after = at + length
            if not (self._upper(after) or self._lexicon.match("levels", self.tokens, after)):
                return 0
        determined = at > 0 and self._is_determiner(at - 1)
        if (
            self._upper(at)
            or (length > 1 and (self._upper(at + 1) or group == "committees"))
            or (determined and group == "committees")
        ):
            return length
        if group == "bodies" and self._upper(at + length) and length > 1:
            return length
        return 0

    def _skip_determiner(self, at: int) -> tuple[int, bool]:
        if self._is_determiner(at):
            return at + 1, self._fold(at) != "toan"
        return at, False

    def _is_determiner(self, at: int) -> bool:
        """Say whether "các", or a number before a kind ("07 đơn vị", "28 khu phố"), stands at ``at``."""
        word = self._fold(at)
        if word in _FOLDED_DETERMINERS and self._lower(at) in DETERMINERS:
            return True
        if not word.isdecimal() or self._upper(at + 1):
            return False
        return bool(
            self._lexicon.match("collectives", self.tokens, at + 1)
            or self._lexicon.match("committees", self.tokens, at + 1)
        )

    def _tail(self, end: int) -> int:
        """End of a named unit with its level, place and modifiers."""
        length = self._lexicon.match("levels", self.tokens, end)
        if length:
            end = self._capitals(end + length)
        return self._modifiers(end)

    def _capitals(self, at: int) -> int:
        while at < len(self.tokens) and (
            self._upper(at) or (self.tokens[at].text.isdigit() and len(self.tokens[at].text) < FEW_DIGITS)
        ):
            if self._lexicon.match("predicates", self.tokens, at) > 1 and not self._upper(at + 1):
                break
            at += 1
            if self._fold(at) == "-" and self._upper(at + 1) and not self.begins(at + 1, bare=False):
                at += 1
        return at

    def _modifier(self, at: int) -> int:
        """Length of the modifier at ``at``; "cung cấp" is none, though it folds like "cùng cấp"."""
        if self._fold(at) == "cung" and self._lower(at) != "cùng":
            return 0
        length = self._lexicon.match("modifiers", self.tokens, at)
        if length == TWO and self._fold(at) == "tham" and self.is_predicate(at + TWO):
            return 0  # "các đơn vị tham gia góp ý" says what they do
        return length

    def _modifiers(self, at: int) -> int:
        while at < len(self.tokens):
            length = self._modifier(at)
            if not length:
                return at
            at = self._capitals(at + length)
        return at

    def _open_tail(self, head: int, at: int) -> int:
        """End of a name that goes on with words of its own."""
        start = at
        verbal = bool(self._lexicon.match("verbal_names", self.tokens, head))
        while at < len(self.tokens) and at - start < MAX_NAME:
            token = self.tokens[at]
            if token.fold in CLOSERS:
                break
            if token.fold in _INNER:
                if not self._joins(at) and not self._lists_nouns(head, at):
                    break
            elif not token.upper and token.fold.isalpha():
                length = self._modifier(at)
                if length and not self._lexicon.match("predicates", self.tokens, at):
                    at += length
                    continue
                if self._ends_name(at, first=at == start, verbal=verbal) or self._follows_level(at, start):
                    break
            elif at > start and self._is_capital_verb(at) and self._fold(at - 1) not in ("ban", "doan", "vien"):
                break
            at += 1
        while at > start and self.tokens[at - 1].fold in (*_INNER, "cac"):
            at -= 1
        return at

    def _follows_level(self, at: int, start: int) -> bool:
        """Say whether the word at ``at`` comes after the level that closes a name ("… Truyền hình tỉnh tăng …")."""
        level = self._fold(at - 1) if self._fold(at - 1) != "pho" else self._fold(at - 2)
        closed = at - 1 > start and not self._upper(at - 1) and level in _CLOSING_LEVELS
        return closed and self._fold(at) not in _AFTER_LEVEL

    def _is_capital_verb(self, at: int) -> bool:
        """Say whether a verb begins here with a capital, as after a lost colon ("Công an tỉnh Chỉ đạo …")."""
        verb = self._lexicon.match("predicates", self.tokens, at) > 1
        return verb and self._upper(at) and not self._upper(at + 1)

    def _ends_name(self, at: int, *, first: bool, verbal: bool) -> bool:
        """Say whether the lower-case token at ``at`` begins what is said of the unit."""
        if self._lower(at) in self._lexicon.singles["stops"] and not self._lexicon.match(
            "weak_predicates", self.tokens, at
        ):
            return True
        if self._lexicon.match("predicates", self.tokens, at) and self.is_predicate(at):
            compound = self._lower(at) in ("trình", "lập") and self._lower(at - 1) in _BEFORE_COMPOUND
            compound = compound or self._stands_in_name(at)
            return not (first and verbal) and not compound and self._fold(at - 1) != ","
        length = self._lexicon.match("weak_predicates", self.tokens, at)
        if length:
            closed = (
                self._upper(at - 1)
                or self._fold(at - 1) in _LEVEL_WORDS
                or self._lower(at + length) in self._lexicon.singles["objects"]
            )
            return not first and closed
        return False

    def _stands_in_name(self, at: int) -> bool:
        """Say whether the verb at ``at`` belongs to the name: its level and its work follow, or it ends a compound."""
        if (self._fold(at - 1), self._fold(at), self._fold(at + 1)) in _COMPOUNDS:
            return True
        if (self._fold(at - 2), self._fold(at - 1), self._fold(at), self._fold(at + 1)) == _SERVICES:
            return True
        if self._lexicon.match("not_predicates", self.tokens, at - 1) > 1:
            return True  # "giao thông báo cáo": the second syllable of a noun
        if self._upper(at - 1) and self._lexicon.match("weak_predicates", self.tokens, at - 1) == TWO:
            return True  # Giáo dục và Đào tạo
        level = at + self._lexicon.match("predicates", self.tokens, at)
        return self._fold(level) in _CLOSING_LEVELS and self.is_predicate(level + 1) and not self._upper(level)

    def _joins(self, at: int) -> bool:
        """Say whether a separator stands inside a name ("Giao thông và Dân dụng"), not between two units."""
        following = at + 1
        if self._fold(at) == "-" and (self._fold(following), self._fold(at + 2)) == ("chi", "nhanh"):
            return True
        if self.begins(following, bare=False) and not (
            self._fold(at) in ("va", "&") and self._fold(following) == "cac" and self._fold(following + 1) == "khu"
        ):
            return False
        if self._fold(at) == ",":
            return self._lists_fields(at)
        if self._lower(following) in DETERMINERS:
            return self._upper(following + 1) or self._fold(following + 1) == "khu"
        weak = self._lexicon.match("weak_predicates", self.tokens, following) > 1
        return self._upper(following) or weak or self._ends_in_nouns(following)

    def _ends_in_nouns(self, at: int) -> bool:
        """Say whether plain words from ``at`` close a name ("Phòng Quản lý giá và công sản") before mark or verb."""
        if self._fold(at - 1) not in ("va", "&") or self.begins(at, bare=True):
            return False
        end = at + TWO
        closed = end >= len(self.tokens) or self._fold(end) in CLOSERS or self._fold(end) == ","
        nouns = all(self._fold(i).isalpha() and not self._upper(i) and not self.is_predicate(i) for i in range(at, end))
        return nouns and (closed or self.is_predicate(end))

    def _lists_fields(self, at: int) -> bool:
        """Say whether a comma parts the fields of one body ("Phòng Kinh tế, Hạ tầng và Đô thị")."""
        if (self._fold(at - 1), self._fold(at + 1)) in _PAIRED_FIELDS:
            return True
        verbal = self._lexicon.match("verbal_names", self.tokens, at - 4) == TWO and self._upper(at - 2)
        if verbal and self.is_predicate(at - 2) and self.is_predicate(at + 1) and not self._upper(at + 1):
            return True  # "Trung tâm Giám sát, điều hành đô thị"
        verb = self._fold(at - 2) + " " + self._fold(at - 1) in _VERBS_OF_NAMES
        if verb and self._upper(at - 2) and self._fold(at + 1).isalpha() and not self._upper(at + 1):
            return True
        if not self._upper(at + 1) or self._is_capital_verb(at + 1):
            return False
        for end in range(at + 2, at + LONGEST_FIELDS):
            if self._fold(end) == ",":
                return self._lists_fields(end) and not self.begins(end + 1)
            if self._fold(end) in ("va", "&"):
                return self._upper(end + 1) and not self.begins(end + 1) and self._fold(end + 1) != "cac"
            if not self._fold(end).isalpha() or self.is_predicate(end):
                break
        return False

    def _lists_nouns(self, head: int, at: int) -> bool:
        """Say whether a comma parts two plain nouns of an office's field ("Phòng Công chức, viên chức")."""
        if self._fold(at) != "," or self._fold(head) not in _OFFICES or self._lower(at + 1) in DETERMINERS:
            return False
        end = at + 1 + TWO
        nouns = all(
            self._fold(i).isalpha() and not self._upper(i) and not self.is_predicate(i) for i in range(at + 1, end)
        )
        closed = end >= len(self.tokens) or self._fold(end) in CLOSERS or self.is_predicate(end)
        return nouns and closed and not self.begins(at + 1, bare=True)

    def _is_kind_verb(self, at: int) -> bool:
        """Say whether a kind of unit is a verb here ("báo cáo", "tổ chức hội nghị")."""
        if not self.is_predicate(at):
            return False
        return (
            self._fold(at + 2) not in (",", "va")
            and self._lower(at + 2) not in self._lexicon.singles["kinds_of_bodies"]
        )

    def _collective_tail(self, at: int) -> int:
        start = at
        if self._fold(at - 1) == "nganh":
            at += self._lexicon.match("departments", self.tokens, at)
        while at < len(self.tokens) and at - start < MAX_COLLECTIVE:
            token = self.tokens[at]
            length = self._modifier(at)
            if length and not (self._lexicon.match("predicates", self.tokens, at) > length):
                at = self._capitals(at + length)
                if (self._fold(at - 2), self._fold(at - 1)) != ("lien", "quan"):
                    continue
                if not self._modifier(at):
                    break
                continue
            if token.fold == "-" and at + 1 < len(self.tokens) and self.tokens.start(at) > self.tokens.end(at - 1):
                at += 1
                continue
            if token.text.lower() == "về" and self._upper(at + 1):
                at = self._capitals(at + 1)
                continue
            if self._ends_collective(at):
                break
            at += 1
        while at > start and self.tokens[at - 1].fold == "-":
            at -= 1
        return self._collective_tail(at + 1) if at - start >= TWO and self._goes_on_by_kind(at) else at

    def _goes_on_by_kind(self, at: int) -> bool:
        """Say whether a second kind follows the first ("các bệnh viện đa khoa, chuyên khoa")."""
        joined = self._fold(at) in (",", "va")
        return joined and self._modifier(at - TWO) == TWO and bool(self._modifier(at + 1))

    def _ends_collective(self, at: int) -> bool:
        """Say whether the token at ``at`` begins what is said of a collective."""
        token = self.tokens[at]
        word = token.text.lower()
        if not token.fold.replace("&", "").isalpha() or word in DETERMINERS:
            return True
        if not token.upper and word in self._lexicon.singles["stops"]:
            return True
        if token.upper:
            return self._lexicon.match("predicates", self.tokens, at) > 1
        return self.is_predicate(at) and not self._stands_in_name(at)
