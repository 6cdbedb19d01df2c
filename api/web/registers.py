"""What the administrator does to the registers: units that merge or are renamed, standings, fields, leaders, lists."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web.forms import SentForm, day_of, go_to, number_of, text_of, texts_of, units_of
from api.web.pages import render
from api.web.review_page import unit_labels
from api.web.uploads import sheet_of
from compliance.entries.succession.queries import inherited
from compliance.entries.succession.service import merge_into, rename
from core import leadership
from core.access import Action
from core.errors import Invalid
from core.local_time import local_day
from core.queries import standings_of, unit_names
from core.register import add_unit, import_leaders, import_units, set_standing
from core.rosters import UnitRow
from core.succession import SuccessionAct, lines_through, unit_of
from extraction.queries import units_on

CAN_SEE = [Depends(allowed(Action.ADMINISTER))]
CAN_ACT = [Depends(check_form), *CAN_SEE]

router = APIRouter(include_in_schema=False)


@router.get("/units/{unit_id}", dependencies=CAN_SEE)
def unit_page(request: Request, session: DbSession, now: Now, unit_id: int) -> Response:
    """Show one unit: its line, what it has inherited, its standing by day, and what can be done to it."""
    return render(
        request,
        "administration/unit.html",
        unit=unit_of(session, unit_id),
        line=lines_through(session, unit_id),
        inherited=inherited(session, unit_id, now),
        unit_names=unit_names(session),
        standings=standings_of(session, unit_id),
        labels=list(unit_labels(units_on(session, local_day(now)))),
        today=local_day(now),
    )


@router.post("/units/{unit_id}/merge", dependencies=CAN_ACT)
def merge(session: DbSession, now: Now, who: TheActor, unit_id: int, form: SentForm) -> Response:
    """Let a unit give way to another from a day on."""
    heirs = units_of(texts_of(form, "successor"), unit_labels(units_on(session, local_day(now))))
    if len(heirs) != 1:
        message = "Chọn một đơn vị kế thừa trong danh mục."
        raise Invalid(message, fields={"successor": message})
    merge_into(session, unit_id, heirs[0], _act(form), who, now)
    return go_to(f"/units/{unit_id}", "unit-merged")


@router.post("/units/{unit_id}/rename", dependencies=CAN_ACT)
def give_name(session: DbSession, now: Now, who: TheActor, unit_id: int, form: SentForm) -> Response:
    """Let a unit go on under a new name."""
    unit = rename(session, unit_id, text_of(form, "name"), text_of(form, "code"), _act(form), who, now)
    return go_to(f"/units/{unit.id}", "unit-renamed")


@router.post("/units/{unit_id}/standing", dependencies=CAN_ACT)
def standing(session: DbSession, now: Now, who: TheActor, unit_id: int, form: SentForm) -> Response:
    """Say from which day on the regulation binds a unit or no longer does."""
    is_subject = text_of(form, "is_subject") == "yes"
    from_on = _day(form, "from_on", "Từ ngày")
    set_standing(session, unit_id, from_on, is_subject=is_subject, reason=text_of(form, "reason"), who=who, now=now)
    return go_to(f"/units/{unit_id}", "standing-set")


@router.post("/units", dependencies=CAN_ACT)
def put_in_units(
    request: Request, session: DbSession, site: TheSite, now: Now, who: TheActor, file: Annotated[UploadFile, File()]
) -> Response:
    """Add the units of a list, or show what is wrong with which line."""
    _, name, grids = sheet_of(site, file)
    n_added, problems = import_units(session, grids, who, now)
    return render(request, "administration/imported.html", name=name, n=n_added, problems=problems, back="/units")


@router.post("/units/one", dependencies=CAN_ACT)
def put_in_unit(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Add one unit."""
    names = tuple(each.strip() for each in text_of(form, "names").split(";") if each.strip())
    is_subject = text_of(form, "is_subject") == "yes"
    from_on = _day(form, "from_on", "Có từ ngày")
    name, code = text_of(form, "name").strip(), text_of(form, "code").strip()
    unit = add_unit(session, UnitRow(0, code, name, text_of(form, "kind"), names, is_subject, from_on), who, now)
    return go_to(f"/units/{unit.id}", "unit-added")


@router.get("/fields", dependencies=CAN_SEE)
def fields_page(request: Request, session: DbSession, now: Now) -> Response:
    """Show fields, leaders, and who is in charge of what from when."""
    return render(
        request,
        "administration/fields.html",
        fields=leadership.fields(session),
        leaders=leadership.leaders(session),
        charges=leadership.charges(session),
        today=local_day(now),
    )


@router.post("/fields", dependencies=CAN_ACT)
def keep_field(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Add a field or correct one."""
    symbols = text_of(form, "symbols").replace(",", ";").split(";")
    leadership.save_field(session, text_of(form, "code"), text_of(form, "name"), symbols, who, now)
    return go_to("/fields", "field-saved")


@router.post("/fields/charges", dependencies=CAN_ACT)
def charge(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Put a leader in charge of a field from a day on."""
    field_id, leader_id = number_of(form, "field"), number_of(form, "leader")
    from_on = _day(form, "from_on", "Từ ngày")
    leadership.put_in_charge(session, field_id, leader_id, from_on, text_of(form, "act"), who, now)
    return go_to("/fields", "field-saved")


@router.post("/leaders", dependencies=CAN_ACT)
def keep_leader(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Add a leader or correct title and last day of one."""
    from_on, to_on = _day(form, "valid_from", "Giữ chức từ"), day_of(form, "valid_to", "Thôi giữ chức")
    leadership.save_leader(session, text_of(form, "name"), text_of(form, "title"), from_on, to_on, who, now)
    return go_to("/fields", "field-saved")


@router.post("/leaders/list", dependencies=CAN_ACT)
def put_in_leaders(
    request: Request, session: DbSession, site: TheSite, now: Now, who: TheActor, file: Annotated[UploadFile, File()]
) -> Response:
    """Keep the leaders of a list with their fields, or show what is wrong with which line."""
    _, name, grids = sheet_of(site, file)
    n, problems = import_leaders(session, grids, who, now)
    return render(request, "administration/imported.html", name=name, n=n, problems=problems, back="/fields")


def _act(form: FormData) -> SuccessionAct:
    return SuccessionAct(
        _day(form, "on", "Có hiệu lực từ"), text_of(form, "act"), day_of(form, "decided_on", "Ngày quyết định")
    )


def _day(form: FormData, name: str, label: str) -> date:
    day = day_of(form, name, label)
    if day is None:
        message = f"{label}: chưa nhập ngày."
        raise Invalid(message, fields={name: message})
    return day
