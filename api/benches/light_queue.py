"""The light queue against Dramatiq as it comes: two worker processes each, messages that ask for nothing.

Ours takes a lease in PostgreSQL for each message, as it does for every step; Dramatiq by itself takes none.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import dramatiq
import redis

from api.benches.databases import postgres_address, redis_address
from api.benches.installation import opened
from api.benches.measure import Figure, missing, until
from jobs.broker import LIGHT_ACTOR, LIGHT_QUEUE

N_MESSAGES = 20_000
N_SLOW = 2_000
ROUNDS = 3
PROCESSES = 2
NAME = "light queue, a lease taken for each message"
GOAL = 1.5
WAITING = "waiting"
# How the peer is told its addresses: its command takes no arguments of ours.
REDIS_URL, DATABASE_URL = "DONDOC_BENCH_REDIS_URL", "DONDOC_BENCH_DATABASE_URL"
HEARTBEATS = "dramatiq:__heartbeats__"
STOCK = (str(Path(sys.executable).with_name("dramatiq")), "api.benches.stock_queue", "--processes", str(PROCESSES))


def figures() -> Iterator[Figure]:
    """Yield the light queue, its leases included, against stock Dramatiq, which takes none."""
    with redis_address() as redis_url, postgres_address() as database_url:
        if redis_url is None or database_url is None:
            yield missing(NAME, GOAL, "× stock", "PostgreSQL and Redis")
            return
        url = database_url.replace("postgresql://", "postgresql+psycopg://")
        with opened(url):
            queue = Queue(redis_url, url)
            rounds = [queue.both(number) for number in range(ROUNDS)]
            one_by_one = queue.stock_with_leases("alone")
    ours, stock = (median(rates) for rates in zip(*rounds, strict=True))
    told = (
        f"{PROCESSES} processes each: {ours:.0f} messages a second, every one with its lease in PostgreSQL; "
        f"stock Dramatiq {stock:.0f} without leases, {one_by_one:.0f} where each message takes its own"
    )
    ratio = median(mine / theirs for mine, theirs in rounds)
    yield Figure(NAME, ratio, GOAL, at_most=False, unit="× stock", detail=told)


class Queue:
    """A queue in Redis that is filled first, and given to the workers once all of them look."""

    def __init__(self, redis_url: str, database_url: str) -> None:
        self._redis_url, self._database_url = redis_url, database_url

    def both(self, number: int) -> tuple[float, float]:
        """Return ours and stock Dramatiq's of one round; who is first alternates, so that what drifts hits both."""
        if number % 2:
            stock = self.stock(f"stock-{number}")
            return self.ours(f"ours-{number}"), stock
        return self.ours(f"ours-{number}"), self.stock(f"stock-{number}")

    def ours(self, step: str) -> float:
        """Return how many messages a second go through our worker processes, each with its lease."""
        command = (sys.executable, "-m", "api.benches.light_worker", self._redis_url, self._database_url)
        return self._rate([command] * PROCESSES, step, N_MESSAGES)

    def stock(self, step: str) -> float:
        """Return how many go through Dramatiq's own command with its defaults, without any lease."""
        return self._rate([STOCK], step, N_MESSAGES)

    def stock_with_leases(self, step: str) -> float:
        """Return how many go through it where the actor takes a lease for each."""
        return self._rate([STOCK], step, N_SLOW, {DATABASE_URL: self._database_url})

    def _rate(
        self, commands: Sequence[Sequence[str]], step: str, count: int, told: Mapping[str, str] | None = None
    ) -> float:
        with redis.Redis.from_url(self._redis_url) as client:
            client.flushall()
            _fill(client, step, count)
            with _running(commands, {REDIS_URL: self._redis_url, **(told or {})}):
                until(lambda: client.zcard(HEARTBEATS) == PROCESSES)
                start = time.perf_counter()
                with client.pipeline() as together:
                    for part in ("", ".msgs"):
                        together.rename(f"dramatiq:{WAITING}{part}", f"dramatiq:{LIGHT_QUEUE}{part}")
                    together.execute()
                until(lambda: client.hlen(f"dramatiq:{LIGHT_QUEUE}.msgs") == 0)
                return count / (time.perf_counter() - start)


def _fill(client: redis.Redis, step: str, count: int) -> None:
    with client.pipeline(transaction=False) as together:
        for number in range(count):
            message: dramatiq.Message[None] = dramatiq.Message(
                queue_name=LIGHT_QUEUE,
                actor_name=LIGHT_ACTOR,
                args=(step, number),
                kwargs={},
                options={"redis_message_id": str(number)},
            )
            together.hset(f"dramatiq:{WAITING}.msgs", str(number), message.encode())
            together.rpush(f"dramatiq:{WAITING}", str(number))
        together.execute()


@contextmanager
def _running(commands: Sequence[Sequence[str]], told: Mapping[str, str]) -> Iterator[None]:
    with ExitStack() as started:
        for command in commands:
            process = started.enter_context(
                subprocess.Popen(command, env={**os.environ, **told}, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
            )
            started.callback(process.send_signal, signal.SIGTERM)
        yield
