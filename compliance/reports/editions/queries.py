"""What is asked of the editions, and the rows behind one. Reads only."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.counters.records import Record, counted_of
from compliance.entries.counting import Figures
from compliance.entries.models import LateFlag, Return
from compliance.entries.returns import Ending
from compliance.reports.editions.files import BOM, csv_cell, csv_line
from compliance.reports.editions.models import Edition, EditionCorrection, ErrorReport
from compliance.reports.editions.small import mask_rows
from compliance.reports.kinds import Kind
from compliance.reports.measures import BY_KEY
from compliance.reports.periods import Period
from compliance.reports.plan import MOVED_NAMES, days_of
from compliance.reports.queries import Names, rows
from compliance.reports.tables import Row, Tally
from compliance.reports.titles.queries import cleared_titles
from core.errors import NotFound
from core.organisation import Unit
from core.queries import standings
from extraction.models import Assignment, Task
from ingest.models import Directive

DRAFT, PREVIEW, APPROVED, PUBLISHED, DISCARDED = "draft", "preview", "approved", "published", "discarded"
LIVING = (DRAFT, PREVIEW, APPROVED)
HEAD = ("Mã", "Đơn vị", "Lĩnh vực", "Số, ký hiệu", "Ngày ban hành", "Kết quả", "Cập nhật", "Ngày làm việc chậm",
        "Chưa hoàn thành", "Lần ghi nhận chậm", "Trả lại vì chậm", "Trả lại vì sai", "Trả lại vì chưa đúng yêu cầu",
        "Gia hạn", "Không có thời hạn", "Nhiệm vụ")  # fmt: skip
EARNED = "earned"
WORDS = {key: measure.name for key, measure in BY_KEY.items()} | {
    "running": "Chưa hết hạn cập nhật",
    EARNED: "Ghi nhận trước khi chuyển sang đơn vị kế thừa",
}
MASKED = "(hạn chế)"
_BLOCK = 1000
MOST_MOVED = 5000
LONGEST_TEXT = 240


class _Paper(NamedTuple):
    """Number and day of a directive as the rows tell them."""

    number: str
    day: str
    is_masked: bool = False

    @property
    def cells(self) -> str:
        """Both as cells of a line."""
        return f"{csv_cell(self.number)},{csv_cell(self.day)}"


@dataclass(slots=True)
class Counted:
    """The sums of a period, filled while its rows are read; and the tasks that moved the plan, the first ones.

    ``moved`` stays inside: it is for the reports, and never published.
    """

    tally: Tally = field(default_factory=Tally)
    moved: list[dict[str, Any]] = field(default_factory=list)


def counted_rows(
    session: Session, period: Period, known_at: datetime, law: Law, names: Names, found: Counted
) -> Iterator[bytes]:
    """Give the rows behind a period's sums as CSV, in order of the assignments' numbers, and add each up.

    However many there are, only so many of them are in memory.
    """
    yield (BOM + csv_line(HEAD)).encode()
    told: dict[Kind, str] = {}
    cells = tuple({owner: csv_cell(name) for owner, name in names.of(scope).items()} for scope in ("unit", "field"))
    titles = cleared_titles(session, known_at)
    every = rows(session, period, known_at, law)
    for _, block in groupby(every, key=lambda each: (each[0].assignment_id - 1) // _BLOCK):
        of_block = sorted(block, key=lambda each: each[0].assignment_id)
        papers = _papers(session, of_block[0][0].assignment_id, of_block[-1][0].assignment_id)
        lines = []
        for record, row in of_block:
            found.tally.add(row)
            number = record.assignment_id
            of_field, paper = cells[1].get(row.owners.field_id, ""), papers[number].cells
            title = csv_cell(titles.get(row.task_id, ""))
            for unit_id, kind in _told_of(row):
                if kind not in told:
                    told[kind] = _middle_of_line(kind)
                lines.append(f"{number},{cells[0].get(unit_id, '')},{of_field},{paper},{told[kind]},{title}\r\n")
        yield "".join(lines).encode()
        left = MOST_MOVED - len(found.moved)
        moved = [each for each in of_block if each[1].kind.plan.moved][:left] if left else []
        if moved:
            found.moved += _moved(session, moved, names, papers, period.cut_off_at)


def published_rows(kept: Path, together: Mapping[str, Sequence[str]]) -> Iterator[bytes]:
    """Give the kept rows as they are published: those of groups told together do not say of which they are."""
    columns = {"unit": HEAD[1], "field": HEAD[2]}
    masked = {HEAD[0]: "", HEAD[3]: MASKED, HEAD[4]: MASKED, HEAD[-1]: ""}
    with kept.open(encoding="utf-8-sig", newline="") as file:
        yield BOM.encode()
        for row in mask_rows(csv.reader(file), together, columns, masked):
            yield csv_line(row).encode()


def table_names(session: Session, names: Names) -> dict[str, dict[int, str]]:
    """Return which lines a table has: every unit subject to the regulation, every field."""
    subject = standings(session)
    return {
        "unit": {owner: name for owner, name in names.unit.items() if subject.get(owner)},
        "field": {owner: name for owner, name in names.field.items() if owner},
    }


def edition(session: Session, edition_id: int) -> Edition:
    """Return one edition.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(Edition, edition_id)
    if found is None:
        message = f"Không có bản công bố số {edition_id}."
        raise NotFound(message)
    return found


def published(session: Session, period: str | None = None) -> Sequence[Edition]:
    """Return the published editions, of one period or of all, newest first."""
    question = select(Edition).where(Edition.state == PUBLISHED)
    if period is not None:
        question = question.where(Edition.period == period)
    return session.scalars(question.order_by(Edition.published_at.desc(), Edition.id.desc())).all()


def published_as(session: Session, period: str, number: int | None = None) -> Edition:
    """Return a published edition of a period, the newest unless a number is given.

    Raises:
        NotFound: nothing of it is published.
    """
    for found in published(session, period):
        if number is None or found.number == number:
            return found
    message = f"Chưa công bố số liệu của kỳ {period}" + (f", bản số {number}." if number else ".")
    raise NotFound(message)


def editions(session: Session) -> Sequence[Edition]:
    """Return all editions, newest first."""
    return session.scalars(select(Edition).order_by(Edition.id.desc())).all()


def newest_of(session: Session, period: str) -> Edition | None:
    """Return a period's newest edition that was not given up, or None."""
    return next((row for row in reversed(of_period(session, period)) if row.state != DISCARDED), None)


def of_period(session: Session, period: str) -> Sequence[Edition]:
    """Return the editions of a period, in order of number."""
    return session.scalars(select(Edition).where(Edition.period == period).order_by(Edition.number)).all()


def corrections(
    session: Session, edition_id: int, unit_ids: frozenset[int] | None = None
) -> list[tuple[EditionCorrection, str]]:
    """Return the corrections asked of an edition with the units' names, oldest first.

    Args:
        unit_ids: those of these units alone.
    """
    question = (
        select(EditionCorrection, Unit.name)
        .join(Unit, Unit.id == EditionCorrection.unit_id)
        .where(EditionCorrection.edition_id == edition_id)
    )
    if unit_ids is not None:
        question = question.where(EditionCorrection.unit_id.in_(unit_ids))
    return [(row[0], row[1]) for row in session.execute(question.order_by(EditionCorrection.id))]


def error_reports(session: Session, edition_id: int) -> Sequence[ErrorReport]:
    """Return the errors reported of an edition, oldest first."""
    question = select(ErrorReport).where(ErrorReport.edition_id == edition_id)
    return session.scalars(question.order_by(ErrorReport.id)).all()


def error_report(session: Session, code: str) -> ErrorReport:
    """Return the reported error that a code leads to.

    Raises:
        NotFound: no error was reported under this code.
    """
    found = session.scalar(select(ErrorReport).where(ErrorReport.code == code))
    if found is None:
        message = "Không có báo sai sót mang mã này."
        raise NotFound(message)
    return found


def answered_errors(session: Session, edition_id: int) -> list[tuple[datetime, str]]:
    """Return the answers to what readers reported of an edition, with their days, oldest first.

    What the readers wrote is left out: it may name people.
    """
    return [
        (row.answered_at, row.answer)
        for row in error_reports(session, edition_id)
        if row.answered_at is not None and row.answer is not None
    ]


def published_with(session: Session, sha256: str) -> tuple[Edition, str] | None:
    """Return the published edition that has a file of this SHA-256, and the file's name."""
    for row in published(session):
        for name, told in row.files.items():
            if told["sha256"] == sha256:
                return row, name
    return None


def overturned_since(session: Session, shown: Edition) -> bool:
    """Return whether a verdict that an edition counted was overturned after the edition was made."""
    for table, made_at in ((LateFlag, LateFlag.written_at), (Return, Return.made_at)):
        question = select(table.id).where(
            table.voided_at >= shown.known_at, table.ending == Ending.OVERTURNED, made_at < shown.cut_off_at
        )
        if session.scalar(question.limit(1)) is not None:
            return True
    return False


def _moved(
    session: Session, of_block: list[tuple[Record, Row]], names: Names, papers: dict[int, _Paper], cut_off_at: datetime
) -> list[dict[str, Any]]:
    """Tell the assignments that moved the plan; the text of a purged directive is masked."""
    question = select(Assignment.id, Task.text).join(Task, Task.id == Assignment.task_id)
    told = session.execute(question.where(Assignment.id.in_([record.assignment_id for record, _ in of_block])))
    texts: dict[int, str] = {row[0]: row[1] for row in told}
    found = []
    for record, row in of_block:
        number, moved = record.assignment_id, row.kind.plan.moved
        planned_on, deadline_on = days_of(counted_of(record), cut_off_at)
        found.append(
            {
                "assignment": number,
                "unit": names.unit.get(row.owners.unit_id, ""),
                "number": papers[number].number,
                "text": MASKED if papers[number].is_masked else texts[number][:LONGEST_TEXT],
                "moved": MOVED_NAMES[moved] if moved else "",
                "planned_on": planned_on and planned_on.isoformat(),
                "deadline_on": deadline_on and deadline_on.isoformat(),
            }
        )
    return found


def _told_of(row: Row) -> Iterator[tuple[int, Kind]]:
    """Give the lines of a row: its unit's, and one for each former holder with the flags and returns that it keeps."""
    if not row.earned:
        yield row.owners.unit_id, row.kind
        return
    own = replace(row.kind, figures=row.kind.figures - sum(row.earned.values(), Figures()))
    yield row.owners.unit_id, own
    for unit_id, figures in row.earned.items():
        yield unit_id, Kind(figures)


def _papers(session: Session, first_id: int, last_id: int) -> dict[int, _Paper]:
    """Number and issue day of the directives of a block of assignments; those of a purged one are masked."""
    question = (
        select(Assignment.id, Directive.number, Directive.issued_on, Directive.purged_at.is_not(None))
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(Assignment.id.between(first_id, last_id))
    )
    return {
        row[0]: _Paper(MASKED, MASKED, is_masked=True)
        if row[3]
        else _Paper(row[1] or "", row[2].isoformat() if row[2] else "")
        for row in session.execute(question)
    }


def _middle_of_line(kind: Kind) -> str:
    """Return what a line of the rows says of what an assignment adds."""
    figures = kind.figures
    told = [WORDS.get(key or "", "") for key in (kind.outcome or EARNED, kind.entry)]
    return ",".join(
        csv_cell(value)
        for value in (
            *told, kind.late_days, figures.incomplete, figures.flags, figures.returned_late,
            figures.returned_wrong, figures.returned_not_as_required, figures.extended, figures.without_deadline,
        )
    )  # fmt: skip
