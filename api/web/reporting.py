"""A unit's report on one screen: what was done, evidence, obstacle, more time; and who of the unit works on it."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.drafts import check_seen
from api.web.files import sent_files
from api.web.forms import SentForm, day_of, go_to, number_of, text_of
from api.web.worklist import show_assignment
from compliance.entries import queries as entries
from compliance.entries.access.speaking import check_open_to
from compliance.entries.acts import Act
from compliance.entries.desk.queries import report_draft_of
from compliance.entries.desk.service import Draft, delegate, end_report_draft, save_report_draft
from compliance.entries.extensions.service import ask_extension
from compliance.entries.results.service import ReportForm, report
from compliance.entries.service import EntryForm, record_entry
from core.access import Action
from core.audit import Actor
from core.errors import Invalid

CAN_ACT = [Depends(check_form), Depends(allowed(Action.WRITE_ENTRY))]
CAN_GIVE = [Depends(check_form), Depends(allowed(Action.SPEAK_FOR_UNIT))]
PROGRESS = "progress"

router = APIRouter(include_in_schema=False)


@router.post("/reports", dependencies=CAN_ACT)
def send_report(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    now: Now,
    who: TheActor,
    sent: SentForm,
) -> Response:
    """Report a result with its files, or progress with its obstacle and a wish for more time.

    What is missing is told on the same page; what was typed stays there, as the draft.

    Raises:
        NotAllowed: more time is asked for by who does not speak for the unit.
    """
    assignment_id = number_of(sent, "assignment")
    row = entries.assignment(session, viewer, assignment_id)
    is_progress = text_of(sent, "doing") == PROGRESS
    try:
        draft = _draft(sent)
        if is_progress and draft.asked_for is not None:
            check_open_to(viewer, Act.ASK_EXTENSION)
        if is_progress:
            _send_progress(session, site, assignment_id, draft, who)
        else:
            _send_result(session, site, assignment_id, draft, sent, who)
    except Invalid as error:
        session.rollback()  # nothing of a refused report may stay but its draft
        save_report_draft(session, assignment_id, _draft(sent, lenient=True), who, now)
        told = error.fields or {"result": error.message}
        return show_assignment(request, session, site, viewer, now, row, report_errors=told)
    end_report_draft(session, assignment_id)
    return go_to(f"/assignments/{assignment_id}", "progress-sent" if is_progress else "reported")


@router.post("/assignments/{assignment_id}/report-draft", dependencies=CAN_ACT)
def keep_report_draft(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int, sent: SentForm
) -> Response:
    """Keep a report that is not sent yet; files are chosen when it is sent.

    Raises:
        Conflict: somebody else of the unit has saved another one since the form was opened.
    """
    entries.assignment(session, viewer, assignment_id)
    check_seen(session, report_draft_of(session, assignment_id), sent, who)
    save_report_draft(session, assignment_id, _draft(sent, lenient=True), who, now)
    return go_to(f"/assignments/{assignment_id}", "draft-saved", "#report")


@router.post("/assignments/{assignment_id}/delegate", dependencies=CAN_GIVE)
def give_to(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int, sent: SentForm
) -> Response:
    """Let a person of the unit work on it."""
    entries.assignment(session, viewer, assignment_id)
    chosen = text_of(sent, "delegate")
    delegate(session, assignment_id, int(chosen) if chosen.isdecimal() else None, who, now)
    return go_to(f"/assignments/{assignment_id}", "delegated")


def _send_result(session: DbSession, site: Site, assignment_id: int, draft: Draft, sent: SentForm, who: Actor) -> None:
    form = ReportForm(_told(draft), draft.cause, sent_files(sent, "evidence"))
    report(session, site.resources.store, assignment_id, form, who, site.law, site.clock.now())


def _send_progress(session: DbSession, site: Site, assignment_id: int, draft: Draft, who: Actor) -> None:
    """Record the progress beside what the newest entry says, and ask for more time where a day is given."""
    now = site.clock.now()
    made = [entry for entry in entries.entries_of(session, assignment_id) if entry.officer]
    last = made[-1] if made else None
    form = EntryForm(
        officer=last.officer or "" if last else "",
        product=last.product or "" if last else "",
        planned_on=last.planned_on if last else None,
        planned_why=last.planned_why or "" if last else "",
        first_action=last.first_action or "" if last else "",
        note=_told(draft),
        kind=PROGRESS,
    )
    record_entry(session, assignment_id, form, who, site.law, now)
    if draft.asked_for is not None:
        reason = draft.obstacle or draft.result
        ask_extension(session, assignment_id, draft.asked_for, reason, who, site.law, now)


def _told(draft: Draft) -> str:
    """What was done, and the obstacle under its own name."""
    if not draft.obstacle or not draft.result:
        return draft.result
    return f"{draft.result}\nVướng mắc: {draft.obstacle}"


def _draft(sent: SentForm, *, lenient: bool = False) -> Draft:
    try:
        asked_for = day_of(sent, "asked_for", "Ngày đề nghị gia hạn đến")
    except Invalid:
        if not lenient:
            raise
        asked_for = None
    return Draft(text_of(sent, "result"), text_of(sent, "obstacle"), text_of(sent, "cause"), asked_for)
