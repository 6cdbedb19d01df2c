"""What the Office does to the cut of a task, on a page of its own: split, merge, another lead."""

from collections.abc import Collection
from contextlib import nullcontext

from fastapi import APIRouter, Depends, Request
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web.forms import SentForm, go_to, number_of, text_of, texts_of, units_of
from api.web.pages import render
from api.web.review_page import unit_labels
from compliance.entries import queries as entries
from compliance.entries.reshaping.service import Merging, Order, TaskPart, merge_tasks, replace_lead, split_task
from core.access import Action
from core.errors import Invalid
from core.local_time import local_day
from core.queries import unit_names
from extraction import queries as tasks
from extraction.grammar.terms import parse_term
from extraction.models import Assignment, Task
from extraction.review.undo.service import undoable
from extraction.values import Role
from ingest import queries as documents

CAN_SEE = [Depends(allowed(Action.REVIEW_DIRECTIVE))]
CAN_ACT = [Depends(check_form), *CAN_SEE]
MOST_PARTS = 6
CHECKING = "Sửa cách tách khi kiểm tra."
OFFICE = "Văn phòng UBND"

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}/reshape", dependencies=CAN_SEE)
def reshape_page(request: Request, session: DbSession, now: Now, task_id: int) -> Response:
    """Show one task with the forms to split it, to merge others into it, to replace a lead."""
    task = tasks.task(session, task_id)
    live = [row for row in tasks.assignments_of(session, task.directive_id) if row.task_id == task_id]
    return render(
        request,
        "directives/reshape.html",
        task=task,
        directive=documents.directive(session, task.directive_id),
        others=[other for other in tasks.tasks_of(session, task.directive_id) if other.id != task_id],
        leads=[row for row in live if row.role == Role.LEAD and row.instance_of_id is None],
        unit_names=unit_names(session),
        labels=list(unit_labels(tasks.units_on(session, local_day(now)))),
        most_parts=MOST_PARTS,
    )


@router.post("/tasks/{task_id}/split", dependencies=CAN_ACT)
def split(session: DbSession, site: TheSite, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Part a task; empty parts of the form are left out."""
    task = tasks.task(session, task_id)
    issued_on = documents.directive(session, task.directive_id).issued_on
    parts = []
    for number in range(1, MOST_PARTS + 1):
        text, phrase = text_of(form, f"text-{number}"), text_of(form, f"phrase-{number}") or None
        if text:
            term = parse_term(phrase, issued_on) if phrase else None
            parts.append(TaskPart(text, phrase, term, text_of(form, f"product-{number}") or None))
    order = _order(form, task)
    with undoable(session, task.directive_id, "split", who, now):
        split_task(session, task_id, number_of(form, "version"), parts, order, who, site.law, now)
    return go_to(f"/directives/{task.directive_id}", "task-split", f"#task-{task.ordinal}")


@router.post("/tasks/{task_id}/merge", dependencies=CAN_ACT)
def merge(session: DbSession, site: TheSite, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Let a task take in the ones that were ticked."""
    others = [int(each) for each in texts_of(form, "other") if each.isdecimal()]
    merging = Merging(others, text_of(form, "text"))
    task = tasks.task(session, task_id)
    order = _order(form, task)
    # What a unit has entered is carried over: that is not taken back at a key's stroke.
    kept = _entered(session, task.directive_id, others)
    with nullcontext() if kept else undoable(session, task.directive_id, "merged", who, now):
        merge_tasks(session, task_id, number_of(form, "version"), merging, order, who, site.law, now)
    return go_to(f"/directives/{task.directive_id}", "task-merged", f"#task-{task.ordinal}")


@router.post("/assignments/{assignment_id}/lead", dependencies=CAN_ACT)
def another_lead(
    session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Give a lead unit's part to another unit."""
    known = unit_labels(tasks.units_on(session, local_day(now)))
    units = units_of(texts_of(form, "unit"), known)
    if session.get(Assignment, assignment_id) is None or len(units) != 1:
        message = "Chọn một đơn vị chủ trì mới trong danh mục."
        raise Invalid(message, fields={"unit": message})
    new = replace_lead(session, assignment_id, units[0], _order(form, None), who, site.law, now)
    directive_id = tasks.task(session, new.task_id).directive_id
    return go_to(f"/directives/{directive_id}", "lead-replaced")


def _entered(session: DbSession, directive_id: int, task_ids: Collection[int]) -> bool:
    parts = tasks.assignments_of(session, directive_id)
    return any(entries.entries_of(session, part.id) for part in parts if part.task_id in task_ids)


def _order(form: FormData, task: Task | None) -> Order:
    """Before the confirmation the check itself is reason and authority."""
    if task is not None and task.confirmed_at is None:
        return Order(text_of(form, "reason") or CHECKING, text_of(form, "authority") or OFFICE)
    return Order(text_of(form, "reason"), text_of(form, "authority"))
