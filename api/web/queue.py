"""One task whose units wait for the same decision, confirmed at once: by the Office, or before it by the monitor."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.forms import SentForm, go_to, texts_of
from api.web.pages import render
from compliance.entries import queries as entries
from compliance.entries.deciding import queries as deciding
from compliance.entries.deciding.bulk import Submitted, exceptions_first
from compliance.entries.results.service import confirm_result, pass_review
from compliance.entries.returns import EntryKind
from compliance.entries.service import confirm_entry
from core.access import Action, Viewer
from core.errors import Invalid, NotFound
from extraction import queries as tasks
from ingest import queries as documents

CAN_SEE = [Depends(allowed(Action.JUDGE_ENTRY, Action.SPEAK_FOR_UNIT))]
CAN_ACT = [Depends(check_form), *CAN_SEE]

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}/queue", dependencies=CAN_SEE)
def queue_page(request: Request, session: DbSession, viewer: TheViewer, task_id: int) -> Response:
    """Show what waits in one task, exceptions first and the rest ticked already."""
    task = tasks.task(session, task_id)
    sent = submitted(session, viewer, task_id)
    return render(
        request,
        "decisions/queue.html",
        task=task,
        directive=documents.directive(session, task.directive_id),
        cases=exceptions_first(sent),
        with_monitor=deciding.with_monitor(session, task_id),
        is_monitor=viewer.is_of_unit,
    )


@router.post("/tasks/{task_id}/queue", dependencies=CAN_ACT)
def confirm_ticked(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, task_id: int, form: SentForm
) -> Response:
    """Confirm everything that was ticked, in one transaction; what no longer waits is left as it is."""
    tasks.task(session, task_id)
    ticked = {int(each) for each in texts_of(form, "entry") if each.isdecimal()}
    waiting = [each for each in submitted(session, viewer, task_id) if each.entry_id in ticked]
    if not waiting:
        message = "Chưa chọn đơn vị nào, hoặc các mục đã chọn không còn chờ. Tải lại trang rồi chọn."
        raise Invalid(message, fields={"entry": message})
    for each in waiting:
        if viewer.is_of_unit:
            pass_review(session, each.assignment_id, who, site.law, now)
        elif each.is_result:
            confirm_result(session, each.assignment_id, who, site.law, now)
        else:
            confirm_entry(session, each.entry_id, who, now)
    return go_to(f"/tasks/{task_id}/queue", "queue-confirmed")


def submitted(session: DbSession, viewer: Viewer, task_id: int) -> list[Submitted]:
    """Return what waits in a task for this account: for the Office entries and results, for the monitor its results.

    Raises:
        NotFound: a unit that does not review this task.
    """
    found = [
        Submitted(
            entry.id,
            case.assignment_id,
            case.unit,
            entry.note or "",
            is_result=True,
            is_again=entry.cause is not None,
            evidence=len(entry.evidence),
        )
        for case, entry in deciding.results(session, viewer, task_id=task_id)
    ]
    if viewer.is_of_unit:
        if not deciding.is_monitor(session, viewer, task_id):
            message = "Đơn vị không được giao theo dõi, thẩm định nhiệm vụ này."
            raise NotFound(message)
        return found
    rows = entries.awaiting(session, viewer, task_id=task_id)
    made = entries.entries_by_id(session, [row.entry_id for row in rows if row.entry_id])
    for row in rows:
        entry = made[row.entry_id or 0]
        found.append(
            Submitted(
                entry.id,
                row.assignment_id,
                row.unit,
                entry.product or "",
                is_again=row.entry_kind == EntryKind.REENTRY,
                is_incomplete=row.is_incomplete,
                is_tam_tinh=row.tam_tinh,
                late_plan=entry.planned_why or "",
                note=entry.note or "",
            )
        )
    return found
