"""The receipt page: how a date was computed, each day walked, the rule with its clause, the hashes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Site, TheSite, TheViewer
from api.web.forms import asked_day
from api.web.law_words import value_words
from api.web.pages import instant, render, weekday_day
from compliance.deadlines import queries as deadlines
from compliance.deadlines.receipts import receipt_from, replay
from compliance.deadlines.replays import VERSIONS
from compliance.deadlines.versions.queries import Laws
from compliance.entries import queries as entries
from compliance.entries.access import queries as access
from compliance.entries.known.queries import deadline_known, lateness_known, versions_of
from compliance.entries.receipts import queries as receipts
from core.errors import NotFound
from core.local_time import end_of_day
from ingest import queries as documents

router = APIRouter(include_in_schema=False)


@router.get("/receipts/{deadline_id}")
def receipt_page(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    deadline_id: int,
    as_known_on: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the receipt of one computed date, in force or former, or the one that counted at the end of a day.

    Raises:
        Invalid: what was asked for is no day.
        NotFound: there is no such receipt for this account, or none counted on that day.
    """
    row = access.deadline(session, viewer, deadline_id)
    known_on = asked_day(as_known_on)
    lateness = None
    if known_on is not None:
        row = deadline_known(session, row, end_of_day(known_on))
        if row.assignment_id is not None:
            lateness = lateness_known(session, row.assignment_id, row.directive_id, end_of_day(known_on))
    assignment = None
    if row.assignment_id is not None:
        assignment = entries.assignment(session, viewer, row.assignment_id, closed_too=True)
    return render(
        request,
        "receipts/receipt.html",
        **_computed(session, site, row.receipt, row.receipt_sha256),
        number=row.id,
        computed_at=row.computed_at,
        is_current=row.is_current,
        assignment=assignment,
        directive=documents.directive(session, row.directive_id),
        classification=deadlines.classification(session, row.directive_id, row.computed_at),
        versions=versions_of(session, row),
        known_on=known_on,
        lateness=lateness,
    )


@router.get("/returns/{return_id}/receipt")
def return_receipt_page(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, return_id: int
) -> Response:
    """Show how long a unit has to enter again after a return."""
    row = access.returned(session, viewer, return_id)
    assignment = entries.assignment(session, viewer, row.assignment_id, closed_too=True)
    return render(
        request,
        "receipts/receipt.html",
        **_computed(session, site, row.receipt, None),
        number=None,
        computed_at=row.made_at,
        is_current=row.voided_at is None,
        assignment=assignment,
        directive=documents.directive(session, assignment.directive_id),
        classification=None,
        versions=(),
        known_on=None,
        lateness=None,
    )


@router.get("/receipts/{kind}/{number}")
def procedure_receipt_page(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, kind: str, number: int
) -> Response:
    """Show the receipt of a date that a procedure computed: a contest's, an answer's, a request's."""
    if kind not in receipts.NAMES:
        message = "Không có loại phiếu tính hạn này."
        raise NotFound(message)
    stored = receipts.stored_receipt(session, kind, number)
    assignment = entries.assignment(session, viewer, stored.assignment_id or 0, closed_too=True)
    return render(
        request,
        "receipts/receipt.html",
        **_computed(session, site, stored.plain, None),
        number=None,
        computed_at=stored.computed_at,
        is_current=stored.is_current,
        assignment=assignment,
        directive=documents.directive(session, assignment.directive_id),
        classification=None,
        versions=(),
        known_on=None,
        lateness=None,
    )


def _computed(session: DbSession, site: Site, plain: Mapping[str, Any], sha256: str | None) -> dict[str, Any]:
    """What every receipt shows: whether the same computation gives the same answer by its own law, and by today's."""
    receipt = receipt_from(plain)
    law = Laws().named(session, receipt.rulebook_sha256, receipt.calendar_version) or site.law
    return {
        "receipt": receipt,
        "sha256": sha256 or receipt.sha256,
        "value_words": value_words,
        "is_intact": sha256 in (None, receipt.sha256),
        "ground_at": _readable(receipt.ground.at),
        "differences": replay(receipt, law.rulebook, law.calendar),
        "differences_today": [
            found for found in replay(receipt, site.law.rulebook, site.law.calendar) if found.field not in VERSIONS
        ],
    }


def _readable(at: str) -> str:
    """A day or an instant in JSON's form, as officials read it."""
    return instant(datetime.fromisoformat(at)) if "T" in at else weekday_day(date.fromisoformat(at))
