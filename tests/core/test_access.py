"""Each role does its own work and no other's."""

import pytest

from core.access import PERMISSIONS, UNIT_ROLES, AccountRole, Action, Viewer

DECIDING = {
    Action.REVIEW_DIRECTIVE: {AccountRole.OFFICE},
    Action.JUDGE_ENTRY: {AccountRole.OFFICE},
    Action.WRITE_ENTRY: UNIT_ROLES,
    Action.SPEAK_FOR_UNIT: {AccountRole.UNIT},
    Action.ADMINISTER: {AccountRole.ADMINISTRATOR},
    Action.SEE_AUDIT: {AccountRole.AUDITOR, AccountRole.ADMINISTRATOR},
    Action.INSPECT: {AccountRole.INSPECTION},
    Action.DRAFT_EDITION: {AccountRole.OFFICE},
    Action.APPROVE_EDITION: {AccountRole.LEADER},
}


@pytest.mark.parametrize("action", DECIDING)
def test_an_act_belongs_to_these_roles_alone(action: Action) -> None:
    assert {role for role in AccountRole if Viewer(1, "", role, None).may(action)} == DECIDING[action]


def test_every_role_reads_the_late_list_and_only_units_see_no_others_directives() -> None:
    assert all(Action.SEE_LATE_LIST in each for each in PERMISSIONS.values())
    assert {role for role in AccountRole if Action.SEE_ALL_DIRECTIVES not in PERMISSIONS[role]} == UNIT_ROLES
    assert PERMISSIONS.keys() == set(AccountRole)


def test_a_unit_officer_alone_sees_only_what_was_given_to_it() -> None:
    assert {role for role in AccountRole if Viewer(1, "", role, 7).sees_given_only} == {AccountRole.UNIT_OFFICER}
    assert Viewer(1, "", AccountRole.UNIT_OFFICER, 7, stands_in_for=frozenset({2})).accounts == {1, 2}


def test_a_unit_account_sees_its_own_unit_and_those_it_acts_for() -> None:
    assert Viewer(1, "", AccountRole.UNIT, 7, frozenset({8})).units == {7, 8}
    assert Viewer(1, "", AccountRole.OFFICE, None).units == frozenset()
