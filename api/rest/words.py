"""The words of the interface: every model that is told, described; the examples stand in `api.rest.examples`."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Told(BaseModel):
    """What the interface tells."""

    model_config = ConfigDict(extra="forbid")


class Listing(Told, Generic[Item]):
    """One part of a list."""

    items: list[Item]
    next: Annotated[str | None, Field(description="Con trỏ của phần sau; null: hết.")]


class DirectiveRow(Told):
    """A directive in a list."""

    id: int
    number: Annotated[str | None, Field(examples=["299/UBND-TTHC"])]
    issued_on: date | None
    issuer: str | None
    kind: str | None
    subject: str | None
    urgency: str | None
    arrived_at: datetime
    state: Annotated[
        str, Field(description="unreadable, no_identity, to_confirm, reading, confirmed, duplicate, secret")
    ]
    entry_class: Annotated[str | None, Field(description="urgent, multi, regular, none")]
    confirmed_at: datetime | None
    field: Annotated[str | None, Field(description="Mã lĩnh vực.")]
    leader: Annotated[int | None, Field(description="Lãnh đạo phụ trách.")]
    duplicate_of: int | None
    file_name: str
    n_pages: int | None
    readability: float | None
    n_tasks: int


class TaskRow(Told):
    """A task: one clause of a directive that charges units with work, and where it stands on the page."""

    id: int
    directive_id: int
    directive_number: str | None
    issued_on: date | None
    ordinal: int
    text: str
    mode: Annotated[str, Field(description="assign: giao, yêu cầu; request: đề nghị")]
    deadline_phrase: str | None
    deadline_on: date | None
    period: str | None
    deliverable: str | None
    channel: str | None
    page: int | None
    box: Annotated[list[float] | None, Field(description="Phần của trang, gốc ở góc trên bên trái: x0, y0, x1, y1.")]
    ground: str
    created_at: datetime
    confirmed_at: datetime | None
    version: int


class AssignmentRow(Told):
    """A unit's part in a task, with both clocks and where it stands now."""

    id: int
    task_id: int
    directive_id: int
    directive_number: str | None
    issued_on: date | None
    unit: Annotated[str, Field(description="Mã đơn vị.", examples=["STC"])]
    unit_name: str
    role: Literal["lead", "coordinating"]
    text: str
    mode: str
    deliverable: str | None
    deadline_phrase: str | None
    entry_due_on: Annotated[date | None, Field(description="Hạn cập nhật (ngày danh nghĩa).")]
    entry_due_at: Annotated[datetime | None, Field(description="Từ thời điểm này là chậm cập nhật.")]
    task_due_on: Annotated[date | None, Field(description="Thời hạn nhiệm vụ.")]
    task_due_at: Annotated[datetime | None, Field(description="Từ thời điểm này là quá hạn thực hiện.")]
    entry_receipt: Annotated[int | None, Field(description="Phiếu tính hạn cập nhật.")]
    task_receipt: Annotated[int | None, Field(description="Phiếu tính thời hạn nhiệm vụ.")]
    opened_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    last_entry: int | None
    last_entry_kind: str | None
    last_entry_at: datetime | None
    reentry_due_at: datetime | None
    n_flags: int
    is_provisional: bool
    is_returned: bool
    is_incomplete: bool
    is_overdue: bool
    is_done: bool


class ReturnRow(Told):
    """A return: the entry does not count, why, and until when the unit enters again."""

    id: int
    entry: int
    reason: Literal["late", "wrong", "not_as_required"]
    missing: str | None
    made_at: datetime
    reentry_due_on: date
    reentry_due_at: datetime
    ended_at: datetime | None


class FlagRow(Told):
    """A late flag: a clock ended without a valid entry."""

    id: int
    due_on: date
    due_at: datetime
    written_at: datetime
    ended_at: datetime | None


class ExtensionRow(Told):
    """An extension that was asked for."""

    id: int
    asked_for: date
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    is_approved: bool | None


class ContestRow(Told):
    """A contest of a flag or return."""

    id: int
    reason: str
    filed_at: datetime
    decision_due_at: datetime
    decided_at: datetime | None
    is_won: bool | None


class NotOursRow(Told):
    """What a unit said about its authority, and the answer."""

    id: int
    reason: str
    said_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    is_accepted: bool | None


class Assignment(AssignmentRow):
    """One assignment with its three axes, what may be done now, and all that hangs on it."""

    work: Literal["not_accepted", "in_progress", "reported"]
    review: Literal["none", "awaiting", "confirmed", "returned"]
    extension: Literal["none", "asked", "approved", "refused"]
    standing: Literal["open", "suspended", "withdrawn", "archived"]
    acts: Annotated[list[str], Field(description="Việc mà khóa này làm được bây giờ.")]
    flags: list[FlagRow]
    returns: list[ReturnRow]
    extensions: list[ExtensionRow]
    contests: list[ContestRow]
    not_ours: NotOursRow | None


class Evidence(Told):
    """A file of a report."""

    place: int
    name: str
    size: int
    media_type: str | None


class EntryRow(Told):
    """What a unit recorded: first entry, re-entry, progress, report, or a coordinating unit's update."""

    id: int
    assignment_id: int
    unit: str | None
    kind: Annotated[str, Field(description="first, reentry, progress, report, coordinate")]
    officer: str | None
    product: str | None
    planned_on: date | None
    planned_why: str | None
    first_action: str | None
    cause: str | None
    note: str | None
    evidence: list[Evidence]
    made_at: datetime
    reviewed_at: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    return_: Annotated[int | None, Field(alias="return")]
    return_reason: str | None
    return_missing: str | None


class Directive(DirectiveRow):
    """One directive with its live tasks."""

    tasks: list[TaskRow]
    assignments: list[int]


class Acted(Told):
    """What an act made, and the assignment as it is after it."""

    act: Annotated[str, Field(examples=["report"])]
    id: Annotated[int | None, Field(description="Số của bản ghi vừa lập (cập nhật, đề nghị, kiến nghị…).")]
    assignment: Assignment


class Receipt(Told):
    """How a date was computed: rule and clause, inputs, each day walked, hashes; anyone can compute it again."""

    id: int
    directive_id: int
    assignment_id: int | None
    clock: Literal["entry", "task", "office"]
    due_on: date | None
    due_at: datetime | None
    tam_tinh: bool
    is_current: bool
    computed_at: datetime
    sha256: str
    receipt: dict[str, Any]
