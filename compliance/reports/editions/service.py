"""What is done to editions: drafted from a frozen cut-off, looked through, approved by another, published for good."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.procedure_clocks import preview_due
from compliance.reports.editions.files import as_json, described
from compliance.reports.editions.making import MANIFEST, NUMBERS, ROWS, files_of
from compliance.reports.editions.models import Edition
from compliance.reports.editions.numbers import Frame, Numbers, differences, numbers_of
from compliance.reports.editions.queries import (
    APPROVED,
    DISCARDED,
    DRAFT,
    LIVING,
    PREVIEW,
    PUBLISHED,
    Counted,
    corrections,
    counted_rows,
    edition,
    of_period,
    overturned_since,
    published,
    published_rows,
    table_names,
)
from compliance.reports.periods import Period, read_period
from compliance.reports.queries import names
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotAllowed
from core.local_time import LOCAL
from core.sealing import newest_seal
from core.storage import FileStore
from core.wording import is_blank

OVERTURNED = "Kiến nghị được chấp nhận sau khi công bố: kết luận chậm cập nhật hoặc trả lại đã bị hủy."


class PeriodStillOpen(Conflict):
    """The period has not ended: its figures can still change."""

    reason = "period_still_open"


class NothingToPublish(Conflict):
    """Nothing was assigned in the period."""

    reason = "nothing_to_publish"


class OwnDraft(NotAllowed):
    """Whoever drafted an edition may not approve it."""

    reason = "own_draft"


class WrongState(Conflict):
    """An edition is not in the state in which this can be done."""

    reason = "edition_state"


def draft_edition(
    session: Session, store: FileStore, period: Period, reason: str, who: Actor, law: Law, now: datetime, province: str
) -> Edition:  # fmt: skip
    """Return a draft of a period's figures as at its cut-off, its files kept.

    Args:
        reason: why there is another edition of a period that was published; left out for the first.

    Raises:
        PeriodStillOpen: the cut-off has not come yet.
        WrongState: another edition of the period is on its way.
        Invalid: the period was published and no reason is given.
        NothingToPublish: the period has no assignment.
    """
    if now < period.cut_off_at:
        message = (
            f"Kỳ {period.name} chưa kết thúc (chốt hết ngày {period.last_on:%d/%m/%Y}); chưa lập được bản công bố."
        )
        raise PeriodStillOpen(message)
    known = of_period(session, period.key)
    on_its_way = next((each for each in known if each.state in LIVING), None)
    if on_its_way is not None:
        message = f"Kỳ {period.name} đang có bản số {on_its_way.number} chưa công bố. Hoàn tất hoặc hủy bản ấy trước."
        raise WrongState(message)
    corrected = next((each for each in reversed(known) if each.state == PUBLISHED), None)
    if corrected is not None and is_blank(reason):
        message = f"Kỳ {period.name} đã công bố bản số {corrected.number}. Bản tiếp theo là đính chính: phải nêu lý do."
        raise Invalid(message, fields={"reason": message})
    row = Edition(
        period=period.key,
        number=max((each.number for each in known), default=0) + 1,
        state=DRAFT,
        corrects_id=corrected.id if corrected else None,
        reason=reason.strip() if corrected else None,
        cut_off_at=period.cut_off_at,
        known_at=now,
        files={},
        drafted_at=now,
        drafted_by_id=who.account_id,
    )
    _count(session, store, row, law, now, province)
    session.add(row)
    session.flush()
    record(session, now, who, "edition.drafted", ("edition", row.id), period=row.period, number=row.number)
    return row


def redraft_edition(
    session: Session, store: FileStore, edition_id: int, who: Actor, law: Law, now: datetime, province: str
) -> Edition:
    """Count a draft anew with what is known now; the units look through it again.

    Raises:
        WrongState: it was approved or published already.
    """
    row = _in_state(session, edition_id, (DRAFT, PREVIEW), "lập lại")
    row.state, row.known_at, row.drafted_at, row.drafted_by_id = DRAFT, now, now, who.account_id
    row.preview_from_at = row.preview_until_on = row.preview_until_at = None
    _count(session, store, row, law, now, province)
    record(session, now, who, "edition.redrafted", ("edition", row.id))
    return row


def open_preview(session: Session, edition_id: int, who: Actor, law: Law, now: datetime) -> Edition:
    """Let the units look through a draft for the working days that the rulebook gives.

    Raises:
        WrongState: it is no draft.
    """
    row = _in_state(session, edition_id, (DRAFT,), "gửi xem trước")
    due = preview_due(now, law.calendar, law.on(now.astimezone(LOCAL).date()))
    row.state, row.preview_from_at = PREVIEW, now
    row.preview_until_on, row.preview_until_at = due.due_on, due.due_at
    record(session, now, who, "edition.previewed", ("edition", row.id), until=due.due_on.isoformat())
    return row


def approve_edition(session: Session, edition_id: int, who: Actor, now: datetime) -> Edition:
    """Let an edition be published.

    Raises:
        OwnDraft: the approver drafted it.
        WrongState: the units still look through it, or a correction they asked for has no answer.
    """
    row = _in_state(session, edition_id, (PREVIEW,), "phê duyệt")
    if who.account_id is None or who.account_id == row.drafted_by_id:
        message = "Người lập dự thảo không được tự phê duyệt. Đề nghị người khác có thẩm quyền phê duyệt."
        raise OwnDraft(message)
    if row.preview_until_at is None or now < row.preview_until_at:
        message = f"Các đơn vị còn xem trước đến hết ngày {row.preview_until_on:%d/%m/%Y}; chưa phê duyệt được."
        raise WrongState(message)
    unanswered = sum(asked.answered_at is None for asked, _ in corrections(session, row.id))
    if unanswered:
        message = f"Còn {unanswered} đề nghị chỉnh sửa chưa trả lời; trả lời trước khi phê duyệt."
        raise WrongState(message)
    row.state, row.approved_at, row.approved_by_id = APPROVED, now, who.account_id
    record(session, now, who, "edition.approved", ("edition", row.id), files=_hashes(row))
    return row


def publish_edition(session: Session, store: FileStore, edition_id: int, who: Actor, now: datetime) -> Edition:
    """Make an approved edition's files and manifest, and let everyone see them; nothing of it changes afterwards.

    Raises:
        WrongState: it was not approved.
    """
    row = _in_state(session, edition_id, (APPROVED,), "công bố")
    numbers = published_numbers(store, row)
    made = files_of(numbers, row.files[ROWS])
    files = [described(name, content) for name, content in made.items()] + [row.files[ROWS]]
    for content in made.values():
        store.put(content)
    corrects = None if row.corrects_id is None else edition(session, row.corrects_id)
    manifest = {
        "manifest_of": f"{row.period}/{row.number}",
        "edition": row.number,
        "period": numbers["period"],
        "reason": row.reason,
        "corrects": None if corrects is None else corrects.number,
        "differences": [] if corrects is None else list(differences(published_numbers(store, corrects), numbers)),
        "cut_off_at": numbers["cut_off_at"],
        "known_at": numbers["known_at"],
        "published_at": now.astimezone(LOCAL).isoformat(timespec="seconds"),
        "law": numbers["law"],
        "audit_seal": newest_seal(session),
        "files": files,
    }
    content = as_json(manifest)
    row.files = {each["name"]: each for each in [*files, described(MANIFEST, content)]}
    row.manifest_sha256 = store.put(content)
    row.state, row.published_at, row.published_by_id = PUBLISHED, now, who.account_id
    record(session, now, who, "edition.published", ("edition", row.id), manifest=row.manifest_sha256)
    return row


def discard_edition(session: Session, edition_id: int, who: Actor, now: datetime) -> Edition:
    """Give up an edition that was not published; its number is not used again.

    Raises:
        WrongState: it was published.
    """
    row = _in_state(session, edition_id, LIVING, "hủy")
    row.state = DISCARDED
    record(session, now, who, "edition.discarded", ("edition", row.id))
    return row


def open_errata(session: Session, store: FileStore, law: Law, now: datetime, province: str) -> list[Edition]:
    """Open a draft erratum for every period whose newest edition counted a verdict that was overturned since."""
    newest = {row.period: row for row in reversed(published(session))}
    opened = []
    for key, row in sorted(newest.items()):
        is_busy = session.scalar(
            select(func.count()).where(Edition.period == key, Edition.number > row.number, Edition.state.in_(LIVING))
        )
        if not is_busy and overturned_since(session, row):
            opened.append(draft_edition(session, store, read_period(key), OVERTURNED, THE_SYSTEM, law, now, province))
    return opened


def numbers_in(store: FileStore, row: Edition) -> Numbers:
    """Return the numbers of every unit and field, as those inside see them."""
    found: Numbers = json.loads(store.get(row.numbers_sha256 or row.files[NUMBERS]["sha256"]))
    return found


def published_numbers(store: FileStore, row: Edition) -> Numbers:
    """Return the numbers that are published: small groups stand together in them."""
    found: Numbers = json.loads(store.get(row.files[NUMBERS]["sha256"]))
    return found


def moved_in(store: FileStore, row: Edition) -> list[dict[str, Any]]:
    """Return the tasks that moved the plan of an edition's period, as they were when it was counted."""
    found: list[dict[str, Any]] = json.loads(store.get(row.moved_sha256)) if row.moved_sha256 else []
    return found


def _count(session: Session, store: FileStore, row: Edition, law: Law, now: datetime, province: str) -> None:
    """Count an edition's period, and keep its numbers and the rows behind them."""
    period = read_period(row.period)
    called = names(session)
    found = Counted()
    kept = store.put_all(counted_rows(session, period, now, law, called, found))
    sums = found.tally.sums("province").get(0)
    if sums is None or not sums.figures.assigned:
        message = f"Kỳ {period.name} không có nhiệm vụ nào được giao: không có số liệu để công bố."
        raise NothingToPublish(message)
    rules = law.on(period.last_on).publication
    told = {
        "rulebook_sha256": law.rulebook.sha256,
        "calendar_version": law.calendar.version,
        "tam_tinh": law.calendar.is_tam_tinh(period.start_on, period.last_on),
    }
    least = rules.least_whole_of_a_rate
    frame = Frame(province, period, row.number, now, row.reason, least, rules.least_group, told)
    lines = table_names(session, called)
    numbers = numbers_of(found.tally, lines, frame)
    if numbers["together"]:
        kept = store.put_all(published_rows(store.path(kept[0]), numbers["together"]))
    row.files = {
        NUMBERS: described(NUMBERS, as_json(numbers)),
        ROWS: {"name": ROWS, "sha256": kept[0], "bytes": kept[1]},
    }
    store.put(as_json(numbers))
    row.numbers_sha256 = store.put(as_json(numbers_of(found.tally, lines, replace(frame, least_group=0))))
    row.moved_sha256 = store.put(as_json(found.moved))


def _hashes(row: Edition) -> dict[str, Any]:
    return {name: each["sha256"] for name, each in row.files.items()}


def _in_state(session: Session, edition_id: int, states: tuple[str, ...], to_do: str) -> Edition:
    row = edition(session, edition_id)
    if row.state not in states:
        message = f"Bản số {row.number} của kỳ {row.period} đang ở trạng thái “{WORDS[row.state]}”, không {to_do} được."
        raise WrongState(message)
    return row


WORDS = {
    DRAFT: "dự thảo",
    PREVIEW: "đang xem trước",
    APPROVED: "đã phê duyệt",
    PUBLISHED: "đã công bố",
    DISCARDED: "đã hủy",
}
