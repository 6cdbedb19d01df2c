"""What is done about inspections: opened with a drawn sample, findings and what follows, the report that closes one."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.entries.results.keeping import kept_files
from compliance.inspection.models import (
    Campaign,
    CampaignUnit,
    ChecklistAnswer,
    Finding,
    FollowUp,
    SampledAssignment,
)
from compliance.inspection.plans import CampaignPlan, ChecklistReply, FindingForm, lacks_of_finding, lacks_of_plan
from compliance.inspection.queries import finding, population
from compliance.inspection.sampling import drawn
from core.audit import Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.local_time import local_day
from core.organisation import Unit
from core.storage import FileStore
from core.wording import is_blank
from extraction.models import Assignment


def open_campaign(session: Session, plan: CampaignPlan, who: Actor, now: datetime) -> Campaign:
    """Open a campaign and draw its sample: so many assignments of each unit, by the plan's seed.

    Raises:
        Invalid: something is lacking, or a unit is not in the register.
    """
    lacks = lacks_of_plan(plan)
    known = set(session.scalars(select(Unit.id).where(Unit.id.in_(plan.unit_ids))))
    if set(plan.unit_ids) - known:
        lacks["units"] = "Có đơn vị không nằm trong danh mục."
    if lacks or plan.first_on is None or plan.last_on is None:
        raise Invalid("Chưa mở được cuộc kiểm tra. " + " ".join(lacks.values()), fields=lacks)
    row = Campaign(
        kind=plan.kind,
        name=plan.name.strip(),
        decision=plan.decision.strip(),
        members=[list(member) for member in plan.members],
        checklist=list(plan.checklist),
        first_on=plan.first_on,
        last_on=plan.last_on,
        period=plan.period,
        from_at=plan.from_at,
        until_at=plan.until_at,
        sample_size=plan.sample_size,
        sample_seed=plan.sample_seed,
        opened_at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    _draw(session, row, list(dict.fromkeys(plan.unit_ids)))
    detail = {"kind": row.kind, "units": sorted(known), "seed": row.sample_seed, "decision": row.decision}
    record(session, now, who, "campaign.opened", ("campaign", row.id), **detail)
    return row


def answer_checklist(
    session: Session,
    campaign_id: int,
    unit_id: int,
    answers: Mapping[int, tuple[ChecklistReply, str]],
    who: Actor,
    now: datetime,
) -> None:
    """Write down how a unit stands to questions of the checklist, by their place; the newest answer counts.

    Raises:
        NotFound: no such campaign, or it does not visit this unit.
        Conflict: it is closed.
        Invalid: nothing is answered, or there is no such question.
    """
    row = _open(session, campaign_id, unit_id)
    if not answers or not all(0 <= ordinal < len(row.checklist) for ordinal in answers):
        raise Invalid("Chọn kết quả cho ít nhất một nội dung kiểm tra.", fields={"answer": "Chưa chọn."})
    for ordinal, (answer, note) in answers.items():
        key = (campaign_id, unit_id, ordinal)
        kept = session.get(ChecklistAnswer, key) or ChecklistAnswer(
            campaign_id=campaign_id, unit_id=unit_id, ordinal=ordinal
        )
        kept.answer, kept.note, kept.at, kept.account_id = answer, note.strip(), now, who.account_id
        session.add(kept)
    session.flush()
    detail = {"unit": unit_id, "answers": {str(ordinal): answer for ordinal, (answer, _) in answers.items()}}
    record(session, now, who, "campaign.checked", ("campaign", campaign_id), **detail)


def record_finding(
    session: Session,
    store: FileStore,
    campaign_id: int,
    unit_id: int,
    assignment_id: int | None,
    form: FindingForm,
    who: Actor,
    now: datetime,
) -> Finding:
    """Record what was found at a unit.

    Raises:
        NotFound: no such campaign, or it does not visit this unit.
        Conflict: it is closed.
        Invalid: cause, responsibility, measure, evidence or the finding itself is lacking, a file cannot be taken, or
            the assignment is another unit's.
    """
    _open(session, campaign_id, unit_id)
    lacks = lacks_of_finding(form)
    if assignment_id is not None:
        of_unit = session.scalar(select(Assignment.unit_id).where(Assignment.id == assignment_id))
        if of_unit != unit_id:
            lacks["assignment"] = "Nhiệm vụ này không phải của đơn vị được kiểm tra."
    if lacks:
        raise Invalid("Kết quả kiểm tra còn thiếu. " + " ".join(lacks.values()), fields=lacks)
    row = Finding(
        campaign_id=campaign_id,
        unit_id=unit_id,
        assignment_id=assignment_id,
        what=form.what.strip(),
        cause=form.cause.strip(),
        responsibility=form.responsibility.strip(),
        measure=form.measure.strip(),
        evidence=form.evidence.strip(),
        files=kept_files(store, form.files),
        found_at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    record(
        session,
        now,
        who,
        "finding.recorded",
        ("campaign", campaign_id),
        finding=row.id,
        unit=unit_id,
        files=len(row.files),
    )
    return row


def explain(session: Session, finding_id: int, text: str, who: Actor, now: datetime) -> Finding:
    """Keep the unit's explanation of a finding; it may say more until the campaign is closed.

    Raises:
        NotFound: no such finding.
        Conflict: its campaign is closed.
        Invalid: nothing is explained.
    """
    row = finding(session, finding_id)
    _open(session, row.campaign_id, row.unit_id)
    if is_blank(text):
        raise Invalid("Nêu nội dung giải trình.", fields={"explanation": "Chưa nhập."})
    row.explanation, row.explained_at, row.explained_by_id = text.strip(), now, who.account_id
    record(session, now, who, "finding.explained", ("campaign", row.campaign_id), finding=row.id)
    return row


def set_follow_up(
    session: Session, finding_id: int, what: str, due_on: date | None, who: Actor, now: datetime
) -> FollowUp:
    """Say what the unit has to do after a finding, and until when.

    Raises:
        NotFound: no such finding.
        Conflict: its campaign is closed.
        Invalid: no work, or no day from today on.
    """
    row = finding(session, finding_id)
    _open(session, row.campaign_id, row.unit_id)
    lacks = {}
    if is_blank(what):
        lacks["what"] = "Nêu việc đơn vị phải làm."
    if due_on is None or due_on < local_day(now):
        lacks["due_on"] = "Nêu thời hạn, từ hôm nay trở đi."
    if lacks or due_on is None:
        raise Invalid(" ".join(lacks.values()), fields=lacks)
    last = session.scalar(select(func.max(FollowUp.ordinal)).where(FollowUp.finding_id == finding_id)) or 0
    follow_up = FollowUp(
        finding_id=finding_id, ordinal=last + 1, what=what.strip(), due_on=due_on, set_at=now,
        account_id=who.account_id,
    )  # fmt: skip
    session.add(follow_up)
    session.flush()
    detail = {"follow_up": follow_up.id, "due_on": due_on.isoformat()}
    record(session, now, who, "follow_up.set", ("campaign", row.campaign_id), **detail)
    return follow_up


def report_done(session: Session, follow_up_id: int, text: str, who: Actor, now: datetime) -> FollowUp:
    """Keep what the unit says it has done; also after the campaign is closed.

    Raises:
        NotFound: no such thing to do.
        Conflict: it was accepted already.
        Invalid: nothing is told.
    """
    row = _unaccepted(session, follow_up_id)
    if is_blank(text):
        raise Invalid("Nêu kết quả đã thực hiện.", fields={"done": "Chưa nhập."})
    row.done, row.done_at, row.done_by_id = text.strip(), now, who.account_id
    _tell(session, row, "follow_up.done", who, now)
    return row


def accept_done(session: Session, follow_up_id: int, who: Actor, now: datetime) -> FollowUp:
    """Accept what was done after a finding.

    Raises:
        NotFound: no such thing to do.
        Conflict: it was accepted already, or the unit has not told that it is done.
    """
    row = _unaccepted(session, follow_up_id)
    if row.done_at is None:
        raise Conflict("Đơn vị chưa báo kết quả việc này.", reason="not_done")
    row.accepted_at, row.accepted_by_id = now, who.account_id
    _tell(session, row, "follow_up.accepted", who, now)
    return row


def _draw(session: Session, row: Campaign, unit_ids: list[int]) -> None:
    ordinal = 0
    for unit_id in unit_ids:
        found = population(session, unit_id, row.from_at, row.until_at, row.opened_at)
        session.add(CampaignUnit(campaign_id=row.id, unit_id=unit_id, population=len(found)))
        for assignment_id in drawn(found, row.sample_size, row.sample_seed):
            ordinal += 1
            session.add(SampledAssignment(campaign_id=row.id, assignment_id=assignment_id, ordinal=ordinal))
    session.flush()


def _open(session: Session, campaign_id: int, unit_id: int) -> Campaign:
    row = session.scalar(select(Campaign).where(Campaign.id == campaign_id).with_for_update())
    if row is None or session.get(CampaignUnit, (campaign_id, unit_id)) is None:
        raise NotFound("Không có cuộc kiểm tra này, hoặc đơn vị không thuộc cuộc kiểm tra.")
    if row.closed_at is not None:
        raise Conflict("Cuộc kiểm tra đã kết thúc, báo cáo đã lập: không ghi thêm được.", reason="closed")
    return row


def _unaccepted(session: Session, follow_up_id: int) -> FollowUp:
    row = session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update())
    if row is None:
        raise NotFound("Không có việc sau kiểm tra này.")
    if row.accepted_at is not None:
        raise Conflict("Việc này đã được Tổ công tác ghi nhận hoàn thành.", reason="accepted")
    return row


def _tell(session: Session, row: FollowUp, did: str, who: Actor, now: datetime) -> None:
    campaign_id = finding(session, row.finding_id).campaign_id
    record(session, now, who, did, ("campaign", campaign_id), follow_up=row.id)
