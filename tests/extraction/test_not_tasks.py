"""What charges nobody."""

from dataclasses import replace

import pytest

from extraction.values import EntryClass
from ingest.letterhead import Urgency
from tests.extraction.written import extract, leads, letterhead, plain, tasks


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("Tờ trình", "12/TTr-SNV"),
        ("Báo cáo", "3/BC-UBND"),
        ("Quyết định", "14/2026/QĐ-UBND"),
        ("Thông tư", "2/2026/TT-BYT"),
    ],
)
def test_a_report_upward_and_a_rule_that_stands_hold_no_task(kind: str, number: str) -> None:
    assert not tasks("1. Giao Sở Y tế kiểm tra.", head=letterhead(kind=kind, number=number))


def test_a_letter_to_those_above_asks_and_does_not_assign() -> None:
    assert not tasks(
        "Đề nghị Thường trực HĐND tỉnh xem xét, quyết định.", head=letterhead(addressees=("Thường trực HĐND tỉnh",))
    )
    head = letterhead(issuer="Sở Y tế tỉnh Lam Giang", addressees=("UBND tỉnh Lam Giang",))
    assert not tasks("Đề nghị UBND tỉnh bố trí kinh phí.", head=head)


@pytest.mark.parametrize(
    "words",
    [
        "Nay thông báo để các sở, ngành biết, thực hiện./.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc đề nghị các đơn vị báo cáo Sở Y tế.",
        "Yêu cầu các sở, ban, ngành nghiêm túc triển khai thực hiện.",
        "Các sở, ngành, địa phương khẩn trương triển khai các nội dung trên.",
        "Sở Y tế đề nghị Giám đốc các bệnh viện thực hiện tốt các nội dung trên./.",
        "Nhận được công văn, đề nghị các đơn vị quan tâm thực hiện.",
        "Yêu cầu các đồng chí có tên trên tổ chức thực hiện nghiêm./.",
        "Đề nghị các đại biểu dự họp đúng thành phần.",
        "Bộ Y tế trân trọng kính mời Quý cơ quan cử đại diện dự Hội nghị, cụ thể:",
        "Chánh Văn phòng UBND tỉnh, Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này.",
        "Trường hợp không hoàn thành, Chủ tịch UBND tỉnh sẽ xem xét trách nhiệm.",
        "Yêu cầu các xã, phường khẩn trương tổ chức thực hiện, không để kéo dài./.",
        "Thống nhất gia hạn thời gian đại hội đến ngày 30/9/2026.",
        "Các tổ chức, cá nhân phải nộp thuế theo Luật Quản lý thuế.",
    ],
)
def test_exhortations_decisions_and_warnings_are_no_tasks(words: str) -> None:
    assert not tasks(words)


RECEIVED = "UBND tỉnh nhận được Công văn số 12/BYT-KCB ngày 09/10/2025 của Bộ Y tế về việc bệnh dại, "


def test_what_a_received_document_asks_is_told_where_the_own_opinion_follows() -> None:
    own = ("UBND tỉnh có ý kiến như sau:", "1. Giao Sở Y tế tiêm phòng trước ngày 18/10/2025.")
    told = RECEIVED + "đề nghị các địa phương báo cáo trước ngày 31/10/2025."
    assert [leads(one) for one in tasks(told, *own)] == [["Sở Y tế"]]
    assert len(tasks(told)) == 1, "without an opinion of its own the issuer passes the order on"
    spoken = RECEIVED + "UBND tỉnh yêu cầu các địa phương báo cáo trước ngày 31/10/2025."
    assert len(tasks(spoken, *own)) == 2, "the issuer itself speaks"


def test_an_assessment_tells_what_units_did() -> None:
    assert not tasks(
        "I. ĐÁNH GIÁ CHUNG",
        "1. Sở Y tế chủ động hướng dẫn các huyện.",
        "2. UBND các xã đã bố trí lực lượng.",
        "3. Sở Xây dựng còn chậm.",
    )


def test_an_explicit_order_counts_even_in_an_assessment() -> None:
    found = tasks("I. ĐÁNH GIÁ CHUNG", "- Giao Sở Y tế làm rõ nguyên nhân.")
    assert leads(found[0]) == ["Sở Y tế"]


def test_an_invitation_keeps_only_what_it_assigns() -> None:
    head = letterhead(kind="Giấy mời", number="7/GM-UBND")
    found = tasks(
        "1. Thành phần: Đại diện Sở Y tế.",
        "2. Sở Nội vụ báo cáo tại hội nghị.",
        "3. Giao Sở Xây dựng chuẩn bị hội trường.",
        head=head,
    )
    assert [leads(t) for t in found] == [["Sở Xây dựng"]]


def test_closing_demands_are_tasks() -> None:
    found = tasks(
        "Yêu cầu các sở, ngành nghiêm túc triển khai thực hiện, báo cáo kết quả về Sở Nội vụ trước ngày 20/6/2026."
    )
    assert len(found) == 1


def test_what_follows_the_end_mark_is_no_body() -> None:
    found = tasks("1. Giao Sở Y tế kiểm tra./.", "- Sở Tài chính;", "- Lưu: VT.")
    assert len(found) == 1


def test_only_the_quoted_directive_of_an_article_counts() -> None:
    document = plain(
        "# Chỉ đạo mới về nhà ở",
        "Theo Công văn 4001/UBND-KT, Chủ tịch UBND tỉnh giao Sở Xây dựng rà soát quỹ đất nhà ở.",
        "Trên đây là thông tin về nhà ở.",
        "## Trách nhiệm theo luật",
        "Sở Xây dựng có trách nhiệm công bố giá.",
    )
    assert [leads(t) for t in extract(document).tasks] == [["Sở Xây dựng"]]
    loose = plain("# Tin tức", "1. Giao Sở Y tế trực.")
    assert len(extract(loose).tasks) == 1


def test_class_follows_urgency_then_number_of_tasks_and_leads() -> None:
    one = plain("1. Giao Sở Y tế trực Tết.")
    assert extract(one).entry_class == EntryClass.REGULAR
    assert extract(one, letterhead(urgency=Urgency.KHAN)).entry_class == EntryClass.URGENT
    assert extract(plain("1. Giao Sở Y tế, Sở Nội vụ trực Tết.")).entry_class == EntryClass.MULTI
    assert extract(plain("Không có việc.")).entry_class == EntryClass.NONE


def test_a_closing_call_to_carry_out_is_no_task() -> None:
    assert not tasks("Yêu cầu các cơ quan, đơn vị, địa phương khẩn trương triển khai thực hiện./.")


def test_only_the_first_document_of_a_file_charges_and_its_annex_with_it() -> None:
    lines = (
        "Căn cứ tình hình thực tế của địa phương trong thời gian vừa qua;",
        "1. Giao Sở Y tế kiểm tra.",
        "TM. ỦY BAN NHÂN DÂN",
        "PHỤ LỤC",
        "2. Sở Nội vụ lập danh sách.",
        "SỞ XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "1. Giao Sở Tài chính cấp kinh phí.",
    )
    document = plain(*lines)
    head = letterhead()
    assert ["Sở Tài chính"] in [leads(t) for t in extract(document, head).tasks]
    found = extract(document, replace(head, ends_at=document.text.index("SỞ XÂY DỰNG")))
    assert [leads(t) for t in found.tasks] == [["Sở Y tế"], ["Sở Nội vụ"]]
    assert (found.parts[0].place.start, found.parts[-1].place.end) == (0, len(document.text) - 1)
    assert not found.unclaimed


@pytest.mark.parametrize(
    "words",
    [
        "Nhận được Công điện này, yêu cầu Giám đốc các sở, Chủ tịch UBND các xã khẩn trương triển khai thực hiện.",
        "5. Người đứng đầu các đơn vị chịu trách nhiệm trước UBND tỉnh nếu để dự án chậm tiến độ.",
    ],
)
def test_a_call_to_office_holders_and_a_warning_to_them_are_no_work(words: str) -> None:
    assert not tasks("1. Sở Y tế rà soát danh mục thuốc.", words)[1:]


def test_the_requirements_of_a_plan_charge_nobody_though_they_name_units() -> None:
    found = tasks(
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích: Nâng tỷ lệ hồ sơ trực tuyến.",
        "2. Yêu cầu: Các sở, ngành, địa phương phải xác định rõ lộ trình.",
        "II. NHIỆM VỤ",
        "1. Yêu cầu: Sở Y tế xác định rõ lộ trình.",
        head=letterhead(kind="Kế hoạch", number="19/KH-UBND"),
    )
    assert [leads(t) for t in found] == [["Sở Y tế"]]


def test_the_time_that_a_passed_on_letter_asks_for_binds_nobody_here() -> None:
    found = tasks(
        "UBND tỉnh nhận được Công văn số 1907/BCA-C06 ngày 02/3/2026 của Bộ Công an đề nghị UBND các tỉnh, thành phố "
        "chỉ đạo làm sạch dữ liệu trước ngày 30/7/2026. Về việc này, UBND tỉnh có ý kiến như sau:",
        "1. Giao Công an tỉnh tham mưu kế hoạch triển khai.",
        "2. Sở Nội vụ bảo đảm hạ tầng khi kết nối dữ liệu.",
    )
    assert [leads(t) for t in found] == [["Công an tỉnh"], ["Sở Nội vụ"]]
    assert [t.deadline for t in found] == [None, None]


def test_a_leave_given_beside_charges_is_a_decision_and_charges_nobody() -> None:
    found = tasks(
        "1. Đồng ý cho phép Công ty Thủy lợi thi công kè đoạn qua phường Hải Hà.",
        "2. Sở Tài chính bố trí kinh phí.",
    )
    assert [leads(t) for t in found] == [["Sở Tài chính"]]


def test_a_call_in_a_sentence_after_what_a_letter_replaces_is_no_task_and_a_demand_is() -> None:
    told = "3. Văn bản này thay thế văn bản gửi ngày 02/3/2026 của Sở. "
    assert not tasks(told + "Đề nghị các đơn vị chủ động triển khai thực hiện./.")
    (task,) = tasks(told + "Đề nghị các đơn vị nộp hồ sơ trước ngày 20/4/2026.")
    assert leads(task) == ["các đơn vị"]
