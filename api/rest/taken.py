"""The words of the interface: every model that is taken, strictly.

Unknown names are refused, nothing is turned from one type into another.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.rest.answers import LARGEST_NUMBER, NO_NUL

LONG, SHORT = 10_000, 300


def _read_day(value: object) -> object:
    """Only a day as ISO writes it; numbers and instants are no days."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == len("2026-08-20"):
        return date.fromisoformat(value)
    message = "a day is written YYYY-MM-DD"
    raise ValueError(message)


Day = Annotated[
    date,
    Field(strict=False),
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-09-15"]}),
]
Text = Annotated[str, Field(max_length=LONG, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=LONG, pattern=NO_NUL)]
Line = Annotated[str, Field(max_length=SHORT, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
ENTRY_REASONS = Literal["wrong", "not_as_required"]


class Taken(BaseModel):
    """What the interface takes."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EntryTaken(Taken):
    """An entry: the first, the answer to a return (with its cause), or progress (a note)."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "officer": "Nguyễn Văn Bình",
                    "product": "Báo cáo thẩm định dự toán",
                    "planned_on": "2026-09-10",
                    "first_action": "Lập tổ thẩm định trong tuần này",
                }
            ]
        },
    )

    officer: Annotated[Line, Field(description="Cán bộ phụ trách.")] = ""
    product: Annotated[Text, Field(description="Sản phẩm, kết quả dự kiến.")] = ""
    planned_on: Annotated[Day | None, Field(description="Ngày dự kiến hoàn thành.")] = None
    planned_why: Annotated[Text, Field(description="Vì sao dự kiến sau thời hạn nhiệm vụ.")] = ""
    first_action: Annotated[Text, Field(description="Việc làm đầu tiên.")] = ""
    cause: Annotated[Text, Field(description="Nguyên nhân; bắt buộc khi cập nhật lại.")] = ""
    note: Annotated[Text, Field(description="Tiến độ; bắt buộc khi đã có cập nhật.")] = ""


class EvidenceTaken(Taken):
    """A file that proves a result."""

    name: Annotated[str, Field(min_length=1, max_length=255, pattern=NO_NUL, examples=["bao-cao.pdf"])]
    content: Annotated[
        str,
        Field(
            min_length=4,
            pattern=r"^[A-Za-z0-9+/]+={0,2}$",
            json_schema_extra={"contentEncoding": "base64"},
            examples=["JVBERi0xLjcK"],
        ),
    ]


class ReportTaken(Taken):
    """A result reported, with its evidence."""

    assignment: Number
    result: Reason
    cause: Text = ""
    evidence: Annotated[list[EvidenceTaken], Field(max_length=10)] = []


class Reasoned(Taken):
    """An act with its reason."""

    reason: Reason


class NoteTaken(Taken):
    """What a coordinating unit did."""

    note: Reason


class ExtensionTaken(Taken):
    """A later task deadline, asked for with its reason."""

    asked_for: Day
    reason: Reason


class ReturnTaken(Taken):
    """An entry or result returned: the typed reason, and what is missing."""

    reason: ENTRY_REASONS
    missing: Reason


class ReviewTaken(Taken):
    """The monitor's review: passed on to the Office, or returned with reason and what is missing."""

    passes: bool
    reason: ENTRY_REASONS | None = None
    missing: Text = ""


class ExtensionDecision(Taken):
    """An extension approved by authority (for the day asked for, or another), or refused with the reason."""

    approve: bool
    said: Annotated[Reason, Field(description="Căn cứ khi đồng ý, lý do khi không.")]
    until_on: Day | None = None


class ContestDecision(Taken):
    """A contest decided, once."""

    won: bool
    decision: Reason


class NotOursAnswer(Taken):
    """Whether an assignment is the unit's; accepted, its new lead is named where no other unit leads the task."""

    accept: bool
    said: Text = ""
    unit: Annotated[Line | None, Field(description="Mã đơn vị chủ trì mới.")] = None


class StandingTaken(Taken):
    """Suspended, resumed, withdrawn or archived, by authority and with the reason."""

    doing: Literal["suspend", "resume", "withdraw", "archive"]
    reason: Reason
    authority: Reason


class WaiverTaken(Taken):
    """What stands against an assignment leaves the rates, with a written cause."""

    cause: Reason


class RequestTaken(Taken):
    """An update asked of a coordinating unit."""

    what: Reason


class WebhookTaken(Taken):
    """An address to be told of events."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL, examples=["IOC tỉnh"])]
    url: Annotated[str, Field(min_length=1, max_length=2000, pattern=NO_NUL, examples=["https://ioc.example/dondoc"])]
    types: Annotated[list[Line], Field(min_length=1, max_length=50, examples=[["entry.*", "assignment.flagged_late"]])]
