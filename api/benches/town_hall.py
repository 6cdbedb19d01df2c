"""Fifty people at their pages: servers in processes of their own, users who click and think, what each page took."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from api.app import create_app
from api.benches.province import HASH, NOW
from core.access import AccountRole
from core.accounts import create_account, open_sign_in
from core.clock import FixedClock
from core.database import transaction
from core.naming import fold, sort_key
from core.organisation import Unit, UnitStanding
from core.settings import Settings
from core.tokens import make_token, scopes_for
from jobs.resources import NoCarrier, open_resources

UNITS = 500
SIGNED_IN_FOR = timedelta(hours=72)
START_SECONDS = 300.0  # on a machine with much else to do
KEEP_SECONDS = 120
THINKING = (0.5, 1.5)  # a second on average
# What each role opens, as often as it stands here. {assignment}, {directive} and {unit} are drawn anew each time.
DAY: dict[AccountRole, tuple[str, ...]] = {
    AccountRole.UNIT: (
        "/worklist", "/worklist", "/worklist?part=coordinating", "/assignments/{own}", "/assignments/{own}", "/late",
        "/reviews", "/calendar",
    ),
    AccountRole.OFFICE: (
        "/", "/directives", "/directives?state=to_confirm", "/directives/{directive}", "/assignments/{assignment}",
        "/entries", "/decisions", "/late", "/pipeline", "/updates", "/orders", "/directives?q=kho",
    ),
    AccountRole.LEADER: (
        "/", "/dashboard", "/dashboard", "/late", "/directives", "/directives/{directive}", "/editions",
        "/reports/late",
    ),
    AccountRole.INSPECTION: ("/late", "/reports/late", "/directives", "/assignments/{assignment}"),
    AccountRole.AUDITOR: ("/audit", "/late", "/law", "/rulebook"),
    AccountRole.ADMINISTRATOR: ("/units", "/accounts", "/audit", "/connectors", "/fields", "/units/{unit}"),
}  # fmt: skip
PEOPLE = (
    (AccountRole.UNIT, 30), (AccountRole.OFFICE, 10), (AccountRole.LEADER, 4), (AccountRole.INSPECTION, 2),
    (AccountRole.AUDITOR, 2), (AccountRole.ADMINISTRATOR, 2),
)  # fmt: skip

BESIDE = (
    """INSERT INTO extraction_run (directive_id, at, engine, parts, unclaimed, warnings)
    SELECT id, read_at, 'bench', '[]', '[]', '[]' FROM directive""",
    """INSERT INTO confirmation (directive_id, at, account_id)
    SELECT id, arrived_at, (SELECT min(id) FROM account) FROM directive
    WHERE id % 20 <> 0 OR id <= (SELECT max(id) FROM directive) - 20000""",
    """UPDATE extraction_run SET confirmed_at = confirmation.at FROM confirmation
    WHERE confirmation.directive_id = extraction_run.directive_id""",
    """INSERT INTO classification (directive_id, entry_class, why, n_tasks, n_leads, at)
    SELECT id, 'multi', 'Có 5 nhiệm vụ.', 5, 5, read_at FROM directive""",
)


@dataclass(frozen=True, slots=True)
class User:
    """Someone at a browser that is signed in; ``unit``: the place of a unit account's unit in the list of units."""

    role: AccountRole
    cookie: str
    unit: int | None


@dataclass(slots=True)
class Clicks:
    """What was clicked: by page, how long each took and how large it was; and what did not answer as it should."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    octets: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def add_units(session: Session) -> None:
    """Bring the register to so many units that the regulation binds."""
    bound = set(session.scalars(select(UnitStanding.unit_id).where(UnitStanding.is_subject)))
    for number in range(UNITS - len(bound)):
        name = f"Phường Thử nghiệm {number}"
        unit = Unit(code=f"THU{number:04}", name=name, folded=fold(name), sort_key=sort_key(name), kind="ward")
        session.add(unit)
        session.flush()
        session.add(UnitStanding(unit_id=unit.id, from_on=NOW.date().replace(month=1, day=1), is_subject=True))


def complete(engine: Engine) -> None:
    """Write what the pages of directives ask for beside the record of assignments.

    Of the newest, one in twenty is unconfirmed: so much as comes in on one day.
    """
    with engine.begin() as connection:
        for table in ("directive", "task", "assignment", "deadline"):
            behind = "SELECT setval(pg_get_serial_sequence(:name, 'id'), :newest)"
            newest = connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one()  # noqa: S608 - names of our own
            connection.execute(text(behind), {"name": table, "newest": newest})
        for statement in BESIDE:
            connection.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def sign_in_everybody(session: Session) -> list[User]:
    """Return fifty people, each with a browser that is signed in."""
    units = list(session.scalars(select(UnitStanding.unit_id).where(UnitStanding.is_subject).order_by("unit_id")))
    users, number = [], 0
    for role, count in PEOPLE:
        for _ in range(count):
            number += 1
            place = number * 7 % len(units) if role is AccountRole.UNIT else None
            account = create_account(
                session, username=f"user{number}", full_name=f"Người dùng {number}", role=role,
                unit_id=None if place is None else units[place], password_hash=HASH, now=NOW,
            )  # fmt: skip
            cookie, _signed_in = open_sign_in(session, account, now=NOW, lasts=SIGNED_IN_FOR)
            users.append(User(role, cookie, place))
    return users


def office_token(session: Session) -> str:
    """Return a token of an account of the Office."""
    account = create_account(
        session, username="program", full_name="Chương trình", role=AccountRole.OFFICE, unit_id=None,
        password_hash=HASH, now=NOW,
    )  # fmt: skip
    return make_token(session, "bench", scopes_for(AccountRole.OFFICE), NOW, account=account)[0]


@contextmanager
def served(address: str, ports: Sequence[int], folder: Path) -> Iterator[list[str]]:
    """Serve the application in processes of their own, one a port, and give their addresses."""
    spawning = get_context("spawn")
    processes: list[SpawnProcess] = [
        spawning.Process(target=_serve, args=(address, port, str(folder)), daemon=True) for port in ports
    ]
    for process in processes:
        process.start()
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for each in addresses:
            wait_for(each)
        yield addresses
    finally:
        for process in processes:
            process.terminate()
            process.join(START_SECONDS)


def click(addresses: Sequence[str], users: Sequence[User], size: int, seconds: float) -> Clicks:
    """Let everybody click and think for so long, and return what each page took."""
    clicks = Clicks()
    asyncio.run(_everybody(addresses, users, size, seconds, clicks))
    return clicks


async def _everybody(
    addresses: Sequence[str], users: Sequence[User], size: int, seconds: float, clicks: Clicks
) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(
        *(_one(addresses[n % len(addresses)], user, n, size, end, clicks) for n, user in enumerate(users))
    )


async def _one(address: str, user: User, seed: int, size: int, end: float, clicks: Clicks) -> None:
    draw = random.Random(seed)  # noqa: S311 - which page is clicked is no secret
    async with httpx.AsyncClient(
        base_url=address, cookies={"dondoc": user.cookie}, timeout=60, headers={"Accept-Encoding": "gzip"}
    ) as client:
        while time.monotonic() < end:
            await asyncio.sleep(draw.uniform(*THINKING))
            page = draw.choice(DAY[user.role])
            start = time.perf_counter()
            try:
                answer = await client.get(_address(page, user, size, draw))
            except httpx.TransportError as error:  # it took as long as it took, and came to nothing
                clicks.seconds[page].append(time.perf_counter() - start)
                clicks.failed[f"{page} {type(error).__name__}"] += 1
                continue
            clicks.seconds[page].append(time.perf_counter() - start)
            clicks.octets[page] = max(clicks.octets[page], int(answer.num_bytes_downloaded))
            if answer.status_code != httpx.codes.OK and not (page == "/" and answer.is_redirect):
                clicks.failed[f"{page} {answer.status_code}"] += 1


def _address(page: str, user: User, size: int, draw: random.Random) -> str:
    own = 1
    if user.unit is not None:  # assignments go round the units by their number
        own = draw.randrange(user.unit or UNITS, size + 1, UNITS)
    return page.format(
        own=own,
        assignment=draw.randint(1, size),
        directive=draw.randint(1, size // 5),
        unit=draw.randint(1, UNITS // 2),
    )


def wait_for(address: str) -> None:
    """Return when a server answers."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{address}/healthz")
            return
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _serve(address: str, port: int, folder: str) -> None:
    """Run one web process on the province's database, at the instant at which it was filled."""
    settings = Settings(database_url=address, storage_dir=Path(folder) / "store", watch_dir=Path(folder) / "incoming")
    resources = open_resources(settings, carrier=NoCarrier(), clock=FixedClock(NOW))
    app = create_app(settings, resources=resources)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, timeout_keep_alive=KEEP_SECONDS)


def sessions_with(sessions: sessionmaker[Session]) -> tuple[list[User], str]:
    """Return everybody, and the token of a program."""
    with transaction(sessions) as session:
        return sign_in_everybody(session), office_token(session)
