"""What the Office decides on one page, contests to stale progress; the monitor's own queue; evidence to read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.accesses import keep_access
from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.files import kept_file
from api.web.forms import SentForm, day_of, go_to, text_of, units_of
from api.web.pages import render
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import accept_not_ours, archive, refuse_not_ours, resume, suspend, withdraw
from compliance.entries.contests.service import decide_contest, waive
from compliance.entries.deciding import queries as deciding
from compliance.entries.extensions.service import approve_extension, refuse_extension
from compliance.entries.following.service import ask_update
from compliance.entries.queries import COUNTED_UP_TO
from compliance.entries.results.service import confirm_result, pass_review, return_result, set_monitor
from compliance.entries.service import OFFICE_REASONS
from core import queries as register
from core.access import Action
from core.errors import Invalid

CAN_JUDGE = Depends(allowed(Action.JUDGE_ENTRY))
CAN_DECIDE = [Depends(check_form), CAN_JUDGE]
CAN_REVIEW = [Depends(check_form), Depends(allowed(Action.SPEAK_FOR_UNIT))]
QUEUE = "/decisions"
BY_AUTHORITY = {"suspend": suspend, "resume": resume, "withdraw": withdraw, "archive": archive}

router = APIRouter(include_in_schema=False)


@router.get(QUEUE, dependencies=[CAN_JUDGE])
def decisions_page(
    request: Request,
    session: DbSession,
    viewer: TheViewer,
    now: Now,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show everything that waits for the Office, what is due first on top; the results a page at a time."""
    results = deciding.results(session, viewer, page=page)
    stale = deciding.stale(session)
    return render(
        request,
        "decisions/list.html",
        contests=deciding.contests(session),
        extensions=deciding.extensions(session),
        not_ours=deciding.not_ours(session),
        results=results[: deciding.RESULTS_PAGE],
        n_results=deciding.n_results(session, viewer),
        counted_up_to=COUNTED_UP_TO,
        page_number=page,
        has_next=len(results) > deciding.RESULTS_PAGE,
        stale=stale[: deciding.STALE_SHOWN],
        more_stale=len(stale) > deciding.STALE_SHOWN,
        units=sorted(register.unit_names(session).values()),
        reasons=list(OFFICE_REASONS),
        now=now,
    )


@router.post("/contests/{contest_id}/decision", dependencies=CAN_DECIDE)
def decide_on_contest(
    session: DbSession, site: TheSite, now: Now, who: TheActor, contest_id: int, form: SentForm
) -> Response:
    """Decide a contest: won or lost, with the reason."""
    decision = text_of(form, "decision")
    decide_contest(session, contest_id, is_won=_said_yes(form), decision=decision, who=who, law=site.law, now=now)
    return go_to(QUEUE, "decided")


@router.post("/extensions/{extension_id}/decision", dependencies=CAN_DECIDE)
def decide_on_extension(
    session: DbSession, site: TheSite, now: Now, who: TheActor, extension_id: int, form: SentForm
) -> Response:
    """Approve an extension by authority, for the asked day or another; or refuse it with the reason."""
    said = text_of(form, "decision")
    if _said_yes(form):
        until_on = day_of(form, "until_on", "Hạn mới")
        approve_extension(session, extension_id, said, until_on, who, site.law, now)
    else:
        refuse_extension(session, extension_id, said, who, site.law, now)
    return go_to(QUEUE, "decided")


@router.post("/not-ours/{not_ours_id}/answer", dependencies=CAN_DECIDE)
def answer_not_ours(
    session: DbSession, site: TheSite, now: Now, who: TheActor, not_ours_id: int, form: SentForm
) -> Response:
    """Accept that an assignment is not the unit's, naming its new lead; or refuse with the reason."""
    said = text_of(form, "decision")
    if _said_yes(form):
        known = {name: unit_id for unit_id, name in register.unit_names(session).items()}
        named = units_of([text_of(form, "unit")] if text_of(form, "unit") else [], known)
        accept_not_ours(session, not_ours_id, named[0] if named else None, said, who, site.law, now)
    else:
        refuse_not_ours(session, not_ours_id, said, who, site.law, now)
    return go_to(QUEUE, "decided")


@router.post("/assignments/{assignment_id}/result/confirm", dependencies=CAN_DECIDE)
def confirm_reported(session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int) -> Response:
    """Confirm a reported result, and the entry or re-entry still owed with it."""
    confirm_result(session, assignment_id, who, site.law, now)
    return go_to(QUEUE, "decided")


@router.post("/assignments/{assignment_id}/result/return", dependencies=CAN_DECIDE)
def return_reported(
    session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Return a reported result with its typed reason and what is missing."""
    reason, missing = text_of(form, "reason"), text_of(form, "missing")
    return_result(session, assignment_id, reason, missing, By(Part.OFFICE, who), site.law, now)
    return go_to(QUEUE, "decided")


@router.post("/assignments/{assignment_id}/waiver", dependencies=CAN_DECIDE)
def waive_verdicts(
    session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Let what stands against an assignment leave the rates, with a written cause."""
    waive(session, assignment_id, text_of(form, "cause"), who, site.law, now)
    return go_to(f"/assignments/{assignment_id}", "decided")


@router.post("/assignments/{assignment_id}/standing", dependencies=CAN_DECIDE)
def change_standing(
    session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Suspend, resume, withdraw or archive an assignment, by authority and with a reason."""
    doing = BY_AUTHORITY.get(text_of(form, "doing"))
    if doing is None:
        message = "Chọn tạm dừng, tiếp tục, rút hoặc kết thúc theo dõi."
        raise Invalid(message, fields={"doing": message})
    doing(session, assignment_id, text_of(form, "reason"), text_of(form, "authority"), who, site.law, now)
    return go_to(QUEUE, "decided")


@router.post("/assignments/{assignment_id}/request", dependencies=CAN_DECIDE)
def ask_coordinating(
    session: DbSession, site: TheSite, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Ask a coordinating unit for its update."""
    ask_update(session, assignment_id, text_of(form, "what"), who, site.law, now)
    return go_to(f"/assignments/{assignment_id}", "decided")


@router.post("/tasks/{task_id}/monitor", dependencies=CAN_DECIDE)
def name_monitor(session: DbSession, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Name the unit that reviews a task's results before the Office, or none."""
    known = {name: unit_id for unit_id, name in register.unit_names(session).items()}
    named = units_of([text_of(form, "unit")] if text_of(form, "unit") else [], known)
    set_monitor(session, task_id, named[0] if named else None, who, now)
    return go_to(QUEUE, "decided")


@router.get("/reviews", dependencies=[Depends(allowed(Action.SPEAK_FOR_UNIT))])
def reviews_page(request: Request, session: DbSession, viewer: TheViewer) -> Response:
    """Show the results that wait for this unit as the monitor."""
    found = deciding.results(session, viewer)
    return render(request, "decisions/reviews.html", results=found, reasons=list(OFFICE_REASONS))


@router.post("/reviews/{assignment_id}", dependencies=CAN_REVIEW)
def review_result(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Pass a result on to the Office, or return it with what is missing."""
    deciding.reviewed(session, viewer, assignment_id)
    if _said_yes(form):
        pass_review(session, assignment_id, who, site.law, now)
    else:
        reason, missing = text_of(form, "reason"), text_of(form, "missing")
        return_result(session, assignment_id, reason, missing, By(Part.MONITOR, who), site.law, now)
    return go_to("/reviews", "decided")


@router.get("/evidence/{entry_id}/{place}")
def evidence_file(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, entry_id: int, place: int
) -> Response:
    """Give one file of a report to those who may see the assignment, and to its monitor; always as a download."""
    directive_id, kept = deciding.evidence(session, viewer, entry_id, place)
    keep_access(site, who, directive_id, "evidence", now)
    return kept_file(site.resources.store, kept)


def _said_yes(form: SentForm) -> bool:
    """Return which of the two buttons was pressed.

    Raises:
        Invalid: neither.
    """
    answer = text_of(form, "answer")
    if answer not in {"yes", "no"}:
        message = "Chọn một trong hai cách trả lời rồi gửi lại."
        raise Invalid(message, fields={"answer": message})
    return answer == "yes"
