"""The titles of tasks as the Office reads them before they are published."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, allowed, check_form
from api.web.forms import SentForm, choice_of, go_to, number_of, text_of
from api.web.pages import render
from api.web.words import TITLE_STATES
from compliance.reports.titles.check import LONGEST_TITLE, faults_of_title, proposed_title
from compliance.reports.titles.queries import AT_ONCE, TitleState, titles
from compliance.reports.titles.service import clear_title, keep_title_back
from core.access import Action
from core.errors import Invalid

CAN_SEE = Depends(allowed(Action.DRAFT_EDITION))
CAN_CHECK = [Depends(check_form), CAN_SEE]

router = APIRouter(include_in_schema=False)


@router.get("/titles", dependencies=[CAN_SEE])
def titles_page(request: Request, session: DbSession, state: str = TitleState.UNREAD, after: int = 0) -> Response:
    """List the tasks of a state, each with a title to start from and what a program sees in it."""
    asked = TitleState(state) if state in set(TitleState) else TitleState.UNREAD
    found = titles(session, asked, after)
    shown = found[:AT_ONCE]
    told = [(row, row.title or proposed_title(row.text)) for row in shown]
    return render(
        request,
        "editions/titles.html",
        rows=[(row, title, faults_of_title(title)) for row, title in told],
        state=asked,
        states=TITLE_STATES,
        longest=LONGEST_TITLE,
        older=shown[-1].task_id if len(found) > AT_ONCE else None,
    )


@router.post("/titles", dependencies=CAN_CHECK)
def check_title(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Let a title out, or keep it back."""
    task_id, verdict = number_of(form, "task"), text_of(form, "verdict")
    if verdict == "clear":
        clear_title(session, task_id, text_of(form, "title"), who, now)
    elif verdict == "keep":
        keep_title_back(session, task_id, who, now)
    else:
        message = "Chọn Cho công bố hoặc Không công bố rồi gửi lại."
        raise Invalid(message)
    state = choice_of(form, "state", TitleState) or TitleState.UNREAD
    return go_to(f"/titles?state={state}", anchor="#titles")
