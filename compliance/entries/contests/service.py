"""What is done about a flag or return that a unit objects to: contested once, decided in its own time, or waived."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.deadlines.clocks import Clock
from compliance.deadlines.law import Law
from compliance.deadlines.receipts import Receipt
from compliance.deadlines.service import set_decided
from compliance.entries import queries as entries
from compliance.entries.acting.queries import entry_deadline, number_of
from compliance.entries.acting.service import By, Moved, act, locked
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.axes import newest_return
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import Contest, Waiver
from compliance.entries.procedures.queries import contests_of
from compliance.entries.procedures.receipts import ends, started
from compliance.entries.returns import Ending, Verdict, VerdictKind, covered_by_contest
from compliance.entries.states import Work
from compliance.entries.verdicts import flag_number, return_number, verdicts_of
from core.audit import Actor
from core.errors import Conflict, NotFound

LATE = "late"


def filing_receipt(verdict: LateFlag | Return, law: Law) -> Receipt:
    """Return until when a flag or return may be contested."""
    at = verdict.written_at if isinstance(verdict, LateFlag) else verdict.made_at
    event = "Ghi nhận chậm" if isinstance(verdict, LateFlag) else "Cập nhật bị trả lại"
    return started(Clock.CONTEST_FILING, at, event, f"{event.lower()} số {verdict.id}", law)


def filed_until(session: Session, assignment_id: int, law: Law) -> datetime:
    """Return until when the newest flag or return that stands against an assignment may be contested.

    Raises:
        Conflict: nothing stands, or it was contested already.
    """
    row, _ = _contested(session, assignment_id, None)
    return ends(filing_receipt(row, law))[1]


def contest(
    session: Session, assignment_id: int, verdict: int | None, reason: str, who: Actor, law: Law, now: datetime
) -> Contest:
    """File a contest of a flag or return; until it is decided, the re-entry clock is held.

    Args:
        verdict: its number (`verdicts.flag_number`, `return_number`); None: the newest one that stands.

    Raises:
        NotFound: no such assignment, or no such verdict that stands.
        Invalid: no reason.
        Conflict: nothing stands, it was contested already, or the time for filing has ended.
    """
    locked(session, assignment_id)
    row, number = _contested(session, assignment_id, verdict)
    filing_on, filing_at, filing = ends(filing_receipt(row, law))
    given = Given(in_time=now < filing_at, reason=reason)
    with act(session, assignment_id, Act.CONTEST, By(Part.LEAD, who), given, law, now, verdict_id=number):
        decision_on, decision_at, decision = ends(
            started(Clock.CONTEST_DECISION, now, "Đơn vị kiến nghị", f"kiến nghị của {who.name}", law)
        )
        filed = Contest(
            assignment_id=assignment_id,
            flag_id=row.id if isinstance(row, LateFlag) else None,
            return_id=row.id if isinstance(row, Return) else None,
            reason=reason.strip(),
            filed_at=now,
            account_id=who.account_id,
            filing_due_on=filing_on,
            filing_due_at=filing_at,
            filing_receipt=filing,
            decision_due_on=decision_on,
            decision_due_at=decision_at,
            decision_receipt=decision,
        )
        session.add(filed)
    return filed


def decide_contest(
    session: Session, contest_id: int, *, is_won: bool, decision: str, who: Actor, law: Law, now: datetime
) -> Contest:
    """Decide a contest: won, what it covers leaves the rates and stays in the record; lost, a full re-entry clock runs.

    Raises:
        NotFound: no such contest.
        Invalid: no reason for the decision.
        Conflict: it was decided already.
    """
    row = session.get(Contest, contest_id)
    if row is None:
        message = "Không có kiến nghị này."
        raise NotFound(message)
    locked(session, row.assignment_id)
    session.refresh(row)
    if row.decided_at is not None:
        message = "Kiến nghị này đã được kết luận."
        raise Conflict(message, reason="no_contest")
    doing = Act.OVERTURN if is_won else Act.UPHOLD
    by, given, number = By(Part.OFFICE, who), Given(reason=decision), number_of(row)
    with act(session, row.assignment_id, doing, by, given, law, now, verdict_id=number) as moved:
        row.decided_at, row.is_won, row.decision, row.decided_by_id = now, is_won, decision.strip(), who.account_id
        if is_won:
            _end(session, row, moved, law, now, who)
        else:
            _run_again(session, row, law, now, who)
    return row


def waive(session: Session, assignment_id: int, cause: str, who: Actor, law: Law, now: datetime) -> Waiver:
    """Let everything that stands against an assignment leave the rates, with a written cause; the record keeps it.

    Raises:
        NotFound: no such assignment.
        Invalid: no cause.
        Conflict: nothing stands against it, or a contest waits to be decided.
    """
    locked(session, assignment_id)
    if any(row.decided_at is None for row in contests_of(session, assignment_id)):
        message = "Đang có kiến nghị chờ kết luận: kết luận kiến nghị trước khi miễn tính."
        raise Conflict(message, reason="contested")
    with act(session, assignment_id, Act.WAIVE, By(Part.OFFICE, who), Given(cause=cause), law, now):
        against: list[LateFlag | Return] = [*entries.flags_of(session, assignment_id)]
        for verdict in [*against, *entries.returns_of(session, assignment_id)]:
            if verdict.voided_at is None:
                verdict.voided_at, verdict.ending = now, Ending.WAIVED
        row = Waiver(assignment_id=assignment_id, cause=cause.strip(), at=now, account_id=who.account_id)
        session.add(row)
    return row


def _contested(session: Session, assignment_id: int, number: int | None) -> tuple[LateFlag | Return, int]:
    """Return the flag or return that is meant, and its number."""
    flags, returns = entries.flags_of(session, assignment_id), entries.returns_of(session, assignment_id)
    live = [verdict for verdict in verdicts_of(flags, returns) if verdict.ending is None]
    if number is None and live:
        number = live[-1].verdict_id
    if number is None:
        message = "Không có ghi nhận chậm hay trả lại nào để kiến nghị."
        raise Conflict(message, reason="no_verdict")
    if number not in {verdict.verdict_id for verdict in live}:
        message = "Ghi nhận này không còn hiệu lực hoặc không thuộc nhiệm vụ này."
        raise NotFound(message)
    rows: dict[int, LateFlag | Return] = {flag_number(flag.id): flag for flag in flags}
    rows |= {return_number(row.id): row for row in returns}
    return rows[number], number


def _end(session: Session, row: Contest, moved: Moved, law: Law, now: datetime, who: Actor) -> None:
    """End what a won contest covers; where nothing was entered yet, the entry clock is opened anew."""
    flags = entries.flags_of(session, row.assignment_id)
    returns = entries.returns_of(session, row.assignment_id)
    verdicts = verdicts_of(flags, returns)
    covered = covered_by_contest(number_of(row), verdicts)
    for flag in flags:
        if flag_number(flag.id) in covered and flag.voided_at is None:
            flag.voided_at, flag.ending = now, Ending.OVERTURNED
    for one in returns:
        if return_number(one.id) in covered and one.voided_at is None:
            one.voided_at, one.ending = now, Ending.OVERTURNED
            _confirm_reentry(session, one, verdicts, now, who)
    if moved.before.work is Work.NOT_ACCEPTED and entry_deadline(session, row.assignment_id) is not None:
        anew = started(Clock.REENTRY, now, "Kiến nghị được chấp nhận", f"kết luận của {who.name}", law)
        set_decided(session, row.assignment_id, Clock.ENTRY, anew, now)
        row.new_due_on, row.new_due_at, row.new_receipt = ends(anew)


def _confirm_reentry(session: Session, one: Return, verdicts: Sequence[Verdict], now: datetime, who: Actor) -> None:
    """A won return of a re-entry is its confirmation, unless something newer than it was entered."""
    entry = session.get(Entry, one.entry_id)
    newer = any(verdict.made_at > one.made_at for verdict in verdicts if verdict.kind is VerdictKind.RETURN)
    if entry is not None and entry.kind == "reentry" and entry.confirmed_at is None and not newer:
        entry.confirmed_at, entry.confirmed_by_id = now, who.account_id


def _run_again(session: Session, row: Contest, law: Law, now: datetime, who: Actor) -> None:
    """Give the newest standing return a full re-entry clock from the decision; its former receipt stays here."""
    returns = entries.returns_of(session, row.assignment_id)
    newest = newest_return(verdicts_of(entries.flags_of(session, row.assignment_id), returns))
    held = next((one for one in returns if newest is not None and return_number(one.id) == newest.verdict_id), None)
    if held is None:
        return
    anew = started(Clock.REENTRY, now, "Kiến nghị không được chấp nhận", f"kết luận của {who.name}", law)
    row.former_receipt = held.receipt
    row.new_due_on, row.new_due_at, row.new_receipt = ends(anew)
    held.reentry_due_on, held.reentry_due_at, held.receipt = ends(anew)
