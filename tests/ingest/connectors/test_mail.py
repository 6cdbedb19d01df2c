"""A mailbox against a real IMAP server: attachments taken once, machines refused, nothing answered, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, Message

import pytest

from core.errors import Unavailable
from ingest.connectors.mail import Mailbox, MailSource
from ingest.connectors.source import NotReady, NotTaken
from tests.mailboxes import PASSWORD, USER, count, deliver, empty, opened, put, running_imap
from tests.services import free_port


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with running_imap() as port:
        yield port


@pytest.fixture
def port(server: int) -> int:
    """The server's port, its mailbox empty."""
    empty(server)
    return server


@pytest.fixture
def source(port: int) -> Iterator[MailSource]:
    mailbox = Mailbox("127.0.0.1", port, USER, PASSWORD, is_encrypted=False, own_address="dondoc@tinh.vn")
    source = MailSource("thu", mailbox, max_bytes=1000)
    yield source
    source.close()


def test_attachments_are_offered_and_the_message_moves_when_all_of_them_are_kept(port: int, source: MailSource):
    deliver(port, "Gửi công văn", ("công văn 12.pdf", b"%PDF one"), ("../../phu luc.xlsx", b"PK two"))
    documents = source.list()
    assert [document.name for document in documents] == ["công văn 12.pdf", "phu luc.xlsx"]
    assert [source.get(document) for document in documents] == [b"%PDF one", b"PK two"]
    source.acknowledge(documents[0])
    assert (count(port, "INBOX"), count(port, "dondoc")) == (1, 0)
    source.acknowledge(documents[1])
    assert (count(port, "INBOX"), count(port, "dondoc")) == (0, 1)
    assert source.list() == []


def test_a_document_sent_inline_counts_and_a_picture_in_the_text_and_a_forwarded_shell_do_not(port, source):
    inner = EmailMessage()
    inner.add_attachment(b"%PDF two", maintype="application", subtype="pdf", filename="trong.pdf")
    message = EmailMessage()
    message["From"] = "Văn thư <van.dondoc@tinh.vn>"  # ends like our own address, and is another
    message.set_content("Kính gửi Văn phòng.")
    for content, kind, name in ((b"%PDF one", "pdf", "ngoài.pdf"), (b"PNG", "png", "logo.png")):
        where = "image" if kind == "png" else "application"
        message.add_attachment(content, where, kind, filename=name, disposition="inline", cid=f"<{name[-5:]}@so>")
    message.add_attachment(inner)
    put(port, message)
    assert [document.name for document in source.list()] == ["ngoài.pdf", "trong.pdf"]


def test_a_file_without_a_name_is_a_file(port: int, source: MailSource):
    message = EmailMessage()
    message["From"], message["Subject"] = "vanthu@so.vn", "Gửi"
    message.set_content("Kính gửi Văn phòng.")
    message.add_attachment(b"%PDF", "application", "pdf")
    put(port, message)
    (document,) = source.list()
    assert (document.name, source.get(document)) == ("Gửi (1)", b"%PDF")


def test_what_was_not_acknowledged_is_offered_again(port: int, source: MailSource):
    deliver(port, "Gửi công văn", ("a.pdf", b"%PDF one"))
    first = source.list()
    source.close()
    assert source.list() == first


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"Auto_Submitted": "auto-replied"}, "a@so.vn"),
        ({"Precedence": "bulk"}, "a@so.vn"),
        ({"List_Id": "<ban-tin.so.vn>"}, "a@so.vn"),
        ({"X_Loop": "x"}, "a@so.vn"),
        ({"Return_Path": "<>"}, "mailer-daemon@so.vn"),
        ({}, "Đôn Đốc <dondoc@tinh.vn>"),
    ],
)
def test_messages_of_machines_and_our_own_are_refused_and_end_no_loop(port, source, headers, sender):
    deliver(port, "Vắng mặt", ("a.pdf", b"%PDF one"), sender=sender, **headers)
    (document,) = source.list()
    with pytest.raises(NotTaken) as refused:
        source.get(document)
    assert refused.value.reason in {"automatic_message", "own_message"}
    source.acknowledge(document)
    assert (count(port, "INBOX"), count(port, "dondoc")) == (0, 1)


def test_a_machine_is_known_while_the_server_slips_in_what_changed_of_other_messages(port, source):
    for _ in range(3):  # with each that comes the server tells, unasked, the marks of those that are there
        source.list()
        deliver(port, "Vắng mặt", ("a.pdf", b"%PDF one"), Auto_Submitted="auto-replied")
    source.list()
    deliver(port, "Vắng mặt", ("a.pdf", b"%PDF one"), Auto_Submitted="auto-replied")
    documents = source.list()
    assert len(documents) == 4
    for document in documents:
        with pytest.raises(NotTaken, match="tự động"):
            source.get(document)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("filename*=unicode_escape''%5Cud800.pdf", "\ufffd\ufffd\ufffd.pdf"),
        ("filename*=utf-8''a%00b%0D%0Ac.pdf", "a\ufffdb\ufffd\ufffdc.pdf"),
        ("filename*=utf-8''%E2%80%AEfdp.exe", "\ufffdfdp.exe"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename=""', "Gửi (1)"),
    ],
)
def test_whatever_a_file_is_called_its_name_can_be_written_down_and_no_other_message_waits(port, source, told, name):
    message = EmailMessage()
    message["From"], message["Subject"] = "vanthu@so.vn", "Gửi"
    message.add_attachment(b"%PDF", "application", "pdf", filename="HERE")
    box = opened(port)
    box.append("INBOX", None, None, message.as_bytes().replace(b'filename="HERE"', told.encode()))
    box.logout()
    deliver(port, "Gửi", ("b.pdf", b"%PDF"))
    assert [document.name for document in source.list()] == [name, "b.pdf"]


def test_a_message_that_no_parser_takes_apart_is_refused_and_the_next_one_taken(port, source, monkeypatch):
    deliver(port, "Gửi", ("a.pdf", b"%PDF"))
    deliver(port, "Gửi", ("b.pdf", b"%PDF"))

    walk = Message.walk

    def stumble(message):
        if b"a.pdf" in message.as_bytes():
            raise RecursionError
        return walk(message)

    monkeypatch.setattr(Message, "walk", stumble)
    bad, good = source.list()
    with pytest.raises(NotTaken, match="sai cấu trúc"):
        source.get(bad)
    assert source.get(good) == b"%PDF"
    source.acknowledge(bad)
    assert (count(port, "INBOX"), count(port, "dondoc")) == (1, 1)


def test_a_message_a_person_sent_with_nothing_automatic_about_it_is_taken(port, source):
    deliver(port, "Gửi", ("a.pdf", b"%PDF"), Auto_Submitted="no")
    assert source.get(source.list()[0]) == b"%PDF"


def test_a_message_without_attachments_leaves_a_row_too(port: int, source: MailSource):
    deliver(port, "Đề nghị gọi lại")
    (document,) = source.list()
    assert document.name == "Thư: Đề nghị gọi lại"
    with pytest.raises(NotTaken, match="không có tệp đính kèm"):
        source.get(document)


def test_an_attachment_that_is_too_large_is_refused_and_the_others_taken(port: int, source: MailSource):
    deliver(port, "Gửi", ("big.pdf", b"x" * 1001), ("small.pdf", b"%PDF"))
    big, small = source.list()
    with pytest.raises(NotTaken) as refused:
        source.get(big)
    assert refused.value.reason == "too_large"
    assert source.get(small) == b"%PDF"


def test_a_message_far_too_large_is_not_even_fetched(port: int, source: MailSource):
    deliver(port, "Gửi", *((f"{number}.pdf", b"x" * 900) for number in range(6)))
    (document,) = source.list()
    with pytest.raises(NotTaken, match="quá lớn"):
        source.get(document)


def test_a_document_of_no_listing_is_not_ready(source: MailSource, port: int):
    deliver(port, "Gửi", ("a.pdf", b"%PDF"))
    (document,) = source.list()
    source.acknowledge(document)
    with pytest.raises(NotReady):
        source.get(document)


def test_a_mailbox_that_is_away_or_says_no_is_told_without_its_password(port: int):
    for place in (
        Mailbox("127.0.0.1", free_port(), USER, PASSWORD, is_encrypted=False, seconds=2),
        replace(Mailbox("127.0.0.1", port, USER, "wrong " + PASSWORD, is_encrypted=False)),
    ):
        with pytest.raises(Unavailable, match="Không dùng được hộp thư thu") as away:
            MailSource("thu", place, max_bytes=10).list()
        assert PASSWORD not in str(away.value)
