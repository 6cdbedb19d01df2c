"""A client of the Đôn Đốc interface, made from its description by `dondoc describe`: not to be edited.

One file, the standard library alone, Python 3.11 or newer:

    client = Client("https://dondoc.example", "dd_…")
    for row in each(client.list_assignments, state="overdue"):
        print(row["unit_name"], row["text"])
"""
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict

AGAIN = frozenset({429, 502, 503, 504})
FIRST_PAUSE = 1.0


class Problem(Exception):
    """What the interface answers when it does not do what it was asked; nothing of it was done."""

    def __init__(self, status: int, plain: Mapping[str, Any]) -> None:
        """Keep what the answer says."""
        super().__init__(f"{status} {plain.get('detail', '')}")
        self.status = status
        self.type = str(plain.get("type", "about:blank"))
        self.detail = str(plain.get("detail", ""))
        self.errors: list[dict[str, str]] = list(plain.get("errors") or [])


class Connection:
    """Where the interface is, and with which token; what was not answered is asked again, a write under its key."""

    def __init__(self, address: str, token: str, *, seconds: float = 30.0, tries: int = 3) -> None:
        """Connect to nothing yet.

        Args:
            address: of the installation, such as ``https://dondoc.example``.
            tries: how often one call is tried where there is no answer, or the answer is to come later.
        """
        self._address, self._token = address.rstrip("/"), token
        self._seconds, self._tries = seconds, tries

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> bytes:
        """Return the body of the answer.

        Raises:
            Problem: the interface refuses.
            OSError: it cannot be reached.
        """
        request = self._request(method, path, query or {}, body, raw, headers or {})
        for tries_left in range(self._tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310 - the given address
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN or not tries_left:
                    raise Problem(error.code, _plain(error.read())) from error
            except OSError:
                if not tries_left:
                    raise
            time.sleep(FIRST_PAUSE * 2 ** (self._tries - 1 - tries_left))
        raise AssertionError

    def told(self, method: str, path: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON, typed by each method
        """Return what the interface tells, as JSON's own values."""
        return json.loads(self.call(method, path, **asked))

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object],
        body: object,
        raw: bytes | None,
        headers: Mapping[str, str | None],
    ) -> urllib.request.Request:
        said = {name: _word(value) for name, value in query.items() if value is not None}
        url = self._address + path + (f"?{urllib.parse.urlencode(said)}" if said else "")
        content = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        request = urllib.request.Request(url, None if method == "GET" else content, method=method)  # noqa: S310
        request.add_header("Authorization", f"Bearer {self._token}")
        if method == "POST":
            request.add_header("Content-Type", "application/octet-stream" if raw is not None else "application/json")
            request.add_header("Idempotency-Key", headers.get("Idempotency-Key") or str(uuid.uuid4()))
        if headers.get("If-Match"):
            request.add_header("If-Match", str(headers["If-Match"]))
        return request


def each(listing: Callable[..., Any], **asked: object) -> Iterator[Any]:
    """Give every row of a list, part after part: ``each(client.list_assignments, state="overdue")``."""
    cursor = None
    while True:
        part = listing(**asked, cursor=cursor)
        yield from part["items"]
        cursor = part["next"]
        if cursor is None:
            return


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(content: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(content))
    except ValueError:
        return {"detail": content.decode("utf-8", errors="replace")[:500]}

class Acted(TypedDict):
    """What an act made, and the assignment as it is after it."""

    act: str
    id: int | None
    assignment: "Assignment"

class Assignment(TypedDict):
    """One assignment with its three axes, what may be done now, and all that hangs on it."""

    id: int
    task_id: int
    directive_id: int
    directive_number: str | None
    issued_on: str | None
    unit: str
    unit_name: str
    role: Literal["lead", "coordinating"]
    text: str
    mode: str
    deliverable: str | None
    deadline_phrase: str | None
    entry_due_on: str | None
    entry_due_at: str | None
    task_due_on: str | None
    task_due_at: str | None
    entry_receipt: int | None
    task_receipt: int | None
    opened_at: str
    confirmed_at: str | None
    withdrawn_at: str | None
    last_entry: int | None
    last_entry_kind: str | None
    last_entry_at: str | None
    reentry_due_at: str | None
    n_flags: int
    is_provisional: bool
    is_returned: bool
    is_incomplete: bool
    is_overdue: bool
    is_done: bool
    work: Literal["not_accepted", "in_progress", "reported"]
    review: Literal["none", "awaiting", "confirmed", "returned"]
    extension: Literal["none", "asked", "approved", "refused"]
    standing: Literal["open", "suspended", "withdrawn", "archived"]
    acts: list[str]
    flags: list["FlagRow"]
    returns: list["ReturnRow"]
    extensions: list["ExtensionRow"]
    contests: list["ContestRow"]
    not_ours: "NotOursRow | None"

class AssignmentRow(TypedDict):
    """A unit's part in a task, with both clocks and where it stands now."""

    id: int
    task_id: int
    directive_id: int
    directive_number: str | None
    issued_on: str | None
    unit: str
    unit_name: str
    role: Literal["lead", "coordinating"]
    text: str
    mode: str
    deliverable: str | None
    deadline_phrase: str | None
    entry_due_on: str | None
    entry_due_at: str | None
    task_due_on: str | None
    task_due_at: str | None
    entry_receipt: int | None
    task_receipt: int | None
    opened_at: str
    confirmed_at: str | None
    withdrawn_at: str | None
    last_entry: int | None
    last_entry_kind: str | None
    last_entry_at: str | None
    reentry_due_at: str | None
    n_flags: int
    is_provisional: bool
    is_returned: bool
    is_incomplete: bool
    is_overdue: bool
    is_done: bool

AssignmentState = Literal["open", "provisional", "awaiting", "returned", "late", "overdue", "contested", "extension_asked", "suspended", "done", "archived", "withdrawn"]

class Attempt(TypedDict):
    """One attempt: when, what was answered, what went wrong."""

    at: str
    status: int | None
    said: str | None

class Calendar(TypedDict):
    """The exceptional days of a year; the other days are worked Monday to Friday."""

    year: int
    is_official: bool
    version: str
    days: list["CalendarDay"]

class CalendarDay(TypedDict):
    """One day that is not as its weekday says: off or worked, by which act, how sure."""

    on: str
    kind: str
    name: str
    act: str
    status: str
    known_since: str | None
    pair: str | None

class ContestDecision(TypedDict):
    """A contest decided, once."""

    won: bool
    decision: str

class ContestRow(TypedDict):
    """A contest of a flag or return."""

    id: int
    reason: str
    filed_at: str
    decision_due_at: str
    decided_at: str | None
    is_won: bool | None

class DeliveryRow(TypedDict):
    """One event owed to a webhook."""

    id: int
    event_id: int
    type: str
    owed_at: str
    tries: int
    attempts: list["Attempt"]
    sent_at: str | None
    given_up_at: str | None

class Directive(TypedDict):
    """One directive with its live tasks."""

    id: int
    number: str | None
    issued_on: str | None
    issuer: str | None
    kind: str | None
    subject: str | None
    urgency: str | None
    arrived_at: str
    state: str
    entry_class: str | None
    confirmed_at: str | None
    field: str | None
    leader: int | None
    duplicate_of: int | None
    file_name: str
    n_pages: int | None
    readability: float | None
    n_tasks: int
    tasks: list["TaskRow"]
    assignments: list[int]

class DirectiveRow(TypedDict):
    """A directive in a list."""

    id: int
    number: str | None
    issued_on: str | None
    issuer: str | None
    kind: str | None
    subject: str | None
    urgency: str | None
    arrived_at: str
    state: str
    entry_class: str | None
    confirmed_at: str | None
    field: str | None
    leader: int | None
    duplicate_of: int | None
    file_name: str
    n_pages: int | None
    readability: float | None
    n_tasks: int

EntryClass = Literal["urgent", "multi", "regular", "none"]

EntryRow = TypedDict(
    "EntryRow",
    {
        "id": int,
        "assignment_id": int,
        "unit": str | None,
        "kind": str,
        "officer": str | None,
        "product": str | None,
        "planned_on": str | None,
        "planned_why": str | None,
        "first_action": str | None,
        "cause": str | None,
        "note": str | None,
        "evidence": list['Evidence'],
        "made_at": str,
        "reviewed_at": str | None,
        "confirmed_at": str | None,
        "withdrawn_at": str | None,
        "return": int | None,
        "return_reason": str | None,
        "return_missing": str | None,
    },
)

class EntryTaken(TypedDict):
    """An entry: the first, the answer to a return (with its cause), or progress (a note)."""

    officer: NotRequired[str]
    product: NotRequired[str]
    planned_on: NotRequired[str | None]
    planned_why: NotRequired[str]
    first_action: NotRequired[str]
    cause: NotRequired[str]
    note: NotRequired[str]

class EventType(TypedDict):
    """A kind of event."""

    name: str
    type: str
    meaning: str

class Evidence(TypedDict):
    """A file of a report."""

    place: int
    name: str
    size: int
    media_type: str | None

class EvidenceTaken(TypedDict):
    """A file that proves a result."""

    name: str
    content: str

class ExtensionDecision(TypedDict):
    """An extension approved by authority (for the day asked for, or another), or refused with the reason."""

    approve: bool
    said: str
    until_on: NotRequired[str | None]

class ExtensionRow(TypedDict):
    """An extension that was asked for."""

    id: int
    asked_for: str
    reason: str
    asked_at: str
    decided_at: str | None
    is_approved: bool | None

class ExtensionTaken(TypedDict):
    """A later task deadline, asked for with its reason."""

    asked_for: str
    reason: str

class Feed(TypedDict):
    """The figures of a period, up to one instant that stands beside them."""

    period: str
    period_name: str
    period_from: str
    period_to: str
    cut_off_at: str
    is_fresh: bool
    measures: list["MeasureTold"]
    province: dict[str, "ValueTold"]
    units: list["Group"]
    fields: list["Group"]
    leaders: list["Group"]
    waiting: "Waiting"

class FieldRow(TypedDict):
    """A field of the province's work, and the leader in charge today."""

    code: str
    name: str
    leader: int | None

class Fields(TypedDict):
    """Fields in Vietnamese order."""

    items: list["FieldRow"]

class FlagRow(TypedDict):
    """A late flag: a clock ended without a valid entry."""

    id: int
    due_on: str
    due_at: str
    written_at: str
    ended_at: str | None

class Group(TypedDict):
    """A unit, field or leader with its values; id 0 is what has none."""

    id: int
    name: str
    values: dict[str, "ValueTold"]

IncomingState = Literal["unreadable", "no_identity", "to_confirm", "reading", "confirmed", "duplicate", "secret"]

class LeaderRow(TypedDict):
    """A chairman or vice-chairman, and from when to when."""

    id: int
    name: str
    title: str
    valid_from: str
    valid_to: str | None

class Leaders(TypedDict):
    """Leaders, those in office first."""

    items: list["LeaderRow"]

class ListingAssignmentRow(TypedDict):
    """ListingAssignmentRow"""

    items: list["AssignmentRow"]
    next: str | None

class ListingDeliveryRow(TypedDict):
    """ListingDeliveryRow"""

    items: list["DeliveryRow"]
    next: str | None

class ListingDirectiveRow(TypedDict):
    """ListingDirectiveRow"""

    items: list["DirectiveRow"]
    next: str | None

class ListingEntryRow(TypedDict):
    """ListingEntryRow"""

    items: list["EntryRow"]
    next: str | None

class ListingEventType(TypedDict):
    """ListingEventType"""

    items: list["EventType"]
    next: str | None

class ListingMeasureTold(TypedDict):
    """ListingMeasureTold"""

    items: list["MeasureTold"]
    next: str | None

class ListingTaskRow(TypedDict):
    """ListingTaskRow"""

    items: list["TaskRow"]
    next: str | None

class ListingWebhookRow(TypedDict):
    """ListingWebhookRow"""

    items: list["WebhookRow"]
    next: str | None

class MeasureTold(TypedDict):
    """A measure of the registry: what it counts, of what, without what."""

    key: str
    name: str
    sentence: str
    unit: str
    of: str | None
    excludes: str
    counted_as: str

class NotOursAnswer(TypedDict):
    """Whether an assignment is the unit's; accepted, its new lead is named where no other unit leads the task."""

    accept: bool
    said: NotRequired[str]
    unit: NotRequired[str | None]

class NotOursRow(TypedDict):
    """What a unit said about its authority, and the answer."""

    id: int
    reason: str
    said_at: str
    answer_due_at: str
    answered_at: str | None
    is_accepted: bool | None

class NoteTaken(TypedDict):
    """What a coordinating unit did."""

    note: str

Period = Literal["weekly", "monthly", "quarterly", "half_yearly", "yearly", "other"]

PeriodKind = Literal["month", "quarter", "half_year", "year"]

class PushedDocument(TypedDict):
    """What became of a pushed file."""

    outcome: Literal["new", "duplicate", "update", "replace", "withdraw", "status", "refused", "unreadable"]
    directive: int | None
    reason: str | None
    repeated: bool

class Reasoned(TypedDict):
    """An act with its reason."""

    reason: str

class Receipt(TypedDict):
    """How a date was computed: rule and clause, inputs, each day walked, hashes; anyone can compute it again."""

    id: int
    directive_id: int
    assignment_id: int | None
    clock: Literal["entry", "task", "office"]
    due_on: str | None
    due_at: str | None
    tam_tinh: bool
    is_current: bool
    computed_at: str
    sha256: str
    receipt: dict[str, Any]

class ReportTaken(TypedDict):
    """A result reported, with its evidence."""

    assignment: int
    result: str
    cause: NotRequired[str]
    evidence: NotRequired[list["EvidenceTaken"]]

class RequestTaken(TypedDict):
    """An update asked of a coordinating unit."""

    what: str

class ReturnRow(TypedDict):
    """A return: the entry does not count, why, and until when the unit enters again."""

    id: int
    entry: int
    reason: Literal["late", "wrong", "not_as_required"]
    missing: str | None
    made_at: str
    reentry_due_on: str
    reentry_due_at: str
    ended_at: str | None

class ReturnTaken(TypedDict):
    """An entry or result returned: the typed reason, and what is missing."""

    reason: Literal["wrong", "not_as_required"]
    missing: str

class ReviewTaken(TypedDict):
    """The monitor's review: passed on to the Office, or returned with reason and what is missing."""

    passes: bool
    reason: NotRequired[Literal["wrong", "not_as_required"] | None]
    missing: NotRequired[str]

Role = Literal["lead", "coordinating"]

class StandingTaken(TypedDict):
    """Suspended, resumed, withdrawn or archived, by authority and with the reason."""

    doing: Literal["suspend", "resume", "withdraw", "archive"]
    reason: str
    authority: str

class TaskRow(TypedDict):
    """A task: one clause of a directive that charges units with work, and where it stands on the page."""

    id: int
    directive_id: int
    directive_number: str | None
    issued_on: str | None
    ordinal: int
    text: str
    mode: str
    deadline_phrase: str | None
    deadline_on: str | None
    period: str | None
    deliverable: str | None
    channel: str | None
    page: int | None
    box: list[float] | None
    ground: str
    created_at: str
    confirmed_at: str | None
    version: int

class UnitRow(TypedDict):
    """A unit of the register; ``is_subject``: whether the regulation binds it today."""

    id: int
    code: str
    name: str
    kind: str
    other_names: list[str]
    is_subject: bool
    valid_from: str | None
    valid_to: str | None

class Units(TypedDict):
    """Units in Vietnamese order."""

    items: list["UnitRow"]

class ValueTold(TypedDict):
    """A measure's value; a rate is ``number`` of ``whole``. Null: there is nothing to tell."""

    number: int | None
    whole: int | None

class Waiting(TypedDict):
    """What waits for a decision now."""

    contests: int
    extensions: int
    not_ours: int
    results: int
    entries: int
    to_confirm: int
    unreadable: int

class WaiverTaken(TypedDict):
    """What stands against an assignment leaves the rates, with a written cause."""

    cause: str

class WebhookMade(TypedDict):
    """A new webhook with its secret, shown this once."""

    id: int
    name: str
    url: str
    types: list[str]
    created_at: str
    failures: int
    failing_since: str | None
    not_before: str | None
    disabled_at: str | None
    disabled_why: str | None
    secret: str

class WebhookRow(TypedDict):
    """A webhook and how it fares; the secret is never shown again."""

    id: int
    name: str
    url: str
    types: list[str]
    created_at: str
    failures: int
    failing_since: str | None
    not_before: str | None
    disabled_at: str | None
    disabled_why: str | None

class WebhookTaken(TypedDict):
    """An address to be told of events."""

    name: str
    url: str
    types: list[str]

class Client(Connection):
    """Every operation of the interface, version 1.0.0."""

    def push(self, raw: bytes, *, name: str, idempotency_key: str | None = None) -> "PushedDocument":
        """Push one document.

        Store the body as one document (or package) and answer when it is durable; reading follows by itself.
        """
        found: "PushedDocument" = self.told("POST", "/api/v1/documents", query={"name": name}, raw=raw, headers={"Idempotency-Key": idempotency_key})
        return found

    def list_directives(self, *, limit: int | None = None, cursor: str | None = None, newest_first: bool | None = None, state: "IncomingState | None" = None, entry_class: "EntryClass | None" = None, field: str | None = None, leader: int | None = None, issued_from: str | None = None, issued_to: str | None = None, number: str | None = None, text: str | None = None) -> "ListingDirectiveRow":
        """Directives, in order of number.

        Return a part of the directives that the account sees; a unit sees those that gave it work.
        """
        found: "ListingDirectiveRow" = self.told("GET", "/api/v1/directives", query={"limit": limit, "cursor": cursor, "newest_first": newest_first, "state": state, "entry_class": entry_class, "field": field, "leader": leader, "issued_from": issued_from, "issued_to": issued_to, "number": number, "text": text})
        return found

    def show_directive(self, directive_id: int) -> "Directive":
        """One directive with its tasks.

        Return one directive, its live tasks and the numbers of its assignments; the access is kept.
        """
        found: "Directive" = self.told("GET", f"/api/v1/directives/{directive_id}")
        return found

    def directive_file(self, directive_id: int) -> bytes:
        """The original file.

        Return the original as it came, always as a download; the access is kept. A secret document has none.
        """
        return self.call("GET", f"/api/v1/directives/{directive_id}/file")

    def list_tasks(self, *, limit: int | None = None, cursor: str | None = None, newest_first: bool | None = None, directive: int | None = None, unit: str | None = None, field: str | None = None, leader: int | None = None, period: "Period | None" = None, due_from: str | None = None, due_to: str | None = None, text: str | None = None) -> "ListingTaskRow":
        """Tasks, in order of number.

        Return a part of the live tasks that the account sees; a unit sees those that it has a part in.
        """
        found: "ListingTaskRow" = self.told("GET", "/api/v1/tasks", query={"limit": limit, "cursor": cursor, "newest_first": newest_first, "directive": directive, "unit": unit, "field": field, "leader": leader, "period": period, "due_from": due_from, "due_to": due_to, "text": text})
        return found

    def show_task(self, task_id: int) -> "TaskRow":
        """One task.

        Return one task, with its clause and where it stands on the page; the access to its document is kept.
        """
        found: "TaskRow" = self.told("GET", f"/api/v1/tasks/{task_id}")
        return found

    def list_assignments(self, *, limit: int | None = None, cursor: str | None = None, newest_first: bool | None = None, state: "AssignmentState | None" = None, role: "Role | None" = None, unit: str | None = None, field: str | None = None, leader: int | None = None, directive: int | None = None, task: int | None = None, monitored: bool | None = None, due_from: str | None = None, due_to: str | None = None, text: str | None = None) -> "ListingAssignmentRow":
        """Assignments, in order of number.

        Return a part of the opened assignments that the account sees, with both clocks and where each stands
        now.
        """
        found: "ListingAssignmentRow" = self.told("GET", "/api/v1/assignments", query={"limit": limit, "cursor": cursor, "newest_first": newest_first, "state": state, "role": role, "unit": unit, "field": field, "leader": leader, "directive": directive, "task": task, "monitored": monitored, "due_from": due_from, "due_to": due_to, "text": text})
        return found

    def show_assignment(self, assignment_id: int) -> "Assignment":
        """One assignment.

        Return one assignment with its axes, the acts that are possible now, and its flags, returns and
        requests.

        Its ETag is what If-Match of a write is held against.
        """
        found: "Assignment" = self.told("GET", f"/api/v1/assignments/{assignment_id}")
        return found

    def list_entries(self, *, limit: int | None = None, cursor: str | None = None, newest_first: bool | None = None, assignment: int | None = None, kind: Literal["first", "reentry", "progress", "report", "coordinate"] | None = None, unit: str | None = None, awaiting: bool | None = None, made_from: str | None = None, made_to: str | None = None) -> "ListingEntryRow":
        """Entries, in order of number.

        Return a part of the entries, reports among them, that the account sees; drafts are left out.
        """
        found: "ListingEntryRow" = self.told("GET", "/api/v1/entries", query={"limit": limit, "cursor": cursor, "newest_first": newest_first, "assignment": assignment, "kind": kind, "unit": unit, "awaiting": awaiting, "made_from": made_from, "made_to": made_to})
        return found

    def show_entry(self, entry_id: int) -> "EntryRow":
        """One entry.

        Return one entry with what was said of it.
        """
        found: "EntryRow" = self.told("GET", f"/api/v1/entries/{entry_id}")
        return found

    def entry_evidence(self, entry_id: int, place: int) -> bytes:
        """A file of a report.

        Return one file of a report, always as a download; the access is kept.
        """
        return self.call("GET", f"/api/v1/entries/{entry_id}/evidence/{place}")

    def make_entry(self, assignment_id: int, body: "EntryTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Enter.

        Make the first entry, the answer to a return, or progress: the state of the assignment says which.

        A first entry names officer, product, planned day and first action; a late one is returned at once
        (see `returns`).
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/entries", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def send_result(self, body: "ReportTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Report a result.

        Report the result of an assignment with its evidence; it carries whatever entry or re-entry is still
        owed.
        """
        found: "Acted" = self.told("POST", "/api/v1/reports", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def take_report_back(self, assignment_id: int, body: "Reasoned", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Take a report back.

        Take back a report that nobody has answered; it stays in the record.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/report-withdrawals", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def tell_coordination(self, assignment_id: int, body: "NoteTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Tell what was coordinated.

        Record a coordinating unit's own update; it answers every request that waits.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/coordination", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def tell_not_ours(self, assignment_id: int, body: "Reasoned", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Say that it is not ours.

        Say that it is not within the unit's authority: once, before the entry deadline; the clock is held.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/not-ours", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def ask_for_time(self, assignment_id: int, body: "ExtensionTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Ask for a later deadline.

        Ask for a later task deadline; nothing moves until the Office approves it.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/extensions", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def file_contest(self, assignment_id: int, body: "Reasoned", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Contest a flag or return.

        Object to the newest flag or return that stands; until it is decided, the re-entry clock is held.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/contests", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def review_as_monitor(self, assignment_id: int, body: "ReviewTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Review a result as the monitor.

        Pass a reported result on to the Office, or return it with its reason and what is missing.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/reviews", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def confirm_an_entry(self, entry_id: int, *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Confirm an entry.

        Let an entry count as checked; the confirmation of a re-entry ends *incomplete*. A report: the result.
        """
        found: "Acted" = self.told("POST", f"/api/v1/entries/{entry_id}/confirmation", headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def return_an_entry(self, entry_id: int, body: "ReturnTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Return an entry.

        Return an entry or a report with its typed reason and what is missing; a re-entry clock starts.
        """
        found: "Acted" = self.told("POST", f"/api/v1/entries/{entry_id}/return", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def decide_extension(self, extension_id: int, body: "ExtensionDecision", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Decide an extension.

        Approve an extension by authority, for the day asked for or another; or refuse it with the reason.
        """
        found: "Acted" = self.told("POST", f"/api/v1/extensions/{extension_id}/decision", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def decide_a_contest(self, contest_id: int, body: "ContestDecision", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Decide a contest.

        Decide a contest, once: won, what it covers leaves the rates; lost, a full re-entry clock runs.
        """
        found: "Acted" = self.told("POST", f"/api/v1/contests/{contest_id}/decision", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def answer_a_not_ours(self, not_ours_id: int, body: "NotOursAnswer", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Answer “not ours”.

        Accept that an assignment is not the unit's, naming its new lead; or refuse with the reason.
        """
        found: "Acted" = self.told("POST", f"/api/v1/not-ours/{not_ours_id}/answer", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def set_standing(self, assignment_id: int, body: "StandingTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Suspend, resume, withdraw, archive.

        Suspend, resume, withdraw or archive an assignment, by authority and with the reason.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/standing", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def waive_verdicts(self, assignment_id: int, body: "WaiverTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Waive.

        Let what stands against an assignment leave the rates, with a written cause; the record keeps it.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/waivers", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def ask_for_update(self, assignment_id: int, body: "RequestTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "Acted":
        """Ask for an update.

        Ask a coordinating unit for its update; when it does not come, a reminder is all that follows.
        """
        found: "Acted" = self.told("POST", f"/api/v1/assignments/{assignment_id}/update-requests", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def list_measures(self) -> "ListingMeasureTold":
        """The registry of measures.

        Return every measure of the feed with its definition, so that no other system need define one again.
        """
        found: "ListingMeasureTold" = self.told("GET", "/api/v1/measures")
        return found

    def feed(self, *, period: str | None = None, kind: "PeriodKind | None" = None) -> "Feed":
        """Figures for the operations centre.

        Return the province's figures, by unit, field and leader, and what waits for a decision.

        When the figures cannot be computed at the moment, the last good ones are given, with their own cut-
        off and
        ``is_fresh`` false.
        """
        found: "Feed" = self.told("GET", "/api/v1/feed", query={"period": period, "kind": kind})
        return found

    def list_units(self, *, text: str | None = None, kind: str | None = None) -> "Units":
        """Units.

        Return the units of the register, all in one part: a province has some hundreds.
        """
        found: "Units" = self.told("GET", "/api/v1/units", query={"text": text, "kind": kind})
        return found

    def list_fields(self) -> "Fields":
        """Fields and who is in charge.

        Return the fields of work with the leader in charge today.
        """
        found: "Fields" = self.told("GET", "/api/v1/fields")
        return found

    def list_leaders(self) -> "Leaders":
        """Leaders.

        Return every leader that the register knows, those in office first.
        """
        found: "Leaders" = self.told("GET", "/api/v1/leaders")
        return found

    def show_calendar(self, *, year: int | None = None) -> "Calendar":
        """Days off and worked.

        Return the exceptional days of a year, this one unless another is named, each with its act.
        """
        found: "Calendar" = self.told("GET", "/api/v1/calendar", query={"year": year})
        return found

    def show_receipt(self, deadline_id: int) -> "Receipt":
        """How a date was computed.

        Return the receipt of one computed date, in force or former: enough to compute it again.
        """
        found: "Receipt" = self.told("GET", f"/api/v1/receipts/{deadline_id}")
        return found

    def list_webhooks(self) -> "ListingWebhookRow":
        """Webhooks.

        Return every webhook and how it fares.
        """
        found: "ListingWebhookRow" = self.told("GET", "/api/v1/webhooks")
        return found

    def make_webhook(self, body: "WebhookTaken", *, idempotency_key: str | None = None, if_match: str | None = None) -> "WebhookMade":
        """Name a webhook.

        Name an address that is told of events from now on; the answer holds its secret, this once.

        The address must be https and outside this network, unless the settings allow its host.
        """
        found: "WebhookMade" = self.told("POST", "/api/v1/webhooks", body=body, headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def list_types(self) -> "ListingEventType":
        """Kinds of events.

        Return every kind of event that a webhook can ask for.
        """
        found: "ListingEventType" = self.told("GET", "/api/v1/webhooks/types")
        return found

    def take_away(self, webhook_id: int) -> None:
        """Take a webhook away.

        Take a webhook away; what it is still owed is not sent.
        """
        self.call("DELETE", f"/api/v1/webhooks/{webhook_id}")

    def try_out(self, webhook_id: int, *, idempotency_key: str | None = None, if_match: str | None = None) -> "DeliveryRow":
        """Send a trial event.

        Owe the webhook a trial event, `webhook.tested`; it is sent within some seconds.
        """
        found: "DeliveryRow" = self.told("POST", f"/api/v1/webhooks/{webhook_id}/trials", headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def enable_again(self, webhook_id: int, *, idempotency_key: str | None = None, if_match: str | None = None) -> "WebhookRow":
        """Enable it again.

        Let a disabled webhook be sent events again, with all it is owed.
        """
        found: "WebhookRow" = self.told("POST", f"/api/v1/webhooks/{webhook_id}/enabling", headers={"Idempotency-Key": idempotency_key, "If-Match": if_match})
        return found

    def list_deliveries(self, webhook_id: int, *, limit: int | None = None, cursor: str | None = None, newest_first: bool | None = None) -> "ListingDeliveryRow":
        """Its log.

        Return what the webhook was owed, newest first, with every attempt; `newest_first` changes nothing
        here.
        """
        found: "ListingDeliveryRow" = self.told("GET", f"/api/v1/webhooks/{webhook_id}/deliveries", query={"limit": limit, "cursor": cursor, "newest_first": newest_first})
        return found
