"""A person's open work as a calendar to subscribe to (iCalendar): the days on which something is due."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

from compliance.notices.compose import Words, Work
from core.local_time import end_of_day, last_day_before

REFRESH = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # what RFC 5545 lets no text hold, as old files bring it along


def calendar_of(work: Iterable[Work], now: datetime, address: str, words: Words) -> bytes:
    """Return the calendar: one all-day event for each clock that runs, the same uid as long as it is the same clock."""
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//calendar")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words["feed"])
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))  # the same for programs older than RFC 7986
    for each in work:
        clocks = {"entry": each.entry_due_at, "reentry": each.reentry_due_at, "task": each.task_due_at}
        for clock, due_at in clocks.items():
            if due_at is not None:
                calendar.add_component(_event(each, clock, due_at, now, address, words))
    return bytes(calendar.to_ical())


def unstamped(calendar: bytes) -> bytes:
    """Return a calendar without the lines that say when it was made: equal as long as nothing in it has changed."""
    return b"\r\n".join(line for line in calendar.split(b"\r\n") if not line.startswith(b"DTSTAMP"))


def _event(work: Work, clock: str, due_at: datetime, now: datetime, address: str, words: Words) -> Event:
    event = Event()
    event.add("uid", f"{clock}-{work.assignment_id}@dondoc")
    event.add("dtstamp", now)
    last_on = last_day_before(due_at)
    if due_at == end_of_day(last_on):
        event.add("dtstart", last_on)
        event.add("dtend", last_on + ONE_DAY)
    else:
        event.add("dtstart", due_at)  # an urgent clock that was given its least hours: not the whole day is left
    told = words["feed.event"].format(clock=words[f"clock.{clock}"], number=work.number or words["no_number"])
    for name, text in (("summary", told), ("description", work.text)):
        event.add(name, _NO_TEXT.sub(" ", text))
    event.add("url", f"{address}/assignments/{work.assignment_id}")
    event.add("transp", "TRANSPARENT")
    return event
