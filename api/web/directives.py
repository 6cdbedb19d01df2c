"""The incoming directives: their list, the upload of a file, another try at an unreadable one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, allowed, check_form
from api.web.countdown import Signal, age, met, signal, until
from api.web.forms import SentForm, go_to, text_of
from api.web.pages import render, told_to
from api.web.sheets import Said, as_file
from api.web.uploads import plain_name
from api.web.words import CLASSES, STATES
from compliance.deadlines.incoming.queries import (
    PAGE_SIZE,
    IncomingFilter,
    IncomingRow,
    IncomingState,
    counts,
    incoming,
)
from core.access import Action
from core.audit import Actor, record
from core.errors import Invalid
from core.local_time import local_day
from extraction.values import EntryClass
from ingest import service as documents
from ingest.models import Arrival
from ingest.packages.facts import is_package
from jobs.pipeline import READ, retry, send
from jobs.unpacking import take_given

OFFICE_PAST = "Chậm xác nhận"
UPLOAD = "upload"
NOT_TAKEN = frozenset({"refused", "unreadable"})
AFTER = {"duplicate": "uploaded-again"}
HEAD = ("Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu", "Loại", "Trạng thái", "Số nhiệm vụ",
        "Hạn xác nhận", "Nhận lúc", "Tệp")  # fmt: skip

router = APIRouter(include_in_schema=False)


async def asked_filter(
    now: Now, state: str = "", entry_class: str = "", q: Annotated[str, Query(max_length=200)] = "", late: str = ""
) -> IncomingFilter:
    """Return what the address narrows the list to."""
    return IncomingFilter(
        IncomingState(state) if state in set(IncomingState) else None,
        entry_class if entry_class in set(EntryClass) else None,
        q.strip(),
        now if late else None,
    )


@router.get("/directives", dependencies=[Depends(allowed(Action.SEE_ALL_DIRECTIVES))])
def directives_page(
    request: Request,
    session: DbSession,
    site: TheSite,
    now: Now,
    wanted: Annotated[IncomingFilter, Depends(asked_filter)],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    form: str = "",
) -> Response:
    """Show the incoming directives, the unclear before the clear, or give all of them as a file."""
    if form:
        return as_file(form, "van-ban-den", _table(session, wanted), told_to(request))
    counted = counts(session, wanted)
    rows = incoming(session, wanted, page, counted=counted)
    return render(
        request,
        "directives/list.html",
        rows=rows,
        signals=signals_of(rows, site, now),
        ages={row.directive_id: age(row.since, now) for row in rows},
        counts=counted,
        wanted=wanted,
        page_number=page,
        has_next=len(rows) == PAGE_SIZE,
    )


def _table(session: DbSession, wanted: IncomingFilter) -> list[list[object]]:
    """Return every page of the list as one table, head first."""
    table: list[list[object]] = [list(HEAD)]
    page = 1
    while rows := incoming(session, wanted, page):
        table += [
            [row.number, row.issued_on, row.issuer, row.subject, Said(CLASSES.get(row.entry_class or "", "")),
             Said(STATES[row.state]), row.n_tasks, row.due_at and Said(until(row.due_at)), row.arrived_at,
             row.file_name]
            for row in rows
        ]  # fmt: skip
        page += 1
    return table


@router.post("/directives", dependencies=[Depends(check_form), Depends(allowed(Action.UPLOAD))])
def upload(
    session: DbSession, site: TheSite, now: Now, who: TheActor, file: Annotated[list[UploadFile], File()]
) -> Response:
    """Take files by hand: each stored first, then a directive; the same bytes make no second one."""
    named = [(name, each) for each in file if (name := plain_name(each))]
    if not named:
        message = "Chưa chọn tệp. Chọn một hay nhiều tệp PDF, DOCX, DOC, XLSX, TXT hoặc gói edXML rồi gửi lại."
        raise Invalid(message, fields={"file": message})
    arrivals = [_take(session, site, now, who, name, each.file.read()) for name, each in named]
    return _after_one(arrivals[0]) if len(arrivals) == 1 else go_to("/directives", _after_all(arrivals))


def _take(session: DbSession, site: Site, now: datetime, who: Actor, name: str, content: bytes) -> Arrival:
    if is_package(name, content):
        return take_given(site.resources, session, source=UPLOAD, name=name, content=content)
    sha256 = site.resources.store.put(content)
    arrival = documents.take_file(
        session, site.resources.store, source=UPLOAD, name=name, size=len(content), sha256=sha256, now=now
    )
    session.flush()
    if arrival.outcome == "new" and arrival.directive_id is not None:
        record(session, now, who, "directive.uploaded", ("directive", arrival.directive_id))
        send(site.resources, session, READ.name, arrival.directive_id)
    return arrival


def _after_one(arrival: Arrival) -> Response:
    """Where to go after one file: what it did is told there; why it was not taken stands on the pipeline page."""
    if arrival.outcome in NOT_TAKEN:
        return go_to("/directives", "file-refused")
    if arrival.outcome == "new":
        return go_to("/directives", "uploaded")
    if arrival.directive_id is None or arrival.outcome == "withdraw":
        return go_to("/updates", "package-kept")
    return go_to(f"/directives/{arrival.directive_id}", AFTER.get(arrival.outcome, "package-kept"))


def _after_all(arrivals: Sequence[Arrival]) -> str:
    """What to say after several files, by the one that went worst."""
    outcomes = {arrival.outcome for arrival in arrivals}
    if outcomes & NOT_TAKEN:
        return "some-refused"
    return "uploaded" if outcomes == {"new"} else "some-known"


@router.post(
    "/directives/{directive_id}/retry", dependencies=[Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]
)
def retry_directive(
    session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int, form: SentForm
) -> Response:
    """Let an unreadable directive be read again; whoever asked for it on the pipeline's page stays there."""
    retry(site.resources, session, directive_id, who, now)
    return go_to("/pipeline" if text_of(form, "page") == "pipeline" else "/directives", "retried")


def signals_of(rows: Sequence[IncomingRow], site: Site, now: datetime) -> dict[int, Signal]:
    """Return how the Office's own clock reads for each directive that has one, by directive id."""
    return {
        row.directive_id: office_signal(row.due_at, row.confirmed_at, site, now)
        for row in rows
        if row.due_at is not None
    }


def office_signal(due_at: datetime, confirmed_at: datetime | None, site: Site, now: datetime) -> Signal:
    """Return how the Office's own clock of one directive reads: running, or ended by the confirmation."""
    if confirmed_at is None:
        amber_from = site.law.on(local_day(now)).signals.amber_working_days
        return signal(due_at, now, site.law.calendar, amber_from, OFFICE_PAST)
    when = "Xác nhận đúng hạn" if confirmed_at < due_at else "Xác nhận chậm"
    return met(due_at, when)
