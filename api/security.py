"""What stands between the network and the routes: strict headers, the origin of forms, the size of what is sent."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LARGEST_FORM = 1_000_000
# Beside the file an upload carries field names, boundaries and the form's token.
FORM_AROUND_A_FILE = 100_000
TOKEN_PATHS = "/api/v1/"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it browsers send "Origin: null" on our own forms, and the origin check could not stand.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Refuse what must not reach a route, and put the headers on every answer."""

    def __init__(self, app: ASGIApp, upload_paths: Iterable[str], max_upload_bytes: int) -> None:
        self.app = app
        self.upload_paths = frozenset(upload_paths)
        self.max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message))
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if scope["method"] not in UNSAFE_METHODS:
            return None
        headers = Headers(scope=scope)
        # A program brings its token in a header that no page of another site can send; cookies do not count there.
        by_token = scope["path"].startswith(TOKEN_PATHS)
        if not by_token and not comes_from_here(headers):
            return PlainTextResponse("Yêu cầu đến từ trang khác nên bị từ chối.", status_code=403)
        # Without a length and without a transfer coding there is no body (RFC 9112 §6.3).
        length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
        if not length.isdecimal():
            return _refused(HTTPStatus.LENGTH_REQUIRED, "Yêu cầu không cho biết độ dài.", as_problem=by_token)
        if int(length) > self._largest(scope["path"]):
            limit = self.max_upload_bytes // 1_000_000
            too_large = f"Tệp quá lớn: chỉ nhận tệp đến {limit} MB."
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large, as_problem=by_token)
        return None

    def _largest(self, path: str) -> int:
        return self.max_upload_bytes + FORM_AROUND_A_FILE if path in self.upload_paths else LARGEST_FORM


def _refused(status: HTTPStatus, message: str, *, as_problem: bool) -> Response:
    if not as_problem:
        return PlainTextResponse(message, status_code=status)
    problem = {"type": f"urn:dondoc:{status.name.lower()}", "title": "Yêu cầu không hợp lệ", "status": status.value}
    return JSONResponse(problem | {"detail": message}, status, media_type="application/problem+json")


def comes_from_here(headers: Headers) -> bool:
    """Return whether a form was sent by a page of this very host: by its Origin, else by its Referer; neither is no."""
    source = headers.get("origin") or headers.get("referer")
    return source is not None and urlsplit(source).netloc == headers.get("host")


def _add_headers(headers: MutableHeaders) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
