"""The pipeline page: is the line alive, what waits how long, what failed and why, and another try for it."""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, allowed, check_form
from api.web import pipeline_words
from api.web.countdown import age
from api.web.forms import SentForm, go_to, text_of
from api.web.pages import render
from core.access import Action
from jobs import backlog
from jobs.backlog import StepBacklog
from jobs.lines import lines
from jobs.pipeline import retry

TRAFFIC_OF = timedelta(hours=24)
# A count that takes so long is kept for so many times as long.
LONG, TIMES_AS_LONG = timedelta(milliseconds=200), 60
_COUNTED: WeakKeyDictionary[object, tuple[datetime, datetime, tuple[StepBacklog, ...]]] = WeakKeyDictionary()

router = APIRouter(include_in_schema=False)


@router.get("/pipeline", dependencies=[Depends(allowed(Action.SEE_PIPELINE))])
def pipeline_page(request: Request, session: DbSession, site: TheSite, now: Now, reason: str = "") -> Response:
    """Show the sources, the steps with what waits for each, and the documents that were given up."""
    machine_now = site.resources.machine_clock.now()
    kinds = backlog.failure_kinds(session)
    reason = reason if reason in {kind.reason for kind in kinds} else ""
    counted_at, steps = _steps(session, site)
    sources = backlog.traffic(session, now - TRAFFIC_OF)
    connected = lines(session, site.resources, machine_now)
    return render(
        request,
        "pipeline/pipeline.html",
        names=pipeline_words,
        lines=connected,
        looked={line.name: age(line.last_success_at, machine_now) for line in connected if line.last_success_at},
        n_ill=sum(not line.is_well for line in connected),
        steps=steps,
        counted_at=counted_at,
        is_kept=counted_at < machine_now,
        ages={step.step: age(step.oldest_at, now) for step in steps if step.oldest_at},
        sources=sources,
        last={source.source: age(source.last_at, now) for source in sources},
        refusals=backlog.refusals(session, now - TRAFFIC_OF),
        kinds=kinds,
        reason=reason,
        failures=backlog.failures(session, reason or None),
        n_failed=sum(kind.count for kind in kinds),
        at_most=backlog.COUNTED_AT_MOST,
    )


def _steps(session: DbSession, site: Site) -> tuple[datetime, tuple[StepBacklog, ...]]:
    """Return what waits for each step, and when that was counted: what took long to count is shown for a while."""
    clock = site.resources.machine_clock
    began = clock.now()
    kept = _COUNTED.get(site.sessions)
    if kept is not None and began < kept[0]:
        return kept[1:]
    found = backlog.steps(session, now=began, terms=site.resources.terms)
    took = clock.now() - began
    if took >= LONG:
        _COUNTED[site.sessions] = (began + took * TIMES_AS_LONG, began, found)
    return began, found


@router.post("/pipeline/retry", dependencies=[Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))])
def retry_all(session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm) -> Response:
    """Let every document given up, or all those of one reason, be tried again; each keeps its own event."""
    for directive_id in backlog.failed_ids(session, text_of(form, "reason") or None):
        retry(site.resources, session, directive_id, who, now)
    return go_to("/pipeline", "retried")
