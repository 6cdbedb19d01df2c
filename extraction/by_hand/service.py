"""What is done with orders without a document: recorded with their ground; workbooks put up, checked, accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.grid import Grid, Problem, from_plain, to_plain
from core.local_time import local_day
from core.queries import unit_names
from core.storage import FileStore
from extraction import queries as tasks
from extraction.by_hand import queries
from extraction.by_hand.models import OrderRecord, TaskSheet
from extraction.by_hand.record import (
    ORDER_KINDS,
    Evidence,
    HandOrder,
    HandTask,
    OrderKind,
    lacks_of_order,
    record_words,
)
from extraction.by_hand.sheet import LABELS, SheetDefaults, SheetReading, SheetTask, read_sheets
from extraction.models import ExtractionRun, Task
from extraction.review.service import TaskChanges, add_task
from extraction.values import TermKind
from ingest.models import Directive
from ingest.service import Order, take_order

ENGINE = "by-hand"
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What the form beside a workbook says: how the orders came, and values for rows that give none."""

    kind: OrderKind
    defaults: SheetDefaults
    evidence_words: str = ""


def record_order(
    session: Session, store: FileStore, order: HandOrder, who: Actor, now: datetime, *, sheet_id: int | None = None
) -> tuple[Directive, list[Task]]:
    """Keep an order as a directive of its own with its tasks; they are definite once it is confirmed.

    Raises:
        Invalid: signer, day, evidence, text or lead unit is missing, or a day cannot be.
        Conflict: a directive of this identity is there already.
    """
    lacks = lacks_of_order(order, local_day(now))
    if lacks:
        raise Invalid(" ".join(lacks.values()), fields=lacks)
    names = unit_names(session)
    leads = ["; ".join(names.get(unit_id, "?") for unit_id in task.leads) for task in order.tasks]
    directive = take_order(session, store, _as_taken(order, record_words(order, leads, who.name, now)), who, now)
    session.add(ExtractionRun(directive_id=directive.id, at=now, engine=ENGINE, parts=[], unclaimed=[], warnings=[]))
    session.add(
        OrderRecord(
            directive_id=directive.id,
            kind=order.kind,
            signer=order.signer.strip(),
            ordered_on=order.issued_on,
            evidence_words=order.evidence.words.strip() or None,
            evidence_sha256=order.evidence.sha256,
            evidence_name=order.evidence.file_name,
            sheet_id=sheet_id,
            entered_at=now,
            account_id=who.account_id,
        )
    )
    session.flush()
    made = [_add_task(session, directive, task, who, now) for task in order.tasks]
    record(session, now, who, "order.recorded", ("directive", directive.id), kind=order.kind.value, tasks=len(made))
    return directive, made


def put_up_sheet(
    session: Session, grids: Sequence[Grid], form: SheetForm, sha256: str, file_name: str, who: Actor, now: datetime
) -> TaskSheet:
    """Keep a workbook's cells so that they can be looked at; nothing becomes a task yet.

    Args:
        sha256: name of the workbook in the store, which is the evidence of its orders.
    """
    defaults = form.defaults
    row = TaskSheet(
        sha256=sha256,
        file_name=file_name[-255:],
        defaults={
            "kind": form.kind.value,
            "number": defaults.number,
            "issued_on": defaults.issued_on and defaults.issued_on.isoformat(),
            "issuer": defaults.issuer,
            "signer": defaults.signer,
            "evidence_words": form.evidence_words,
        },
        grids=to_plain(grids),
        put_up_at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    record(session, now, who, "sheet.put_up", ("task_sheet", row.id), sha256=sha256)
    return row


def check_sheet(session: Session, sheet_id: int, now: datetime) -> SheetReading:
    """Return what a workbook says by the register of today, and every error that stands in its way.

    Raises:
        NotFound: there is none of this id.
    """
    row = queries.sheet(session, sheet_id)
    register = tasks.register(session)
    reading = read_sheets(from_plain(row.grids), register, _form(row).defaults, local_day(now))
    known = [
        Problem(
            first.sheet,
            first.line,
            LABELS["number"],
            f"Văn bản {first.number} ngày {first.issued_on:%d/%m/%Y} đã có trong hệ thống (số thứ tự {found}): "
            "thêm nhiệm vụ vào văn bản đó, hoặc bỏ các dòng này.",
        )
        for first, *_ in _orders(reading.tasks)
        if first.number
        and (found := queries.known_directive(session, first.issuer, first.number, first.issued_on)) is not None
    ]
    return SheetReading(reading.tasks, (*reading.problems, *known), reading.columns)


def accept_sheet(
    session: Session, store: FileStore, sheet_id: int, who: Actor, now: datetime
) -> Iterator[tuple[Directive, list[tuple[Task, SheetTask]]]]:
    """Write every task of a workbook, one directive an order; give each with its rows.

    Raises:
        NotFound: there is none of this id.
        Conflict: it was accepted before.
        Invalid: it has an error.
    """
    queries.sheet(session, sheet_id)
    row = session.scalars(select(TaskSheet).where(TaskSheet.id == sheet_id).with_for_update()).one()
    session.refresh(row)
    if row.accepted_at is not None:
        message = "Bảng này đã được nhận; không nhận lần thứ hai."
        raise Conflict(message, reason="accepted")
    reading = check_sheet(session, sheet_id, now)
    if reading.errors:
        first = reading.errors[0]
        message = f"Bảng còn {len(reading.errors)} lỗi, chưa ghi gì. Lỗi đầu: {first.place}: {first.words}"
        raise Invalid(message, reason="sheet_errors")
    row.accepted_at, row.accepted_by_id = now, who.account_id
    form = _form(row)
    evidence = Evidence(form.evidence_words, row.sha256, row.file_name)
    codes = {code for task in reading.tasks for code in (*task.leads, *task.coordinators)}
    ids = tasks.unit_ids(session, sorted(codes))
    record(session, now, who, "sheet.accepted", ("task_sheet", row.id), tasks=len(reading.tasks))
    for lines in _orders(reading.tasks):
        order = _order(form.kind, evidence, lines, ids)
        directive, made = record_order(session, store, order, who, now, sheet_id=sheet_id)
        yield directive, list(zip(made, lines, strict=True))


def _orders(lines: Sequence[SheetTask]) -> list[list[SheetTask]]:
    """The rows by their orders, each in the workbook's order."""
    first = {line.order: place for place, line in reversed(list(enumerate(lines)))}
    ranked = sorted(lines, key=lambda line: first[line.order])
    return [list(group) for _, group in groupby(ranked, key=lambda line: line.order)]


def _order(kind: OrderKind, evidence: Evidence, lines: Sequence[SheetTask], ids: Mapping[str, int]) -> HandOrder:
    head = lines[0]
    return HandOrder(
        kind=kind,
        number=head.number,
        issued_on=head.issued_on,
        issuer=head.issuer,
        signer=head.signer,
        evidence=evidence,
        tasks=tuple(
            HandTask(
                text=line.text,
                leads=tuple(ids[code] for code in line.leads),
                coordinators=tuple(ids[code] for code in line.coordinators),
                phrase=line.phrase,
                term=line.term,
                product=line.product,
                period=line.term.period if line.term else None,
            )
            for line in lines
        ),
        subject=f"Danh mục {len(lines)} nhiệm vụ",
    )


def _as_taken(order: HandOrder, text: str) -> Order:
    return Order(
        number=order.number.strip(),
        issued_on=order.issued_on,
        issuer=order.issuer.strip(),
        kind=ORDER_KINDS[order.kind],
        subject=order.subject.strip() or order.tasks[0].text.strip()[:SUBJECT_LENGTH],
        urgency=order.urgency,
        signer=order.signer.strip(),
        text=text,
    )


def _add_task(session: Session, directive: Directive, task: HandTask, who: Actor, now: datetime) -> Task:
    term = task.term
    changes = TaskChanges(
        text=task.text,
        mode=task.mode,
        deadline_phrase=task.phrase,
        deadline_on=term.on if term is not None and term.kind is TermKind.DAY else None,
        term=term,
        period=task.period,
        deliverable=task.product or None,
        channel=None,
        field=None,
    )
    return add_task(session, directive.id, changes, task.leads, task.coordinators, who, now)


def _form(row: TaskSheet) -> SheetForm:
    kept = row.defaults
    on = date.fromisoformat(kept["issued_on"]) if kept["issued_on"] else None
    defaults = SheetDefaults(kept["number"], on, kept["issuer"], kept["signer"])
    return SheetForm(OrderKind(kept["kind"]), defaults, kept["evidence_words"])
