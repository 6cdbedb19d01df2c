"""The inspections of the Chairman's Working Group: opened, looked into on site, explained, followed up, reported."""

import secrets
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.files import kept_file, sent_files
from api.web.forms import SentForm, choice_of, day_of, go_to, number_of, text_of, texts_of, units_of
from api.web.pages import render
from api.web.words import UNIT_KINDS
from compliance.entries.results.evidence import LIMITS
from compliance.inspection import queries as inspections
from compliance.inspection.closing.service import close_campaign
from compliance.inspection.plans import (
    CampaignKind,
    CampaignPlan,
    ChecklistReply,
    FindingForm,
    lines_of,
    members_of,
)
from compliance.inspection.service import (
    accept_done,
    answer_checklist,
    explain,
    open_campaign,
    record_finding,
    report_done,
    set_follow_up,
)
from compliance.inspection.written import KINDS, REPLIES
from compliance.reports.periods import read_period, recent_periods
from core import queries as register
from core.access import Action
from core.errors import Invalid, NotFound
from core.local_time import local_day

CAN_SEE = Depends(allowed(Action.SEE_FIGURES, Action.WRITE_ENTRY))
CAN_INSPECT = [Depends(check_form), Depends(allowed(Action.INSPECT))]
CAN_ANSWER = [Depends(check_form), Depends(allowed(Action.SPEAK_FOR_UNIT))]
SEEDS = 1_000_000
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

router = APIRouter(include_in_schema=False)


@router.get("/inspections", dependencies=[CAN_SEE])
def inspections_page(request: Request, session: DbSession, viewer: TheViewer, now: Now) -> Response:
    """List the inspections, and what is still to be done after them; with the form that opens one."""
    today = local_day(now)
    return render(
        request,
        "inspections/list.html",
        rows=inspections.campaigns(session, viewer, today),
        owed=inspections.owed_follow_ups(session, viewer),
        units=_units_by_kind(session) if viewer.may(Action.INSPECT) else {},
        kinds=KINDS,
        periods=recent_periods(today),
        today=today,
    )


@router.post("/inspections", dependencies=CAN_INSPECT)
def open_inspection(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Open an inspection, its sample drawn at once."""
    row = open_campaign(session, _plan(session, form), who, now)
    return go_to(f"/inspections/{row.id}", "campaign-opened")


@router.get("/inspections/{campaign_id}", dependencies=[CAN_SEE])
def inspection_page(request: Request, session: DbSession, viewer: TheViewer, now: Now, campaign_id: int) -> Response:
    """Show an inspection: the sample, the checklist, the findings with what follows; a unit sees its own part."""
    row = inspections.campaign(session, viewer, campaign_id, local_day(now))
    units = inspections.units_of(session, campaign_id, viewer)
    ids = [visited.unit_id for visited, _ in units]
    findings = inspections.findings_of(session, campaign_id, ids)
    return render(
        request,
        "inspections/inspection.html",
        row=row,
        period=read_period(row.period).name,
        units=units,
        sample=inspections.sample_of(session, row, ids),
        answers=inspections.answers_of(session, campaign_id),
        findings=findings,
        follow_ups=inspections.follow_ups_of(session, [finding.id for finding in findings]),
        kinds=KINDS,
        replies=REPLIES,
        limits=LIMITS,
        today=local_day(now),
    )


@router.get("/inspections/{campaign_id}/report.{form}", dependencies=[Depends(allowed(Action.SEE_FIGURES))])
def report_file(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, campaign_id: int, form: str
) -> Response:
    """Give the written report of a closed inspection, as it was made."""
    row = inspections.campaign(session, viewer, campaign_id, local_day(now))
    sha256 = {"docx": row.docx_sha256, "pdf": row.pdf_sha256}.get(form)
    if sha256 is None:
        message = "Cuộc kiểm tra chưa có báo cáo dạng này."
        raise NotFound(message)
    headers = {"Content-Disposition": f'attachment; filename="bao-cao-kiem-tra-{row.id}.{form}"'}
    return Response(site.resources.store.get(sha256), HTTPStatus.OK, headers, media_type=TYPES[form])


@router.post("/inspections/{campaign_id}/checklist", dependencies=CAN_INSPECT)
def check(session: DbSession, now: Now, who: TheActor, campaign_id: int, form: SentForm) -> Response:
    """Write down how a unit stands to the questions of the checklist."""
    unit_id = number_of(form, "unit")
    answers = {}
    for name in form:
        prefix, _, place = name.partition("-")
        reply = choice_of(form, name, ChecklistReply) if prefix == "reply" and place.isdecimal() else None
        if reply is not None:
            answers[int(place)] = (reply, text_of(form, f"note-{place}"))
    answer_checklist(session, campaign_id, unit_id, answers, who, now)
    return go_to(f"/inspections/{campaign_id}", "checklist-kept", f"#unit-{unit_id}")


@router.post("/findings", dependencies=CAN_INSPECT)
def find(session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm) -> Response:
    """Record a finding at a unit."""
    campaign_id, unit_id = number_of(form, "campaign"), number_of(form, "unit")
    about = text_of(form, "assignment")
    words = {name: text_of(form, name) for name in ("what", "cause", "responsibility", "measure", "evidence")}
    found = FindingForm(**words, files=sent_files(form, "files"))
    assignment_id = number_of(form, "assignment") if about else None
    record_finding(session, site.resources.store, campaign_id, unit_id, assignment_id, found, who, now)
    return go_to(f"/inspections/{campaign_id}", "finding-kept", f"#unit-{unit_id}")


@router.get("/findings/{finding_id}/files/{place}", dependencies=[CAN_SEE])
def finding_file(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, finding_id: int, place: int
) -> Response:
    """Give a file of a finding's evidence to those who may see the finding; always as a download."""
    kept = inspections.evidence_of(session, viewer, finding_id, place, local_day(now))
    return kept_file(site.resources.store, kept)


@router.post("/inspections/{campaign_id}/close", dependencies=CAN_INSPECT)
def close(session: DbSession, site: TheSite, now: Now, who: TheActor, campaign_id: int, form: SentForm) -> Response:
    """Close an inspection; its report is made."""
    conclusion = text_of(form, "conclusion")
    close_campaign(session, site.resources.store, campaign_id, conclusion, who, now, site.province)
    return go_to(f"/inspections/{campaign_id}", "campaign-closed")


@router.post("/findings/{finding_id}/follow-ups", dependencies=CAN_INSPECT)
def follow_up(session: DbSession, now: Now, who: TheActor, finding_id: int, form: SentForm) -> Response:
    """Say what the unit has to do after a finding, and until when."""
    row = set_follow_up(session, finding_id, text_of(form, "what"), day_of(form, "due_on", "Thời hạn"), who, now)
    return _back(session, row.finding_id, "follow-up-set")


@router.post("/findings/{finding_id}/explanation", dependencies=CAN_ANSWER)
def answer_finding(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, finding_id: int, form: SentForm
) -> Response:
    """Keep the unit's explanation of a finding."""
    inspections.own_finding(session, viewer, finding_id)
    explain(session, finding_id, text_of(form, "explanation"), who, now)
    return _back(session, finding_id, "explained")


@router.post("/follow-ups/{follow_up_id}/done", dependencies=CAN_ANSWER)
def tell_done(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, follow_up_id: int, form: SentForm
) -> Response:
    """Keep what the unit says it has done after a finding."""
    row, _ = inspections.own_follow_up(session, viewer, follow_up_id)
    report_done(session, follow_up_id, text_of(form, "done"), who, now)
    return _back(session, row.finding_id, "follow-up-done")


@router.post("/follow-ups/{follow_up_id}/acceptance", dependencies=CAN_INSPECT)
def accept(session: DbSession, now: Now, who: TheActor, follow_up_id: int) -> Response:
    """Accept what was done after a finding."""
    row = accept_done(session, follow_up_id, who, now)
    return _back(session, row.finding_id, "follow-up-accepted")


def _plan(session: DbSession, form: FormData) -> CampaignPlan:
    period = read_period(text_of(form, "period"))
    known = {name: unit_id for unit_id, name in register.unit_names(session).items()}
    seed, size = text_of(form, "seed"), text_of(form, "sample_size") or "0"
    if not size.isdecimal() or (seed and not seed.isdecimal()) or len(seed) > len(str(SEEDS)):
        message = f"Cỡ mẫu và số chọn mẫu là số nguyên không âm; số chọn mẫu dưới {SEEDS}."
        raise Invalid(message, fields={"sample_size": message})
    return CampaignPlan(
        kind=choice_of(form, "kind", CampaignKind) or CampaignKind.PLANNED,
        name=text_of(form, "name"),
        decision=text_of(form, "decision"),
        members=members_of(text_of(form, "members")),
        unit_ids=units_of(texts_of(form, "unit"), known),
        checklist=lines_of(text_of(form, "checklist")),
        first_on=day_of(form, "first_on", "Ngày bắt đầu"),
        last_on=day_of(form, "last_on", "Ngày kết thúc"),
        period=period.key,
        from_at=period.start_at,
        until_at=period.cut_off_at,
        sample_size=int(size),
        sample_seed=int(seed) if seed else secrets.randbelow(SEEDS),
    )


def _units_by_kind(session: DbSession) -> dict[str, list[str]]:
    """Return the units that can be chosen, by what they are called together, in the order of the words."""
    found: dict[str, list[str]] = {label: [] for label in UNIT_KINDS.values()}
    for unit in register.units(session):
        found.setdefault(UNIT_KINDS.get(unit.kind, unit.kind), []).append(unit.name)
    return {label: names for label, names in found.items() if names}


def _back(session: DbSession, finding_id: int, done: str) -> Response:
    row = inspections.finding(session, finding_id)
    return go_to(f"/inspections/{row.campaign_id}", done, f"#finding-{finding_id}")
