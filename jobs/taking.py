"""Many pieces of work taken in one transaction: threads that ask at the same time share the cost of a commit.

A thread that asks while nobody is taking takes at once; those that ask meanwhile wait, and one of them takes for all.
Work without a history is taken together, in one statement; work with one (in other hands, paused, suspected of having
killed its worker) is asked for one by one, under the conditions of `leases.claim`.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from core.clock import Clock
from core.database import transaction
from jobs import leases
from jobs.leases import Claim, Terms


@dataclass(eq=False, slots=True)
class _Request:
    step: str
    subject_id: int
    woken: threading.Event = field(default_factory=threading.Event, init=False)
    must_take: bool = field(default=False, init=False)
    held: Claim | None = field(default=None, init=False)
    failure: SQLAlchemyError | None = field(default=None, init=False)


class Taking:
    """Takes work for all threads of one process."""

    def __init__(self, sessions: sessionmaker[Session], terms: Terms, clock: Clock) -> None:
        self._sessions, self._terms, self._clock = sessions, terms, clock
        self._waiting: list[_Request] = []
        self._is_taking = False
        self._lock = threading.Lock()

    def take(self, step: str, subject_id: int) -> Claim | None:
        """Take a piece of work, or return None because it may not be taken now; committed when this returns.

        Raises:
            SQLAlchemyError: the database failed; nothing was taken.
        """
        request = _Request(step, subject_id)
        with self._lock:
            self._waiting.append(request)
            request.must_take = not self._is_taking
            self._is_taking = True
        if not request.must_take:
            request.woken.wait()
        if request.must_take:
            self._take_for_all()
        if request.failure is not None:
            raise request.failure
        return request.held

    def _take_for_all(self) -> None:
        """Take what is waited for, and let one of those who asked meanwhile go on."""
        with self._lock:
            requests, self._waiting = self._waiting, []
        try:
            self._take(requests)
        except SQLAlchemyError as failure:  # all who asked must hear of it
            for request in requests:
                request.held, request.failure = None, failure
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_taking = following is not None
            if following is not None:
                following.must_take = True
                following.woken.set()
            for request in requests:
                request.woken.set()

    def _take(self, requests: Sequence[_Request]) -> None:
        wanted = sorted({(request.step, request.subject_id) for request in requests})
        with transaction(self._sessions, durable=False) as session:
            now = self._clock.now()
            fresh = leases.claim_fresh(session, wanted, now=now, terms=self._terms)
            for request in requests:
                key = (request.step, request.subject_id)
                request.held = fresh.pop(key, None) or leases.claim(session, *key, now=now, terms=self._terms)
