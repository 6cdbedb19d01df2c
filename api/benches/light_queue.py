"""The light queue against Dramatiq as it comes: how fast messages go through, with a lease claimed for each."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from time import perf_counter

import dramatiq
import redis
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker

from api.benches.databases import postgres_address, redis_address
from api.benches.installation import opened
from api.benches.measure import Figure, missing
from core.database import transaction
from jobs import leases
from jobs.broker import LIGHT_QUEUE, open_broker
from jobs.resources import Resources
from jobs.taking import Taking
from jobs.worker import FETCH_MILLISECONDS, LIGHT_PREFETCH, LIGHT_THREADS

N_MESSAGES = 3_000
ROUNDS = 3
LONGEST = 300.0
NAME = "light queue, a lease claimed for each message"
GOAL = 1.5

Job = Callable[[int], object]


def figures() -> Iterator[Figure]:
    """Yield the light queue with its leases against stock Dramatiq with the same leases, taken one by one."""
    with redis_address() as redis_url, postgres_address() as database_url:
        if redis_url is None or database_url is None:
            yield missing(NAME, GOAL, "× stock", "PostgreSQL and Redis")
            return
        with opened(database_url.replace("postgresql://", "postgresql+psycopg://")) as resources:
            taking = Taking(resources.sessions, resources.terms, resources.machine_clock)
            took: Sequence[list[float]] = [[], [], []]
            for number in range(ROUNDS):
                workers = (
                    _ours(redis_url, partial(taking.take, f"ours-{number}")),
                    _stock(redis_url, partial(_claim, resources, f"stock-{number}")),
                    _stock(redis_url, int),
                )
                for times, worker in zip(took, workers, strict=True):
                    times.append(_through(worker, redis_url))
    ours, stock, bare = (N_MESSAGES / median(times) for times in took)
    told = f"{ours:.0f} messages a second, stock Dramatiq {stock:.0f} ({bare:.0f} without any lease)"
    yield Figure(NAME, ours / stock, GOAL, at_most=False, unit="× stock", detail=told)


def _claim(resources: Resources, step: str, subject_id: int) -> None:
    with transaction(resources.sessions) as session:
        leases.claim(session, step, subject_id, now=resources.machine_clock.now(), terms=resources.terms)


def _ours(redis_url: str, job: Job) -> Worker:
    broker = open_broker(redis_url)
    _declare(broker, job)
    worker = Worker(broker, queues={LIGHT_QUEUE}, worker_threads=LIGHT_THREADS, worker_timeout=FETCH_MILLISECONDS)
    worker.queue_prefetch = LIGHT_PREFETCH
    return worker


def _stock(redis_url: str, job: Job) -> Worker:
    broker = RedisBroker(url=redis_url)  # type: ignore[no-untyped-call]
    _declare(broker, job)
    return Worker(broker)


def _declare(broker: RedisBroker, job: Job) -> None:
    def act(number: int) -> None:
        job(number)

    dramatiq.Actor(act, broker=broker, actor_name="bench", queue_name=LIGHT_QUEUE, priority=0, options={})


def _through(worker: Worker, redis_url: str) -> float:
    """Return the seconds from the worker's start until its queue is empty and done."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    for number in range(N_MESSAGES):
        worker.broker.enqueue(
            dramatiq.Message(queue_name=LIGHT_QUEUE, actor_name="bench", args=(number,), kwargs={}, options={})
        )
    start = perf_counter()
    worker.start()
    assert isinstance(worker.broker, RedisBroker)  # noqa: S101 - whoever calls this made it with one
    worker.broker.join(LIGHT_QUEUE, interval=20, timeout=int(LONGEST * 1000))
    took = perf_counter() - start
    worker.stop()
    worker.broker.close()
    return took
