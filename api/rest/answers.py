"""Answers of the interface: JSON straight from rows, each with its mark (ETag); lists in parts; writes done once."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.deps import DbSession, Now
from api.marks import has_already, mark_of
from compliance.entries.listing.queries import Part
from core.errors import Conflict, Invalid
from core.repeats import asked, begin, keep
from core.tokens import Caller

JSON = "application/json"
LONGEST_KEY = 200
MOST_ROWS = 200
USUAL_ROWS = 50
LARGEST_NUMBER = 2**31 - 1
_ANYTHING = TypeAdapter[Any](Any)
NO_NUL = r"^[^\x00]*$"


class ChangedMeanwhile(Conflict):
    """The thing is no longer as the mark in If-Match says."""

    reason = "changed_meanwhile"


class Listed(BaseModel):
    """The part of a list that is asked for."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Số dòng nhiều nhất của một phần.")] = USUAL_ROWS
    cursor: Annotated[
        str | None,
        Field(max_length=200, pattern=NO_NUL, description="`next` của phần trước; không tự đặt ra."),
    ] = None
    newest_first: Annotated[bool, Field(description="true: dòng mới nhất trước.")] = False

    def part(self) -> Part:
        """Return it as the queries take it.

        Raises:
            Invalid: the cursor is none of ours, or of a list in the other order.
        """
        return Part(self.limit, _last_of(self.cursor, newest_first=self.newest_first), self.newest_first)


def marks(if_none_match: Annotated[str | None, Header(max_length=2000)] = None) -> str | None:
    """Return the marks that the program knows already."""
    return if_none_match


Known = Annotated[str | None, Depends(marks)]


def listed(rows: Sequence[dict[str, Any]], asked_for: Listed, known: str | None) -> Response:
    """Return one part of a list; ``next`` asks for what follows, null at the end."""
    following = cursor_after(rows[-1]["id"], newest_first=asked_for.newest_first) if is_full(rows, asked_for) else None
    return answer({"items": rows, "next": following}, known)


def is_full(rows: Sequence[object], asked_for: Listed) -> bool:
    """Return whether more may follow."""
    return len(rows) == asked_for.limit


def answer(payload: object, known: str | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a payload as JSON with its mark; nothing but the mark where the program has it already."""
    body = to_json(payload)
    mark = mark_of(body)
    headers = {"ETag": mark, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if has_already(known, mark):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, status, headers, media_type=JSON)


def to_json(payload: object) -> bytes:
    """Return plain values, days and instants as JSON."""
    return _ANYTHING.dump_json(payload)


def cursor_after(last_id: int, *, newest_first: bool) -> str:
    """Return the cursor of what follows a row."""
    said = json.dumps([1 if newest_first else 0, last_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _last_of(cursor: str | None, *, newest_first: bool) -> int | None:
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        turned, last = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if turned == int(newest_first) and type(last) is int and 0 < last <= LARGEST_NUMBER:
            return last
    except (ValueError, TypeError, UnicodeError, binascii.Error):
        pass
    message = "Con trỏ (cursor) không đúng: dùng nguyên giá trị next của phần trước, với cùng cách sắp xếp."
    raise Invalid(message, fields={"cursor": message})


class Write:
    """A write as it came: done once under its key; the answer of the first is given again to every later one."""

    def __init__(
        self,
        request: Request,
        session: DbSession,
        now: Now,
        idempotency_key: Annotated[
            str,
            Header(min_length=1, max_length=LONGEST_KEY, pattern=r"^[\x21-\x7e]+$", examples=["0b5e6f1c-7f0a-4a55"]),
        ],
        if_match: Annotated[str | None, Header(max_length=2000)] = None,
    ) -> None:
        self._request, self._session, self._now = request, session, now
        self._key, self._if_match = idempotency_key, if_match

    def once(
        self,
        caller: Caller,
        body: BaseModel | None,
        act: Callable[[], object],
        *,
        present: Callable[[], object] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Do the act, or give the answer that was given to this key before.

        Args:
            act: does it and returns what to answer.
            present: the thing as it is before; what If-Match is held against.

        Raises:
            KeyReused: the key came with another request.
            ChangedMeanwhile: the thing is no longer as the program knows it.
        """
        sent = b"" if body is None else to_json(body.model_dump(mode="json"))
        write = asked(caller.token_id, self._key, self._request.method, self._request.url.path, sent)
        earlier = begin(self._session, write, self._now)
        if earlier is not None:
            return self._given(earlier.body, earlier.status, repeated=True)
        if present is not None:
            self._refuse_changed(present)
        content = to_json(act())
        keep(self._session, write, status.value, content)
        return self._given(content, status.value, repeated=False)

    def _refuse_changed(self, present: Callable[[], object]) -> None:
        told = self._if_match
        if told is None or told.strip() == "*":
            return
        if mark_of(to_json(present())) not in {each.strip() for each in told.split(",")}:
            message = "Nhiệm vụ đã thay đổi từ lúc chương trình đọc. Đọc lại rồi quyết định."
            raise ChangedMeanwhile(message)

    def _given(self, content: bytes, status: int, *, repeated: bool) -> Response:
        headers = {"Idempotent-Replayed": "true" if repeated else "false"}
        return Response(content or None, status, headers, media_type=JSON if content else None)


TheWrite = Annotated[Write, Depends(Write)]
