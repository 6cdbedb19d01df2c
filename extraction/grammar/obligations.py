"""What one paragraph says: a heading that names units, a charge, work under an inherited unit, a label, or nothing."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from extraction.grammar.normal import fold
from extraction.grammar.structure import Paragraph, Rank
from extraction.grammar.units import Named, UnitReader
from extraction.grammar.vocabulary import Lexicon, Token, tokenize
from extraction.values import Mode


class Reading(StrEnum):
    """What a paragraph is, before its neighbours are asked."""

    HEADING = "heading"  # names units and says nothing of them
    CHARGE = "charge"  # names units and what they are to do
    WORK = "work"  # says what is to be done, by whom stands elsewhere
    LABEL = "label"  # "Đơn vị chủ trì: …"
    OTHER = "other"


class Label(StrEnum):
    """What a labelled line states of the item above it."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    TIME = "time"
    PRODUCT = "product"
    GROUP = "group"  # "Cơ quan thực hiện:" before lines of its own
    WORK = "work"  # "Nhiệm vụ: …"
    NOTE = "note"  # money, place, number: nothing that a task keeps


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph as read. ``leads`` are empty where they stand elsewhere; ``said`` is the offset where the work begins."""

    paragraph: Paragraph
    tokens: list[Token]
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
        return bool(_INTRODUCES.search(fold(self.paragraph.text)))


_INTRODUCES = re.compile(r"(?::|\bnhu sau|\bsau day|\bsau)[\s.:;]*$")
_LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label.LEAD, re.compile(r"(?:(?:don vi|co quan|so|nganh|bo phan|don vi, ca nhan)(?: \w+)? )?(?:chu tri|dau moi)(?: thuc hien| tham muu| trien khai)? ?[:\-]")),
    (Label.LEAD, re.compile(r"(?:don vi|co quan|bo phan)(?: chiu trach nhiem)?(?: thuc hien| phu trach| trien khai) ?:(?= ?\S)")),
    (Label.LEAD, re.compile(r"(?:trach nhiem thuc hien|phan cong thuc hien|nguoi thuc hien|thuc hien) ?:(?= ?\S)")),
    (Label.COORDINATING, re.compile(r"(?:(?:don vi|co quan|cac don vi|cac co quan|cac co quan, don vi)(?: \w+)? )?phoi hop(?: thuc hien| trien khai)? ?[:\-]")),
    (Label.TIME, re.compile(r"(?:thoi (?:gian|han|diem)|tien do|han|lo trinh)(?: (?:thuc hien|hoan thanh|trien khai|ket thuc|bao cao|xong|to chuc|thuc hien va hoan thanh))* ?:")),
    (Label.PRODUCT, re.compile(r"(?:san pham|ket qua|dau ra|yeu cau san pham|san pham dau ra)(?: (?:thuc hien|dau ra|can dat|dat duoc|du kien|hoan thanh|can hoan thanh))* ?:")),
    (Label.GROUP, re.compile(r"(?:don vi|co quan|phan cong|trach nhiem|to chuc)(?: chiu trach nhiem)? (?:thuc hien|trien khai|nhiem vu)(?: va thoi gian)? ?:? ?$")),
    (Label.WORK, re.compile(r"(?:nhiem vu|noi dung|noi dung thuc hien|noi dung nhiem vu|nhiem vu cu the|noi dung cong viec|cong viec) ?:")),
    (Label.NOTE, re.compile(r"(?:kinh phi|nguon kinh phi|dia diem|thanh phan|so luong|ghi chu|don vi tu van|hinh thuc)(?: (?:thuc hien|du kien))? ?:")),
)
_COORDINATES = re.compile(r"\b(?:phoi hop|ket hop)\b(?!(?: thuc hien)? giua)")
_BETWEEN = frozenset("chặt chẽ với cùng thường xuyên và tốt đồng bộ , tích cực hỗ trợ hiệu quả hiệp đồng nhịp nhàng".split())
_PUBLIC = ("ca nhan", "to chuc", "doanh nghiep", "nguoi dan", "ho gia dinh", "ho kinh doanh")  # whom the law binds, not the directive
_DUTY = frozenset({"chu", "co", "chiu", "phoi", "thuc", "chi", "can", "phai"})  # first syllables of what a heading says of its units
_PROVINCE = re.compile(r"^(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan)(?:$| tinh| thanh pho)")
_ISSUER = re.compile(
    r"^(?:(?:dong chi )?(?:pho )?chu tich(?: \w+)* ?(?:ubnd|uy ban nhan dan)|ubnd|uy ban nhan dan|lanh dao|thuong truc|van phong ubnd|ban thuong vu|tinh uy|truong ban|giam doc)"
)


def read_clause(paragraph: Paragraph, lexicon: Lexicon, issuer: str | None) -> Clause:
    """Return what ``paragraph`` says by itself.

    Args:
        paragraph: with its item mark read.
        lexicon: the words of directives.
        issuer: folded name of who issued the directive; what it "giao" or "đề nghị" charges the unit that follows.
    """
    tokens = tokenize(paragraph.text)
    start = next((i for i, t in enumerate(tokens) if t.start >= paragraph.body and t.fold not in ("(", '"', "[")), len(tokens))
    clause = Clause(paragraph, tokens, Reading.OTHER, said=paragraph.body)
    if start == len(tokens):
        return clause
    label = _label(paragraph)
    reader = _Reader(clause, UnitReader(paragraph.text, tokens, lexicon), lexicon, issuer)
    if label is not None:
        kind, said = label
        if kind != Label.WORK:
            return replace(clause, reading=Reading.LABEL, label=kind, said=said, **reader.listed(said, kind))
        after = next((i for i, t in enumerate(tokens) if t.start >= said), len(tokens))
        if after == len(tokens):
            return replace(clause, reading=Reading.LABEL, label=kind, said=said)
        found = reader.read(after)
        return replace(found, label=kind)
    return reader.read(start)


def is_worded(text: str) -> bool:
    """Say whether ``text`` is made of words: no debris of a stamp, no row of figures, no address."""
    words = text.split()
    spelt = [w for w in words if len(w.strip(".,;:()")) > 1 and w.strip(".,;:()\"'").isalpha()]
    return len(spelt) >= 3 and len(spelt) * 5 >= len(words) * 2 and not ("@" in text and len(spelt) < 6)


def read_cell(paragraph: Paragraph, kind: Label, lexicon: Lexicon) -> Clause:
    """Return a cell of a table of tasks as the label that its column's head is."""
    clause = Clause(paragraph, tokenize(paragraph.text), Reading.LABEL, label=kind, row=True)
    reader = _Reader(clause, UnitReader(paragraph.text, clause.tokens, lexicon), lexicon, None)
    return replace(clause, **reader.listed(0, kind))


def split_sentences(clause: Clause, lexicon: Lexicon, issuer: str | None) -> list[Clause]:
    """Return the clause, parted where a later sentence charges another unit with another work."""
    if clause.reading not in (Reading.CHARGE, Reading.WORK):
        return [clause]
    paragraph = clause.paragraph
    units = UnitReader(paragraph.text, clause.tokens, lexicon)
    leads = {fold(u.name) for u in clause.leads}
    for at, token in enumerate(clause.tokens[:-3]):
        if token.fold != "." or token.start < clause.said or not clause.tokens[at + 1].upper:
            continue
        generic = lexicon.match("collectives", clause.tokens, at + 1) and clause.tokens[at + 1].fold not in ("so", "ban", "phong")
        if not units.begins(at + 1) or generic or clause.tokens[at + 1].fold in ("cac", "nhung"):
            continue
        listed = units.read(at + 1)
        if not listed.units or not units.is_predicate(listed.end) or {fold(u.name) for u in listed.units} & leads:
            continue
        cut = token.end
        first = read_clause(paragraph.part_of(0, cut), lexicon, issuer)
        rest = read_clause(paragraph.part_of(clause.tokens[at + 1].start, len(paragraph.text)), lexicon, issuer)
        if rest.reading == Reading.CHARGE:
            return [replace(first, row=clause.row), *split_sentences(rest, lexicon, issuer)]
    return [clause]


def coordinators_of(text: str, tokens: list[Token], units: UnitReader, said: int) -> tuple[Named, ...]:
    """Return the units that follow "phối hợp (với)" in the words of a clause from offset ``said`` on."""
    folded = fold(text)
    found: list[Named] = []
    for match in _COORDINATES.finditer(folded, said):
        at = next((i for i, t in enumerate(tokens) if t.start >= match.end()), len(tokens))
        while at < len(tokens) and tokens[at].text.lower() in _BETWEEN and not tokens[at].upper:
            at += 1
        listed = units.read(at, bare=True)
        found.extend(u for u in listed.units if fold(u.name) not in {fold(f.name) for f in found})
    return tuple(found)


class _Reader:
    """Reads one paragraph."""

    def __init__(self, clause: Clause, units: UnitReader, lexicon: Lexicon, issuer: str | None) -> None:
        self._clause = clause
        self._tokens = clause.tokens
        self._units = units
        self._lexicon = lexicon
        self._issuer = issuer

    def listed(self, said: int, kind: Label) -> dict[str, tuple[Named, ...]]:
        """The units after a label; all of its words where they name no known kind of unit."""
        if kind not in (Label.LEAD, Label.COORDINATING):
            return {}
        at = next((i for i, t in enumerate(self._tokens) if t.start >= said), len(self._tokens))
        leads, coordinators = self._parted(at, kind)
        if not leads and not coordinators:
            words = " ".join(self._clause.paragraph.text[said:].split()).strip(" .;:")
            leads = [Named(words, said, len(self._clause.paragraph.text))] if words else []
        if kind == Label.COORDINATING:
            return {"coordinators": tuple(coordinators or leads)}
        return {"leads": tuple(leads), "coordinators": tuple(coordinators)}

    def _parted(self, at: int, kind: Label) -> tuple[list[Named], list[Named]]:
        """Units that lead and units that coordinate, in a cell or line that may name both ("A chủ trì; B phối hợp")."""
        leads: list[Named] = []
        coordinators: list[Named] = []
        into = coordinators if kind == Label.COORDINATING else leads
        while at < len(self._tokens):
            if self._pair(at) == ("phoi", "hop"):
                into = coordinators
            elif self._pair(at) == ("chu", "tri"):
                into = leads
            found = self._units.read(at, bare=True)
            if not found.units:
                at += 1
                continue
            behind = self._pair(found.end) == ("phoi", "hop") and self._fold(found.end + 2) in (";", ".", ",", "", ")")
            (coordinators if behind else into).extend(found.units)
            at = max(found.end, at + 1)
        return leads, coordinators

    def _pair(self, at: int) -> tuple[str, str]:
        return self._fold(at), self._fold(at + 1)

    def read(self, start: int) -> Clause:
        clause = (
            self._opened(start)
            or self._after_colon(start)
            or self._headed(start)
            or self._subject(start)
            or self._middle(start)
            or self._later_sentence(start)
            or self._work(start)
            or replace(self._clause, said=self._offset(start))
        )
        clause = replace(clause, leads=(*clause.leads, *self._further(clause)))
        coordinators = coordinators_of(clause.paragraph.text, self._tokens, self._units, clause.said)
        leads = {fold(u.name) for u in clause.leads}
        return replace(clause, coordinators=tuple(c for c in coordinators if fold(c.name) not in leads))

    def _further(self, clause: Clause) -> tuple[Named, ...]:
        """The units that later parts of the same sentence charge: "…; UBND các xã xây dựng kế hoạch …"."""
        if clause.reading != Reading.CHARGE:
            return ()
        known = {fold(u.name) for u in clause.leads}
        found: list[Named] = []
        for at, token in enumerate(self._tokens):
            if token.start < clause.said or token.fold != ";":
                continue
            order = self._match("openers_request", at + 1) or self._match("openers_anywhere", at + 1)
            listed = self._units.read(at + 1 + order)
            if listed.units and self._units.is_predicate(listed.end) and not self._match("narration", listed.end):
                found += [u for u in listed.units if fold(u.name) not in known and not _PROVINCE.match(fold(u.name))]
        return tuple(found)

    def _offset(self, at: int) -> int:
        return self._tokens[at].start if at < len(self._tokens) else len(self._clause.paragraph.text)

    def _fold(self, at: int) -> str:
        return self._tokens[at].fold if at < len(self._tokens) else ""

    def _match(self, name: str, at: int) -> int:
        return self._lexicon.match(name, self._tokens, at)

    def _opened(self, start: int) -> Clause | None:
        """"Giao Sở X …", "Đề nghị: Hiệp hội …"."""
        for name, mode in (("openers_request", Mode.REQUEST), ("openers_assign", Mode.ASSIGN)):
            length = self._match(name, start)
            if not length:
                continue
            word = " ".join(t.fold for t in self._tokens[start : start + length])
            at = start + length
            while self._fold(at) in (":", "cho"):
                at += 1
            listed = self._units.read(at)
            if word in ("trach nhiem cua", "nhiem vu cua"):
                last = self._heading_end(at)
                return None if last is None else self._charged(self._split(at, last), len(self._tokens), None)
            if not listed.units:
                return None
            after = listed.end
            if word in ("doi voi", "ve phia"):
                if after >= len(self._tokens) or self._fold(after) == ":":
                    return self._charged(listed.units, after, None)
                return None
            if word == "chi dao" and self._fold(after) not in ("",):
                return None
            return self._charged(listed.units, after, mode, opened=True)
        return None

    def _after_colon(self, start: int) -> Clause | None:
        """"Chuẩn bị nội dung: Giao Sở X …": a heading and its charge in one paragraph."""
        for at in range(start + 1, min(start + 60, len(self._tokens) - 2)):
            if self._fold(at) == ":" and self._tokens[at + 1].upper:
                found = self._opened(at + 1)
                if found is not None and found.opened:
                    return found
        return None

    def _heading_end(self, start: int) -> int | None:
        """Index after the last name where the paragraph from ``start`` may be a heading, closing marks and brackets left out."""
        last = len(self._tokens)
        while last > start and self._fold(last - 1) in (":", ".", ";", "…", "|", "/"):
            last -= 1
        if self._fold(last - 1) == ")":
            opening = next((i for i in range(last - 1, start, -1) if self._fold(i) == "("), None)
            last = last if opening is None else opening
        too_long = last <= start or last - start > 45
        return None if too_long or any(self._fold(i) in (":", ".", "(") for i in range(start, last)) else last

    def _headed(self, start: int) -> Clause | None:
        """A paragraph that is nothing but the names of units, each word of it."""
        last = self._heading_end(start)
        if last is None or not self._tokens[start].upper:
            return None
        if not self._units.begins(start):
            return None
        text = self._clause.paragraph.text.rstrip(" |")
        ends, marked = text[-1:], self._clause.paragraph.mark != ""
        if any(self._fold(i) == "so" and self._tokens[i].text.lower() == "số" for i in range(start, last)):
            return None
        listed = self._units.read(start)
        if listed.units and listed.end >= last:
            return self._charged(listed.units, len(self._tokens), None) if marked or ends == ":" else None
        if (ends in (".", ";") or not marked) and ends != ":":
            return None
        if any(self._match("narration", i) for i in range(start, last)):
            return None
        names = self._split(start, last)
        if listed.units and self._fold(listed.end) in _DUTY:
            names = listed.units
        self._clause = replace(self._clause, titled=names if last - start <= 16 and ends != ":" else ())
        if self._has_strong_predicate(start + 1, last):
            return None
        return self._charged(names, len(self._tokens), None)

    def _has_strong_predicate(self, start: int, last: int) -> bool:
        return any(
            self._match("predicates", i) and not self._tokens[i].upper and self._fold(i) not in ("tham", "quan") for i in range(start, last)
        )

    def _split(self, start: int, last: int) -> tuple[Named, ...]:
        """The names in a heading, parted where the next unit begins."""
        cuts = [start]
        for at in range(start + 1, last - 1):
            if self._fold(at) in (",", ";", "va") and self._units.begins(at + 1):
                cuts.append(at + 1)
        names = []
        for begin, end in zip(cuts, [*(c - 1 for c in cuts[1:]), last], strict=True):
            while end > begin and self._fold(end - 1) in (",", ";", "va"):
                end -= 1
            if end > begin:
                text = self._clause.paragraph.text[self._offset(begin) : self._tokens[end - 1].end]
                names.append(Named(" ".join(text.split()), self._offset(begin), self._tokens[end - 1].end))
        return tuple(names)

    def _charged(self, units: tuple[Named, ...], after: int, mode: Mode | None, *, opened: bool = False) -> Clause:
        """A heading where nothing follows the units, else a charge."""
        while self._fold(after) in (":", ",", "."):
            after += 1
        if after < len(self._tokens) and "@" in self._clause.paragraph.text and not is_worded(self._clause.paragraph.text[self._offset(after) :]):
            return replace(self._clause, said=self._offset(after))
        reading = Reading.HEADING if after >= len(self._tokens) else Reading.CHARGE
        return replace(self._clause, reading=reading, leads=units, mode=mode, said=self._offset(after), opened=opened)

    def _subject(self, start: int) -> Clause | None:
        """"Sở X chủ trì …", "Công an tỉnh: Chỉ đạo …", "Chủ tịch UBND tỉnh yêu cầu Sở X …"."""
        listed = self._units.read(start)
        if not listed.units:
            return None
        return self._predicated(listed.units, listed.end, start)

    def _predicated(self, units: tuple[Named, ...], after: int, start: int) -> Clause | None:
        while self._fold(after) in (",", "-"):
            after += 1
        ordered = self._ordered(units, after)
        if ordered is not None:
            return ordered
        if self._fold(after) == ":":
            return self._charged(units, after, None)
        if self._is_self(units[-1].name):
            return None
        if self._match("narration", after) and not self._match("narration", after) < self._match("predicates", after):
            return None
        if self._fold(after) == "la" and not self._match("predicates", after):
            return None
        if self._units.is_predicate(after) or self._match("intros", after):
            return self._charged(units, after, None)
        return None

    def _ordered(self, units: tuple[Named, ...], after: int) -> Clause | None:
        """The issuer's own verb: the units that it orders or asks are charged."""
        length = self._match("openers_request", after)
        mode = Mode.REQUEST
        if not length:
            length, mode = self._match("openers_assign", after), Mode.ASSIGN
        if not length or not self._is_issuer(units[-1].name):
            return None
        at = after + length
        while self._fold(at) in (":", "cho"):
            at += 1
        listed = self._units.read(at)
        if not listed.units:
            return None
        return self._charged(listed.units, listed.end, mode, opened=True)

    def _is_self(self, name: str) -> bool:
        """Say whether the subject is who speaks: what it does is no charge to anyone."""
        folded = fold(name)
        if (self._issuer or "").startswith("so") and folded in ("giam doc so", "lanh dao so", "so"):
            return True
        plain = folded.removeprefix("pho ").removeprefix("chu tich ").replace("uy ban nhan dan", "ubnd")
        spoken = (self._issuer or "").replace("uy ban nhan dan", "ubnd")
        return bool(spoken) and len(plain) > 5 and (spoken.startswith(plain) or spoken == plain) and self._clause.paragraph.mark == ""

    def _is_issuer(self, name: str) -> bool:
        folded = fold(name)
        return bool(_ISSUER.match(folded)) or (self._issuer is not None and (folded in self._issuer or self._issuer in folded))

    def _middle(self, start: int) -> Clause | None:
        """The lead in the middle: after an opening phrase and a comma, or after the issuer's verb."""
        if self._units.is_predicate(start) and not self._match("intros", start):
            return None
        for at in range(start, len(self._tokens)):
            token = self._tokens[at]
            if token.fold == "." and at > start + 2 and self._fold(at + 1):
                break
            request = self._match("openers_request", at)
            length = request or self._match("openers_anywhere", at)
            if length and at > start and not token.upper and token.text.lower() not in ("giáo", "giạo") and self._may_order(at):
                listed = self._units.read(at + length + (self._fold(at + length) in (":", "cho")))
                if listed.units and (self._units.is_predicate(listed.end) or self._fold(listed.end) in (":", "", ",", "(", ".")):
                    found = self._charged(listed.units, listed.end, Mode.REQUEST if request else Mode.ASSIGN, opened=True)
                    return replace(found, begin=self._offset(self._speaker(start, at)))
        if not self._match("intros", start) or self._match("tales", start):
            return None
        return self._after_intro(start)

    def _later_sentence(self, start: int) -> Clause | None:
        """An order in a later sentence of a paragraph that begins with its grounds."""
        if self._units.is_predicate(start) and not self._match("intros", start):
            return None
        for at in range(start + 3, len(self._tokens) - 3):
            if self._fold(at) != "." or not self._tokens[at + 1].upper:
                continue
            found = self._opened(at + 1) or self._subject(at + 1) or self._middle(at + 1)
            if found is not None and found.opened:
                return replace(found, begin=max(found.begin, self._offset(at + 1)))
        return None

    def _speaker(self, start: int, at: int) -> int:
        """Index of who speaks before the verb at ``at``, the verb itself without one."""
        for before in range(at - 1, max(start, at - 16), -1):
            if self._fold(before) in (",", ";"):
                return before + 1 if self._units.begins(before + 1) else at
        return at

    def _may_order(self, at: int) -> bool:
        """Say whether the verb at ``at`` is the issuer's, not a noun ("theo yêu cầu", "được giao")."""
        before = self._fold(at - 1)
        return before not in ("duoc", "da", "theo", "cua", "cac", "nhung", "nhiem", "vu", "ve", "ban", "thoi", "dap", "ung", "khi", "co", "lam", "so", "tu", "moi", "dung", "van")

    def _after_intro(self, start: int) -> Clause | None:
        last = next((i for i in range(start + 3, len(self._tokens) - 1) if self._fold(i) == "." and self._tokens[i + 1].upper), len(self._tokens))
        commas = [i + 1 for i in range(start, last) if self._fold(i) == ","]
        fixed = list(range(start + 3, min(start + 14, len(self._tokens))))
        timed = self._fold(start) in ("truoc", "cham", "hang", "dinh", "ngay")
        for at in sorted({*commas, *fixed}):
            if at in commas or timed or self._fold(at - 1) in ("hien", "khai", "nay", "do", "tren", "giao"):
                if not self._units.begins(at):
                    continue
                listed = self._units.read(at)
                if listed.units and any(p in fold(listed.units[0].name) for p in _PUBLIC):
                    continue
                if listed.units and (self._units.is_predicate(listed.end) or self._fold(listed.end) == ":"):
                    found = self._predicated(listed.units, listed.end, start)
                    if found is not None:
                        return replace(found, begin=self._offset(at))
        return None

    def _work(self, start: int) -> Clause | None:
        if not is_worded(self._clause.paragraph.text[self._offset(start) :]):
            return None
        if self._match("nouns_first", start) and not self._match("predicates", start):
            return None
        verb = self._units.is_predicate(start)
        if self._fold(start - 1) == "(" and start:
            return None
        open_verb = self._tokens[start].upper and not self._units.begins(start) and self._fold(start).isalpha()
        if verb or (open_verb and self._clause.paragraph.mark and self._clause.paragraph.rank != Rank.PLUS):
            return replace(self._clause, reading=Reading.WORK, said=self._offset(start), opened=verb)
        return None


def _label(paragraph: Paragraph) -> tuple[Label, int] | None:
    """The label with which the paragraph begins, and the offset after it."""
    folded = fold(paragraph.text)
    for kind, pattern in _LABELS:
        match = pattern.match(folded, paragraph.body)
        if match is not None:
            end = match.end()
            while end < len(folded) and folded[end] == " ":
                end += 1
            return kind, end
    return None
