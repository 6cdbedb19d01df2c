"""One directive put together for its page: what was read, what was found, what each part stands on, what is missing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from api.web.term_words import term_words
from compliance.deadlines import queries as deadlines
from compliance.deadlines.incoming.queries import IncomingState, Known, known_of
from compliance.deadlines.models import Deadline
from core.leadership import fields
from core.organisation import Field, Leader
from extraction import queries as tasks
from extraction.dimensions import queries as dimensions
from extraction.grammar.register import ResolutionStatus
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from extraction.queries import KnownUnit
from extraction.review import queries as review
from extraction.review.models import ReviewStep
from extraction.review.progress import STEPS, Coverage, Standing, ValueState, coverage, value_state
from extraction.values import Role
from ingest import queries as documents
from ingest.models import Directive
from ingest.packages import queries as packages
from ingest.packages.facts import task_code
from ingest.packages.models import Answer, Package
from ingest.text import DocumentText
from ingest.updates import queries as updates
from ingest.updates.models import UpdateReview

HEADER_FIELDS = ("number", "issued_on", "issuer", "urgency", "subject")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be seen on the page: what it is called there, where its box is, and what it leads to."""

    kind: str
    label: str
    anchor: str
    target: str
    title: str
    page: int
    box: Sequence[float]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its units and dates, as the page shows it."""

    task: Task
    leads: list[Assignment]
    coordinators: list[Assignment]
    entry_deadlines: dict[int, Deadline]
    task_deadline: Deadline | None
    reading: str
    alternatives: list[str]
    is_checked: bool = False
    corrected: Collection[str] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)

    def state(self, name: str) -> ValueState:
        """Return whether a value is proposed, corrected or accepted."""
        by_hand = self.task.ground == "office"
        return value_state(name, {name} if by_hand else self.corrected, is_checked=self.is_checked)

    @property
    def lacks(self) -> list[str]:
        """Return what stands between this task and the confirmation, in words."""
        if not self.leads:
            return ["chưa có đơn vị chủ trì"]
        return [
            f"chưa rõ “{lead.name}” là đơn vị nào"
            for lead in self.leads
            if lead.unit_id is None and lead.resolution != ResolutionStatus.COLLECTIVE
        ]

    @property
    def standing(self) -> Standing:
        """Return it as the check-list asks of it."""
        return Standing(self.task.ordinal, self.is_checked, self.lacks, self.task.warnings)

    @property
    def has_open_unit(self) -> bool:
        """Whether a lead is not known yet; a collective counts, it must be expanded or replaced."""
        return any(lead.unit_id is None for lead in self.leads)

    @property
    def has_collective(self) -> bool:
        """Whether a lead is a group that confirming expands into its members."""
        return any(lead.unit_id is None and lead.resolution == ResolutionStatus.COLLECTIVE for lead in self.leads)

    @property
    def code(self) -> str:
        """Return the code under which an answer may name it."""
        return task_code(self.task.id)

    @property
    def needs_look(self) -> bool:
        """Whether something about it is doubtful."""
        return bool(self.task.warnings) or self.has_open_unit or not self.leads


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that seems to charge someone and belongs to no task; ``is_checked``: the Office found none in it."""

    number: int
    text: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything the page of one directive shows."""

    known: Known
    document: DocumentText | None
    tasks: list[TaskView]
    unit_names: dict[int, str]
    units: list[KnownUnit]
    marks: list[Mark]
    unclaimed: list[str]
    missing: list[str] = field(default_factory=list)
    reviews: Sequence[UpdateReview] = ()
    messages: Sequence[Package] = ()
    answers: Sequence[tuple[Answer, Package]] = ()
    fields: Sequence[Field] = ()
    field_id: int | None = None
    leader: str = ""
    leader_why: str = ""
    sentences: Sequence[Sentence] = ()
    last_step: ReviewStep | None = None

    @property
    def directive(self) -> Directive:
        """Return the document itself."""
        return self.known.directive

    @property
    def state(self) -> IncomingState:
        """Return what it has reached, or what it waits for."""
        return self.known.state

    @property
    def run(self) -> ExtractionRun | None:
        """Return its splitting, or None before."""
        return self.known.run

    @property
    def confirmation(self) -> Confirmation | None:
        """Return when and by whom it was confirmed, or None."""
        return self.known.confirmation

    @property
    def undo(self) -> str:
        """Return what the change that can be taken back is called; empty: there is none."""
        return STEPS.get(self.last_step.did, "") if self.last_step else ""

    @property
    def stamp(self) -> str:
        """Return what changes when anyone changes it; see `stamp`."""
        return stamp(self.known, self.last_step, [view.task for view in self.tasks])

    @property
    def coverage(self) -> Coverage:
        """Return how much of the directive the Office has dealt with."""
        n_checked = sum(sentence.is_checked for sentence in self.sentences)
        return coverage([view.standing for view in self.tasks], len(self.sentences), n_checked)

    @property
    def to_look_at(self) -> list[str]:
        """Return what should be looked at before the confirmation and does not forbid it, in words."""
        numbers = [str(view.task.ordinal) for view in self.tasks if not view.is_checked]
        groups = [str(view.task.ordinal) for view in self.tasks if view.has_collective]
        undated = sum(not (view.task.deadline_phrase or view.task.deadline_on) for view in self.tasks)
        lines = [f"Chưa chấp nhận nhiệm vụ {', '.join(numbers)}."] if numbers else []
        if groups:
            lines.append(f"Nhiệm vụ {', '.join(groups)} giao cho một nhóm đơn vị: mở danh sách, bỏ đơn vị ngoại lệ.")
        if undated:
            lines.append(f"{undated} nhiệm vụ không có thời hạn trong văn bản.")
        return lines

    @property
    def n_sentences_open(self) -> int:
        """Return how many sentences without a task nobody has looked at."""
        return sum(not sentence.is_checked for sentence in self.sentences)

    @property
    def has_pictures(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return self.document is not None and self.document.has_layout

    def marks_on(self, page: int) -> list[Mark]:
        """Return the marks of one page."""
        return [mark for mark in self.marks if mark.page == page]


def load_review(session: Session, directive_id: int, *, by_document: bool = False) -> ReviewPage:
    """Return the page of one directive.

    Args:
        by_document: the tasks as they stand in the document; else what is not clear first.

    Raises:
        NotFound: there is none of this id.
    """
    known = known_of(session, directive_id)
    directive, run = known.directive, known.run
    document = None if directive.purged_at else documents.document_text(session, directive_id)
    views = _task_views(session, directive_id, document)
    if not by_document:
        views.sort(key=lambda view: view.standing.rank)
    units = tasks.units_on(session, directive.issued_on or directive.arrived_at.date())
    unclaimed = [document.slice(place["start"], place["end"]) for place in run.unclaimed] if run and document else []
    every_field = fields(session)
    return ReviewPage(
        known=known,
        document=document,
        tasks=views,
        unit_names={unit.id: unit.name for unit in units},
        units=units,
        marks=_marks(directive, run, views, unclaimed),
        unclaimed=unclaimed,
        missing=_missing(directive, run, views),
        reviews=updates.about(session, directive_id),
        messages=packages.of_directive(session, directive_id),
        answers=packages.answers_to(session, directive_id, [view.task.id for view in views]),
        fields=every_field,
        sentences=_sentences(session, directive_id, run, unclaimed),
        last_step=review.last_step(session, directive_id),
        **_dimensions(session, directive, every_field),
    )


def stamp(known: Known, last_step: ReviewStep | None, found: Iterable[Task]) -> str:
    """Return what changes when anyone changes the directive's tasks, identity, checks or confirmation."""
    versions = [f"{task.id}.{task.version}" for task in sorted(found, key=lambda task: (task.ordinal, task.id))]
    step = last_step.id if last_step else 0
    return f"{known.directive.identity_key}/{known.confirmation is not None}/{step}/{'-'.join(versions)}"


def _dimensions(session: Session, directive: Directive, every_field: Sequence[Field]) -> dict[str, Any]:
    """Field and leader as settled, or as the drafting symbol and the signer propose them."""
    settled = dimensions.settled(session, directive.id)
    proposed = dimensions.proposal(directive, every_field) if settled is None else None
    found = settled or dimensions.dimensions_with(session, directive, proposed)
    leader = session.get(Leader, found.leader_id) if found.leader_id is not None else None
    return {"field_id": found.field_id, "leader": leader.name if leader else "", "leader_why": found.why}


def unit_labels(units: Sequence[KnownUnit]) -> dict[str, int]:
    """Return unit id by the label under which a form offers it; two of one name are told apart by their code."""
    names = Counter(unit.name for unit in units)
    return {unit.name if names[unit.name] == 1 else f"{unit.name} ({unit.code})": unit.id for unit in units}


def _sentences(
    session: Session, directive_id: int, run: ExtractionRun | None, unclaimed: Sequence[str]
) -> list[Sentence]:
    checked = review.checked_sentences(session, directive_id)
    places = run.unclaimed if run else []
    return [
        Sentence(number, text, (place["start"], place["end"]) in checked)
        for number, (place, text) in enumerate(zip(places, unclaimed, strict=False), start=1)
    ]


def _task_views(session: Session, directive_id: int, document: DocumentText | None) -> list[TaskView]:
    parts: dict[int, list[Assignment]] = {}
    for assignment in tasks.assignments_of(session, directive_id):
        if assignment.instance_of_id is not None:
            continue  # a later period of the same duty: the page of the unit's work has it
        parts.setdefault(assignment.task_id, []).append(assignment)
    by_clock: dict[tuple[int | None, str], Deadline] = {
        (row.assignment_id, row.clock): row for row in deadlines.current(session, directive_id)
    }
    found = sorted(tasks.tasks_of(session, directive_id), key=_place_in_document)
    checked = review.checked_tasks(session, directive_id)
    corrected = review.corrected_values(session, found)
    return [
        replace(
            _task_view(task, parts.get(task.id, []), by_clock),
            is_checked=task.id in checked or task.confirmed_at is not None,
            corrected=corrected.get(task.id, ()),
            quotes=_quotes(task, parts.get(task.id, []), document),
        )
        for task in found
    ]


def _place_in_document(task: Task) -> tuple[bool, int, int]:
    return task.start is None, task.start or 0, task.ordinal


def _quotes(task: Task, parts: Sequence[Assignment], document: DocumentText | None) -> dict[str, str]:
    """What the document says at the place of each value, by the value's name on the page."""
    if document is None:
        return {}
    places = {"deadline": task.deadline_place, **{f"unit-{part.id}": part.place for part in parts}}
    return {
        name: " ".join(document.slice(place["start"], place["end"]).split())
        for name, place in places.items()
        if place and "start" in place
    }


def _task_view(
    task: Task, parts: Sequence[Assignment], by_clock: Mapping[tuple[int | None, str], Deadline]
) -> TaskView:
    task_deadline = next((by_clock[part.id, "task"] for part in parts if (part.id, "task") in by_clock), None)
    return TaskView(
        task=task,
        leads=[part for part in parts if part.role == Role.LEAD],
        coordinators=[part for part in parts if part.role != Role.LEAD],
        entry_deadlines={part.id: by_clock[part.id, "entry"] for part in parts if (part.id, "entry") in by_clock},
        task_deadline=task_deadline,
        reading=term_words(task.term) if task.term else "",
        alternatives=list(task.term["alternatives"]) if task.term else [],
    )


def _marks(
    directive: Directive, run: ExtractionRun | None, views: Sequence[TaskView], unclaimed: Sequence[str]
) -> list[Mark]:
    marks = [
        Mark("header", "", f"box-{name}", "#identity", name, *_place(directive.grounds[name]))
        for name in HEADER_FIELDS
        if directive.grounds.get(name, {}).get("kind") == "page"
    ]
    for view in views:
        task = view.task
        if task.page is not None and task.box is not None:
            number = str(task.ordinal)
            marks.append(
                Mark(
                    "task",
                    number,
                    f"box-{number}",
                    f"#task-{number}",
                    f"Nhiệm vụ {number}",
                    task.page,
                    task.box,
                    task.start or 0,
                    task.end or 0,
                )
            )
        marks += _value_marks(view)
    places = run.unclaimed if run and unclaimed else []
    marks += [
        Mark("missed", "?", f"box-missed-{n}", f"#missed-{n}", "Câu chưa thuộc nhiệm vụ nào", *_place(place))
        for n, place in enumerate(places, start=1)
    ]
    return marks


def _value_marks(view: TaskView) -> list[Mark]:
    """The places of a task's values: seen on the page only while one looks at the value."""
    number = view.task.ordinal
    places = {"deadline": ("Thời hạn", view.task.deadline_place)}
    places |= {f"unit-{part.id}": (part.name, part.place) for part in (*view.leads, *view.coordinators)}
    return [
        Mark("value", "", f"box-{number}-{name}", f"#task-{number}", title, *_place(place))
        for name, (title, place) in places.items()
        if place and "box" in place
    ]


def _place(ground: Mapping[str, Any]) -> tuple[int, Sequence[float], int, int]:
    return ground["page"], ground["box"], ground["start"], ground["end"]


def _missing(directive: Directive, run: ExtractionRun | None, views: Sequence[TaskView]) -> list[str]:
    """What stands between this directive and its confirmation, in words; empty when nothing does."""
    if run is None:
        return ["Văn bản chưa đọc và tách nhiệm vụ xong."]
    missing = []
    if directive.identity_key is None:
        missing.append("Chưa rõ số, ký hiệu, ngày hoặc cơ quan ban hành.")
    for view in views:
        missing += [f"Nhiệm vụ {view.task.ordinal}: {lack}." for lack in view.lacks]
    return missing
