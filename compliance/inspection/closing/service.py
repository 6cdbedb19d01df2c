"""What ends a campaign: the written report is made of its record, kept for good, and nothing is found any more."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.inspection.models import Campaign, Finding
from compliance.inspection.plans import CampaignKind, ChecklistReply
from compliance.inspection.queries import Sampled, answers_of, every_unit, findings_of, follow_ups_of, sample_of
from compliance.inspection.written import WrittenCampaign, WrittenFinding, WrittenFollowUp, WrittenUnit, texts_of
from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.local_time import last_day_before, local_day
from core.storage import FileStore
from core.typesetting import typeset
from core.word_templates import fill
from core.wording import is_blank

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WORD, PAGE = TEMPLATES / "bao-cao-kiem-tra.docx", TEMPLATES / "bao-cao-kiem-tra.typ"


def close_campaign(
    session: Session, store: FileStore, campaign_id: int, conclusion: str, who: Actor, now: datetime, province: str
) -> Campaign:
    """Close a campaign with its conclusion; its report is made as DOCX and PDF, and stays as it was made.

    Raises:
        NotFound: no such campaign.
        Conflict: it is closed already.
        Invalid: no conclusion, or a unit of which nothing was looked at.
    """
    row = session.scalar(select(Campaign).where(Campaign.id == campaign_id).with_for_update())
    if row is None:
        message = "Không có cuộc kiểm tra này."
        raise NotFound(message)
    if row.closed_at is not None:
        message = "Cuộc kiểm tra đã kết thúc, báo cáo đã lập."
        raise Conflict(message, reason="closed")
    if is_blank(conclusion):
        message = "Nêu kết luận của Tổ công tác trước khi kết thúc."
        raise Invalid(message, fields={"conclusion": "Chưa nhập."})
    row.conclusion = conclusion.strip()
    told = written(session, row, province)
    unseen = [
        unit.name for unit in told.units if not unit.findings and all(reply is None for _, reply, _ in unit.checklist)
    ]
    if unseen:
        message = (
            f"Chưa ghi kết quả kiểm tra tại: {', '.join(unseen)}. Ghi nội dung kiểm tra hoặc phát hiện rồi kết thúc."
        )
        raise Invalid(message, fields={"conclusion": message})
    values = texts_of(told)
    row.docx_sha256 = store.put(fill(WORD.read_bytes(), values))
    row.pdf_sha256 = store.put(typeset(PAGE, values, now))
    row.closed_at, row.closed_by_id = now, who.account_id
    detail = {"docx": row.docx_sha256, "pdf": row.pdf_sha256}
    record(session, now, who, "campaign.closed", ("campaign", row.id), **detail)
    return row


def written(session: Session, row: Campaign, province: str) -> WrittenCampaign:
    """Return a campaign with all that is on its record."""
    units = every_unit(session, row.id)
    ids = [visited.unit_id for visited, _ in units]
    sample = sample_of(session, row, ids)
    return WrittenCampaign(
        province=province,
        kind=CampaignKind(row.kind),
        name=row.name,
        decision=row.decision,
        members=[(name, part) for name, part in row.members],
        first_on=row.first_on,
        last_on=row.last_on,
        period=f"từ {local_day(row.from_at):%d/%m/%Y} đến {last_day_before(row.until_at):%d/%m/%Y}",
        seed=row.sample_seed,
        units=[
            WrittenUnit(
                name=name,
                population=visited.population,
                sample=[(each.number, each.text, each.is_late) for each in sample if each.unit_id == visited.unit_id],
                checklist=_checklist(session, row, visited.unit_id),
                findings=_findings(session, row, visited.unit_id, sample),
            )
            for visited, name in units
        ],
        conclusion=row.conclusion or "",
    )


def _checklist(session: Session, row: Campaign, unit_id: int) -> list[tuple[str, ChecklistReply | None, str]]:
    answers = answers_of(session, row.id)
    found: list[tuple[str, ChecklistReply | None, str]] = []
    for ordinal, question in enumerate(row.checklist):
        answer = answers.get((unit_id, ordinal))
        found.append((question, None, "") if answer is None else (question, ChecklistReply(answer.answer), answer.note))
    return found


def _findings(session: Session, row: Campaign, unit_id: int, sample: list[Sampled]) -> list[WrittenFinding]:
    findings = findings_of(session, row.id, [unit_id])
    follow_ups = follow_ups_of(session, [finding.id for finding in findings])
    numbers = {each.assignment_id: each.number for each in sample}
    return [
        WrittenFinding(
            what=finding.what,
            cause=finding.cause,
            responsibility=finding.responsibility,
            measure=finding.measure,
            evidence=_evidence(finding),
            explanation=finding.explanation or "",
            number=numbers.get(finding.assignment_id or 0, ""),
            follow_ups=[
                WrittenFollowUp(each.what, each.due_on, each.accepted_at is not None)
                for each in follow_ups
                if each.finding_id == finding.id
            ],
        )
        for finding in findings
    ]


def _evidence(finding: Finding) -> str:
    """Return the evidence as the report tells it: the words, and each file by name and by the beginning of its hash."""
    files = "; ".join(f"{each['name']} (SHA-256 {each['sha256'][:16]}…)" for each in finding.files)
    return f"{finding.evidence} Tệp kèm theo: {files}." if files else finding.evidence
