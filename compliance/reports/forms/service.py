"""What is done with templates: taken after a check, replaced, retired, and filled from an edition as one pack."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from compliance.reports.editions.files import as_json
from compliance.reports.editions.models import Edition
from compliance.reports.editions.queries import published, published_as
from compliance.reports.editions.service import WORDS, moved_in, numbers_in
from compliance.reports.forms import sheets
from compliance.reports.forms.models import ReportTemplate
from compliance.reports.forms.placeholders import Fault, bound_to, faults_of
from compliance.reports.forms.queries import newest_version, template, templates, templates_for
from compliance.reports.forms.values import Source, number_values, text_values
from compliance.reports.periods import PeriodKind, read_period
from core import word_templates
from core.archives import archive
from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.storage import FileStore
from core.typesetting import typeset

FOLDER = Path(__file__).resolve().parent.parent / "templates"
SHIPPED = (("Báo cáo kết quả thực hiện nhiệm vụ", "docx", "bao-cao.docx"), ("Phụ lục số liệu", "xlsx", "phu-luc.xlsx"))
PAGE = FOLDER / "report.typ"
FORMS = ("docx", "xlsx")
MOST_FAULTS = 20
LONGEST_NAME = 120


class FaultyTemplate(Invalid):
    """A template asks for what there is not, or for what has come to mean something else."""

    reason = "faulty_template"


class NoPack(Conflict):
    """No template is in use for this length of period."""

    reason = "no_pack"


def take_template(
    session: Session,
    store: FileStore,
    given: tuple[str, str, bytes],
    kinds: Sequence[str],
    who: Actor,
    now: datetime,
) -> ReportTemplate:
    """Keep a template as the newest version of its name.

    Args:
        given: its name, its file's name, its bytes.
        kinds: the lengths of period whose pack it belongs to.

    Raises:
        Invalid: it has no name or no length of period, or is neither a Word file nor a workbook.
        FaultyTemplate: something in its braces is wrong; every fault is told with its place.
    """
    name, file_name, content = given[0].strip(), given[1].lower(), given[2]
    form = file_name.rpartition(".")[2]
    if form not in FORMS:
        message = "Chỉ nhận mẫu dạng .docx hoặc .xlsx. Mở tệp bằng Word hoặc Excel, lưu lại theo dạng ấy rồi tải lên."
        raise Invalid(message, fields={"file": message})
    if not name or len(name) > LONGEST_NAME or not kinds or set(kinds) - set(PeriodKind):
        message = f"Ghi tên mẫu (không quá {LONGEST_NAME} ký tự) và chọn ít nhất một loại kỳ."
        raise Invalid(message, fields={"name": message})
    texts = _texts_of(form, content)
    _refuse(name, faults_of(texts, has_loops=form == "docx"))
    for row in templates(session):
        if row.name == name:
            row.retired_at = now
    made = ReportTemplate(
        name=name, version=newest_version(session, name) + 1, form=form, kinds=sorted(set(kinds)),
        sha256=store.put(content), definitions=bound_to(texts), uploaded_at=now, uploaded_by_id=who.account_id,
        retired_at=None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, now, who, "report_template.taken", ("report_template", made.id), name=name, sha256=made.sha256)
    return made


def retire_template(session: Session, template_id: int, who: Actor, now: datetime) -> ReportTemplate:
    """Use a template no more; what was made with it stays as it is."""
    row = template(session, template_id)
    row.retired_at = row.retired_at or now
    record(session, now, who, "report_template.retired", ("report_template", row.id), name=row.name)
    return row


def take_shipped(session: Session, store: FileStore, who: Actor, now: datetime) -> list[ReportTemplate]:
    """Take the templates that ship with dondoc where none of their names was ever taken."""
    return [
        take_template(session, store, (name, file_name, (FOLDER / file_name).read_bytes()), tuple(PeriodKind), who, now)
        for name, _, file_name in SHIPPED
        if not newest_version(session, name)
    ]


def faults_in_use(store: FileStore, row: ReportTemplate) -> list[Fault]:
    """Return what is wrong with a kept template by today's measures."""
    texts = _texts_of(row.form, store.get(row.sha256))
    return faults_of(texts, row.definitions, has_loops=row.form == "docx")


def make_pack(session: Session, store: FileStore, shown: Edition) -> tuple[str, bytes]:
    """Return the reports of an edition in one archive: every template of its length of period filled, and the PDF.

    Equal numbers and templates give equal bytes.

    Raises:
        NoPack: no template is in use for this length of period.
        FaultyTemplate: a template is stale or asks for what there is not; nothing is made.
    """
    period = read_period(shown.period)
    rows = templates_for(session, period.kind)
    if not rows:
        message = "Chưa có mẫu báo cáo nào cho loại kỳ này. Tải mẫu lên, hoặc lấy mẫu có sẵn, ở trang Báo cáo."
        raise NoPack(message)
    for row in rows:
        _refuse(row.name, faults_in_use(store, row))
    source = source_of(session, store, shown)
    fillers: Mapping[str, Callable[[bytes], bytes]] = {
        "docx": lambda content: word_templates.fill(content, text_values(source)),
        "xlsx": lambda content: sheets.fill(content, number_values(source)),
    }
    files = {f"{row.name}.{row.form}": fillers[row.form](store.get(row.sha256)) for row in rows}
    files[f"bao-cao-{shown.period}.pdf"] = report_pdf(source, shown)
    told = {
        "edition": f"{shown.period}/{shown.number}",
        "state": WORDS[shown.state],
        "cut_off_at": source.numbers["cut_off_at"],
        "known_at": source.numbers["known_at"],
        "numbers_sha256": shown.files["numbers.json"]["sha256"],
        "templates": [{"name": row.name, "version": row.version, "sha256": row.sha256} for row in rows],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return f"bao-cao-{shown.period}-ban-{shown.number}.zip", archive({**files, "ke-khai.json": as_json(told)})


def report_pdf(source: Source, shown: Edition) -> bytes:
    """Return the report of an edition as PDF."""
    return typeset(PAGE, page_data(source), shown.known_at)


def page_data(source: Source) -> dict[str, Any]:
    """Return what the typeset page shows: the texts of a template, and the columns of its tables with their names."""
    return {**text_values(source), "law": dict(source.numbers["law"])}


def source_of(session: Session, store: FileStore, shown: Edition) -> Source:
    """Return what a report of an edition is made from; the period before as it was published last."""
    before = read_period(shown.period).before().key
    has_before = bool(published(session, before))
    return Source(
        numbers_in(store, shown),
        WORDS[shown.state],
        moved_in(store, shown),
        numbers_in(store, published_as(session, before)) if has_before else None,
    )


def _texts_of(form: str, content: bytes) -> list[tuple[str, str]]:
    return word_templates.texts_of(content) if form == "docx" else sheets.texts_of(content)


def _refuse(name: str, faults: Sequence[Fault]) -> None:
    if faults:
        told = "; ".join(str(fault) for fault in faults[:MOST_FAULTS])
        more = f"; và {len(faults) - MOST_FAULTS} lỗi nữa" if len(faults) > MOST_FAULTS else ""
        message = f"Mẫu “{name}” có {len(faults)} lỗi: {told}{more}."
        raise FaultyTemplate(message, fields={"file": message})
