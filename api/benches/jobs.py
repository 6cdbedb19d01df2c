"""The line of documents against its goals: the light queue, two workers, from dropped to visible, urgent ones first."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import dramatiq
import redis
from alembic import command
from alembic.config import Config
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker
from sqlalchemy import ColumnElement, func, select

from api.benches import papers
from api.benches.databases import postgres_address, sqlite_address
from api.benches.measure import Figure
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from core.register import load_register
from core.settings import ROOT, Settings
from extraction.models import Assignment
from ingest.letterhead import Urgency
from ingest.models import Directive
from ingest.service import take_file
from ingest.text import DocumentText
from jobs import leases
from jobs.broker import LIGHT_QUEUE, open_broker
from jobs.embedded import Bell, EmbeddedWorker
from jobs.pipeline import READ
from jobs.resources import NoCarrier, Reader, Resources, open_resources
from jobs.worker import FETCH_MILLISECONDS, LIGHT_PREFETCH, LIGHT_THREADS

N_MESSAGES = 1_500
N_SCANS = 8
N_DROPPED = 30
N_BACKLOG = 5_000
SOME_BEGUN = 20
LONGEST = 300.0
SCAN = ROOT / "ingest" / "samples" / "02-cong-van-quet.pdf"


def figures() -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    yield from _light_queue()
    yield _two_workers()
    yield from _dropped_to_visible()
    yield _urgent_first()


def _light_queue() -> Iterator[Figure]:
    """The same work, a lease claimed and released, through our light queue and through Dramatiq as it comes."""
    with running_redis() as redis_url, postgres_address() as database_url:
        if redis_url is None or database_url is None:
            return
        with _resources(database_url.replace("postgresql://", "postgresql+psycopg://")) as resources:
            ours, theirs = [], []
            for _ in range(3):
                ours.append(_through(_our_worker(redis_url, resources), redis_url))
                theirs.append(_through(_stock_worker(redis_url, resources), redis_url))
    told = f"{N_MESSAGES / median(ours):.0f} jobs a second, stock Dramatiq {N_MESSAGES / median(theirs):.0f}"
    ratio = median(theirs) / median(ours)
    yield Figure("light queue, lease claimed and released", ratio, 1.5, at_most=False, unit="× stock", detail=told)


def _two_workers() -> Figure:
    one, two = _minutes(1), _minutes(2)
    told = f"{N_SCANS} scanned pages: one {N_SCANS / one:.0f} documents a minute, two {N_SCANS / two:.0f}"
    return Figure("documents a minute, two workers", one / two, 1.8, at_most=False, unit="× one", detail=told)


def _dropped_to_visible() -> Iterator[Figure]:
    with sqlite_address() as url, _resources(url, carrier=Bell()) as resources, _working(resources, 1):
        waited = [_visible_after(resources, number) for number in range(N_DROPPED)]
    told = f"{N_DROPPED} Word files, one after another; a file must stand still for a second first"
    yield Figure("dropped to visible, median", median(waited), 5.0, at_most=True, unit="s", detail=told)
    yield Figure("dropped to visible, the slowest", max(waited), 10.0, at_most=True, unit="s", detail=told)


def _urgent_first() -> Figure:
    """How many documents of a backlog are begun after an urgent one has come and before it is begun."""
    with sqlite_address() as url, _resources(url, carrier=Bell()) as resources:
        begun = Begun(resources.reader)
        watched = replace(resources, reader=begun)
        _fill(watched, N_BACKLOG, None)
        with _working(watched, 2, ticking=False):
            _until(lambda: len(begun.order) > SOME_BEGUN)
            _fill(watched, 1, Urgency.HOA_TOC)
            come = len(begun.order)
            _until(lambda: any(name.startswith("urgent") for name in begun.order))
        between = next(i for i, name in enumerate(begun.order) if name.startswith("urgent")) - come
    told = f"{N_BACKLOG} documents waiting, two being read when the urgent one came"
    return Figure(
        "begun before the urgent one", float(max(between, 0)), 2.0, at_most=True, unit="documents", detail=told
    )


class Begun:
    """A reader that keeps the order in which documents were begun."""

    def __init__(self, inner: Reader) -> None:
        self.inner = inner
        self.order: list[str] = []
        self.signatures = inner.signatures
        self.close = inner.close

    def read(self, content: bytes | Path, file_name: str) -> DocumentText:
        """Return the text of a file, its name written down first."""
        self.order.append(file_name)
        return self.inner.read(content, file_name)


@contextmanager
def running_redis() -> Iterator[str | None]:
    """Give the address of a Redis server of its own, or None where none is installed."""
    binary = shutil.which("redis-server")
    if binary is None:
        yield None
        return
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    arguments = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        url = f"redis://127.0.0.1:{port}/0"
        _until(lambda: _answers(url))
        yield url
        server.terminate()


@contextmanager
def _resources(url: str, carrier: Bell | NoCarrier | None = None) -> Iterator[Resources]:
    engine = make_engine(url)
    with engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with transaction(make_sessions(engine)) as session:
        load_register(session, SystemClock().now())
    engine.dispose()
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        place = Path(folder)
        (place / "incoming").mkdir()
        settings = Settings(
            database_url=url,
            storage_dir=place / "store",
            watch_dir=place / "incoming",
            reading_processes=2,
            poll_seconds=0.5,
        )
        resources = open_resources(settings, carrier=carrier or NoCarrier())
        yield resources
        resources.close()


@contextmanager
def _working(resources: Resources, readers: int, *, ticking: bool = True) -> Iterator[None]:
    bell = resources.carrier
    assert isinstance(bell, Bell)  # noqa: S101 - whoever calls this gave one
    worker = EmbeddedWorker(resources, bell, readers=readers, ticking=ticking)
    worker.start()
    yield
    worker.stop(30)


def _minutes(readers: int) -> float:
    """Return how many minutes so many workers need for the scans; the reading processes are warm by then."""
    with sqlite_address() as url, _resources(url, carrier=Bell()) as resources:
        content = SCAN.read_bytes()
        with ThreadPoolExecutor(readers) as threads:
            list(threads.map(lambda _: resources.reader.read(content, SCAN.name), range(readers)))
        _fill(resources, N_SCANS, None, content=content)
        start = time.perf_counter()
        with _working(resources, readers, ticking=False):
            _until(lambda: _count(resources, Directive.read_at.is_not(None)) == N_SCANS)
            took = time.perf_counter() - start
    return took / 60


def _visible_after(resources: Resources, number: int) -> float:
    before = _opened(resources)
    part = resources.watch_dir / f".{number}.docx"
    part.write_bytes(papers.directive_docx(number + 1))
    start = time.perf_counter()
    part.rename(resources.watch_dir / f"{number}.docx")
    _until(lambda: _opened(resources) > before)
    return time.perf_counter() - start


def _fill(resources: Resources, count: int, urgency: Urgency | None, content: bytes | None = None) -> None:
    """Store so many documents as arrived and unread; their bytes differ in a last line."""
    letter = content or papers.letter_docx(0)
    with transaction(resources.sessions) as session:
        for number in range(count):
            name = f"{'urgent' if urgency else 'regular'}-{number}.{'pdf' if content else 'txt'}"
            body = letter + f"\n% {number}\n".encode() if content else f"So: {number}/UBND-VX {name}".encode()
            arrival = take_file(
                session, resources.store, source="bench", name=name, size=len(body),
                sha256=resources.store.put(body), now=resources.clock.now(),
            )  # fmt: skip
            if urgency is not None:
                session.get_one(Directive, arrival.directive_id).urgency = urgency
    resources.carrier.send(READ.name, 0)


def _claim_and_release(resources: Resources, subject_id: int) -> None:
    with transaction(resources.sessions) as session:
        now = resources.machine_clock.now()
        held = leases.claim(session, "bench", subject_id, now=now, terms=resources.terms)
    if held is not None:
        with transaction(resources.sessions) as session:
            leases.release(session, held)


def _our_worker(redis_url: str, resources: Resources) -> Worker:
    broker = open_broker(redis_url)
    dramatiq.Actor(
        lambda number: _claim_and_release(resources, number), broker=broker, actor_name="noop", queue_name=LIGHT_QUEUE,
        priority=0, options={},
    )  # fmt: skip
    worker = Worker(broker, queues={LIGHT_QUEUE}, worker_threads=LIGHT_THREADS, worker_timeout=FETCH_MILLISECONDS)
    worker.queue_prefetch = LIGHT_PREFETCH
    return worker


def _stock_worker(redis_url: str, resources: Resources) -> Worker:
    broker = RedisBroker(url=redis_url)  # type: ignore[no-untyped-call]
    dramatiq.Actor(
        lambda number: _claim_and_release(resources, number), broker=broker, actor_name="noop", queue_name=LIGHT_QUEUE,
        priority=0, options={},
    )  # fmt: skip
    return Worker(broker)


def _through(worker: Worker, redis_url: str) -> float:
    """Return the seconds from the worker's start until its queue is empty and done."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    for number in range(N_MESSAGES):
        worker.broker.enqueue(
            dramatiq.Message(queue_name=LIGHT_QUEUE, actor_name="noop", args=(number,), kwargs={}, options={})
        )
    start = time.perf_counter()
    worker.start()
    worker.broker.join(LIGHT_QUEUE, timeout=int(LONGEST * 1000))
    took = time.perf_counter() - start
    worker.stop()
    worker.broker.close()
    return took


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > end:
            message = "the bench waited too long"
            raise TimeoutError(message)
        time.sleep(0.005)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def _count(resources: Resources, condition: ColumnElement[bool]) -> int:
    with transaction(resources.sessions, writes=False) as session:
        return session.scalar(select(func.count(Directive.id)).where(condition)) or 0


def _opened(resources: Resources) -> int:
    with transaction(resources.sessions, writes=False) as session:
        return session.scalar(select(func.count(Assignment.id)).where(Assignment.opened_at.is_not(None))) or 0
