"""Which days are worked, and counting in them; pure.

The calendar is a table indexed by day: how many working days there are up to each day, and which day is the n-th. Every
question about working days in the program is answered here, so that no two answers can differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay, OpenQuestion, check_days
from compliance.rulebook.parameters import digest
from compliance.rulebook.rules import CalendarRules
from core.errors import Invalid

WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class NoWorkingDay(Invalid):
    """A calendar has so long a stretch without a working day that it must be wrong."""

    reason = "no_working_day"


class OutsideCalendar(Invalid):
    """A day, or the answer to a question about it, lies outside the years that the calendar holds."""

    reason = "outside_calendar"


class NegativeCount(Invalid):
    """A count of days is below zero."""

    reason = "negative_count"


@dataclass(frozen=True, slots=True)
class DayReason:
    """Whether a day is worked, why in words, and by which act (None: the week alone); status None: no exception."""

    worked: bool
    why: str
    act: str | None = None
    status: DayStatus | None = None


class WorkCalendar:
    """The working days of some years. Never changes once made; ``version`` hashes all that decides an answer."""

    def __init__(
        self,
        days: Iterable[ExceptionalDay],
        official_years: Iterable[int],
        rules: CalendarRules,
        open_questions: Iterable[OpenQuestion] = (),
    ) -> None:
        """Build the table.

        Args:
            days: the exceptional days, one a day, both halves of a swap; those outside the rules' years are left out.
            official_years: years of which every act is known.
            rules: weekly rest days, first and last year, and the longest stretch without a working day.
            open_questions: days on which an act is expected and not seen.

        Raises:
            BrokenRulebook: a day stands twice, or half a swap is missing.
            NoWorkingDay: so many days in a row without a working day as the rules call broken.
        """
        listed = sorted(days, key=lambda day: day.on)
        check_days("calendar", listed)
        self.first_on, self.last_on = date(rules.first_year, 1, 1), date(rules.last_year, 12, 31)
        self.days = tuple(day for day in listed if self.first_on <= day.on <= self.last_on)
        self.official_years = frozenset(official_years)
        self.open_questions = tuple(open_questions)
        self._exceptions = {day.on: day for day in self.days}
        self._rest_weekdays = frozenset(rules.rest_weekdays)
        ordinals = range(self.first_on.toordinal(), self.last_on.toordinal() + 1)
        every_day = [date.fromordinal(ordinal) for ordinal in ordinals]
        worked = [self._worked_by_table(day) for day in every_day]
        # How many working days there are up to and with each day. A mapping by day answers faster than a list by
        # ordinal, and a day before the first cannot be mistaken for one counted from the end.
        self._number = dict(zip(every_day, accumulate(worked), strict=True))
        # The n-th working day stands at n: nothing stands at 0, so that adding is one look-up after the other.
        worked_days = [day for day, counts in zip(every_day, worked, strict=True) if counts]
        self._nth = [self.first_on, *worked_days]
        self._refuse_long_rest(worked_days, rules.longest_rest)
        self.version = digest(self.plain())

    def plain(self) -> dict[str, Any]:
        """Return all that decides an answer in JSON's own types; ``version`` is its hash."""
        return {
            "days": [day.plain() for day in self.days],
            "official_years": sorted(self.official_years),
            "rest_weekdays": sorted(self._rest_weekdays),
            "years": [self.first_on.year, self.last_on.year],
        }

    def is_working(self, day: date) -> bool:
        """Return whether a day is worked.

        Raises:
            OutsideCalendar: the day is not in its years.
        """
        self._refuse_outside(day)
        return self._worked_by_table(day)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after a day, which is itself not counted; ``count`` 0 gives the day.

        Raises:
            OutsideCalendar: the day, or the answer, is not in its years.
            NegativeCount: ``count`` is below 0.
        """
        if count > 0:
            try:
                return self._nth[self._number[day] + count]
            except (KeyError, IndexError):
                pass
        return self._add_at_the_edges(day, count)

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days lie after one day, up to and with another; negative if that is earlier.

        Raises:
            OutsideCalendar: a day is not in its years.
        """
        try:
            return self._number[until] - self._number[after]
        except KeyError:
            raise self._outside(until if after in self._number else after) from None

    def working_days_late(self, due_on: date, on: date) -> int:
        """Return by how many working days a day is later than a due day; 0 if it is not.

        Raises:
            OutsideCalendar: a day is not in its years.
        """
        try:
            late = self._number[on] - self._number[due_on]
        except KeyError:
            late = self.working_days_between(due_on, on)
        return late if late > 0 else 0  # noqa: FURB136 - max() costs as much as all the rest

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the next one that is."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def working_day_number(self, day: date) -> int:
        """Return how many working days the calendar has up to and with a day: differences count days, as in SQL.

        Raises:
            OutsideCalendar: the day is not in its years.
        """
        self._refuse_outside(day)
        return self._number[day]

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """Yield the working days from one day to another, both included."""
        number = self.working_day_number(first) + (0 if self.is_working(first) else 1)
        yield from self._nth[number : self.working_day_number(last) + 1]

    def day_reason(self, day: date) -> DayReason:
        """Return whether a day is worked and why, in Vietnamese, with the act where there is one.

        Raises:
            OutsideCalendar: the day is not in its years.
        """
        self._refuse_outside(day)
        weekday = WEEKDAY_NAMES[day.weekday()]
        exception = self._exceptions.get(day)
        if exception is None:
            if day.weekday() in self._rest_weekdays:
                return DayReason(worked=False, why=f"{weekday}, ngày nghỉ hằng tuần")
            return DayReason(worked=True, why=f"{weekday}, ngày làm việc")
        worked = exception.kind is DayKind.WORKED
        why = f"{weekday}, {'làm việc' if worked else 'nghỉ'}: {exception.name}"
        if exception.status is DayStatus.PROJECTED:
            why += " (tạm tính)"
        return DayReason(worked, why, exception.act, exception.status)

    def is_tam_tinh(self, first: date, last: date) -> bool:
        """Return whether an answer that rests on these days is computed without an official calendar."""
        if any(year not in self.official_years for year in range(first.year, last.year + 1)):
            return True
        return any(day.status is DayStatus.PROJECTED and first <= day.on <= last for day in self.days)

    def questions_about(self, first: date, last: date) -> tuple[OpenQuestion, ...]:
        """Return what is still open about these days."""
        return tuple(question for question in self.open_questions if any(first <= day <= last for day in question.days))

    def _worked_by_table(self, day: date) -> bool:
        """Return whether a day is worked: the exception decides, else the week."""
        exception = self._exceptions.get(day)
        if exception is not None:
            return exception.kind is DayKind.WORKED
        return day.weekday() not in self._rest_weekdays

    def _add_at_the_edges(self, day: date, count: int) -> date:
        """Answer for a count of 0; refuse a negative count and what lies outside."""
        if count < 0:
            raise NegativeCount(f"Số ngày làm việc phải từ 0 trở lên, đã nhận {count}.")
        self._refuse_outside(day)
        if count == 0:
            return day
        raise OutsideCalendar(
            f"{count} ngày làm việc sau {day:%d/%m/%Y} vượt quá năm {self.last_on.year}, năm cuối của lịch."
        )

    def _refuse_outside(self, day: date) -> None:
        """Refuse a day that is not in the table."""
        if day not in self._number:
            raise self._outside(day)

    def _outside(self, day: date) -> OutsideCalendar:
        """Return the error for a day that is not in the table."""
        years = f"{self.first_on.year}–{self.last_on.year}"
        return OutsideCalendar(f"Ngày {day:%d/%m}/{day.year} nằm ngoài lịch ({years}).")

    def _refuse_long_rest(self, worked_days: list[date], longest: int) -> None:
        """Refuse a calendar that cannot be right."""
        edges = [self.first_on - timedelta(days=1), *worked_days, self.last_on + timedelta(days=1)]
        for earlier, later in pairwise(edges):
            if (later - earlier).days > longest:
                raise NoWorkingDay(
                    f"Lịch không có ngày làm việc nào từ sau {earlier:%d/%m/%Y} đến trước {later:%d/%m/%Y} "
                    f"(quá {longest} ngày): kiểm tra lại các ngày nghỉ."
                )
