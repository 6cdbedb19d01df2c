"""What is done with what others say of an edition: corrections asked and answered, errors reported and answered."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.procedure_clocks import error_answer_due
from compliance.reports.editions.models import Edition, EditionCorrection, ErrorReport
from compliance.reports.editions.queries import PREVIEW, edition
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.local_time import local_day

LONGEST = 4000
CODE_BYTES = 6


class PreviewOver(Conflict):
    """The units no longer look through this edition."""

    reason = "preview_over"


class Answered(Conflict):
    """It has its answer already."""

    reason = "answered"


def ask_correction(
    session: Session, edition_id: int, unit_id: int, text: str, who: Actor, now: datetime
) -> EditionCorrection:
    """Let a unit ask for a correction while it looks through a draft.

    Raises:
        PreviewOver: the days for it have ended, or have not begun.
        Invalid: nothing is written, or too much.
    """
    shown = edition(session, edition_id)
    if shown.state != PREVIEW or shown.preview_until_at is None or now >= shown.preview_until_at:
        message = f"Bản số {shown.number} của kỳ {shown.period} không trong thời gian xem trước."
        raise PreviewOver(message)
    row = EditionCorrection(
        edition_id=edition_id, unit_id=unit_id, text=_said(text), asked_at=now, account_id=who.account_id
    )
    session.add(row)
    session.flush()
    record(session, now, who, "edition_correction.asked", ("edition_correction", row.id), edition=edition_id)
    return row


def answer_correction(
    session: Session, correction_id: int, *, is_accepted: bool, answer: str, who: Actor, now: datetime
) -> EditionCorrection:
    """Answer what a unit asked for; an accepted correction is made in the record, and the draft counted anew.

    Raises:
        NotFound: there is none of this id.
        Answered: it has its answer.
    """
    row = session.get(EditionCorrection, correction_id)
    if row is None:
        message = f"Không có đề nghị chỉnh sửa số {correction_id}."
        raise NotFound(message)
    if row.answered_at is not None:
        message = "Đề nghị này đã được trả lời."
        raise Answered(message)
    row.is_accepted, row.answer, row.answered_at, row.answered_by_id = is_accepted, _said(answer), now, who.account_id
    record(session, now, who, "edition_correction.answered", ("edition_correction", row.id), accepted=is_accepted)
    return row


def report_error(session: Session, shown: Edition, text: str, law: Law, now: datetime) -> ErrorReport:
    """Keep an error that a reader reported, with the day by which it is answered; who reported it is not kept.

    Raises:
        Invalid: nothing is written, or too much.
    """
    due = error_answer_due(now, law.calendar, law.on(local_day(now)))
    row = ErrorReport(
        edition_id=shown.id,
        code=secrets.token_hex(CODE_BYTES),
        text=_said(text),
        reported_at=now,
        due_on=due.due_on,
        due_at=due.due_at,
    )
    session.add(row)
    session.flush()
    record(session, now, THE_SYSTEM, "error_report.received", ("error_report", row.id), edition=shown.id)
    return row


def answer_error(session: Session, report_id: int, answer: str, who: Actor, now: datetime) -> ErrorReport:
    """Answer a reported error.

    Raises:
        NotFound: there is none of this id.
        Answered: it has its answer.
    """
    row = session.get(ErrorReport, report_id)
    if row is None:
        message = f"Không có báo sai sót số {report_id}."
        raise NotFound(message)
    if row.answered_at is not None:
        message = "Báo sai sót này đã được trả lời."
        raise Answered(message)
    row.answer, row.answered_at, row.answered_by_id = _said(answer), now, who.account_id
    record(session, now, who, "error_report.answered", ("error_report", row.id))
    return row


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        message = f"Ghi nội dung, không quá {LONGEST} ký tự."
        raise Invalid(message, fields={"text": message})
    return said
