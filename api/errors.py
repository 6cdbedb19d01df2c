"""What goes wrong, told to whoever asked: a page that says what to do next, or problem+json under /api."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.deps import READING_METHODS, NotSignedIn, open_site
from api.rest.answers import ChangedMeanwhile
from api.rest.caller import NoToken
from api.web.pages import render
from core.accounts import SignedIn
from core.audit import Actor, record
from core.database import transaction
from core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Unavailable

STATUS: dict[type[DomainError], HTTPStatus] = {
    NoToken: HTTPStatus.UNAUTHORIZED,
    ChangedMeanwhile: HTTPStatus.PRECONDITION_FAILED,
    NotFound: HTTPStatus.NOT_FOUND,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Conflict: HTTPStatus.CONFLICT,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: "Yêu cầu không hợp lệ",
    HTTPStatus.UNAUTHORIZED: "Chưa có khóa",
    HTTPStatus.FORBIDDEN: "Không có quyền",
    HTTPStatus.NOT_FOUND: "Không tìm thấy",
    HTTPStatus.METHOD_NOT_ALLOWED: "Yêu cầu không hợp lệ",
    HTTPStatus.CONFLICT: "Chưa thực hiện được",
    HTTPStatus.PRECONDITION_FAILED: "Đã thay đổi",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Thông tin chưa đúng",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Có lỗi ở hệ thống",
    HTTPStatus.SERVICE_UNAVAILABLE: "Tạm thời chưa dùng được",
}
NEXT_STEPS = {
    HTTPStatus.FORBIDDEN: "Nếu cần làm việc này, đề nghị quản trị hệ thống kiểm tra vai trò của tài khoản.",
    HTTPStatus.NOT_FOUND: "Kiểm tra lại đường dẫn, hoặc quay về trang chủ để mở từ danh sách.",
    HTTPStatus.CONFLICT: "Tải lại trang trước để xem hiện trạng, rồi thực hiện lại nếu còn cần.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Quay lại trang trước, sửa thông tin rồi gửi lại.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Việc vừa làm chưa được ghi. Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Thử lại sau ít phút; nếu vẫn vậy, báo quản trị hệ thống.",
}
DEFAULT_NEXT_STEP = "Quay lại trang trước và thử lại."
# A thing that is not there, or that this account may not see: the answer is the same, the trail keeps the difference.
KEPT_REFUSALS = (NotFound, NotAllowed)

log = structlog.get_logger()


def add_error_pages(app: FastAPI) -> None:
    """Have every failure answered in the manner of this site."""
    app.add_exception_handler(DomainError, answer_domain_error)
    app.add_exception_handler(HTTPException, answer_http_error)
    app.add_exception_handler(RequestValidationError, answer_unreadable_form)
    app.add_exception_handler(OverflowError, answer_number_beyond_any_row)
    app.add_exception_handler(Exception, answer_failure)


def status_of(error: DomainError) -> HTTPStatus:
    """Return the HTTP status of a domain error's kind."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


def answer_domain_error(request: Request, error: Exception) -> Response:
    """Answer what the rules do not allow; nobody signed in is sent to the sign-in page."""
    if not isinstance(error, DomainError):
        raise error
    if isinstance(error, NotSignedIn) and not _is_api(request):
        return _to_sign_in(request)
    if isinstance(error, KEPT_REFUSALS):
        _keep_refusal(request, error)
    answer = _answer(request, status_of(error), error.message, error.reason, _fields(error))
    if isinstance(error, NoToken):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def answer_number_beyond_any_row(request: Request, error: Exception) -> Response:
    """Answer an address whose number no row can have."""
    log.info("request.refused", path=request.url.path, error=type(error).__name__)
    return _answer(request, HTTPStatus.NOT_FOUND, "Không có mục này trong hệ thống.", "not_found")


def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer an address or a method that the site does not have."""
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    message = (
        "Trang này không có trong hệ thống." if status is HTTPStatus.NOT_FOUND else "Hệ thống không hiểu yêu cầu này."
    )
    answer = _answer(request, status, message, status.name.lower())
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)  # which methods an address has
    return answer


def answer_unreadable_form(request: Request, error: Exception) -> Response:
    """Answer a form or an address whose parts cannot be taken as what they should be."""
    log.info("request.refused", path=request.url.path, error=type(error).__name__)
    message = "Một số thông tin gửi lên thiếu hoặc không đúng dạng."
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    fields = {".".join(map(str, each["loc"])) or "body": str(each["msg"]) for each in wrong}
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, message, "invalid", fields)


def answer_failure(request: Request, error: Exception) -> Response:
    """Answer a fault of ours; the server writes its traceback to the log."""
    log.error("request.failed", path=request.url.path, error=type(error).__name__)
    message = "Hệ thống gặp lỗi ngoài dự kiến."
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, message, "failure")


def _fields(error: DomainError) -> dict[str, str]:
    return error.fields if isinstance(error, Invalid) else {}


def _answer(
    request: Request, status: HTTPStatus, message: str, reason: str, fields: Mapping[str, str] | None = None
) -> Response:
    title = TITLES.get(status, TITLES[HTTPStatus.BAD_REQUEST])
    if _is_api(request):
        problem: dict[str, Any] = {
            "type": f"urn:dondoc:{reason}",
            "title": title,
            "status": status.value,
            "detail": message,
        }
        if fields:
            problem["errors"] = [{"field": name, "message": said} for name, said in fields.items()]
        return JSONResponse(problem, status_code=status, media_type="application/problem+json")
    next_step = NEXT_STEPS.get(status, DEFAULT_NEXT_STEP)
    return render(
        request,
        "errors/error.html",
        status=status,
        title=title,
        message=message,
        next_step=next_step,
        status_code=status.value,
        back=_back(request),
        typed=_typed(request),
    )


def _typed(request: Request) -> list[str]:
    """What was written in a form that is refused: browsers do not keep it, and nobody should write it twice."""
    sent = getattr(request.state, "sent", None)
    if sent is None:
        return []
    texts = (value for name, value in sent.multi_items() if isinstance(value, str) and "password" not in name)
    return [text.strip() for text in texts if " " in text.strip()]


def _to_sign_in(request: Request) -> Response:
    target = request.app.url_path_for("sign_in_page")
    if request.method in READING_METHODS and request.url.path != "/":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(
            str(request.url_for("sign_in_page").include_query_params(next=back)), HTTPStatus.SEE_OTHER
        )
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


def _keep_refusal(request: Request, error: DomainError) -> None:
    """Write the refusal in a transaction of its own: the request's one was rolled back."""
    who = _asking(request)
    if who is None:
        return
    site = open_site(request)
    with transaction(site.sessions) as session:
        record(
            session,
            site.clock.now(),
            who,
            "access.refused",
            ("account", who.account_id or 0),
            method=request.method,
            path=request.url.path,
            reason=error.reason,
        )


def _asking(request: Request) -> Actor | None:
    """Who asks: the program behind a token, or who is signed in."""
    program: Actor | None = getattr(request.state, "actor", None)
    signed_in: SignedIn | None = getattr(request.state, "signed_in", None)
    return program or (signed_in.actor if signed_in else None)


def _back(request: Request) -> str | None:
    """The page of this site from which a form came, so that what was typed is not lost."""
    source = urlsplit(request.headers.get("referer", ""))
    if request.method in READING_METHODS or source.netloc != request.headers.get("host"):
        return None
    return source.path + (f"?{source.query}" if source.query else "")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")
