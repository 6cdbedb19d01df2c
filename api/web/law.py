"""The calendar and the rulebook on the pages: each day and value with its act; a change is shown before it applies."""

from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import PlainTextResponse, Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web import law_words
from api.web.forms import go_to
from api.web.pages import WEEKDAYS, render
from compliance.calendar.exchange import to_csv, to_icalendar
from compliance.calendar.holidays import disagreements
from compliance.deadlines.versions import queries as versions
from compliance.deadlines.versions.imports import changed_by_file
from compliance.deadlines.versions.service import propose
from compliance.entries.revision.effects import Effects
from compliance.entries.revision.service import apply, foresee
from core.access import Action
from core.database import after_commit
from core.errors import Invalid
from core.local_time import local_day

SHOWN = 200
SIGNED_IN = Depends(allowed(*Action))
CAN_CHANGE = [Depends(check_form), Depends(allowed(Action.ADMINISTER))]

router = APIRouter(include_in_schema=False, dependencies=[SIGNED_IN])


@router.get("/calendar")
def calendar_page(request: Request, session: DbSession, now: Now, year: int | None = None) -> Response:
    """Show every exceptional day of a year: off or worked, by which act, how sure, known since when."""
    calendar = versions.Laws().in_force(session).calendar
    today = local_day(now)
    shown = min(max(year or today.year, calendar.first_on.year), calendar.last_on.year)
    return render(
        request,
        "law/calendar.html",
        year=shown,
        years=range(calendar.first_on.year, calendar.last_on.year + 1),
        is_official=shown in calendar.official_years,
        rows=[day for day in calendar.days if day.on.year == shown],
        questions=[each for each in calendar.open_questions if any(day.year == shown for day in each.days)],
        disagreements=disagreements(calendar, date(shown, 1, 1), date(shown, 12, 31)),
        weekdays=WEEKDAYS,
        law_words=law_words,
    )


@router.get("/calendar/days.{form}")
def calendar_file(session: DbSession, form: str) -> Response:
    """Give the table of exceptional days as a file: CSV for a spreadsheet, iCalendar for a calendar.

    Raises:
        Invalid: another form.
    """
    days = versions.Laws().in_force(session).rulebook.table.days
    if form == "csv":
        return PlainTextResponse(
            "\ufeff" + to_csv(days), media_type="text/csv; charset=utf-8", headers=_as_file("lich-lam-viec.csv")
        )
    if form == "ics":
        return PlainTextResponse(
            to_icalendar(days), media_type="text/calendar; charset=utf-8", headers=_as_file("lich-lam-viec.ics")
        )
    message = "Chỉ có tệp .csv và .ics."
    raise Invalid(message)


@router.get("/rulebook")
def rulebook_page(request: Request, session: DbSession, now: Now) -> Response:
    """Show every rule with its values over time, each with its clause; the one in force today is marked."""
    rulebook = versions.Laws().in_force(session).rulebook
    today = local_day(now)
    by_section = {
        section: [rulebook.parameters[key] for key in sorted(rulebook.parameters) if key.startswith(f"{section}.")]
        for section in law_words.SECTIONS
    }
    return render(request, "law/rulebook.html", by_section=by_section, today=today, law_words=law_words)


@router.get("/law")
def law_page(request: Request, session: DbSession) -> Response:
    """Show every version of calendar and rulebook, and where a change begins."""
    in_force = versions.in_force(session)
    return render(
        request,
        "law/versions.html",
        rows=versions.versions(session),
        in_force_id=in_force.id if in_force else None,
        law_words=law_words,
    )


@router.post("/law", dependencies=CAN_CHANGE)
def propose_change(
    session: DbSession,
    now: Now,
    who: TheActor,
    file: Annotated[UploadFile, File()],
    why: Annotated[str, Form()] = "",
    official_years: Annotated[str, Form()] = "",
) -> Response:
    """Keep an uploaded change as a proposal, and show what it would change.

    Raises:
        DomainError: as `changed_by_file` and `propose`; nothing is kept.
    """
    law = versions.Laws().in_force(session)
    changed, kind = changed_by_file(law, file.filename or "", file.file.read(), _years(official_years))
    row = propose(session, changed, kind, file.filename or "", why, who, now)
    return go_to(f"/law/{row.id}", "law-proposed")


@router.get("/law/{version_id}")
def version_page(
    request: Request,
    session: DbSession,
    now: Now,
    version_id: int,
) -> Response:
    """Show one version: what it changed when it was applied, or what it would change now."""
    row = versions.version(session, version_id)
    newest = versions.in_force(session)
    is_open = row.applied_at is None and (newest is None or newest.id < row.id)
    effects, changes = Effects(), []
    if is_open:
        touched = foresee(session, versions.Laws().in_force(session), versions.law_from(row), now, effects)
        changes = list(islice(touched, SHOWN))
        for _ in touched:
            continue
    return render(
        request,
        "law/version.html",
        row=row,
        is_open=is_open,
        is_in_force=newest is not None and newest.id == row.id,
        effects=effects.plain() if is_open else row.effects,
        changes=changes,
        n_shown=SHOWN,
        law_words=law_words,
    )


@router.post("/law/{version_id}/apply", dependencies=CAN_CHANGE)
def apply_change(session: DbSession, site: TheSite, now: Now, who: TheActor, version_id: int) -> Response:
    """Put a proposed version in force: new verdicts beside the old, and one summary of it."""
    apply(session, version_id, versions.Laws(), who, now)
    after_commit(session, site.resources.laws.look_again)
    return go_to(f"/law/{version_id}", "law-applied")


def _years(text: str) -> list[int]:
    """Return the years of a field, parted by commas or spaces.

    Raises:
        Invalid: one of them is no year.
    """
    words = text.replace(",", " ").split()
    if not all(word.isdecimal() for word in words):
        message = f"“{text}” không phải là các năm. Ghi theo dạng: 2027 hoặc 2027, 2028."
        raise Invalid(message, fields={"official_years": message})
    return [int(word) for word in words]


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
