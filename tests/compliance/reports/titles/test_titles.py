"""Which titles of tasks are published: those that somebody has read and let out, of directives not restricted."""

import csv
import io

import pytest
from sqlalchemy import delete, select, update

from compliance.reports.editions.making import ROWS
from compliance.reports.titles.queries import TitleState, titles
from compliance.reports.titles.service import clear_title, keep_title_back
from core.audit import AuditEvent
from core.database import transaction
from core.errors import Invalid, NotFound
from core.organisation import Unit
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Task
from ingest.models import Directive
from tests import factories
from tests.compliance.reports.district import ASSIGNED
from tests.compliance.reports.editions.test_service import act, draft, kept, publish


@pytest.fixture
def province(province):
    """Both units have three assignments, so that each has its own line; two tasks were read from a page."""
    with transaction(province.sessions) as session:
        session.execute(delete(DirectiveDimensions))  # all are of no field, and so not of a small one
        directive = factories.directive(session)
        for unit in session.scalars(select(Unit).where(Unit.name.in_(("Sở Y tế", "Sở Nội vụ")))):
            for _ in range(2):
                task = factories.task(session, directive)
                factories.assignment(session, task, unit, opened_at=ASSIGNED, confirmed_at=ASSIGNED)
        for task in session.scalars(select(Task).where(Task.directive_id == directive.id)):
            keep_title_back(session, task.id, province.office, province.clock.now())
    return province


TITLE = "Rà soát, bổ sung quy hoạch"


def told(province, edition) -> list[str]:
    rows = csv.DictReader(io.StringIO(kept(province, edition)[ROWS].decode("utf-8-sig"), newline=""))
    return sorted(row["Nhiệm vụ"] for row in rows)[-2:]


def states(province) -> list[int]:
    with transaction(province.sessions, writes=False) as session:
        return [len(titles(session, state)) for state in TitleState]


def test_only_a_title_that_was_read_and_let_out_is_published_and_from_the_next_draft_on(province):
    with transaction(province.sessions, writes=False) as session:
        first, second = session.scalars(select(Task.id).order_by(Task.id)).all()[:2]
    assert states(province) == [2, 0, 4]
    before = publish(province, draft(province))
    assert told(province, before) == ["", ""]
    act(province, clear_title, first, TITLE, province.office)
    act(province, keep_title_back, second, province.office)
    assert states(province) == [0, 1, 5]
    after = publish(province, draft(province, "Bổ sung tên nhiệm vụ"))
    assert told(province, after) == ["", TITLE]
    assert told(province, before) == ["", ""]
    act(province, keep_title_back, first, province.office)
    assert told(province, draft(province, "Rút tên")) == ["", ""]
    with transaction(province.sessions, writes=False) as session:
        did = session.scalars(
            select(AuditEvent.did).where(AuditEvent.did.like("title.%")).order_by(AuditEvent.id)
        ).all()
        assert did[4:] == ["title.cleared", "title.kept_back", "title.kept_back"]
        assert titles(session, TitleState.KEPT_BACK, after=second)[0].task_id == first


def test_a_title_with_personal_data_is_refused_and_a_restricted_one_never_published(province):
    with transaction(province.sessions, writes=False) as session:
        first = session.scalars(select(Task.id).order_by(Task.id)).first()
    with pytest.raises(Invalid, match="có tên người"):
        act(province, clear_title, first, "Giải quyết đơn của ông Nguyễn Văn Bình", province.office)
    act(province, clear_title, first, TITLE, province.office)
    with transaction(province.sessions) as session:
        session.execute(update(Directive).values(purged_at=province.clock.now()))
    for refused in (lambda s, now: clear_title(s, first, TITLE, province.office, now),
                    lambda s, now: keep_title_back(s, 9999, province.office, now)):  # fmt: skip
        with pytest.raises(NotFound, match="hạn chế"):
            act(province, refused)
    assert states(province) == [0, 0, 0]
    assert told(province, draft(province)) == ["", ""]
