"""Forms in which offices charge units: lead-ins with their grounds, slips of work, programmes, topics before units."""

from dataclasses import replace
from datetime import date

import pytest

from extraction.values import Period
from tests.extraction.written import extract, leads, letterhead, tabled, tasks

MINISTRY = letterhead(kind="Công văn", number="77/BXD-QLN", issuer="Bộ Xây dựng")


@pytest.mark.parametrize("grounds", ["Triển khai Nghị quyết số 12/NQ-CP", "Tiếp nhận đề nghị của nhiều địa phương"])
def test_a_lead_in_may_open_with_the_work_of_its_speaker(grounds: str) -> None:
    one, two = tasks(
        f"{grounds}, Bộ Xây dựng trân trọng đề nghị UBND các tỉnh, thành phố chỉ đạo thực hiện các nội dung sau:",
        "1. Thống kê nhà ở xã hội đã khởi công.",
        "2. Gửi kết quả về Bộ Xây dựng trước ngày 20/4/2026.",
        head=MINISTRY,
    )
    assert leads(one) == leads(two) == ["UBND các tỉnh, thành phố"]


def test_a_work_without_its_items_keeps_who_is_named_above() -> None:
    (task,) = tasks("1. Sở Y tế:", "- Tổng hợp ý kiến, đề nghị các bệnh viện gửi số liệu.")
    assert leads(task) == ["Sở Y tế"]


def test_a_marked_task_is_told_from_its_mark_on() -> None:
    grounds = (
        "Nhằm chủ động ứng phó với rét đậm kéo dài ở vùng cao, hạn chế thấp nhất thiệt hại cho đàn gia súc của bà con"
        " trong những ngày giáp Tết Nguyên đán"
    )
    marked, loose = tasks(f"1. {grounds}, giao Sở Y tế trực cấp cứu.", f"{grounds}, giao Sở Y tế trực cấp cứu.")
    assert marked.text.startswith("1. Nhằm")
    assert loose.text.startswith("giao Sở Y tế")


def test_who_receives_a_slip_of_work_is_charged_with_what_stands_below() -> None:
    one, two = tasks(
        "1. Đơn vị nhận việc: Công an phường",
        "- Nội dung công việc: Xác minh nhân khẩu tại khu nhà trọ.",
        "- Thời hạn hoàn thành: 20/4/2026",
        "2. Người được giao nhiệm vụ: Trạm Y tế phường",
        "- Nội dung công việc: Lập danh sách trẻ chưa tiêm.",
    )
    assert (leads(one), leads(two)) == (["Công an phường"], ["Trạm Y tế phường"])
    assert one.deadline is not None
    assert one.deadline.on == date(2026, 4, 20)


def test_a_programme_names_who_drafts_and_the_day_of_submission() -> None:
    document = tabled(
        ["UBND tỉnh ban hành chương trình công tác tháng 4 như sau:"],
        [
            ["TT", "Mã số", "Tên văn bản", "Cơ quan soạn thảo", "Ngày trình"],
            ["1", "04.SYT", "Đề án nâng cấp trạm y tế cơ sở", "Sở Y tế", "15/4"],
            ["2", "05.SXD", "Quyết định phân cấp quản lý công viên", "Sở Xây dựng", "22/4"],
        ],
    )
    one, two = extract(document, letterhead(kind="Chương trình")).tasks
    assert (leads(one), leads(two)) == (["Sở Y tế"], ["Sở Xây dựng"])
    assert two.deadline is not None
    assert two.deadline.on == date(2026, 4, 22)


def test_a_call_to_carry_out_a_programme_is_no_task() -> None:
    assert not tasks("Thủ trưởng các cơ quan tổ chức thực hiện nghiêm Chương trình công tác này./.")


def test_a_school_term_says_how_often() -> None:
    (task,) = tasks("1. Các nhà trường:", "- Mỗi học kỳ tổ chức ít nhất 01 buổi ngoại khóa.")
    assert task.period == Period.OTHER


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("Sở Y tế khám sức khỏe miễn phí cho học sinh hộ nghèo trong dịp hè năm 2026.", "trong dịp hè năm 2026"),
        ("Sở Y tế gửi báo cáo đúng thời hạn nêu tại mục 2 Công văn này.", "đúng thời hạn nêu tại mục 2 Công văn này"),
    ],
)
def test_times_beside_pupils_and_behind_a_bare_reference_are_kept(words: str, phrase: str) -> None:
    (task,) = tasks(f"1. {words}")
    assert task.deadline is not None
    assert task.deadline.phrase == phrase


def test_a_title_above_items_that_name_their_units_is_no_work() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu các sở, ban, ngành thực hiện các nhiệm vụ sau:",
        "1. Chăm lo đời sống công nhân",
        "a) Sở Nội vụ tặng quà công nhân khó khăn.",
        "2. Bình ổn giá cả",
        "Sở Công Thương kiểm tra giá tại các chợ.",
        "3. Bảo đảm giao thông thông suốt",
        "a) Sở Xây dựng:",
        "- Phân luồng từ xa.",
    )
    assert [leads(t) for t in found] == [["Sở Nội vụ"], ["Sở Công Thương"], ["Sở Xây dựng"]]


def test_a_short_work_keeps_its_units_where_the_next_paragraph_only_closes_the_list() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu các sở, ban, ngành thực hiện các nhiệm vụ sau:",
        "1. Kiểm tra phòng cháy tại trụ sở",
        "Sở Nội vụ tổng hợp kết quả trước ngày 20/4/2026.",
    )
    assert [leads(t) for t in found] == [["các sở, ban, ngành"], ["Sở Nội vụ"]]


def test_a_heading_may_tell_units_apart_by_what_they_owe() -> None:
    one, two = tasks(
        "1. UBND các xã, phường chưa có báo cáo:",
        "- Gửi báo cáo trước ngày 20/4/2026.",
        "2. Các chủ đầu tư chưa giải ngân hết vốn:",
        "- Cam kết tiến độ từng tháng.",
    )
    assert leads(one) == ["UBND các xã, phường chưa có báo cáo"]
    assert leads(two) == ["Các chủ đầu tư chưa giải ngân hết vốn"]


def test_few_words_of_work_before_a_colon_only_head_what_a_unit_does() -> None:
    (task,) = tasks("2. Xử lý về hành chính: Giám đốc Sở Y tế tổ chức kiểm điểm tập thể liên quan.")
    assert leads(task) == ["Giám đốc Sở Y tế"]
    assert not tasks("2. Xử lý về hành chính: Sở Y tế đã kiểm điểm ba cá nhân.")


def test_what_is_sent_may_stand_before_who_sends_it() -> None:
    one, two = tasks(
        "5. Kết quả thực hiện, Sở Y tế tổng hợp, báo cáo UBND tỉnh trước ngày 20/4/2026.",
        "6. Danh sách học viên, UBND các xã gửi về Sở Nội vụ.",
    )
    assert (leads(one), leads(two)) == (["Sở Y tế"], ["UBND các xã"])


@pytest.mark.parametrize(
    "words",
    [
        "5. Kết quả kiểm tra, Sở Y tế phát hiện năm cơ sở vi phạm.",
        "5. Kết quả: Sở Y tế đã tổng hợp.",
        "5. Kết quả đạt được, nhìn chung tốt.",
        "6. Lịch làm việc: Thứ Ba họp giao ban; thứ Năm tiếp công dân.",
    ],
)
def test_results_told_and_a_calendar_charge_nobody(words: str) -> None:
    (task,) = tasks("Chủ tịch UBND xã giao các phòng thực hiện như sau:", "4. Dọn vệ sinh trụ sở.", words)
    assert task.text == "4. Dọn vệ sinh trụ sở."


def test_a_lower_committee_that_invites_is_charged_and_does_not_speak() -> None:
    (task,) = tasks("3. Chủ tịch UBND xã Ea Lâm mời các hộ dân đến làm việc.")
    assert leads(task) == ["Chủ tịch UBND xã Ea Lâm"]
    commune = letterhead(issuer="UBND xã Ea Lâm")
    (ordered,) = tasks("3. Chủ tịch UBND xã giao Công an xã xác minh.", head=commune)
    assert leads(ordered) == ["Công an xã"]


def test_a_time_after_an_event_opens_a_charge() -> None:
    (task,) = tasks("5. Sau kỳ nghỉ lễ, các cơ quan, đơn vị tập trung giải quyết công việc tồn đọng.")
    assert leads(task) == ["các cơ quan, đơn vị"]


def test_at_once_in_a_lead_in_holds_for_its_items() -> None:
    one, two = tasks(
        "Sở Y tế đề nghị các bệnh viện thực hiện ngay các nội dung sau:",
        "1. Rà soát thuốc dự trữ.",
        "2. Báo cáo kết quả trước ngày 20/4/2026.",
    )
    assert one.deadline is not None
    assert two.deadline is not None
    assert (one.deadline.phrase, two.deadline.on) == ("ngay", date(2026, 4, 20))


def test_the_printed_month_gives_the_year_of_a_day_where_the_day_of_issue_is_unread() -> None:
    unread = replace(letterhead(issued_on=None), issued_in=date(2026, 11, 1))
    lines = ("1. Sở Y tế báo cáo trước ngày 20/11.", "2. Sở Nội vụ gửi kế hoạch trước ngày 05/01.", "3. Sở Y tế trực.")
    one, two, three = tasks(*lines, head=unread)
    assert one.deadline is not None
    assert two.deadline is not None
    assert (one.deadline.on, two.deadline.on) == (date(2026, 11, 20), date(2027, 1, 5))
    assert any("Năm của thời hạn" in warning for warning in one.warnings)
    assert not three.warnings
    (loose, _, _) = tasks(*lines, head=letterhead(issued_on=None))
    assert loose.deadline is not None
    assert loose.deadline.on is None


def test_a_recurring_day_waits_for_the_day_of_issue() -> None:
    unread = replace(letterhead(issued_on=None), issued_in=date(2026, 11, 1))
    (task,) = tasks("1. Sở Y tế báo cáo trước ngày 25 hằng tháng.", head=unread)
    assert task.deadline is not None
    assert task.deadline.term is not None
    assert (task.deadline.on, task.deadline.term.starts_on) == (None, None)


@pytest.mark.parametrize(
    "name",
    [
        "Phòng Công chức, viên chức",
        "Vụ Chính trị, tư tưởng",
        "Trạm Y tế các xã, phường, đặc khu",
        "Các bệnh viện đa khoa, chuyên khoa",
        "Trung tâm Dịch vụ tổng hợp xã",
    ],
)
def test_names_with_commas_of_their_own_are_read_whole(name: str) -> None:
    (task,) = tasks(f"1. {name}: rà soát số liệu.")
    assert leads(task) == [name]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Phòng Kinh tế, kế toán đơn vị: rà soát số liệu.", ["Phòng Kinh tế"]),
        ("Phòng Nội vụ tổng hợp số liệu.", ["Phòng Nội vụ"]),
        ("Phòng Nội vụ, các trường học: rà soát số liệu.", ["Phòng Nội vụ", "các trường học"]),
    ],
)
def test_a_comma_behind_a_name_mostly_ends_it(words: str, names: list[str]) -> None:
    (task,) = tasks(f"1. {words}")
    assert leads(task)[: len(names)] == names


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("I. ĐỐI VỚI CÁC SỞ, BAN, NGÀNH, ĐOÀN THỂ CẤP TỈNH", "CÁC SỞ, BAN, NGÀNH, ĐOÀN THỂ CẤP TỈNH"),
        ("II. ĐỐI VỚI UBND CÁC XÃ, PHƯỜNG, ĐẶC KHU", "UBND CÁC XÃ, PHƯỜNG, ĐẶC KHU"),
        ("III. SỞ Y TẾ", "SỞ Y TẾ"),
        ("IV. UBND CÁC", "UBND CÁC"),
    ],
)
def test_a_heading_in_capitals_names_a_collective_whole(heading: str, name: str) -> None:
    (task,) = tasks(heading, "1. Lập dự toán năm sau.")
    assert leads(task) == [name]


def test_places_in_capitals_stay_names() -> None:
    (task,) = tasks("I. UBND CÁC XÃ LONG CHỮ, TÂN HƯNG:", "1. Thống kê nhà yến.")
    assert leads(task) == ["UBND XÃ LONG CHỮ", "UBND XÃ TÂN HƯNG"]


def test_an_honoured_committee_is_who_is_addressed() -> None:
    head = letterhead(issuer="Bộ Xây dựng", addressees=("UBND các tỉnh có biển",))
    (task,) = tasks("Để có cơ sở tổng hợp, đề nghị Quý Ủy ban cung cấp danh mục dự án.", head=head)
    assert leads(task) == ["UBND các tỉnh có biển"]


def test_what_those_above_gave_the_issuer_is_told() -> None:
    assert not tasks(
        "Văn phòng Chính phủ có Công văn số 34/VPCP-NN nêu ý kiến của Phó Thủ tướng Chính phủ giao Bộ Xây dựng trực.",
        head=letterhead(issuer="Bộ Xây dựng"),
    )


def test_a_day_before_a_verb_leaves_the_unit_of_the_heading() -> None:
    (task,) = tasks("2. Sở Y tế:", "- Trước 25/4/2026, hướng dẫn các xã trình tự xác nhận cơ sở hành nghề.")
    assert leads(task) == ["Sở Y tế"]


@pytest.mark.parametrize(
    ("person", "lead"),
    [
        ("đồng chí Lê Minh Châu, công chức Phòng Văn hóa", "công chức Phòng Văn hóa"),
        ("ông Trần Văn Hòa - Trưởng Công an xã", "Trưởng Công an xã"),
    ],
)
def test_a_person_is_charged_by_office(person: str, lead: str) -> None:
    (task,) = tasks(f"1. Giao {person} theo dõi, tham mưu báo cáo.")
    assert leads(task) == [lead]


def test_a_column_of_cited_documents_is_not_the_work() -> None:
    document = tabled(
        ["Chủ tịch UBND tỉnh yêu cầu hoàn thành các nhiệm vụ quá hạn theo biểu sau:"],
        [
            ["TT", "Văn bản giao", "Nội dung nhiệm vụ", "Đơn vị được giao", "Thời hạn"],
            ["1", "112/UBND-KT ngày 02/02/2026", "Tham mưu quy chế quản lý quỹ đất", "Sở Y tế", "30/5/2026"],
        ],
    )
    (task,) = extract(document).tasks
    assert (task.text, leads(task)) == ("Tham mưu quy chế quản lý quỹ đất", ["Sở Y tế"])


def test_a_column_may_be_headed_by_unit_or_person() -> None:
    document = tabled(
        ["Chủ tịch UBND xã phân công như sau:"],
        [
            ["Đơn vị/cá nhân", "Công việc được giao", "Thời gian"],
            ["Công an xã", "Phân luồng, bố trí bãi đỗ xe", "Trước 05/5"],
            ["Xóm trưởng các xóm", "Tổng vệ sinh đường làng", "12/5"],
        ],
    )
    assert [leads(t) for t in extract(document).tasks] == [["Công an xã"], ["Xóm trưởng các xóm"]]


PROJECTS = ("TT", "Tên công trình", "Chủ đầu tư", "Tiến độ hoàn thành")


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (PROJECTS, ["Cầu Bến Đò (hợp long)"]),
        (("TT", "Tên công trình", "Chủ đầu tư", "Tổng mức đầu tư"), []),
        ((*PROJECTS, "Vốn năm 2026"), []),
        (("TT", "Dự án", "Việc phải làm", "Cơ quan giải quyết", "Ngày phải xong"), ["Phê duyệt hồ sơ"]),
    ],
)
def test_projects_are_the_work_where_only_builder_and_day_are_told(heads: tuple[str, ...], found: list[str]) -> None:
    row = ["1", "Cầu Bến Đò (hợp long)", "Ban Quản lý dự án giao thông", "25/8/2026"]
    if "Dự án" in heads:
        row[2:2] = ["Phê duyệt hồ sơ"]
    row += ["120"] * (len(heads) - len(row))
    document = tabled(["Chủ tịch UBND tỉnh yêu cầu bảo đảm tiến độ các công trình sau:"], [list(heads), row])
    assert [t.text for t in extract(document).tasks if not t.text.startswith("Chủ tịch")] == found


def test_a_weekday_at_the_end_introduces_nothing() -> None:
    one, two = tasks("Giao Sở Y tế báo cáo vào chiều thứ Sáu.", "Giao Sở Nội vụ tổng hợp chung.")
    assert (leads(one), leads(two)) == (["Sở Y tế"], ["Sở Nội vụ"])
