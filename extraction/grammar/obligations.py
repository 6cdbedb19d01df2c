"""What one paragraph says: a heading that names units, a charge, work under an inherited unit, a label, or nothing."""

import re

from extraction.grammar.brackets import charged_in_brackets
from extraction.grammar.capitals import calmed
from extraction.grammar.clauses import Clause, Reading, is_worded
from extraction.grammar.labels import Label, label_of, units_listed
from extraction.grammar.marks import Rank
from extraction.grammar.names import Named
from extraction.grammar.normal import holds_any
from extraction.grammar.openings import COLON_REACH, PUBLIC, OpeningReader
from extraction.grammar.scope import is_decision, is_exhortation
from extraction.grammar.structure import Paragraph
from extraction.grammar.units import UnitList, UnitReader
from extraction.grammar.vocabulary import Lexicon, Tokens, longest
from extraction.values import Mode
from ingest.folding import fold

_COORDINATES = re.compile(r"\b(?:su phoi hop cua|phoi hop|ket hop|chu tri,? cung)\b(?!(?: thuc hien)? giua)")
_WITH = "cung voi "
_TOGETHER = ("phoi hop", "ket hop", "chu tri", _WITH)
_PASSED_ON = re.compile(r"\bchuyen (?:den )?(?:don|van ban|ho so|cong van|noi dung|kien nghi|phieu)")
_PARTS = frozenset({",", ";", ".", ":"})
_BINDING = frozenset(
    {"để", "khi", "nếu", "mà", "do", "vì", "sau", "trước", "với", "cùng", "theo", "các", "giúp", "cho"}
)
_ABOVE = ("cac ", "bo ", "chinh phu", "thu tuong", "quoc hoi", "tinh uy", "hdnd", "hoi dong nhan dan")
_WORKS = frozenset({"viec", "cong", "phan", "noi"})  # việc, công tác, phần việc, nội dung
TOPIC_SENT = 9  # tokens of what is sent, before its comma
_SENDS = frozenset({("tong", "hop"), ("bao", "cao")})
_UNDERTAKES = frozenset(
    {
        ("dam", "nhiem"),
        ("dam", "nhan"),
        ("phu", "trach"),
        ("chu", "tri"),
        ("chiu", "trach"),
        ("thuc", "hien"),
        ("tien", "hanh"),
        ("to", "chuc"),
        ("lam", "dau"),
    }
)
_PROVINCE = re.compile(r"^(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan)(?:$| tinh| thanh pho)")


def read_clause(paragraph: Paragraph, lexicon: Lexicon, issuer: str | None) -> Clause:
    """Return what ``paragraph`` says by itself.

    Args:
        paragraph: with its item mark read.
        lexicon: the words of directives.
        issuer: folded name of who issued the directive; what it "giao" or "đề nghị" charges the unit that follows.
    """
    tokens = calmed(paragraph.text, lexicon)
    start = tokens.from_offset(paragraph.body)
    while start < len(tokens) and tokens[start].fold in ("(", '"', "["):
        start += 1
    clause = Clause(paragraph, tokens, Reading.OTHER, said=paragraph.body)
    if start == len(tokens):
        return clause
    label = label_of(paragraph)
    reader = _Reader(clause, UnitReader(paragraph.text, tokens, lexicon), lexicon, issuer)
    if label is not None:
        kind, said = label
        if kind != Label.WORK:
            leads, coordinators = units_listed(reader.units, said, kind)
            titled = leads if kind == Label.LEAD and paragraph.rank <= Rank.NUMBER else ()
            return clause._replace(
                reading=Reading.LABEL, label=kind, said=said, leads=leads, coordinators=coordinators, titled=titled
            )
        after = tokens.from_offset(said)
        if after == len(tokens):
            return clause._replace(reading=Reading.LABEL, label=kind, said=said)
        found = reader.read(after)
        return found._replace(label=kind)
    return reader.read(start)


def read_cell(paragraph: Paragraph, kind: Label, lexicon: Lexicon) -> Clause:
    """Return a cell of a table of tasks as the label that its column's head is."""
    clause = Clause(paragraph, Tokens(paragraph.text), Reading.LABEL, label=kind, row=True)
    leads, coordinators = units_listed(UnitReader(paragraph.text, clause.tokens, lexicon), 0, kind)
    return clause._replace(leads=leads, coordinators=coordinators)


def split_sentences(clause: Clause, lexicon: Lexicon, issuer: str | None) -> list[Clause]:
    """Return the clause, parted where a later sentence charges another unit with another work."""
    if clause.reading not in (Reading.CHARGE, Reading.WORK):
        return [clause]
    paragraph = clause.paragraph
    if "." not in paragraph.text[clause.said : -1]:
        return [clause]
    units = UnitReader(paragraph.text, clause.tokens, lexicon)
    leads = {fold(u.name) for u in clause.leads}
    for at in clause.tokens.where((".",), clause.tokens.from_offset(clause.said)):
        if at >= len(clause.tokens) - 3 or not clause.tokens[at + 1].upper:
            continue
        ordered = at + 1 + lexicon.match("openers_assign", clause.tokens, at + 1)
        ordered += ordered > at + 1 and clause.tokens[ordered].fold in (":", "cho")
        kind = lexicon.match("collectives", clause.tokens, ordered)
        generic = kind and not (clause.tokens[ordered].upper and clause.tokens[ordered + kind].upper)
        if not units.begins(ordered) or generic or clause.tokens[ordered].fold in ("cac", "nhung"):
            continue
        listed = units.read(ordered)
        if not listed.units or not units.is_predicate(listed.end) or {fold(u.name) for u in listed.units} & leads:
            continue
        cut = clause.tokens.end(at)
        first = read_clause(paragraph.part_of(0, cut), lexicon, issuer)
        rest = read_clause(paragraph.part_of(clause.tokens.start(at + 1), len(paragraph.text)), lexicon, issuer)
        if rest.reading == Reading.CHARGE:
            return [first._replace(row=clause.row), *split_sentences(rest, lexicon, issuer)]
    return [clause]


def coordinators_of(clause: Clause, units: UnitReader, lexicon: Lexicon) -> tuple[Named, ...]:
    """Return the units that follow "phối hợp (với)" in the words of a clause, or "cùng với" with which they begin."""
    folded, tokens = clause.paragraph.folded, clause.tokens
    found: list[Named] = []
    if not holds_any(folded, _TOGETHER):
        return ()
    starts = [clause.said + len(_WITH)] if folded.startswith(_WITH, clause.said) else []
    starts += [match.end() for match in _COORDINATES.finditer(folded, clause.said)]
    for start in starts:
        at = tokens.from_offset(start)
        while at < len(tokens) and _stands_between(tokens, at, lexicon):
            at += 1
        listed = units.read(at, bare=True)
        found.extend(u for u in listed.units if fold(u.name) not in {fold(f.name) for f in found})
    return tuple(found)


def _stands_between(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Say whether a word belongs to "phối hợp" and not to the unit; "đồng bộ" does, "Bộ Công an" does not."""
    if tokens[at].upper:
        return False
    if tokens[at].fold == "bo":
        return tokens[at - 1].fold == "dong"
    return bool(longest(lexicon.tries["between"], tokens, at))


class _Reader(OpeningReader):
    """Reads one paragraph."""

    def read(self, start: int) -> Clause:
        clause = (
            self._opened(start)
            or self._after_colon(start)
            or self._criticised(start)
            or self._listed_whole(start)
            or self._headed(start)
            or self._subject(start)
            or self._middle(start)
            or self._passed_on(start)
            or self._passive(start)
            or self._later_sentence(start)
            or self._behind_topic(start)
            or self._work(start)
            or self.clause._replace(said=self._offset(start))
        )
        further = self._further(clause)
        coordinators = (*clause.coordinators, *coordinators_of(clause, self.units, self._lexicon))
        if further or coordinators:
            first = clause.paragraph.folded_words.partition(";")[0]
            idle = bool(further) and (is_exhortation(first) or all(_PROVINCE.match(fold(u.name)) for u in clause.leads))
            leads = further if idle else (*clause.leads, *further)
            names = {fold(u.name) for u in leads}
            others = tuple(c for c in coordinators if fold(c.name) not in names)
            clause = clause._replace(leads=leads, coordinators=others)
        return charged_in_brackets(clause, self.units)

    def _criticised(self, start: int) -> Clause | None:
        """An order to those who are criticised: "Phê bình A, B; yêu cầu hoàn thành …"."""
        if "phe binh" not in self.clause.paragraph.folded:
            return None
        for at in range(start, min(start + COLON_REACH, len(self._tokens) - 3)):
            if (self._fold(at), self._fold(at + 1)) != ("phe", "binh"):
                continue
            listed = self.units.read(at + 2)
            order = self._match("openers_anywhere", listed.end + 1)
            if listed.units and self._fold(listed.end) in (";", ",", "va") and order:
                after = listed.end + 1 + order
                if self.units.is_predicate(after):
                    return self._charged(listed.units, after, Mode.ASSIGN, opened=True)
        return None

    def _further(self, clause: Clause) -> tuple[Named, ...]:
        """The units that later parts of the same sentence charge: "…; UBND các xã xây dựng kế hoạch …"."""
        if clause.reading != Reading.CHARGE:
            return ()
        known = {fold(u.name) for u in clause.leads}
        found: list[Named] = []
        for at in self._tokens.where((",", ";"), self._tokens.from_offset(clause.said)):
            order = self._match("openers_request", at + 1) or self._match("openers_anywhere", at + 1)
            listed = self.units.read(at + 1 + order)
            charged = listed.units and self.units.is_predicate(listed.end) and not self._match("narration", listed.end)
            if charged and (self._fold(at) == ";" or self._parted_by_comma(clause, at, listed)):
                found += [u for u in listed.units if fold(u.name) not in known and not _PROVINCE.match(fold(u.name))]
        return tuple(found)

    def _parted_by_comma(self, clause: Clause, comma: int, listed: UnitList) -> bool:
        """Say whether a comma alone parts two charges ("Sở A cấp kinh phí, Kho bạc Nhà nước kiểm soát chi")."""
        segment = comma
        while segment and self._fold(segment - 1) not in _PARTS:
            segment -= 1
        if any(self._tokens[i].text.lower() in _BINDING for i in range(segment, comma)):
            return False
        said = self._tokens.from_offset(clause.said)
        if any(self.units.begins(i) and self.units.read(i).end > comma for i in range(said, comma)):
            return False  # the comma stands in a list of units
        above = fold(listed.units[0].name).startswith(_ABOVE)
        return not above and bool(self._match("predicates", listed.end)) and self._fold(listed.end) != "phoi"

    def _middle(self, start: int) -> Clause | None:
        """The lead in the middle: after an opening phrase and a comma, or after the issuer's verb."""
        if self._opens_with_work(start):
            return None
        inside = 0
        for at in range(start, len(self._tokens)):
            token = self._tokens[at]
            if token.fold == "." and at > start + 2 and self._fold(at + 1):
                break
            inside += (token.fold == "(") - (token.fold == ")")
            if inside > 0:
                continue  # what an earlier letter asked for
            request = self._match("openers_request", at)
            length = request or self._match("openers_anywhere", at)
            if (
                length
                and at > start
                and not token.upper
                and token.text.lower() not in ("giáo", "giạo")
                and self._may_order(at)
            ):
                listed = self._ordered_units(at + length + (self._fold(at + length) in (":", "cho")))
                if listed.units and request and self._is_self(listed.units[-1].name):
                    continue  # what others ask of the issuer
                if listed.units and (
                    self.units.is_predicate(listed.end) or self._fold(listed.end) in (":", "", ",", "(", ".")
                ):
                    found = self._charged(
                        listed.units, listed.end, Mode.REQUEST if request else Mode.ASSIGN, opened=True
                    )
                    return found._replace(begin=self._offset(self._speaker(start, at)))
        if not self._match("intros", start) or self._match("tales", start):
            return None
        return self._after_intro(start)

    def _opens_with_work(self, start: int) -> bool:
        """Say whether a paragraph begins with a work of its own, and not with the grounds of a lead-in."""
        if self._match("intros", start) or not self.units.is_predicate(start):
            return False
        return bool(self.clause.paragraph.mark) or not self.clause.introduces

    def _ordered_units(self, at: int) -> UnitList:
        """The units behind an order; one that a relative clause tells apart keeps it in its name."""
        listed = self.units.read(at)
        end = self.units.told_apart(listed.end) if listed.units else listed.end
        if end == listed.end:
            return listed
        last = listed.units[-1]
        stop = next((i for i in range(listed.end, end) if self._fold(i) == "("), end)
        named = self._split(self._tokens.from_offset(last.start), stop)
        return UnitList((*listed.units[:-1], *named), end)

    def _passed_on(self, start: int) -> Clause | None:
        """Who gets a letter to deal with: "UBND tỉnh chuyển đơn đến Chủ tịch UBND xã X để giải quyết"."""
        if self.clause.paragraph.mark or not _PASSED_ON.search(self.clause.paragraph.folded):
            return None
        for at in range(start + 2, len(self._tokens) - 3):
            if self._fold(at) not in ("den", "cho", "toi") or not self.units.begins(at + 1):
                continue
            listed = self.units.read(at + 1)
            after = listed.end + (self._fold(listed.end) == "de")
            if listed.units and after > listed.end and self.units.is_predicate(after):
                return self._charged(listed.units, after, Mode.ASSIGN, opened=True)
        return None

    def _passive(self, start: int) -> Clause | None:
        """Who does a work that the sentence begins with: "Việc xác minh do Công an xã đảm nhiệm"."""
        if self._fold(start) not in _WORKS:
            return None
        for at in range(start + 2, min(start + COLON_REACH, len(self._tokens) - 2)):
            if self._fold(at) == "." or self._match("narration", at):
                return None
            if self._tokens[at].text.lower() == "do" and self.units.begins(at + 1):
                listed = self.units.read(at + 1)
                done = (self._fold(listed.end), self._fold(listed.end + 1)) in _UNDERTAKES
                return self._charged(listed.units, listed.end, Mode.ASSIGN, opened=True) if done else None
        return None

    def _later_sentence(self, start: int) -> Clause | None:
        """An order in a later sentence of a paragraph that begins with its grounds."""
        if self._opens_with_work(start):
            return None
        topic = self._match("nouns_first", start) and bool(self.clause.paragraph.mark)
        for at in self._tokens.where((";", "."), start + 3):
            split = self._fold(at) == ";" and is_decision(self.clause.paragraph.folded_words)
            ends = split or (self._fold(at) == "." and self.units.is_upper(at + 1))
            if not ends or at >= len(self._tokens) - 3:
                continue
            found = self._opened(at + 1) or self._subject(at + 1) or self._middle(at + 1)
            charged = found is not None and (found.opened or ((split or topic) and found.reading == Reading.CHARGE))
            if found is not None and charged:
                return found._replace(begin=max(found.begin, self._offset(at + 1)))
            topic = False  # "Công tác X. Các địa phương …": only behind the words that say what it is about
        return None

    def _behind_topic(self, start: int) -> Clause | None:
        """Who sends or reports what a paragraph begins with: "Kết quả thực hiện, Sở X tổng hợp, báo cáo …"."""
        if not self._match("nouns_first", start):
            return None
        at = next((i for i in range(start + 1, start + TOPIC_SENT) if self._fold(i) in _PARTS), start)
        if self._fold(at) != "," or not self.units.begins(at + 1):
            return None
        listed = self.units.read(at + 1)
        sent = (self._fold(listed.end), self._fold(listed.end + 1)) in _SENDS or self._fold(listed.end) == "gui"
        return self._predicated(listed.units, listed.end) if listed.units and sent else None

    def _speaker(self, start: int, at: int) -> int:
        """Index of who speaks before the verb at ``at``, the verb itself without one."""
        for before in range(at - 1, max(start, at - 16), -1):
            if self._fold(before) in (",", ";"):
                return before + 1 if self.units.begins(before + 1) else at
        return at

    def _may_order(self, at: int) -> bool:
        """Say whether the verb at ``at`` is the issuer's, not a noun ("theo yêu cầu", "được giao")."""
        segment = next((i + 1 for i in range(at - 1, -1, -1) if self._fold(i) in (",", ";", ".", ":")), 0)
        cited = next((i for i in range(at - 1, segment - 1, -1) if self._fold(i) == "/"), None)
        if cited is not None and not self._names_speaker(cited + 1, at):
            return False  # "Công văn số 12/UBND-KT yêu cầu …" tells of an earlier order
        if at > 1 and (self._fold(at - 2), self._fold(at - 1)) == ("noi", "vu"):
            return True  # Sở Nội vụ, no "nhiệm vụ"
        return at == 0 or self._tokens[at - 1].text.lower() not in self._lexicon.singles["before_nouns"]

    def _names_speaker(self, start: int, end: int) -> bool:
        """Say whether a unit stands between a cited number and an order, other than who wrote what is cited."""
        at = start
        while at < end:
            begins = self._tokens.end(at - 1) < self._tokens.start(at) and self.units.begins(at)
            if begins and self._fold(at - 1) not in ("cua", "tuong"):
                return True
            at = max(at + 1, self.units.read(at).end) if begins else at + 1
        return False

    def _after_intro(self, start: int) -> Clause | None:
        last = next(
            (i for i in range(start + 3, len(self._tokens) - 1) if self._fold(i) == "." and self._tokens[i + 1].upper),
            len(self._tokens),
        )
        commas = [i + 1 for i in range(start, last) if self._fold(i) == ","]
        fixed = list(range(start + 3, min(start + 14, len(self._tokens))))
        timed = self._fold(start) in ("truoc", "cham", "hang", "dinh", "ngay")
        told = 0
        if timed and commas and self.units.is_predicate(commas[0]) and not self.units.begins(commas[0]):
            return None  # "Trước ngày X, hướng dẫn các đơn vị …": the work of the heading's unit
        for at in sorted({*commas, *fixed}):
            if self._tokens[at - 1].text.lower() == "do" and self.units.begins(at):
                told = self.units.read(at).end  # "số liệu do Sở A, Sở B cung cấp"
            if at < told:
                continue
            if at in commas or timed or self._fold(at - 1) in ("hien", "khai", "nay", "do", "tren", "giao"):
                if not self.units.begins(at):
                    continue
                listed = self.units.read(at)
                if listed.units and any(p in fold(listed.units[0].name) for p in PUBLIC):
                    continue
                if listed.units and (self.units.is_predicate(listed.end) or self._fold(listed.end) == ":"):
                    found = self._predicated(listed.units, listed.end)
                    if found is not None:
                        return found._replace(begin=self._offset(at))
        return None

    def _work(self, start: int) -> Clause | None:
        if not is_worded(self.clause.paragraph.text[self._offset(start) :]):
            return None
        if self._match("nouns_first", start) and not self._match("predicates", start):
            return None
        text = self.clause.paragraph.text.rstrip()
        if self._fold(start) == "ve" and not text.endswith((".", ";")):
            return None  # a topic
        if self._fold(start) in ("can", "xet") and self._match("intros", start) and text.endswith(";"):
            return None  # a ground, listed with others
        verb = self.units.is_predicate(start)
        if self._fold(start - 1) == "(" and start:
            return None
        open_verb = self._tokens[start].upper and not self.units.begins(start) and self._fold(start).isalpha()
        closed = self.clause.paragraph.text.rstrip().endswith((".", ";")) and not self._match("intros", start)
        placed = bool(self.clause.paragraph.mark) or closed
        if verb or (open_verb and placed):
            return self.clause._replace(reading=Reading.WORK, said=self._offset(start), opened=verb)
        return None
