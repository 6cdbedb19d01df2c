"""The description of the interface (OpenAPI): made from the routes, completed with what they cannot say."""

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api.rest.examples import EXAMPLES
from api.rest.problems import Problem

PATH = "/api/v1/openapi.json"
VERSION = "1.0.0"
ABOUT = """\
Giao diện lập trình của Đôn Đốc. Cách nối, từng bước: docs/api.md.

* **Khóa**: `Authorization: Bearer dd_…`. Khóa thay mặt một tài khoản: chỉ thấy và chỉ làm được những gì tài khoản ấy
  được phép, trong các phạm vi (scope) của khóa. Mọi lần bị từ chối (403, 404) và mọi lần mở văn bản đều được ghi lại.
* **Danh sách** trả từng phần: `next` là con trỏ của phần sau, null là hết. Dòng thêm, bớt giữa chừng không làm lệch.
* **ETag**: gửi lại trong `If-None-Match` để nhận 304 khi không đổi; trong `If-Match` khi ghi để nhận 412 khi đã đổi.
* **Ghi** cần `Idempotency-Key`: gửi lại cùng khóa, cùng nội dung thì nhận lại câu trả lời cũ, không làm hai lần.
* **Lỗi** là `application/problem+json`: `type` để máy đọc, `detail` để người đọc, `errors` là từng ô sai.
* **Thời điểm** là UTC (`…Z`); ngày là ngày theo giờ Việt Nam. Thời điểm hết hạn là khởi điểm của chậm, quá hạn.
"""
TAGS = [
    {"name": "documents", "description": "Đẩy văn bản vào hệ thống."},
    {"name": "directives", "description": "Văn bản chỉ đạo."},
    {"name": "tasks", "description": "Nhiệm vụ, phân công, cập nhật và báo cáo."},
    {"name": "acts of units", "description": "Việc đơn vị làm: cập nhật, báo cáo, đề nghị, kiến nghị."},
    {"name": "decisions of the Office", "description": "Việc Văn phòng quyết định."},
    {"name": "figures", "description": "Số liệu cho Trung tâm điều hành (IOC) và ứng dụng của lãnh đạo."},
    {"name": "register", "description": "Đơn vị, lĩnh vực, lãnh đạo, lịch làm việc, phiếu tính hạn."},
    {"name": "webhooks", "description": "Báo cho hệ thống khác khi có việc xảy ra (CloudEvents có chữ ký)."},
]

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def openapi(request: Request) -> JSONResponse:
    """Give the description; it holds nothing of this installation and needs no token."""
    return JSONResponse(described(request.app))


@cache
def described(app: FastAPI) -> dict[str, Any]:
    """Return the description of the routes under /api/v1, with examples and the form of problems."""
    routes = [
        route for route in every_route(app.routes) if route.path.startswith("/api/v1/") and route.include_in_schema
    ]
    plain = get_openapi(
        title="Đôn Đốc", version=VERSION, description=ABOUT, routes=routes, tags=TAGS, openapi_version="3.1.0"
    )
    plain["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    schemas = plain["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
    for path in plain["paths"].values():
        for operation in path.values():
            _complete(operation)
    return plain


def every_route(routes: list[Any]) -> list[APIRoute]:
    """Return the application's own routes, however deep the framework keeps them, in their order."""
    found = []
    for route in routes:
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            found += every_route(list(getattr(getattr(route, "original_router", None), "routes", [])))
    return found


def _complete(operation: dict[str, Any]) -> None:
    """Name the operation as the client calls it, and the headers that its answers carry."""
    operation["operationId"] = operation["operationId"].partition("_api_v1")[0]
    for status, told in operation["responses"].items():
        if status == "200" and "application/json" in told.get("content", {}):
            told["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Dấu của nội dung."}}
        if status == "201":
            text = {"type": "string", "enum": ["true", "false"]}
            told["headers"] = {"Idempotent-Replayed": {"schema": text, "description": "true: câu trả lời cũ."}}
