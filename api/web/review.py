"""The Office's work on one directive: look, correct, confirm. Every action is a form; dates are set again at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Depends, Request
from fastapi.datastructures import FormData
from fastapi.responses import Response

from api.accesses import opening
from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.checking import others_present
from api.web.directives import office_signal
from api.web.forms import SentForm, choice_of, day_of, go_to, number_of, text_of, texts_of, units_of
from api.web.pages import render
from api.web.review_page import Mark, ReviewPage, load_review, unit_labels
from compliance.deadlines.incoming.queries import next_waiting
from compliance.deadlines.service import reclassify
from core.access import Action
from core.errors import Invalid
from extraction import queries as tasks
from extraction.grammar.register import ResolutionStatus
from extraction.grammar.terms import parse_term
from extraction.models import Assignment, Task
from extraction.review import service as corrections
from extraction.review.service import TaskChanges
from extraction.review.undo.service import undoable
from extraction.stored import term_from_json
from extraction.values import EntryClass, Mode, Period, Term, TermKind
from ingest import queries as documents
from ingest.letterhead import Urgency
from ingest.service import Identity, correct_identity
from ingest.signatures.queries import signatures_of
from jobs import pipeline

CAN_SEE = Depends(allowed(Action.SEE_ALL_DIRECTIVES))
CAN_REVIEW = [Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]

EXPAND = "expand-"
CHOOSE = "choose-"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a file without pictures, and the mark in which it stands; ``starts``: the mark begins here."""

    text: str
    mark: Mark | None
    starts: bool


@router.get("/directives/{directive_id}", dependencies=[CAN_SEE, Depends(opening("page"), scope="function")])
def directive_page(
    request: Request,
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    now: Now,
    directive_id: int,
    order: str = "",
    add: int = 0,
) -> Response:
    """Show one directive: its pages with a box for each task, and the tasks with what each value stands on."""
    page = load_review(session, directive_id, by_document=order == "document")
    office = page.known.office_deadline
    signal = None
    if office is not None and office.due_at is not None:
        confirmed_at = page.confirmation.at if page.confirmation else None
        signal = office_signal(office.due_at, confirmed_at, site, now)
    may_review = viewer.may(Action.REVIEW_DIRECTIVE)
    labels = unit_labels(page.units) if may_review else {}
    return render(
        request,
        "directives/show.html",
        page=page,
        signal=signal,
        signatures=signatures_of(session, directive_id),
        lines=_text_lines(page),
        labels=list(labels),
        known_labels=_known_labels(labels),
        by_document=order == "document",
        adding=page.unclaimed[add - 1] if 1 <= add <= len(page.unclaimed) else "",
        others=others_present(session, directive_id, viewer.account_id, now) if may_review else [],
        following=next_waiting(session, directive_id) if may_review else None,
        n_leads=sum(len(_lead_units(view.leads)) for view in page.tasks),
    )


@router.post("/directives/{directive_id}/identity", dependencies=CAN_REVIEW)
def identify(session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int, form: SentForm) -> Response:
    """Take number, day, issuer and urgency from the Office; then units may see their tasks."""
    issued_on = day_of(form, "issued_on", "Ngày ban hành")
    if issued_on is None:
        message = "Chưa nhập ngày ban hành."
        raise Invalid(message, fields={"issued_on": message})
    if not site.law.reaches(issued_on):
        message = "Ngày ban hành nằm ngoài các năm của lịch làm việc; kiểm tra lại ngày đã nhập."
        raise Invalid(message, fields={"issued_on": message})
    urgency = choice_of(form, "urgency", Urgency) or Urgency.REGULAR
    identity = Identity(text_of(form, "number"), issued_on, text_of(form, "issuer"), urgency)
    correct_identity(session, directive_id, identity, who, now)
    _settle(session, site, directive_id, now)
    return go_to(f"/directives/{directive_id}", "identified")


@router.post("/directives/{directive_id}/class", dependencies=CAN_REVIEW)
def change_class(
    session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int, form: SentForm
) -> Response:
    """Let the Office's class count; the receipts say who and why."""
    entry_class = choice_of(form, "entry_class", EntryClass) or EntryClass.NONE
    reclassify(session, directive_id, entry_class, text_of(form, "why"), who, now)
    _settle(session, site, directive_id, now)
    return go_to(f"/directives/{directive_id}", "reclassified")


@router.post("/directives/{directive_id}/tasks", dependencies=CAN_REVIEW)
def add_task(session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int, form: SentForm) -> Response:
    """Add a task that extraction missed."""
    directive = documents.directive(session, directive_id)
    known = unit_labels(tasks.units_on(session, directive.issued_on or directive.arrived_at.date()))
    leads, coordinators = (units_of(texts_of(form, name), known) for name in ("lead", "coordinator"))
    changes = _changes(form, directive.issued_on, None)
    with undoable(session, directive_id, "added", who, now):
        task = corrections.add_task(session, directive_id, changes, leads, coordinators, who, now)
    _settle(session, site, directive_id, now)
    return go_to(f"/directives/{directive_id}", "task-added", f"#task-{task.ordinal}")


@router.post("/directives/{directive_id}/confirm", dependencies=CAN_REVIEW)
def confirm(session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int, form: SentForm) -> Response:
    """Make the tasks definite: confirmation, dates and what fell due meanwhile stand in one transaction."""
    expand = {
        part.id: [unit_id for unit_id in part.candidates if str(unit_id) in texts_of(form, f"{EXPAND}{part.id}")]
        for part in tasks.assignments_of(session, directive_id)
        if part.resolution == ResolutionStatus.COLLECTIVE and f"{EXPAND}{part.id}" in form
    }
    seen = text_of(form, "knows_unclaimed") == "yes" or load_review(session, directive_id).n_sentences_open == 0
    pipeline.confirm(session, directive_id, expand=expand, knows_unclaimed=seen, who=who, law=site.law, now=now)
    return go_to(f"/directives/{directive_id}", "confirmed")


@router.post("/tasks/{task_id}", dependencies=CAN_REVIEW)
def correct_task(session: DbSession, site: TheSite, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Change a task's values; a deadline phrase is read again."""
    task = tasks.task(session, task_id)
    directive = documents.directive(session, task.directive_id)
    changes = _changes(form, directive.issued_on, task)
    with undoable(session, task.directive_id, "corrected", who, now):
        corrections.correct_task(session, task_id, number_of(form, "version"), changes, who, now)
    return _settled(session, site, task, now, "task-corrected")


@router.post("/tasks/{task_id}/units", dependencies=CAN_REVIEW)
def set_units(session: DbSession, site: TheSite, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Say which units lead and which coordinate; a choice between candidates adds to the leads."""
    task = tasks.task(session, task_id)
    directive = documents.directive(session, task.directive_id)
    known = unit_labels(tasks.units_on(session, directive.issued_on or directive.arrived_at.date()))
    chosen = [
        int(unit_id)
        for name in form
        if name.startswith(CHOOSE)
        for unit_id in texts_of(form, name)
        if unit_id.isdecimal()
    ]
    leads = [*chosen, *(unit_id for unit_id in units_of(texts_of(form, "lead"), known) if unit_id not in chosen)]
    coordinators = units_of(texts_of(form, "coordinator"), known)
    with undoable(session, task.directive_id, "units", who, now):
        corrections.set_units(session, task_id, number_of(form, "version"), leads, coordinators, who, now)
    return _settled(session, site, task, now, "units-set")


@router.post("/tasks/{task_id}/remove", dependencies=CAN_REVIEW)
def remove_task(session: DbSession, site: TheSite, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Take out what is no task, with the reason."""
    task = tasks.task(session, task_id)
    with undoable(session, task.directive_id, "removed", who, now):
        corrections.remove_task(session, task_id, number_of(form, "version"), text_of(form, "reason"), who, now)
    _settle(session, site, task.directive_id, now)
    return go_to(f"/directives/{task.directive_id}", "task-removed")


def _settled(session: DbSession, site: Site, task: Task, now: datetime, done: str) -> Response:
    _settle(session, site, task.directive_id, now)
    return go_to(f"/directives/{task.directive_id}", done, f"#task-{task.ordinal}")


def _settle(session: DbSession, site: Site, directive_id: int, now: datetime) -> None:
    """Let opening, class, dates, flags and returns follow what was just changed."""
    session.flush()
    if tasks.run_of(session, directive_id) is not None:
        pipeline.after_correction(session, directive_id, site.law, now)


def _changes(form: FormData, issued_on: date | None, task: Task | None) -> TaskChanges:
    """The task as the form wants it; a phrase left as it was keeps its reading, a day entered stands as entered."""
    phrase = text_of(form, "deadline_phrase") or None
    entered_on = day_of(form, "deadline_on", "Ngày hạn")
    if task is not None and phrase == task.deadline_phrase and entered_on == task.deadline_on:
        term = term_from_json(task.term) if task.term else None
    elif task is not None and entered_on is not None and entered_on != task.deadline_on:
        term = Term(TermKind.DAY, phrase or f"ngày {entered_on:%d/%m/%Y}", on=entered_on)
    else:
        term = parse_term(phrase, issued_on) if phrase else None
    stated_on = term.on if term and term.kind is TermKind.DAY else None
    return TaskChanges(
        text=text_of(form, "text"),
        mode=choice_of(form, "mode", Mode) or Mode.ASSIGN,
        deadline_phrase=phrase,
        deadline_on=stated_on,
        term=term,
        period=choice_of(form, "period", Period),
        deliverable=text_of(form, "deliverable") or None,
        channel=text_of(form, "channel") or None,
        field=task.field if task else None,
    )


def _text_lines(page: ReviewPage) -> list[TextLine]:
    """The lines of a file without pictures, each with the mark in which it stands."""
    if page.document is None or page.has_pictures:
        return []
    lines: list[TextLine] = []
    begun: set[str] = set()
    shown = [mark for mark in page.marks if mark.kind != "header"]
    for line in page.document.lines():
        mark = next((mark for mark in shown if line.start < mark.end and mark.start < line.end), None)
        lines.append(
            TextLine(page.document.slice(line.start, line.end), mark, mark is not None and mark.anchor not in begun)
        )
        if mark is not None:
            begun.add(mark.anchor)
    return lines


def _known_labels(labels: Mapping[str, int]) -> Callable[[Sequence[Assignment]], list[str]]:
    label_of = {unit_id: label for label, unit_id in labels.items()}
    return lambda parts: [label_of[part.unit_id] for part in parts if part.unit_id in label_of]


def _lead_units(leads: Sequence[Assignment]) -> list[int]:
    """The units that confirming would open a task for, were no member of a collective left out."""
    found: list[int] = []
    for lead in leads:
        collective = lead.resolution == ResolutionStatus.COLLECTIVE
        found += lead.candidates if collective else [lead.unit_id] if lead.unit_id is not None else []
    return found
