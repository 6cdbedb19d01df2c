"""What every courier takes and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import DomainError


class AddressRefused(DomainError):
    """The address does not take messages, now or later: the channel has ended."""

    reason = "address_refused"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent; ``name`` is the same at every try, so that whoever gets it twice can tell."""

    name: str
    subject: str
    text: str
    link: str
    is_urgent: bool


class Courier(Protocol):
    """Sends messages of one kind of channel."""

    def send(self, address: str, keys: Mapping[str, Any], message: Message) -> None:
        """Send one message.

        Raises:
            Unavailable: it may go later.
            AddressRefused: it never will.
        """
        ...
