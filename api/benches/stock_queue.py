"""Dramatiq as it comes, started by its own command (``dramatiq api.benches.stock_queue``): the peer of the light queue.

Everything is its default but the addresses: broker, middleware, threads and what is fetched ahead. Where a database is
named, each message takes a lease on its own, as one would write it without a queue made for it.
"""

import os
from datetime import timedelta

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from api.benches.light_queue import DATABASE_URL, REDIS_URL
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from jobs import leases
from jobs.broker import LIGHT_ACTOR, LIGHT_QUEUE
from jobs.leases import Terms

_sessions = make_sessions(make_engine(os.environ[DATABASE_URL])) if os.environ.get(DATABASE_URL) else None
_clock, _terms = SystemClock(), Terms(timedelta(seconds=60), 3, timedelta(seconds=10))

broker = RedisBroker(url=os.environ.get(REDIS_URL))  # type: ignore[no-untyped-call]  # as in `jobs.broker`
dramatiq.set_broker(broker)


@dramatiq.actor(actor_name=LIGHT_ACTOR, queue_name=LIGHT_QUEUE)
def take_step(step: str, subject_id: int) -> None:
    """Do nothing, or take the lease."""
    if _sessions is not None:
        with transaction(_sessions) as session:
            leases.claim(session, step, subject_id, now=_clock.now(), terms=_terms)
