"""Workbooks that come with a form: their cells, read in a process of its own, or the reason in words."""

from fastapi import UploadFile

from api.deps import Site
from core.errors import Invalid
from core.grid import Grid
from ingest.connectors.settling import shown
from ingest.readers.failures import Unreadable

LARGEST_SHEET = 10_000_000
LARGEST_NAME = 255


def sheet_of(site: Site, file: UploadFile) -> tuple[bytes, str, tuple[Grid, ...]]:
    """Return the bytes, the name and the cells of a workbook or CSV file.

    Raises:
        Invalid: no file, too large a one, or one that cannot be read; nothing is kept.
    """
    name = plain_name(file)
    content = file.file.read(LARGEST_SHEET + 1)
    if not name or not content:
        message = "Chưa chọn tệp. Chọn một tệp XLSX hoặc CSV rồi gửi lại."
        raise Invalid(message, fields={"file": message})
    if len(content) > LARGEST_SHEET:
        message = (
            f"Tệp quá lớn: bảng nhiệm vụ chỉ nhận đến {LARGEST_SHEET // 1_000_000} MB. Đề nghị tách thành nhiều tệp."
        )
        raise Invalid(message, fields={"file": message})
    try:
        return content, name, site.renderer.grids(content)
    except Unreadable as unreadable:
        raise Invalid(unreadable.message, fields={"file": unreadable.message}) from unreadable


def plain_name(file: UploadFile) -> str:
    """Return a file's name without folders, as it may stand in a row; empty where no file was chosen."""
    return shown((file.filename or "").rpartition("/")[2].rpartition("\\")[2].strip())[-LARGEST_NAME:]
