"""What any source of documents must do: list what is there, give one, and hear that it is safely kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.errors import DomainError


class NotTaken(DomainError):
    """The source offers something that is not a document dondoc may take; it is written down as refused."""

    reason = "refused"


class NotReady(DomainError):
    """The document is still being written, or went away; it is asked for again later."""

    reason = "not_ready"


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """One document as its source lists it.

    ``key`` is the source's own name of it, ``name`` the file name as people may read it, ``version`` changes whenever
    the content does. Documents of one ``parcel`` came together, and the source lets go of all of them or of none.
    """

    key: str
    name: str
    size: int
    version: str
    parcel: str = ""


class DocumentSource(Protocol):
    """A place documents come from.

    The order is always the same: `list`, `get`, durable storage and commit, and only then `acknowledge`. A document
    that was not acknowledged is listed again; taking it twice is harmless.
    """

    @property
    def name(self) -> str:
        """Return the word for this source in arrivals and logs, such as ``folder``."""
        ...

    def list(self) -> Sequence[RemoteDocument]:
        """Return the documents that are complete and not acknowledged, in the order they should be taken.

        Raises:
            Unavailable: the source is out of reach.
        """
        ...

    def get(self, document: RemoteDocument) -> bytes:
        """Return the whole content of a listed document.

        Raises:
            NotTaken: it is none that may be taken; the message says why.
            NotReady: it changed since it was listed.
            Unavailable: the source is out of reach.
        """
        ...

    def acknowledge(self, document: RemoteDocument) -> None:
        """Tell the source that the document is kept, or refused for good, so that it is not listed again.

        Raises:
            Unavailable: the source is out of reach, or does not let itself be written to.
        """
        ...

    def refuse(self, document: RemoteDocument, why: str) -> None:
        """Tell the source that the document will not be taken, and why, so that it is not listed again.

        Raises:
            Unavailable: the source is out of reach, or does not let itself be written to.
        """
        ...
