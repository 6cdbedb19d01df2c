"""Lists of units, of leaders and of people as workbooks or CSV: rows read with every error by line; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.access import UNIT_ROLES, AccountRole
from core.grid import Grid, GridRow, Header, Problem, find_header, read_day, rows_below
from core.naming import fold

UNIT_COLUMNS: Mapping[str, Sequence[str]] = {
    "code": ("ma", "ma don vi"),
    "name": ("ten", "ten don vi", "don vi"),
    "kind": ("loai", "loai don vi"),
    "names": ("ten khac", "ten viet tat", "viet tat", "ten goi khac"),
    "subject": ("thuoc doi tuong", "doi tuong cua quy dinh", "ap dung quy dinh"),
    "from_on": ("tu ngay", "hieu luc tu", "ngay hieu luc", "ngay thanh lap"),
    "ordinal": ("stt", "tt"),
}
LEADER_COLUMNS: Mapping[str, Sequence[str]] = {
    "name": ("ho ten", "ho va ten", "lanh dao", "ten lanh dao"),
    "title": ("chuc vu", "chuc danh"),
    "from_on": ("tu ngay", "ngay nhan chuc", "giu chuc tu"),
    "to_on": ("den ngay", "thoi giu chuc", "ngay thoi giu chuc"),
    "fields": ("linh vuc", "linh vuc phu trach", "phu trach"),
    "charge_on": ("phu trach tu", "phu trach tu ngay", "ngay phan cong"),
    "act": ("van ban phan cong", "quyet dinh", "thong bao phan cong"),
    "ordinal": ("stt", "tt"),
}
PEOPLE_COLUMNS: Mapping[str, Sequence[str]] = {
    "username": ("ten dang nhap", "tai khoan"),
    "name": ("ho ten", "ho va ten"),
    "role": ("vai tro",),
    "unit": ("don vi", "ma don vi", "ten don vi"),
    "ordinal": ("stt", "tt"),
}
ROLES: Mapping[str, AccountRole] = {
    "van phong": AccountRole.OFFICE,
    "van phong ubnd": AccountRole.OFFICE,
    "don vi": AccountRole.UNIT,
    "lanh dao don vi": AccountRole.UNIT,
    "chuyen vien don vi": AccountRole.UNIT_OFFICER,
    "chuyen vien": AccountRole.UNIT_OFFICER,
    "lanh dao": AccountRole.LEADER,
    "to cong tac": AccountRole.INSPECTION,
    "giam sat": AccountRole.AUDITOR,
    "quan tri": AccountRole.ADMINISTRATOR,
}
KINDS: Mapping[str, str] = {
    "so": "department",
    "ban nganh": "agency",
    "ban": "agency",
    "xa": "commune",
    "phuong": "ward",
    "luc luong": "force",
    "co quan trung uong": "central",
    "tu phap": "judicial",
    "doan the": "mass",
    "don vi su nghiep": "public",
    "doanh nghiep": "enterprise",
}
YES, NO = frozenset({"co", "x", "yes", "thuoc", "1"}), frozenset({"khong", "no", "0", "chi theo doi"})
LABELS = {
    "code": "Mã",
    "name": "Tên",
    "kind": "Loại",
    "subject": "Thuộc đối tượng",
    "from_on": "Từ ngày",
    "to_on": "Đến ngày",
    "title": "Chức vụ",
    "fields": "Lĩnh vực",
    "charge_on": "Phụ trách từ ngày",
    "act": "Văn bản phân công",
    "username": "Tên đăng nhập",
    "role": "Vai trò",
    "unit": "Đơn vị",
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a list gives it."""

    line: int
    code: str
    name: str
    kind: str
    names: tuple[str, ...]
    is_subject: bool
    from_on: date


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """A leader as a list gives him or her, with the codes of the fields he or she is in charge of."""

    line: int
    name: str
    title: str
    from_on: date
    to_on: date | None
    fields: tuple[str, ...]
    charge_on: date
    act: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who shall sign in; a unit account has its unit, no other has one."""

    line: int
    username: str
    name: str
    role: AccountRole
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The people of a list, and what is wrong with it."""

    rows: tuple[Person, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of a list, and what is wrong with it."""

    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LeaderList:
    """The leaders of a list, and what is wrong with it."""

    rows: tuple[LeaderRow, ...]
    problems: tuple[Problem, ...]


def read_unit_list(grids: Sequence[Grid], known: Mapping[str, str]) -> UnitList:
    """Return the new units of a list, or what is wrong with each line.

    Args:
        known: name by code of the units in the register: the same again is passed over, another name is an error.
    """
    rows: list[UnitRow] = []
    reader = _Reader(grids, UNIT_COLUMNS, ("code", "name", "kind"))
    seen: dict[str, int] = {}
    for row in reader.rows:
        code, name = reader.value(row, "code"), reader.value(row, "name")
        if known.get(code) is not None and fold(known[code]) == fold(name):
            continue
        before = len(reader.problems)
        for key, value in (("code", code), ("name", name)):
            if not value:
                reader.tell(row, key, "Chưa ghi.")
        if code in known:
            reader.tell(row, "name", f"Mã {code} đã là “{known[code]}”: đổi tên thì ghi quyết định ở trang đơn vị.")
        if code and seen.setdefault(code, row.line) != row.line:
            reader.tell(row, "code", f"Mã {code} đã ở dòng {seen[code]}.")
        kind = _kind(reader, row)
        subject = fold(reader.value(row, "subject"))
        if subject and subject not in YES | NO:
            reader.tell(row, "subject", "Ghi “có” hoặc “không”.")
        from_on = reader.day(row, "from_on")
        if from_on is None:
            reader.need_day(row, "from_on")
        if len(reader.problems) == before and from_on is not None:
            names = tuple(part.strip() for part in reader.value(row, "names").split(";") if part.strip())
            rows.append(UnitRow(row.line, code, name, kind, names, subject in YES, from_on))
    return UnitList(tuple(rows), tuple(reader.problems))


def read_leader_list(grids: Sequence[Grid], fields: Mapping[str, str]) -> LeaderList:
    """Return the leaders of a list with the fields they are in charge of, or what is wrong with each line.

    Args:
        fields: code by folded code or name.
    """
    rows: list[LeaderRow] = []
    reader = _Reader(grids, LEADER_COLUMNS, ("name", "title", "from_on"))
    for row in reader.rows:
        before = len(reader.problems)
        name, title = reader.value(row, "name"), reader.value(row, "title")
        for key, value in (("name", name), ("title", title)):
            if not value:
                reader.tell(row, key, "Chưa ghi.")
        from_on, to_on = reader.day(row, "from_on"), reader.day(row, "to_on")
        if from_on is None:
            reader.need_day(row, "from_on")
        elif to_on is not None and to_on <= from_on:
            reader.tell(row, "to_on", "Ngày thôi giữ chức phải sau ngày nhận.")
        codes = _fields(reader, row, fields)
        act = reader.value(row, "act")
        if codes and not act:
            reader.tell(row, "act", "Có lĩnh vực phụ trách thì cần văn bản phân công.")
        charge_on = reader.day(row, "charge_on") or from_on
        if len(reader.problems) == before and from_on is not None and charge_on is not None:
            rows.append(LeaderRow(row.line, name, title, from_on, to_on, codes, charge_on, act))
    return LeaderList(tuple(rows), tuple(reader.problems))


def read_people_list(grids: Sequence[Grid], units: Mapping[str, int], known: Collection[str]) -> PeopleList:
    """Return the people of a list who have no account yet, or what is wrong with each line.

    Args:
        units: unit id by folded name, other name or code.
        known: the user names that are taken: such a line is passed over.
    """
    rows: list[Person] = []
    reader = _Reader(grids, PEOPLE_COLUMNS, ("username", "name", "role"))
    seen: dict[str, int] = {}
    for row in reader.rows:
        username, name = reader.value(row, "username").lower(), reader.value(row, "name")
        if username in known:
            continue
        before = len(reader.problems)
        for key, value in (("username", username), ("name", name)):
            if not value:
                reader.tell(row, key, "Chưa ghi.")
        if username and seen.setdefault(username, row.line) != row.line:
            reader.tell(row, "username", f"“{username}” đã ở dòng {seen[username]}.")
        role, unit_id = _role(reader, row), _unit(reader, row, units)
        if role in UNIT_ROLES and unit_id is None and not reader.value(row, "unit"):
            reader.tell(row, "unit", "Tài khoản đơn vị phải ghi đơn vị.")
        if role is not None and role not in UNIT_ROLES and unit_id is not None:
            reader.tell(row, "unit", "Chỉ tài khoản đơn vị mới ghi đơn vị; để trống ô này.")
        if len(reader.problems) == before and role is not None:
            rows.append(Person(row.line, username, name, role, unit_id))
    return PeopleList(tuple(rows), tuple(reader.problems))


def _role(reader: "_Reader", row: GridRow) -> AccountRole | None:
    written = reader.value(row, "role")
    role = ROLES.get(fold(written))
    if role is None:
        wanted = "văn phòng, đơn vị, chuyên viên đơn vị, lãnh đạo, tổ công tác, giám sát, quản trị"
        reader.tell(row, "role", f"“{written}” không phải vai trò. Ghi một trong: {wanted}.")
    return role


def _unit(reader: "_Reader", row: GridRow, units: Mapping[str, int]) -> int | None:
    written = reader.value(row, "unit")
    unit_id = units.get(fold(written)) if written else None
    if written and unit_id is None:
        reader.tell(row, "unit", f"Không có đơn vị “{written}” trong danh mục.")
    return unit_id


def _kind(reader: "_Reader", row: GridRow) -> str:
    written = reader.value(row, "kind")
    kind = KINDS.get(fold(written)) or written.lower()
    if kind not in KINDS.values():
        reader.tell(row, "kind", f"“{written}” không phải loại đơn vị. Ghi một trong: sở, ban ngành, xã, phường …")
    return kind


def _fields(reader: "_Reader", row: GridRow, fields: Mapping[str, str]) -> tuple[str, ...]:
    codes = []
    for part in reader.value(row, "fields").replace("\n", ";").split(";"):
        if not part.strip():
            continue
        code = fields.get(fold(part))
        if code is None:
            reader.tell(row, "fields", f"Không có lĩnh vực “{part.strip()}” trong danh mục.")
        else:
            codes.append(code)
    return tuple(codes)


class _Reader:
    """The first sheet that has the needed columns, and what is told of its lines."""

    def __init__(self, grids: Sequence[Grid], columns: Mapping[str, Sequence[str]], needed: Collection[str]) -> None:
        self.problems: list[Problem] = []
        self.rows: list[GridRow] = []
        for grid in grids:
            header = find_header(grid, columns, tuple(needed))
            if header is not None:
                self._grid, self._header = grid, header
                self.rows = list(rows_below(grid, header))
                return
        self._grid, self._header = Grid("", ()), Header(0, {}, ())
        wanted = ", ".join(LABELS[key].lower() for key in needed)
        self.problems.append(Problem("", 0, "", f"Không thấy dòng tiêu đề có các cột: {wanted}."))

    def value(self, row: GridRow, key: str) -> str:
        return self._header.value(row, key)

    def day(self, row: GridRow, key: str) -> date | None:
        text = self.value(row, key)
        if not text:
            return None
        try:
            return read_day(text)
        except ValueError:
            self.tell(row, key, f"“{text}” không phải là một ngày có thật. Ghi theo dạng 24/08/2026.")
            return None

    def need_day(self, row: GridRow, key: str) -> None:
        """Ask for a day that was left empty; one that could not be read was told already."""
        if not self.value(row, key):
            self.tell(row, key, "Chưa ghi ngày.")

    def tell(self, row: GridRow, key: str, words: str) -> None:
        self.problems.append(Problem(self._grid.name, row.line, LABELS.get(key, key), words))
