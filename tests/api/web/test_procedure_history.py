"""The trail of an assignment as sentences: mergers with both names, acts with authority and reason."""

from datetime import UTC, datetime
from typing import Any

from api.web.procedure_history import ACTS, tell_trail
from core.audit import AuditEvent

AT = datetime(2026, 8, 21, 2, tzinfo=UTC)
PEOPLE = {4: "Trần Văn Tài"}
NAMES = {1: "Sở X", 2: "Sở Y"}


def event(did: str, **detail: Any) -> AuditEvent:
    return AuditEvent(at=AT, actor="Lê Thị Lan", did=did, subject="assignment", subject_id=7, detail=detail)


def test_a_merger_is_told_with_both_units_and_its_act() -> None:
    (told,) = tell_trail(
        [event("assignment.inherited", before=1, after=2, on="2026-08-01", act="12/NQ-HĐND")], NAMES, PEOPLE
    )
    assert told.words.startswith("Sở Y nhận nhiệm vụ từ Sở X")
    assert told.detail == "12/NQ-HĐND"


def test_an_act_is_told_with_who_authority_and_reason() -> None:
    acted = event("assignment.acted", act="withdraw", part="office", authority="CV 9/UBND", reason="Không còn cần")
    (told,) = tell_trail([acted], NAMES, PEOPLE)
    assert told.words == "Lê Thị Lan rút nhiệm vụ."
    assert told.detail == "CV 9/UBND · Không còn cần"


def test_what_rows_tell_already_and_other_events_are_not_told_twice() -> None:
    assert not {"report", "coordinate", "contest"} & ACTS.keys()
    assert tell_trail([event("assignment.acted", act="report"), event("entry.made")], NAMES, PEOPLE) == []


def test_a_merge_and_a_new_period_are_told() -> None:
    told = tell_trail([event("assignment.moved", task=9), event("assignment.instance_opened")], NAMES, PEOPLE)
    assert [each.words for each in told] == [
        "Lê Thị Lan gộp vào nhiệm vụ NV-9.",
        "Kỳ mới của nhiệm vụ định kỳ được mở.",
    ]


def test_whom_the_unit_gave_it_to_is_told_by_name():
    given = [event("assignment.delegated", to=4, before=None), event("assignment.delegated", to=None, before=4)]
    assert [each.words.rpartition(" giao ")[2] for each in tell_trail(given, NAMES, PEOPLE)] == [
        "Trần Văn Tài thực hiện.",
        "đích danh.",
    ]
