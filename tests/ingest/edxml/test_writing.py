"""Whatever is written is read as it was: the codec loses nothing that a message can say."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from ingest.edxml.files import clean_name
from ingest.edxml.read import named_by_id, read_package
from ingest.edxml.values import (
    Attachment,
    Business,
    DocumentMessage,
    Organ,
    Priority,
    Reference,
    Staff,
    StatusCode,
    StatusMessage,
    Trace,
)
from ingest.edxml.write import write_document, write_status
from tests.packages import message

MOST = 5_000_000

texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")), max_size=12).filter(
    lambda text: text == text.strip() and text.lower() != "null"
)
words = texts.filter(bool)
plain = words.filter(lambda text: "," not in text and "/" not in text)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds
    lambda at: at.replace(microsecond=0)
)
organs = st.builds(Organ, *[texts] * 8)
staffs = st.builds(Staff, *[texts] * 4)
ids = plain.map(lambda text: f"id-{text}")
references = st.builds(Reference, texts, words, ids, st.none() | days)
files = st.builds(
    Attachment,
    name=st.sampled_from(("a.pdf", "b.docx", "c.txt", "d.xls", "e.doc", "g")),
    content=st.binary(max_size=60).map(lambda content: b"x" + content),
    description=texts,
)
documents = st.builds(
    DocumentMessage,
    sender=organs,
    receivers=st.tuples() | st.tuples(organs.filter(lambda organ: organ != Organ())),
    document_id=ids,
    number=st.tuples(plain, plain).map("/".join),
    issued_on=st.none() | days,
    place=texts,
    kind=texts,
    subject=texts,
    summary=texts,
    signer=texts,
    signer_title=texts,
    competence=texts,
    to_places=st.lists(words, max_size=3).map(tuple),
    priority=st.none() | st.sampled_from(Priority),
    sphere=texts,
    is_steering=st.none() | st.booleans(),
    answers=st.lists(references, max_size=2).map(tuple),
    task_codes=st.lists(words, max_size=2).map(tuple),
    business_reason=texts,
    has_paper=st.booleans(),
    added_organs=st.lists(words, max_size=2).map(tuple),
    removed_organs=st.lists(words, max_size=2).map(tuple),
    staff=staffs,
    traces=st.lists(st.builds(Trace, words, st.none() | instants), max_size=2).map(tuple),
    is_signed=st.booleans(),
    attachments=st.lists(files, max_size=2).map(tuple),
)


def told(read: DocumentMessage) -> DocumentMessage:
    """What was read, without what only the way adds to it."""
    bare = tuple(Attachment(file.name, file.content, description=file.description) for file in read.attachments)
    return replace(read, attachments=bare, warnings=())


@given(documents)
def test_a_document_message_survives_writing_and_reading(sent: DocumentMessage):
    assert told(read_package(write_document(sent), MOST)) == sent


@given(
    st.builds(
        StatusMessage,
        code=st.sampled_from(StatusCode),
        about=references,
        sender=organs,
        description=texts,
        at=st.none() | instants,
        staff=staffs,
    )
)
def test_a_status_message_survives_writing_and_reading(sent: StatusMessage):
    assert read_package(write_status(sent), MOST) == sent


def test_withdrawals_updates_and_replacements_survive_too():
    one, two = named_by_id("X9,2026/08/01,1/A-B"), named_by_id("an-id")
    for business, about in (
        (Business.WITHDRAW, (one, Reference("X9", "2/A-B", "", date(2026, 8, 2)))),
        (Business.UPDATE, (one,)),
        (Business.REPLACE, (one, two)),
    ):
        sent = message(business=business, about=about, attachments=())
        read = read_package(write_document(sent), MOST)
        assert (read.business, read.about) == (business, about)


def test_what_no_xml_can_say_is_left_out():
    assert read_package(write_document(message(subject="a\x00b\x0bc")), MOST).subject == "abc"


def test_the_same_message_is_the_same_bytes():
    assert write_document(message()) == write_document(message())


@given(st.text(max_size=60))
def test_a_clean_name_is_clean_already(name: str):
    assert clean_name(clean_name(name)) == clean_name(name)
    assert not {"/", "\\", "\x00"} & set(clean_name(name))
