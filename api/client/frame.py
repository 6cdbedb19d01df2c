"""What every call of the client goes through: the token, the key of a write, another try, problems as exceptions."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

AGAIN = frozenset({429, 502, 503, 504})
FIRST_PAUSE = 1.0


class Problem(Exception):
    """What the interface answers when it does not do what it was asked; nothing of it was done."""

    def __init__(self, status: int, plain: Mapping[str, Any]) -> None:
        """Keep what the answer says."""
        super().__init__(f"{status} {plain.get('detail', '')}")
        self.status = status
        self.type = str(plain.get("type", "about:blank"))
        self.detail = str(plain.get("detail", ""))
        self.errors: list[dict[str, str]] = list(plain.get("errors") or [])


class Connection:
    """Where the interface is, and with which token; what was not answered is asked again, a write under its key."""

    def __init__(self, address: str, token: str, *, seconds: float = 30.0, tries: int = 3) -> None:
        """Connect to nothing yet.

        Args:
            address: of the installation, such as ``https://dondoc.example``.
            tries: how often one call is tried where there is no answer, or the answer is to come later.
        """
        self._address, self._token = address.rstrip("/"), token
        self._seconds, self._tries = seconds, tries

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> bytes:
        """Return the body of the answer.

        Raises:
            Problem: the interface refuses.
            OSError: it cannot be reached.
        """
        request = self._request(method, path, query or {}, body, raw, headers or {})
        for tries_left in range(self._tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310 - the given address
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN or not tries_left:
                    raise Problem(error.code, _plain(error.read())) from error
            except OSError:
                if not tries_left:
                    raise
            time.sleep(FIRST_PAUSE * 2 ** (self._tries - 1 - tries_left))
        raise AssertionError

    def told(self, method: str, path: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON, typed by each method
        """Return what the interface tells, as JSON's own values."""
        return json.loads(self.call(method, path, **asked))

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object],
        body: object,
        raw: bytes | None,
        headers: Mapping[str, str | None],
    ) -> urllib.request.Request:
        said = {name: _word(value) for name, value in query.items() if value is not None}
        url = self._address + path + (f"?{urllib.parse.urlencode(said)}" if said else "")
        content = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        request = urllib.request.Request(url, None if method == "GET" else content, method=method)  # noqa: S310
        request.add_header("Authorization", f"Bearer {self._token}")
        if method == "POST":
            request.add_header("Content-Type", "application/octet-stream" if raw is not None else "application/json")
            request.add_header("Idempotency-Key", headers.get("Idempotency-Key") or str(uuid.uuid4()))
        if headers.get("If-Match"):
            request.add_header("If-Match", str(headers["If-Match"]))
        return request


def each(listing: Callable[..., Any], **asked: object) -> Iterator[Any]:
    """Give every row of a list, part after part: ``each(client.list_assignments, state="overdue")``."""
    cursor = None
    while True:
        part = listing(**asked, cursor=cursor)
        yield from part["items"]
        cursor = part["next"]
        if cursor is None:
            return


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(content: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(content))
    except ValueError:
        return {"detail": content.decode("utf-8", errors="replace")[:500]}
