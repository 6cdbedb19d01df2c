"""What a place does not let go is remembered in the database: nobody takes it again, after a restart or elsewhere.

A source knows for itself what it has taken, but only while it lives. Whoever looks next, another host too, asks here,
and the place is asked once more to let go.
"""

import hashlib
from collections.abc import Collection, Sequence

from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.source import DocumentSource, RemoteDocument
from ingest.outbox import queries as outbox
from ingest.outbox.service import forget_stuck, note_stuck
from jobs.resources import Resources


class Remembering:
    """A source without what was taken from it before and lies there still."""

    def __init__(self, resources: Resources, inner: DocumentSource) -> None:
        """Ask nothing yet."""
        self._resources, self._inner = resources, inner
        self._listed: Sequence[RemoteDocument] = ()
        self._count = 0

    @property
    def name(self) -> str:
        """Return the source's name."""
        return self._inner.name

    def list(self) -> Sequence[RemoteDocument]:
        """Return what the source lists and nobody has taken; what was taken is asked once more to leave.

        Raises:
            Unavailable: the source is out of reach.
        """
        self._listed = self._inner.list()
        with transaction(self._resources.sessions, writes=False) as session:
            stuck = outbox.stuck_digests(session, self.name)
        taken = [document for document in self._listed if stuck and _digest(document) in stuck]
        self._forget([document for document in taken if self._leaves(document)])
        self._count = len(self._listed) - len(taken)
        return [document for document in self._listed if document not in taken] if taken else self._listed

    @property
    def count(self) -> int:
        """Return how many documents the last listing offered to be taken."""
        return self._count

    def get(self, document: RemoteDocument) -> bytes:
        """Return the content of a listed document."""
        return self._inner.get(document)

    def acknowledge(self, document: RemoteDocument) -> None:
        """Tell the source that the document is kept; what it does not let go is remembered, with all that came with it.

        Raises:
            Unavailable: the source does not let it go.
        """
        try:
            self._inner.acknowledge(document)
        except Unavailable:
            self._remember(document)
            raise

    def refuse(self, document: RemoteDocument, why: str) -> None:
        """Tell the source that the document will not be taken, and remember it where it stays.

        Raises:
            Unavailable: as `acknowledge`.
        """
        try:
            self._inner.refuse(document, why)
        except Unavailable:
            self._remember(document)
            raise

    def _leaves(self, document: RemoteDocument) -> bool:
        try:
            self._inner.acknowledge(document)
        except Unavailable:
            return False
        return not document.parcel  # of a parcel each part leaves only with the last

    def _remember(self, document: RemoteDocument) -> None:
        parcel = [each for each in self._listed if each.parcel == document.parcel] if document.parcel else []
        digests = {_digest(each) for each in (document, *parcel)}
        with transaction(self._resources.sessions) as session:
            note_stuck(session, self.name, digests, self._resources.machine_clock.now())

    def _forget(self, documents: Collection[RemoteDocument]) -> None:
        if documents:
            with transaction(self._resources.sessions) as session:
                forget_stuck(session, self.name, [_digest(document) for document in documents])


def _digest(document: RemoteDocument) -> str:
    told = f"{document.key}\n{document.version}"
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()
