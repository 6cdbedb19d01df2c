"""What happens when in a simulated province: which directives are issued, how each unit behaves, when all stands still.

Pure: every choice is drawn from a hash of the seed and of what it is about, so that a choice depends on nothing else
and the same seed makes the same year on every machine.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from compliance.calendar.working_days import WorkCalendar
from core.local_time import at_hour, local_day
from ingest.letterhead import Urgency

OPENING_HOUR, CLOSING_HOUR = 8, 17
COMMUNES_OF_A_COLLECTIVE = 12
ALWAYS_FORGOTTEN = 12  # the number of a directive that no Office confirms, so that a small province has one too
T = TypeVar("T")

SUBJECTS = (
    "rà soát cơ sở y tế tuyến xã",
    "kiểm tra tiến độ sửa chữa đê kè",
    "báo cáo giải ngân vốn đầu tư công",
    "tổng hợp nhu cầu biên chế",
    "xử lý kiến nghị của cử tri",
    "chuẩn bị phương án phòng chống bão",
    "đôn đốc thu ngân sách",
    "rà soát thủ tục hành chính",
)


@dataclass(frozen=True, slots=True)
class Order:
    """One task of a simulated directive: the lead as written (a unit's name, or a collective), text, last day."""

    lead: str
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One simulated directive. ``confirm_at`` None: the Office never gets to it."""

    number: int
    issued_on: date
    arrives_at: datetime
    confirm_at: datetime | None
    urgency: Urgency
    subject: str
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a unit and the Office treat one assignment; hours after it opened, was entered, was returned. None: never.

    ``review``: confirm, wrong, not_as_required, or empty where the Office does not get to it.
    """

    enters_after: float | None
    drafts: bool = False
    review: str = "confirm"
    reenters_after: float | None = 4.0
    reentry_confirmed: bool = True


# The first assignments of a province go through these, so that even a small one shows every working state.
EVERY_CONDUCT = (
    Conduct(2.0),
    Conduct(None),
    Conduct(120.0),
    Conduct(120.0, reenters_after=None),
    Conduct(120.0, reentry_confirmed=False),
    Conduct(2.0, review="wrong"),
    Conduct(2.0, review="not_as_required"),
    Conduct(2.0, review="wrong", reenters_after=90.0),
    Conduct(2.0, review=""),
    Conduct(None, drafts=True),
    Conduct(30.0, drafts=True),
)


def share(seed: int, *about: object) -> float:
    """Return a number from 0 up to 1 that looks random and is the same for the same words."""
    text = "/".join(map(str, (seed, *about)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") / 2**56


def pick(choices: Sequence[T], drawn: float) -> T:
    """Return the choice on which a share falls."""
    return choices[int(drawn * len(choices))]


def outages(first_on: date, days: int, seed: int) -> tuple[tuple[datetime, datetime], ...]:
    """Return when nothing works: once in about forty days, from a morning on, for up to two days."""
    found = []
    for n in range(20, days, 40):
        begin = at_hour(first_on + timedelta(days=n + int(10 * share(seed, "outage", n))), 7)
        found.append((begin, begin + timedelta(hours=6 + 40 * share(seed, "outage hours", n))))
    return tuple(found)


def after_outage(at: datetime, down: Sequence[tuple[datetime, datetime]]) -> datetime:
    """Return the instant itself, or the end of the outage into which it falls."""
    return next((end for begin, end in down if begin <= at < end), at)


def at_work(at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant itself, or the next opening of an office."""
    on = local_day(at)
    if not calendar.is_working(on) or at >= at_hour(on, CLOSING_HOUR):
        opening = at_hour(calendar.next_working_day(on + timedelta(days=1)), OPENING_HOUR)
        return opening + (at - at_hour(on, 0)) % timedelta(hours=3)
    return max(at, at_hour(on, OPENING_HOUR))


@dataclass(frozen=True, slots=True)
class Province:
    """The frame of a simulation: its first day, how many days and directives, and the names of its units."""

    first_on: date
    days: int
    directives: int
    seed: int
    departments: Sequence[str]
    communes: Sequence[str]
    calendar: WorkCalendar

    def paper(self, number: int) -> Paper:
        """Return one directive; numbers run from 0, and days follow numbers."""
        on = self.first_on + timedelta(days=number * self.days // self.directives)
        drawn = share(self.seed, "urgency", number)
        urgency = Urgency.KHAN if drawn < 0.06 else Urgency.HOA_TOC if drawn < 0.08 else Urgency.REGULAR  # noqa: PLR2004 - shares of a made-up year
        if urgency is Urgency.REGULAR and not self.calendar.is_working(on):
            on = self.calendar.next_working_day(on)
        down = outages(self.first_on, self.days, self.seed)
        signed_at = at_hour(on, 8) + timedelta(hours=10 * share(self.seed, "signed", number))
        arrives_at = after_outage(signed_at + timedelta(hours=5 * share(self.seed, "way", number) ** 3), down)
        confirm_at = arrives_at + timedelta(hours=0.5 + 30 * share(self.seed, "confirm", number) ** 2)
        if urgency is Urgency.REGULAR:
            confirm_at = at_work(confirm_at, self.calendar)
        forgotten = number == ALWAYS_FORGOTTEN or share(self.seed, "forgotten", number) < 0.02  # noqa: PLR2004 - the same
        return Paper(
            number + 1,
            on,
            arrives_at,
            None if forgotten else after_outage(confirm_at, down),
            urgency,
            "V/v " + pick(SUBJECTS, share(self.seed, "subject", number)),
            self._orders(number, on),
        )

    def conduct(self, assignment: int, unit: str) -> Conduct:
        """Return how an assignment is treated: as its unit's diligence has it, the first ones as the table says."""
        if assignment < len(EVERY_CONDUCT):
            return EVERY_CONDUCT[assignment]
        laziness = share(self.seed, "laziness", unit)
        hours = 1 + (10 + 110 * laziness**3) * share(self.seed, "hours", assignment)
        never = share(self.seed, "never", assignment) < 0.12 * laziness**2
        drawn = share(self.seed, "review", assignment)
        reviews = ("wrong", "not_as_required", "", "confirm")
        review = next(word for word, below in zip(reviews, (0.03, 0.06, 0.3, 1.0), strict=True) if drawn < below)
        again = share(self.seed, "again", assignment)
        return Conduct(
            None if never else hours,
            drafts=share(self.seed, "drafts", assignment) < 0.15,  # noqa: PLR2004 - the same
            review=review,
            reenters_after=None if again > 0.95 else 1 + 20 * again,  # noqa: PLR2004 - the same
            reentry_confirmed=share(self.seed, "confirmed", assignment) < 0.9,  # noqa: PLR2004 - the same
        )

    def members(self, number: int) -> Sequence[str]:
        """Return the communes to which the Office expands a collective of a directive."""
        first = int(share(self.seed, "members", number) * max(1, len(self.communes) - COMMUNES_OF_A_COLLECTIVE))
        return self.communes[first : first + COMMUNES_OF_A_COLLECTIVE]

    def _orders(self, number: int, issued_on: date) -> tuple[Order, ...]:
        count = pick((1, 1, 1, 1, 2, 2, 3, 4), share(self.seed, "tasks", number))
        orders = []
        for n in range(count):
            drawn = share(self.seed, "lead", number, n)
            collective = drawn > 0.985  # noqa: PLR2004 - the same
            units = self.departments if share(self.seed, "level", number, n) < 0.7 else self.communes  # noqa: PLR2004 - the same
            lead = "UBND các xã, phường" if collective else pick(units, drawn)
            span = int(5 + 60 * share(self.seed, "span", number, n))
            due_on = issued_on + timedelta(days=span) if share(self.seed, "due", number, n) < 0.8 else None  # noqa: PLR2004 - the same
            what = pick(SUBJECTS, share(self.seed, "what", number, n))
            term = f", hoàn thành trước ngày {due_on:%d/%m/%Y}" if due_on else ""
            orders.append(Order(lead, f"{n + 1}. Giao {lead} {what}{term}.", due_on))
        return tuple(orders)
