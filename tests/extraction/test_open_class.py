"""What no list can hold: kinds of units that are new, names told apart by clauses, leads in brackets, odd columns."""

from datetime import date

import pytest

from extraction.values import EntryClass, Mode, Period
from ingest.letterhead import read_letterhead
from tests.extraction.written import coordinators, extract, leads, letterhead, plain, tabled, tasks


def test_an_item_among_items_that_name_units_names_one_too() -> None:
    found = tasks(
        "UBND tỉnh yêu cầu:",
        "1. Sở Y tế: Rà soát danh sách.",
        "2. Liên hợp Thanh niên Lam Giang: Tổ chức ra quân.",
        "3. Nhà Văn hóa Lao động tỉnh bố trí hội trường.",
        "4. Công an tỉnh giữ trật tự.",
    )
    assert [leads(t) for t in found] == [
        ["Sở Y tế"],
        ["Liên hợp Thanh niên Lam Giang"],
        ["Nhà Văn hóa Lao động tỉnh"],
        ["Công an tỉnh"],
    ]


def test_units_of_no_known_kind_stand_behind_doi_voi_where_their_neighbours_do() -> None:
    found = tasks(
        "UBND tỉnh đề nghị thực hiện như sau:",
        "1. Đối với Sở Công Thương",
        "- Kiểm tra các cửa hàng.",
        "2. Đối với các thương nhân đầu mối",
        "- Duy trì mức dự trữ.",
        "3. Đối với thương lái: khai báo giá bán.",
    )
    assert [leads(t) for t in found] == [["Sở Công Thương"], ["các thương nhân đầu mối"], ["thương lái"]]


@pytest.mark.parametrize(
    "line",
    [
        "2. Thời điểm, Nguồn Lam Giang",
        "2. rạp Kim Đồng Lam Giang: bố trí hội trường.",
        "2. Hội trường mở cửa sớm.",
        "2. Đối với",
        "2. Những Con Đường Mới Ở Miền Núi Lam Giang Từ Đầu Năm Rất Khác Xưa Nhiều: đẹp.",
    ],
)
def test_what_is_no_name_among_names_stays_none(line: str) -> None:
    found = tasks("UBND tỉnh yêu cầu:", "1. Sở Y tế: Rà soát danh sách.", line)
    assert [leads(t) for t in found][:1] == [["Sở Y tế"]]
    assert all(leads(t) in ([], ["Sở Y tế"]) for t in found[1:])


def test_who_is_told_apart_keeps_what_tells_them_apart() -> None:
    (asked,) = tasks(
        "Để kịp tổng hợp, đề nghị các đơn vị chưa gửi báo cáo (có danh sách kèm theo) hoàn thành trước ngày 24/3/2026."
    )
    assert leads(asked) == ["các đơn vị chưa gửi báo cáo"]
    assert asked.mode == Mode.REQUEST
    named = tasks(
        "UBND tỉnh yêu cầu:",
        "1. Đối với các chủ đầu tư có tỷ lệ giải ngân dưới 30%: giải trình trước ngày 30/3/2026.",
        "2. Đối với các cơ quan, đơn vị đã gửi hồ sơ, đề nghị rà soát, bổ sung.",
        "3. Thủ trưởng 07 đơn vị có tên trên gửi hồ sơ trước ngày 24/3/2026.",
        "4. Đối với các đơn vị đã gửi, đến nay còn chậm.",
    )
    assert [leads(t) for t in named] == [
        ["các chủ đầu tư có tỷ lệ giải ngân dưới 30%"],
        ["các cơ quan, đơn vị đã gửi hồ sơ"],
        ["Thủ trưởng 07 đơn vị có tên trên"],
    ]
    assert not tasks("Yêu cầu chung. Các đơn vị đã báo cáo đầy đủ, đúng hạn.")
    assert not tasks("Qua theo dõi, đề nghị các đơn vị chưa báo cáo đầy đủ.")


def test_a_long_list_keeps_the_part_that_each_has_in_the_work() -> None:
    (task,) = tasks(
        "1. Yêu cầu Thủ trưởng các cơ quan, đơn vị, các đơn vị đầu mối giao kế hoạch, các Cơ quan chủ trì Dự án, Tiểu "
        "dự án, các cơ quan quản lý chương trình theo chức năng rà soát danh mục."
    )
    assert leads(task) == [
        "Thủ trưởng các cơ quan, đơn vị",
        "các đơn vị đầu mối giao kế hoạch",
        "các Cơ quan chủ trì Dự án, Tiểu dự án",
        "các cơ quan quản lý chương trình",
    ]
    (plain_role,) = tasks("1. Các cơ quan chủ trì; báo cáo trước ngày 20/4/2026.")
    assert leads(plain_role) == ["Các cơ quan"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (
            "Các huyện Nậm Tin, Lam Sơn và Đông Sơn lợp lại mái nhà.",
            ["huyện Nậm Tin", "huyện Lam Sơn", "huyện Đông Sơn"],
        ),
        ("Các huyện Nậm Tin rà soát.", ["Các huyện Nậm Tin"]),
        ("Các huyện Rà soát danh sách.", ["Các huyện"]),
        (
            "Các Công ty TNHH MTV: Khai thác công trình thủy lợi, Cấp nước Lam Giang: vận hành trạm bơm.",
            ["Công ty TNHH MTV Khai thác công trình thủy lợi", "Công ty TNHH MTV Cấp nước Lam Giang"],
        ),
        ("Các Công ty TNHH MTV: Rà soát phương án.", ["Các Công ty TNHH MTV"]),
        ("Các Công ty TNHH MTV: rà soát phương án.", ["Các Công ty TNHH MTV"]),
        ("Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo phân bổ kinh phí.", ["Đảng ủy Ủy ban nhân dân tỉnh"]),
        (
            "Trưởng phòng Giáo dục và Đào tạo các huyện, thành phố rà soát.",
            ["Trưởng phòng Giáo dục và Đào tạo các huyện, thành phố"],
        ),
        ("Trưởng phòng Nghiệp vụ Y rà soát.", ["Trưởng phòng Nghiệp vụ Y"]),
        ("Trung tâm Giám sát, điều hành đô thị chuẩn bị phần trình diễn.", ["Trung tâm Giám sát, điều hành đô thị"]),
        ("Trung tâm Dịch vụ tổng hợp xã tiêm phòng bổ sung.", ["Trung tâm Dịch vụ tổng hợp xã"]),
        ("Phòng Quản lý giá và công sản rà soát xe công.", ["Phòng Quản lý giá và công sản"]),
        ("Phòng Kinh tế & hạ tầng rà soát hồ sơ.", ["Phòng Kinh tế & hạ tầng"]),
        ("Công ty Thủy nông - doanh nghiệp nhà nước rà soát cống.", ["Công ty Thủy nông"]),
        (
            "Ban Quản lý, khai thác công trình thủy lợi tỉnh kiểm tra cống.",
            ["Ban Quản lý, khai thác công trình thủy lợi tỉnh"],
        ),
        ("Ban Chỉ huy Phòng, chống thiên tai tỉnh trực ban.", ["Ban Chỉ huy Phòng, chống thiên tai tỉnh"]),
        (
            "Ngân hàng Nhà nước - Chi nhánh tỉnh Lam Giang cân đối vốn.",
            ["Ngân hàng Nhà nước - Chi nhánh tỉnh Lam Giang"],
        ),
        ("Trưởng 28 khu phố vận động các hộ.", ["Trưởng 28 khu phố"]),
        ("Giám đốc các Trung tâm giáo dục thường xuyên báo cáo.", ["Giám đốc các Trung tâm giáo dục thường xuyên"]),
        ("Các đồng chí Trưởng xóm thông báo cho bà con.", ["Trưởng xóm"]),
    ],
)
def test_names_that_share_a_head_a_place_or_a_verb(words: str, names: list[str]) -> None:
    (task,) = tasks(f"1. {words}")
    assert leads(task) == names


def test_units_in_brackets_behind_the_work_are_charged() -> None:
    first, second, third = tasks(
        "UBND tỉnh triển khai các việc sau:",
        "1. Xây dựng quy trình đối soát dữ liệu (Công an tỉnh chủ trì, Sở Nội vụ phối hợp; xong trong tháng 5/2026).",
        "2. Quét bản đồ địa chính của 38 xã (Văn phòng Đăng ký đất đai tỉnh; trước ngày 30/6/2026).",
        "3. Giao Sở Y tế gửi báo cáo về UBND tỉnh (Văn phòng UBND tỉnh; trước ngày 30/6/2026).",
        "4. Nội dung khác (Sở Y tế chủ trì).",
        "5. Nâng cấp hạ tầng mạng nội bộ (theo dự toán; trước ngày 30/6/2026).",
        "6. Nâng cấp hạ tầng mạng nội bộ (thực hiện sau).",
        "7. Nâng cấp hạ tầng mạng nội bộ (Sở Y tế phối hợp).",
    )
    assert (leads(first), coordinators(first)) == (["Công an tỉnh"], ["Sở Nội vụ"])
    assert leads(second) == ["Văn phòng Đăng ký đất đai tỉnh"]
    assert second.deadline is not None
    assert second.deadline.on == date(2026, 6, 30)
    assert leads(third) == ["Sở Y tế"]


def test_who_gets_a_letter_to_deal_with_is_charged() -> None:
    (task,) = tasks(
        "UBND tỉnh chuyển đơn đến Chủ tịch UBND xã Nậm Tin để xem xét, giải quyết; báo cáo trước ngày 25/4/2026."
    )
    assert leads(task) == ["Chủ tịch UBND xã Nậm Tin"]
    assert not tasks("UBND tỉnh chuyển đơn đến Chủ tịch UBND xã Nậm Tin.")


def test_a_later_part_of_a_topic_is_a_charge() -> None:
    (task,) = tasks("5. Đối với việc tổ chức lễ hội: ông Thắng trực tiếp chỉ đạo; Sở Y tế hoàn chỉnh phương án.")
    assert leads(task) == ["Sở Y tế"]
    assert not tasks("5. Đối với việc tổ chức lễ hội: ông Thắng trực tiếp chỉ đạo; kinh phí còn ít.")


def test_a_bare_title_is_that_of_the_unit_above_and_a_place_may_be_singled_out() -> None:
    found = tasks(
        "1. UBND các huyện Nậm Tin, Lam Sơn:",
        "- Đồng chí Chủ tịch trực tiếp đối thoại với các hộ.",
        "- Riêng Lam Sơn khởi công khu tái định cư trước ngày 20/4/2026.",
    )
    assert [leads(t) for t in found] == [["UBND huyện Nậm Tin", "UBND huyện Lam Sơn"], ["Lam Sơn"]]


def test_yeu_cau_before_charges_orders_and_beside_aims_it_does_not() -> None:
    ordered = tasks(
        "1. Đánh giá chung: còn chậm.", "2. Yêu cầu:", "2.1. Sở Y tế rà soát.", "2.2. Công an tỉnh kiểm tra."
    )
    assert [leads(t) for t in ordered] == [["Sở Y tế"], ["Công an tỉnh"]]
    assert not tasks("1. Mục đích:", "- Nâng cao hiệu quả.", "2. Yêu cầu:", "- Các sở, ngành triển khai đồng bộ.")
    assert not tasks("1. Yêu cầu", "- Sở Y tế rà soát thường xuyên.")


def test_an_order_that_points_to_an_annex_leads_in_its_rows() -> None:
    rows = [["TT", "Nhiệm vụ được giao", "Đơn vị thực hiện", "Thời hạn"], ["1", "Bố trí nền", "Sở Y tế", "31/3/2026"]]
    pointer = "Điều 1. Giao các sở, ngành xử lý các dự án theo Phụ lục kèm theo Quyết định này."
    (task,) = extract(tabled([pointer], rows)).tasks
    assert leads(task) == ["Sở Y tế"]
    assert len(tasks(pointer)) == 1


def test_columns_are_read_by_what_their_heads_mean() -> None:
    rows = [
        ["Việc cần làm", "Chịu trách nhiệm chính", "Cùng tham gia", "Kết quả cần đạt", "Khi nào xong"],
        ["Điều tra hiện trạng vườn hộ", "UBND các huyện", "Chi cục Thống kê", "Phiếu", "25/4/2026"],
        ["Công bố danh sách vườn ươm", "Sở Y tế", "nt", "Danh sách", "Cả năm"],
        ["Mở lớp kỹ thuật ghép", "Hội Nông dân tỉnh", "-", "30 lớp", "Quý II"],
    ]
    found = extract(tabled([], rows)).tasks
    assert [leads(t) for t in found] == [["UBND các huyện"], ["Sở Y tế"], ["Hội Nông dân tỉnh"]]
    assert [coordinators(t) for t in found] == [["Chi cục Thống kê"], ["Chi cục Thống kê"], []]
    assert [t.deadline and t.deadline.on for t in found] == [date(2026, 4, 25), None, None]


def test_a_labelled_line_may_say_hoan_thanh() -> None:
    (task,) = tasks(
        "1. Nhập thông tin thửa đất vào hệ thống.",
        "+ Chủ trì: UBND các huyện.",
        "+ Hoàn thành: 30/9/2026.",
        head=letterhead(kind="Kế hoạch", number="19/KH-UBND"),
    )
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("words", "phrase", "on"),
    [
        ("rà soát, kéo dài không quá ngày 23/4/2026", "không quá ngày 23/4/2026", date(2026, 4, 23)),
        ("báo cáo chậm nhất ngày 25 tháng này", "chậm nhất ngày 25 tháng này", date(2026, 3, 25)),
        ("báo cáo chậm nhất ngày 32 tháng này", "chậm nhất ngày 32 tháng này", None),
        ("thông xe trước Quốc khánh 02/9/2026", "trước Quốc khánh 02/9/2026", date(2026, 9, 2)),
        ("thẩm định trong tuần thứ 3 của tháng 6/2026", "trong tuần thứ 3 của tháng 6/2026", None),
        ("cấp phát hóa chất trong tuần này", "trong tuần này", None),
        ("trực ban cho đến khi kết thúc đợt triều", "cho đến khi kết thúc đợt triều", None),
        ("chuẩn bị sách vở trước thềm năm học mới", "trước thềm năm học mới", None),
        ("lập hồ sơ. Thời hạn hoàn tất: 30/6/2026", "30/6/2026", date(2026, 6, 30)),
    ],
)
def test_more_words_of_time(words: str, phrase: str, on: date | None) -> None:
    (task,) = tasks(f"1. Sở Y tế {words}.")
    assert task.deadline is not None
    assert (task.deadline.phrase, task.deadline.on) == (phrase, on)


def test_this_month_needs_the_issue_day() -> None:
    (task,) = tasks("1. Sở Y tế báo cáo chậm nhất ngày 25 tháng này.", head=letterhead(issued_on=None))
    assert task.deadline is not None
    assert task.deadline.on is None


@pytest.mark.parametrize(
    "words",
    [
        "Đề nghị các đơn vị quan tâm phối hợp./.",
        "Ủy ban nhân dân tỉnh đề nghị các cơ quan, đơn vị, địa phương khẩn trương triển khai thực hiện./.",
        (
            "Nhận được Công văn này, đề nghị các đơn vị nghiêm túc triển khai thực hiện. Trong quá trình thực hiện nếu "
            "có vướng mắc, phản ánh về Sở Y tế."
        ),
        "1. Ban Thường vụ Tỉnh ủy đánh giá cao sự vào cuộc của các cấp ủy.",
    ],
)
def test_closings_and_praise_charge_nobody(words: str) -> None:
    assert extract(plain("Căn cứ tình hình;", words)).entry_class == EntryClass.NONE


def test_following_up_is_work() -> None:
    (task,) = tasks("3. Giao Sở Nội vụ đôn đốc việc thực hiện Thông báo này; định kỳ hằng tháng báo cáo.")
    assert (leads(task), task.period) == (["Sở Nội vụ"], Period.MONTHLY)


def test_two_columns_of_a_letterhead_typed_on_one_line_are_parted_by_their_words() -> None:
    head = read_letterhead(
        plain(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "TỈNH LAM GIANG Độc lập - Tự do - Hạnh phúc",
            "Số: 14/CĐ-UBND Lam Giang, ngày 03 tháng 8 năm 2025",
            "CÔNG ĐIỆN",
            "Kính gửi: Sở Y tế.",
        )
    )
    assert (head.number, head.issued_on, head.issuer) == ("14/CĐ-UBND", date(2025, 8, 3), "UBND tỉnh Lam Giang")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Các doanh nghiệp cung cấp máy tính: Cài đặt phần mềm.", ["Các doanh nghiệp cung cấp máy tính"]),
        ("Các doanh nghiệp kinh doanh khai thác chợ: Ký cam kết.", ["Các doanh nghiệp kinh doanh khai thác chợ"]),
        ("Các đơn vị cung cấp số liệu, báo cáo kết quả.", ["Các đơn vị"]),
        ("Các đơn vị cung cấp số liệu.", ["Các đơn vị"]),
        ("Đài Phát thanh và Truyền hình tính, Báo Lam Giang: Đưa tin.", 2),
    ],
)
def test_a_trade_tells_members_apart_and_a_lost_hook_no_level(words: str, names: list[str] | int) -> None:
    (task,) = tasks(f"1. {words}")
    assert (leads(task) if isinstance(names, list) else len(leads(task))) == names


def test_whom_to_tell_of_difficulties_is_no_demand() -> None:
    assert not tasks(
        "Yêu cầu Thủ trưởng các cơ quan, đơn vị nghiêm túc triển khai thực hiện. Trường hợp phát sinh vướng mắc, "
        "báo cáo về Sở Y tế tổng hợp, trình UBND tỉnh."
    )


def test_a_unit_of_measure_and_goods_on_sale_are_no_unit_and_no_time() -> None:
    assert not tasks("Đơn vị tính: Triệu đồng.")
    (task,) = tasks("1. Sở Y tế kích cầu tiêu dùng hàng trong nước.")
    assert task.deadline is None
