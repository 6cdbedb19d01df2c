"""What can go wrong in the field's own terms: five kinds, one subclass a reason, no HTTP.

The message is written for the person who met it: it names the thing, what was met, and what to do next.
"""


class DomainError(Exception):
    """Something the rules do not allow; ``reason`` is a stable key, the message is Vietnamese and for people."""

    reason = "domain_error"

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if reason is not None:
            self.reason = reason


class NotFound(DomainError):
    """The thing does not exist, or not for this account."""

    reason = "not_found"


class Invalid(DomainError):
    """What was given cannot be taken; ``fields`` maps field names to what is wrong with each."""

    reason = "invalid"

    def __init__(self, message: str, *, reason: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(message, reason=reason)
        self.fields = fields or {}


class Conflict(DomainError):
    """The thing is in a state, or was changed by someone else, so that this cannot be done now."""

    reason = "conflict"


class NotAllowed(DomainError):
    """This account may not do that."""

    reason = "not_allowed"


class Unavailable(DomainError):
    """Something that is needed is out of reach at the moment; trying again later helps."""

    reason = "unavailable"
