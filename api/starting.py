"""How the program is set going: migrated, served, shown with samples on one's own machine."""

import json
import secrets
import sys
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from alembic import command
from alembic.config import Config
from sqlalchemy import func, make_url, select

from api.app import create_app
from compliance.deadlines.versions.service import keep_delivered
from compliance.entries.counters.service import count_missing
from core.access import AccountRole
from core.accounts import create_account, hash_password
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from core.errors import NotFound
from core.logging import set_up_logging
from core.organisation import Account, Unit
from core.register import load_register
from core.settings import ROOT, Settings
from core.tokens import make_token, revoke_token, tokens_of
from ingest.models import Arrival
from ingest.queries import waiting
from ingest.service import take_file
from jobs.broker import open_carrier
from jobs.embedded import Bell, EmbeddedWorker, work_until_idle
from jobs.pipeline import READ, advance_next
from jobs.resources import NoCarrier, Resources, open_resources
from jobs.stopping import told_to_stop

SAMPLES = ROOT / "ingest" / "samples"
PASSWORD_BYTES = 9
STOP_SECONDS = 10

# One for each role: who signs in, as what, for which unit.
DEMONSTRATION = (
    ("vanphong", AccountRole.OFFICE, "Chuyên viên Văn phòng UBND tỉnh", None),
    ("soyte", AccountRole.UNIT, "Chuyên viên Sở Y tế", "SYT"),
    ("sonnmt", AccountRole.UNIT, "Chuyên viên Sở Nông nghiệp và Môi trường", "SNNMT"),
    ("muonglat", AccountRole.UNIT, "Công chức xã Mường Lát", "14845"),
    ("lanhdao", AccountRole.LEADER, "Phó Chủ tịch UBND tỉnh", None),
    ("tocongtac", AccountRole.INSPECTION, "Thành viên Tổ công tác", None),
    ("giamsat", AccountRole.AUDITOR, "Cán bộ giám sát nhật ký", None),
    ("quantri", AccountRole.ADMINISTRATOR, "Quản trị hệ thống", None),
)


def migrate_database(settings: Settings) -> None:
    """Bring the database to the newest tables, and the register of units to what ships."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    with engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with transaction(make_sessions(engine)) as session:
        load_register(session, SystemClock().now())
        keep_delivered(session, SystemClock().now())
    after: int | None = 0
    while after is not None:  # what was opened before there were counters
        with transaction(make_sessions(engine)) as session:
            after = count_missing(session, after, SystemClock().now())
    engine.dispose()


def serve_web(settings: Settings) -> None:
    """Serve pages and API until stopped; without Redis, this process works on the documents too.

    The database must have been migrated (``dondoc migrate``).
    """
    if settings.redis_url is not None:
        resources = open_resources(settings, carrier=open_carrier(settings.redis_url))
        _serve(settings, resources)
        return
    bell = Bell()
    resources = open_resources(settings, carrier=bell)
    worker = EmbeddedWorker(resources, bell, readers=settings.reading_processes)
    told_to_stop()  # the server raises the signal again once it has shut down: it must not end the worker halfway
    worker.start()
    try:
        _serve(settings, resources)
    finally:
        worker.stop()
        resources.close()


def start_demonstration(settings: Settings) -> None:
    """Set up a demonstration where nothing is set up yet, work through the samples in sight of the user, and serve."""
    if "log_level" not in settings.model_fields_set:
        set_up_logging("WARNING", as_json=False)  # someone is looking at the terminal; what goes well needs no line
    migrate_database(settings)
    settings.watch_dir.mkdir(parents=True, exist_ok=True)
    resources = open_resources(settings, carrier=NoCarrier())
    accounts = _demonstration_accounts(settings, resources)
    _take_samples(resources)
    _work_in_sight(resources)
    resources.close()
    _say("")
    _say(f"dondoc: http://{settings.host}:{settings.port}")
    for username, password in accounts.items():
        _say(f"  {username:<10} {password}")
    _say(f"Văn bản thả vào {settings.watch_dir} sẽ được tiếp nhận. Dừng: Ctrl+C.")
    serve_web(settings)


def add_account(
    settings: Settings, username: str, password: str, role: str, full_name: str, unit_code: str | None
) -> None:
    """Add one account.

    Raises:
        Invalid: role, unit or password cannot be taken.
        Conflict: the user name is taken.
        NotFound: no unit has this code.
    """
    password_hash = hash_password(password)
    now = SystemClock().now()
    with transaction(make_sessions(make_engine(settings.database_url))) as session:
        unit_id = None
        if unit_code is not None:
            unit_id = session.scalar(select(Unit.id).where(Unit.code == unit_code))
            if unit_id is None:
                message = f"Không có đơn vị mã {unit_code}."
                raise NotFound(message)
        create_account(
            session,
            username=username,
            full_name=full_name,
            role=AccountRole(role),
            unit_id=unit_id,
            password_hash=password_hash,
            now=now,
        )


def add_token(
    settings: Settings, name: str, scopes: Collection[str], username: str | None = None, days: int | None = None
) -> str:
    """Make a token for a program and return its secret.

    Args:
        username: the account that it acts for.
        days: after so many it ends; None: never by itself.

    Raises:
        Invalid: name or scopes cannot be taken.
        Conflict: a living token has this name.
        NotFound: no account has this name.
    """
    now = SystemClock().now()
    ends_at = None if days is None else now + timedelta(days=days)
    with transaction(make_sessions(make_engine(settings.database_url))) as session:
        account = None
        if username is not None:
            account = session.scalar(select(Account).where(Account.username == username.strip().lower()))
            if account is None:
                message = f"Không có tài khoản “{username}”."
                raise NotFound(message)
        return make_token(session, name, scopes, now, account=account, expires_at=ends_at)[0]


def tell_tokens(settings: Settings) -> list[dict[str, Any]]:
    """Return every token as the command prints it, living ones first."""
    with transaction(make_sessions(make_engine(settings.database_url)), writes=False) as session:
        return [
            {
                "name": row.name,
                "account": account.username if account else None,
                "scopes": row.scopes,
                "expires_at": row.expires_at.isoformat() if row.expires_at else None,
                "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
            }
            for row, account in tokens_of(session)
        ]


def end_token(settings: Settings, name: str) -> None:
    """End a program's token.

    Raises:
        NotFound: no living token has this name.
    """
    with transaction(make_sessions(make_engine(settings.database_url))) as session:
        revoke_token(session, name, SystemClock().now())


def _serve(settings: Settings, resources: Resources) -> None:
    app = create_app(settings, resources=resources)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _demonstration_accounts(settings: Settings, resources: Resources) -> dict[str, str]:
    """Return user names and passwords, made at random for this installation and kept beside its database."""
    path = settings.storage_dir.with_name("demonstration-accounts.json")
    with transaction(resources.sessions, writes=False) as session:
        there = session.scalar(select(func.count(Account.id))) or 0
    if there:
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
    accounts = {username: secrets.token_urlsafe(PASSWORD_BYTES) for username, _, _, _ in DEMONSTRATION}
    for username, role, full_name, unit_code in DEMONSTRATION:
        add_account(settings, username, accounts[username], role, full_name, unit_code)
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), "utf-8")
    return accounts


def _take_samples(resources: Resources) -> None:
    with transaction(resources.sessions, writes=False) as session:
        if session.scalar(select(func.count(Arrival.id))):
            return
    for path in sorted(SAMPLES.iterdir()):
        content = path.read_bytes()
        sha256 = resources.store.put(content)
        with transaction(resources.sessions) as session:
            take_file(
                session,
                resources.store,
                source="samples",
                name=path.name,
                size=len(content),
                sha256=sha256,
                now=resources.clock.now(),
            )


def _work_in_sight(resources: Resources) -> None:
    """Read and split what waits, telling how far it is: the first start should not look as if it hung."""
    with transaction(resources.sessions, writes=False) as session:
        count = len(waiting(session, limit=1000))
    if not count:
        return
    _say(f"Đọc {count} văn bản mẫu")
    for number in range(1, count + 1):
        if advance_next(resources, READ) is None:
            break
        _say(f"  {number}/{count}")
    work_until_idle(resources)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
