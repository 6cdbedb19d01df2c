"""A mailbox as a source: each attachment is one document, and no message is answered, so that no loop can begin.

What machines send (absences, bounces, lists, our own notices) is refused with that reason, and so is a message
without attachments: every message that was looked at leaves a row. A message whose documents are all kept or refused
moves to a folder of its own, where people find it. One that the mailbox does not let go is marked there, if the mailbox
knows marks, and remembered here in any case: it is not taken again, and each look tries once more to move it. That
memory lasts as long as this source; `jobs.remembering` keeps it beyond.
"""

import hashlib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import parseaddr

import structlog
from imap_tools import BaseMailBox, MailAttachment, MailBox, MailBoxUnencrypted, MailMessage
from imap_tools.errors import MailboxCopyError, MailboxDeleteError, MailboxFolderCreateError, MailboxMoveError

from core.errors import Unavailable
from ingest.connectors.settling import refuse_unfit, shown
from ingest.connectors.source import NotReady, NotTaken, RemoteDocument

MESSAGES_AT_ONCE = 20
BYTES_AT_ONCE = 200_000_000
ATTACHMENTS_OF_ONE = 50
LONGEST_SUBJECT = 120
# What says that a machine sent it (RFC 3834 and what was in use before it).
BY_MACHINES = {"precedence": {"bulk", "junk", "list", "auto_reply"}}
MARKS_OF_MACHINES = (
    "list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-loop",
)  # fmt: skip
REPORT = "multipart/report"
KEPT = "dondoc-kept"
# What the parsers of messages are known to raise over one that is made to hurt.
STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a mailbox stands. ``done`` is the folder that finished messages move to."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    done: str = "dondoc"
    is_encrypted: bool = True
    own_address: str = ""
    seconds: float = 60.0


class MailSource:
    """The attachments of the messages of one folder, oldest message first."""

    def __init__(self, name: str, mailbox: Mailbox, *, max_bytes: int) -> None:
        """Connect to nothing yet.

        Args:
            name: the word for this source in arrivals and logs.
            mailbox: where to look; its password is in no message of this source.
            max_bytes: a larger attachment is refused, and a message four times as large is not even fetched.
        """
        self.name = name
        self._mailbox = mailbox
        self._max_bytes = max_bytes
        self._opened: BaseMailBox | None = None
        self._offered: dict[str, bytes | NotTaken] = {}
        self._open_keys: dict[str, set[str]] = {}
        self._kept: set[str] = set()
        self._copied: set[str] = set()
        self._numbering = 0

    def list(self) -> Sequence[RemoteDocument]:
        """Return the documents of the first messages, as many as are worth holding at once; all stand still.

        Raises:
            Unavailable: the mailbox cannot be reached, or does not let us in.
        """
        self._offered, self._open_keys = {}, {}
        try:
            box = self._box()
            return [document for uid in self._new(box)[:MESSAGES_AT_ONCE] for document in self._parted(box, uid)]
        except Exception as error:  # imaplib, ssl and sockets raise their own, and they share no root
            raise self._away(error) from error

    def is_settled(self) -> bool:
        """Return True: a message that is there has come whole."""
        return True

    def stuck(self) -> int:
        """Return how many messages were done with by the last look, and could not be moved."""
        return len(self._kept)

    def get(self, document: RemoteDocument) -> bytes:
        """Return the content of an attachment of the last listing.

        Raises:
            NotTaken: the message has nothing to take, was sent by a machine, or the attachment is too large.
            NotReady: it was not in the last listing.
        """
        held = self._offered.get(document.key)
        if held is None:
            message = "Thư này không còn trong hộp thư."
            raise NotReady(message)
        if isinstance(held, NotTaken):
            raise held
        refuse_unfit(document, self._max_bytes)
        return held

    def acknowledge(self, document: RemoteDocument) -> None:
        """Move the message away once each of its documents is kept or refused.

        Raises:
            Unavailable: the mailbox does not let it be moved; this source does not list it again, and where the mailbox
                takes no mark, a new one would.
        """
        uid = document.key.partition("-")[0]
        still = self._open_keys.get(uid, set())
        still.discard(document.key)
        self._offered.pop(document.key, None)
        if still:
            return
        self._kept.add(uid)
        try:
            self._move(self._box(), [uid])
        except Exception as error:  # as in `list`
            with suppress(Exception):  # many servers know no marks of ours
                self._box().client.uid("STORE", uid, "+FLAGS", f"({KEPT})")
            raise self._away(error) from error

    def refuse(self, document: RemoteDocument, why: str) -> None:  # noqa: ARG002 - nobody is answered
        """Move a refused document's message away like a kept one's; its sender is not told by mail.

        Raises:
            Unavailable: as `acknowledge`.
        """
        self.acknowledge(document)

    def close(self) -> None:
        """End the connection, if there is one."""
        box, self._opened = self._opened, None
        if box is not None:
            with suppress(Exception):  # whatever a dying connection says, it is gone
                box.logout()

    def _new(self, box: BaseMailBox) -> Sequence[str]:
        """The messages that were not done with before; those that were have one more try to leave."""
        numbering = box.folder.status(self._mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        if numbering != self._numbering:  # the mailbox counts its messages anew
            self._kept, self._copied, self._numbering = set(), set(), numbering
        there = box.uids("ALL")
        self._kept = (self._kept | set(box.uids(f"KEYWORD {KEPT}"))) & set(there)
        new = [uid for uid in there if uid not in self._kept]
        with suppress(MailboxCopyError, MailboxMoveError, MailboxDeleteError, MailboxFolderCreateError):
            self._move(box, sorted(self._kept - self._copied, key=int))
        return new

    def _move(self, box: BaseMailBox, uids: Sequence[str]) -> None:
        if not uids:
            return
        if not box.folder.exists(self._mailbox.done):
            box.folder.create(self._mailbox.done)
        try:
            box.move(uids, self._mailbox.done)
        except MailboxDeleteError:  # a server that cannot move: the copies are there, and once is enough
            self._copied.update(uids)
            raise
        self._kept.difference_update(uids)

    def _parted(self, box: BaseMailBox, uid: str) -> Sequence[RemoteDocument]:
        """The documents of a message, however it is made: what cannot be taken apart must not stop those behind it."""
        try:
            head = _fetched(box, uid, headers_only=True)
            return [] if head is None else self._documents(box, uid, head)
        except STUMBLES as error:
            log.warning("mail.unparted", source=self.name, error=type(error).__name__)
            self._open_keys.pop(uid, None)
            return [self._offer(uid, 0, f"Thư: {uid}", _refused("Thư sai cấu trúc, không tách được tệp.", "garbled"))]

    def _documents(self, box: BaseMailBox, uid: str, head: MailMessage) -> Sequence[RemoteDocument]:
        """One document an attachment; one that stands for the message where there is nothing to take."""
        subject = shown(head.subject or "(không có tiêu đề)")[:LONGEST_SUBJECT]
        refusal = self._refusal(head)
        if refusal is not None:
            return [self._offer(uid, 0, f"Thư: {subject}", refusal)]
        if sum(len(held) for held in self._offered.values() if isinstance(held, bytes)) > BYTES_AT_ONCE:
            return []  # the rest at the next look
        message = _fetched(box, uid, headers_only=False)
        if message is None:
            return []
        files = [each for each in _attachments(message) if not _is_dressing(each)]
        if not files:
            return [self._offer(uid, 0, f"Thư: {subject}", _refused("Thư không có tệp đính kèm.", "no_attachment"))]
        if len(files) > ATTACHMENTS_OF_ONE:
            return [
                self._offer(uid, 0, f"Thư: {subject}", _refused("Thư có quá nhiều tệp đính kèm.", "too_many_files"))
            ]
        return [
            self._offer(uid, number, shown(each.filename or f"{subject} ({number})"), each.payload)
            for number, each in enumerate(files, start=1)
        ]

    def _offer(self, uid: str, number: int, name: str, held: bytes | NotTaken) -> RemoteDocument:
        key = f"{uid}-{number}"
        self._offered[key] = held
        self._open_keys.setdefault(uid, set()).add(key)
        plain = name.replace("\\", "/").rpartition("/")[2] or key
        content = held if isinstance(held, bytes) else b""
        # Where the mailbox counts anew, the same number is another message.
        version = f"{self._numbering}-{hashlib.sha256(content).hexdigest()[:16]}"
        return RemoteDocument(key, plain, len(content), version, parcel=uid)

    def _refusal(self, head: MailMessage) -> NotTaken | None:
        headers = {name.lower(): " ".join(values).strip().lower() for name, values in dict(head.headers).items()}
        own = self._mailbox.own_address.lower()
        if own and own == parseaddr(headers.get("from", ""))[1]:
            return _refused("Thư do chính hệ thống gửi.", "own_message")
        automatic = headers.get("auto-submitted", "no").partition(";")[0].strip() != "no"
        listed = any(headers.get(name, "") in words for name, words in BY_MACHINES.items())
        bounced = REPORT in headers.get("content-type", "") or headers.get("return-path", "x") == "<>"
        if automatic or listed or bounced or any(name in headers for name in MARKS_OF_MACHINES):
            return _refused("Thư tự động (báo vắng, báo lỗi, danh sách thư).", "automatic_message")
        if head.size_rfc822 > 4 * self._max_bytes:
            return _refused("Thư quá lớn.", "too_large")
        return None

    def _box(self) -> BaseMailBox:
        if self._opened is None:
            place = self._mailbox
            box: BaseMailBox = (
                MailBox(place.host, place.port, timeout=place.seconds, ssl_context=ssl.create_default_context())
                if place.is_encrypted
                else MailBoxUnencrypted(place.host, place.port, timeout=place.seconds)
            )
            try:
                box.login(place.user, place.password, initial_folder=place.folder)
            except BaseException:
                box.client.shutdown()  # whoever is not let in leaves no connection open
                raise
            self._opened = box
        return self._opened

    def _away(self, error: BaseException) -> Unavailable:
        """What went wrong, by its kind alone: a server's words may repeat what was sent to it."""
        self.close()
        message = f"Không dùng được hộp thư {self.name} ({type(error).__name__}). Kiểm tra kết nối và tài khoản."
        return Unavailable(message, reason="mailbox")


def _fetched(box: BaseMailBox, uid: str, *, headers_only: bool) -> MailMessage | None:
    """One message, asked for alone: what a server slips in, unasked, of other messages is taken for no part of it.

    Of several asked for at once the library pairs lines by their places, and one more gives a message another's head.
    """
    return next(iter(box.fetch(uid_list=[uid], mark_seen=False, headers_only=headers_only)), None)


def _attachments(message: MailMessage) -> list[MailAttachment]:
    """What is attached: with a name or an id of its own, or of a kind that is no text; some programs give no name."""
    return [
        MailAttachment(part)
        for part in message.obj.walk()
        if not part.is_multipart()
        and (
            part.get_filename() is not None
            or part.get("Content-ID") is not None
            or part.get_content_maintype() not in {"text", "multipart", "message"}
        )
    ]


def _is_dressing(part: MailAttachment) -> bool:
    """Pictures that stand in the text (some programs send every document "inline"); messages, whose own files count."""
    stands_in_text = part.content_disposition == "inline" and bool(part.content_id)
    return part.content_type == "message/rfc822" or (stands_in_text and part.content_type.startswith("image/"))


def _refused(message: str, reason: str) -> NotTaken:
    return NotTaken(message, reason=reason)
