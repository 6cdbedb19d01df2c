"""Verbs that assign and ask, and whose they are."""

import pytest

from extraction.values import Mode
from tests.extraction.written import coordinators, leads, letterhead, tasks


def test_giao_assigns_and_de_nghi_asks() -> None:
    found = tasks(
        "1. Giao Sở Y tế kiểm tra bếp ăn.",
        "2. Đề nghị Hội Nông dân tỉnh vận động hội viên.",
        "3. Yêu cầu Sở Nội vụ báo cáo.",
    )
    assert [t.mode for t in found] == [Mode.ASSIGN, Mode.REQUEST, Mode.ASSIGN]
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Hội Nông dân tỉnh"], ["Sở Nội vụ"]]


def test_a_lead_in_hands_down_units_mode_and_time() -> None:
    found = tasks(
        "Chủ tịch UBND tỉnh đề nghị Ban Quản lý Khu kinh tế tỉnh chủ trì, phối hợp với Sở Xây "
        "dựng hoàn thành trước ngày 30/4/2026 các nội dung sau:",
        "- Lập bản đồ hiện trạng.",
        "- Cắm mốc hành lang.",
    )
    assert [leads(t) for t in found] == [["Ban Quản lý Khu kinh tế tỉnh"]] * 2
    assert [coordinators(t) for t in found] == [["Sở Xây dựng"]] * 2
    assert {t.mode for t in found} == {Mode.REQUEST}
    assert [t.deadline.on.isoformat() for t in found if t.deadline and t.deadline.on] == ["2026-04-30"] * 2


def test_a_lead_in_with_an_assigning_duty_below_changes_the_mode() -> None:
    found = tasks(
        "Đề nghị các địa phương:", "- Sở Xây dựng chịu trách nhiệm tổng hợp chung.", "- Gửi báo cáo hằng tuần."
    )
    assert [t.mode for t in found] == [Mode.ASSIGN, Mode.REQUEST]


def test_soft_words_of_a_lead_in_are_not_handed_down() -> None:
    found = tasks("Yêu cầu Sở Y tế thực hiện đúng thời hạn các việc sau:", "- Rà soát thuốc.")
    assert found[0].deadline is None


def test_what_the_issuer_asks_charges_the_unit_that_follows() -> None:
    head = letterhead(issuer="Sở Y tế tỉnh Lam Giang", number="12/SYT-NVY")
    found = tasks(
        "Sở Y tế đề nghị Bệnh viện Đa khoa tỉnh rà soát trang thiết bị.", "Giám đốc Sở chủ trì hội nghị.", head=head
    )
    assert [leads(t) for t in found] == [["Bệnh viện Đa khoa tỉnh"]]


def test_the_lead_may_stand_after_a_long_opening() -> None:
    opening = (
        "Để có cơ sở tổng hợp kết quả rà soát các điểm sạt lở bờ sông trên địa bàn và bố trí "
        "kinh phí khắc phục trong năm 2026 theo quy định"
    )
    found = tasks(f"{opening}, đề nghị UBND các xã, phường lập danh sách điểm sạt lở.")
    assert leads(found[0]) == ["UBND các xã, phường"]
    assert found[0].text.startswith("đề nghị UBND")


def test_a_subject_after_its_ground_is_charged() -> None:
    found = tasks(
        "1. Trên cơ sở Kế hoạch này, các sở, ban, ngành tỉnh xây dựng kế hoạch chi tiết.",
        "2. Trong quá trình thực hiện Thủ trưởng các địa phương chủ động phối hợp với Sở Tài chính tháo gỡ.",
        "3. Trước 10h00 ngày thứ Sáu hàng tuần các địa phương phải báo cáo tiến độ.",
    )
    assert [leads(t) for t in found] == [["các sở, ban, ngành tỉnh"], ["Thủ trưởng các địa phương"], ["các địa phương"]]


def test_an_order_in_a_later_sentence_is_found() -> None:
    found = tasks("Tiến độ dự án còn chậm so với kế hoạch. Chủ tịch UBND tỉnh giao Sở Tài chính điều chuyển vốn.")
    assert leads(found[0]) == ["Sở Tài chính"]


def test_a_sentence_for_another_unit_is_a_task_of_its_own() -> None:
    found = tasks("1. Giao Sở Y tế rà soát nhu cầu vắc xin. Sở Tài chính bố trí kinh phí mua vắc xin.")
    assert [leads(t) for t in found] == [["Sở Y tế"], ["Sở Tài chính"]]


def test_two_units_in_one_sentence_lead_one_task() -> None:
    found = tasks("1. Giao Sở Y tế lập kế hoạch tiêm chủng; UBND các xã, phường rà soát đối tượng.")
    assert [leads(t) for t in found] == [["Sở Y tế", "UBND các xã, phường"]]


def test_an_order_quoted_from_a_cited_document_charges_nobody() -> None:
    assert not tasks("Ngày 02/3/2026, UBND tỉnh có Công văn số 90/UBND-KT yêu cầu các sở báo cáo.")


def test_what_was_given_before_is_no_charge() -> None:
    assert not tasks("UBND tỉnh đã giao Sở Xây dựng lập báo cáo.", "Theo yêu cầu của Sở Tài chính, hồ sơ đã được gửi.")


def test_a_topic_before_a_colon_leads_to_its_charge() -> None:
    found = tasks(
        "- Về tuyên truyền: Báo Lam Giang mở chuyên mục an toàn giao thông.",
        "- Chuẩn bị nội dung: Giao Sở Xây dựng dự thảo báo cáo.",
        "- Đối với Sở Y tế: Xây dựng phương án cấp cứu.",
    )
    assert [leads(t) for t in found] == [["Báo Lam Giang"], ["Sở Xây dựng"], ["Sở Y tế"]]


def test_an_address_is_no_duty() -> None:
    assert not tasks("- Sở Nội vụ: phongtochuc@langiang.gov.vn")


def test_under_a_unit_chi_dao_is_work_not_a_charge() -> None:
    found = tasks("1. Sở Y tế:", "- Chỉ đạo các bệnh viện trực cấp cứu.")
    assert leads(found[0]) == ["Sở Y tế"]


def test_units_and_a_colon_without_a_number_head_what_follows() -> None:
    found = tasks("Sở Y tế, Sở Nội vụ:", "- Rà soát trạm y tế xã.", "- Lập danh sách bác sĩ còn thiếu.")
    assert [leads(t) for t in found] == [["Sở Y tế", "Sở Nội vụ"]] * 2


@pytest.mark.parametrize(
    ("words", "charged"),
    [
        ("- Chuyển Sở Tài chính nghiên cứu, đề xuất phương án phân bổ.", ["Sở Tài chính"]),
        ("Kính chuyển Thanh tra tỉnh xem xét, giải quyết theo thẩm quyền.", ["Thanh tra tỉnh"]),
        ("Văn phòng UBND tỉnh chuyển Sở Xây dựng tham mưu văn bản trả lời.", ["Sở Xây dựng"]),
    ],
)
def test_a_slip_that_passes_a_letter_on_charges_who_gets_it(words: str, charged: list[str]) -> None:
    (task,) = tasks(words)
    assert leads(task) == charged
    assert task.mode == Mode.ASSIGN


@pytest.mark.parametrize(
    "words",
    [
        "- Chuyển Sở Tài chính 03 bộ hồ sơ quyết toán.",
        "Văn phòng UBND tỉnh chuyển các cơ quan biết, thực hiện và báo cáo kết quả.",
    ],
)
def test_a_thing_or_news_handed_over_is_no_work(words: str) -> None:
    assert not tasks(words, head=letterhead(issuer="Văn phòng UBND tỉnh Lam Giang"))


def test_after_a_cited_number_whoever_speaks_orders_and_not_the_one_who_wrote_it() -> None:
    (task,) = tasks("Sau khi xem xét Tờ trình số 12/TTr-SYT Chủ tịch UBND tỉnh giao Sở Y tế rà soát danh mục thuốc.")
    assert leads(task) == ["Sở Y tế"]
    assert not tasks("Công văn số 12/BYT-KH của Bộ Y tế yêu cầu Sở Y tế rà soát danh mục thuốc.")
