"""The line of documents against its goals: the light queue, two workers, from dropped to visible, urgent ones first."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import ColumnElement, func, select

from api.benches import light_queue, papers
from api.benches.databases import sqlite_address
from api.benches.installation import opened
from api.benches.measure import Figure, until
from core.database import transaction
from core.settings import ROOT
from extraction.models import Assignment, Task
from ingest.letterhead import Urgency
from ingest.models import Directive
from ingest.service import take_file
from ingest.text import DocumentText
from jobs.embedded import Bell, EmbeddedWorker
from jobs.pipeline import READ
from jobs.resources import Reader, Resources

N_SCANS = 48  # many enough that the last page, read by one worker alone, hardly counts
LOOKED_AFTER = 0.25  # s; a glance every few milliseconds would take from the workers the cores they are measured on
N_DROPPED = 100
DROPPED_EVERY = 1.5
N_BACKLOG = 5_000
SOME_BEGUN = 20
SCAN = ROOT / "ingest" / "samples" / "02-cong-van-quet.pdf"


def figures() -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    yield from light_queue.figures()
    yield _two_workers()
    yield from _dropped_to_visible()
    yield _urgent_first()


def _two_workers() -> Figure:
    one, two = _minutes(1), _minutes(2)
    told = f"{N_SCANS} scanned pages: one {N_SCANS / one:.0f} documents a minute, two {N_SCANS / two:.0f}"
    return Figure("documents a minute, two workers", one / two, 1.8, at_most=False, unit="× one", detail=told)


def _dropped_to_visible() -> Iterator[Figure]:
    """From the moment a file has its name in the watched folder until the first unit can see its task."""
    with sqlite_address() as url, opened(url, Bell()) as resources, _working(resources, 1):
        waited = sorted(_visible_after(resources).values())
    told = f"{N_DROPPED} Word files, one every {DROPPED_EVERY:g} s; a file must stand still for a second first"
    slowest = quantiles(waited, n=100)[-1]
    yield Figure("dropped to visible, median", median(waited), 5.0, at_most=True, unit="s", detail=told)
    yield Figure("dropped to visible, p99", slowest, 10.0, at_most=True, unit="s", detail=told)


def _urgent_first() -> Figure:
    """How many documents of a backlog are begun after an urgent one has come and before it is begun."""
    with sqlite_address() as url, opened(url, Bell()) as resources:
        begun = Begun(resources.reader)
        watched = replace(resources, reader=begun)
        _fill(watched, N_BACKLOG, None)
        with _working(watched, 2, ticking=False):
            until(lambda: len(begun.order) > SOME_BEGUN)
            _fill(watched, 1, Urgency.HOA_TOC)
            come = len(begun.order)
            until(lambda: any(name.startswith("urgent") for name in begun.order))
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
def _working(resources: Resources, readers: int, *, ticking: bool = True) -> Iterator[None]:
    bell = resources.carrier
    assert isinstance(bell, Bell)  # noqa: S101 - whoever calls this gave one
    worker = EmbeddedWorker(resources, bell, readers=readers, ticking=ticking)
    worker.start()
    yield
    worker.stop(30)


def _minutes(readers: int) -> float:
    """Return how many minutes so many workers need for the scans; the reading processes are warm by then."""
    with sqlite_address() as url, opened(url, Bell()) as resources:
        content = SCAN.read_bytes()
        with ThreadPoolExecutor(readers) as threads:
            list(threads.map(lambda _: resources.reader.read(content, SCAN.name), range(readers)))
        _fill(resources, N_SCANS, None, content=content)
        start = time.perf_counter()
        with _working(resources, readers, ticking=False):
            until(lambda: _count(resources, Directive.read_at.is_not(None)) == N_SCANS, LOOKED_AFTER)
            took = time.perf_counter() - start
    return took / 60


def _visible_after(resources: Resources) -> dict[str, float]:
    """Return of each file how many seconds after it was dropped its task was open for a unit."""
    dropped: dict[str, float] = {}
    waited: dict[str, float] = {}
    start = time.perf_counter()

    def glance() -> bool:
        if len(dropped) < N_DROPPED and time.perf_counter() - start >= len(dropped) * DROPPED_EVERY:
            name = f"{len(dropped)}.docx"
            part = resources.watch_dir / f".{name}"
            part.write_bytes(papers.directive_docx(len(dropped) + 1))
            part.rename(resources.watch_dir / name)
            dropped[name] = time.perf_counter()
        for name in _opened(resources) - waited.keys():
            waited[name] = time.perf_counter() - dropped[name]
        return len(waited) == N_DROPPED

    until(glance)
    return waited


def _fill(resources: Resources, count: int, urgency: Urgency | None, content: bytes | None = None) -> None:
    """Store so many documents as arrived and unread; their bytes differ in a last line."""
    with transaction(resources.sessions) as session:
        for number in range(count):
            name = f"{'urgent' if urgency else 'regular'}-{number}.{'pdf' if content else 'txt'}"
            body = content + f"\n% {number}\n".encode() if content else f"So: {number}/UBND-VX {name}".encode()
            arrival = take_file(
                session, resources.store, source="bench", name=name, size=len(body),
                sha256=resources.store.put(body), now=resources.clock.now(),
            )  # fmt: skip
            if urgency is not None:
                session.get_one(Directive, arrival.directive_id).urgency = urgency
    resources.carrier.send(READ.name, 0)


def _count(resources: Resources, condition: ColumnElement[bool]) -> int:
    with transaction(resources.sessions, writes=False) as session:
        return session.scalar(select(func.count(Directive.id)).where(condition)) or 0


def _opened(resources: Resources) -> set[str]:
    question = (
        select(Directive.file_name)
        .join(Task, Task.directive_id == Directive.id)
        .join(Assignment, Assignment.task_id == Task.id)
        .where(Assignment.opened_at.is_not(None))
    )
    with transaction(resources.sessions, writes=False) as session:
        return set(session.scalars(question))
