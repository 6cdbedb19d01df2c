"""Who may do what: roles, permissions, and nothing else. Which rows an account sees is decided in the queries."""

from dataclasses import dataclass
from enum import StrEnum


class AccountRole(StrEnum):
    """What an account is there for."""

    OFFICE = "office"
    UNIT = "unit"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Something that not everyone may do."""

    SEE_ALL_DIRECTIVES = "see_all_directives"
    REVIEW_DIRECTIVE = "review_directive"
    JUDGE_ENTRY = "judge_entry"
    WRITE_ENTRY = "write_entry"
    SEE_LATE_LIST = "see_late_list"
    UPLOAD = "upload"
    ADMINISTER = "administer"
    SEE_PIPELINE = "see_pipeline"


PERMISSIONS: dict[AccountRole, frozenset[Action]] = {
    AccountRole.OFFICE: frozenset(
        {
            Action.SEE_ALL_DIRECTIVES,
            Action.REVIEW_DIRECTIVE,
            Action.JUDGE_ENTRY,
            Action.SEE_LATE_LIST,
            Action.UPLOAD,
            Action.SEE_PIPELINE,
        }
    ),
    AccountRole.UNIT: frozenset({Action.WRITE_ENTRY, Action.SEE_LATE_LIST}),
    AccountRole.ADMINISTRATOR: frozenset(
        {Action.SEE_ALL_DIRECTIVES, Action.SEE_LATE_LIST, Action.ADMINISTER, Action.SEE_PIPELINE}
    ),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in account as the queries need it: a unit account carries its unit, others see every unit.

    ``unit_ids`` are the units whose work a unit account has today: after a merger or rename its whole line's.
    """

    account_id: int
    name: str
    role: AccountRole
    unit_id: int | None
    unit_ids: frozenset[int] = frozenset()

    @property
    def units(self) -> frozenset[int]:
        """Return the units whose rows a unit account sees; none for the other roles, which see all."""
        own = frozenset() if self.unit_id is None else frozenset((self.unit_id,))
        return self.unit_ids | own

    def may(self, action: Action) -> bool:
        """Return whether this account's role allows the action at all."""
        return action in PERMISSIONS[self.role]
