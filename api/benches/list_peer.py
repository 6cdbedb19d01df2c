"""The usual way to give a list: entities of the ORM and response models; served beside ours, by the same process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Row, select

from api.app import create_app
from api.benches.province import NOW
from api.benches.town_hall import wait_for
from api.deps import DbSession
from api.rest.answers import cursor_after
from api.rest.caller import ReadsTasks, viewer_of
from api.rest.words import AssignmentRow, Listing
from compliance.entries.listing.queries import IS_RETURNED, is_overdue
from compliance.entries.queries import (
    IS_DONE,
    IS_INCOMPLETE,
    LAST_ENTRY,
    LAST_RETURN,
    N_FLAGS,
    EntryDeadline,
    LastEntry,
    LastReturn,
    TaskDeadline,
    current,
    seen_by,
)
from core.clock import FixedClock
from core.organisation import Unit
from core.settings import Settings
from extraction.models import Assignment, Task
from ingest.models import Directive
from jobs.resources import NoCarrier, open_resources

OURS, PEER = "/api/v1/assignments", "/peer/assignments"
STOP_SECONDS = 20


@contextmanager
def served(address: str, port: int) -> Iterator[str]:
    """Serve both ways in a process of its own, and give its address."""
    with TemporaryDirectory(prefix="dondoc-peer-") as folder:
        process = get_context("spawn").Process(target=_serve, args=(address, port, folder), daemon=True)
        process.start()
        try:
            wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.join(STOP_SECONDS)


def add_peer(app: FastAPI) -> None:
    """Add the peer's route: the same rows by the same conditions, made of entities and models."""

    @app.get(PEER)
    def peer(session: DbSession, caller: ReadsTasks, limit: int = 50) -> Listing[AssignmentRow]:
        first = select(Assignment.id).where(Assignment.opened_at.is_not(None), seen_by(viewer_of(caller)))
        ids = session.scalars(first.order_by(Assignment.id).limit(limit)).all()
        question = (
            select(
                Assignment, Task, Directive, Unit, EntryDeadline, TaskDeadline, LastEntry, LastReturn, N_FLAGS,
                IS_RETURNED, IS_INCOMPLETE, is_overdue(NOW), IS_DONE,
            )
            .join(Task, Task.id == Assignment.task_id)
            .join(Directive, Directive.id == Task.directive_id)
            .join(Unit, Unit.id == Assignment.unit_id)
            .outerjoin(EntryDeadline, current(EntryDeadline, "entry"))
            .outerjoin(TaskDeadline, current(TaskDeadline, "task"))
            .outerjoin(LastEntry, LastEntry.id == LAST_ENTRY)
            .outerjoin(LastReturn, LastReturn.id == LAST_RETURN)
            .where(Assignment.id.in_(ids))
            .order_by(Assignment.id)
        )  # fmt: skip
        rows = session.execute(question).all()
        return Listing(items=_models(rows), next=cursor_after(rows[-1][0].id, newest_first=False))


def _models(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[AssignmentRow]:
    found = []
    for mine, task, directive, unit, entry_due, task_due, entry, returned, flags, *said in rows:
        found.append(
            AssignmentRow(
                id=mine.id,
                task_id=task.id,
                directive_id=directive.id,
                directive_number=directive.number,
                issued_on=directive.issued_on,
                unit=unit.code,
                unit_name=unit.name,
                role=mine.role,
                text=task.text,
                mode=task.mode,
                deliverable=task.deliverable,
                deadline_phrase=task.deadline_phrase,
                entry_due_on=entry_due and entry_due.due_on,
                entry_due_at=entry_due and entry_due.due_at,
                task_due_on=task_due and task_due.due_on,
                task_due_at=task_due and task_due.due_at,
                entry_receipt=entry_due and entry_due.id,
                task_receipt=task_due and task_due.id,
                opened_at=mine.opened_at,
                confirmed_at=mine.confirmed_at,
                withdrawn_at=mine.withdrawn_at,
                last_entry=entry and entry.id,
                last_entry_kind=entry and entry.kind,
                last_entry_at=entry and entry.made_at,
                reentry_due_at=returned and returned.reentry_due_at,
                n_flags=flags,
                is_provisional=mine.confirmed_at is None,
                is_returned=said[0],
                is_incomplete=said[1],
                is_overdue=said[2],
                is_done=said[3],
            )
        )
    return found


def _serve(address: str, port: int, folder: str) -> None:
    settings = Settings(database_url=address, storage_dir=Path(folder) / "store", watch_dir=Path(folder) / "incoming")
    resources = open_resources(settings, carrier=NoCarrier(), clock=FixedClock(NOW))
    app = create_app(settings, resources=resources)
    add_peer(app)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
