"""Who may do what: roles, permissions, and nothing else. Which rows an account sees is decided in the queries."""

from dataclasses import dataclass
from enum import StrEnum


class AccountRole(StrEnum):
    """What an account is there for."""

    OFFICE = "office"
    UNIT = "unit"  # its head, or who acts for the whole of it
    UNIT_OFFICER = "unit_officer"  # who works on what he was given
    LEADER = "leader"
    INSPECTION = "inspection"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Something that not everyone may do."""

    SEE_ALL_DIRECTIVES = "see_all_directives"
    REVIEW_DIRECTIVE = "review_directive"
    JUDGE_ENTRY = "judge_entry"
    WRITE_ENTRY = "write_entry"
    SPEAK_FOR_UNIT = "speak_for_unit"
    SEE_LATE_LIST = "see_late_list"
    UPLOAD = "upload"
    ADMINISTER = "administer"
    SEE_PIPELINE = "see_pipeline"
    SEE_FIGURES = "see_figures"
    SEE_AUDIT = "see_audit"
    INSPECT = "inspect"
    DRAFT_EDITION = "draft_edition"
    APPROVE_EDITION = "approve_edition"
    EDIT_TEMPLATES = "edit_templates"


# What those who look over the whole province read.
READING = frozenset({Action.SEE_ALL_DIRECTIVES, Action.SEE_LATE_LIST, Action.SEE_FIGURES})

PERMISSIONS: dict[AccountRole, frozenset[Action]] = {
    AccountRole.OFFICE: READING
    | {
        Action.REVIEW_DIRECTIVE,
        Action.JUDGE_ENTRY,
        Action.UPLOAD,
        Action.SEE_PIPELINE,
        Action.DRAFT_EDITION,
        Action.EDIT_TEMPLATES,
    },
    AccountRole.UNIT: frozenset({Action.WRITE_ENTRY, Action.SPEAK_FOR_UNIT, Action.SEE_LATE_LIST}),
    AccountRole.UNIT_OFFICER: frozenset({Action.WRITE_ENTRY, Action.SEE_LATE_LIST}),
    AccountRole.LEADER: READING | {Action.APPROVE_EDITION},
    AccountRole.INSPECTION: READING | {Action.INSPECT},
    AccountRole.AUDITOR: READING | {Action.SEE_AUDIT},
    AccountRole.ADMINISTRATOR: READING
    | {Action.ADMINISTER, Action.SEE_PIPELINE, Action.SEE_AUDIT, Action.EDIT_TEMPLATES},
}


# The roles whose accounts belong to a unit and see no other's rows.
UNIT_ROLES = frozenset({AccountRole.UNIT, AccountRole.UNIT_OFFICER})


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in account as the queries need it: a unit account carries its unit, others see every unit.

    ``unit_ids`` are the units whose work a unit account has today: after a merger or rename its whole line's.
    ``stands_in_for`` are the accounts of its unit that are on leave today and for which it stands in.
    """

    account_id: int
    name: str
    role: AccountRole
    unit_id: int | None
    unit_ids: frozenset[int] = frozenset()
    stands_in_for: frozenset[int] = frozenset()

    @property
    def units(self) -> frozenset[int]:
        """Return the units whose rows a unit account sees; none for the other roles, which see all."""
        own = frozenset() if self.unit_id is None else frozenset((self.unit_id,))
        return self.unit_ids | own

    @property
    def is_of_unit(self) -> bool:
        """Whether the account belongs to a unit, and so sees the rows of that unit at most."""
        return self.role in UNIT_ROLES

    @property
    def accounts(self) -> frozenset[int]:
        """Return the account and those it stands in for: whose work it does."""
        return self.stands_in_for | {self.account_id}

    @property
    def sees_given_only(self) -> bool:
        """Whether of its unit's work the account sees only what was given to it."""
        return self.role is AccountRole.UNIT_OFFICER

    def may(self, action: Action) -> bool:
        """Return whether this account's role allows the action at all."""
        return action in PERMISSIONS[self.role]
