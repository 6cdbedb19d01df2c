"""Which unit of the register a name means, on the day the directive was issued. Pure.

A name that could mean two units stays open and is asked, never guessed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RegisteredName:
    """Another name of a unit; kind is abbreviation, former, place or taught; valid from first day to the day before ``valid_to``."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit as the register has it; kind is department, agency, commune, ward, force, central, judicial, mass, public or enterprise."""

    code: str
    name: str
    kind: str
    names: tuple[RegisteredName, ...]
    valid_from: date | None
    valid_to: date | None


class ResolutionStatus(StrEnum):
    """How far a name is understood."""

    RESOLVED = "resolved"
    COLLECTIVE = "collective"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: one code when resolved, the members when collective, the candidates when ambiguous, none when unknown.

    ``reason`` says why, in Vietnamese, for the person who is asked.
    """

    status: ResolutionStatus
    codes: tuple[str, ...]
    reason: str
