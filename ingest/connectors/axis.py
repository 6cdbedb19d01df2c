"""The door to HTTP: calls with bounds on time and size; what may pass is told apart from what the axis refuses."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from core.errors import DomainError, Invalid, Unavailable

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
LONGEST_SECONDS = 600.0


class AxisRefused(DomainError):
    """The axis will not have it, now or later: trying again as it is changes nothing."""

    reason = "axis_refused"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back whole: JSON, and the axis's own time where it told it."""

    json: dict[str, Any]
    their_time: datetime | None
    status: int


class Calls:
    """One endpoint. Secrets travel in headers only; neither they nor any content is ever logged or raised."""

    def __init__(
        self,
        endpoint: str,
        *,
        max_bytes: int,
        seconds: float = 30.0,
        longest_seconds: float = LONGEST_SECONDS,
        ca_file: Path | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            endpoint: https, or http on the loopback.
            max_bytes: a longer answer is given up.
            seconds: how long to wait for a connection, and for each piece of an answer.
            longest_seconds: how long a whole answer may take: a drop now and then keeps every pause short.
            ca_file: certificates to trust instead of the machine's.

        Raises:
            Invalid: the endpoint is neither https nor on this machine.
        """
        parts = urlsplit(endpoint)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            message = f"Địa chỉ kết nối phải là https: {endpoint}"
            raise Invalid(message, reason="not_https")
        # Verification of the certificate is never off; a private authority is given by its file.
        verify: bool | str = str(ca_file) if ca_file else True
        self._client = httpx.Client(
            base_url=endpoint.rstrip("/") + "/", timeout=seconds, verify=verify, trust_env=False
        )
        self._max_bytes = max_bytes * 4 // 3 + 1_000_000
        self._longest_seconds = longest_seconds

    def get(self, path: str, headers: Mapping[str, str], params: Mapping[str, str | int]) -> Reply:
        """Return the answer to a question.

        Raises:
            Unavailable: no whole answer came.
            AxisRefused: the axis will not answer this.
        """
        return self._answer(self._client.build_request("GET", path, headers=dict(headers), params=dict(params)))

    def post(
        self, path: str, headers: Mapping[str, str], *, file: tuple[str, str, bytes] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Reply:  # fmt: skip
        """Return the answer to an order.

        Args:
            path: below the endpoint.
            headers: as signed.
            file: name of the part, file name and content, sent as multipart.
            fields: further parts.

        Raises:
            Unavailable: no whole answer came.
            AxisRefused: the axis refuses this order.
        """
        files = {file[0]: (file[1], file[2], "application/xml")} if file else None
        request = self._client.build_request("POST", path, headers=dict(headers), files=files, data=dict(fields or {}))
        return self._answer(request)

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def _answer(self, request: httpx.Request) -> Reply:
        try:
            response = self._client.send(request, stream=True)
            try:
                body = self._body(response)
            finally:
                response.close()
        except httpx.HTTPError as error:
            message = f"Trục liên thông không trả lời trọn vẹn ({type(error).__name__})."
            raise Unavailable(message, reason="axis") from error
        status = response.status_code
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in {TOO_MANY, HTTPStatus.REQUEST_TIMEOUT}:
            message = f"Trục liên thông đang lỗi (HTTP {status})."
            raise Unavailable(message, reason="axis")
        told = _json(body)
        if told is None and status < HTTPStatus.BAD_REQUEST:
            message = "Trục liên thông trả lời không đúng dạng JSON."
            raise Unavailable(message, reason="axis")
        return Reply(told or {}, _time(response.headers.get("Date")), status)

    def _body(self, response: httpx.Response) -> bytes:
        body, end = bytearray(), time.monotonic() + self._longest_seconds
        for piece in response.iter_bytes():  # as it comes: in pieces of a size, a slow answer would be none for long
            body += piece
            if len(body) > self._max_bytes:
                message = "Trả lời của trục liên thông dài quá giới hạn."
                raise Unavailable(message, reason="axis_too_long")
            if time.monotonic() > end:
                message = "Trả lời của trục liên thông đến quá chậm."
                raise Unavailable(message, reason="axis_too_slow")
        return bytes(body)


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else {"data": told}


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
