"""Values to a package's bytes, as the axis takes them: UTF-8, one namespace, elements in the order of the Java kit.

What has no value has no element. Written by hand rather than by a library: the form is fixed and small.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from ingest.edxml.files import encoded
from ingest.edxml.times import day_text, instant_text
from ingest.edxml.values import (
    NAMESPACE,
    Attachment,
    Business,
    DocumentMessage,
    Organ,
    Reference,
    Staff,
    StatusMessage,
)

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPEN = f'<edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"><edXML:edXMLHeader>'


def write_document(message: DocumentMessage) -> bytes:
    """Return the package of a document message; reading it gives the message again."""
    header = _message_header(message) + _trace_list(message)
    ids = [attachment.content_id or f"cid:{n}" for n, attachment in enumerate(message.attachments, start=1)]
    body = _body(message.attachments, ids) if ids else ""
    files = _files(message.attachments, ids) if ids else ""
    return _package(f"{_OPEN}{header}</edXML:edXMLHeader>{body}</edXML:edXMLEnvelope>{files}")


def write_status(message: StatusMessage) -> bytes:
    """Return the package of a status message; reading it gives the message again."""
    inner = (
        _organ("From", message.sender)
        + "".join(_organ("To", receiver) for receiver in message.receivers)
        + _reference("ResponseFor", message.about)
        + _staff(message.staff)
        + _leaf("StatusCode", message.code)
        + _leaf("Description", message.description)
        + _leaf("Timestamp", instant_text(message.at))
    )
    return _package(f"{_OPEN}{_group('MessageHeader', inner)}</edXML:edXMLHeader></edXML:edXMLEnvelope>")


def _package(inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="{NAMESPACE}">{inner}</edXML>'.encode()


def _message_header(message: DocumentMessage) -> str:
    number, slash, symbol = message.number.partition("/")
    code = _leaf("CodeNumber", number) + _leaf("CodeNotation", symbol) if slash else _leaf("CodeNotation", number)
    signer = (
        _leaf("Competence", message.competence)
        + _leaf("Position", message.signer_title)
        + _leaf("FullName", message.signer)
    )
    other = (
        _leaf("Priority", message.priority or "")
        + _leaf("SphereOfPromulgation", message.sphere)
        + (_leaf("Direction", str(message.is_steering).lower()) if message.is_steering is not None else "")
    )
    references = message.about if message.business is Business.WITHDRAW else message.answers
    return _group(
        "MessageHeader",
        _organ("From", message.sender)
        + "".join(_organ("To", receiver) for receiver in message.receivers)
        + _leaf("DocumentId", message.document_id)
        + _group("Code", code)
        + _group(
            "PromulgationInfo", _leaf("Place", message.place) + _leaf("PromulgationDate", day_text(message.issued_on))
        )
        + _group("DocumentType", _leaf("TypeName", message.kind))
        + _leaf("Subject", message.subject)
        + _leaf("Content", message.summary)
        + _group("SignerInfo", signer)
        + _leaf("DueDate", day_text(message.due_on))
        + _group("OtherInfo", other)
        + "".join(_reference("ResponseFor", reference) for reference in references)
        + _group("ToPlaces", _leaves("Place", message.to_places))
        + _group("ResponseForTask", _leaves("TaskCode", message.task_codes)),
    )


def _trace_list(message: DocumentMessage) -> str:
    traces = "".join(
        _group("TraceHeader", _leaf("OrganId", trace.organ_code) + _leaf("Timestamp", instant_text(trace.at)))
        for trace in message.traces
    )
    named = message.about[0].document_id if message.business is Business.UPDATE else ""
    replaced = "".join(
        _group("ReplacementInfo", _leaf("DocumentId", reference.document_id))
        for reference in message.about
        if message.business is Business.REPLACE
    )
    receivers = _receivers(message.removed_organs, "0") + _receivers(message.added_organs, "1")
    business = (
        _leaf("DocumentId", named)
        + _leaf("BussinessDocType", message.business)
        + _leaf("BussinessDocReason", message.business_reason)
        + _leaf("Paper", "1" if message.has_paper else "0")
        + _group("BussinessDocumentInfo", _group("ReceiverList", receivers))
        + _group("ReplacementInfoList", replaced)
        + _staff(message.staff)
    )
    signature = "<Signature/>" if message.is_signed else ""
    return _group("TraceHeaderList", traces + _group("Bussiness", business)) + signature


def _body(attachments: tuple[Attachment, ...], ids: list[str]) -> str:
    listed = "".join(
        _group(
            "Reference",
            _leaf("ContentId", content_id)
            + _leaf("ContentType", encoded(attachment.name, b"")[1])
            + _leaf("Description", attachment.description)
            + _leaf("AttachmentName", attachment.name),
        )
        for attachment, content_id in zip(attachments, ids, strict=True)
    )
    return f'<edXML:edXMLBody><edXML:edXMLManifest version="1.0">{listed}</edXML:edXMLManifest></edXML:edXMLBody>'


def _files(attachments: tuple[Attachment, ...], ids: list[str]) -> str:
    inner = ""
    for attachment, content_id in zip(attachments, ids, strict=True):
        text, content_type = encoded(attachment.name, attachment.content)
        inner += (
            f"<Attachment><ContentId>{_text(content_id)}</ContentId>"
            f"<AttachmentName>{_text(attachment.name)}</AttachmentName>"
            f"<Description>{_text(attachment.description)}</Description>"
            f"<ContentType>{content_type}</ContentType>"
            f'<edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">{text}</edXML:ContentTransferEncoded>'
            "</Attachment>"
        )
    return f"<AttachmentEncoded>{inner}</AttachmentEncoded>"


def _organ(name: str, organ: Organ) -> str:
    return _group(
        name,
        _leaf("OrganId", organ.code)
        + _leaf("OrganizationInCharge", organ.in_charge)
        + _leaf("OrganName", organ.name)
        + _leaf("OrganAdd", organ.address)
        + _leaf("Email", organ.email)
        + _leaf("Telephone", organ.telephone)
        + _leaf("Fax", organ.fax)
        + _leaf("Website", organ.website),
    )


def _reference(name: str, reference: Reference) -> str:
    return _group(
        name,
        _leaf("OrganId", reference.organ_code)
        + _leaf("Code", reference.number)
        + _leaf("DocumentId", reference.document_id)
        + _leaf("PromulgationDate", day_text(reference.issued_on)),
    )


def _staff(staff: Staff) -> str:
    return _group(
        "StaffInfo",
        _leaf("Department", staff.department)
        + _leaf("Staff", staff.name)
        + _leaf("Email", staff.email)
        + _leaf("Mobile", staff.mobile),
    )


def _receivers(codes: tuple[str, ...], kind: str) -> str:
    return "".join(_group("Receiver", _leaf("OrganId", code) + _leaf("ReceiverType", kind)) for code in codes)


def _group(name: str, inner: str) -> str:
    return f"<edXML:{name}>{inner}</edXML:{name}>" if inner else ""


def _leaves(name: str, texts: Iterable[str]) -> str:
    return "".join(_leaf(name, text) for text in texts)


def _leaf(name: str, text: str) -> str:
    return f"<edXML:{name}>{_text(text)}</edXML:{name}>" if text else ""


def _text(text: str) -> str:
    """Text as XML may hold it: what no XML can say is left out."""
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})
