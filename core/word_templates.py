"""Word files as templates: what stands in their braces, by place, and the file with all of it filled in.

The one door to docxtpl. A template is not trusted: whoever fills one in has checked what stands in its braces, and the
environment that fills it reaches nothing but the values given.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.archives import without_times
from core.errors import Invalid

LARGEST = 5_000_000
LARGEST_UNPACKED = 50_000_000


class BrokenTemplate(Invalid):
    """A template is no file of its kind, or its braces do not close."""

    reason = "broken_template"


def texts_of(content: bytes) -> list[tuple[str, str]]:
    """Return the texts of a Word file with their places, in reading order, headers and footers last.

    Raises:
        BrokenTemplate: it is no Word file.
    """
    return list(_texts(_open(content)))


def fill(content: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the file with every placeholder filled in; equal values give equal bytes.

    Raises:
        BrokenTemplate: it is no Word file, or it asks for what is not there.
    """
    template = _open(content)
    try:
        template.render(dict(values), ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
    except TemplateError as error:
        message = f"Không điền được mẫu: {error}. Sửa mẫu rồi tải lên lại."
        raise BrokenTemplate(message) from error
    made = io.BytesIO()
    template.save(made)
    return without_times(made.getvalue())


def _open(content: bytes) -> DocxTemplate:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            is_huge = sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED
        if is_huge or len(content) > LARGEST:
            message = f"Mẫu quá lớn: chỉ nhận tệp DOCX đến {LARGEST // 1_000_000} MB."
            raise BrokenTemplate(message)
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, SyntaxError) as error:
        message = "Tệp không phải là văn bản Word (.docx), hoặc đã hỏng. Mở bằng Word, lưu lại dạng .docx rồi tải lên."
        raise BrokenTemplate(message) from error
    return template


def _texts(template: DocxTemplate) -> Iterator[tuple[str, str]]:
    document = template.docx
    for number, paragraph in enumerate(document.paragraphs, 1):
        yield f"đoạn {number}", paragraph.text
    yield from _of_tables(document.tables, "")
    for number, section in enumerate(document.sections, 1):
        for name, part in (("đầu trang", section.header), ("chân trang", section.footer)):
            if not part.is_linked_to_previous:
                place = f"{name} của phần {number}"
                yield from ((place, paragraph.text) for paragraph in part.paragraphs)
                yield from _of_tables(part.tables, f"{place}, ")


def _of_tables(tables: Any, before: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - python-docx has no types
    for number, table in enumerate(tables, 1):
        seen = set()
        for row_number, row in enumerate(table.rows, 1):
            for column_number, cell in enumerate(row.cells, 1):
                if cell._tc not in seen:  # noqa: SLF001 - a merged cell is given for each column that it covers
                    seen.add(cell._tc)  # noqa: SLF001
                    yield f"{before}bảng {number}, hàng {row_number}, cột {column_number}", cell.text
