"""Work under the heading of a unit."""

from tests.extraction.written import leads, tasks


def test_items_under_a_unit_belong_to_it() -> None:
    found = tasks(
        "1. Sở Y tế:", "a) Rà soát thuốc dự trữ;", "b) Kiểm tra nguồn nước.", "2. Sở Xây dựng", "- Đo lún cầu Bến Đá."
    )
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Y tế"], ["Sở Xây dựng"]]
    assert [t.text[:2] for t in found] == ["a)", "b)", "- "]


def test_a_unit_named_in_a_dash_overrides_its_heading() -> None:
    found = tasks("3. UBND các xã, phường:", "- Dọn kênh mương.", "- UBND xã Tân Lập tiếp tục khắc phục sạt lở.")
    assert [leads(t) for t in found] == [["UBND các xã, phường"], ["UBND xã Tân Lập"]]


def test_two_units_in_a_heading_lead_together() -> None:
    found = tasks("2. Sở Tài chính và Kho bạc Nhà nước khu vực VI", "- Thanh toán kinh phí cho các đơn vị.")
    assert leads(found[0]) == ["Sở Tài chính", "Kho bạc Nhà nước khu vực VI"]


def test_a_heading_in_capitals_without_a_mark_is_one() -> None:
    found = tasks("SỞ NỘI VỤ", "Thẩm định đề án vị trí việc làm.", "SỞ TƯ PHÁP", "Lồng ghép phổ biến pháp luật.")
    assert [leads(t) for t in found] == [["SỞ NỘI VỤ"], ["SỞ TƯ PHÁP"]]


def test_the_responsibility_of_a_class_of_bodies_is_a_heading() -> None:
    found = tasks("1.5. Trách nhiệm của đối tượng thực hiện kiểm kê:", "- Chuẩn bị hồ sơ kiểm kê.")
    assert leads(found[0]) == ["đối tượng thực hiện kiểm kê"]


def test_what_a_heading_says_of_its_unit_is_no_part_of_the_name() -> None:
    found = tasks("4. Công an tỉnh chủ trì, phối hợp thực hiện", "a) Tuần tra ban đêm.", "b) Kiểm tra xe tải.")
    assert {tuple(leads(t)) for t in found} == {("Công an tỉnh",)}


def test_a_heading_with_a_relative_clause_keeps_it() -> None:
    found = tasks("5. Các phòng ban tham gia đào tạo", "- Bố trí cán bộ theo lớp.")
    assert leads(found[0]) == ["Các phòng ban tham gia đào tạo"]


def test_brackets_after_a_heading_are_left_out() -> None:
    found = tasks("1.3. Các chủ rừng là tổ chức (các ban quản lý, công ty lâm nghiệp)", "- Cắm mốc ranh giới rừng.")
    assert leads(found[0]) == ["Các chủ rừng là tổ chức"]


def test_a_verb_that_no_list_knows_is_work_under_a_heading() -> None:
    found = tasks("1. Sở Y tế:", "+ Siết lại việc bán thuốc kê đơn.", "2. Sở Công Thương gia tăng sản lượng điện sạch.")
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Công Thương"]]


def test_noun_lines_below_a_duty_are_parts_of_it() -> None:
    found = tasks("1. Giao Sở Y tế chuẩn bị hồ sơ gồm:", "+ Danh sách bệnh viện;", "+ Số lượng giường bệnh.")
    assert len(found) == 1


def test_debris_of_a_stamp_is_no_work() -> None:
    assert tasks("1. Sở Y tế:", "- , NET ..——B____", "- Gửi văn bản về thư điện tử syt@langiang.gov.vn.")[
        0
    ].text.startswith("- Gửi")
