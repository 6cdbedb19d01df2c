"""Who issued a document, its number, its day and its urgency, read from the letterhead.

Pure: takes a `DocumentText`, gives a `Letterhead`. A doubtful value is never given as the value: it is named in
``unread`` and its best reading stands in ``warnings``.

Source: Decree 30/2020/NĐ-CP, Article 8 and Annex I (parts 1-5, 7, 9-10 of a document).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.text import Box, DocumentText


class Urgency(StrEnum):
    """Degree of urgency; khan < thuong_khan < hoa_toc (hẹn giờ counts as hoa_toc)."""

    REGULAR = "regular"
    KHAN = "khan"
    THUONG_KHAN = "thuong_khan"
    HOA_TOC = "hoa_toc"


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a header value stands: ``start:end`` slices the document's text (equal for a picture), page from 1."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The identity of a document as printed. ``places`` maps field names (number, issued_on, issuer, urgency …) to places."""

    number: str | None
    issued_on: date | None
    issuer: str | None
    kind: str | None
    subject: str | None
    urgency: Urgency
    secrecy: str | None
    signer: str | None
    signer_title: str | None
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    unread: tuple[str, ...]
    warnings: tuple[str, ...]
    places: dict[str, FieldPlace]


def read_letterhead(document: DocumentText) -> Letterhead:
    """Return the identity printed on the first document of the file."""
    raise NotImplementedError
