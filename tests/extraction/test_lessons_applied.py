"""What was taught, applied to a new extraction: the same words only, and never in silence."""

from datetime import date

from core.naming import fold
from extraction.lessons.apply import DROPPED, FROM_LESSON, Lessons, apply_lessons
from extraction.values import (
    DeadlineMention,
    EntryClass,
    Extraction,
    Mode,
    Place,
    TaskDraft,
    Term,
    TermKind,
    UnitMention,
)
from ingest.text import Box

PHRASE = "trong tuần này"
READ = Term(TermKind.SOFT, PHRASE)
TAUGHT = Term(TermKind.DAY, PHRASE, on=date(2026, 8, 23))


def place(start: int) -> Place:
    return Place(start, start + 10, 1, Box(0.1, 0.1, 0.9, 0.2))


def draft(text: str, start: int, deadline: DeadlineMention | None = None) -> TaskDraft:
    return TaskDraft(text, place(start), Mode.ASSIGN, (UnitMention("Sở Y tế", place(start)),), deadline=deadline)


def extraction(*drafts: TaskDraft) -> Extraction:
    return Extraction(drafts, EntryClass.MULTI, (), (place(40),), ("Đã có lưu ý.",))


def test_a_taught_reading_takes_the_place_of_the_grammars_and_says_so() -> None:
    found = apply_lessons(
        extraction(draft("Rà soát kho thuốc", 0, DeadlineMention(None, PHRASE, READ, place(5)))),
        Lessons({fold(PHRASE): TAUGHT}, frozenset()),
    )
    (task,) = found.tasks
    assert task.deadline == DeadlineMention(date(2026, 8, 23), PHRASE, TAUGHT, place(5))
    assert task.warnings == (FROM_LESSON,)


def test_without_a_lesson_or_with_the_same_reading_nothing_changes() -> None:
    given = extraction(draft("Rà soát", 0, DeadlineMention(None, PHRASE, READ, place(5))), draft("Báo cáo", 20))
    assert apply_lessons(given, Lessons({}, frozenset())) == given
    assert apply_lessons(given, Lessons({fold(PHRASE): READ}, frozenset())) == given


def test_a_clause_taught_to_be_no_task_is_listed_among_the_unclaimed_in_order() -> None:
    found = apply_lessons(
        extraction(draft("Rà soát", 0), draft("Phát huy kết quả", 20)),
        Lessons({}, frozenset({fold("Phát huy kết quả")})),
    )
    assert [task.text for task in found.tasks] == ["Rà soát"]
    assert [each.start for each in found.unclaimed] == [20, 40]
    assert found.warnings == ("Đã có lưu ý.", DROPPED.format(count=1))
