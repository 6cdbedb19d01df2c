"""``dondoc bench web``: what each page takes while fifty people click, and the list of a program against its peer.

On PostgreSQL, on the loopback, over a province of a million tasks and five hundred units that is filled for it.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.orm import Session, sessionmaker

from api.benches import list_peer
from api.benches.databases import free_port, postgres_address
from api.benches.measure import Figure, compare
from api.benches.province import fill
from api.benches.town_hall import UNITS, Clicks, add_units, click, complete, served, sessions_with
from api.starting import migrate_database
from core.database import make_engine, make_sessions, transaction
from core.settings import Settings

SIZE, QUICK_SIZE = 1_000_000, 100_000
SECONDS = 60.0
WARM_SECONDS = 20.0  # each process has then shown each kind of page: its templates and statements are compiled
GOAL_MS = 200.0
LIST_GOAL = 2.0
LISTS_A_ROUND = 30
ROUNDS = 7
WEB_PROCESSES = 2
PART = 0.95
LARGEST_PAGE = 150_000


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield the 95th percentile of every page, of all pages together, and the ratio of the list."""
    size = QUICK_SIZE if quick else SIZE
    with postgres_address() as address, tempfile.TemporaryDirectory(prefix="dondoc-web-") as folder:
        if address is None:
            message = "PostgreSQL is not installed: apt-get install postgresql"
            raise FileNotFoundError(message)
        began = time.perf_counter()
        sessions = _filled(address, size)
        took = time.perf_counter() - began
        users, token = sessions_with(sessions)
        with served(address, [free_port() for _ in range(WEB_PROCESSES)], Path(folder)) as addresses:
            click(addresses, users, size, WARM_SECONDS)
            clicks = click(addresses, users, size, SECONDS)
        where = f"{size:,} tasks, {UNITS} units, {len(users)} users, {WEB_PROCESSES} web processes, "
        yield from _pages(clicks, f"{where}filled in {took:.0f} s, {os.cpu_count()} cores")
        with list_peer.served(address, free_port()) as peers:
            yield _list(peers, token, size)


def _filled(address: str, size: int) -> sessionmaker[Session]:
    migrate_database(Settings(database_url=address))
    engine = make_engine(address)
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        add_units(session)
    fill(engine, sessions, size)
    complete(engine)
    return sessions


def _pages(clicks: Clicks, where: str) -> Iterator[Figure]:
    every = sorted(taken for page in clicks.seconds.values() for taken in page)
    rate = f"{len(every)} pages, {sum(clicks.failed.values())} failed {dict(clicks.failed) or ''}".strip()
    yield _figure("p95 of all pages", every, f"{where}; {rate}")
    for page, taken in sorted(clicks.seconds.items(), key=lambda item: -_p95(item[1])):
        octets = clicks.octets[page]
        yield _figure(f"p95 of {page}", taken, f"{len(taken)} times, {octets / 1000:.0f} kB over the wire")
    largest = max(clicks.octets.values()) / 1000
    page = max(clicks.octets, key=lambda name: clicks.octets[name])
    yield Figure("web: largest page", largest, LARGEST_PAGE / 1000, at_most=True, unit="kB", detail=page)


def _figure(name: str, taken: list[float], detail: str) -> Figure:
    middle = statistics.median(taken) * 1000
    told = f"median {middle:.0f} ms; {detail}"
    return Figure(f"web: {name}", _p95(taken) * 1000, GOAL_MS, at_most=True, unit="ms", detail=told)


def _p95(taken: list[float]) -> float:
    return sorted(taken)[max(0, int(len(taken) * PART + 0.5) - 1)]


def _list(address: str, token: str, size: int) -> Figure:
    """The list of fifty assignments as a program gets it, and the same by entities and response models."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:

        def ask(path: str) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = client.get(path, params={"limit": 50}).raise_for_status().json()["items"]
            return rows

        if not ask(list_peer.OURS) == ask(list_peer.PEER) != []:
            message = "Both ways must give the same rows"
            raise AssertionError(message)
        mine, other, ratio = compare(
            lambda: [ask(list_peer.OURS) for _ in range(LISTS_A_ROUND)],
            lambda: [ask(list_peer.PEER) for _ in range(LISTS_A_ROUND)],
            ROUNDS,
        )
    told = f"of {size:,}: {mine / LISTS_A_ROUND * 1000:.1f} ms, peer {other / LISTS_A_ROUND * 1000:.1f} ms, same rows"
    return Figure(
        "web: 50-row list, ORM and response models ÷ ours", ratio, LIST_GOAL, at_most=False, unit="×", detail=told
    )
