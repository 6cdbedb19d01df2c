"""The acts on an assignment as one line each, and the assignments that most tests of them begin with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from compliance.entries.acting.queries import state
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import StoredState
from compliance.entries.queries import WorkRow
from compliance.entries.results.evidence import SentFile
from compliance.entries.results.service import (
    ReportForm,
    report,
)
from compliance.entries.states import AssignmentState
from core.audit import AuditEvent
from core.database import transaction
from core.errors import DomainError
from extraction.models import Assignment
from tests.situation import FULL_ENTRY, Situation

FORM = replace(FULL_ENTRY, planned_on=date(2026, 12, 1))
AGAIN = replace(FORM, cause="Cán bộ nghỉ phép, chưa bàn giao")
PAPER = ReportForm("Đã hoàn thành", files=(SentFile("bao cao.pdf", b"%PDF-1.7"),))


class Office:
    """The acts as one line each, at the province's instant."""

    def __init__(self, province: Situation) -> None:
        self.province = province

    def do(self, act: Callable[..., object], *given: object, **named: object) -> object:
        """Do one act of the services, in a transaction of its own."""
        province = self.province
        with transaction(province.sessions) as session:
            return act(session, *given, **named)

    @property
    def told(self) -> tuple[object, ...]:
        """Who, law and now, as every act takes them last."""
        return self.province.office, self.province.law, self.province.clock.now()

    def state(self, assignment_id: int) -> AssignmentState:
        """Return where an assignment stands; what the last act kept must say the same."""
        with transaction(self.province.sessions, writes=False) as session:
            found = state(session, session.get_one(Assignment, assignment_id))
            kept = session.get(StoredState, assignment_id)
            if kept is not None:
                assert (kept.extension, kept.standing) == (found.extension, found.standing)
        return found

    def kept(self, assignment_id: int) -> tuple[str, str]:
        """Return work and review as the last act left them."""
        with transaction(self.province.sessions, writes=False) as session:
            row = session.get_one(StoredState, assignment_id)
            return row.work, row.review


def given(province: Situation, due: str | None = "2026-12-15") -> WorkRow:
    """A confirmed assignment whose entry is due until the end of Monday 23 November."""
    directive = province.directive("2026-11-20", ("Sở Y tế", due))
    province.confirm(directive)
    return province.row(directive)


def late(province: Situation) -> WorkRow:
    """One whose first entry came on Tuesday and was returned for it."""
    row = given(province)
    province.at("2026-11-24", 8)
    province.enter(row, FORM)
    return province.row(row.directive_id)


def reported(province: Situation, office: Office) -> WorkRow:
    """One with an entry and a report, both in time."""
    row = given(province)
    province.enter(row, FORM)
    office.do(report, province.store, row.assignment_id, PAPER, *office.told)
    return row


def n_rows(province: Situation) -> int:
    with transaction(province.sessions, writes=False) as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (AuditEvent, Entry, LateFlag, Return, StoredState)
        )


def refused(province: Situation, kind: type[DomainError], reason: str, act: Callable[[], object]) -> None:
    """Assert that an act is refused for a reason, and has written nothing."""
    before = n_rows(province)
    with pytest.raises(kind) as error:
        act()
    assert error.value.reason == reason
    assert n_rows(province) == before
