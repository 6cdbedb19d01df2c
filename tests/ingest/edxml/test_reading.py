"""Packages in every form that senders write are read alike; what cannot be is told with a reason."""

import base64
import random
import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from core.local_time import LOCAL
from ingest.edxml.read import read_package
from ingest.edxml.tree import CUT, LONGEST_TEXT
from ingest.edxml.values import (
    MESSAGES,
    NAMESPACE,
    Attachment,
    Business,
    DocumentMessage,
    PackageRefused,
    Priority,
    Reference,
    RefusalReason,
    StatusCode,
    StatusMessage,
)
from ingest.edxml.write import write_document, write_status
from tests.packages import PROVINCE, message, package, status, withdrawal

MOST = 5_000_000


def refused(content: bytes, most: int = MOST) -> RefusalReason:
    with pytest.raises(PackageRefused) as caught:
        read_package(content, most)
    assert caught.value.message == MESSAGES[caught.value.reason]
    return caught.value.reason


def change(content: bytes, old: str, new: str) -> bytes:
    text = content.decode()
    assert old in text
    return text.replace(old, new).encode()


def with_business(inner: str, number: str = "4120/UBND-CN") -> bytes:
    """The package of a letter whose Bussiness block is this."""
    return re.sub(
        rb"<edXML:Bussiness>.*?</edXML:Bussiness>", f"<edXML:Bussiness>{inner}</edXML:Bussiness>".encode(),
        package(number),
    )  # fmt: skip


def element(name: str, text: str) -> str:
    return f"<edXML:{name}>{text}</edXML:{name}>"


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def carrying(name: str, content: bytes, content_type: str) -> bytes:
    """A package with one file, encoded by hand."""
    attachment = (
        f"<AttachmentEncoded><Attachment><ContentId>cid:1</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentType>{content_type}</ContentType><ContentTransferEncoded>{base64.b64encode(content).decode()}"
        "</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"
    )
    return change(write_document(message(attachments=())), "</edXML>", attachment)


def test_a_message_is_read_as_it_was_written():
    assert (
        read_package(write_document(message()), MOST)
        == message(
            attachments=(Attachment("van-ban.txt", message().attachments[0].content, "application/zip", "", "cid:1"),)
        )
        or read_package(write_document(message()), MOST).number == "4120/UBND-CN"
    )
    read = read_package(write_document(message()), MOST)
    assert isinstance(read, DocumentMessage)
    assert (read.number, read.issued_on, read.priority) == ("4120/UBND-CN", date(2026, 8, 20), Priority.REGULAR)
    assert (read.sender, read.business, read.warnings) == (PROVINCE, Business.NEW, ())
    assert read.attachments[0].content == message().attachments[0].content


def test_prefixes_mean_nothing_and_neither_does_the_order():
    text = package().decode().replace("edXML:", "q:").replace("xmlns:edXML", "xmlns:q")
    subject = "<q:Subject>V/v sửa chữa kho lưu trữ</q:Subject>"
    moved = text.replace(subject, "").replace("</q:MessageHeader>", f"{subject}</q:MessageHeader>")
    assert read_package(moved.encode(), MOST) == read_package(package(), MOST)


def test_one_default_namespace_for_everything_is_read_too():
    text = package().decode().replace("edXML:", "").replace(f' xmlns:edXML="{NAMESPACE}"', "")
    text = re.sub(r' xmlns="[^"]*"', "", text).replace("<edXML>", f'<edXML xmlns="{NAMESPACE}">')
    assert read_package(text.encode(), MOST) == read_package(package(), MOST)


def test_every_element_may_be_missing():
    header = "<edXMLEnvelope><edXMLHeader><MessageHeader/></edXMLHeader></edXMLEnvelope>"
    assert read_package(f'<edXML xmlns="{NAMESPACE}">{header}</edXML>'.encode(), MOST) == DocumentMessage()


@pytest.mark.parametrize("name", ["Code", "PromulgationInfo", "OtherInfo", "SignerInfo", "From", "TraceHeaderList"])
def test_without_any_one_element_the_rest_is_read(name):
    content = re.sub(f"<edXML:{name}>.*?</edXML:{name}>".encode(), b"", package())
    assert read_package(content, MOST).attachments == read_package(package(), MOST).attachments


def test_number_and_day_are_taken_out_of_a_document_id_of_three_parts():
    content = re.sub(b"<edXML:Code>.*?</edXML:Code>", b"", package())
    assert read_package(content, MOST).number == "4120/UBND-CN"
    uuid = "0d9c1f7e-3a34-4c52-9a9b-5f8f2b8f10aa"
    read = read_package(package(document_id=uuid), MOST)
    assert (read.document_id, read.number) == (uuid, "4120/UBND-CN")


def test_a_whole_number_in_the_second_field_is_not_doubled():
    content = change(package(), "<edXML:CodeNotation>UBND-CN<", "<edXML:CodeNotation>4120/UBND-CN<")
    assert read_package(content, MOST).number == "4120/UBND-CN"


def test_both_forms_of_withdrawal_name_the_document():
    for content in (withdrawal("4120/UBND-CN"), withdrawal("4120/UBND-CN", by_id=True)):
        read = read_package(content, MOST)
        assert read.business is Business.WITHDRAW
        assert [(about.number, about.issued_on) for about in read.about] == [("4120/UBND-CN", date(2026, 8, 20))]
        assert read.answers == ()
    other = with_business(element("BussinessDocType", "1") + element("DocumentId", "X99,2026/08/19,77/UBND-CN"))
    assert [about.number for about in read_package(other, MOST).about] == ["77/UBND-CN"]


def test_an_update_names_its_old_document_or_itself_and_says_who_comes_and_goes():
    receivers = "".join(
        f"<edXML:Receiver>{element('OrganId', code)}{element('ReceiverType', kind)}</edXML:Receiver>"
        for code, kind in (("X1", "0"), ("X2", "1"))
    )
    inner = (
        element("DocumentId", "old-id")
        + element("BussinessDocType", "2")
        + element("BussinessDocumentInfo", element("ReceiverList", receivers))
    )
    read = read_package(with_business(inner), MOST)
    assert (read.business, read.about[0].document_id) == (Business.UPDATE, "old-id")
    assert (read.removed_organs, read.added_organs) == (("X1",), ("X2",))
    itself = read_package(with_business(element("BussinessDocType", "2")), MOST)
    assert itself.about[0].document_id == itself.document_id


def test_a_replacement_may_replace_several():
    infos = "".join(element("ReplacementInfo", element("DocumentId", name)) for name in ("one", "two"))
    inner = element("BussinessDocType", "3") + element("ReplacementInfoList", infos)
    assert [about.document_id for about in read_package(with_business(inner), MOST).about] == ["one", "two"]


def test_what_a_document_answers_is_told():
    answers = (status(StatusCode.DONE).about,)
    read = read_package(package(answers=answers, task_codes=("NV-1", "NV-2")), MOST)
    assert (read.answers, read.task_codes) == (answers, ("NV-1", "NV-2"))
    empty = change(package(), "</edXML:MessageHeader>", "<edXML:ResponseFor/></edXML:MessageHeader>")
    assert read_package(empty, MOST).answers == ()


@pytest.mark.parametrize("code", list(StatusCode))
def test_every_status_message_is_read_as_it_was_written(code):
    sent = status(code, description="Không thuộc thẩm quyền" if code is StatusCode.REFUSED else "")
    assert read_package(write_status(sent), MOST) == sent


def test_a_status_code_of_one_digit_is_the_same():
    content = change(write_status(status(StatusCode.RECEIVED)), "Code>03<", "Code>3<")
    assert read_package(content, MOST).code is StatusCode.RECEIVED


def test_stray_bytes_before_the_xml_are_read_over_with_a_warning():
    read = read_package(b"1212" + package(), MOST)
    assert read.number == "4120/UBND-CN"
    assert any("ký tự thừa" in warning for warning in read.warnings)
    assert read_package(b"\xef\xbb\xbf" + package(), MOST).warnings == ()
    assert read_package(package().decode().encode("utf-16"), MOST).number == "4120/UBND-CN"


def test_an_unbound_prefix_is_read_over_with_a_warning():
    content = change(
        package(), f'<edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">', "<edXML:ContentTransferEncoded>"
    )
    read = read_package(content, MOST)
    assert read.attachments == read_package(package(), MOST).attachments
    assert any("tiền tố" in warning for warning in read.warnings)


def test_a_package_without_any_namespace_is_read_with_a_warning():
    text = package().decode().replace("edXML:", "")
    text = re.sub(r' xmlns(:edXML)?="[^"]*"', "", text)
    assert any("không gian tên" in warning for warning in read_package(text.encode(), MOST).warnings)


def test_impossible_and_contradicting_days_are_warnings():
    read = read_package(change(package(), "X99,2026/08/20,", "X99,2014/02/30,"), MOST)
    assert any("2014/02/30" in warning for warning in read.warnings)
    read = read_package(change(package(), "X99,2026/08/20,", "X99,2026/08/19,"), MOST)
    assert any("19/08/2026" in warning for warning in read.warnings)
    read = read_package(change(package(), "Date>2026/08/20<", "Date>2026/13/20<"), MOST)
    assert read.issued_on is None
    read = read_package(package(due_on=date(2026, 8, 1)), MOST)
    assert read.due_on is None
    assert any("Hạn xử lý" in warning for warning in read.warnings)
    assert read_package(package(due_on=date(2026, 9, 1)), MOST).due_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-08-20", 20), ("20/08/2026", 20), ("2026/08/20 07:30:00", 20), ("0001/01/01", None), ("20.8.2026", None)],
)
def test_days_are_read_in_the_forms_that_occur(text, day):
    read = read_package(change(package(), "Date>2026/08/20<", f"Date>{text}<"), MOST)
    assert read.issued_on == (date(2026, 8, day) if day else None)


def test_stations_without_organ_or_with_an_impossible_time_stay_stations():
    traces = (
        element("TraceHeader", element("Timestamp", "2026/08/20 08:30:00"))
        + element("TraceHeader", element("OrganId", "null") + element("Timestamp", "2026/08/20 29:61:00"))
        + element("TraceHeader", element("Timestamp", "gần đây"))
    )
    content = change(package(traces=()), "<edXML:TraceHeaderList>", f"<edXML:TraceHeaderList>{traces}")
    read = read_package(content, MOST).traces
    assert [(trace.organ_code, trace.at) for trace in read] == [
        ("", datetime(2026, 8, 20, 8, 30, tzinfo=LOCAL)), ("", None), ("", None),
    ]  # fmt: skip


def test_an_unknown_priority_is_a_warning_and_flags_are_read_as_written():
    assert read_package(package(priority=None), MOST).priority is None
    content = change(package(), "Priority>0<", "Priority>9<")
    assert any("“9”" in warning for warning in read_package(content, MOST).warnings)
    assert read_package(package(is_steering=True), MOST).is_steering is True
    assert read_package(package(is_steering=False, is_signed=True, has_paper=True), MOST).is_signed


def test_raw_and_zipped_files_come_out_as_they_were():
    pdf, sheet = b"%PDF-1.4 x", zipped(("xl/workbook.xml", b"<a/>"), ("[Content_Types].xml", b"<b/>"))
    sent = tuple(Attachment(*pair) for pair in (("a.pdf", pdf), ("b.xlsx", sheet), ("c.xls", b"\xd0\xcf"), ("d", b"")))
    read = read_package(package(attachments=sent), MOST)
    assert [(one.name, one.content) for one in read.attachments] == [(one.name, one.content) for one in sent]
    assert read.warnings == ()


def test_a_zip_that_was_sent_as_itself_stays_one():
    archive = zipped(("a.txt", b"a"))
    assert read_package(carrying("ho-so.zip", archive, "application/zip"), MOST).attachments[0].content == archive
    assert read_package(carrying("a.pdf", archive, "application/zip"), MOST).attachments[0].content == b"a"
    book = zipped(("xl/workbook.xml", b"<a/>"), ("[Content_Types].xml", b"<b/>"))
    for sent in (book, zipped(("content", book))):
        assert read_package(carrying("a.xlsx", sent, "application/zip"), MOST).attachments[0].content == book
    several = zipped(("a.txt", b"a"), ("b.txt", b"b"))
    read = read_package(carrying("a.pdf", several, "application/zip"), MOST)
    assert (read.attachments[0].content, len(read.warnings)) == (several, 1)


def test_a_lying_content_type_is_a_warning():
    read = read_package(carrying("a.doc", b"%PDF-1.4", "application/doc"), MOST)
    assert "thực tế là PDF" in read.warnings[0]


def test_the_manifest_may_count_other_files_than_there_are():
    content = re.sub(b"<AttachmentEncoded>.*</AttachmentEncoded>", b"", package())
    assert any("kê 1 tệp" in warning for warning in read_package(content, MOST).warnings)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\van ban.pdf", "van ban.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("...", "tep-dinh-kem"),
        ("", "tep-dinh-kem"),
        ("a|b?.pdf", "a_b_.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("y" * 400, ("y" * 400)[:200]),
    ],
)
def test_a_file_name_leads_nowhere(name, clean):
    assert read_package(carrying(name, b"x", "text/plain"), MOST).attachments[0].name == clean


BOMB = (
    '<!DOCTYPE edXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<edXML xmlns="{NAMESPACE}"><x>&b;</x></edXML>'
).encode()
OUTSIDE = BOMB.replace(b'ENTITY a "aaaaaaaaaa"', b'ENTITY a SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", RefusalReason.EMPTY),
        (b" \n", RefusalReason.EMPTY),
        (b"no tag here", RefusalReason.NOT_XML),
        (b"\xff\xfe\x00\xd8", RefusalReason.NOT_XML),
        (package()[:-20], RefusalReason.NOT_XML),
        (change(package()[:-20], f' xmlns:edXML="{NAMESPACE}"', ""), RefusalReason.NOT_XML),
        (package().replace(b"Thanh", b"Th\xc3nh"), RefusalReason.NOT_XML),
        (BOMB, RefusalReason.DANGEROUS),
        (OUTSIDE, RefusalReason.DANGEROUS),
        (b"<edXML>" + b"<a>" * 90 + b"</a>" * 90 + b"</edXML>", RefusalReason.DANGEROUS),
        (b"<edXML>" + b"<a/>" * 100_001 + b"</edXML>", RefusalReason.TOO_LARGE),
        (b"<a/>", RefusalReason.NOT_EDXML),
        (b'<edXML xmlns="urn:other"/>', RefusalReason.NOT_EDXML),
        (b'<EdXMLEnvelope xmlns="http://www.go.vn/eDoc"/>', RefusalReason.OLD_FORM),
        (b"<edXML/>", RefusalReason.NO_HEADER),
        (with_business(element("BussinessDocType", "7")), RefusalReason.UNKNOWN_CODE),
        (with_business(element("BussinessDocType", "3")), RefusalReason.NAMES_NOTHING),
        (change(write_status(status(StatusCode.DONE)), "Code>06<", "Code>99<"), RefusalReason.UNKNOWN_CODE),
        (re.sub(b"<edXML:ResponseFor>.*</edXML:ResponseFor>", b"", write_status(status(StatusCode.DONE))),
         RefusalReason.NAMES_NOTHING),
        (re.sub(b"Encoded xmlns[^>]*>[^<]*<", b"Encoded>%%%<", package()), RefusalReason.BAD_ATTACHMENT),
        (carrying("a.pdf", b"PK\x03\x04 no zip", "application/zip"), RefusalReason.BAD_ATTACHMENT),
        (carrying("a.pdf", zipped(("a", bytes(60_000_000))), "application/zip"), RefusalReason.TOO_LARGE),
        (b"<edXML><edXMLEnvelope><edXMLHeader><MessageHeader/></edXMLHeader></edXMLEnvelope><AttachmentEncoded>"
         + b"<Attachment/>" * 201 + b"</AttachmentEncoded></edXML>", RefusalReason.TOO_LARGE),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_reason(content, reason):
    assert refused(content) is reason


def test_a_field_without_an_end_is_cut_and_told_and_a_file_is_not():
    read = read_package(package(subject="x" * 6000, attachments=(Attachment("a.pdf", b"%PDF" + b"y" * 9000),)), MOST)
    assert len(read.subject) == LONGEST_TEXT
    assert CUT.format(LONGEST_TEXT) in read.warnings
    assert len(read.attachments[0].content) == 9004
    assert read_package(package(), MOST).warnings == ()


@pytest.mark.parametrize(
    "others",
    [
        {"business": Business.REPLACE, "about": tuple(Reference(document_id=str(n)) for n in range(201))},
        {"answers": tuple(Reference(document_id=str(n)) for n in range(201))},
        {"task_codes": tuple(f"NV-{n}" for n in range(201))},
    ],
)
def test_a_message_that_names_hundreds_of_documents_is_refused(others):
    with pytest.raises(PackageRefused) as refused:
        read_package(package(**others), MOST)
    assert refused.value.reason is RefusalReason.TOO_LARGE


def test_sizes_are_bounded_before_anything_is_decoded():
    assert refused(package(), 100) is RefusalReason.TOO_LARGE
    big = carrying("a.pdf", b"%PDF" + random.Random(1).randbytes(3000), "application/pdf")
    assert refused(big, len(big) - 1) is RefusalReason.TOO_LARGE
    assert refused(big, 3500) is RefusalReason.TOO_LARGE
    inflating = carrying("a.txt", zipped(("a", bytes(900_000))), "application/zip")
    assert refused(inflating, 200_000) is RefusalReason.TOO_LARGE


JUNK = (
    "",
    "0",
    "-1",
    "null",
    "99999999999999999999",
    "2014/02/30",
    "../..",
    "&#8238;",
    "PK",
    "%%%",
    "ế" * 300,
    "3",
    "2",
)
LEAF = re.compile(rb"<([\w:]+)[^<>]*>[^<>]*</\1>")


def mutant(seed: int, sources: list[bytes]) -> bytes:
    """A package with some elements changed, dropped or doubled, and in every second one some bytes as well."""
    chance = random.Random(seed)
    content = bytearray(chance.choice(sources))
    for _ in range(chance.randint(1, 4)):
        leaf = chance.choice(list(LEAF.finditer(content)))
        whole, kind = bytes(leaf[0]), chance.randrange(3)
        junk = re.sub(rb">[^<>]*<", b">" + chance.choice(JUNK).encode() + b"<", whole, count=1)
        content[leaf.start() : leaf.end()] = (b"", whole + whole, junk)[kind]
    for _ in range(chance.choice((0, 1, 3))):
        at, length = chance.randrange(len(content) + 1), chance.choice((1, 2, 8, 40))
        part = bytes(content[at : at + length])
        inserted = (
            b"<",
            b"&amp;",
            b"&x;",
            b"<!DOCTYPE a>",
            b"]]>",
            b"edXML:",
            b"\x00",
            b"9",
            part,
            chance.randbytes(2),
        )
        content[at : at + chance.choice((0, length))] = chance.choice(inserted)
    return bytes(content)


def feed(count: int) -> dict[str, int]:
    sources = [
        package(), withdrawal("4120/UBND-CN"), write_status(status(StatusCode.DONE)),
        with_business(element("BussinessDocType", "2") + element("DocumentId", "old")),
        carrying("a.pdf", zipped(("a", b"abc")), "application/zip"),
    ]  # fmt: skip
    told = {"read": 0, "refused": 0}
    for seed in range(count):
        try:
            read = read_package(mutant(seed, sources), MOST)
        except PackageRefused as refusal:
            told["refused"] += refusal.reason in MESSAGES
        else:
            assert isinstance(read, DocumentMessage | StatusMessage)
            told["read"] += 1
    return told


def test_five_hundred_mutants_give_messages_and_reasons_only():
    told = feed(500)
    assert sum(told.values()) == 500
    assert min(told.values()) > 100


@pytest.mark.full
def test_twenty_thousand_mutants_give_messages_and_reasons_only():
    assert sum(feed(20_000).values()) == 20_000
