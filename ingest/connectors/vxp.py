"""The national axis by the VXP agent: every call a POST with signed headers, small JSON answers."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from core.clock import Clock
from core.errors import Unavailable
from core.local_time import LOCAL
from core.naming import fold
from ingest.connectors.axis import AxisRefused, Calls, Reply
from ingest.connectors.exchange import Listing, Offered, RemoteAgency
from ingest.edxml.times import day_text

PREFIX = "XroadVnpt-"
VERSION = "3.0.201608"
AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP"
JSON_TYPE = "application/json"
SKEW = timedelta(seconds=30)
LONGEST_SKEW = timedelta(days=366)
BAD_BODY = "Trục liên thông trả gói không giải mã được."
CLOCK_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def signed_headers(values: Mapping[str, str], *, system_id: str, secret: str, at: datetime) -> dict[str, str]:
    """Return the headers of one call: each value under its prefix, and the HMAC-SHA256 over all of them as JSON.

    Args:
        values: what the operation takes; Latin letters only, for headers carry no others.
        system_id: who we are.
        secret: the key, which itself never travels.
        at: the instant that the call is made, by the axis's clock.
    """
    told = {**values, "systemid": system_id, "timestamp": _stamp(at), "Content-Type": JSON_TYPE}
    headers = {PREFIX + key: value for key, value in told.items()}
    signed = json.dumps(headers, separators=(",", ":"))
    return {
        **headers,
        PREFIX + "sign-header": signed,
        PREFIX + "sign-header-key": ";".join(told),
        PREFIX + "hash-header": hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest(),
        PREFIX + "version": VERSION,
        "User-Agent": AGENT,
    }


class VxpAgent:
    """The agent of one system; where its clock is not ours, calls are signed by its own."""

    def __init__(self, calls: Calls, *, system_id: str, secret: str, clock: Clock) -> None:
        self._calls, self._system_id, self._secret, self._clock = calls, system_id, secret, clock
        self._ahead = timedelta(0)

    def page(self, kind: str, since: datetime | None, index: int, size: int) -> Listing:
        """Return one page of what was received."""
        values = {"servicetype": "eDoc", "messagetype": kind, "pageIndex": str(index), "pageSize": str(size)}
        if since is not None:
            values["fromDate"] = day_text(since.astimezone(LOCAL).date())
        told = self._ask("getReceivedEdocList", values)
        rows = told.get("data")
        total = told.get("total")
        return Listing(
            tuple(_offered(row, kind) for row in rows if isinstance(row, dict) and row.get("docId"))
            if isinstance(rows, list)
            else (),
            total if isinstance(total, int) else None,
        )

    def fetch(self, doc_id: str) -> tuple[bytes, str | None]:
        """Return a package, decoded."""
        told = self._ask("getEdoc", {"docId": doc_id})
        try:
            content = base64.b64decode(str(told.get("data") or ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Unavailable(BAD_BODY, reason="axis") from error
        if not content:
            raise Unavailable(BAD_BODY, reason="axis")
        return content, str(told["hash-file"]) if told.get("hash-file") else None

    def tell(self, doc_id: str, state: str, why: str) -> None:
        """Set the delivery state of a package."""
        values = {"docId": doc_id, "status": state}
        self._ask("updateStatus", {**values, "description": _latin(fold(why))[:200]} if why else values)

    def send(self, content: bytes, sha256: str, *, sender: str, receivers: Sequence[str], kind: str) -> str:
        """Send a package."""
        values = {"from": sender, "servicetype": "eDoc", "messagetype": kind, "hash-file": sha256}
        if receivers:
            values["to"] = json.dumps(list(receivers))
        told = self._ask("sendEdoc", values, file=("file_doc", f"{sha256[:16]}.edxml", content))
        return str(told.get("DocId") or "")

    def agencies(self) -> Sequence[RemoteAgency]:
        """Return the agencies under their new codes, with the old ones."""
        rows = self._ask("getAgenciesListQD20", {"level": "0"}).get("data")
        return [
            RemoteAgency(
                str(row["code"]), str(row.get("code102") or row.get("oldCode") or ""), str(row.get("name") or ""),
                str(row.get("pid") or ""),
            )
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict) and row.get("code")
        ]  # fmt: skip

    def close(self) -> None:
        """End the connections."""
        self._calls.close()

    def _ask(
        self, operation: str, values: Mapping[str, str], file: tuple[str, str, bytes] | None = None
    ) -> dict[str, Any]:
        reply = self._call(operation, values, file)
        if reply.status in CLOCK_REFUSALS and self._learn_time(reply):
            reply = self._call(operation, values, file)
        if reply.status >= HTTPStatus.BAD_REQUEST:
            message = f"Trục liên thông từ chối ({operation}, HTTP {reply.status})."
            raise AxisRefused(message)
        if str(reply.json.get("status", "OK")).upper() == "FAIL":
            message = f"Trục liên thông từ chối ({operation}): {str(reply.json.get('ErrorDesc') or '')[:200]}"
            raise AxisRefused(message)
        return reply.json

    def _call(self, operation: str, values: Mapping[str, str], file: tuple[str, str, bytes] | None) -> Reply:
        if not all(value.isascii() for value in values.values()):  # as the id of a message that the axis listed
            message = f"Trục liên thông không nhận ký tự ngoài bảng chữ Latinh ({operation})."
            raise AxisRefused(message)
        at = self._clock.now() + self._ahead
        headers = signed_headers(values, system_id=self._system_id, secret=self._secret, at=at)
        return self._calls.post(operation, headers, file=file)

    def _learn_time(self, reply: Reply) -> bool:
        """Whether the axis's clock is another than we signed by; from now on its own is used."""
        if reply.their_time is None:
            return False
        ahead = reply.their_time - self._clock.now()
        if abs(ahead) > LONGEST_SKEW:  # no clock that anyone goes by
            return False
        differs = abs(ahead - self._ahead) > SKEW
        self._ahead = ahead
        return differs


def _offered(row: Mapping[str, Any], kind: str) -> Offered:
    return Offered(
        doc_id=str(row["docId"]),
        kind=str(row.get("messageType") or kind),
        created=str(row.get("created_time") or ""),
        state=str(row.get("status") or "").lower(),
        sender=str(row.get("from") or ""),
    )


def _latin(text: str) -> str:
    """A text as a header carries it."""
    return "".join(letter if letter.isascii() and letter.isprintable() else " " for letter in text)


def _stamp(at: datetime) -> str:
    """The instant as the agent's kit writes it: day, month, year, T, time, + and four digits of milliseconds."""
    local = at.astimezone(LOCAL)
    return f"{local:%d%m%Y}T{local:%H%M%S}+{local.microsecond // 1000:04}"
