"""What is asked about lessons. Reads only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.lessons.apply import Lessons
from extraction.lessons.models import Lesson
from extraction.stored import term_from_json


def taught(session: Session) -> Lessons:
    """Return the lessons about phrases and clauses; of several about the same words the newest counts."""
    phrases, no_tasks = {}, set()
    for lesson in session.scalars(select(Lesson).where(Lesson.kind.in_(("phrase", "no_task"))).order_by(Lesson.id)):
        if lesson.kind == "phrase":
            phrases[lesson.key] = term_from_json(lesson.value)
        else:
            no_tasks.add(lesson.key)
    return Lessons(phrases, frozenset(no_tasks))


def aliases(session: Session) -> dict[str, list[str]]:
    """Return the names taught for each unit, by the unit's code."""
    found: dict[str, list[str]] = {}
    for lesson in session.scalars(select(Lesson).where(Lesson.kind == "alias").order_by(Lesson.id)):
        names = found.setdefault(lesson.value["unit"], [])
        if lesson.value["name"] not in names:
            names.append(lesson.value["name"])
    return found
