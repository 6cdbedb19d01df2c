"""Constructs that other issuers write: each has misled once, and is told here in words of its own."""

from datetime import date

import pytest

from extraction.values import Mode, PartKind, Period
from tests.extraction.written import coordinators, extract, leads, letterhead, plain, tabled, tasks


@pytest.mark.parametrize(
    ("speaker", "charged"),
    [
        ("Chi cục Thuế khu vực đề nghị", "UBND các xã, thị trấn"),
        ("Bưu điện tỉnh yêu cầu", "các bưu điện khu vực"),
        ("Trường Đại học Lam Giang đề nghị", "các khoa, phòng, trung tâm"),
        ("Công ty Điện lực Lam Giang đề nghị", "UBND các xã, phường"),
        ("Nhà trường yêu cầu", "các tổ chuyên môn"),
    ],
)
def test_whoever_speaks_in_a_lead_in_charges_those_who_follow(speaker: str, charged: str) -> None:
    found = tasks(f"{speaker} {charged}:", "- Rà soát danh sách.", "- Nộp hồ sơ trước ngày 20/4/2026.")
    assert [leads(t) for t in found] == [[charged], [charged]]


def test_what_brackets_tell_of_an_earlier_letter_charges_nobody() -> None:
    (task,) = tasks(
        "Thực hiện Công văn số 22/UBND-NC (yêu cầu Sở Nội vụ tổng hợp trước ngày 30/9/2026), Sở Nội vụ đề nghị các cơ "
        "quan, đơn vị thực hiện nội dung sau:",
        "1. Lựa chọn tập thể tiêu biểu để khen thưởng.",
    )
    assert leads(task) == ["các cơ quan, đơn vị"]
    assert task.mode == Mode.REQUEST
    assert task.deadline is None


def test_a_lead_in_hands_down_its_own_time_and_none_of_the_past() -> None:
    told, asked = (
        tasks(lead_in, "- Rà soát danh sách.")[0].deadline
        for lead_in in (
            "Từ ngày 01/02 đến ngày 08/02/2026 mưa lớn gây sạt lở. UBND tỉnh yêu cầu Sở Y tế:",
            "UBND tỉnh yêu cầu Sở Y tế hoàn thành trước ngày 20/4/2026 các việc sau:",
        )
    )
    assert told is None
    assert asked is not None
    assert asked.on == date(2026, 4, 20)
    past = tasks("UBND tỉnh yêu cầu Sở Y tế, hạn đến ngày 01/02/2026, làm các việc sau:", "- Rà soát danh sách.")
    assert past[0].deadline is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Phòng Kinh tế, Hạ tầng và Đô thị tham mưu kinh phí.", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("Phòng Nông nghiệp, Môi trường và Hạ tầng lấy mẫu nước.", "Phòng Nông nghiệp, Môi trường và Hạ tầng"),
        ("Trung tâm Quản lý, khai thác công trình lập phương án.", "Trung tâm Quản lý, khai thác công trình"),
        (
            "Trung tâm Văn hóa, Thể thao, Du lịch và Truyền thông mở lớp.",
            "Trung tâm Văn hóa, Thể thao, Du lịch và Truyền thông",
        ),
        ("UBND các xã có đê gia cố bờ bao.", "UBND các xã có đê"),
        ("UBND các phường có chợ dân sinh kiểm tra phòng cháy.", "UBND các phường có chợ dân sinh"),
        ("UBND các xã nằm ven sông: gia cố bờ bao.", "UBND các xã nằm ven sông"),
        ("Đài Phát thanh và Truyền hình tỉnh tăng thời lượng đưa tin.", "Đài Phát thanh và Truyền hình tỉnh"),
        ("Ban Quản lý rừng phòng hộ huyện tuần tra rừng.", "Ban Quản lý rừng phòng hộ huyện"),
        ("Sở Y tế cung cấp số liệu thuốc.", "Sở Y tế"),
        ("UBND xã Nậm Tin cung cấp bản đồ địa chính.", "UBND xã Nậm Tin"),
        ("Điện lực Nậm Tin cắt điện khi sửa chữa.", "Điện lực Nậm Tin"),
        ("UBND các xã, phường ban hành kế hoạch.", "UBND các xã, phường"),
        ("Các cơ sở khám, chữa bệnh báo cáo ca bệnh.", "Các cơ sở khám, chữa bệnh"),
    ],
)
def test_a_name_ends_where_its_work_begins(words: str, name: str) -> None:
    (task,) = tasks(f"1. {words}")
    assert leads(task) == [name]


def test_a_comma_between_two_bodies_parts_them() -> None:
    (task,) = tasks("1. Phòng Kinh tế, Văn phòng UBND xã rà soát hồ sơ.")
    assert leads(task) == ["Phòng Kinh tế", "Văn phòng UBND xã"]
    assert len(tasks("1. Phòng Kinh tế, Rà soát hồ sơ đất đai.")) == 1


def test_a_qualifier_that_leads_nowhere_is_left_out() -> None:
    assert not tasks("UBND các xã có đê.", "UBND các xã có đê, kè và cống.")


def test_schools_of_one_kind_are_named_in_full() -> None:
    (task,) = tasks("1. Các trường THPT Nậm Tin, THPT Lam Giang chuẩn bị phòng học.")
    assert leads(task) == ["trường THPT Nậm Tin", "trường THPT Lam Giang"]


def test_a_second_charge_after_a_decision_is_a_task() -> None:
    (task,) = tasks("1. Đồng ý với đề xuất của Phòng Kinh tế; Văn phòng UBND xã soạn thảo văn bản trong tuần.")
    assert leads(task) == ["Văn phòng UBND xã"]
    assert task.deadline is not None
    assert task.deadline.phrase == "trong tuần"


def test_those_who_are_criticised_are_charged() -> None:
    (task,) = tasks("1. Phê bình Phòng Văn hóa, Công an xã; yêu cầu nộp báo cáo trước ngày 18/3/2026.")
    assert leads(task) == ["Phòng Văn hóa", "Công an xã"]
    assert not tasks("1. Phê bình Công an xã.")


def test_data_that_others_give_is_no_charge_to_them() -> None:
    (task,) = tasks("3. Trên cơ sở số liệu do Sở Tài chính, UBND thành phố cung cấp, Sở Xây dựng tổng hợp, báo cáo.")
    assert leads(task) == ["Sở Xây dựng"]


def test_rieng_singles_out_from_the_lead_in() -> None:
    found = tasks(
        "UBND tỉnh đề nghị các đơn vị thực hiện:",
        "1. Rà soát danh sách.",
        "2. Riêng UBND xã Nậm Tin: bố trí địa điểm.",
        "3. Riêng Sở Y tế báo cáo trước ngày 15/4/2026.",
        "4. Riêng khoa Y: nộp điểm sau.",
    )
    assert [leads(t) for t in found] == [["các đơn vị"], ["UBND xã Nậm Tin"], ["Sở Y tế"], ["khoa Y"]]
    assert not tasks("1. Riêng khoa, phòng: chưa bàn", "2. Riêng Sở Y tế thì khác", "3. Riêng tháng này còn ít việc")


def test_topics_contents_and_meetings_are_no_tasks() -> None:
    found = tasks(
        "1. Về vệ sinh môi trường",
        "a) Phòng Kinh tế thu gom rác.",
        "2. Hồ sơ đề nghị gồm:",
        "- Đơn đề nghị;",
        "- Báo cáo kết quả.",
        "3. Giao Sở Y tế tiếp nhận.",
        "4. Chuẩn bị họp: Chủ tịch UBND tỉnh họp với các đơn vị lúc 7 giờ ngày 14/4/2026.",
    )
    assert [leads(t) for t in found] == [["Phòng Kinh tế"], ["Sở Y tế"]]


def test_preparations_of_a_meeting_are_tasks_and_attendance_is_not() -> None:
    found = tasks(
        "1. Thành phần:",
        "- Sở Y tế cử người dự;",
        "2. Công tác chuẩn bị:",
        "- Sở Công Thương chuẩn bị báo cáo, gửi trước ngày 10/4/2026.",
        "- UBND phường phối hợp với Công an phường phân luồng giao thông.",
        "Đề nghị các đại biểu đến dự đúng thành phần, đúng thời gian.",
        head=letterhead(kind="Giấy mời", number="7/GM-UBND"),
    )
    assert [leads(t) for t in found] == [["Sở Công Thương"], ["UBND phường"]]
    assert coordinators(found[1]) == ["Công an phường"]


def test_persons_in_a_table_stand_for_the_unit_of_its_heading() -> None:
    rows = [
        ["TT", "Công việc", "Thời gian hoàn thành", "Người phụ trách"],
        ["1", "Rà soát hợp đồng thuê đất", "20/3", "Ông Thắng"],
        ["2", "Kiểm tra trạm bơm", "Tuần 3", "Bà Hoa"],
    ]
    found = extract(tabled(["Phân công nhiệm vụ như sau:", "A. Phòng Kinh tế"], rows)).tasks
    assert [leads(t) for t in found] == [["Phòng Kinh tế"], ["Phòng Kinh tế"]]
    assert found[0].deadline is not None
    assert found[0].deadline.on == date(2026, 3, 20)
    assert not extract(tabled(["Phân công trực như sau:"], rows)).tasks
    assert not extract(tabled([], rows)).tasks


@pytest.mark.parametrize(
    ("words", "phrase", "on"),
    [
        ("báo cáo từ 16/4/2026 đến 31/5/2026", "từ 16/4/2026 đến 31/5/2026", date(2026, 5, 31)),
        ("thông xe trước dịp 30/4", "trước dịp 30/4", date(2026, 4, 30)),
        ("báo cáo trước ngày 05 tháng sau", "trước ngày 05 tháng sau", None),
        ("báo cáo trước 05 tháng kế tiếp", "trước 05 tháng kế tiếp", None),
        ("trả lời trong vòng 24 giờ kể từ khi có sự cố", "trong vòng 24 giờ kể từ khi có sự cố", None),
        ("tổng hợp, cuối tháng báo cáo UBND tỉnh", "cuối tháng", None),
        ("kiện toàn đội xung kích trước mùa mưa", "trước mùa mưa", None),
        ("thanh toán ngay khi có khối lượng", "ngay khi có khối lượng", None),
        ("cấm đường đến khi có thông báo mới", "đến khi có thông báo mới", None),
        ("lập hồ sơ; thời gian hoàn thành: Quý I/2027", "Quý I/2027", None),
    ],
)
def test_time_words_are_read_and_stand_in_their_place(words: str, phrase: str, on: date | None) -> None:
    line = f"1. Sở Y tế {words}."
    document = plain("Căn cứ tình hình;", line)
    (task,) = extract(document).tasks
    assert task.deadline is not None
    assert (task.deadline.phrase, task.deadline.on) == (phrase, on)
    assert task.deadline.place is not None
    assert document.slice(task.deadline.place.start, task.deadline.place.end) == phrase


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("02 lần/ngày (7 giờ và 16 giờ)", Period.OTHER),
        ("mỗi tuần 02 lần", Period.WEEKLY),
        ("02 lần/năm", Period.HALF_YEARLY),
        ("3 tháng/lần", Period.QUARTERLY),
        ("5 tháng/lần", Period.OTHER),
        ("định kỳ hằng quý, 6 tháng, năm", Period.QUARTERLY),
    ],
)
def test_how_often_is_read(words: str, period: Period) -> None:
    (task,) = tasks(f"1. Sở Y tế báo cáo {words}.")
    assert task.period == period


def test_a_line_of_units_may_state_the_time_as_well() -> None:
    (task,) = tasks(
        "1.1. Kiện toàn tổ công nghệ số.",
        "- Cơ quan thực hiện: Phòng Văn hóa. Thời gian thực hiện: Tháng 4/2026 và tháng 9/2026.",
        head=letterhead(kind="Kế hoạch", number="19/KH-UBND"),
    )
    assert task.deadline is not None
    assert task.deadline.on is None


def test_a_day_before_the_issue_day_is_part_of_the_story() -> None:
    (task,) = tasks("Sau khi kiểm tra ngày 01/3/2026, trước ngày 02/3/2026, UBND tỉnh giao Sở Y tế khắc phục.")
    assert task.deadline is None


def test_a_long_sentence_behind_the_addressees_opens_the_body() -> None:
    document = plain(
        "Kính gửi: UBND các xã.",
        "Chi cục Thuế khu vực đề nghị UBND các xã:",
        "- Rà soát danh sách nợ thuế.",
    )
    found = extract(document)
    assert len(found.tasks) == 1
    assert any(p.kind in (PartKind.LEAD_IN, PartKind.HEADING) for p in found.parts)
