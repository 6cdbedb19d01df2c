"""When upkeep runs: one table of times. Of several hosts exactly one does each tick, by a lease in the database.

Each connector ticks in a lane of its own, the watched folder too: one that hangs or fails holds up no other, and never
the house's own times.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.database import transaction
from core.errors import DomainError
from core.settings import Settings
from ingest.connectors.configured import Axis
from ingest.connectors.files import FolderSource
from ingest.connectors.places import Place
from jobs import leases
from jobs.broker import open_carrier
from jobs.calling import call_webhooks
from jobs.collecting import collect, look_at_folder
from jobs.exchanging import nightly, pull_axis, wants_nightly
from jobs.leases import Claim
from jobs.lines import FOLDER, FOLDER_EVERY
from jobs.notifying import raise_notices, send_notices
from jobs.owing import answer_axis
from jobs.portal import open_due_errata, push_portal
from jobs.pulling import erase_secrets, take_listed, watched_folder
from jobs.remembering import Remembering
from jobs.resources import Resources, open_resources
from jobs.stopping import told_to_stop
from jobs.turning import turn_day
from jobs.upkeep import fold_counters, keep_statistics, resume_waiting, seal, write_lateness

STOP_SECONDS = 20.0
FOLD_EVERY = timedelta(minutes=1)
SEAL_EVERY = timedelta(minutes=1)
STATISTICS_EVERY = timedelta(days=1)
SEND_EVERY = timedelta(seconds=30)
ERRATA_EVERY = timedelta(hours=1)
PUSH_EVERY = timedelta(minutes=5)
IS_IT_NIGHT_EVERY = timedelta(minutes=10)
ONCE_A_NIGHT = timedelta(hours=20)
NOTICES_EVERY = timedelta(minutes=1)
DELIVER_EVERY = timedelta(seconds=15)
TURN_EVERY = timedelta(minutes=5)
HOUSE = "house"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done once in every stretch of time.

    ``is_wanted`` is asked at each stretch, before the lease is; ``once_in`` is how long nobody does it again once it is
    done, where that is longer than the stretch. Ticks of one ``lane`` are done one after the
    other; lanes do not wait for each other.
    """

    name: str
    every: timedelta
    act: Callable[[], object]
    is_wanted: Callable[[], bool] = lambda: True
    once_in: timedelta | None = None
    lane: str = HOUSE


def ticks(resources: Resources, folder: FolderSource) -> tuple[Tick, ...]:
    """Return the table of times."""
    often = timedelta(seconds=resources.poll_seconds)
    glance = min(often, timedelta(seconds=max(resources.settle_seconds, 0.1)))
    return (
        Tick("tick.folder", glance, lambda: _take_all(resources, folder), lambda: _offers(folder), lane=FOLDER),
        Tick("tick.look", FOLDER_EVERY, lambda: look_at_folder(resources, folder), lane=FOLDER),
        Tick("tick.erase", often, lambda: erase_secrets(resources, folder), lane=FOLDER),
        Tick("tick.resume", often, lambda: resume_waiting(resources)),
        Tick("tick.lateness", timedelta(seconds=resources.sweep_seconds), lambda: write_lateness(resources)),
        Tick("tick.fold", FOLD_EVERY, lambda: fold_counters(resources)),
        Tick("tick.day", TURN_EVERY, lambda: turn_day(resources)),
        Tick("tick.seal", SEAL_EVERY, lambda: seal(resources)),
        Tick("tick.statistics", STATISTICS_EVERY, lambda: keep_statistics(resources)),
        Tick("tick.errata", ERRATA_EVERY, lambda: open_due_errata(resources)),
        Tick("tick.portal", PUSH_EVERY, lambda: push_portal(resources), lambda: resources.portal is not None),
        Tick("tick.notices", NOTICES_EVERY, lambda: raise_notices(resources)),
        Tick("tick.deliveries", DELIVER_EVERY, lambda: send_notices(resources)),
        Tick("tick.webhooks", often, lambda: call_webhooks(resources)),
        *(tick for axis in resources.axes for tick in _axis_ticks(resources, axis)),
        *(_place_tick(resources, place) for place in resources.places),
    )


def _axis_ticks(resources: Resources, axis: Axis) -> tuple[Tick, ...]:
    return (
        Tick(f"tick.{axis.name}.pull", axis.every, lambda: pull_axis(resources, axis), lane=axis.name),
        Tick(f"tick.{axis.name}.send", SEND_EVERY, lambda: answer_axis(resources, axis), lane=axis.name),
        Tick(
            f"tick.{axis.name}.night",
            IS_IT_NIGHT_EVERY,
            lambda: nightly(resources, axis),
            lambda: wants_nightly(resources, axis),
            ONCE_A_NIGHT,
            axis.name,
        ),
    )


def _place_tick(resources: Resources, place: Place) -> Tick:
    return Tick(f"tick.{place.name}.pull", place.every, lambda: collect(resources, place), lane=place.name)


class Ticker:
    """Threads, one a lane, that do what the table says until they are stopped.

    A tick that fails is tried again at its next time, and leaves the others alone.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._table = ticks(resources, watched_folder(resources))
        self._next = dict.fromkeys((tick.name for tick in self._table), 0.0)
        self._stopping = threading.Event()
        lanes: dict[str, list[Tick]] = {}
        for tick in self._table:
            lanes.setdefault(tick.lane, []).append(tick)
        self._threads = [
            threading.Thread(target=self._run, args=(table,), name=f"ticker-{lane}", daemon=True)
            for lane, table in lanes.items()
        ]

    def start(self) -> None:
        """Begin to tick, at once."""
        self._resources.watch_dir.mkdir(parents=True, exist_ok=True)
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float) -> None:
        """Stop after the ticks at hand, waiting for them no longer than so many seconds."""
        end = time.monotonic() + timeout
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))

    def tick(self) -> list[str]:
        """Do, in this thread, what is due by now and not done by another host; return the names of what went well."""
        return [tick.name for tick in self._table if self._does(tick)]

    def _does(self, tick: Tick) -> bool:
        if self._stopping.is_set() or time.monotonic() < self._next[tick.name]:
            return False
        self._next[tick.name] = time.monotonic() + tick.every.total_seconds()
        try:
            began = self._resources.machine_clock.now()
            held = self._claim(tick, began) if tick.is_wanted() else None
            if held is None:
                return False
            try:
                with self._resources.keeper.keeping(held):  # however long it takes, no other host begins it meanwhile
                    tick.act()
            finally:
                self._end(tick, held, began)
        except (DomainError, SQLAlchemyError, OSError) as error:  # a share or the database is away for a moment
            log.warning("tick.failed", tick=tick.name, error=type(error).__name__)
        except Exception:
            log.exception("tick.failed", tick=tick.name)
        else:
            return True
        return False

    def _claim(self, tick: Tick, now: datetime) -> Claim | None:
        with transaction(self._resources.sessions, durable=False) as session:
            return leases.claim_tick(session, tick.name, now=now, terms=self._resources.terms)

    def _end(self, tick: Tick, held: Claim, began: datetime) -> None:
        # A little less than the whole stretch: the next tick must not miss its time by a hair and wait another.
        until = began + (tick.once_in or tick.every) * 0.9
        with transaction(self._resources.sessions, durable=False) as session:
            leases.end_tick(session, held, until=until)

    def _run(self, table: Sequence[Tick]) -> None:
        shortest = min(tick.every for tick in table).total_seconds()
        while not self._stopping.is_set():
            for tick in table:
                self._does(tick)
            self._stopping.wait(shortest)


def run_schedule(settings: Settings) -> None:
    """Tick until SIGTERM or SIGINT: watch the folder, write lateness, send again what waits."""
    told = told_to_stop()
    resources = open_resources(settings, carrier=open_carrier(settings.redis_url))
    ticker = Ticker(resources)
    resources.keeper.start()
    ticker.start()
    log.info("schedule.started")
    told.wait()
    ticker.stop(STOP_SECONDS)
    resources.keeper.stop()
    resources.close()
    log.info("schedule.stopped")


def _take_all(resources: Resources, folder: FolderSource) -> None:
    for _ in take_listed(resources, Remembering(resources, folder)):
        pass


def _offers(folder: FolderSource) -> bool:
    return bool(folder.list())
