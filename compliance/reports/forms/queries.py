"""What is asked of the templates. Reads only."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.reports.forms.models import ReportTemplate
from compliance.reports.periods import PeriodKind
from core.errors import NotFound


def templates(session: Session) -> Sequence[ReportTemplate]:
    """Return the templates in use, by name."""
    question = select(ReportTemplate).where(ReportTemplate.retired_at.is_(None))
    return session.scalars(question.order_by(ReportTemplate.name)).all()


def templates_for(session: Session, kind: PeriodKind) -> list[ReportTemplate]:
    """Return the templates of the pack of a length of period, by name."""
    return [row for row in templates(session) if kind in row.kinds]


def template(session: Session, template_id: int) -> ReportTemplate:
    """Return one version of a template.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(ReportTemplate, template_id)
    if found is None:
        message = f"Không có mẫu báo cáo số {template_id}."
        raise NotFound(message)
    return found


def newest_version(session: Session, name: str) -> int:
    """Return the number of the newest version of a name, 0 where there is none."""
    question = select(func.max(ReportTemplate.version)).where(ReportTemplate.name == name)
    return session.scalar(question) or 0
