"""Earlier corrections applied to a new extraction. Pure.

A lesson changes only what has the very same words; whatever it changes says so in a warning, so that the Office sees
its own hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.naming import fold
from extraction.values import DeadlineMention, Extraction, Place, TaskDraft, Term

FROM_LESSON = "Thời hạn được hiểu theo lần sửa trước của Văn phòng."
DROPPED = "Bỏ {count} mục giống hệt mục mà Văn phòng đã xác định không phải nhiệm vụ; xem ở danh sách câu chưa giao."


@dataclass(frozen=True, slots=True)
class Lessons:
    """What has been taught so far; keys are folded texts."""

    phrases: Mapping[str, Term]
    no_tasks: frozenset[str]


def apply_lessons(extraction: Extraction, lessons: Lessons) -> Extraction:
    """Return the extraction as the Office's earlier corrections would have it.

    A clause once marked as no task is listed among the unclaimed ones instead: nothing disappears.
    """
    kept: list[TaskDraft] = []
    dropped: list[Place] = []
    for draft in extraction.tasks:
        if fold(draft.text) in lessons.no_tasks:
            dropped.append(draft.place)
        else:
            kept.append(_with_taught_term(draft, lessons.phrases))
    warnings = (*extraction.warnings, DROPPED.format(count=len(dropped))) if dropped else extraction.warnings
    unclaimed = tuple(sorted((*extraction.unclaimed, *dropped), key=lambda place: place.start))
    return replace(extraction, tasks=tuple(kept), unclaimed=unclaimed, warnings=warnings)


def _with_taught_term(draft: TaskDraft, phrases: Mapping[str, Term]) -> TaskDraft:
    if draft.deadline is None:
        return draft
    taught = phrases.get(fold(draft.deadline.phrase))
    if taught is None or taught == draft.deadline.term:
        return draft
    deadline = DeadlineMention(taught.on, draft.deadline.phrase, taught, draft.deadline.place)
    return replace(draft, deadline=deadline, warnings=(*draft.warnings, FROM_LESSON))
