"""The axes: how each fares, what is alarming, which statuses wait or were refused, and the codes of agencies."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web import pipeline_words
from api.web.countdown import age
from api.web.forms import go_to
from api.web.pages import render
from core.access import Action
from core.audit import record
from ingest.edxml.values import StatusCode
from ingest.outbox import queries as outbox
from ingest.outbox.service import send_again
from ingest.packages import queries as packages
from jobs.lines import lines

STATUS_WORDS = {
    StatusCode.REFUSED: "từ chối tiếp nhận",
    StatusCode.RECEIVED: "đã tiếp nhận",
    StatusCode.ASSIGNED: "đã phân công",
    StatusCode.PROCESSING: "đang xử lý",
    StatusCode.DONE: "đã hoàn thành",
}

router = APIRouter(include_in_schema=False, dependencies=[Depends(allowed(Action.ADMINISTER))])


@router.get("/connectors")
def connectors_page(request: Request, session: DbSession, site: TheSite) -> Response:
    """Show the connectors as the file of connectors names them; secrets are not known here."""
    now = site.resources.machine_clock.now()
    connected = lines(session, site.resources, now)
    return render(
        request,
        "connectors/list.html",
        names=pipeline_words,
        lines=connected,
        looked={line.name: age(line.last_success_at, now) for line in connected if line.last_success_at},
        unsent=outbox.unsent(session),
        agencies=packages.agencies(session),
        status_words=STATUS_WORDS,
    )


@router.post("/connectors/statuses/{status_id}/again", dependencies=[Depends(check_form)])
def again(session: DbSession, now: Now, who: TheActor, status_id: int) -> Response:
    """Let a status that the axis refused be sent once more."""
    send_again(session, status_id, now)
    record(session, now, who, "status.sent_again", ("status", status_id))
    return go_to("/connectors", "status-again")
