"""The field of a directive: proposed by its drafting symbol, chosen here by the Office; its leader follows."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, allowed, check_form
from api.web.forms import SentForm, go_to, text_of
from compliance.entries.counters.service import count_directive
from core.access import Action
from extraction.dimensions.service import choose_field

router = APIRouter(include_in_schema=False)


@router.post(
    "/directives/{directive_id}/field", dependencies=[Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]
)
def choose(session: DbSession, now: Now, who: TheActor, directive_id: int, form: SentForm) -> Response:
    """Let a directive be of a field, or of none."""
    chosen = text_of(form, "field")
    choose_field(session, directive_id, int(chosen) if chosen.isdecimal() else None, who, now)
    count_directive(session, directive_id, now)
    return go_to(f"/directives/{directive_id}", "field-chosen")
