"""What is done with the titles of tasks: let out, or kept back, by a person who has read them."""

from datetime import datetime

from sqlalchemy.orm import Session

from compliance.reports.titles.check import faults_of_title
from compliance.reports.titles.models import TitleCheck
from compliance.reports.titles.queries import readable_task
from core.audit import Actor, record
from core.errors import Invalid


def clear_title(session: Session, task_id: int, title: str, who: Actor, now: datetime) -> TitleCheck:
    """Let a title be published from the next draft on; published editions stay as they are.

    Raises:
        NotFound: there is no such task, or it may not be published.
        Invalid: nothing is written, it is too long, or it shows a mark of personal data.
    """
    readable_task(session, task_id)
    faults = faults_of_title(title)
    if faults:
        message = f"Chưa cho công bố được tên này: {', '.join(faults)}. Sửa lại tên, hoặc chọn Không công bố."
        raise Invalid(message, reason="title", fields={"title": message})
    return _keep(session, task_id, title.strip(), who, now)


def keep_title_back(session: Session, task_id: int, who: Actor, now: datetime) -> TitleCheck:
    """Let a title not be published, or no longer from the next draft on.

    Raises:
        NotFound: there is no such task, or it may not be published anyway.
    """
    readable_task(session, task_id)
    return _keep(session, task_id, None, who, now)


def _keep(session: Session, task_id: int, title: str | None, who: Actor, now: datetime) -> TitleCheck:
    row = TitleCheck(task_id=task_id, title=title, at=now, account_id=who.account_id)
    session.add(row)
    session.flush()
    record(session, now, who, "title.cleared" if title else "title.kept_back", ("task", task_id))
    return row
