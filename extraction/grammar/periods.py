"""How often a duty returns: "hằng tháng", "định kỳ 6 tháng", "02 lần/ngày"."""

import re

from extraction.grammar.normal import holds_any
from extraction.values import Period


def find_period(folded: str) -> Period | None:
    """Return how often the duty of this folded clause returns; an adjective ("kế hoạch hằng năm") is no period."""
    told = holds_any(folded, _SIGNS) or (holds_any(folded, _EVERY) and holds_any(folded, _TURNS))
    if not told or not _REPEATED.search(folded):
        return None
    counted = _COUNTED.search(folded)
    if counted is not None:
        return _counted(counted)
    for pattern, period in _PERIODS:
        for match in pattern.finditer(folded):
            if not _ADJECTIVE.search(folded[: match.start()]) and not _MEASURE.match(folded, match.end()):
                return period
    return None


def _counted(match: re.Match[str]) -> Period:
    """The period of "02 lần/ngày" and "6 tháng/lần"; twice a year is half-yearly."""
    if match["days"]:
        return _DAYS.get(match["days"].lstrip("0"), Period.OTHER)
    if match["months"]:
        return _MONTHS.get(match["months"].lstrip("0"), Period.OTHER)
    unit = match["unit"] or match["unit2"]
    if unit == "nam" and match["times"] and match["times"].lstrip("0") == "2":
        return Period.HALF_YEARLY
    return _UNITS[unit]


_SIGNS = (  # without one of them no period is named
    "dinh k",
    "lan",
    "sau thang",
    "6 thang",
)
_EVERY = ("hang ", "moi ", "tung ")
_TURNS = (
    *(f"{every} {unit}" for every in ("hang", "moi", "tung") for unit in ("ngay", "tuan", "thang", "quy", "nam", "6")),
    *(f"{every} {count}" for every in ("hang", "moi", "tung") for count in ("sau", "06", "hoc")),
)
_REPEATED = re.compile(
    r"\b(?:(?:hang|moi|tung) (?:ngay|tuan|thang|quy|nam|hoc ky|nam hoc|6|sau|06)|dinh k[yi]|(?:\d{1,2}|mot|/ ?) ?lan"
    r"|sau thang|0?6 thang)\b"
)
_ADJECTIVE = re.compile(
    r"(?:ke hoach|chi tieu|muc tieu|du toan|tai san|chuong trinh|nhiem vu|nhu cau|kinh phi|so lieu|ngan sach|danh muc"
    r"|lich|phien hop|cuoc hop|phep|dien bien|trong|"
    r"hoat dong|lo trinh|von|dinh muc|quy hoach|bao cao tai chinh|tuyen sinh|bien che|thu|chi"
    r"|nguon(?: [a-z]+){1,4}) (?:[a-z]+ )?$"
)
_MEASURE = re.compile(  # "mỗi ngày không ít hơn 04 giờ" says how much, not how often
    r",? (?:khong )?(?:it|qua|duoi|toi|tu|vuot)(?: (?:hon|nhat|qua|thieu|da))? [\d.,]+"
    r" ?(?:gio|phut|km|ha|m[23]?|tan|lit)\b"
)
_COUNTED = re.compile(
    r"\b(?P<times>\d{1,2}) lan ?(?:/|moi|mot|trong) ?(?P<unit>ngay|tuan|thang|quy|nam)\b"
    r"|\b(?P<months>\d{1,2}) thang ?(?:/|mot|1|01) ?lan\b"
    r"|\b(?P<days>\d{1,2}) (?:ngay|gio) ?(?:/|mot|1|01) ?lan\b"
    r"|\bmoi (?P<unit2>ngay|tuan|thang|quy|nam)(?: it nhat)? \d{1,2} lan\b"
)
_UNITS = {
    "ngay": Period.OTHER,
    "tuan": Period.WEEKLY,
    "thang": Period.MONTHLY,
    "quy": Period.QUARTERLY,
    "nam": Period.YEARLY,
}
_DAYS = {"7": Period.WEEKLY, "30": Period.MONTHLY}
_MONTHS = {"1": Period.MONTHLY, "3": Period.QUARTERLY, "6": Period.HALF_YEARLY, "12": Period.YEARLY}
_PERIODS: tuple[tuple[re.Pattern[str], Period], ...] = (
    (re.compile(r"\bquy,? (?:va )?(?:6|sau|06) thang\b"), Period.QUARTERLY),
    (
        re.compile(r"\bquy i,? (?:6|sau|06) thang(?: dau nam)?,? (?:va )?(?:quy iii|9 thang|09 thang)\b"),
        Period.QUARTERLY,
    ),
    (re.compile(r"\bbao cao (?:6|sau|06) thang\b[^;.]{0,40}\bva (?:bao cao )?nam\b"), Period.HALF_YEARLY),
    (
        re.compile(
            r"\b(?:dinh ky )?(?:hang |moi )?(?:6|sau|06) thang(?: dau nam)?(?: ?[,/]|,? va| va) ?(?:cuoi |mot |01 |1 "
            r"|hang |ca )?nam\b(?! \d)"
        ),
        Period.HALF_YEARLY,
    ),
    (re.compile(r"\bdinh ky (?:6|sau|06) thang\b|\b(?:6|sau|06) thang (?:mot|1|01) lan\b"), Period.HALF_YEARLY),
    (re.compile(r"\bngay \d{1,2}/\d{1,2} va (?:ngay )?\d{1,2}/\d{1,2} (?:hang|moi) nam\b"), Period.HALF_YEARLY),
    (re.compile(r"\b(?:(?:hang|moi) tuan|dinh ky (?:hang )?tuan|(?:1|01|mot) tuan (?:1|01|mot) lan)\b"), Period.WEEKLY),
    (re.compile(r"\b(?:(?:hang|moi) thang|dinh ky (?:hang )?thang|thang (?:1|01|mot) lan)\b"), Period.MONTHLY),
    (re.compile(r"\b(?:(?:hang|moi|tung) quy|dinh ky (?:hang )?quy|quy (?:1|01|mot) lan)\b"), Period.QUARTERLY),
    (re.compile(r"\b(?:(?:hang|moi) nam|dinh ky (?:hang )?nam|nam (?:1|01|mot) lan)\b"), Period.YEARLY),
    (re.compile(r"\b(?:(?:hang|moi) ngay|(?:hang|moi|tung) hoc ky|dinh ky|dinh ki)\b"), Period.OTHER),
)
