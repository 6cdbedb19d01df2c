"""A provincial axis (LGSP): calls under ``/v1``, system id and secret key in headers, answers with an error code."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from core.errors import Unavailable
from core.local_time import LOCAL
from ingest.connectors.axis import AxisRefused, Calls, Reply
from ingest.connectors.exchange import Listing, Offered, RemoteAgency
from ingest.edxml.times import instant_text

FINE = "0"
# The axis or its disk failed: the same call may succeed later. Every other code is an answer.
PASSING = frozenset({"20", "21"})
CODES = {
    "10": "tệp không hợp lệ",
    "15": "sai SystemId hoặc SecretKey",
    "18": "đơn vị nhận không tồn tại",
    "19": "đơn vị gửi chưa đăng ký",
    "20": "lỗi hệ thống LGSP",
    "21": "lỗi xử lý tệp",
    "22": "định dạng edXML không đúng",
    "23": "đơn vị nhận đã khóa",
}
BAD_BODY = "Trục liên thông trả gói không giải mã được."


class Lgsp:
    """One provincial axis."""

    def __init__(self, calls: Calls, *, system_id: str, secret: str) -> None:
        self._calls = calls
        self._headers = {"X-SystemId": system_id, "X-SecretKey": secret}

    def page(self, kind: str, since: datetime | None, index: int, size: int) -> Listing:
        """Return one page of what was received."""
        params: dict[str, str | int] = {"messageType": kind, "pageIndex": index, "pageSize": size}
        if since is not None:
            params["fromDate"] = instant_text(since.astimezone(LOCAL))
        told = self._checked(self._calls.get("v1/syncReceivedEdocList", self._headers, params))
        rows = told.get("data")
        total = told.get("total")
        found = [row for row in rows if isinstance(row, dict) and row.get("docId")] if isinstance(rows, list) else []
        return Listing(tuple(_offered(row, kind) for row in found), total if isinstance(total, int) else None)

    def fetch(self, doc_id: str) -> tuple[bytes, str | None]:
        """Return a package, decoded."""
        told = self._checked(self._calls.get("v1/getEdoc", self._headers, {"docId": doc_id}))
        try:
            content = base64.b64decode(str(told.get("data") or ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Unavailable(BAD_BODY, reason="axis") from error
        if not content:
            raise Unavailable(BAD_BODY, reason="axis")
        return content, str(told["hash"]) if told.get("hash") else None

    def tell(self, doc_id: str, state: str, why: str) -> None:
        """Set the delivery state of a package."""
        fields = {"docId": doc_id, "status": state, "description": why[:500]}
        self._checked(self._calls.post("v1/updateStatus", self._headers, fields=fields))

    def send(self, content: bytes, sha256: str, *, sender: str, receivers: Sequence[str], kind: str) -> str:
        """Send a package; this axis reads sender and receivers out of it."""
        fields = {"messageType": kind, "from": sender, "to": ",".join(receivers)}
        file = ("edocFile", f"{sha256[:16]}.edxml", content)
        return str(self._checked(self._calls.post("v1/sendEdoc", self._headers, file=file, fields=fields)).get("docId"))

    def agencies(self) -> Sequence[RemoteAgency]:
        """Return the agencies."""
        rows = self._checked(self._calls.get("v1/getAgenciesList", self._headers, {})).get("data")
        return [
            RemoteAgency(
                str(row["code"]), str(row.get("code102") or row.get("oldCode") or ""), str(row.get("name") or ""),
                str(row.get("pcode") or ""),
            )
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict) and row.get("code")
        ]  # fmt: skip

    def close(self) -> None:
        """End the connections."""
        self._calls.close()

    def _checked(self, reply: Reply) -> dict[str, Any]:
        code = str(reply.json.get("errorCode", reply.json.get("code", FINE)))
        if code in PASSING:
            message = f"Trục LGSP: {CODES[code]}."
            raise Unavailable(message, reason="axis")
        if code != FINE or reply.status >= HTTPStatus.BAD_REQUEST:
            message = f"Trục LGSP từ chối: {CODES.get(code, f'mã {code[:10]}, HTTP {reply.status}')}."
            raise AxisRefused(message)
        return reply.json


def _offered(row: Mapping[str, Any], kind: str) -> Offered:
    return Offered(
        doc_id=str(row["docId"]),
        kind=str(row.get("messageType") or kind),
        created=str(row.get("createdTime") or row.get("created_time") or ""),
        state=str(row.get("status") or "").lower(),
        sender=str(row.get("from") or ""),
    )
