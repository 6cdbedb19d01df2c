"""What a matched time phrase says: the groups of a match to a `Term`, before any calendar is asked."""

import re
from calendar import monthrange
from datetime import date, timedelta

from extraction.values import Period, Term, TermKind
from ingest.folding import fold

HOURS = 24
MONTHS = 12
LONGEST_MONTH = 31  # days
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_UNITS = {
    "ngay": Period.OTHER,
    "tuan": Period.WEEKLY,
    "thang": Period.MONTHLY,
    "quy": Period.QUARTERLY,
    "nam": Period.YEARLY,
}


def day_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the day that the groups of ``match`` state."""
    groups = match.groupdict()
    on = _date(groups.get("d"), groups.get("m") or groups.get("m2"), groups.get("y") or groups.get("y2"), issued_on)
    stated = groups.get("y") or groups.get("y2")
    if on is None and stated:
        return None
    alternatives = []
    if on is not None:
        if "truoc" in match.group() and groups.get("hour") is None:
            alternatives.append(f"hết ngày {on - timedelta(days=1):%d/%m/%Y} (ngày liền trước)")
        if not stated:
            alternatives.append(f"ngày {on.day}/{on.month} của năm khác: văn bản không ghi năm")
    hour = groups.get("hour")
    return Term(
        TermKind.DAY,
        phrase,
        on=on,
        hour=int(hour) if hour and int(hour) < HOURS else None,
        minute=int(groups["minute"]) if groups.get("minute") else None,
        starts_on=_date(groups.get("d0"), groups.get("m0"), groups.get("y0") or groups.get("y"), issued_on),
        alternatives=tuple(alternatives),
    )


def sent_day_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the day on which something is to be sent; None where it may be that of a document sent before."""
    term = day_term(match, phrase[match.start("when") - match.start() :], issued_on)
    coming = term is not None and term.on is not None and issued_on is not None and term.on > issued_on
    return term if coming else None


def _date(day: str | None, month: str | None, year: str | None, issued_on: date | None) -> date | None:
    """The stated day; without a year the next such day on or after issue; None where there is no such day."""
    if day is None or month is None:
        return None
    try:
        if year is not None:
            return date(int(year), int(month), int(day))
        if issued_on is None:
            return None
        this_year = date(issued_on.year, int(month), int(day))
        return this_year if this_year >= issued_on else date(issued_on.year + 1, int(month), int(day))
    except ValueError:
        return None


def _span_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def month_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the last day of the month that is named."""
    month = int(match["last"])
    if not 1 <= month <= MONTHS:
        return None
    year = int(match["y"]) if match["y"] else None
    if year is None and issued_on is not None:
        year = issued_on.year if month >= issued_on.month else issued_on.year + 1
    end = _span_end(year, month) if year else None
    return Term(TermKind.MONTH, phrase, on=end, alternatives=_before(phrase, end))


def _before(phrase: str, end: date | None) -> tuple[str, ...]:
    """What "trước tháng 6" may also mean: before the month begins."""
    if end is not None and fold(phrase).startswith("truoc"):
        return ("trước ngày đầu tiên của thời gian đó",)
    return ()


def quarter_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the last day of the quarter that is named."""
    quarter = _ROMAN[match["last"]]
    year = int(match["y"]) if match["y"] else issued_on.year if issued_on else None
    if year and not match["y"] and issued_on and _span_end(year, quarter * 3) < issued_on:
        year += 1
    end = _span_end(year, quarter * 3) if year else None
    return Term(TermKind.QUARTER, phrase, on=end, alternatives=_before(phrase, end))


def half_year_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the last day of the half-year that is named."""
    year = int(match["y"]) if match["y"] else issued_on.year if issued_on else None
    end = _span_end(year, 6 if match["half"].startswith("dau") else 12) if year else None
    return Term(TermKind.HALF_YEAR, phrase, on=end)


def year_term(match: re.Match[str], phrase: str, _issued_on: date | None) -> Term | None:
    """Return the last day of the year that is named."""
    return Term(TermKind.YEAR, phrase, on=date(int(match["y"]), 12, 31))


def this_month_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the day in the month of issue."""
    day, last = int(match["day"]), _span_end(issued_on.year, issued_on.month).day if issued_on else 0
    on = date(issued_on.year, issued_on.month, day) if issued_on and 1 <= day <= last else None
    return Term(TermKind.DAY, phrase, on=on)


def this_year_term(_match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the last day of the year of issue."""
    return Term(TermKind.YEAR, phrase, on=date(issued_on.year, 12, 31) if issued_on else None)


def counted_term(match: re.Match[str], phrase: str, _issued_on: date | None) -> Term | None:
    """Return the number of days, weeks or months and what they are counted from."""
    unit = match["span"]
    kind = {"tuan": TermKind.WEEKS, "thang": TermKind.MONTHS}.get(unit, TermKind.CALENDAR_DAYS)
    if match["working"]:
        kind = TermKind.WORKING_DAYS
    event = match["event"].strip(" ,.;") if match["event"] else None
    alternatives = []
    if kind == TermKind.CALENDAR_DAYS and unit == "ngay":
        alternatives.append(f"{int(match['count'])} ngày làm việc")
    if event is None:
        alternatives.append("tính từ ngày nhận được thay vì ngày ban hành")
    start = match.start("event") - match.start() if event else 0
    words = phrase[start:].strip() if event else None
    return Term(kind, phrase, count=int(match["count"]), event=words, alternatives=tuple(alternatives))


def recurring_term(match: re.Match[str], phrase: str, issued_on: date | None) -> Term | None:
    """Return the day or weekday that comes back in each period; None where no month has such a day."""
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("unit2") or "nam"
    period = _UNITS[unit]
    weekday = groups.get("weekday")
    day = int(groups["day"]) if groups.get("day") else None
    if day is not None and not 1 <= day <= LONGEST_MONTH:
        return None
    months = [int(m) for m in (groups.get("mon"), groups.get("mon2")) if m]
    if all(groups.get(m) for m in ("mon", "mon2")):
        period = Period.HALF_YEARLY
    first = _first(period, day, months, issued_on)
    return Term(
        TermKind.RECURRING,
        phrase,
        hour=int(groups["hour"]) if groups.get("hour") else None,
        minute=int(groups["minute"]) if groups.get("minute") else None,
        period=period,
        day_of_period=day,
        weekday=6 if groups.get("sunday") else _WEEKDAYS.get(weekday) if weekday else None,
        starts_on=first,
        alternatives=("ngày liền trước ngày đã nêu",) if fold(phrase).startswith("truoc") else (),
    )


def _first(period: Period, day: int | None, months: list[int], issued_on: date | None) -> date | None:
    """The first day of the recurrence on or after issue, where a day of the month or year is stated."""
    if day is None or issued_on is None:
        return None
    if months:
        days = [_date(str(day), str(m), None, issued_on) for m in months]
        return min((d for d in days if d is not None), default=None)
    if period != Period.MONTHLY:
        return None
    this = _in_month(issued_on.year, issued_on.month, day)
    if this >= issued_on:
        return this
    following = date(issued_on.year + issued_on.month // MONTHS, issued_on.month % MONTHS + 1, 1)
    return _in_month(following.year, following.month, day)


def _in_month(year: int, month: int, day: int) -> date:
    """The day of a month, its last day where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def soft_term(_match: re.Match[str], phrase: str, _issued_on: date | None) -> Term | None:
    """Return the words; they name no day."""
    return Term(TermKind.SOFT, phrase)


def reference_term(_match: re.Match[str], phrase: str, _issued_on: date | None) -> Term | None:
    """Return the words; they point to another place of the document."""
    return Term(TermKind.REFERENCE, phrase)
