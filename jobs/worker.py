"""Where a worker process starts: opens its resources, takes messages until it is told to stop, ends cleanly."""

import threading

import structlog
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker

from core.settings import Settings
from jobs.broker import (
    HEAVY_QUEUE,
    LIGHT_QUEUE,
    RedisCarrier,
    declare_heavy,
    declare_light,
    open_heavy_broker,
    open_light_broker,
)
from jobs.resources import Resources, open_resources
from jobs.stopping import told_to_stop

LIGHT_THREADS = 8
LIGHT_PREFETCH = 256
FETCH_MILLISECONDS = 250
STOP_MILLISECONDS = 20_000

log = structlog.get_logger()


class NoRedis(SystemExit):
    """A worker of its own needs a queue: set DONDOC_REDIS_URL, or run `dondoc serve`, which works without one."""


class QueueWorker:
    """Two Dramatiq workers in one process: light steps by the handful, documents read one at a time a thread.

    Each has a broker of its own, so that neither's messages fill the other's threads.
    """

    def __init__(self, redis_url: str, resources: Resources, *, readers: int) -> None:
        self._resources = resources
        self._stopping = threading.Event()
        light, heavy = open_light_broker(redis_url, LIGHT_THREADS), open_heavy_broker(redis_url, readers)
        declare_light(light, resources, self._stopping)
        declare_heavy(heavy, resources)
        self._light = queue_worker(light, LIGHT_QUEUE, LIGHT_THREADS, LIGHT_PREFETCH)
        self._heavy = queue_worker(heavy, HEAVY_QUEUE, readers, readers)

    def start(self) -> None:
        """Begin to work; first, what a process that died on this machine had in hand is freed."""
        self._resources.keeper.start()
        self._light.start()
        self._heavy.start()
        log.info("worker.started")

    def stop(self, milliseconds: int = STOP_MILLISECONDS) -> None:
        """Take nothing new and let what is in hand end; what does not end in time is given back, to be done again."""
        self._stopping.set()
        stoppers = [threading.Thread(target=each.stop, args=(milliseconds,)) for each in (self._heavy, self._light)]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join()
        self._resources.keeper.stop()
        log.info("worker.stopped")


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    if settings.redis_url is None:
        raise NoRedis("dondoc: " + (NoRedis.__doc__ or ""))
    told = told_to_stop()
    resources = open_resources(settings, carrier=RedisCarrier(settings.redis_url))
    worker = QueueWorker(settings.redis_url, resources, readers=settings.reading_processes)
    worker.start()
    told.wait()
    worker.stop()
    resources.close()


def queue_worker(broker: RedisBroker, queue: str, threads: int, prefetch: int) -> Worker:
    """Return what takes the messages of a queue, so many fetched ahead, once it is started."""
    worker = Worker(broker, queues={queue}, worker_threads=threads, worker_timeout=FETCH_MILLISECONDS)
    worker.queue_prefetch = prefetch
    # Only Dramatiq's own command line says so by itself, and without it time limits never fire.
    broker.emit_after("process_boot")
    return worker
