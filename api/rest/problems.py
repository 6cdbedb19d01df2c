"""What goes wrong, as the description of the interface tells it: problem+json (RFC 9457), one kind a status."""

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

PROBLEM_JSON = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(extra="forbid")

    field: Annotated[str, Field(examples=["planned_on"])]
    message: Annotated[str, Field(examples=["Nêu ngày dự kiến hoàn thành."])]


class Problem(BaseModel):
    """Why a request was not done; nothing of it was."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(description="Lý do, không đổi theo phiên bản.", examples=["urn:dondoc:not_found"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="Nói với người: đã gặp gì, cần làm gì.")]
    errors: Annotated[list[FieldProblem] | None, Field(description="Từng ô sai, khi biết.")] = None


SAID: dict[HTTPStatus, tuple[str, str, str]] = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "Yêu cầu không hợp lệ", "The body cannot be read at all."),
    HTTPStatus.UNAUTHORIZED: ("no_token", "Chưa có khóa", "No token, or it is unknown, revoked or ended."),
    HTTPStatus.FORBIDDEN: ("scope_missing", "Không có quyền", "The token may not do this; the try is kept."),
    HTTPStatus.NOT_FOUND: ("not_found", "Không tìm thấy", "There is none, or not for this account; the try is kept."),
    HTTPStatus.CONFLICT: (
        "key_reused",
        "Chưa thực hiện được",
        "Not possible in the present state, or the key was used.",
    ),
    HTTPStatus.LENGTH_REQUIRED: ("length_required", "Yêu cầu không hợp lệ", "The length of the body is not told."),
    HTTPStatus.PRECONDITION_FAILED: ("changed_meanwhile", "Đã thay đổi", "It is no longer as If-Match says."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "Quá lớn", "The body is too large."),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", "Thông tin chưa đúng", "Something that was sent cannot be taken."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("unavailable", "Tạm thời chưa dùng được", "Try again in some minutes."),
}
READ = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
WRITTEN = (
    *READ,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.LENGTH_REQUIRED,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
)


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return what the description tells of some statuses."""
    return {status.value: _told(status) for status in statuses}


def _told(status: HTTPStatus) -> dict[str, Any]:
    reason, title, description = SAID[status]
    example = {"type": f"urn:dondoc:{reason}", "title": title, "status": status.value, "detail": title + "."}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {PROBLEM_JSON: {"schema": schema, "example": example}}}


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Still as If-None-Match says; no body."}}
READS = problems(*READ) | UNCHANGED
WRITES = problems(*WRITTEN)
