"""Plans: their tasks against their dates, who implements and who coordinates, and the reports of their periods."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, allowed
from api.web.pages import render
from compliance.entries.plans.progress import DONE, PlanPart, Standing, loads, scale_of
from compliance.entries.plans.queries import PAGE_SIZE, parts_of, plans
from core.access import Action
from core.local_time import local_day
from extraction import queries as tasks
from ingest import queries as documents

CAN_SEE = [Depends(allowed(Action.SEE_ALL_DIRECTIVES))]

router = APIRouter(include_in_schema=False)


@router.get("/plans", dependencies=CAN_SEE)
def plans_page(
    request: Request, session: DbSession, now: Now, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """Show the confirmed plans, each with how many parts are done and overdue."""
    rows = plans(session, page)
    today = local_day(now)
    by_plan: dict[int, list[PlanPart]] = {row.directive_id: [] for row in rows}
    for directive_id, part in parts_of(session, list(by_plan)):
        if part.is_lead:
            by_plan[directive_id].append(part)
    figures = {
        directive_id: (
            len(parts),
            sum(part.standing(today) in DONE for part in parts),
            sum(part.standing(today) is Standing.OVERDUE for part in parts),
        )
        for directive_id, parts in by_plan.items()
    }
    return render(
        request,
        "plans/list.html",
        rows=rows,
        figures=figures,
        today=today,
        page_number=page,
        has_next=len(rows) == PAGE_SIZE,
    )


@router.get("/plans/{directive_id}", dependencies=CAN_SEE)
def plan_page(request: Request, session: DbSession, now: Now, directive_id: int, unit: str = "") -> Response:
    """Show one plan; with a unit named, its parts alone."""
    directive = documents.directive(session, directive_id)
    today = local_day(now)
    parts = [part for _, part in parts_of(session, [directive_id])]
    shown = [part for part in parts if not unit or part.unit == unit]
    found = tasks.tasks_of(session, directive_id)
    return render(
        request,
        "plans/plan.html",
        directive=directive,
        tasks=[task for task in found if not unit or any(part.task_id == task.id for part in shown)],
        parts=by_task(shown),
        loads=loads(parts, today),
        scale=scale_of(parts, directive.issued_on, today),
        n_tasks=len(found),
        unit=unit,
        today=today,
    )


def by_task(parts: Sequence[PlanPart]) -> dict[int, list[PlanPart]]:
    """Return the parts of each task in their order."""
    found: dict[int, list[PlanPart]] = {}
    for part in parts:
        found.setdefault(part.task_id, []).append(part)
    return found
