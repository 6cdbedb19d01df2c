"""A unit's worklist, and one assignment with its entry form: draft, send, enter again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.accesses import keep_access
from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.agenda import AgendaItem, Group, agenda_item, sorted_out
from api.web.drafts import check_seen, seen_of, writer_of
from api.web.forms import SentForm, day_of, go_to, text_of
from api.web.history import Happening, tell
from api.web.pages import render, told_to
from api.web.procedure_history import INHERITED, tell_procedures, tell_trail
from api.web.procedures import Procedure, clarity_of, procedure_of
from api.web.sheets import as_file, work_table
from compliance.entries import queries as entries
from compliance.entries.completeness import FirstEntry, lacks_of_entry, lacks_of_reentry
from compliance.entries.desk import queries as desk
from compliance.entries.models import Entry
from compliance.entries.queries import WorkRow
from compliance.entries.service import EntryForm, record_entry, save_draft
from compliance.entries.worklist.queries import open_work
from compliance.rulebook.rules import Rules
from core import queries as register
from core.access import Action, Viewer
from core.errors import Invalid
from core.local_time import local_day
from core.succession import unit_today
from extraction import queries as tasks
from extraction.values import Role
from ingest import queries as documents

PAGE, FIRST_OF_A_GROUP = 50, 10
CAN_READ = Depends(allowed(Action.WRITE_ENTRY, Action.SEE_ALL_DIRECTIVES))
CAN_ENTER = [Depends(check_form), Depends(allowed(Action.WRITE_ENTRY))]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the worklist is asked for: lead or coordinating, words in it, one's own, one group by pages."""

    part: str = Role.LEAD
    words: str = ""
    mine: bool = False
    group: str = ""
    page: int = 1

    @property
    def shown(self) -> slice:
        """Which members of a group are shown: a page of the one asked for, else the first of each."""
        return slice((self.page - 1) * PAGE, self.page * PAGE) if self.group else slice(FIRST_OF_A_GROUP)


async def asked_work(
    part: str = Role.LEAD,
    q: Annotated[str, Query(max_length=200)] = "",
    mine: str = "",
    group: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    """Return what the address asks for; an unknown part is the lead's, an unknown group all of them."""
    return Asked(
        part if part in set(Role) else Role.LEAD, q.strip(), mine == "1", group if group in set(Group) else "", page
    )


@router.get("/worklist", dependencies=[Depends(allowed(Action.WRITE_ENTRY))])
def worklist_page(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    now: Now,
    asked: Annotated[Asked, Depends(asked_work)],
    form: str = "",
) -> Response:
    """Show the unit's open assignments, grouped by what is owed next; lead and coordinating apart.

    Of each group the first ones, and of one group all, by pages.
    """
    every = open_work(session, viewer, asked.words, mine=asked.mine)
    of_role = [work for work in every if work.role == asked.part]
    groups = sorted_out(of_role, now, site.law.calendar, _amber_from(site, now))
    if form:
        ids = [each for members in groups.values() for each in members]
        return as_file(form, "viec-cua-don-vi", work_table(entries.rows_of(session, viewer, ids)), told_to(request))
    shown = {group: members[asked.shown] for group, members in groups.items() if asked.group in {"", group}}
    ids = [each for members in shown.values() for each in members]
    rows = {row.assignment_id: row for row in entries.rows_of(session, viewer, ids)}
    return render(
        request,
        "worklist/list.html",
        agenda={group: [_item(rows[each], site, now) for each in members] for group, members in shown.items()},
        n_by_group={group: len(members) for group, members in groups.items()},
        has_next=bool(asked.group) and asked.page * PAGE < len(groups.get(Group(asked.group), ())),
        role=asked.part,
        asked=asked,
        delegates={each: name for each, (_, name) in desk.delegates(session, viewer, ids).items()},
        n_mine=desk.n_given_to(session, viewer),
        n_by_role={role.value: sum(len(work.assignment_ids) for work in every if work.role == role) for role in Role},
        unit="" if viewer.unit_id is None else unit_today(session, viewer.unit_id, local_day(now)),
        query=request.url.remove_query_params(["form", "page", "done"]).query,
    )


@router.get("/assignments/{assignment_id}", dependencies=[CAN_READ])
def assignment_page(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int
) -> Response:
    """Show one assignment: the clause, the clocks, the unit's entry form with what is known filled in, the history.

    That its clause was opened is kept, as with every access to a document.
    """
    row = entries.assignment(session, viewer, assignment_id)
    shown = show_assignment(request, session, site, viewer, now, row)
    keep_access(site, who, row.directive_id, "clause", now)
    return shown


@router.post("/assignments/{assignment_id}/draft", dependencies=CAN_ENTER)
def keep_draft(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int, sent: SentForm
) -> Response:
    """Keep an unfinished entry; it stops no clock.

    Raises:
        Conflict: somebody else of the unit has saved another one since the form was opened.
    """
    entries.assignment(session, viewer, assignment_id)
    check_seen(session, entries.draft_of(session, assignment_id), sent, who)
    save_draft(session, assignment_id, _entry_form(sent), who, now)
    return go_to(f"/assignments/{assignment_id}", "draft-saved")


@router.post("/assignments/{assignment_id}/entries", dependencies=CAN_ENTER)
def enter(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    now: Now,
    who: TheActor,
    assignment_id: int,
    sent: SentForm,
) -> Response:
    """Make an entry; what is missing is told beside its field and nothing typed is lost."""
    row = entries.assignment(session, viewer, assignment_id)
    try:
        form = _entry_form(sent)
        entry, returned = record_entry(session, assignment_id, form, who, site.law, now)
    except Invalid as error:
        session.rollback()  # nothing of a refused entry may stay
        told = error.fields or {"form": error.message}
        return show_assignment(request, session, site, viewer, now, row, values=_typed(sent), errors=told)
    if returned is not None:
        return go_to(f"/assignments/{assignment_id}", "entered-late")
    return go_to(f"/assignments/{assignment_id}", "reentered" if entry.kind == "reentry" else "entered")


def show_assignment(  # noqa: PLR0913 - what is shown, and what a refused form said
    request: Request,
    session: DbSession,
    site: Site,
    viewer: Viewer,
    now: datetime,
    row: WorkRow,
    *,
    values: dict[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    report_errors: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of an assignment; ``values`` and the errors are those of a form that was refused."""
    made = entries.entries_of(session, row.assignment_id)
    draft = entries.draft_of(session, row.assignment_id)
    values = _prefilled(row, viewer, draft, made) if values is None else values
    counting = [entry for entry in made if entry.withdrawn_at is None]
    procedure = procedure_of(session, site, viewer, row, now)
    document = documents.document_text(session, row.directive_id)
    return render(
        request,
        "worklist/assignment.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors or report_errors else HTTPStatus.OK,
        row=row,
        task=tasks.task(session, row.task_id),
        item=_item(row, site, now),
        last=counting[-1] if counting else None,
        values=values,
        errors=errors or {},
        report_errors=report_errors or {},
        draft=draft,
        draft_by=writer_of(session, draft),
        draft_seen=seen_of(draft),
        report_seen=seen_of(procedure.draft),
        report_by=writer_of(session, procedure.draft),
        missing=_missing_now(row, values, site.law.on(local_day(now))),
        history=_history(session, row, made, procedure),
        procedure=procedure,
        clarity=clarity_of(row, _as_first_entry(values, counting), documents.directive(session, row.directive_id)),
        page=document.pages[row.page - 1] if document and document.has_layout and row.page else None,
    )


def _history(session: DbSession, row: WorkRow, made: Sequence[Entry], procedure: Procedure) -> list[Happening]:
    """All that happened to the assignment, oldest first; equal instants stay in the order told."""
    names = register.account_names(session)
    returns = entries.returns_of(session, row.assignment_id) if "entry_return" in procedure.hangs else []
    flags = entries.flags_of(session, row.assignment_id) if "late_flag" in procedure.hangs else []
    told = tell(row, made, returns, flags, names)
    asked = tell_procedures(
        procedure.contests, procedure.extensions, procedure.not_ours, procedure.suspensions, made, names
    )
    events = register.events_about(session, "assignment", row.assignment_id)
    units = register.unit_names(session) if any(event.did == INHERITED for event in events) else {}
    trail = tell_trail(events, units, names)
    return sorted([*told, *asked, *trail], key=lambda happening: happening.at)


def _as_first_entry(values: dict[str, str], made: Sequence[Entry]) -> FirstEntry:
    """What the unit has told so far: its newest entry with these fields, else the form as it stands."""
    told = next((entry for entry in reversed(made) if entry.officer), None)
    if told is not None:
        return FirstEntry(told.officer, told.product, told.planned_on, told.planned_why, told.first_action)
    try:
        planned_on = day_of(FormData(values), "planned_on", "Ngày dự kiến hoàn thành")
    except Invalid:
        planned_on = None
    return FirstEntry(values["officer"], values["product"], planned_on, values["planned_why"], values["first_action"])


def _prefilled(row: WorkRow, viewer: Viewer, draft: Entry | None, made: Sequence[Entry]) -> dict[str, str]:
    """What the form starts with: the draft, else the returned entry carried over, else what is known already."""
    source = draft or (made[-1] if made and row.is_returned else None)
    if source is not None:
        values = _values_of(source)
        return values if source is draft else {**values, "cause": ""}
    return {
        "officer": viewer.name,
        "product": row.deliverable or "",
        "planned_on": row.task_due_on.isoformat() if row.task_due_on else "",
        "planned_why": "",
        "first_action": "",
        "cause": "",
        "note": "",
    }


def _values_of(entry: Entry) -> dict[str, str]:
    return {
        "officer": entry.officer or "",
        "product": entry.product or "",
        "planned_on": entry.planned_on.isoformat() if entry.planned_on else "",
        "planned_why": entry.planned_why or "",
        "first_action": entry.first_action or "",
        "cause": entry.cause or "",
        "note": entry.note or "",
    }


def _typed(sent: FormData) -> dict[str, str]:
    names = ("officer", "product", "planned_on", "planned_why", "first_action", "cause", "note")
    return {name: text_of(sent, name) for name in names}


def _entry_form(sent: FormData) -> EntryForm:
    typed = _typed(sent)
    return EntryForm(
        officer=typed["officer"],
        product=typed["product"],
        planned_on=day_of(sent, "planned_on", "Ngày dự kiến hoàn thành"),
        planned_why=typed["planned_why"],
        first_action=typed["first_action"],
        cause=typed["cause"],
        note=typed["note"],
        kind=text_of(sent, "kind"),
    )


def _missing_now(row: WorkRow, values: dict[str, str], rules: Rules) -> list[str]:
    """What the form as it stands still lacks, told before it is sent."""
    try:
        form = _entry_form(FormData(values))
    except Invalid as error:
        return [error.message]
    entry = FirstEntry(form.officer, form.product, form.planned_on, form.planned_why, form.first_action)
    if row.is_returned:
        return [lack.words for lack in lacks_of_reentry(entry, form.cause, row.task_due_on, rules)]
    return [lack.words for lack in lacks_of_entry(entry, row.task_due_on, rules)]


def _item(row: WorkRow, site: Site, now: datetime) -> AgendaItem:
    return agenda_item(row, now, site.law.calendar, _amber_from(site, now))


def _amber_from(site: Site, now: datetime) -> int:
    return site.law.on(local_day(now)).signals.amber_working_days
