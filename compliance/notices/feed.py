"""A person's open work as a calendar to subscribe to (iCalendar): the days on which something is due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from compliance.notices.compose import Words, Work
from core.local_time import last_day_before

REFRESH = timedelta(hours=1)


def calendar_of(work: Iterable[Work], now: datetime, address: str, words: Words) -> bytes:
    """Return the calendar: one all-day event for each clock that runs, the same uid as long as it is the same clock."""
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//calendar")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words["feed"])
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for each in work:
        clocks = {"entry": each.entry_due_at, "reentry": each.reentry_due_at, "task": each.task_due_at}
        for clock, due_at in clocks.items():
            if due_at is not None:
                calendar.add_component(_event(each, clock, last_day_before(due_at), now, address, words))
    return bytes(calendar.to_ical())


def _event(work: Work, clock: str, on: date, now: datetime, address: str, words: Words) -> Event:
    event = Event()
    event.add("uid", f"{clock}-{work.assignment_id}@dondoc")
    event.add("dtstamp", now)
    event.add("dtstart", on)
    event.add(
        "summary", words["feed.event"].format(clock=words[f"clock.{clock}"], number=work.number or words["no_number"])
    )
    event.add("description", work.text)
    event.add("url", f"{address}/assignments/{work.assignment_id}")
    event.add("transp", "TRANSPARENT")
    return event
