"""Time words: "trước ngày 25 hằng tháng", "trong thời hạn 05 ngày làm việc" → Term, before any calendar is asked."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extraction.grammar.normal import compose, holds_any
from extraction.grammar.term_values import (
    counted_term,
    day_term,
    half_year_term,
    month_term,
    quarter_term,
    recurring_term,
    reference_term,
    soft_term,
    this_month_term,
    this_year_term,
    year_term,
)
from extraction.values import Term, TermKind
from ingest.folding import fold

BEFORE_DIGIT = 64  # characters before the first number in which its time phrase begins
REACH = 320  # characters before a time in which an earlier document may be named


class TermFound(NamedTuple):
    """A time phrase at ``start:end`` of the text; ``firm`` where its words set a limit by themselves."""

    start: int
    end: int
    term: Term
    firm: bool


def parse_term(phrase: str, issued_on: date | None) -> Term:
    """Return what ``phrase`` says, read as a deadline on its own; SOFT where it names no time.

    A day without a year is the next such day on or after ``issued_on``. The firmest reading comes first; the other
    readings that can be defended stand in ``alternatives``.
    """
    text = " ".join(compose(phrase).text.split())
    found = find_terms(text, issued_on, lenient=True)
    firm = [f for f in found if f.firm] or found
    if not firm:
        return Term(TermKind.SOFT, text)
    best = max(firm, key=lambda f: (f.term.kind != TermKind.SOFT, f.term.on or date.min))
    return best.term


def find_terms(
    text: str, issued_on: date | None, *, lenient: bool = False, folded: str | None = None
) -> list[TermFound]:
    """Return the time limits of ``text`` in order, none inside another.

    Args:
        text: a paragraph in NFC.
        issued_on: fills in missing years; None leaves such a day without ``on``.
        lenient: also take times without a limiting word ("Tháng 12/2026"), as in a time column or after "Thời gian:".
        folded: the text folded, where that is at hand.
    """
    folded = fold(text) if folded is None else folded
    found: list[TermFound] = []
    if not _TIMELY.search(folded):
        return found
    digit = _DIGIT.search(folded)
    for pattern, build, loose, _ in _rules_for(folded, lenient=lenient):
        if digit is None and build in _NUMBERED:
            continue
        start = max(0, digit.start() - BEFORE_DIGIT) if build in _NUMBERED and digit is not None else 0
        for match in pattern.finditer(folded, start):
            if any(match.start() < f.end and f.start < match.end() for f in found):
                continue
            if _quoted(folded, match) or (loose and _cited(folded, match)):
                continue
            term = build(match, text[match.start() : match.end()].strip(" ,;."), issued_on)
            if term is not None:
                found.append(TermFound(match.start(), match.end(), term, firm=not loose))
    return sorted(found)


def _rules_for(folded: str, *, lenient: bool) -> Iterator["_Rule"]:
    """The rules of whose words the text holds some, in their order; looked up by its words and its pairs of words."""
    by_sign = _BY_SIGN[lenient]
    words = _WORD.findall(folded)
    signs = by_sign.keys() & [*words, *pairwise(words)]
    for number in sorted(by_sign[""].union(*(by_sign[sign] for sign in signs))):
        if holds_any(folded, _RULES[number].needs):
            yield _RULES[number]


def is_superseded(folded: str, at: int) -> bool:
    """Say whether the time at ``at`` of a folded text is quoted from an earlier document."""
    before = folded[max(0, at - REACH) : at]
    return holds_any(before, _EARLIER) and bool(_SUPERSEDED.search(before))


_HOUR = r"(?:luc )?(?P<hour>\d{1,2}) ?(?:gio|h|g) ?(?P<minute>\d{2})?(?: ?phut|[’'])?(?: ?(?:sang|chieu))?,? ?"
_DATE = (
    r"(?:(?:(?:ngay|sang|chieu)(?: thu \w+)?|thu (?:hai|ba|tu|nam|sau|bay)),? ?)?(?:ngay )?"
    r"(?P<d>\d{1,2}) ?(?:[/.\-] ?(?P<m>\d{1,2})(?:(?: ?[/.\-] ?| nam )"
    r"(?P<y>\d{4}))?(?!\d|[/.]\d)"
    r"| ?thang (?P<m2>\d{1,2})(?:(?:,? nam |[/.\-] ?)(?P<y2>\d{4}))?)"
)
_LIMIT = (
    r"\b(?:(?:hoan thanh |hoan tat |xong )?(?:(?:cham|muon) nhat|khong (?:qua|cham hon|muon hon)|truoc|xong truoc"
    r"|den het|het|den truoc|cho den|han cuoi(?: cung)?|han chot|thoi han|han)"
    r"(?: (?:la|den|het|vao|truoc|trong|ngay den|den het|cuoi))*(?: thoi diem)?)[: ]+"
)
_SOME = r"(?:hang|moi|tung)"
_EVERY = rf"(?:{_SOME} (?P<unit>ngay|tuan|thang|quy|nam)|(?P<unit2>tuan|quy) mot lan)"
_WEEKDAY = r"thu (?P<weekday>hai|ba|tu|nam|sau|bay|2|3|4|5|6|7)|(?P<sunday>chu nhat)"
_TIMELY = re.compile(
    r"\d|\bqu[yi]\b|\bkhi |\btruoc (?:mua|tet|nam|khai|ky|phien)|\b(?:cuoi|trong) (?:thang|tuan|ngay)"
    r"|\b(?:trong|vao|dau|cuoi|giua|het) (?:mua|vu|he|dip|nam hoc|hoc ky)\b"
    r"|thoi (?:gian|han|diem|vu)|moc thoi|tien do|\bdung han|nam nay|quy nay|chu nhat|\bthu (?:hai|ba|tu|nam"
    r"|sau|bay)"
)
_DIGIT = re.compile(r"\d(?!\d?[.)] )")  # no item mark
_WORD = re.compile(r"[a-z]+")


def _quoted(folded: str, match: re.Match[str]) -> bool:
    """Say whether the time belongs to data, a meeting or a cited document instead of a limit."""
    before = folded[max(0, match.start() - 60) : match.start()]
    if _NO_LIMIT.search(before):
        return True
    return not _CUED.match(match.group()) and bool(_EVENT.search(before))


def _cited(folded: str, match: re.Match[str]) -> bool:
    """Say whether a loose date is that of a cited document ("Công văn số 12/UBND ngày 5/3/2025 của")."""
    return bool(_CITATION.search(folded[max(0, match.start() - 40) : match.start()]))


_NO_LIMIT = re.compile(
    r"(?:so lieu (?:bao cao )?(?:duoc )?(?:tinh )?|hop (?:kiem diem )?(?:vao )?|du kien hop (?:kiem diem )?|tinh den "
    r"|co mat |luy ke |phat sinh |ton dong )$"
)
_EVENT = re.compile(
    r"(?:to chuc (?:cuoc )?hop|hoi nghi|cuoc hop|buoi lam viec|giai doan|nhiem ky|ban hanh|duoc phe duyet|thanh lap"
    r"|(?<!hoc )(?<!thi )(?<!ve )sinh|khai mac|le phat dong|thoi diem)(?: \w+){0,3} $"
)
_CUED = re.compile(r"(?:hoan thanh|hoan tat|xong|cham nhat|muon nhat|truoc|den het|han|bao cao)\b")
_CITATION = re.compile(
    r"(?:\d+ ?/ ?(?![\d/ ,\-]*$)[\w/\-& ,]{2,30}|[a-z]{2,}-[a-z]{2,}\)?|ky|so \d+[^;.]{0,25}) ?(?:ngay )?$"
)
_SUPERSEDED = re.compile(
    r"\bthay (?:cho|vi|the)(?: [a-z]+){0,6} $|"
    r"(?:da (?:yeu cau|de nghi|giao|co|ban hanh)|tai (?:cong van|van ban|thong bao|ke hoach)[^,;]{0,120})[^.;]{0,160}$"
)

_EARLIER = (  # without one of them nothing is superseded
    *("thay cho", "thay vi", "thay the", "da yeu cau", "da de nghi", "da giao", "da co", "da ban hanh"),
    *("tai cong van", "tai van ban", "tai thong bao", "tai ke hoach"),
)

_Builder = Callable[[re.Match[str], str, date | None], Term | None]
_NUMBERED = frozenset({day_term, month_term, counted_term})  # builders of phrases that hold a number
_TURNS = tuple(
    f"{every} {unit}" for every in ("hang", "moi", "tung") for unit in ("ngay", "tuan", "thang", "quy", "nam")
)
_NEXT_MONTH = ("thang sau", "thang ke tiep", "thang tiep", "thang lien")
_NEEDS: dict[_Builder, tuple[str, ...]] = {
    recurring_term: (*_TURNS, "mot lan", "cuoi quy"),
    counted_term: (" ngay", " tuan", " thang"),
    month_term: tuple(f"thang {digit}" for digit in range(10)),
    quarter_term: tuple(f"{quarter} {number}" for quarter in ("quy", "qui") for number in "i1234"),
    half_year_term: ("dau nam", "cuoi nam"),
    year_term: ("nam 20",),
    this_year_term: (" nay",),
    reference_term: ("thoi ", "tien do"),
}


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    build: _Builder
    loose: bool
    needs: tuple[str, ...]  # words of which the text must hold one, looked for before the pattern is


def _rule(pattern: str, build: _Builder, *needs: str, loose: bool = False) -> _Rule:
    return _Rule(re.compile(pattern), build, loose, needs or _NEEDS.get(build, ("",)))


def _by_sign(*, lenient: bool) -> dict[str | tuple[str, str], set[int]]:
    """The numbers of the rules by the words that each needs, a word or the first two; "" where anything will do."""
    numbers: dict[str | tuple[str, str], set[int]] = {"": set()}
    for number, rule in enumerate(_RULES):
        for need in rule.needs if lenient or not rule.loose else ():
            first, second, *_ = *need.split(), "", ""
            sign = (first, second) if second.isalpha() and len(second) > 1 else first
            numbers.setdefault(sign, set()).add(number)
    return numbers


_MONTHS = (
    r"(?:thang )?(?:\d{1,2} ?(?:-|,|va|den|den thang"
    r"|den het thang) ?(?:thang )?)*(?P<last>\d{1,2})(?: ?[/.\-] ?| nam )(?P<y>\d{4})"
)
_OF_NO_DAY = r"(?<!\b\d )(?<!\b\d\d )(?<!\d thang )"  # "20 tháng 5 năm 2026" is a day
_QUARTERS = (
    r"qu[yi] (?:(?:i{1,3}|iv|[1-4]) ?(?:-|,|va) ?(?:quy )?)*(?P<last>i{1,3}|iv|[1-4])\b(?: ?[/.\-] ?| nam "
    r"| )?(?P<y>\d{4})?"
)
_CUE = (
    r"\b(?:(?:hoan thanh|hoan tat|xong|ket thuc|trien khai|thuc hien|dua vao su dung|khoi cong)(?: \w+){0,3}? )?"
    r"(?:trong|cham nhat(?: trong| vao| la| den| den het)?|truoc|den het|het|cuoi|giua|dau|den)"
)
# A season, a crop or a school year is a time without a day: it is kept as words, and no day is made up for it.
_SEASON = (
    r"mua (?:mua|kho|lu|bao|nang|ret|he|dong|xuan|thu)(?:(?:, ?| va | )(?:mua|lu|bao))*"
    r"|vu (?:dong[ -]xuan|he[ -]thu|thu[ -]dong|mua|xuan|dong)|nam hoc(?: moi)?|hoc ky (?:ii?|[12]|dau|cuoi)\b|he"
)
_BEFORE_SUMMER = ("trong", "vao", "truoc", "het", "dau", "cuoi", "giua", "dip")
_SEASONS = (
    *(f"mua {kind}" for kind in ("mua", "kho", "lu", "bao", "nang", "ret", "he", "dong", "xuan", "thu")),
    *(f"vu {kind}" for kind in ("mua", "xuan", "dong", "he", "thu")),  # "vu" alone: "nhiệm vụ"
    *(f"{word} he" for word in _BEFORE_SUMMER),  # "he" alone: "hệ thống"
    "nam hoc",
    "hoc ky",
)
_RULES: tuple[_Rule, ...] = (
    _rule(
        rf"(?:{_LIMIT})?(?:{_HOUR})?(?:ngay )?(?P<day>\d{{1,2}})(?:/(?P<mon>\d{{1,2}}))?(?: va (?:ngay )?\d{{1,2}}/"
        rf"(?P<mon2>\d{{1,2}}))?"
        rf" (?:cua )?(?:thang (?:dau|cuoi) )?(?:{_EVERY}|cuoi quy)",
        recurring_term,
    ),
    _rule(rf"(?:{_LIMIT})?(?:{_HOUR})?(?:vao )?(?:ngay )?(?:{_WEEKDAY}) {_EVERY}", recurring_term),
    _rule(rf"{_LIMIT}{_HOUR}{_EVERY}", recurring_term),
    _rule(
        rf"(?:{_LIMIT})?(?:ngay )?(?P<day>\d{{1,2}}) (?:cua )?thang (?:dau|cuoi|dau tien|cuoi cung)(?: cua| moi"
        rf"| hang)* (?P<unit>quy)",
        recurring_term,
        "thang dau",
        "thang cuoi",
    ),
    _rule(
        rf"{_LIMIT}(?:ngay )?(?P<day>\d{{1,2}}) (?:cua )?(?P<unit>thang) (?:sau|ke tiep|tiep theo|lien ke)\b",
        recurring_term,
        *_NEXT_MONTH,
    ),
    _rule(
        rf"\btruoc (?:dip|le|dip le|(?:(?:dip|le|ngay|ngay le) )?(?:quoc khanh|giai phong mien nam|tet duong lich"
        rf"|khai giang|quoc te lao dong)) {_DATE}",
        day_term,
        "truoc dip",
        "truoc le",
        "truoc quoc",
        "truoc giai",
        "truoc tet",
        "truoc khai",
        "ngay quoc",
        "ngay giai",
        "ngay tet",
    ),
    _rule(rf"{_LIMIT}ngay (?P<day>\d{{1,2}}) (?:cua )?thang nay", this_month_term, "thang nay"),
    _rule(
        rf"\btu (?:ngay )?(?P<d0>\d{{1,2}})(?: ?[/.\-] ?| thang )(?P<m0>\d{{1,2}})(?:(?: ?[/.\-] ?"
        rf"| nam )(?P<y0>\d{{4}}))? ?(?:den|-)(?: het)? {_DATE}",
        day_term,
        "tu ngay ",
        *(f"tu {digit}" for digit in range(10)),
    ),
    _rule(rf"{_LIMIT}(?:{_HOUR})?(?:vao )?{_DATE}", day_term, "nhat", "truoc", "het", "han", "khong "),
    _rule(
        rf"\b(?:trong|xong|hoan thanh|hoan thanh trong) (?:trong )?(?:{_HOUR})?"
        rf"(?:(?:ngay|dem|sang|chieu|toi)(?: ngay)?"
        rf"|(?:hai|ba|0?[2-9]) ngay (?:\d{{1,2}} ?(?:,|va|-|den|den ngay) ?)+)"
        rf" ?(?P<d>\d{{1,2}}) ?(?:[/.\-] ?|thang )(?P<m>\d{{1,2}})(?:(?: ?[/.\-] ?| nam )(?P<y>\d{{4}}))?",
        day_term,
        "trong ",
        "xong ",
        "hoan thanh ",
    ),
    _rule(
        rf"\b(?:vao|den) (?:{_HOUR})?(?:(?:cuoi gio |dau gio )?(?:sang|chieu) )?ngay "
        rf"(?P<d>\d{{1,2}}) ?(?:[/.\-] ?|thang )(?P<m>\d{{1,2}})(?: ?[/.\-] ?"
        rf"| nam )(?P<y>\d{{4}})",
        day_term,
        "vao ",
        "den ",
    ),
    _rule(
        r"\b(?:trong|cham nhat(?: la)?(?: trong| sau)?|sau|khong qua|toi da)(?: thoi han| thoi gian| vong)?(?: toi da"
        r"| khong qua)? "
        r"(?P<count>\d{1,3})(?: ?\(\w+\))? (?P<span>ngay|tuan|thang)\b(?! (?:tet|le|nghi|nay|qua|dau|cuoi|tiep theo"
        r"|gan))(?P<working> lam viec)?(?:,? (?P<event>(?:ke )?tu (?:ngay|khi|thoi diem)[^,;.)]{0,80}"
        r"|sau khi[^,;.)]{0,60}))?",
        counted_term,
    ),
    _rule(
        rf"{_CUE} (?:quy|qui) (?:(?:i{{1,3}}|iv|[1-4]) ?(?:-|,|va) ?(?:quy )?)*(?P<last>i{{1,3}}|iv"
        rf"|[1-4])\b(?: ?[/.\-] ?| nam | )?(?P<y>\d{{4}})?",
        quarter_term,
    ),
    _rule(rf"{_CUE} (?:6|sau|06) thang (?P<half>dau|cuoi) nam(?: (?P<y>\d{{4}}))?", half_year_term),
    _rule(rf"{_CUE} thang (?P<last>\d{{1,2}})(?:(?: ?[/.\-] ?| nam )(?P<y>\d{{4}}))?(?![/\d])", month_term),
    _rule(
        r"\b(?:hoan thanh|hoan tat|xong|ket thuc|dua vao su dung|thuc hien xong)(?: \w+){0,6}? (?:trong|truoc|den het"
        r"|het|cuoi|den cuoi) nam (?P<y>20\d\d)\b",
        year_term,
    ),
    _rule(r"\b(?:cham nhat|muon nhat)(?: la| den| trong| het)* nam (?P<y>20\d\d)\b", year_term),
    _rule(r"\b(?:trong|truoc|cuoi) (?:nam nay|quy nay)\b", this_year_term),
    _rule(
        r"\b(?:(?:theo|cung|trong) (?:dung )?|dung )(?:thoi (?:gian|han|diem)|moc thoi gian|tien do)(?: da)?(?: duoc)?"
        r"(?: neu| quy dinh| ghi| xac dinh)? (?:tai|o|trong)"
        r" (?:khoan|muc|diem|dieu|phan|phu luc|tiet) [\w.]+(?: (?:khoan|muc|dieu|cong van"
        r"|van ban|ke hoach|chi thi|thong bao)[\w ]{0,16}(?:nay|tren))?",
        reference_term,
    ),
    _rule(
        r"\b(?:trong|khong qua|cham nhat|toi da)(?: thoi han| thoi gian| vong)?(?: khong qua| toi da| sau)?"
        r" \d{1,3} (?:gio|phut)\b(?! ?\d| ngay| sang| chieu| thu | hang)(?:,? (?:(?:ke )?tu|sau khi)[^,;.)]{0,60})?",
        soft_term,
        " gio",
        " phut",
    ),
    _rule(
        r"\b(?:cuoi|trong) (?:thang|tuan|quy|ngay)(?: nay)?(?=[,;.)]|$| tong hop| bao cao| gui)"
        r"|\btrong ngay hom nay|\btrong tuan (?:nay|toi|sau|ke tiep)\b",
        soft_term,
        *(f"{word} {span}" for word in ("cuoi", "trong") for span in ("thang", "tuan", "quy", "ngay")),
    ),
    _rule(
        r"\b(?:trong|truoc|cuoi|cham nhat trong) (?:(?:tuan|nua|ngay) )?(?:thu (?:\d|nhat|hai|ba|tu)|dau|cuoi)"
        r"(?: cua)? thang(?: \d{1,2}(?:(?:[/.\-]| nam )\d{4})?| nay| sau)",
        soft_term,
        " thang",
    ),
    _rule(
        rf"\b(?:xong )?(?:trong|vao|truoc|het|dau|cuoi|giua) (?:(?:dip|dau|cuoi|giua) )?(?:{_SEASON})"
        r" (?:nam )?(?:nay|20\d\d(?: ?[-/] ?20\d\d)?)",
        soft_term,
        *_SEASONS,
    ),
    _rule(r"\b(?:trong|truoc|het|cuoi|giua) hoc ky (?:ii?|[12])\b", soft_term, "hoc ky"),
    _rule(
        rf"\b(?:hoan thanh|hoan tat|xong|ket thuc)(?: \w+){{0,6}}? (?:trong|vao|truoc|het|dau|cuoi|giua)"
        rf" (?:(?:dip|dau|cuoi|giua) )?(?:{_SEASON}|khung thoi vu)\b",
        soft_term,
        *_SEASONS,
        "thoi vu",
    ),
    _rule(
        r"\btruoc (?:them )?(?:mua (?:mua|lu|bao|kho|ret|bao, lu|mua, bao|mua bao)|tet\b(?: nguyen dan)?|nam hoc moi"
        r"|khai giang(?: nam hoc(?: moi)?| hoc ky \w+)?)",
        soft_term,
        "truoc mua",
        "truoc tet",
        "truoc nam",
        "truoc them",
        "truoc khai",
    ),
    _rule(
        r"\btruoc (?:ky hop|phien hop)(?: thu \w+| thuong le| cua| hoi dong nhan dan| hdnd| ubnd| tinh"
        r"| thang \d{1,2}(?:/\d{4})?)*"
        r"|\b(?:truoc|cham nhat|trong) (?:sang |chieu )?thu (?:hai|ba|tu|nam|sau|bay) tuan (?:nay|sau|toi)",
        soft_term,
        "truoc ky",
        "truoc phien",
        " tuan ",
    ),
    _rule(
        r"\b(?:truoc|ngay|ngay sau) khi (?!co (?:yeu cau|du))[a-z][^,;.()]{4,60}|\b(?:cho den khi|den khi co)"
        r" [^,;.]{4,40}",
        soft_term,
        " khi ",
    ),
    _rule(
        r"\b(?:theo )?dung (?:thoi (?:gian|han)|han)\b(?: (?:yeu cau|quy dinh|duoc giao|da duoc giao|neu tren))?",
        soft_term,
        "dung thoi",
        "dung han",
    ),
    _rule(
        rf"\btu thang \d{{1,2}}/\d{{4}} den (?:khi ket thuc[^.;]{{0,60}}|het nam \d{{4}}|{_MONTHS})",
        soft_term,
        "tu thang ",
        loose=True,
    ),
    _rule(
        rf"(?:tu |den het |den |truoc )?(?:{_QUARTERS})(?: den (?:het )?nam (?P<until>\d{{4}}))?",
        quarter_term,
        loose=True,
    ),
    _rule(rf"(?:tu |den het |den |truoc )?(?<![\d/.]){_OF_NO_DAY}{_MONTHS}(?!/)", month_term, "", loose=True),
    _rule(rf"(?:{_HOUR})?{_DATE}", day_term, loose=True),
    _rule(r"\b(?:6|sau|06) thang (?P<half>dau|cuoi) nam(?: (?P<y>\d{4}))?", half_year_term, loose=True),
    _rule(r"\bnam (?P<y>20\d\d)\b", year_term, loose=True),
)
_BY_SIGN = {lenient: _by_sign(lenient=lenient) for lenient in (False, True)}
