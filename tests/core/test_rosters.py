"""Lists of units and leaders: every wrong line is named with its column."""

from datetime import date

from core.access import AccountRole
from core.grid import Grid, GridRow
from core.rosters import LeaderRow, Person, UnitRow, read_leader_list, read_people_list, read_unit_list

UNITS = ("STT", "Mã", "Tên đơn vị", "Loại", "Tên khác", "Thuộc đối tượng", "Từ ngày")
LEADERS = ("Họ và tên", "Chức vụ", "Từ ngày", "Đến ngày", "Lĩnh vực", "Phụ trách từ ngày", "Văn bản phân công")


def sheets(*rows: tuple[str, ...]) -> list[Grid]:
    return [Grid("Bìa", ()), Grid("A", tuple(GridRow(line, cells) for line, cells in enumerate(rows, 1)))]


def test_a_new_unit_is_read_and_a_known_one_passed_over() -> None:
    new = ("1", "TT1", "Trung tâm Một", "Đơn vị sự nghiệp", "TT1; TT Một", "không", "01/07/2026")
    found = read_unit_list(sheets(UNITS, new, ("2", "SYT", "Sở Y tế", "Sở")), {"SYT": "Sở y tế"})
    assert found.rows == (UnitRow(2, "TT1", "Trung tâm Một", "public", ("TT1", "TT Một"), False, date(2026, 7, 1)),)
    assert found.problems == ()


def test_wrong_units_are_named_by_line_and_column() -> None:
    found = read_unit_list(
        sheets(
            UNITS,
            ("1", "", "", "Sở", "", "", "01/07/2026"),
            ("2", "SYT", "Sở Sức khỏe", "Sở", "", "", "01/07/2026"),
            ("3", "A", "Đơn vị A", "Hội", "", "có lẽ", ""),
            ("4", "A", "Đơn vị A", "Sở", "", "", "30/02/2026"),
        ),
        {"SYT": "Sở Y tế"},
    )
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (2, "Mã"),
        (2, "Tên"),
        (3, "Tên"),
        (4, "Loại"),
        (4, "Thuộc đối tượng"),
        (4, "Từ ngày"),
        (5, "Mã"),
        (5, "Từ ngày"),
    ]


def test_leaders_are_read_with_their_fields() -> None:
    row = ("Trần Văn An", "Phó Chủ tịch", "01/05/2026", "", "CN; nội chính;", "", "3/TB-UBND")
    found = read_leader_list(sheets(LEADERS, row), {"cn": "CN", "noi chinh": "NC"})
    may = date(2026, 5, 1)
    assert found.rows == (LeaderRow(2, "Trần Văn An", "Phó Chủ tịch", may, None, ("CN", "NC"), may, "3/TB-UBND"),)


def test_wrong_leaders_are_named_by_line_and_column() -> None:
    found = read_leader_list(
        sheets(
            LEADERS,
            ("", "", "", "", "", "", ""),
            ("A B", "", "", "", "Khác", "", ""),
            ("A B", "C", "02/05/2026", "01/05/2026", "CN", "", ""),
        ),
        {"cn": "CN"},
    )
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (3, "Chức vụ"),
        (3, "Từ ngày"),
        (3, "Lĩnh vực"),
        (4, "Đến ngày"),
        (4, "Văn bản phân công"),
    ]


def test_a_list_without_its_columns_says_which() -> None:
    (problem,) = read_unit_list(sheets(("a", "b")), {}).problems
    assert problem.words == "Không thấy dòng tiêu đề có các cột: mã, tên, loại."


PEOPLE = ("Tên đăng nhập", "Họ và tên", "Vai trò", "Đơn vị")


def test_people_are_read_with_role_and_unit_and_those_with_an_account_passed_over() -> None:
    rows = (("Lan.LT", "Lê Thị Lan", "Văn phòng", ""), ("tai", "Trần Văn Tài", "đơn vị", "STC"), ("cu", "A", "", ""))
    found = read_people_list(sheets(PEOPLE, *rows), {"stc": 7}, {"cu"})
    assert found.problems == ()
    assert found.rows == (
        Person(2, "lan.lt", "Lê Thị Lan", AccountRole.OFFICE, None),
        Person(3, "tai", "Trần Văn Tài", AccountRole.UNIT, 7),
    )


def test_wrong_people_are_named_by_line_and_column() -> None:
    first, second = ("", "", "Văn phòng", ""), ("a", "A", "Giám đốc", "Sở Ma")
    third, fourth = ("b", "B", "Đơn vị", ""), ("b", "C", "Lãnh đạo", "STC")
    found = read_people_list(sheets(PEOPLE, first, second, third, fourth), {"stc": 7}, ())
    wrong: dict[int, list[str]] = {}
    for problem in found.problems:
        wrong.setdefault(problem.line, []).append(problem.column)
    assert wrong == {
        2: ["Tên đăng nhập", "Tên"],
        3: ["Vai trò", "Đơn vị"],
        4: ["Đơn vị"],
        5: ["Tên đăng nhập", "Đơn vị"],
    }
