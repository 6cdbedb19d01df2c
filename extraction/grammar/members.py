"""What tells the members of a collective apart: where they lie, what they have, trade in, are charged with or owe."""

from extraction.grammar.names import DETERMINERS, TWO, NameScanner

_QUALIFIERS = frozenset({"co", "nam", "giap", "ven", "vung", "doc", "thuoc"})
LONGEST_QUALIFIER = 12  # tokens
LONGEST_ROLE = 18  # tokens
_PLACES_OF_NAMES = frozenset({"phu", "danh", "muc", "khoan", "diem", "bieu", "phan", "bang"})
_TRADES = frozenset(
    {
        ("cung", "cap"),
        ("cung", "ung"),
        ("san", "xuat"),
        ("kinh", "doanh"),
        ("khai", "thac"),
        ("che", "bien"),
        ("nhap", "khau"),
        ("xuat", "khau"),
    }
)
_TRADING = frozenset({"doanh", "cong", "co", "ho", "thuong", "to", "don"})  # first syllables of those who trade
_ROLES_OF_MANY = frozenset({("dau", "moi"), ("chu", "tri"), ("thu", "huong"), ("quan", "ly")})
_TELLING = frozenset({"chua", "da", "con", "dang", "cham"})
LONGEST_RELATIVE = 14  # tokens


class MemberReader(NameScanner):
    """Reads how far the words go that say which members of a collective are meant."""

    def _skip_aside(self, at: int) -> int:
        """Index after brackets and appositions."""
        raise NotImplementedError

    def _qualified(self, at: int) -> int:
        """End of a collective with what tells its members apart ("các xã có hồ chứa rà soát …")."""
        if (
            self._fold(at) not in _QUALIFIERS
            or self.is_predicate(at)
            or self._lexicon.match("narration", self.tokens, at)
        ):
            return at
        for end in range(at + 2, at + LONGEST_QUALIFIER):
            if self._fold(end) == ":" or (self.is_predicate(end) and not self._upper(end)) or self._is_last(end):
                return end
            inside = self._fold(end) == "," and self._fold(end + 1).isalpha() and not self._upper(end + 1)
            if not self._fold(end).isalnum() and not inside:  # "có nhà, đất" lists what they have
                break
        return at

    def _is_last(self, at: int) -> bool:
        """Say whether the words end at ``at``, a closing mark left out."""
        return at >= len(self.tokens) or (at == len(self.tokens) - 1 and self._fold(at) in (".", ";"))

    def _referred(self, at: int) -> int:
        """End of a collective with the place that names its members ("các đơn vị được giao tại Phụ lục I, …")."""
        if self._fold(at) not in ("tai", "trong") or self._fold(at + 1) not in _PLACES_OF_NAMES:
            return at
        for end in range(at + TWO, at + LONGEST_QUALIFIER):
            if self._fold(end) in (",", ":", ";", ".", "") or self.is_predicate(end):
                return end
        return at

    def _in_role(self, at: int) -> int:
        """End of a collective with its part in a work, among others ("các đơn vị đầu mối giao kế hoạch, các …")."""
        role = (self._fold(at), self._fold(at + 1))
        working = role != ("dau", "moi") and self._lexicon.match("predicates", self.tokens, at + TWO)
        if role not in _ROLES_OF_MANY or working:
            return at
        for end in range(at + TWO + 1, at + LONGEST_ROLE):
            if self._fold(end) == "," and self._lower(end + 1) in DETERMINERS:
                return end
            if self._fold(end) == ":" or self._lexicon.match("predicates", self.tokens, end) >= TWO + 1:
                return end
            listed = self._fold(end) == "," and self._upper(end + 1) and not self.begins(end + 1)
            if not self._fold(end).isalnum() and not listed:
                break
        return at

    def _by_trade(self, head: int, at: int) -> int:
        """End of a collective with what its members trade in ("các doanh nghiệp cung cấp máy tính: Cài đặt …")."""
        if (self._fold(at), self._fold(at + 1)) not in _TRADES or self._fold(head) not in _TRADING:
            return at
        for end in range(at + TWO + 1, at + LONGEST_QUALIFIER):
            if self._fold(end) == ":":
                return end
            served = "vu" in (self._fold(end - 1), self._fold(end - 2))  # dịch vụ đào tạo
            trade = served or (self._fold(end), self._fold(end + 1)) in _TRADES
            if not self._fold(end).isalnum() or (self.is_predicate(end) and not trade):
                break
        return at

    def told_apart(self, end: int) -> int:
        """Return the index after what tells ordered units apart ("các đơn vị chưa gửi báo cáo (…) hoàn thành").

        The same index where no verb of work follows: then the words tell what the units do.
        """
        if self._fold(end) not in _TELLING or not self.is_predicate(end + 1):
            return end
        bare = self._fold(end + 2) == "hoan"  # "chưa nộp hoàn thành …": a verb that is never what is owed
        for at in range(end + (2 if bare else 3), end + LONGEST_RELATIVE):
            after = self._skip_aside(at)
            if self.is_predicate(after) and not self._upper(after):
                return after
            if not self._fold(at).isalnum() and after == at:
                break
        return end
