"""What is done with versions of the law: the delivered one kept, another proposed. Applying is `entries.revision`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from compliance.calendar.holidays import make_calendar
from compliance.deadlines.law import Law, load_law
from compliance.deadlines.versions import queries
from compliance.deadlines.versions.models import LawVersion
from compliance.deadlines.versions.stored import with_days, with_parameters, with_table, write_law
from compliance.rulebook.calendar_table import ExceptionalDay
from compliance.rulebook.parameters import Parameter
from compliance.rulebook.rules import Rulebook
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid
from core.wording import is_blank

DELIVERED, CALENDAR, RULEBOOK = "delivered", "calendar", "rulebook"


def keep_delivered(session: Session, now: datetime) -> LawVersion | None:
    """Keep the law that ships with the program, if it is not kept yet; return its row if it is new.

    The first one is in force at once. A later one, that came with a new program, is only proposed: what it changes is
    shown first, as with any change.
    """
    law = load_law()
    if queries.named(session, *queries.hashes_of(law)) is not None:
        return None
    row = _keep(session, law, DELIVERED, "dondoc", "Bản quy định và lịch đi kèm phần mềm", THE_SYSTEM, now)
    if queries.in_force(session) is None:
        row.applied_at = now
    return row


def changed_calendar(law: Law, days: Sequence[ExceptionalDay], official_years: frozenset[int] | None) -> Law:
    """Return the law with these exceptional days instead of its own; nothing is kept.

    Raises:
        BrokenRulebook: a day stands twice, or half a swap is missing.
        NoWorkingDay: too long a stretch without a working day.
    """
    return _with(with_table(law.rulebook, with_days(law.rulebook.table, days, official_years)))


def changed_rules(law: Law, changed: Mapping[str, Parameter]) -> Law:
    """Return the law with some rules replaced; nothing is kept.

    Raises:
        Invalid: a value that was in force before is no longer there: old receipts would cite what nobody finds.
        NoWorkingDay: as `changed_calendar`.
    """
    for key, parameter in changed.items():
        known = law.rulebook.parameters[key]
        kept = {dated.from_on for dated in parameter.values}
        lost = [dated.from_on for dated in known.values if dated.from_on not in kept]
        if lost:
            message = (
                f"Tham số {key}: giá trị có hiệu lực từ {lost[0]:%d/%m/%Y} không còn trong tệp. Giữ nguyên các giá trị "
                "cũ và thêm giá trị mới với ngày bắt đầu của nó."
            )
            raise Invalid(message)
    return _with(with_parameters(law.rulebook, changed))


def propose(session: Session, law: Law, kind: str, source: str, why: str, who: Actor, now: datetime) -> LawVersion:
    """Keep a changed law as a proposal, to be looked at and applied or left.

    Raises:
        Invalid: no reason.
        Conflict: it is the law in force already.
    """
    if is_blank(why):
        message = "Nêu căn cứ của thay đổi: số, ngày của văn bản."
        raise Invalid(message, fields={"why": message})
    before = queries.in_force(session)
    in_force = (before.rulebook_sha256, before.calendar_version) if before else queries.hashes_of(load_law())
    if queries.hashes_of(law) == in_force:
        message = "Bản này giống hệt bản đang áp dụng: không có gì để thay đổi."
        raise Conflict(message, reason="no_change")
    row = _keep(session, law, kind, source, why.strip(), who, now)
    hashes = {"rulebook_sha256": row.rulebook_sha256, "calendar_version": row.calendar_version}
    record(session, now, who, "law.proposed", ("law_version", row.id), kind=kind, source=source, why=row.why, **hashes)
    return row


def _with(rulebook: Rulebook) -> Law:
    return Law(rulebook, make_calendar(rulebook, date.max))


def _keep(session: Session, law: Law, kind: str, source: str, why: str, who: Actor, now: datetime) -> LawVersion:
    written = write_law(law.rulebook, law.calendar)
    row = LawVersion(
        kind=kind,
        rulebook_sha256=written.rulebook_sha256,
        calendar_version=written.calendar_version,
        parameters=list(written.parameters),
        days=dict(written.days),
        calendar=dict(written.calendar),
        source=source,
        why=why,
        made_at=now,
        account_id=who.account_id,
    )
    session.add(row)
    session.flush()
    return row
