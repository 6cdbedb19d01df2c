"""Messages that go by HTTP: a signed webhook, the province's Zalo Official Account, a browser's push service."""

import base64
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from py_vapid import Vapid
from pywebpush import WebPusher

from compliance.entries.webhooks.envelope import signed_headers
from compliance.notices.couriers.courier import AddressRefused, Message
from core.clock import Clock
from core.errors import Unavailable
from core.outbound import Answer, post

SECONDS = 8.0
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
LONGEST_PUSH = 600
LONGEST_ZALO = 2000
ZALO_PATH = "/v3.0/oa/message/cs"
# What Zalo answers about a person who cannot be written to: unknown, blocked, not following, out of the time allowed.
ZALO_REFUSALS = frozenset({-201, -211, -213, -214, -217, -224, -227, -230, -232, -233})
PUSH_SECONDS = 12 * 3600


class WebhookCourier:
    """Posts a message as JSON, signed with the time over its body."""

    def __init__(self, secret: str, allowed: Sequence[str], clock: Clock) -> None:
        self._secret, self._allowed, self._clock = secret, allowed, clock

    def send(self, address: str, keys: Mapping[str, Any], message: Message) -> None:  # noqa: ARG002 - signed by ours
        """Send one message."""
        told = {"id": message.name, "subject": message.subject, "text": message.text, "link": message.link}
        body = json.dumps({**told, "urgent": message.is_urgent}, ensure_ascii=False).encode()
        headers = signed_headers(body, message.name, self._secret, self._clock.now())
        answer = post(address, body, {**headers, "Content-Type": "application/json"}, allowed=self._allowed,
                      seconds=SECONDS)  # fmt: skip
        if answer.status == HTTPStatus.GONE:
            words = "Nơi nhận webhook đã đóng (410)."
            raise AddressRefused(words)
        _refuse_failed(answer)


class ZaloCourier:
    """Writes to people who follow the province's Official Account, by their id there."""

    def __init__(self, endpoint: str, token: str, allowed: Sequence[str]) -> None:
        self._endpoint, self._token, self._allowed = endpoint.rstrip("/"), token, allowed

    def send(self, address: str, keys: Mapping[str, Any], message: Message) -> None:  # noqa: ARG002 - the id is enough
        """Send one message; Zalo answers 200 and says in the body how it went."""
        text = f"{message.subject}\n\n{message.text}"[:LONGEST_ZALO]
        body = json.dumps({"recipient": {"user_id": address}, "message": {"text": text}}, ensure_ascii=False).encode()
        headers = {"access_token": self._token, "Content-Type": "application/json"}
        answer = post(self._endpoint + ZALO_PATH, body, headers, allowed=self._allowed, seconds=SECONDS)
        _refuse_failed(answer)
        error = _error_of(answer)
        if error in ZALO_REFUSALS:
            words = f"Zalo không cho gửi đến người này (mã {error})."
            raise AddressRefused(words)
        if error != 0:
            words = f"Zalo chưa nhận tin (mã {error})."
            raise Unavailable(words, reason="zalo")


class BrowserCourier:
    """Pushes to a browser that asked for it, encrypted for that browser alone."""

    def __init__(self, vapid: Vapid, contact: str, allowed: Sequence[str]) -> None:
        self._vapid, self._contact, self._allowed = vapid, contact, allowed

    def send(self, address: str, keys: Mapping[str, Any], message: Message) -> None:
        """Send one message: its subject and where it leads; the text stays here."""
        told = {"title": message.subject[:LONGEST_PUSH], "link": message.link, "name": message.name}
        pusher = WebPusher({"endpoint": address, "keys": dict(keys)})
        encoded = pusher.encode(json.dumps(told, ensure_ascii=False).encode(), content_encoding="aes128gcm")
        parts = urlsplit(address)
        signed = self._vapid.sign({"aud": f"{parts.scheme}://{parts.netloc}", "sub": self._contact})
        headers = {
            **signed, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": str(PUSH_SECONDS), "Urgency": "high" if message.is_urgent else "normal",
        }  # fmt: skip
        answer = post(address, encoded["body"], headers, allowed=self._allowed, seconds=SECONDS)
        if answer.status in GONE:
            words = "Trình duyệt này đã thôi nhận thông báo."
            raise AddressRefused(words)
        _refuse_failed(answer)


def public_key(vapid: Vapid) -> str:
    """Return the key by which a browser knows that pushes are ours, as its script takes it."""
    point = vapid.public_key.public_numbers()
    raw = b"\x04" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _refuse_failed(answer: Answer) -> None:
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        words = f"Nơi nhận trả lời HTTP {answer.status}."
        raise Unavailable(words, reason="receiver")


def _error_of(answer: Answer) -> int:
    try:
        return int(json.loads(answer.words).get("error", 0))
    except (ValueError, AttributeError, TypeError) as error:
        words = "Zalo trả lời không đúng dạng."
        raise Unavailable(words, reason="zalo") from error
