"""Reports on the Office's templates: the pack of a period in one action, and the templates themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web.forms import SentForm, go_to, text_of, texts_of
from api.web.pages import render
from api.web.uploads import plain_name
from api.web.words import PERIOD_KINDS
from compliance.reports.editions.queries import edition, newest_of
from compliance.reports.editions.service import draft_edition
from compliance.reports.forms.placeholders import ITEMS, LINES, LISTS, TASK_TEXTS, TEXTS
from compliance.reports.forms.queries import template, templates
from compliance.reports.forms.service import (
    faults_in_use,
    make_pack,
    retire_template,
    take_shipped,
    take_template,
)
from compliance.reports.measures import MEASURES
from compliance.reports.periods import PeriodKind, period_with, read_period
from core.access import Action
from core.errors import Invalid
from core.local_time import local_day
from core.word_templates import LARGEST

CAN_SEE = [Depends(allowed(Action.SEE_FIGURES))]
CAN_DRAFT = [Depends(check_form), Depends(allowed(Action.DRAFT_EDITION))]
CAN_EDIT = [Depends(check_form), Depends(allowed(Action.EDIT_TEMPLATES))]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}

router = APIRouter(include_in_schema=False)


@router.get("/reports", dependencies=CAN_SEE)
def packs_page(request: Request, session: DbSession, site: TheSite, now: Now) -> Response:
    """Show how to make a pack, the templates with what is wrong with each, and every name a template may use."""
    rows = templates(session)
    return render(
        request,
        "reports/packs.html",
        rows=rows,
        faults={row.id: faults_in_use(site.resources.store, row) for row in rows},
        ended=[period_with(kind, local_day(now)).before() for kind in PeriodKind],
        kinds=PERIOD_KINDS,
        measures=MEASURES,
        texts=TEXTS,
        lines=LINES,
        items=ITEMS,
        lists=LISTS,
        task_texts=TASK_TEXTS,
    )


@router.post("/reports/packs", dependencies=CAN_DRAFT)
def ask_pack(session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm) -> Response:
    """Lead to the pack of a period; where the period has no edition yet, one is drafted first."""
    period = read_period(text_of(form, "period"))
    row = newest_of(session, period.key) or draft_edition(
        session, site.resources.store, period, "", who, site.law, now, site.province
    )
    return go_to(f"/reports/packs/{row.id}.zip")


@router.get("/reports/packs/{edition_id}.zip", dependencies=CAN_SEE)
def pack(session: DbSession, site: TheSite, edition_id: int) -> Response:
    """Give all reports of an edition in one archive."""
    name, content = make_pack(session, site.resources.store, edition(session, edition_id))
    return _download(content, name)


@router.post("/reports/templates", dependencies=CAN_EDIT)
def put_template(
    session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm, file: Annotated[UploadFile, File()]
) -> Response:
    """Take a template after a check; one of the same name takes the place of the one before."""
    content = file.file.read(LARGEST + 1)
    given = (text_of(form, "name"), plain_name(file), content)
    take_template(session, site.resources.store, given, texts_of(form, "kind"), who, now)
    return go_to("/reports", "template-taken", "#templates")


@router.post("/reports/templates/shipped", dependencies=CAN_EDIT)
def put_shipped(session: DbSession, site: TheSite, now: Now, who: TheActor) -> Response:
    """Take the templates that ship with the program."""
    if not take_shipped(session, site.resources.store, who, now):
        message = "Các mẫu có sẵn đã từng được lấy. Tải mẫu hiện hành xuống, sửa rồi tải lên lại nếu cần."
        raise Invalid(message)
    return go_to("/reports", "template-taken", "#templates")


@router.post("/reports/templates/{template_id}/retire", dependencies=CAN_EDIT)
def retire(session: DbSession, now: Now, who: TheActor, template_id: int) -> Response:
    """Use a template no more."""
    retire_template(session, template_id, who, now)
    return go_to("/reports", "template-retired", "#templates")


@router.get("/reports/templates/{template_id}", dependencies=CAN_SEE)
def template_file(session: DbSession, site: TheSite, template_id: int) -> Response:
    """Give a template as it was taken."""
    row = template(session, template_id)
    return _download(site.resources.store.get(row.sha256), f"mau-{row.id}-ban-{row.version}.{row.form}")


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA[name.rpartition(".")[2]], headers=headers)
