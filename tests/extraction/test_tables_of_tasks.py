"""Tables: columns by meaning, unit headings above and inside, rows over pages, cells that span."""

from datetime import date

from extraction.values import Period
from tests.extraction.written import coordinators, extract, leads, letterhead, tabled

PLAN = letterhead(kind="Kế hoạch", number="19/KH-UBND")
HEAD = ["STT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"]


def test_columns_are_told_by_their_heads() -> None:
    document = tabled(
        ["Kèm theo Kế hoạch của UBND tỉnh."],
        [
            HEAD,
            [
                "1",
                "Rà soát thủ tục đất đai",
                "Sở Tư pháp",
                "Các sở, ban, ngành; UBND các xã",
                "Trước ngày 30/6/2026",
                "Báo cáo",
            ],
        ],
    )
    (task,) = extract(document, PLAN).tasks
    assert task.text == "Rà soát thủ tục đất đai"
    assert leads(task) == ["Sở Tư pháp"]
    assert coordinators(task) == ["Các sở, ban, ngành", "UBND các xã"]
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 6, 30)
    assert task.deliverable == "Báo cáo"


def test_cells_that_span_rows_hold_for_each() -> None:
    rows = [HEAD, ["1", "Đo đạc", "Sở Xây dựng", "", "Quý II", ""], ["2", "Cắm mốc", "^", "Công an tỉnh", "^", ""]]
    found = extract(tabled(["Danh mục việc."], rows), PLAN).tasks
    assert [leads(t) for t in found] == [["Sở Xây dựng"]] * 2
    assert all(t.deadline for t in found)


def test_an_empty_or_ditto_cell_means_the_unit_above() -> None:
    rows = [
        HEAD,
        ["1", "Đo đạc", "Sở Xây dựng", "", "", ""],
        ["2", "Cắm mốc", "", "", "", ""],
        ["3", "Bàn giao", "nt", "", "", ""],
    ]
    assert {tuple(leads(t)) for t in extract(tabled(["Danh mục việc."], rows), PLAN).tasks} == {("Sở Xây dựng",)}


def test_a_row_that_spans_the_table_names_the_unit_of_those_below() -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Thời hạn", "Kết quả"],
        ["I. Sở Du lịch", None, None, None],
        ["1", "Lập đề án biển đảo", "Quý III/2026", "Đề án"],
        ["II. Công tác khác", None, None, None],
    ]
    found = extract(tabled(["Danh mục việc."], rows), PLAN).tasks
    assert [leads(t) for t in found] == [["Sở Du lịch"]]


def test_the_unit_may_stand_in_the_heading_above_the_table() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời gian hoàn thành"], ["1", "Giải quyết hồ sơ", "Tháng 12/2026"]]
    found = extract(tabled(["1. Phòng Bưu chính, Viễn thông:"], rows, rows), PLAN).tasks
    assert leads(found[0]) == ["Phòng Bưu chính, Viễn thông"]
    found = extract(tabled(["Căn cứ nghị quyết.", "Phụ lục nhiệm vụ giao Sở Xây dựng"], rows), PLAN).tasks
    assert leads(found[0]) == ["Sở Xây dựng"]


def test_two_rows_of_heads_are_read_together() -> None:
    rows = [
        ["STT", "Nội dung", "Phân công", None, "Thời gian"],
        ["^", "^", "Chủ trì", "Phối hợp", "^"],
        ["1", "Khảo sát tuyến", "Sở Du lịch", "UBND các xã", "Hằng quý"],
    ]
    (task,) = extract(tabled(["Danh mục việc."], rows), PLAN).tasks
    assert (leads(task), coordinators(task)) == (["Sở Du lịch"], ["UBND các xã"])
    assert task.period == Period.QUARTERLY
    assert task.deadline is None


def test_one_cell_may_name_who_leads_who_coordinates_and_when() -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Đơn vị chủ trì, phối hợp, thời gian"],
        ["1", "Số hóa bản đồ", "Chủ trì: Sở Du lịch; phối hợp: Sở Y tế; hoàn thành trước ngày 30/9/2026"],
        ["2", "Lắp biển báo", "Sở Xây dựng chủ trì; Công an tỉnh phối hợp"],
    ]
    first, second = extract(tabled(["Danh mục việc."], rows), PLAN).tasks
    assert (leads(first), coordinators(first)) == (["Sở Du lịch"], ["Sở Y tế"])
    assert first.deadline is not None
    assert first.deadline.on == date(2026, 9, 30)
    assert (leads(second), coordinators(second)) == (["Sở Xây dựng"], ["Công an tỉnh"])


def test_a_row_that_names_its_own_unit_needs_no_column() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời hạn"], ["1", "Sở Y tế chủ trì rà soát thuốc", "Quý II"]]
    assert leads(extract(tabled(["Danh mục việc."], rows), PLAN).tasks[0]) == ["Sở Y tế"]


def test_rows_over_pages_are_put_together() -> None:
    head = ["TT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời gian"]
    document = tabled(
        ["Danh mục việc."],
        [head, ["1", "Kiểm tra các trạm", "Sở Y tế", "Tháng"]],
        [["", "bơm dọc sông Lam", "", "6/2026"], ["2", "Thay máy bơm", "Sở Xây dựng", "Tháng 7/2026"]],
        [head, ["3", "Nghiệm thu", "Sở Tài chính", "Tháng 8/2026"]],
        layout=True,
    )
    found = extract(document, PLAN).tasks
    assert [t.text for t in found] == ["Kiểm tra các trạm bơm dọc sông Lam", "Thay máy bơm", "Nghiệm thu"]
    assert [t.place.page for t in found] == [1, 2, 3]
    assert found[0].deadline is not None
    assert found[0].deadline.phrase == "Tháng 6/2026"


def test_a_row_without_a_number_goes_on_after_the_page_break() -> None:
    head = ["TT", "Nhiệm vụ", "Đơn vị thực hiện"]
    document = tabled(
        ["Danh mục việc."], [head, ["1", "Kiểm tra", "Sở Y tế"]], [["", "An toàn hồ đập", ""]], layout=True
    )
    assert [t.text for t in extract(document, PLAN).tasks] == ["Kiểm tra An toàn hồ đập"]


def test_a_section_ends_a_row_at_the_page_break() -> None:
    head = ["TT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời hạn"]
    document = tabled(
        ["Danh mục việc."],
        [head, ["1", "Kiểm tra.", "Sở Y tế", ""]],
        [["II. Nhóm việc khác", None, None, None], ["2", "Sửa đê", "Sở Xây dựng", ""]],
        layout=True,
    )
    assert [t.text for t in extract(document, PLAN).tasks] == ["Kiểm tra.", "Sửa đê"]


def test_lists_schedules_forms_and_past_works_are_no_tasks() -> None:
    listing = [
        ["STT", "Tên đơn vị", "Số hồ sơ", "Tỷ lệ"],
        ["1", "Sở Y tế", "12", "98%"],
        ["2", "Sở Xây dựng", "8", "91%"],
    ]
    schedule = [
        ["Thời gian", "Nội dung", "Thực hiện"],
        ["7h30", "Đón đại biểu", "Sở Nội vụ"],
        ["8h00", "Khai mạc", "Sở Nội vụ"],
    ]
    people = [["TT", "Họ và tên", "Nội dung", "Đơn vị thực hiện"], ["1", "Nguyễn Văn A", "Trực", "Sở Y tế"]]
    past = [
        ["TT", "Nội dung thực hiện", "Đơn vị thực hiện", "Thời gian"],
        ["1", "Xây mạng", "Sở Y tế", "2019"],
        ["2", "Xây web", "Sở Y tế", "Tháng 5/2020"],
    ]
    figures = [["TT", "Nội dung", "Đơn vị chủ trì"], ["1", "Thiết bị", "5.000"], ["2", "Phần mềm", "1.200"]]
    for rows in (listing, schedule, people, past, figures):
        assert not extract(tabled(["Kết quả và lịch."], rows), PLAN).tasks


def test_past_works_need_the_issue_day() -> None:
    rows = [["TT", "Nội dung", "Đơn vị thực hiện", "Thời gian"], ["1", "Xây mạng", "Sở Y tế", "2019"]]
    assert extract(tabled(["Danh mục."], rows), letterhead(kind="Kế hoạch", issued_on=None)).tasks


def test_words_in_a_frame_are_read_as_prose() -> None:
    frame = [["Giao Sở Y tế kiểm tra toàn bộ các cơ sở chế biến thực phẩm trong khu công nghiệp."]]
    assert leads(extract(tabled(["Việc cần làm ngay."], frame)).tasks[0]) == ["Sở Y tế"]


def test_a_table_without_rows_is_nothing() -> None:
    assert not extract(tabled(["Danh mục."], [HEAD, ["", "", "", "", "", ""]]), PLAN).tasks


def test_a_column_of_groups_is_not_the_work() -> None:
    rows = [
        ["Nhóm nhiệm vụ", "Nhiệm vụ cụ thể", "Cơ quan chủ trì"],
        ["Hạ tầng", "Mở bến tàu", "Sở Xây dựng"],
        ["^", "Xây kè", "Sở Y tế"],
    ]
    assert [t.text for t in extract(tabled(["Danh mục."], rows), PLAN).tasks] == ["Mở bến tàu", "Xây kè"]


def test_columns_numbered_below_their_heads_are_no_row() -> None:
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["(1)", "(2)", "(3)"], ["1", "Xây kè", "Sở Xây dựng"]]
    assert [t.text for t in extract(tabled(["Danh mục."], rows), PLAN).tasks] == ["Xây kè"]
