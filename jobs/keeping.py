"""What this process holds: leases renewed while work goes on, given back when it is interrupted, ended for the dead."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from core.clock import Clock
from core.database import transaction
from jobs import leases
from jobs.leases import Claim, Terms

LONGEST_BEAT_SECONDS = 5.0

log = structlog.get_logger()


class Keeper:
    """Knows every piece of work in this process's hands; a thread of its own keeps the leases while it runs."""

    def __init__(self, sessions: sessionmaker[Session], terms: Terms, clock: Clock) -> None:
        self._sessions = sessions
        self._terms = terms
        self._clock = clock
        self._held: set[Claim] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease-keeper", daemon=True)

    @contextmanager
    def keeping(self, *held: Claim) -> Iterator[None]:
        """Renew these leases until the work is over, however it ends."""
        with self._lock:
            self._held.update(held)
        try:
            yield
        finally:
            with self._lock:
                self._held.difference_update(held)

    def start(self) -> None:
        """End what processes that died on this host left, and start to renew."""
        self.beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop renewing and give back, untried, what is still in hand: another worker takes it at once."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            left, self._held = self._held, set()
        if left:
            with transaction(self._sessions) as session:
                for held in left:
                    leases.give_back(session, held)
            log.info("work.given_back", count=len(left))

    def beat(self) -> None:
        """Renew once what is in hand, and end the leases of dead processes of this host."""
        with self._lock:
            in_hand = set(self._held)
        now = self._clock.now()
        with transaction(self._sessions, writes=False) as session:
            dead = leases.held_by_the_dead(session, now=now)
        if not in_hand and not dead:
            return
        with transaction(self._sessions) as session:
            for held in in_hand:
                leases.renew(session, held, now=now, terms=self._terms)
            leases.end(session, dead, now=now)
        if dead:
            log.warning("worker.died", leases_ended=len(dead))

    def _run(self) -> None:
        seconds = min(self._terms.lasts.total_seconds() / 3, LONGEST_BEAT_SECONDS)
        while not self._stopping.wait(seconds):
            try:
                self.beat()
            except SQLAlchemyError as error:  # the database is away for a moment: the next beat may reach it
                log.warning("lease.not_renewed", error=type(error).__name__)
