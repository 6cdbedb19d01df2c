"""A package's bytes to its values: in any order, with anything missing; what cannot be is a warning or a refusal."""

from datetime import date

from ingest.edxml.files import clean_name, decoded
from ingest.edxml.times import read_day, read_instant
from ingest.edxml.tree import NOTHING, Node, read_tree
from ingest.edxml.values import (
    Attachment,
    Business,
    DocumentMessage,
    Message,
    Organ,
    PackageRefused,
    Priority,
    Reference,
    RefusalReason,
    Staff,
    StatusCode,
    StatusMessage,
    Trace,
)

MOST_ATTACHMENTS = 200
MOST_REFERENCES = 200
DAYS_DIFFER = "Ngày trong mã văn bản ({}) khác ngày ban hành của gói ({})."
BAD_DAY = "{}: ngày “{}” không có thật; bỏ qua."
DUE_BEFORE_ISSUE = "Hạn xử lý trong gói ({:%d/%m/%Y}) trước ngày ban hành; bỏ qua."
BAD_PRIORITY = "Độ khẩn “{}” của gói không có trong quy chuẩn; bỏ qua."
LIST_DIFFERS = "Danh mục tệp của gói kê {} tệp, gói có {} tệp."
_YES = frozenset({"1", "true"})
_NO = frozenset({"0", "false"})
_ID_PARTS = 3


def read_package(content: bytes, max_bytes: int) -> Message:
    """Return what a package says.

    Args:
        content: the bytes of an ``.edxml`` file.
        max_bytes: most bytes of the package, and of its attachments together once decoded.

    Returns:
        A document or status message; ``warnings`` (Vietnamese) say what was wrong and read over.

    Raises:
        PackageRefused: it cannot be taken, with the reason.
    """
    root, warnings = read_tree(content, max_bytes)
    header = root.child("edXMLEnvelope", "edXMLHeader")
    message = header.child("MessageHeader")
    if message is NOTHING:
        raise PackageRefused(RefusalReason.NO_HEADER)
    if message.has("StatusCode"):
        return _status(message, warnings)
    return _Reading(root, header, message, list(warnings)).document(max_bytes)


def _status(message: Node, warnings: tuple[str, ...]) -> StatusMessage:
    code = message.value("StatusCode")
    normal = code.lstrip("0").zfill(2)
    if normal not in set(StatusCode):
        raise PackageRefused(RefusalReason.UNKNOWN_CODE, code[:10])
    about = _reference(message.child("ResponseFor"))
    if about.is_empty:
        raise PackageRefused(RefusalReason.NAMES_NOTHING)
    return StatusMessage(
        code=StatusCode(normal),
        about=about,
        sender=_organ(message.child("From")),
        receivers=tuple(_organ(node) for node in message.all("To")),
        description=message.value("Description"),
        at=read_instant(message.value("Timestamp")),
        staff=_staff(message.child("StaffInfo")),
        warnings=warnings,
    )


class _Reading:
    """One document message being read, with its warnings."""

    def __init__(self, root: Node, header: Node, message: Node, warnings: list[str]) -> None:
        self.root, self.header, self.message, self.warnings = root, header, message, warnings
        self.business = header.child("TraceHeaderList", "Bussiness")
        if self.business is NOTHING:
            self.business = header.child("TraceHeaderList", "Business")

    def document(self, max_bytes: int) -> DocumentMessage:
        """Return the message."""
        message, other, business = self.message, self.message.child("OtherInfo"), self.business
        kind = self._business()
        references, about, task_codes = self._named(kind)
        issued_on = self._issued_on()
        signer = message.child("SignerInfo")
        attachments = self._attachments(max_bytes)
        return DocumentMessage(
            sender=_organ(message.child("From")),
            receivers=tuple(_organ(node) for node in message.all("To")),
            document_id=message.value("DocumentId"),
            number=self._number(),
            issued_on=issued_on,
            place=message.value("PromulgationInfo", "Place"),
            kind=message.value("DocumentType", "TypeName"),
            subject=message.value("Subject"),
            summary=message.value("Content"),
            signer=signer.value("FullName"),
            signer_title=signer.value("Position"),
            competence=signer.value("Competence"),
            due_on=self._due_on(issued_on),
            to_places=tuple(node.text for node in message.child("ToPlaces").all("Place") if node.text),
            priority=self._priority(other.value("Priority")),
            sphere=other.value("SphereOfPromulgation"),
            is_steering=_flag(other.value("Direction")),
            answers=() if kind is Business.WITHDRAW else references,
            task_codes=task_codes,
            business=kind,
            business_reason=business.value("BussinessDocReason"),
            about=about,
            has_paper=business.value("Paper") in _YES,
            added_organs=_organs_of(business, "1"),
            removed_organs=_organs_of(business, "0"),
            staff=_staff(business.child("StaffInfo")),
            traces=_traces(self.header),
            is_signed=self.header.has("Signature") or self.header.has("DigitalSignature"),
            attachments=attachments,
            warnings=tuple(self.warnings),
        )

    def _business(self) -> Business:
        text = self.business.value("BussinessDocType") or "0"
        if text.lstrip("0") in {"", *Business}:
            return Business(text.lstrip("0") or "0")
        raise PackageRefused(RefusalReason.UNKNOWN_CODE, text[:10])

    def _number(self) -> str:
        number, symbol = self.message.value("Code", "CodeNumber"), self.message.value("Code", "CodeNotation")
        if symbol.startswith(f"{number}/"):  # some write the whole into the second field
            return symbol
        if not number and not symbol:
            return _parts_of(self.message.value("DocumentId"))[1]
        return "/".join(part for part in (number, symbol) if part)

    def _issued_on(self) -> date | None:
        in_id, _ = _parts_of(self.message.value("DocumentId"))
        if in_id and read_day(in_id) is None:
            self.warnings.append(BAD_DAY.format("Mã văn bản", in_id[:20]))
        day = self._day("Ngày ban hành", self.message.value("PromulgationInfo", "PromulgationDate"))
        named = read_day(in_id)
        if day and named and named != day:
            self.warnings.append(DAYS_DIFFER.format(f"{named:%d/%m/%Y}", f"{day:%d/%m/%Y}"))
        return day

    def _due_on(self, issued_on: date | None) -> date | None:
        due_on = self._day("Hạn xử lý", self.message.value("DueDate"))
        if due_on and issued_on and due_on < issued_on:
            self.warnings.append(DUE_BEFORE_ISSUE.format(due_on))
            return None
        return due_on

    def _day(self, what: str, text: str) -> date | None:
        day = read_day(text)
        if text and day is None:
            self.warnings.append(BAD_DAY.format(what, text[:20]))
        return day

    def _priority(self, text: str) -> Priority | None:
        if not text:
            return None
        if text.lstrip("0") in {"", *Priority}:
            return Priority(text.lstrip("0") or "0")
        self.warnings.append(BAD_PRIORITY.format(text[:10]))
        return None

    def _named(self, kind: Business) -> tuple[tuple[Reference, ...], tuple[Reference, ...], tuple[str, ...]]:
        """What it refers to, what it changes, and the codes of tasks that it answers; each is looked up, one by one."""
        references = tuple(
            reference for node in self.message.all("ResponseFor") if not (reference := _reference(node)).is_empty
        )
        about = self._about(kind, references)
        task_codes = tuple(node.text for node in self.message.child("ResponseForTask").all("TaskCode") if node.text)
        if max(len(references), len(about), len(task_codes)) > MOST_REFERENCES:
            raise PackageRefused(RefusalReason.TOO_LARGE, "references")
        return references, about, task_codes

    def _about(self, kind: Business, references: tuple[Reference, ...]) -> tuple[Reference, ...]:
        """The documents that it withdraws, updates or replaces, in whichever form they are named."""
        if kind is Business.NEW:
            return ()
        found = list(references) if kind is Business.WITHDRAW else []
        named = self.business.value("DocumentId")
        if named and named not in {reference.document_id for reference in found}:
            found.append(named_by_id(named))
        found += [
            named_by_id(node.value("DocumentId"))
            for node in self.business.child("ReplacementInfoList").all("ReplacementInfo")
            if node.value("DocumentId")
        ]
        if not found and kind is Business.UPDATE and self.message.value("DocumentId"):
            found.append(named_by_id(self.message.value("DocumentId")))
        if not found:
            raise PackageRefused(RefusalReason.NAMES_NOTHING, kind.name)
        return tuple(found)

    def _attachments(self, max_bytes: int) -> tuple[Attachment, ...]:
        manifest = list(self.root.child("edXMLEnvelope", "edXMLBody", "edXMLManifest").all("Reference"))
        by_id = {node.value("ContentId"): node for node in manifest if node.value("ContentId")}
        nodes = list(self.root.child("AttachmentEncoded").all("Attachment"))
        if len(nodes) > MOST_ATTACHMENTS:
            raise PackageRefused(RefusalReason.TOO_LARGE, "attachments")
        found, left = [], max_bytes
        for node in nodes:
            listed = by_id.get(node.value("ContentId"), NOTHING)
            name = clean_name(node.value("AttachmentName") or listed.value("AttachmentName"))
            content_type = node.value("ContentType") or node.value("MimeType") or listed.value("ContentType")
            content, warning = decoded(node.value("ContentTransferEncoded"), name, content_type, left)
            left -= len(content)
            if warning:
                self.warnings.append(warning)
            description = node.value("Description") or listed.value("Description")
            found.append(Attachment(name, content, content_type, description, node.value("ContentId")))
        if manifest and len(manifest) != len(found):
            self.warnings.append(LIST_DIFFERS.format(len(manifest), len(found)))
        return tuple(found)


def named_by_id(document_id: str) -> Reference:
    """Return a reference by a document id, taken apart where it is of the form organ,day,number."""
    day, number = _parts_of(document_id)
    organ_code = document_id.split(",", 1)[0].strip() if number else ""
    return Reference(organ_code, number, document_id.strip(), read_day(day))


def _reference(node: Node) -> Reference:
    named = named_by_id(node.value("DocumentId"))
    return Reference(
        organ_code=node.value("OrganId") or named.organ_code,
        number=node.value("Code") or named.number,
        document_id=node.value("DocumentId"),
        issued_on=read_day(node.value("PromulgationDate")) or named.issued_on,
    )


def _parts_of(document_id: str) -> tuple[str, str]:
    """Day and number of an id of the form organ,day,number; two empty texts of any other (a UUID)."""
    parts = document_id.split(",", 2)
    return (parts[1].strip(), parts[2].strip()) if len(parts) == _ID_PARTS else ("", "")


def _organ(node: Node) -> Organ:
    return Organ(
        code=node.value("OrganId"),
        name=node.value("OrganName"),
        in_charge=node.value("OrganizationInCharge"),
        address=node.value("OrganAdd"),
        email=node.value("Email"),
        telephone=node.value("Telephone"),
        fax=node.value("Fax"),
        website=node.value("Website"),
    )


def _staff(node: Node) -> Staff:
    return Staff(node.value("Department"), node.value("Staff"), node.value("Email"), node.value("Mobile"))


def _organs_of(business: Node, kind: str) -> tuple[str, ...]:
    """The organs that an update adds (1) or takes away (0)."""
    receivers = business.child("BussinessDocumentInfo", "ReceiverList").all("Receiver")
    return tuple(node.value("OrganId") for node in receivers if node.value("ReceiverType") == kind)


def _traces(header: Node) -> tuple[Trace, ...]:
    stations = header.child("TraceHeaderList").all("TraceHeader")
    return tuple(Trace(node.value("OrganId"), read_instant(node.value("Timestamp"))) for node in stations)


def _flag(text: str) -> bool | None:
    return True if text.lower() in _YES else False if text.lower() in _NO else None
