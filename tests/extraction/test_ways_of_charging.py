"""Charges in the words of offices that no list of forms foresees: passive, passed on, relayed, exhorted and charged."""

from datetime import date

import pytest

from ingest.letterhead import Letterhead, Urgency
from tests.extraction.written import coordinators, extract, leads, letterhead, plain, tabled, tasks

PROVINCE = letterhead(kind="Công văn", issuer="UBND tỉnh Lam Giang", addressees=("Các sở, ngành",))


def test_what_a_unit_undertakes_is_its_task() -> None:
    (task,) = tasks("Việc xác minh nhân khẩu do Công an xã đảm nhiệm, gửi kết quả trước ngày 05/11/2026.")
    assert leads(task) == ["Công an xã"]
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 11, 5)


@pytest.mark.parametrize(
    "words",
    [
        "Việc cấp phép đã do Sở Xây dựng thực hiện từ năm trước.",
        "Việc nhập số liệu do Sở Y tế cung cấp còn chậm.",
        "Việc rà soát chưa xong. Số liệu do Sở Y tế phụ trách.",
        "Công tác thống kê có nhiều bước khác nhau.",
    ],
)
def test_what_a_unit_did_or_gave_is_no_task(words: str) -> None:
    assert not tasks(words)


def test_a_complaint_is_passed_on_to_who_deals_with_it() -> None:
    (task,) = tasks("Chuyển đơn của ông Lê Văn A đến Chủ tịch UBND phường Hải Hà để thụ lý theo quy định.")
    assert leads(task) == ["Chủ tịch UBND phường Hải Hà"]


def test_what_others_ask_of_the_issuer_is_no_task() -> None:
    assert not tasks("UBND tỉnh nhận được đơn của ông A, đề nghị UBND tỉnh xem xét việc cấp đất.", head=PROVINCE)


def test_a_relayed_order_is_told_where_the_own_opinion_follows() -> None:
    (task,) = tasks(
        "UBND tỉnh nhận được Công văn số 10/BTC-NS ngày 01/3/2026, trong đó yêu cầu các địa phương báo cáo trước 31/3.",
        "Về việc này, Chủ tịch UBND tỉnh có ý kiến như sau:",
        "1. Giao Sở Tài chính dự thảo báo cáo.",
        head=PROVINCE,
    )
    assert leads(task) == ["Sở Tài chính"]


def test_a_line_about_this_matter_is_no_letterhead() -> None:
    document = plain(
        "ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG", "Kính gửi: Sở Y tế.", "Về việc này, UBND tỉnh yêu cầu:", "1. Sở Y tế trực."
    )
    assert [leads(t) for t in extract(document).tasks] == [["Sở Y tế"]]


def test_a_sentence_broken_before_about_is_no_letterhead() -> None:
    document = plain(
        "ỦY BAN NHÂN DÂN",
        "Số: 12/UBND-NC",
        "Kính gửi:",
        "- Sở Y tế;",
        "- Sở Xây dựng.",
        "Thực hiện văn bản của Đoàn đại biểu Quốc hội gửi Chủ tịch UBND tỉnh tuần qua",
        "về việc nước sạch, Chủ tịch UBND tỉnh có ý kiến như sau:",
        "1. Giao Sở Y tế lấy mẫu nước.",
        "2. Giao Sở Xây dựng thay ống.",
    )
    assert [leads(t) for t in extract(document).tasks] == [["Sở Y tế"], ["Sở Xây dựng"]]


def test_a_subject_under_the_kind_may_begin_small() -> None:
    document = plain("CÔNG ĐIỆN", "về việc ứng phó mưa lớn", "CHỦ TỊCH UBND TỈNH ĐIỆN:", "- Giám đốc Sở Y tế.")
    assert not extract(document).tasks


def test_an_exhortation_may_end_in_a_warning_or_in_a_charge() -> None:
    assert not tasks(
        "Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện; nơi nào lơ là thì người đứng đầu chịu trách nhiệm./."
    )
    (task,) = tasks(
        "Yêu cầu các sở, ngành nghiêm túc thực hiện Công điện này; Văn phòng UBND tỉnh tổng hợp, báo cáo hằng ngày./."
    )
    assert leads(task) == ["Văn phòng UBND tỉnh"]


def test_units_may_be_named_by_the_annex_that_charges_them() -> None:
    (task,) = tasks("2. Các đơn vị được phân công tại Phụ lục I, căn cứ việc được giao, ban hành kế hoạch.")
    assert leads(task) == ["Các đơn vị được phân công tại Phụ lục I"]
    (other,) = tasks("2. Các địa phương được giao tại Danh mục (II) ban hành kế hoạch.")
    assert leads(other) == ["Các địa phương được giao tại Danh mục (II)"]
    assert not tasks("2. Các đơn vị tại phần đất ven sông thuộc các xã vùng trũng phía nam của tỉnh và các khu.")


def test_who_is_invited_to_a_work_is_charged() -> None:
    (task,) = tasks("3. Bảo hiểm xã hội tỉnh được mời tham gia kết nối dữ liệu giám định.")
    assert leads(task) == ["Bảo hiểm xã hội tỉnh"]


def test_taking_part_is_what_units_do_where_a_verb_follows() -> None:
    (task,) = tasks("1. Sở Y tế chủ trì, phối hợp với các cơ quan, đơn vị tham gia góp ý dự thảo.")
    assert coordinators(task) == ["các cơ quan, đơn vị"]


def test_coordinators_that_would_repeat_the_one_addressee_stand_as_written() -> None:
    head = letterhead(addressees=("Sở Tài chính",))
    (task,) = tasks("Sở Tài chính chủ trì, phối hợp với các cơ quan, đơn vị góp ý dự thảo Nghị định.", head=head)
    assert leads(task) == ["Sở Tài chính"]
    assert coordinators(task) == ["các cơ quan, đơn vị"]


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("ngay trong đêm 19/11/2026", date(2026, 11, 19)),
        ("trong chiều ngày 20/11/2026", date(2026, 11, 20)),
        ("trong hai ngày 23 và 24/10/2026", date(2026, 10, 24)),
        ("trước khai giảng học kỳ II", None),
        ("trước 16 giờ 30 phút, thứ Sáu, ngày 20/3/2026", date(2026, 3, 20)),
        ("trước 11h30’ ngày 15/3/2026", date(2026, 3, 15)),
        ("trước ngày Quốc khánh 02/9", date(2026, 9, 2)),
        ("vào cuối giờ chiều ngày 15/3/2026", date(2026, 3, 15)),
        ("trong 02 ngày 14, 15/3/2026", date(2026, 3, 15)),
        ("hạn chót 20/4/2026", date(2026, 4, 20)),
        ("trước thứ Sáu tuần này", None),
        ("giữa tháng 5/2026", None),
        ("trước kỳ họp thứ 30 HĐND tỉnh", None),
        ("trước phiên họp UBND tỉnh tháng 4/2026", None),
    ],
)
def test_nights_runs_of_days_and_school_starts_are_times(words: str, on: date | None) -> None:
    (task,) = tasks(f"1. Sở Y tế kiểm tra các kho thuốc {words}.")
    assert task.deadline is not None
    assert task.deadline.on == on


def test_a_column_of_days_may_be_headed_done_by() -> None:
    rows = [
        ["STT", "Việc phải làm", "Xong trước"],
        ["I", "Bệnh viện Đa khoa tỉnh", None],
        ["1", "Cấp chữ ký số cho bác sĩ", "20/9"],
    ]
    (task,) = extract(tabled(["Việc trong tháng 9."], rows), letterhead(kind="Kế hoạch")).tasks
    assert leads(task) == ["Bệnh viện Đa khoa tỉnh"]
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 9, 20)


def test_specks_before_a_mark_are_left_out() -> None:
    found = tasks("_¬_- Giao Sở Y tế kiểm tra kho thuốc.", "„ 3) Giao Sở Nội vụ báo cáo kết quả.")
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Nội vụ"]]


def test_urgency_is_the_stamp_and_not_the_wording() -> None:
    hurried = plain("1. Giao Sở Y tế khẩn trương, hỏa tốc cấp thuốc.", "2. Giao Sở Nội vụ khẩn cấp báo cáo.")
    assert extract(hurried).entry_class == "multi"
    head: Letterhead = letterhead(urgency=Urgency.HOA_TOC)
    assert extract(hurried, head).entry_class == "urgent"


def test_a_topic_before_a_colon_or_a_full_stop_leaves_the_charge() -> None:
    found = tasks(
        "2. Dự án cầu Tân Đệ 2: Sở Xây dựng hoàn chỉnh báo cáo.",
        "3. Công tác phòng cháy rừng. Các địa phương bám địa bàn; Chi cục Kiểm lâm ra thông báo cấp cháy.",
        "4. Thành phần: Sở Y tế báo cáo tại chỗ.",
    )
    assert [leads(t) for t in found] == [["Sở Xây dựng"], ["Các địa phương", "Chi cục Kiểm lâm"]]


def test_the_leader_of_the_issuer_beside_a_charged_unit_is_no_lead() -> None:
    (task,) = tasks(
        "5. Phó Chủ tịch UBND tỉnh Nguyễn Văn A trực tiếp làm việc với Bộ Xây dựng; Sở Xây dựng chuẩn bị tài liệu."
    )
    assert leads(task) == ["Sở Xây dựng"]


def test_heads_of_several_places_share_their_title() -> None:
    (task,) = tasks("1. Trưởng ấp 1, ấp 2, ấp Long Bình vận động từng hộ ký cam kết.")
    assert leads(task) == ["Trưởng ấp 1", "Trưởng ấp 2", "Trưởng ấp Long Bình"]


def test_offices_of_one_kind_keep_their_whole_name() -> None:
    (task,) = tasks("5. Các Văn phòng đăng ký đất đai, tổ chức hành nghề công chứng không nhận hồ sơ.")
    assert leads(task) == ["Các Văn phòng đăng ký đất đai", "tổ chức hành nghề công chứng"]
    (other,) = tasks("2. Công ty Cổ phần Chăn nuôi Trà Bồng lập phương án xử lý chất thải.")
    assert leads(other) == ["Công ty Cổ phần Chăn nuôi Trà Bồng"]


def test_a_day_of_counting_is_no_time_limit() -> None:
    (task,) = tasks("1. Sở Nội vụ tổng hợp số công chức có mặt đến ngày 31/5/2026.")
    assert task.deadline is None


def test_heads_over_two_rows_and_two_meanings_are_read() -> None:
    rows = [
        ["STT", "Lĩnh vực/Nhiệm vụ", "Thời gian thực hiện", None, "Trách nhiệm", None],
        ["^", "^", "Bắt đầu", "Kết thúc", "Chủ trì", "Phối hợp"],
        ["1", "Xếp hạng cải cách hành chính", "01/11/2026", "20/12/2026", "Sở Nội vụ", "Các sở"],
    ]
    (task,) = extract(tabled(["Phụ lục."], rows), letterhead(kind="Kế hoạch")).tasks
    assert leads(task) == ["Sở Nội vụ"]
    assert coordinators(task) == ["Các sở"]
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 12, 20)


def test_a_comma_alone_may_part_two_charges() -> None:
    (task,) = tasks("3. Sở Tài chính cấp kinh phí, Kho bạc Nhà nước tỉnh kiểm soát chi trong 03 ngày.")
    assert leads(task) == ["Sở Tài chính", "Kho bạc Nhà nước tỉnh"]


@pytest.mark.parametrize(
    "words",
    [
        "4. Sở Y tế hướng dẫn UBND các xã, Công an tỉnh tổ chức chốt chặn.",
        "4. Sở Y tế cấp thuốc để khi có dịch, Trung tâm Y tế Hải Hà sử dụng.",
        "4. Sở Y tế tổng hợp kinh phí, Bộ Tài chính bố trí theo quy định.",
        "4. Sở Y tế đôn đốc các sở, ngành, UBND các xã thực hiện kế hoạch.",
    ],
)
def test_a_comma_inside_what_one_unit_does_parts_nothing(words: str) -> None:
    (task,) = tasks(words)
    assert leads(task) == ["Sở Y tế"]


def test_units_told_apart_by_what_they_did_are_charged_with_a_day_or_urged() -> None:
    found = tasks(
        "Các đơn vị đã gửi hồ sơ nhưng còn thiếu bổ sung trước ngày 20/4/2026.",
        "7. Các đơn vị chưa gửi báo cáo khẩn trương gửi về Sở Nội vụ.",
        "Các địa phương đã hoàn thành kế hoạch, báo cáo đầy đủ.",
        "8. Các đơn vị đã triển khai thực hiện tốt.",
    )
    assert [leads(t) for t in found] == [
        ["Các đơn vị đã gửi hồ sơ nhưng còn thiếu"],
        ["Các đơn vị chưa gửi báo cáo"],
    ]


def test_offices_of_many_places_are_told_apart_by_what_they_owe_or_hold() -> None:
    found = tasks(
        "1. Trưởng các thôn, tổ dân phố chưa nộp danh sách nghiêm túc rút kinh nghiệm.",
        "2. UBND các xã, phường đang quản lý nhà văn hóa có trách nhiệm:",
        "a) Sửa mái nhà trước mùa mưa;",
        "b) Lập sổ theo dõi.",
    )
    assert [leads(t) for t in found][1:] == [["UBND các xã, phường đang quản lý nhà văn hóa"]] * 2
    assert leads(found[0])[0].endswith("chưa nộp danh sách")


def test_a_collective_is_named_as_far_as_among_the_addressees() -> None:
    head = letterhead(addressees=("Các doanh nghiệp sử dụng nước ngầm trên địa bàn", "Sở Y tế"))
    (task,) = tasks("1. Các doanh nghiệp sử dụng nước ngầm lập sổ theo dõi giếng khoan.", head=head)
    assert leads(task) == ["Các doanh nghiệp sử dụng nước ngầm"]
    (other,) = tasks("1. Các doanh nghiệp sử dụng điện an toàn trong mùa mưa.", head=head)
    assert leads(other) == ["Các doanh nghiệp"]


def test_things_among_charged_units_are_no_units() -> None:
    found = tasks("1. Sở Y tế trực cấp cứu.", "2. Máy phát dự phòng, phao cứu sinh.", "3. Sở Xây dựng trực cầu phao.")
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Xây dựng"]]


def test_what_members_hold_may_end_the_line_of_who_coordinates() -> None:
    (task,) = tasks(
        "1. Kiểm tra phao tiêu.", "- Đơn vị chủ trì: Sở Xây dựng.", "- Đơn vị phối hợp: UBND các xã có bến đò."
    )
    assert coordinators(task) == ["UBND các xã có bến đò"]


def test_a_table_of_what_is_there_gives_no_tasks() -> None:
    rows = [["TT", "Nội dung", "Đơn vị thực hiện"], ["1", "Xây mạng nội bộ", "Sở Y tế"], ["2", "Xây kè", "Sở Nội vụ"]]
    plan = letterhead(kind="Kế hoạch", issued_on=None)
    assert not extract(tabled(["I. HIỆN TRẠNG ỨNG DỤNG", "1. Các dự án đã đầu tư:"], rows), plan).tasks
    assert extract(tabled(["I. MỤC TIÊU, NHIỆM VỤ", "1. Danh mục:"], rows), plan).tasks


def test_whose_an_office_is_may_stand_behind_its_brackets() -> None:
    found = tasks(
        "Thực hiện kế hoạch năm 2026, Hội đồng thi đua Sở Nội vụ đề nghị Văn phòng (phòng Tổ chức, Tài vụ) các sở; "
        "phòng Nội vụ các huyện, thành phố thực hiện một số nội dung sau:",
        "1. Xây dựng báo cáo tổng kết.",
        "2. Gửi hồ sơ trước ngày 05/12/2026.",
    )
    assert [leads(t) for t in found] == [["Văn phòng các sở", "phòng Nội vụ các huyện, thành phố"]] * 2


def test_a_later_sentence_orders_another_unit() -> None:
    found = tasks(
        "1. Giao Sở Y tế rà soát nhu cầu thuốc. Giao Sở Tài chính bố trí kinh phí trước ngày 05/5/2026.",
        "2. Thủ trưởng các sở, ban, ngành triển khai thực hiện nghiêm túc Chỉ thị này. Giao cho Cục Thống kê tỉnh theo "
        "dõi, báo cáo UBND tỉnh.",
    )
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Tài chính"], ["Cục Thống kê tỉnh"]]
    assert [t.deadline and t.deadline.phrase for t in found] == [None, "trước ngày 05/5/2026", None]
