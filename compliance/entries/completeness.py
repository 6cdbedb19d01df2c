"""What an entry still lacks before it counts, told in Vietnamese before it is sent; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from compliance.rulebook.rules import Rules


@dataclass(frozen=True, slots=True)
class FirstEntry:
    """What a unit wrote about how it will do a task; None or blanks alone: not written."""

    officer: str | None = None
    product: str | None = None
    planned_on: date | None = None
    planned_why: str | None = None
    first_action: str | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """Something an entry lacks: ``field`` is the form's field, ``words`` what to tell the person."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Clarity:
    """One of the six things that must be clear about a task, and whether it is."""

    name: str
    words: str
    is_clear: bool


_LACKING: Mapping[str, str] = {
    "officer": "Chưa nêu cán bộ phụ trách.",
    "product": "Chưa nêu sản phẩm hoặc kết quả dự kiến.",
    "planned_on": "Chưa nêu ngày dự kiến hoàn thành.",
    "first_action": "Chưa nêu việc làm đầu tiên.",
}


def lacks_of_entry(entry: FirstEntry, task_due_on: date | None, rules: Rules) -> tuple[Lack, ...]:
    """Return what a first entry lacks; nothing: it is valid and stops the entry clock.

    A planned completion day after the task deadline needs a reason.

    Args:
        task_due_on: the task deadline in force, or None where the task has none.

    Source: rulebook entry.required.
    """
    lacks = [Lack(field, _LACKING[field]) for field in rules.entry.required if not _is_written(getattr(entry, field))]
    if _is_after(entry.planned_on, task_due_on) and not _is_written(entry.planned_why):
        words = f"Ngày dự kiến hoàn thành sau hạn của nhiệm vụ ({task_due_on:%d/%m/%Y}): cần nêu lý do."
        lacks.append(Lack("planned_why", words))
    return tuple(lacks)


def lacks_of_reentry(entry: FirstEntry, cause: str | None, task_due_on: date | None, rules: Rules) -> tuple[Lack, ...]:
    """Return what a re-entry lacks: all that a first entry must have, and the cause of what went wrong."""
    lacks = lacks_of_entry(entry, task_due_on, rules)
    if _is_written(cause):
        return lacks
    return (*lacks, Lack("cause", "Chưa nêu nguyên nhân phải cập nhật lại."))


def lacks_of_report(result: str | None, n_evidence: int) -> tuple[Lack, ...]:
    """Return what the report of a result lacks: the result in words, and at least one piece of evidence."""
    lacks = []
    if not _is_written(result):
        lacks.append(Lack("result", "Chưa nêu kết quả thực hiện."))
    if n_evidence < 1:
        lacks.append(Lack("evidence", "Chưa có tài liệu chứng minh kết quả."))
    return tuple(lacks)


def six_clear(
    entry: FirstEntry, task_text: str | None, lead_unit: str | None, authority: str | None, task_due_on: date | None
) -> tuple[Clarity, ...]:
    """Return the six things that must be clear, in the usual order.

    Who, what, when, whose duty, which product, by whose authority.

    Args:
        task_text: the clause that charges the unit.
        lead_unit: the unit that answers for the task.
        authority: who ordered it, as the signer's title.
    """
    found: tuple[tuple[str, str, object], ...] = (
        ("officer", "Rõ người", entry.officer),
        ("task", "Rõ việc", task_text if _is_written(entry.first_action) else None),
        ("time", "Rõ thời gian", entry.planned_on or task_due_on),
        ("responsibility", "Rõ trách nhiệm", lead_unit),
        ("product", "Rõ sản phẩm", entry.product),
        ("authority", "Rõ thẩm quyền", authority),
    )
    return tuple(Clarity(name, words, _is_written(value)) for name, words, value in found)


def _is_written(value: object) -> bool:
    """Return whether something was written, blanks apart."""
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _is_after(planned_on: date | None, task_due_on: date | None) -> bool:
    """Return whether the plan ends after the deadline; unknown days are not after."""
    return planned_on is not None and task_due_on is not None and planned_on > task_due_on
