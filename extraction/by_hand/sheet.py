"""A workbook's rows as tasks: columns known by their words, every error by sheet and line; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.grid import Grid, GridRow, Header, Problem, find_header, read_day, rows_below
from core.naming import fold
from extraction.by_hand.unit_cells import CellUnits, read_units
from extraction.grammar.register import Register
from extraction.grammar.terms import parse_term
from extraction.values import Term, TermKind
from ingest.identity import number_key

# By column the phrases of its header, folded. A cell means the column whose longest phrase it holds.
COLUMNS: Mapping[str, Sequence[str]] = {
    "text": ("nhiem vu", "noi dung", "noi dung nhiem vu", "noi dung cong viec", "cong viec", "viec can lam"),
    "lead": (
        "chu tri", "don vi chu tri", "co quan chu tri", "don vi thuc hien", "co quan thuc hien", "don vi duoc giao",
    ),
    "coordinating": ("phoi hop", "don vi phoi hop", "co quan phoi hop", "don vi phoi hop thuc hien"),
    "deadline": (
        "thoi han", "han hoan thanh", "thoi gian hoan thanh", "thoi gian thuc hien", "thoi han hoan thanh", "han",
        "thoi gian", "tien do hoan thanh",
    ),
    "product": ("san pham", "ket qua dau ra", "san pham du kien", "ket qua", "san pham ket qua", "san pham dau ra"),
    "number": ("so ky hieu", "so van ban", "van ban giao", "so hieu", "so va ky hieu"),
    "issued_on": ("ngay ban hanh", "ngay giao", "ngay van ban", "ngay ky"),
    "issuer": ("co quan ban hanh", "noi ban hanh"),
    "signer": ("nguoi ky", "nguoi giao", "lanh dao giao", "nguoi chi dao", "lanh dao chi dao"),
    "officer": ("can bo", "can bo phu trach", "chuyen vien", "nguoi thuc hien", "nguoi phu trach", "dau moi"),
    "progress": (
        "tien do", "tien do thuc hien", "ket qua thuc hien", "tinh hinh thuc hien", "da thuc hien", "tien do den nay",
    ),
    "planned_on": ("du kien hoan thanh", "ngay du kien hoan thanh", "thoi gian du kien"),
    "ordinal": ("stt", "tt", "so thu tu"),
    "note": ("ghi chu",),
}  # fmt: skip
NEEDED = ("text", "lead")
LABELS = {
    "text": "Nội dung nhiệm vụ",
    "lead": "Đơn vị chủ trì",
    "coordinating": "Đơn vị phối hợp",
    "deadline": "Thời hạn",
    "product": "Sản phẩm",
    "number": "Số, ký hiệu văn bản giao",
    "issued_on": "Ngày giao",
    "issuer": "Cơ quan ban hành",
    "signer": "Người ký",
    "officer": "Cán bộ phụ trách",
    "progress": "Tiến độ đã thực hiện",
    "planned_on": "Dự kiến hoàn thành",
}
GUIDE = "huong dan"  # the sheet of our own template that says how to fill in the other
SHORTEST = 5
_A_DAY = re.compile(r"\d{1,4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,4}")
_HEADING = re.compile(r"^(?:[IVX]+|[A-Z])[.)]?$")


@dataclass(frozen=True, slots=True)
class SheetDefaults:
    """What the form says for every row that does not say otherwise; ``number`` may be empty."""

    number: str
    issued_on: date | None
    issuer: str
    signer: str


@dataclass(frozen=True, slots=True)
class SheetTask:
    """One row as a task; units as codes of the register, ``term`` the reading of ``phrase``."""

    sheet: str
    line: int
    text: str
    leads: tuple[str, ...]
    coordinators: tuple[str, ...]
    phrase: str | None
    term: Term | None
    product: str
    number: str
    issued_on: date
    issuer: str
    signer: str
    officer: str = ""
    progress: str = ""
    planned_on: date | None = None

    @property
    def order(self) -> tuple[str, str, date]:
        """Return what tells one directive from another: issuer, number, issue day."""
        return fold(self.issuer), number_key(self.number), self.issued_on


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a workbook says: its tasks in their order, what is wrong, and which columns were taken for what."""

    tasks: tuple[SheetTask, ...]
    problems: tuple[Problem, ...]
    columns: tuple[tuple[str, str, str], ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what stands in the way of acceptance."""
        return tuple(problem for problem in self.problems if problem.is_error)


def read_sheets(grids: Sequence[Grid], register: Register, defaults: SheetDefaults, today: date) -> SheetReading:
    """Return the tasks of a workbook with every problem; a row with an error is no task.

    Sheets without a header for task and lead unit are told and passed over; a workbook without any is an error.
    """
    tasks: list[SheetTask] = []
    problems: list[Problem] = []
    columns: list[tuple[str, str, str]] = []
    for grid in grids:
        if fold(grid.name) == GUIDE:
            continue
        header = find_header(grid, COLUMNS, NEEDED)
        if header is None:
            words = "Không thấy dòng tiêu đề có cột nội dung nhiệm vụ và cột đơn vị chủ trì: trang này được bỏ qua."
            problems.append(Problem(grid.name, 0, "", words, is_error=False))
            continue
        columns += _columns(grid, header)
        problems += [
            Problem(
                grid.name, header.line, name, "Không rõ cột này là gì: nội dung cột không được dùng.", is_error=False
            )
            for name in header.unknown
        ]
        read = _Sheet(grid, header, register, defaults, today)
        read.all()
        tasks += read.tasks
        problems += read.problems
    problems += _doubles(tasks)
    if not columns:
        words = "Không trang tính nào có tiêu đề cột. Tải mẫu về và dùng các tiêu đề của mẫu."
        problems.append(Problem("", 0, "", words))
    elif not tasks and not any(problem.is_error for problem in problems):
        problems.append(Problem("", 0, "", "Không có nhiệm vụ nào dưới dòng tiêu đề."))
    return SheetReading(tuple(tasks), tuple(problems), tuple(columns))


class _Sheet:
    """One sheet being read: what it gave so far."""

    def __init__(self, grid: Grid, header: Header, register: Register, defaults: SheetDefaults, today: date) -> None:
        self.grid, self.header, self.register, self.defaults, self.today = grid, header, register, defaults, today
        self.tasks: list[SheetTask] = []
        self.problems: list[Problem] = []
        self.above = defaults

    def all(self) -> None:
        """Read every row below the header."""
        for row in rows_below(self.grid, self.header):
            if not self._is_heading(row):
                self._row(row)

    def _is_heading(self, row: GridRow) -> bool:
        """A row that only names a group of tasks: one filled cell, or a Roman number and a title."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if len(filled) == 1 or all(len(cell) <= len("(10)") and not cell.isalpha() for cell in filled):
            return True  # a title, or the numbers of the columns
        return len(filled) == 2 and bool(_HEADING.match(filled[0]))  # noqa: PLR2004 - number and title

    def _row(self, row: GridRow) -> None:
        before = len(self.problems)
        order = self._order(row)
        text, product = self._value(row, "text"), self._value(row, "product")
        if len(text) < SHORTEST:
            self._tell(row, "text", "Thiếu nội dung nhiệm vụ.")
        if not product:
            self._tell(row, "product", "Thiếu sản phẩm hoặc kết quả phải có.")
        leads, others = self._units(row, order)
        phrase, term = self._deadline(row, order)
        planned_on = self._day(row, "planned_on", self._value(row, "planned_on"))
        if any(problem.is_error for problem in self.problems[before:]) or order.issued_on is None:
            return
        self.tasks.append(
            SheetTask(
                self.grid.name, row.line, text, leads, others, phrase, term, product,
                order.number, order.issued_on, order.issuer, order.signer,
                self._value(row, "officer"), self._value(row, "progress"), planned_on,
            )
        )  # fmt: skip

    def _order(self, row: GridRow) -> SheetDefaults:
        """Number, day, issuer and signer: the row's own, else the form's, else those above (cells drawn as one)."""
        day = self._day(row, "issued_on", self._value(row, "issued_on"))
        found = SheetDefaults(
            self._value(row, "number") or self.defaults.number or self.above.number,
            day or self.defaults.issued_on or self.above.issued_on,
            self._value(row, "issuer") or self.defaults.issuer or self.above.issuer,
            self._value(row, "signer") or self.defaults.signer or self.above.signer,
        )
        if found.issued_on is None and not self._value(row, "issued_on"):
            self._tell(row, "issued_on", "Thiếu ngày giao: ghi trong cột hoặc nhập chung trên biểu mẫu.")
        if found.issued_on is not None and found.issued_on > self.today:
            self._tell(row, "issued_on", f"Ngày giao {found.issued_on:%d/%m/%Y} sau hôm nay.")
        for key, value in (("issuer", found.issuer), ("signer", found.signer)):
            if not value:
                self._tell(row, key, f"Thiếu {LABELS[key].lower()}: ghi trong cột hoặc nhập chung trên biểu mẫu.")
        self.above = found
        return found

    def _units(self, row: GridRow, order: SheetDefaults) -> tuple[tuple[str, ...], tuple[str, ...]]:
        on = order.issued_on or self.today
        leads = read_units(self._value(row, "lead"), self.register, on)
        others = read_units(self._value(row, "coordinating"), self.register, on)
        if not self._value(row, "lead"):
            self._tell(row, "lead", "Thiếu đơn vị chủ trì.")
        self._tell_units(row, "lead", leads, is_error=True)
        self._tell_units(row, "coordinating", others, is_error=False)
        both = [self.register.units[code].name for code in others.codes if code in leads.codes]
        if both:
            self._tell(row, "coordinating", f"{'; '.join(both)} vừa chủ trì vừa phối hợp.")
        return leads.codes, others.codes

    def _tell_units(self, row: GridRow, key: str, units: CellUnits, *, is_error: bool) -> None:
        for name, reason in units.unknown:
            self._tell(row, key, f"Không có đơn vị “{name}” trong danh mục. {reason}")
        for name, codes in units.ambiguous:
            choices = "; ".join(self.register.units[code].name for code in codes[:4])
            self._tell(row, key, f"“{name}” có thể là nhiều đơn vị ({choices}): ghi đủ tên.")
        for name in units.vague:
            words = f"“{name}” chưa rõ gồm những đơn vị nào: ghi tên từng đơn vị."
            self._tell(row, key, words if is_error else f"{words} Tạm bỏ qua.", is_error=is_error)

    def _deadline(self, row: GridRow, order: SheetDefaults) -> tuple[str | None, Term | None]:
        phrase = self._value(row, "deadline")
        if not phrase:
            return None, None
        if _A_DAY.fullmatch(phrase):
            on = self._day(row, "deadline", phrase)
            term = Term(TermKind.DAY, phrase, on=on)
        else:
            term = parse_term(phrase, order.issued_on)
            if term.kind is TermKind.SOFT and _A_DAY.search(phrase):
                self._tell(row, "deadline", f"“{phrase}” không phải là một ngày có thật.")
            elif term.kind is TermKind.SOFT:
                words = f"“{phrase}” không nêu ngày: nhiệm vụ sẽ không có thời hạn tính được."
                self._tell(row, "deadline", words, is_error=False)
        if term.on and order.issued_on and term.on < order.issued_on:
            self._tell(row, "deadline", f"Thời hạn {term.on:%d/%m/%Y} trước ngày giao {order.issued_on:%d/%m/%Y}.")
        return phrase, term

    def _day(self, row: GridRow, key: str, text: str) -> date | None:
        if not text:
            return None
        try:
            return read_day(text)
        except ValueError:
            self._tell(row, key, f"“{text}” không phải là một ngày có thật. Ghi theo dạng 24/08/2026.")
            return None

    def _value(self, row: GridRow, key: str) -> str:
        return self.header.value(row, key)

    def _tell(self, row: GridRow, key: str, words: str, *, is_error: bool = True) -> None:
        self.problems.append(Problem(self.grid.name, row.line, LABELS[key], words, is_error))


def _columns(grid: Grid, header: Header) -> list[tuple[str, str, str]]:
    """Sheet, the header's own words, and what each column was taken for; those that nobody needs are left out."""
    row = next(row for row in grid.rows if row.line == header.line)
    return [
        (grid.name, row.cells[place].strip(), LABELS[key])
        for key, place in sorted(header.columns.items(), key=lambda column: column[1])
        if key in LABELS
    ]


def _doubles(tasks: Sequence[SheetTask]) -> list[Problem]:
    """The rows that say the same for the same lead units under the same order as one before them."""
    seen: dict[tuple[object, ...], SheetTask] = {}
    found = []
    for task in tasks:
        first = seen.setdefault((task.order, fold(task.text), tuple(sorted(task.leads))), task)
        if first is not task:
            where = Problem(first.sheet, first.line, "", "").place
            found.append(Problem(task.sheet, task.line, LABELS["text"], f"Trùng với nhiệm vụ ở {where}."))
    return found
