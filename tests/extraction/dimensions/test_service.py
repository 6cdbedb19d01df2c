"""Field and leader of a directive: proposed at confirmation, chosen by the Office, the signer before the charge."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from core.clock import FixedClock
from core.database import transaction
from core.errors import NotFound
from core.leadership import put_in_charge, save_leader
from core.organisation import Field
from core.storage import FileStore
from extraction.dimensions.queries import settled
from extraction.dimensions.service import choose_field
from ingest.models import Directive
from tests.situation import Situation


def test_the_proposed_field_counts_until_the_office_chooses_another(
    sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore
) -> None:
    province = Situation(sessions, clock, tmp_store)
    may = date(2026, 5, 1)
    directive_id = province.directive("2026-08-21", ("Sở Y tế", None))
    with transaction(sessions) as session:
        ids = {field.code: field.id for field in session.scalars(select(Field))}
        charged = save_leader(session, "Lê Thị Hà", "Phó Chủ tịch", may, None, province.office, clock.now()).id
        signer = save_leader(session, "Trần Văn An", "Chủ tịch", may, None, province.office, clock.now()).id
        put_in_charge(session, ids["VX"], charged, may, "1/TB", province.office, clock.now())
    province.confirm(directive_id)
    with transaction(sessions) as session:
        row = settled(session, directive_id)
        assert row is not None
        assert (row.field_id, row.leader_id) == (ids["VX"], charged)
        assert choose_field(session, directive_id, ids["CN"], province.office, clock.now()).leader_id is None
        session.get_one(Directive, directive_id).signer = "Trần Văn An"
        assert choose_field(session, directive_id, None, province.office, clock.now()).leader_id == signer
        with pytest.raises(NotFound):
            choose_field(session, directive_id, 0, province.office, clock.now())
