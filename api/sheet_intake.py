"""What ``dondoc tasks …`` does: a workbook of tasks checked, or taken whole, on the database of the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.errors import Invalid, NotFound
from core.grid import Grid
from core.local_time import local_day
from core.organisation import Account
from core.settings import Settings
from extraction.by_hand.record import OrderKind
from extraction.by_hand.service import SheetForm, put_up_sheet
from extraction.by_hand.sheet import SheetDefaults, read_sheets
from extraction.models import Task
from extraction.queries import register
from ingest.readers.failures import Unreadable
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from jobs.by_hand import accept_tasks
from jobs.resources import NoCarrier, open_resources

SECONDS = 60


def check_file(settings: Settings, file: Path, defaults: SheetDefaults) -> Iterator[dict[str, Any]]:
    """Give every problem of a workbook by sheet and line, and at last how many tasks and errors it has.

    Raises:
        Invalid: the file cannot be read.
    """
    resources = open_resources(settings, carrier=NoCarrier())
    try:
        with resources.sessions() as session:
            today = local_day(resources.clock.now())
            reading = read_sheets(_grids(file.read_bytes()), register(session), defaults, today)
    finally:
        resources.close()
    for problem in reading.problems:
        yield {
            "sheet": problem.sheet,
            "line": problem.line,
            "column": problem.column,
            "error": problem.is_error,
            "message": problem.words,
        }
    yield {"tasks": len(reading.tasks), "errors": len(reading.errors)}


def accept_file(
    settings: Settings, file: Path, kind: OrderKind, defaults: SheetDefaults, username: str
) -> dict[str, Any]:
    """Write every task of a workbook at once in the name of an account; return the directives that were made.

    Raises:
        NotFound: no such active account.
        Invalid: the file cannot be read, or has an error; nothing is written.
    """
    resources = open_resources(settings, carrier=NoCarrier())
    try:
        content = file.read_bytes()
        grids = _grids(content)
        sha256 = resources.store.put(content)
        with resources.sessions.begin() as session:
            who, now = _account(session, username), resources.clock.now()
            row = put_up_sheet(session, grids, SheetForm(kind, defaults), sha256, file.name, who, now)
            made = accept_tasks(session, resources.store, row.id, who, resources.law, now)
            return {"sheet": row.id, "directives": made, "tasks": _count(session, made)}
    finally:
        resources.close()


def _grids(content: bytes) -> tuple[Grid, ...]:
    try:
        with ReaderProcesses(1, ReadingLimits(max_seconds=SECONDS)) as processes:
            return processes.grids(content)
    except Unreadable as unreadable:
        raise Invalid(unreadable.message) from unreadable


def _account(session: Session, username: str) -> Actor:
    account = session.scalar(select(Account).where(Account.username == username, Account.is_active))
    if account is None or account.role != "office":
        message = f"Không có tài khoản Văn phòng “{username}” đang hoạt động."
        raise NotFound(message)
    return Actor(account.id, account.full_name)


def _count(session: Session, directive_ids: list[int]) -> int:
    return len(session.scalars(select(Task.id).where(Task.directive_id.in_(directive_ids))).all())
