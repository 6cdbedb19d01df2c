"""What forms send, read with care, and where the browser goes afterwards."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse

from core.errors import Invalid


async def sent_form(request: Request) -> FormData:
    """Return the whole form: for pages whose fields depend on what they show."""
    return await request.form()


Choice = TypeVar("Choice", bound=StrEnum)
SentForm = Annotated[FormData, Depends(sent_form)]


def go_to(path: str, done: str | None = None, anchor: str = "") -> RedirectResponse:
    """Send the browser to a page after a form, telling there what was done."""
    query = f"?{urlencode({'done': done})}" if done else ""
    return RedirectResponse(f"{path}{query}{anchor}", HTTPStatus.SEE_OTHER)


def text_of(form: FormData, name: str) -> str:
    """Return a text field without outer spaces, line breaks as one line feed; empty if it was not sent."""
    value = form.get(name)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """Return every filled value of a field that may stand several times."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str) and value.strip()]


def day_of(form: FormData, name: str, label: str) -> date | None:
    """Return a day field; browsers send 2026-08-24, people without a date field write 24/08/2026.

    Raises:
        Invalid: it is no day of the calendar.
    """
    text = text_of(form, name)
    if not text:
        return None
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{label}: “{text}” không phải là một ngày. Ghi theo dạng 24/08/2026."
        raise Invalid(message, fields={name: message}) from error


def asked_day(text: str) -> date | None:
    """Return a day that stands in the address; empty is none.

    Raises:
        Invalid: it is no day of the calendar.
    """
    return day_of(FormData({"day": text}), "day", "Ngày")


def choice_of(form: FormData, name: str, choices: type[Choice]) -> Choice | None:
    """Return one of the choices, or None if none was made.

    Raises:
        Invalid: what was sent is none of them.
    """
    text = text_of(form, name)
    if not text:
        return None
    try:
        return choices(text)
    except ValueError as error:
        message = "Biểu mẫu có lựa chọn không hợp lệ. Đề nghị tải lại trang rồi thực hiện lại."
        raise Invalid(message, fields={name: message}) from error


def number_of(form: FormData, name: str) -> int:
    """Return a whole number that the page itself put into the form.

    Raises:
        Invalid: it is none.
    """
    text = text_of(form, name)
    if not text.isdecimal():
        message = "Biểu mẫu thiếu thông tin. Đề nghị tải lại trang rồi thực hiện lại."
        raise Invalid(message)
    return int(text)


def units_of(labels: Iterable[str], known: Mapping[str, int]) -> list[int]:
    """Return the units that were named, each once, in the order given.

    Args:
        known: unit id by label, as the page offered them.

    Raises:
        Invalid: a label is none of these.
    """
    found: dict[int, None] = {}
    for label in labels:
        if label not in known:
            message = f"Không có đơn vị “{label}” trong danh mục. Chọn tên từ danh sách gợi ý."
            raise Invalid(message, fields={"units": message})
        found[known[label]] = None
    return list(found)
