"""What is done when the law changes: foretold without writing anything, then applied: new verdicts beside the old."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.deadlines.receipts import Receipt, compute_receipt, receipt_from
from compliance.deadlines.versions import queries as versions
from compliance.deadlines.versions.models import LawVersion
from compliance.entries.clearing.service import let_lapse
from compliance.entries.counters.service import count
from compliance.entries.models import Entry, LateFlag, OfficeFlag, Return
from compliance.entries.revision.effects import UNITS, Effect, Effects, Redone, effect_of, reach_of
from compliance.entries.revision.queries import ClockRow, clocks_within, reentries_within
from compliance.entries.sweep.service import LATE, write_return
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict
from core.local_time import local_day

AT_ONCE = 500
SETTLING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Change:
    """One clock that a change of the law touches: as it stands, as it would be, and what follows."""

    row: ClockRow
    receipt: Receipt
    effect: Effect

    def plain(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        before, answer, effect = self.row.clocked, self.receipt.answer, self.effect
        return {
            "deadline": self.row.deadline_id or f"return:{self.row.return_id}",
            "directive": self.row.number,
            "unit": self.row.unit,
            "clock": before.clock,
            "due_on": before.due_on and before.due_on.isoformat(),
            "due_at": before.due_at and before.due_at.isoformat(),
            "new_due_on": answer.due_on and answer.due_on.isoformat(),
            "new_due_at": answer.unit_due_at and answer.unit_due_at.isoformat(),
            "move": effect.move.value,
            "counts": "new" if effect.is_written else "former",
            "turns_on_time": effect.turns_on_time,
            "turns_late": effect.turns_late,
            "flag_cleared": effect.clears_flag,
            "flag_official": effect.makes_official,
            "already_published": effect.was_published,
        }


def foresee(session: Session, before: Law, after: Law, now: datetime, effects: Effects) -> Iterator[Change]:
    """Give each clock that another law would touch, in order of id; ``effects`` counts them all. Writes nothing.

    Only dates that the changed days or rules can reach are computed again: the rest keep theirs by construction.
    """
    periods = after.on(local_day(now)).counting.periods
    reach = reach_of((before.rulebook, before.calendar), (after.rulebook, after.calendar))
    for row in chain(clocks_within(session, reach), reentries_within(session, reach)):
        if not reach.touches(row.receipt):
            effects.examined += 1
            continue
        known = receipt_from(row.receipt)
        again = compute_receipt(known.clock, known.inputs, known.ground, after.rulebook, after.calendar, known.held_by)
        redone = Redone(again.due_on, again.unit_due_at, again.answer.tam_tinh)
        effect = effect_of(row.clocked, redone, now, periods)
        effects.add(effect)
        if not effect.is_nothing or effect.makes_official:
            yield Change(row, again, effect)


def apply(session: Session, version_id: int, laws: versions.Laws, who: Actor, now: datetime) -> LawVersion:
    """Put a proposed version in force: write new dates beside the old, let cleared flags lapse, tell it once.

    No instant of anything that happened is touched, and nobody is late who was not. A flag that was *tạm tính* and
    stands is official from now; its late entry is returned now, with a full re-entry clock.

    Raises:
        NotFound: there is no such version.
        Conflict: it was applied already, or another one has been applied since it was proposed.
    """
    row = versions.version(session, version_id)
    newest = versions.in_force(session)
    if row.applied_at is not None:
        message = "Bản này đã được áp dụng."
        raise Conflict(message, reason="applied")
    if newest is not None and newest.id > row.id:
        message = "Đã có bản khác được áp dụng sau khi bản này được lập. Lập lại từ bản đang áp dụng."
        raise Conflict(message, reason="superseded")
    before, after = laws.in_force(session), versions.law_from(row)
    row.applied_at, row.applied_by_id = now, who.account_id
    effects, by_unit = _settle(session, before, after, now)
    row.effects = {**effects.plain(), UNITS: {str(unit_id): each.plain() for unit_id, each in by_unit.items()}}
    hashes = {"rulebook_sha256": row.rulebook_sha256, "calendar_version": row.calendar_version}
    plain = effects.plain()
    record(session, now, who, "law.applied", ("law_version", row.id), effects=plain, why=row.why, **hashes)
    session.flush()
    return row


def catch_up(session: Session, laws: versions.Laws, now: datetime) -> int:
    """Compute again what another process computed by the former law just after a change; return how many dates moved.

    A process looks for a new version every second, so that for a moment two laws may be at work. Nothing is asked once
    the change is older than that by far.
    """
    row = versions.in_force(session)
    if row is None or row.applied_at is None or now - row.applied_at > SETTLING:
        return 0
    stale = select(Deadline.id).where(
        Deadline.is_current,
        Deadline.computed_at >= row.applied_at,
        or_(
            Deadline.receipt["calendar_version"].as_string() != row.calendar_version,
            Deadline.receipt["rulebook_sha256"].as_string() != row.rulebook_sha256,
        ),
    )
    if session.scalar(stale.limit(1)) is None:
        return 0
    return _settle(session, laws.in_force(session, row.applied_at), laws.in_force(session), now)[0].moved


def _settle(session: Session, before: Law, after: Law, now: datetime) -> tuple[Effects, dict[int, Effects]]:
    """Write all that follows from one law after another; return what it was, in all and for each unit it touched.

    What is written already is left alone.
    """
    effects, by_unit = Effects(), defaultdict[int, Effects](Effects)
    touched = foresee(session, before, after, now, effects)
    while changes := list(islice(touched, AT_ONCE)):
        for each in changes:
            if each.row.unit_id is not None and each.effect.is_told:
                by_unit[each.row.unit_id].add(each.effect)
        _write(session, changes, now)
        _let_lapse(session, [each for each in changes if each.effect.clears_flag], now)
        _make_official(session, [each for each in changes if each.effect.makes_official], after, now)
        count(session, [each.row.assignment_id for each in changes if each.row.assignment_id is not None], now)
    return effects, by_unit


def _write(session: Session, changes: Sequence[Change], now: datetime) -> None:
    """Write the new dates beside the old; the former rows stay as history."""
    written = [each for each in changes if each.effect.is_written]
    former = [each.row.deadline_id for each in written]
    session.execute(
        update(Deadline)
        .where(Deadline.id.in_(former))
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
    for each in written:
        row = each.row
        if row.return_id is not None:
            _renew_return(session, each, now)
        else:
            session.add(_deadline(row, each.receipt, now, is_current=True))
        plain = each.plain()
        subject = ("directive", row.directive_id) if row.assignment_id is None else ("assignment", row.assignment_id)
        detail = {"clock": row.clocked.clock, "due_on": plain["new_due_on"], "former": plain["deadline"]}
        record(session, now, THE_SYSTEM, "deadline.set", subject, **detail)
    session.flush()


def _renew_return(session: Session, change: Change, now: datetime) -> None:
    """Let a re-entry clock end at its new instant; the former date stays as a row of history with its receipt."""
    session.add(_deadline(change.row, receipt_from(change.row.receipt), now, is_current=False))
    session.execute(
        update(Return)
        .where(Return.id == change.row.return_id)
        .values(
            reentry_due_on=change.receipt.due_on,
            reentry_due_at=change.receipt.unit_due_at,
            receipt=change.receipt.plain(),
        )
    )


def _deadline(row: ClockRow, receipt: Receipt, now: datetime, *, is_current: bool) -> Deadline:
    return Deadline(
        directive_id=row.directive_id,
        assignment_id=row.assignment_id,
        clock=row.clocked.clock,
        due_on=receipt.due_on,
        due_at=receipt.unit_due_at,
        tam_tinh=receipt.answer.tam_tinh,
        receipt=receipt.plain(),
        receipt_sha256=receipt.sha256,
        computed_at=now,
        is_current=is_current,
    )


def _let_lapse(session: Session, cleared: Sequence[Change], now: datetime) -> None:
    """Let flags lapse with what hangs on them: the late return, and the flag of its re-entry clock."""
    for each in cleared:
        if each.row.assignment_id is None:
            session.execute(update(OfficeFlag).where(OfficeFlag.id == each.row.flag_id).values(lapsed_at=now))
            record(session, now, THE_SYSTEM, "office.flag_lapsed", ("directive", each.row.directive_id))
            continue
        flag = session.get(LateFlag, each.row.flag_id, populate_existing=True)
        if flag is not None and flag.voided_at is None:
            let_lapse(session, flag, now)
    session.flush()


def _make_official(session: Session, standing: Sequence[Change], law: Law, now: datetime) -> None:
    """Let flags of a year that is official now stand, and return the late entries that waited for that."""
    for each in standing:
        assignment_id = each.row.assignment_id
        session.execute(update(LateFlag).where(LateFlag.id == each.row.flag_id).values(official_at=now))
        record(
            session, now, THE_SYSTEM, "assignment.flag_official", ("assignment", assignment_id or 0),
            flag=each.row.flag_id,
        )  # fmt: skip
        returned = select(Return.entry_id).where(Return.assignment_id == assignment_id)
        waiting = session.scalar(
            select(Entry)
            .where(
                Entry.assignment_id == assignment_id,
                Entry.kind == "first",
                Entry.made_at.is_not(None),
                Entry.id.not_in(returned),
            )
            .order_by(Entry.id)
            .limit(1)
        )
        if waiting is not None:
            write_return(session, waiting, LATE, None, THE_SYSTEM, law, now)
