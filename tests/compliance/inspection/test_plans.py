from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from compliance.inspection.plans import (
    CampaignKind,
    CampaignPlan,
    FindingForm,
    lacks_of_finding,
    lacks_of_plan,
    lines_of,
    members_of,
)
from compliance.inspection.sampling import drawn

PLAN = CampaignPlan(
    kind=CampaignKind.PLANNED,
    name="Cập nhật nhiệm vụ quý III",
    decision="Quyết định số 12/QĐ-UBND ngày 01/10/2026",
    members=[("Nguyễn Văn Kiểm", "Tổ trưởng")],
    unit_ids=[1],
    checklist=["Phân công người cập nhật"],
    first_on=date(2026, 10, 5),
    last_on=date(2026, 10, 9),
    period="2026-Q3",
    from_at=datetime(2026, 6, 30, 17, tzinfo=UTC),
    until_at=datetime(2026, 9, 30, 17, tzinfo=UTC),
    sample_size=5,
    sample_seed=7,
)


def test_a_whole_plan_lacks_nothing() -> None:
    assert lacks_of_plan(PLAN) == {}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 301}),
        ("decision", {"decision": ""}),
        ("members", {"members": []}),
        ("units", {"unit_ids": []}),
        ("checklist", {"checklist": []}),
        ("last_on", {"last_on": date(2026, 10, 4)}),
        ("last_on", {"first_on": None}),
        ("sample_size", {"sample_size": 201}),
    ],
)
def test_what_a_plan_lacks_is_told_by_its_field(field: str, changes: dict[str, object]) -> None:
    assert set(lacks_of_plan(replace(PLAN, **changes))) == {field}


def test_a_finding_names_cause_responsibility_measure_and_evidence() -> None:
    assert lacks_of_finding(FindingForm("a", "b", "c", "d", "e")) == {}
    lacks = lacks_of_finding(FindingForm("", " ", "", "", "\n"))
    assert set(lacks) == {"what", "cause", "responsibility", "measure", "evidence"}


def test_members_and_questions_stand_one_a_line() -> None:
    assert members_of("Nguyễn Văn Kiểm, Tổ trưởng\n\nVũ Văn Tra\n , x") == [
        ("Nguyễn Văn Kiểm", "Tổ trưởng"),
        ("Vũ Văn Tra", "Thành viên"),
    ]
    assert lines_of("- Phân công\n \n• Hồ sơ minh chứng\n") == ["Phân công", "Hồ sơ minh chứng"]


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_another() -> None:
    numbers = list(range(1, 101))
    first = drawn(numbers, 10, 7)
    assert len(set(first)) == 10
    assert drawn(reversed(numbers), 10, 7) == first
    assert drawn(numbers, 10, 8) != first
    assert drawn([3, 3, 4], 10, 7) in ([3, 4], [4, 3])


def test_a_lot_can_be_checked_with_a_pencil_and_sha256sum() -> None:
    # printf '7:1' | sha256sum → d7a0…, '7:2' → 8d8e…, '7:3' → 111c…
    assert drawn([1, 2, 3], 2, 7) == [3, 2]
