"""E-mail by SMTP, marked as sent by a machine so that no answer can begin a loop."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from compliance.notices.couriers.courier import AddressRefused, Message
from core.errors import Invalid, Unavailable

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SECONDS = 20.0
FOR_GOOD = 500


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail is handed in; ``security`` is smtp (plain), smtp+starttls or smtps."""

    security: str
    host: str
    port: int
    user: str
    password: str


def mail_server(url: str) -> MailServer:
    """Return the server of an address such as ``smtp+starttls://user:password@host:587``.

    Raises:
        Invalid: it is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        words = "DONDOC_SMTP_URL cần dạng smtp+starttls://tên:mật-khẩu@máy-chủ:cổng (hoặc smtps://, smtp://)."
        raise Invalid(words, reason="smtp_url")
    return MailServer(
        parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""),
    )  # fmt: skip


class MailCourier:
    """Hands each message to one mail server."""

    def __init__(self, server: MailServer, sender: str) -> None:
        self._server, self._sender = server, sender

    def send(self, address: str, keys: Mapping[str, Any], message: Message) -> None:  # noqa: ARG002 - mail needs none
        """Send one message as plain text."""
        letter = compose_letter(self._sender, address, message)
        try:
            with self._connected() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            if code >= FOR_GOOD:
                words = f"Máy chủ thư không nhận địa chỉ này (mã {code})."
                raise AddressRefused(words) from error
            raise _away(f"mã {code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise _away(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        place = self._server
        if place.security == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                place.host, place.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(place.host, place.port, timeout=SECONDS)
        try:
            if place.security == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if place.user:
                server.login(place.user, place.password)
        except BaseException:
            server.close()
            raise
        return server


def compose_letter(sender: str, address: str, message: Message) -> EmailMessage:
    """Return a message as mail: automatic, answered by nobody, the same id at every try."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, address, message.subject
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{message.name}@{parseaddr(sender)[1].rpartition('@')[2] or 'dondoc'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter["Precedence"] = "bulk"
    if message.is_urgent:
        letter["Importance"] = "high"
    letter.set_content(message.text)
    return letter


def _away(why: str) -> Unavailable:
    return Unavailable(f"Không gửi được qua máy chủ thư ({why}).", reason="mail")
