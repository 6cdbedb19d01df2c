"""A change of the law as a file brings it: CSV or iCalendar of days, YAML of days or of rules."""

from collections.abc import Sequence

from compliance.calendar.exchange import from_csv, from_icalendar
from compliance.deadlines.law import Law
from compliance.deadlines.versions.service import CALENDAR, RULEBOOK, changed_calendar, changed_rules
from compliance.rulebook.calendar_table import ExceptionalDay, read_calendar_table
from compliance.rulebook.load import read_yaml_text
from compliance.rulebook.parameters import BrokenRulebook, read_parameters
from compliance.rulebook.rules import SPECS

ENDINGS = (".csv", ".ics", ".yaml", ".yml")


def changed_by_file(law: Law, name: str, content: bytes, official_years: Sequence[int] = ()) -> tuple[Law, str]:
    """Return the law as a file changes it, and what kind of change that is; nothing is kept.

    CSV and iCalendar hold days: every year of which the file names a day is the file's, the others stay. YAML with
    ``days`` is the whole table; any other YAML holds rules, each replaced whole, with all its dated values.

    Args:
        official_years: years of which every act is known from now on, beside those that are known already.

    Raises:
        BrokenRulebook: the file breaks its form: half a swap, a gap, an overlap, an unknown key, a missing clause.
        NoWorkingDay: the calendar leaves too long a stretch without a working day.
        Invalid: a value that was in force before is missing.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in ENDINGS:
        message = f"Tệp “{name}”: chỉ nhận .csv hoặc .ics (các ngày), .yaml (các ngày hoặc quy định)."
        raise BrokenRulebook(message)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        message = f"Tệp “{name}” không phải văn bản UTF-8. Lưu lại theo mã UTF-8 rồi nhập."
        raise BrokenRulebook(message) from broken
    if ending in {".csv", ".ics"}:
        days = from_csv(name, text) if ending == ".csv" else from_icalendar(name, text)
        return _with_years(law, name, days, official_years), CALENDAR
    raw = read_yaml_text(name, text)
    if isinstance(raw, dict) and "days" in raw:
        table = read_calendar_table(name, raw)
        return changed_calendar(law, table.days, table.official_years | frozenset(official_years)), CALENDAR
    return changed_rules(law, read_parameters(name, raw, SPECS)), RULEBOOK


def _with_years(law: Law, name: str, days: Sequence[ExceptionalDay], official_years: Sequence[int]) -> Law:
    rules = law.calendar
    outside = [day.on for day in days if not rules.first_on <= day.on <= rules.last_on]
    if outside or any(not rules.first_on.year <= year <= rules.last_on.year for year in official_years):
        met = f"ngày {outside[0]:%d/%m/%Y}" if outside else f"năm {', '.join(map(str, official_years))}"
        message = f"Tệp “{name}”: {met} nằm ngoài lịch ({rules.first_on.year}–{rules.last_on.year})."
        raise BrokenRulebook(message)
    if not days and not official_years:
        message = f"Tệp “{name}” không có ngày nào. Dòng đầu của tệp CSV là tên cột: day, kind, name, act, status…"
        raise BrokenRulebook(message)
    years = {day.on.year for day in days}
    table = law.rulebook.table
    kept = [day for day in table.days if day.on.year not in years]
    return changed_calendar(law, [*kept, *days], table.official_years | frozenset(official_years))
