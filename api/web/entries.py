"""The Office's confirm queue: entries that wait, re-entries first; each is confirmed or returned with its reason."""

from collections import Counter

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.countdown import age
from api.web.forms import SentForm, go_to, text_of
from api.web.pages import render
from compliance.entries import queries as entries
from compliance.entries.service import OFFICE_REASONS, confirm_entry, return_entry
from core.access import Action

CAN_JUDGE = Depends(allowed(Action.JUDGE_ENTRY))
CAN_ACT = [Depends(check_form), CAN_JUDGE]
SHOWN = 50
# So many units of one task are confirmed on a page of their own.
GROUPED_FROM = 3

router = APIRouter(include_in_schema=False)


@router.get("/entries", dependencies=[CAN_JUDGE])
def entries_page(request: Request, session: DbSession, viewer: TheViewer, now: Now) -> Response:
    """Show the entries that wait for the Office, each with its clause and what the unit wrote."""
    waiting = entries.waiting_ids(session, viewer)
    by_task = Counter(task_id for _, task_id in waiting)
    first_of = {task_id: each for each, task_id in reversed(waiting) if by_task[task_id] >= GROUPED_FROM}
    single = [each for each, task_id in waiting if task_id not in first_of][:SHOWN]
    shown = entries.rows_of(session, viewer, single)
    grouped = entries.rows_of(session, viewer, sorted(first_of.values())[:SHOWN])
    return render(
        request,
        "entries/list.html",
        rows=shown,
        n_rows=len(waiting),
        n_single=sum(n for task_id, n in by_task.items() if task_id not in first_of),
        grouped=[(row, by_task[row.task_id]) for row in grouped],
        counted_up_to=entries.COUNTED_UP_TO,
        made=entries.entries_of_each(session, single),
        ages={row.assignment_id: age(row.entered_at, now) for row in shown if row.entered_at},
        reasons=list(OFFICE_REASONS),
    )


@router.post("/entries/{entry_id}/confirm", dependencies=CAN_ACT)
def confirm(session: DbSession, now: Now, who: TheActor, entry_id: int) -> Response:
    """Let an entry count as checked."""
    confirm_entry(session, entry_id, who, now)
    return go_to("/entries", "entry-confirmed")


@router.post("/entries/{entry_id}/return", dependencies=CAN_ACT)
def give_back(session: DbSession, site: TheSite, now: Now, who: TheActor, entry_id: int, form: SentForm) -> Response:
    """Return an entry with its typed reason and what is missing; the unit's re-entry clock starts."""
    return_entry(session, entry_id, text_of(form, "reason"), text_of(form, "missing"), who, site.law, now)
    return go_to("/entries", "entry-returned")
