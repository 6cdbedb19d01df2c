"""Tasks without a document: one order entered by hand, and workbooks of tasks: put up, looked at, accepted."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, allowed, check_form
from api.sheet_template import template
from api.web.forms import SentForm, choice_of, day_of, go_to, text_of, texts_of, units_of
from api.web.pages import render
from api.web.review_page import unit_labels
from api.web.uploads import plain_name, sheet_of
from core.access import Action
from core.errors import Invalid
from core.local_time import local_day
from extraction import queries as tasks
from extraction.by_hand import queries as orders
from extraction.by_hand.record import ORDER_KINDS, Evidence, HandOrder, HandTask, OrderKind
from extraction.by_hand.service import SheetForm, check_sheet, put_up_sheet
from extraction.by_hand.sheet import SheetDefaults
from extraction.grammar.terms import parse_term
from extraction.values import Mode, Term, TermKind
from ingest.letterhead import Urgency
from jobs.by_hand import accept_tasks, enter_order

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CAN_ENTER = [Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]
CAN_SEE = [Depends(allowed(Action.REVIEW_DIRECTIVE))]
SHOWN = 300

router = APIRouter(include_in_schema=False)


@router.get("/orders", dependencies=CAN_SEE)
def orders_page(request: Request, session: DbSession, site: TheSite, now: Now) -> Response:
    """Show the form for one order, the one for a workbook, and what was entered before."""
    units = tasks.units_on(session, local_day(now))
    return render(
        request,
        "orders/list.html",
        orders=orders.orders(session),
        sheets=orders.sheets(session),
        labels=list(unit_labels(units)),
        kinds=ORDER_KINDS,
        today=local_day(now),
        issuer=f"UBND {site.province}",
    )


@router.get("/orders/template.xlsx", dependencies=CAN_SEE)
def template_file() -> Response:
    """Give the workbook to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="mau-danh-muc-nhiem-vu.xlsx"'}
    return Response(template(), media_type=XLSX, headers=headers)


@router.post("/orders", dependencies=CAN_ENTER)
def take_order(
    session: DbSession,
    site: TheSite,
    now: Now,
    who: TheActor,
    form: SentForm,
    evidence: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take one order with its evidence; its task is open from here."""
    proof = Evidence(text_of(form, "evidence_words"), *_kept(site, evidence))
    order = _order(session, form, proof, now)
    directive_id = enter_order(session, site.resources.store, order, who, site.law, now)
    return go_to(f"/directives/{directive_id}", "order-entered")


@router.post("/sheets", dependencies=CAN_ENTER)
def put_up(
    session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm, file: Annotated[UploadFile, File()]
) -> Response:
    """Take a workbook to look at; nothing becomes a task yet."""
    content, name, grids = sheet_of(site, file)
    defaults = SheetDefaults(
        text_of(form, "number"),
        day_of(form, "issued_on", "Ngày giao"),
        text_of(form, "issuer"),
        text_of(form, "signer"),
    )
    kind = choice_of(form, "kind", OrderKind) or OrderKind.PLAN
    sheet_form = SheetForm(kind, defaults, text_of(form, "evidence_words"))
    sha256 = site.resources.store.put(content)
    row = put_up_sheet(session, grids, sheet_form, sha256, name, who, now)
    return go_to(f"/sheets/{row.id}")


@router.get("/sheets/{sheet_id}", dependencies=CAN_SEE)
def sheet_page(request: Request, session: DbSession, now: Now, sheet_id: int) -> Response:
    """Show what a workbook says, each error by its line, before anything is written."""
    row = orders.sheet(session, sheet_id)
    reading = check_sheet(session, sheet_id, now) if row.accepted_at is None else None
    units = tasks.units_on(session, local_day(now))
    return render(
        request,
        "orders/sheet.html",
        row=row,
        reading=reading,
        kinds=ORDER_KINDS,
        unit_names={unit.code: unit.name for unit in units},
        shown=SHOWN,
    )


@router.post("/sheets/{sheet_id}/accept", dependencies=CAN_ENTER)
def accept(session: DbSession, site: TheSite, now: Now, who: TheActor, sheet_id: int) -> Response:
    """Write every task of a workbook at once, or nothing."""
    accept_tasks(session, site.resources.store, sheet_id, who, site.law, now)
    return go_to("/orders", "sheet-accepted")


def _kept(site: Site, evidence: UploadFile | None) -> tuple[str | None, str | None]:
    """Keep the evidence in the store; return its SHA-256 and name, or nothing where none came."""
    if evidence is None or not plain_name(evidence):
        return None, None
    content = evidence.file.read()
    return (site.resources.store.put(content), plain_name(evidence)) if content else (None, None)


def _order(session: DbSession, form: FormData, proof: Evidence, now: datetime) -> HandOrder:
    issued_on = day_of(form, "issued_on", "Ngày giao")
    if issued_on is None:
        message = "Chưa nhập ngày giao."
        raise Invalid(message, fields={"issued_on": message})
    known = unit_labels(tasks.units_on(session, local_day(now)))
    phrase = text_of(form, "deadline_phrase") or None
    term = _term(phrase, issued_on)
    task = HandTask(
        text=text_of(form, "text"),
        leads=tuple(units_of(texts_of(form, "lead"), known)),
        coordinators=tuple(units_of(texts_of(form, "coordinator"), known)),
        phrase=phrase,
        term=term,
        product=text_of(form, "product") or None,
        mode=choice_of(form, "mode", Mode) or Mode.ASSIGN,
        period=term.period if term else None,
    )
    return HandOrder(
        kind=choice_of(form, "kind", OrderKind) or OrderKind.HANDWRITTEN,
        number=text_of(form, "number"),
        issued_on=issued_on,
        issuer=text_of(form, "issuer"),
        signer=text_of(form, "signer"),
        evidence=proof,
        tasks=(task,),
        urgency=choice_of(form, "urgency", Urgency) or Urgency.REGULAR,
    )


def _term(phrase: str | None, issued_on: date) -> Term | None:
    """Return the reading of a phrase; one with a number that names no day is asked again, not taken as no time."""
    term = parse_term(phrase, issued_on) if phrase else None
    if term is not None and term.kind is TermKind.SOFT and any(letter.isdigit() for letter in term.phrase):
        message = f"Thời hạn “{phrase}” không phải là một ngày có thật. Ghi theo dạng 30/9/2026."
        raise Invalid(message, fields={"deadline_phrase": message})
    return term
