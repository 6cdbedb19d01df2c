"""A real IMAP server on the loopback with one empty mailbox, and messages to put into it."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from tests.services import _ended_with_parent, free_port

USER, PASSWORD = "vanthu", "a password of the tests"
# A name that stands only for what lies below it: nothing can be put there until a mailbox of this name is made.
FORBIDDEN = "luu"
START_SECONDS = 30


@contextmanager
def running_imap() -> Iterator[int]:
    """Serve one empty mailbox without encryption; give the port."""
    port = free_port()
    command = [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    account = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen(
        [*_ended_with_parent("TERM"), *command, "--no-service", "managesieve", "--no-service", "admin", *account],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            opened(port).logout()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def opened(port: int) -> imaplib.IMAP4:
    """Return the mailbox as whoever sends mail would fill it."""
    box = imaplib.IMAP4("127.0.0.1", port, timeout=20)
    box.login(USER, PASSWORD)
    return box


def deliver(port: int, subject: str, *files: tuple[str, bytes], sender: str = "vanthu@so.vn", **headers: str) -> None:
    """Put one message into the inbox; headers as keywords, with underscores for dashes."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "dondoc@tinh.vn", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Kính gửi Văn phòng.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    put(port, message)


def put(port: int, message: EmailMessage) -> None:
    """Put a message into the inbox as it is."""
    box = opened(port)
    box.append("INBOX", None, None, message.as_bytes())
    box.logout()


def forbid(port: int) -> None:
    """Let nothing be moved to the forbidden folder, although it seems to be there."""
    _create(port, f"{FORBIDDEN}/2026")


def allow(port: int) -> None:
    """Let messages be moved there."""
    _create(port, FORBIDDEN)


def forget_marks(port: int) -> None:
    """Leave no mark of ours on any message, as a server that keeps no keywords."""
    box = opened(port)
    box.select("INBOX")
    box.store("1:*", "-FLAGS", "(dondoc-kept)")
    box.logout()


def _create(port: int, folder: str) -> None:
    box = opened(port)
    box.create(folder)
    box.logout()


def count(port: int, folder: str) -> int:
    """Return how many messages a folder holds; 0 where there is none of this name."""
    box = opened(port)
    status, told = box.select(folder, readonly=True)
    box.logout()
    return int(told[0]) if status == "OK" else 0


def empty(port: int) -> None:
    """Remove every message."""
    box = opened(port)
    for folder in ("INBOX", "dondoc"):
        if box.select(folder)[0] == "OK" and int(box.response("EXISTS")[1][0] or 0):
            box.store("1:*", "+FLAGS", r"(\Deleted)")
            box.expunge()
    box.logout()
