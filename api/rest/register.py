"""The register and the calendar for other programs: units, fields, leaders, working days; the receipts of dates."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.params import Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import DbSession, Now, TheSite
from api.rest import words
from api.rest.answers import LARGEST_NUMBER, NO_NUL, Known, answer
from api.rest.caller import ReadsRegister, ReadsTasks, viewer_of
from api.rest.problems import READS
from compliance.entries.access.queries import deadline as seen_deadline
from core import queries as register
from core.leadership import fields, in_charge, leaders
from core.local_time import local_day

Id = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]

router = APIRouter(prefix="/api/v1", tags=["register"], responses=READS)


class UnitRow(words.Told):
    """A unit of the register; ``is_subject``: whether the regulation binds it today."""

    id: int
    code: Annotated[str, Field(examples=["STC"])]
    name: Annotated[str, Field(examples=["Sở Tài chính"])]
    kind: str
    other_names: list[str]
    is_subject: bool
    valid_from: date | None
    valid_to: date | None


class FieldRow(words.Told):
    """A field of the province's work, and the leader in charge today."""

    code: str
    name: str
    leader: int | None


class LeaderRow(words.Told):
    """A chairman or vice-chairman, and from when to when."""

    id: int
    name: str
    title: str
    valid_from: date
    valid_to: date | None


class Units(words.Told):
    """Units in Vietnamese order."""

    items: list[UnitRow]


class Fields(words.Told):
    """Fields in Vietnamese order."""

    items: list[FieldRow]


class Leaders(words.Told):
    """Leaders, those in office first."""

    items: list[LeaderRow]


class CalendarDay(words.Told):
    """One day that is not as its weekday says: off or worked, by which act, how sure."""

    on: date
    kind: str
    name: str
    act: str
    status: str
    known_since: date | None
    pair: date | None


class Calendar(words.Told):
    """The exceptional days of a year; the other days are worked Monday to Friday."""

    year: int
    is_official: Annotated[bool, Field(description="false: mọi ngày tính theo năm này là tạm tính.")]
    version: str
    days: list[CalendarDay]


class UnitsAsked(BaseModel):
    """Which units."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=200, pattern=NO_NUL, description="Không cần dấu.")] = ""
    kind: Annotated[str | None, Field(pattern=r"^[a-z_]{1,20}$", examples=["department", "commune"])] = None


class YearAsked(BaseModel):
    """Which year."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int | None, Field(ge=2000, le=2100)] = None


@router.get("/units", summary="Units", response_model=Units)
def list_units(
    session: DbSession, caller: ReadsRegister, known: Known, asked: Annotated[UnitsAsked, Query()]
) -> Response:
    """Return the units of the register, all in one part: a province has some hundreds."""
    viewer_of(caller)
    rows = register.units(session, asked.text, asked.kind)
    names, bound = register.other_names(session, [row.id for row in rows]), register.standings(session)
    told = [
        {"id": row.id, "code": row.code, "name": row.name, "kind": row.kind, "other_names": names.get(row.id, []),
         "is_subject": bound.get(row.id, False), "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row in rows
    ]  # fmt: skip
    return answer({"items": told}, known)


@router.get("/fields", summary="Fields and who is in charge", response_model=Fields)
def list_fields(session: DbSession, now: Now, caller: ReadsRegister, known: Known) -> Response:
    """Return the fields of work with the leader in charge today."""
    viewer_of(caller)
    told = [
        {"code": row.code, "name": row.name, "leader": leader.id if leader else None}
        for row, leader in ((row, in_charge(session, row.id, local_day(now))) for row in fields(session))
    ]
    return answer({"items": told}, known)


@router.get("/leaders", summary="Leaders", response_model=Leaders)
def list_leaders(session: DbSession, caller: ReadsRegister, known: Known) -> Response:
    """Return every leader that the register knows, those in office first."""
    viewer_of(caller)
    told = [
        {"id": row.id, "name": row.name, "title": row.title, "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row in leaders(session)
    ]
    return answer({"items": told}, known)


@router.get("/calendar", summary="Days off and worked", response_model=Calendar)
def show_calendar(
    site: TheSite, now: Now, caller: ReadsRegister, known: Known, asked: Annotated[YearAsked, Query()]
) -> Response:
    """Return the exceptional days of a year, this one unless another is named, each with its act."""
    viewer_of(caller)
    year = asked.year or local_day(now).year
    calendar = site.law.calendar
    told: dict[str, Any] = {
        "year": year,
        "is_official": year in calendar.official_years,
        "version": calendar.version,
        "days": [row.plain() for row in calendar.days if row.on.year == year],
    }
    return answer(told, known)


@router.get("/receipts/{deadline_id}", summary="How a date was computed", response_model=words.Receipt)
def show_receipt(session: DbSession, caller: ReadsTasks, known: Known, deadline_id: Id) -> Response:
    """Return the receipt of one computed date, in force or former: enough to compute it again."""
    row = seen_deadline(session, viewer_of(caller), deadline_id)
    told = {
        "id": row.id, "directive_id": row.directive_id, "assignment_id": row.assignment_id, "clock": row.clock,
        "due_on": row.due_on, "due_at": row.due_at, "tam_tinh": row.tam_tinh, "is_current": row.is_current,
        "computed_at": row.computed_at, "sha256": row.receipt_sha256, "receipt": row.receipt,
    }  # fmt: skip
    return answer(told, known)
