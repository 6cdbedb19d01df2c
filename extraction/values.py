"""The values that extraction gives: tasks, unit mentions and time words, each with its place on the page."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ingest.text import Box


class Mode(StrEnum):
    """Whether the unit is ordered (giao, yêu cầu) or asked (đề nghị, mời)."""

    ASSIGN = "assign"
    REQUEST = "request"


class Role(StrEnum):
    """A unit's part in a task."""

    LEAD = "lead"
    COORDINATING = "coordinating"


class Period(StrEnum):
    """How often a recurring duty returns."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    OTHER = "other"


class EntryClass(StrEnum):
    """How fast the first entry is due; none for a document without tasks."""

    URGENT = "urgent"
    MULTI = "multi"
    REGULAR = "regular"
    NONE = "none"


class Place(NamedTuple):
    """Where a value stands: ``start:end`` slices the document's text; page from 1; box in fractions of the page."""

    start: int
    end: int
    page: int
    box: Box


class Sentence(NamedTuple):
    """A sentence of a text; ``start:end`` slices that text; ``imperative`` where its words order or ask for work."""

    start: int
    end: int
    imperative: bool


class UnitMention(NamedTuple):
    """A unit as the document writes it (shared head words repeated, spelling as read), and where it stands."""

    name: str
    place: Place


class TermKind(StrEnum):
    """What kind of time a phrase names."""

    DAY = "day"  # a calendar day, with or without year
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    WORKING_DAYS = "working_days"  # count after an event
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"
    RECURRING = "recurring"  # a day or weekday in each period
    SOFT = "soft"  # "ngay", "đúng thời hạn": words without a day
    REFERENCE = "reference"  # names another place of the document


@dataclass(frozen=True, slots=True)
class Term:
    """What a time phrase says, before any calendar is asked.

    ``on`` is the stated day for DAY (year filled in from the issue day), and the last day for MONTH … YEAR.
    ``count`` is the number of days for counted terms; ``event`` what they are counted from, in the document's words.
    ``period``, ``day_of_period`` and ``weekday`` (Monday 0) belong to RECURRING.
    ``alternatives`` are the other readings that can be defended, in words (Vietnamese).
    """

    kind: TermKind
    phrase: str
    on: date | None = None
    hour: int | None = None
    minute: int | None = None
    count: int | None = None
    event: str | None = None
    period: Period | None = None
    day_of_period: int | None = None
    weekday: int | None = None
    starts_on: date | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineMention:
    """The time words of a task; ``on`` only where they state a calendar day (several: the latest)."""

    on: date | None
    phrase: str
    term: Term | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One clause that charges a unit with work. ``text`` starts with the item mark and is the whole clause."""

    text: str
    place: Place
    mode: Mode
    leads: tuple[UnitMention, ...]
    coordinators: tuple[UnitMention, ...] = ()
    deadline: DeadlineMention | None = None
    period: Period | None = None
    deliverable: str | None = None
    channel: str | None = None
    field: str | None = None
    warnings: tuple[str, ...] = ()


class PartKind(StrEnum):
    """What a paragraph of the document is, for the coverage ledger."""

    TASK = "task"
    LEAD_IN = "lead_in"
    HEADING = "heading"
    LETTERHEAD = "letterhead"
    ADDRESSEES = "addressees"
    BASIS = "basis"
    ASSESSMENT = "assessment"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    TABLE = "table"
    OTHER = "other"
    UNCLAIMED = "unclaimed"


class Part(NamedTuple):
    """A stretch of the document and what it was taken for; the parts cover every line once, in order."""

    kind: PartKind
    place: Place


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document."""

    tasks: tuple[TaskDraft, ...]
    entry_class: EntryClass
    parts: tuple[Part, ...]
    unclaimed: tuple[Place, ...]
    warnings: tuple[str, ...] = field(default=())
