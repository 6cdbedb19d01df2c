"""Reading without another process, which a test that reads many small files would wait for."""

from collections.abc import Sequence

from ingest.readers.limits import ReadingLimits
from ingest.readers.read import read_document
from ingest.signatures.values import Signature
from ingest.text import DocumentText


class ReaderHere:
    """Reads with the real readers, in the caller's own process."""

    def read(self, content: bytes, file_name: str) -> DocumentText:
        return read_document(content, file_name, ReadingLimits())

    def signatures(self, content: bytes, roots: Sequence[bytes]) -> tuple[Signature, ...]:
        return ()

    def close(self) -> None:
        """Nothing was opened."""
