"""What is asked when confirmed directives are given away as gold. Reads only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.models import Assignment, Confirmation, Task
from extraction.queries import tasks_of
from extraction.values import Role
from ingest.models import Directive


def gold_rows(session: Session) -> Iterator[tuple[Directive, dict[str, Any]]]:
    """Yield every confirmed directive and its gold row, oldest confirmation first.

    Units stand as the document writes them, a collective as one; a task that the Office added by hand is part of it.
    """
    question = (
        select(Directive)
        .join(Confirmation, Confirmation.directive_id == Directive.id)
        .order_by(Confirmation.at, Directive.id)
    )
    for directive in session.scalars(question):
        tasks = [_task(session, task) for task in tasks_of(session, directive.id)]
        yield (
            directive,
            {
                "file": f"{directive.id:06}-{directive.file_name}",
                "number": directive.number,
                "issued_on": directive.issued_on and directive.issued_on.isoformat(),
                "issuer": directive.issuer,
                "kind": directive.kind,
                "urgency": directive.urgency,
                "handwritten": [name for name, ground in directive.grounds.items() if ground["kind"] == "office"],
                "tasks": tasks,
            },
        )


def _task(session: Session, task: Task) -> dict[str, Any]:
    stated = task.deadline_phrase is not None or task.deadline_on is not None
    day = task.deadline_on and task.deadline_on.isoformat()
    return {
        "text": task.text,
        "leads": _names(session, task, Role.LEAD),
        "coordinators": _names(session, task, Role.COORDINATING),
        "deadline": {"on": day, "phrase": task.deadline_phrase} if stated else None,
        "period": task.period,
        "deliverable": task.deliverable,
        "mode": task.mode,
        "page": task.page,
        "ambiguous": False,
    }


def _names(session: Session, task: Task, role: Role) -> list[str]:
    """Names as written; the members of an expanded collective share its name, which stands once."""
    question = select(Assignment.name).where(
        Assignment.task_id == task.id, Assignment.role == role, Assignment.withdrawn_at.is_(None)
    )
    return list(dict.fromkeys(session.scalars(question.order_by(Assignment.id))))
