"""Forms in which offices charge units: lead-ins with their grounds, slips of work, programmes, topics before units."""

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
