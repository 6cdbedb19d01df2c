"""What a campaign needs before it is opened, and what a finding needs before it is recorded; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.entries.results.evidence import SentFile, refusal

MOST_SAMPLED = 200
LONGEST_LINE = 300


class CampaignKind(StrEnum):
    """Whether the units know of it beforehand."""

    PLANNED = "planned"
    SURPRISE = "surprise"


class ChecklistReply(StrEnum):
    """How a unit stands to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign as it is entered. ``members``: (name, part), the head first; ``sample_size``: for each unit.

    The sample is drawn from the lead assignments that were assigned or flagged between ``from_at`` and ``until_at``.
    """

    kind: CampaignKind
    name: str
    decision: str
    members: Sequence[tuple[str, str]]
    unit_ids: Sequence[int]
    checklist: Sequence[str]
    first_on: date | None
    last_on: date | None
    period: str
    from_at: datetime
    until_at: datetime
    sample_size: int
    sample_seed: int


@dataclass(frozen=True, slots=True)
class FindingForm:
    """What was found, as it is written down."""

    what: str
    cause: str
    responsibility: str
    measure: str
    evidence: str
    files: Sequence[SentFile] = ()


def lacks_of_plan(plan: CampaignPlan) -> dict[str, str]:
    """Return what a plan lacks, by field; empty where nothing does."""
    lacks = {}
    for field, value, words in (
        ("name", plan.name, "Nêu tên cuộc kiểm tra."),
        ("decision", plan.decision, "Nêu quyết định kiểm tra: số, ngày, người ký."),
    ):
        if not value.strip():
            lacks[field] = words
        elif len(value.strip()) > LONGEST_LINE:
            lacks[field] = f"Không quá {LONGEST_LINE} ký tự."
    if not plan.members:
        lacks["members"] = "Nêu thành viên Tổ công tác, mỗi người một dòng, tổ trưởng trước."
    if not plan.unit_ids:
        lacks["units"] = "Chọn ít nhất một đơn vị được kiểm tra."
    if not plan.checklist:
        lacks["checklist"] = "Nêu nội dung kiểm tra, mỗi nội dung một dòng."
    if plan.first_on is None or plan.last_on is None or plan.last_on < plan.first_on:
        lacks["last_on"] = "Nêu ngày bắt đầu và ngày kết thúc; ngày kết thúc không trước ngày bắt đầu."
    if not 0 <= plan.sample_size <= MOST_SAMPLED:
        lacks["sample_size"] = f"Cỡ mẫu mỗi đơn vị từ 0 đến {MOST_SAMPLED}."
    return lacks


def lacks_of_finding(form: FindingForm) -> dict[str, str]:
    """Return what a finding lacks, by field; empty where nothing does."""
    asked = {
        "what": (form.what, "Nêu nội dung phát hiện."),
        "cause": (form.cause, "Nêu nguyên nhân."),
        "responsibility": (form.responsibility, "Nêu trách nhiệm của ai."),
        "measure": (form.measure, "Nêu biện pháp kiến nghị."),
        "evidence": (form.evidence, "Nêu bằng chứng: biên bản, tài liệu, phiếu tính hạn."),
    }
    lacks = {field: words for field, (value, words) in asked.items() if not value.strip()}
    why_not = refusal(form.files)
    return lacks if why_not is None else {**lacks, "files": why_not}


def members_of(text: str) -> list[tuple[str, str]]:
    """Return the members that stand one a line, "name, part"; without a part, a member."""
    found = []
    for line in text.splitlines():
        name, _, part = line.partition(",")
        if name.strip():
            found.append((name.strip(), part.strip() or "Thành viên"))
    return found


def lines_of(text: str) -> list[str]:
    """Return the filled lines of a text, without leading dashes and numbers of their own."""
    return [line.strip().lstrip("-•").strip() for line in text.splitlines() if line.strip(" -•")]
