"""The rules by which time words are told, in their order; the first that fits a stretch of words reads it."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from extraction.grammar.term_values import (
    counted_term,
    day_term,
    half_year_term,
    month_term,
    quarter_term,
    recurring_term,
    reference_term,
    sent_day_term,
    soft_term,
    this_month_term,
    this_year_term,
    year_term,
)
from extraction.values import Term

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
Builder = Callable[[re.Match[str], str, date | None], Term | None]
NUMBERED = frozenset({day_term, sent_day_term, month_term, counted_term})  # builders of phrases that hold a number
_TURNS = tuple(
    f"{every} {unit}" for every in ("hang", "moi", "tung") for unit in ("ngay", "tuan", "thang", "quy", "nam")
)
_NEXT_MONTH = ("thang sau", "thang ke tiep", "thang tiep", "thang lien")
_NEEDS: dict[Builder, tuple[str, ...]] = {
    recurring_term: (*_TURNS, "mot lan", "cuoi quy"),
    counted_term: (" ngay", " tuan", " thang"),
    month_term: tuple(f"thang {digit}" for digit in range(10)),
    quarter_term: tuple(f"{quarter} {number}" for quarter in ("quy", "qui") for number in "i1234"),
    half_year_term: ("dau nam", "cuoi nam"),
    year_term: ("nam 20",),
    this_year_term: (" nay",),
    reference_term: ("thoi ", "tien do"),
}


class Rule(NamedTuple):
    """A pattern of time words, what builds their term, and whether they need a limit beside them."""

    pattern: re.Pattern[str]
    build: Builder
    loose: bool
    needs: tuple[str, ...]  # words of which the text must hold one, looked for before the pattern is


def _rule(pattern: str, build: Builder, *needs: str, loose: bool = False) -> Rule:
    return Rule(re.compile(pattern), build, loose, needs or _NEEDS.get(build, ("",)))


def _by_sign(*, lenient: bool) -> dict[str | tuple[str, str], set[int]]:
    """The numbers of the rules by the words that each needs, a word or the first two; "" where anything will do."""
    numbers: dict[str | tuple[str, str], set[int]] = {"": set()}
    for number, rule in enumerate(RULES):
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
RULES: tuple[Rule, ...] = (
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
        rf"{_LIMIT}(?:ngay )?\d{{1,2}} (?:cua )?thang (?:dau|dau tien|cuoi|cuoi cung)(?: cua| moi| hang)* ky\b"
        r"(?: bao cao)?",
        soft_term,
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
    _rule(
        rf"{_LIMIT}(?:ngay )?\d{{1,2}}(?: ?/ ?| thang )\d{{1,2}}(?:(?: ?/ ?| nam )\d{{4}})?,? va (?:truoc )?"
        rf"(?:{_HOUR})?{_DATE}",
        day_term,
        " va truoc ngay",
        " va ngay",
        *(f" va {digit}" for digit in range(10)),
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
        r"\b(?:bao cao|gui|trinh|nop)(?! \d)(?: (?!hop\b|hoi\b|phien\b|ky\b|buoi\b|so\b)[a-z]+){1,8}?"
        r" (?P<when>ngay (?P<d>\d{1,2}) ?(?:[/.\-] ?|thang )(?P<m>\d{1,2})(?: ?[/.\-] ?| nam )(?P<y>\d{4}))"
        r"(?=[.;,)]| de |$)",
        sent_day_term,
        "bao cao ",
        "gui ",
        "trinh ",
        "nop ",
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
        r"\b(?:cuoi|trong) (?:thang|tuan|quy|ngay)(?: nay)?(?=[,;.)]|$| tong hop| bao cao| gui| doi voi)"
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
# The rules' numbers by the words that each needs, so that a clause meets only those that may fit it.
BY_SIGN = {lenient: _by_sign(lenient=lenient) for lenient in (False, True)}
