"""Labelled lines of a plan: Đơn vị chủ trì, phối hợp, Thời gian."""

from datetime import date

from tests.extraction.written import coordinators, leads, letterhead, tasks

PLAN = letterhead(kind="Kế hoạch", number="19/KH-UBND")


def test_labels_belong_to_the_item_above_them() -> None:
    found = tasks(
        "1. Tổ chức hội thi cán bộ tiếp dân giỏi",
        "- Cơ quan chủ trì: Sở Nội vụ.",
        "- Cơ quan phối hợp: Thanh tra tỉnh, UBND các xã, phường.",
        "- Thời gian thực hiện: Quý II/2026.",
        "2. Khảo sát sự hài lòng của người dân",
        "- Cơ quan chủ trì: Sở Tư pháp.",
        "- Kinh phí: ngân sách tỉnh.",
        head=PLAN,
    )
    assert [leads(t) for t in found] == [["Sở Nội vụ"], ["Sở Tư pháp"]]
    assert coordinators(found[0]) == ["Thanh tra tỉnh", "UBND các xã, phường"]
    assert found[0].deadline is not None
    assert found[0].deadline.on is None
    assert found[1].deadline is None


def test_labels_below_several_dashes_belong_to_each() -> None:
    found = tasks(
        "1.1. Phát triển dữ liệu:",
        "a) Nhiệm vụ:",
        "- Rà soát dữ liệu đất đai.",
        "- Chuẩn hóa dữ liệu hộ tịch.",
        "b) Cơ quan thực hiện:",
        "- Đơn vị chủ trì: Sở Khoa học và Công nghệ.",
        "- Đơn vị phối hợp: Sở Tư pháp.",
        "c) Thời gian thực hiện: Hoàn thành trong năm 2026.",
        head=PLAN,
    )
    assert [leads(t) for t in found] == [["Sở Khoa học và Công nghệ"]] * 2
    assert [coordinators(t) for t in found] == [["Sở Tư pháp"]] * 2
    assert all(t.deadline for t in found)


def test_a_time_line_under_each_dash_is_its_own() -> None:
    found = tasks(
        "1.2. Sở Tài chính",
        "- Tập huấn kiểm kê.",
        "Thời gian hoàn thành: Tháng 4/2026.",
        "- Tổng hợp kết quả.",
        "Thời gian hoàn thành: Trước ngày 31/5/2026.",
        head=PLAN,
    )
    assert [t.deadline.phrase for t in found if t.deadline] == ["Tháng 4/2026", "Trước ngày 31/5/2026"]
    assert found[1].deadline is not None
    assert str(found[1].deadline.on) == "2026-05-31"


def test_a_line_that_only_says_until_when_is_a_label() -> None:
    found = tasks("1. Sở Y tế", "Rà soát trạm y tế xã.", "Hoàn thành trong tháng 5/2026.")
    assert len(found) == 1
    assert found[0].deadline is not None


def test_a_product_line_names_the_product() -> None:
    found = tasks(
        "1. Xây dựng phần mềm theo dõi",
        "- Chủ trì: Sở Khoa học và Công nghệ",
        "- Sản phẩm: Phần mềm đã nghiệm thu",
        head=PLAN,
    )
    assert found[0].deliverable == "Phần mềm đã nghiệm thu"


def test_a_label_without_known_units_keeps_its_words() -> None:
    found = tasks("1. Vẽ tranh cổ động", "- Đơn vị chủ trì: nhóm họa sĩ tình nguyện", head=PLAN)
    assert leads(found[0]) == ["nhóm họa sĩ tình nguyện"]


def test_an_empty_label_gives_nothing() -> None:
    assert not tasks("1. Vẽ tranh cổ động", "- Đơn vị chủ trì:", head=PLAN)


def test_goals_and_solutions_without_a_unit_are_no_tasks() -> None:
    assert not tasks(
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Nâng cao nhận thức.",
        "II. MỤC TIÊU",
        "- Sở Y tế phấn đấu đạt 95%.",
        "III. GIẢI PHÁP",
        "1. Đẩy mạnh truyền thông.",
        head=PLAN,
    )


def test_labels_that_share_one_line_are_read_apart() -> None:
    (found,) = tasks(
        "a) Nâng cấp trung tâm dữ liệu tỉnh",
        "Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: Sở Nội vụ; thời gian thực hiện: trước 30/9/2026; sản phẩm: Báo cáo.",
    )
    assert leads(found) == ["Sở Y tế"]
    assert coordinators(found) == ["Sở Nội vụ"]
    assert found.deadline.on == date(2026, 9, 30)
    assert found.deliverable == "Báo cáo."


def test_a_line_of_units_may_state_the_time_as_well() -> None:
    found = tasks(
        "1. Khảo sát sự hài lòng của người dân",
        "- Cơ quan thực hiện: Sở Nội vụ - Thời gian thực hiện: trước ngày 30/9/2026.",
        head=PLAN,
    )
    assert [leads(t) for t in found] == [["Sở Nội vụ"]]
    assert found[0].deadline is not None
    assert str(found[0].deadline.on) == "2026-09-30"
