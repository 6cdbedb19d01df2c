"""Which notices a person is owed, and their words. Pure.

The ladder: new, near, due, late, returned, decided. Each rung of an assignment is told a person once; what was told
is known by its key. Of several rungs of one assignment the most pressing is said, and all are told by it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.calendar.working_days import WorkCalendar
from core.local_time import LOCAL, last_day_before, local_day

LONGEST_TASK = 180


class Rung(StrEnum):
    """How far a matter has come, the most pressing first."""

    RETURNED = "returned"
    LATE = "late"
    OVERDUE = "overdue"
    DUE = "due"
    NEAR = "near"
    NEW = "new"
    DECIDED = "decided"


HEADINGS = {
    Rung.RETURNED: "Bị trả lại",
    Rung.LATE: "Chậm cập nhật",
    Rung.OVERDUE: "Quá hạn thực hiện",
    Rung.DUE: "Đến hạn hôm nay",
    Rung.NEAR: "Sắp đến hạn",
    Rung.NEW: "Nhiệm vụ mới",
    Rung.DECIDED: "Đã có quyết định",
}
ORDER = tuple(Rung)
CLOCKS = {"entry": "cập nhật", "reentry": "cập nhật lại", "task": "hoàn thành"}
REASONS = {
    "late": "cập nhật chậm",
    "wrong": "nội dung chưa đúng",
    "not_as_required": "chưa đạt yêu cầu",
}
GREETING = "Kính gửi ông/bà {name},"
DIGEST = "Có {count} thay đổi về nhiệm vụ của đơn vị từ bản tin trước."
URGENT = "Văn bản khẩn cần xử lý ngay."
INSTEAD = "Ông/bà nhận tin này thay {name} đang nghỉ."
FOOT = "Tin tự động, xin không trả lời. Đổi cách nhận tin: {address}/account/notices"


@dataclass(frozen=True, slots=True)
class Work:
    """An open assignment as far as reminders ask.

    ``entry_due_at``, ``reentry_due_at``, ``task_due_at``: None where nothing is owed by that clock any more.
    ``return_id``: the return that waits for an answer. ``n_flags`` counts the late flags that stand.
    """

    assignment_id: int
    number: str
    text: str
    entry_due_at: datetime | None
    reentry_due_at: datetime | None
    task_due_at: datetime | None
    return_id: int | None
    return_reason: str | None
    n_flags: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided about an assignment that its unit had asked, reported or contested."""

    key: str
    assignment_id: int
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One matter to tell; ``keys`` are the rungs told by it."""

    rung: Rung
    assignment_id: int
    number: str
    words: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A message in words."""

    subject: str
    text: str


def owed_lines(
    work: Iterable[Work],
    decisions: Iterable[Decision],
    told: Collection[str],
    now: datetime,
    calendar: WorkCalendar,
    amber_from: int,
) -> list[Line]:
    """Return what has changed for a person, the most pressing first; one line an assignment, a line a decision.

    Args:
        told: keys that this person was told before.
        amber_from: working days before a due day from which it is near.
    """
    lines = []
    for each in work:
        rungs = [rung for rung in _rungs(each, now, calendar, amber_from) if rung[1] not in told]
        if rungs:
            rung, _, words = min(rungs, key=lambda found: ORDER.index(found[0]))
            keys = tuple(key for _, key, _ in rungs)
            lines.append(Line(rung, each.assignment_id, each.number, f"{_short(each.text)}: {words}", keys))
    lines += [
        Line(Rung.DECIDED, each.assignment_id, each.number, each.words, (each.key,))
        for each in decisions
        if each.key not in told
    ]
    return sorted(lines, key=lambda line: (ORDER.index(line.rung), line.assignment_id))


def digest(lines: Sequence[Line], name: str, today: date, address: str, instead_of: str | None = None) -> Composed:
    """Return one person's message of a day."""
    counts = [f"{sum(line.rung is rung for line in lines)} {HEADINGS[rung].lower()}" for rung in _present(lines)]
    opening = [DIGEST.format(count=len(lines))]
    return Composed(f"Đôn Đốc {today:%d/%m}: {', '.join(counts)}", _body(opening, lines, name, address, instead_of))


def urgent(lines: Sequence[Line], name: str, address: str, instead_of: str | None = None) -> Composed:
    """Return a message that cannot wait; its subject names the document."""
    numbers = ", ".join(dict.fromkeys(line.number for line in lines))
    subject = f"KHẨN {numbers}: {HEADINGS[lines[0].rung].lower()}"
    return Composed(subject, _body([URGENT], lines, name, address, instead_of))


def _rungs(work: Work, now: datetime, calendar: WorkCalendar, amber_from: int) -> Iterator[tuple[Rung, str, str]]:
    """Rung, key and words of everything that can be said of an assignment now."""
    number = work.assignment_id
    if work.return_id is not None:
        reason = REASONS.get(work.return_reason or "", "chưa đạt yêu cầu")
        until = f"; cập nhật lại {_until(work.reentry_due_at)}" if work.reentry_due_at else ""
        yield Rung.RETURNED, f"returned:{work.return_id}", f"bị trả lại vì {reason}{until}."
    if work.n_flags:
        yield Rung.LATE, f"late:{number}:{work.n_flags}", "đã bị ghi chậm cập nhật; cập nhật ngay."
    if work.task_due_at is not None and work.task_due_at <= now:
        due_on = last_day_before(work.task_due_at)
        words = f"quá hạn thực hiện từ ngày {due_on:%d/%m/%Y}; báo cáo kết quả hoặc đề nghị gia hạn."
        yield Rung.OVERDUE, f"overdue:{number}:{due_on}", words
    yield from _clocks(work, now, calendar, amber_from)
    owed = work.entry_due_at
    words = f"mới giao; cập nhật {_until(owed)}." if owed is not None and owed > now else "mới giao."
    yield Rung.NEW, f"new:{number}", words


def _clocks(work: Work, now: datetime, calendar: WorkCalendar, amber_from: int) -> Iterator[tuple[Rung, str, str]]:
    today = local_day(now)
    clocks = (("entry", work.entry_due_at), ("reentry", work.reentry_due_at), ("task", work.task_due_at))
    for clock, due_at in clocks:
        if due_at is None or due_at <= now:
            continue
        due_on = last_day_before(due_at)
        words = f"hạn {CLOCKS[clock]} {_until(due_at)}."
        if due_on <= today:
            yield Rung.DUE, f"due:{clock}:{work.assignment_id}:{due_on}", words
        elif calendar.working_days_between(today, due_on) <= amber_from:
            yield Rung.NEAR, f"near:{clock}:{work.assignment_id}:{due_on}", words


def _until(due_at: datetime) -> str:
    local = due_at.astimezone(LOCAL)
    if (local.hour, local.minute) == (0, 0):
        return f"đến hết ngày {last_day_before(due_at):%d/%m/%Y}"
    return f"trước {local:%H:%M} ngày {local:%d/%m/%Y}"


def _body(opening: Sequence[str], lines: Sequence[Line], name: str, address: str, instead_of: str | None) -> str:
    parts = [GREETING.format(name=name), "", *opening]
    if instead_of is not None:
        parts.append(INSTEAD.format(name=instead_of))
    for rung in _present(lines):
        parts += ["", HEADINGS[rung].upper()]
        for line in lines:
            if line.rung is rung:
                parts += [f"- {line.number}: {line.words}", f"  {address}/assignments/{line.assignment_id}"]
    return "\n".join([*parts, "", FOOT.format(address=address), ""])


def _present(lines: Sequence[Line]) -> Iterator[Rung]:
    return (rung for rung in ORDER if any(line.rung is rung for line in lines))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TASK else plain[: LONGEST_TASK - 1].rsplit(" ", 1)[0] + "…"
