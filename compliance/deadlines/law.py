"""The law a process works by: the rulebook and the calendar made from it, loaded once."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from compliance.calendar.holidays import make_calendar
from compliance.calendar.working_days import WorkCalendar
from compliance.rulebook.load import load_rulebook
from compliance.rulebook.rules import Rulebook, Rules


@dataclass(frozen=True, slots=True)
class Law:
    """Rulebook and calendar as known when the process started; both carry their hashes into every receipt."""

    rulebook: Rulebook
    calendar: WorkCalendar

    def reaches(self, day: date) -> bool:
        """Return whether the calendar knows a day's year, so that something can be counted from it."""
        years = self.on(date.max).calendar
        return years.first_year <= day.year <= years.last_year

    def on(self, day: date) -> Rules:
        """Return the rules in force on a day."""
        return self.rulebook.rules_on(day)


@cache
def load_law() -> Law:
    """Return the law that ships with the program, its calendar made by the newest rules; the same value every time."""
    rulebook = load_rulebook()
    return Law(rulebook, make_calendar(rulebook, date.max))
