"""Who issued a document, its number, its day and its urgency, read from the letterhead.

Pure: takes a `DocumentText`, gives a `Letterhead`. A doubtful value is never given as the value: it is named in
``unread`` and its best reading stands in ``warnings``.

Source: Decree 30/2020/NĐ-CP, Article 8 and Annex I (parts 1-5, 7, 9-10 of a document).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.anatomy.day import PrintedDay, find_day
from ingest.anatomy.issuer import find_issuer, with_place
from ingest.anatomy.kind import LETTER, URGENT_DISPATCH, find_title, kind_of_symbol
from ingest.anatomy.marks import find_secrecy, find_urgency
from ingest.anatomy.number import PrintedNumber, find_number
from ingest.anatomy.others import OtherDocument, find_others
from ingest.anatomy.people import columns_of, find_addressees, find_recipients, find_signature
from ingest.anatomy.places import box_of
from ingest.anatomy.quoted import Quoted, find_quoted
from ingest.anatomy.spelling import FoldedText
from ingest.anatomy.subject import find_subject
from ingest.anatomy.zone import HeadLine, find_zone
from ingest.text import Box, DocumentText, Mark, Origin


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
    """The identity of a document as printed; ``places`` maps field names (number, issued_on, issuer …) to places.

    ``issued_in`` is the first day of the month of issue as printed, also where the day in it is doubtful.
    ``ends_at`` is the offset at which the next document of the file begins, None where the file holds one.
    """

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
    ends_at: int | None = None
    issued_in: date | None = None


def read_letterhead(document: DocumentText) -> Letterhead:
    """Return the identity printed on the first document of the file.

    A number or day that is blank, handwritten or badly recognised is None; where something stands there it is named
    in ``unread`` and its best reading in ``warnings``. A text without a letterhead that quotes one document by its
    number (an article, an excerpt) gives that document's identity.
    """
    body = FoldedText.of(document.text)
    zone = find_zone(document, body)
    lines = columns_of(document, body)
    number, day, title = find_number(zone), find_day(zone), find_title(zone)
    quoted = None if number or zone.has_motto or (day and title) else find_quoted(body)
    findings = _Findings(document, body)
    findings.take_number(number, quoted)
    findings.take_day(day, quoted)
    issuer = find_issuer(zone, number.line if number else None, body)
    findings.take_issuer(issuer, quoted, day.place_name if day else "")
    kind = _kind(title, number, quoted, is_letter=zone.has_motto)
    subject = find_subject(zone, title[0] if title else None)
    urgency = findings.take_urgency(find_urgency(zone, document.marks), kind)
    secrecy = find_secrecy(zone, document.marks)
    signature = find_signature(lines, zone.body_from)
    addressees, recipients = find_addressees(lines), find_recipients(lines)
    for name, found in (("addressees", addressees), ("recipients", recipients), ("signer", signature)):
        if found:
            findings.keep(name, found.first, found.last)
    if subject:
        findings.keep("subject", subject[1], subject[2])
    findings.take_others(find_others(document, body, zone, number.best if number else ""))
    return Letterhead(
        number=findings.number,
        issued_on=findings.issued_on,
        issuer=findings.issuer,
        kind=kind,
        subject=subject[0] if subject else None,
        urgency=urgency,
        secrecy=secrecy[0] if secrecy else None,
        signer=signature.name if signature else None,
        signer_title=signature.title if signature else None,
        addressees=addressees.names if addressees else (),
        recipients=recipients.names if recipients else (),
        unread=tuple(findings.unread),
        warnings=tuple(findings.warnings),
        places=findings.places,
        ends_at=findings.ends_at,
        issued_in=day.month if day else None,
    )


def _kind(
    title: tuple[int, str] | None, number: PrintedNumber | None, quoted: Quoted | None, *, is_letter: bool
) -> str | None:
    """The type: by the title, the symbol, or how others call it; a letter has neither."""
    if title:
        return title[1]
    if quoted:
        return quoted.kind
    return (number and kind_of_symbol(number.symbol)) or (LETTER if number or is_letter else None)


class _Findings:
    """What was found so far, with places and doubts."""

    def __init__(self, document: DocumentText, body: FoldedText) -> None:
        self._document = document
        self._body = body
        self._is_recognised = any(page.origin is Origin.OCR for page in document.pages)
        self.number: str | None = None
        self.issued_on: date | None = None
        self.issuer: str | None = None
        self.unread: list[str] = []
        self.warnings: list[str] = []
        self.places: dict[str, FieldPlace] = {}
        self.ends_at: int | None = None

    def keep(self, name: str, first: HeadLine, last: HeadLine) -> None:
        """Keep the place of a field that covers whole lines, as far as they stand on one page."""
        box = first.line.box.union(last.line.box) if first.line.page == last.line.page else first.line.box
        self.places[name] = FieldPlace(first.line.start, max(last.line.end, first.line.end), first.line.page, box)

    def take_others(self, others: Iterable[OtherDocument]) -> None:
        """Name the further documents of the file; the first of them ends this one."""
        for other in others:
            self.ends_at = other.start if self.ends_at is None else self.ends_at
            where = f" từ trang {other.page}" if other.page else ""
            self.warnings.append(f"Tệp còn văn bản khác{where}: {other.number}.")

    def take_number(self, number: PrintedNumber | None, quoted: Quoted | None) -> None:
        """Take the number, or say why not."""
        if number is None:
            if quoted:
                self.number = quoted.number
                self._keep_quoted("number", quoted)
            else:
                self._miss("number", "Không thấy số, ký hiệu của văn bản.")
            return
        line = number.line.line
        self.places["number"] = FieldPlace(number.start, number.end, line.page, box_of(line, number.start, number.end))
        self.number = number.value
        if number.value is None and number.is_blank and not self._is_recognised:
            self._leave_blank("number", f"Số để trống, ký hiệu /{number.symbol}.")
        elif number.value is None:
            self.unread.append("number")
            self.warnings.append(f"Số chưa đọc chắc chắn (viết tay hoặc mờ), đọc được: {number.best}.")

    def take_day(self, day: PrintedDay | None, quoted: Quoted | None) -> None:
        """Take the day of issue, or say why not."""
        if day is None:
            self.issued_on = quoted.issued_on if quoted else None
            if quoted and quoted.issued_on:
                self._keep_quoted("issued_on", quoted)
            else:
                self._miss("issued_on", "Không thấy ngày ban hành của văn bản.")
            return
        line = day.line.line
        self.places["issued_on"] = FieldPlace(day.start, day.end, line.page, box_of(line, day.start, day.end))
        self.issued_on = day.value
        if day.value is None and day.is_blank and not self._is_recognised:
            self._leave_blank("issued_on", f"Ngày ban hành để trống: {day.best}.")
        elif day.value is None:
            self.unread.append("issued_on")
            self.warnings.append(f"Ngày ban hành chưa đọc chắc chắn (viết tay hoặc mờ), đọc được: {day.best}.")

    def take_issuer(
        self, issuer: tuple[str, HeadLine, HeadLine] | None, quoted: Quoted | None, place_name: str
    ) -> None:
        """Take the issuing body."""
        if issuer and not quoted:
            self.issuer = with_place(issuer[0], place_name, self._body)
            self.keep("issuer", issuer[1], issuer[2])
        elif quoted and quoted.issuer:
            self.issuer = quoted.issuer
            self._keep_quoted("issuer", quoted)
        else:
            self.warnings.append("Không thấy tên cơ quan ban hành.")

    def take_urgency(self, found: tuple[str, HeadLine | Mark] | None, kind: str | None) -> Urgency:
        """Return the urgency: as marked, else that of the kind."""
        if found is None:
            return Urgency.KHAN if kind == URGENT_DISPATCH else Urgency.REGULAR
        level, where = found
        if isinstance(where, Mark):
            self.places["urgency"] = FieldPlace(0, 0, where.page, where.box)
        else:
            self.keep("urgency", where, where)
        return Urgency(level)

    def _miss(self, name: str, warning: str) -> None:
        """Note that nothing was found; on a recognised page it may stand there and be unreadable."""
        if self._is_recognised:
            self.unread.append(name)
        self.warnings.append(warning)

    def _leave_blank(self, name: str, warning: str) -> None:
        """Note a blank: in a Word file it is one, on a page it may be filled by hand where no text layer shows it."""
        if self._document.has_layout:
            self.unread.append(name)
        self.warnings.append(warning)

    def _keep_quoted(self, name: str, quoted: Quoted) -> None:
        """Keep the place where a quoted document is named."""
        for line in self._document.lines():
            if line.start <= quoted.start < line.end:
                end = min(quoted.end, line.end)
                self.places[name] = FieldPlace(quoted.start, end, line.page, box_of(line, quoted.start, end))
                return
