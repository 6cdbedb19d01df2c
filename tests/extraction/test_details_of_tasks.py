"""Deadline, product, channel, field, doubts and place of a task; and the report of a file."""

from datetime import date

import pytest

from extraction.grammar.deadlines import labelled_deadline
from extraction.grammar.periods import find_period
from extraction.report import to_json
from extraction.values import Period
from ingest.folding import fold
from tests.extraction.written import extract, laid_out, letterhead, plain, tasks


def test_several_days_give_the_latest_and_all_phrases() -> None:
    (task,) = tasks("1. Giao Sở Y tế gửi dự thảo trước ngày 10/4/2026, hoàn thiện xong trước ngày 20/4/2026.")
    assert task.deadline is not None
    assert task.deadline.on == date(2026, 4, 20)
    assert task.deadline.phrase == "trước ngày 10/4/2026; xong trước ngày 20/4/2026"


def test_a_month_has_a_phrase_and_no_day() -> None:
    (task,) = tasks("1. Giao Sở Y tế hoàn thành trong tháng 4/2026.")
    assert task.deadline is not None
    assert task.deadline.on is None


def test_at_once_counts_beside_the_main_verb_only() -> None:
    near, far = tasks("1. Giao Sở Y tế cử ngay cán bộ xuống xã.", "2. Giao Sở Y tế báo cáo tình hình ngay từ cơ sở.")
    assert near.deadline is not None
    assert near.deadline.phrase == "ngay"
    assert far.deadline is None


def test_a_recurrence_with_a_day_has_a_phrase_and_a_period() -> None:
    with_day, bare = tasks("1. Giao Sở Y tế báo cáo trước ngày 25 hằng tháng.", "2. Giao Sở Nội vụ hằng tháng báo cáo.")
    assert (with_day.period, bare.period) == (Period.MONTHLY, Period.MONTHLY)
    assert with_day.deadline is not None
    assert bare.deadline is None


def test_a_reference_is_followed_to_its_day() -> None:
    found = tasks(
        "1. Thống nhất gia hạn đại hội chậm nhất ngày 30/9/2026.",
        "2. Giao Sở Nội vụ hướng dẫn đại hội theo thời gian nêu tại khoản 1.",
        "3. Giao Sở Y tế báo cáo theo thời gian nêu tại khoản 7.",
        "4. Giao Sở Tư pháp báo cáo theo tiến độ tại phụ lục kèm.",
    )
    assert [t.deadline.on for t in found if t.deadline] == [date(2026, 9, 30), None, None]


@pytest.mark.parametrize(
    ("words", "on", "phrase"),
    [
        ("thay thời hạn ngày 15/4/2026 bằng ngày 30/5/2026 để hoàn thành đề án.", "2026-05-30", "ngày 30/5/2026"),
        ("thay thời hạn hoàn thành ngày 15/4/2026 nêu tại Tờ trình số 7 bằng 30/5/2026.", "2026-05-30", "30/5/2026"),
        ("sửa hạn nộp hồ sơ từ ngày 15/4/2026 thành ngày 30/5/2026.", "2026-05-30", "ngày 30/5/2026"),
        (
            "thay mốc ngày 15 tháng 4 năm 2026 bằng mốc ngày 30 tháng 5 năm 2026.",
            "2026-05-30",
            "ngày 30 tháng 5 năm 2026",
        ),
        ("điều chỉnh thời hạn hoàn thành từ ngày 30.6.2026 sang ngày 15.5.2026.", "2026-05-15", "ngày 15.5.2026"),
        ("rút ngắn tiến độ từ quý IV/2026 xuống quý III/2026.", None, "quý III/2026"),
        (
            "hoàn thành đề án; thời hạn trước ngày 30/6/2026 nay đổi thành trước ngày 15/5/2026.",
            "2026-05-15",
            "trước ngày 15/5/2026",
        ),
        (
            "báo cáo trước ngày 20/5/2026 (thay cho thời hạn 30/6/2026 nêu tại Công văn số 12/UBND-TH).",
            "2026-05-20",
            "trước ngày 20/5/2026",
        ),
        (
            "lùi thời hạn thẩm định từ ngày 10/4/2026 đến hết ngày 25/4/2026; báo cáo trước ngày 30/4/2026.",
            "2026-04-30",
            "ngày 25/4/2026; trước ngày 30/4/2026",
        ),
    ],
)
def test_a_time_that_takes_the_place_of_another_is_the_limit(words: str, on: str | None, phrase: str) -> None:
    (found,) = tasks(f"1. Giao Sở Y tế {words}")
    assert found.deadline is not None
    assert (found.deadline.on and found.deadline.on.isoformat(), found.deadline.phrase) == (on, phrase)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("chuyển hồ sơ đến Sở Nội vụ trước ngày 05/5/2026.", "2026-05-05"),
        ("chuyển lịch họp sang ngày 05/5/2026, gửi báo cáo trước ngày 07/5/2026.", "2026-05-07"),
    ],
)
def test_what_moves_without_a_time_limit_leaves_the_limit(words: str, on: str) -> None:
    (found,) = tasks(f"1. Giao Sở Y tế {words}")
    assert found.deadline is not None
    assert found.deadline.on is not None
    assert found.deadline.on.isoformat() == on


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("trồng lại rừng trong mùa mưa năm 2026.", "trong mùa mưa năm 2026"),
        ("nạo vét kênh mương xong trước mùa mưa lũ năm nay.", "xong trước mùa mưa lũ năm nay"),
        ("hoàn thành trong vụ Đông Xuân 2026 - 2027.", "trong vụ Đông Xuân 2026 - 2027"),
        ("kiểm tra 30% số bếp ăn trong học kỳ I.", "trong học kỳ I"),
        ("sửa chữa trường học vào đầu năm học 2026 - 2027.", "vào đầu năm học 2026 - 2027"),
        ("hoàn thành gieo cấy trong khung thời vụ.", "hoàn thành gieo cấy trong khung thời vụ"),
        ("dạy bơi cho trẻ em trong dịp hè này.", "trong dịp hè này"),
    ],
)
def test_a_season_is_a_time_limit_without_a_day(words: str, phrase: str) -> None:
    (found,) = tasks(f"1. Giao Sở Y tế {words}")
    assert found.deadline is not None
    assert (found.deadline.on, found.deadline.phrase) == (None, phrase)


def test_a_season_that_only_describes_the_work_is_no_time_limit() -> None:
    found = tasks(
        "1. Giao Sở Y tế phòng bệnh trong mùa mưa lũ, bảo vệ sức khỏe người dân.",
        "2. Giao Sở Giáo dục và Đào tạo thống kê số học sinh đầu năm học.",
    )
    assert [t.deadline for t in found] == [None, None]


def test_a_second_paragraph_of_the_duty_gives_its_day() -> None:
    found = tasks(
        "Đề nghị Sở Y tế báo cáo kết quả phòng dịch.", "Nội dung gửi về Văn phòng, thời gian trước ngày 15/4/2026."
    )
    assert len(found) == 1
    assert found[0].deadline is not None
    assert found[0].deadline.on == date(2026, 4, 15)


@pytest.mark.parametrize("words", ["", "Thường xuyên", "Hằng quý"])
def test_a_time_cell_without_a_limit_gives_none(words: str) -> None:
    assert labelled_deadline(words, None)[0] is None


def test_a_time_cell_in_other_words_is_kept() -> None:
    mention, _ = labelled_deadline("Theo tiến độ đề tài", None)
    assert mention is not None
    assert mention.phrase == "Theo tiến độ đề tài"
    both, _ = labelled_deadline("Tháng 6/2026; 12/2026", None)
    assert both is not None
    assert both.phrase == "Tháng 6/2026; 12/2026"


@pytest.mark.parametrize(
    ("clause", "product"),
    [
        ("Giao Sở Y tế kiểm tra bếp ăn; báo cáo kết quả về UBND tỉnh trước ngày 15/12/2026.", "báo cáo kết quả"),
        ("Giao Sở Y tế rà soát; báo cáo kết quả qua Văn phòng UBND tỉnh.", "báo cáo kết quả"),
        ("Giao Sở Y tế lập báo cáo hiệu quả sử dụng máy chụp, gửi Sở Tài chính.", "báo cáo hiệu quả sử dụng máy chụp"),
        ("Giao Sở Y tế xây dựng kế hoạch đề xuất nhân lực để trình UBND tỉnh.", "kế hoạch đề xuất nhân lực"),
    ],
)
def test_a_product_ends_before_where_it_goes_and_not_within_its_name(clause: str, product: str) -> None:
    (task,) = tasks(f"1. {clause}")
    assert task.deliverable == product


def test_product_and_channel_are_named() -> None:
    (task,) = tasks(
        "1. Giao Sở Y tế xây dựng kế hoạch tiêm chủng, gửi báo cáo kết quả về UBND tỉnh (qua Văn phòng UBND tỉnh)."
    )
    assert task.deliverable == "kế hoạch tiêm chủng"
    assert task.channel == "Văn phòng UBND tỉnh"
    sent, none, alone = tasks(
        "1. Giao Sở Y tế gửi danh sách về Sở Nội vụ trước khi báo cáo kết quả qua mạng.",
        "2. Giao Sở Y tế trực Tết.",
        "3. Giao Sở Y tế báo cáo gửi về",
    )
    assert sent.channel == "Sở Nội vụ"
    assert (none.channel, none.deliverable) == (None, None)
    assert alone.channel is None


def test_the_symbol_proposes_the_field() -> None:
    (task,) = tasks("1. Giao Sở Y tế trực Tết.", head=letterhead(number="18/UBND-VX"))
    assert task.field == "Văn hóa - xã hội"
    (task,) = tasks("1. Giao UBND xã Y trực Tết.", head=letterhead(number=None))
    assert task.field is None


@pytest.mark.parametrize(
    ("lead", "subject", "field"),
    [
        ("Sở Y tế", None, "Y tế"),
        ("Giám đốc Sở Nông nghiệp và Môi trường", "Chuyển đổi số năm 2026", "Nông nghiệp và môi trường"),
        ("UBND xã Y", "Phòng, chống dịch sốt xuất huyết năm 2026", "Y tế"),
        ("Các sở, ban, ngành", "V/v tuyển sinh lớp 10", "Giáo dục và đào tạo"),
        ("UBND xã Y", "V/v bố trí biên chế cho trường học", None),
        ("Sở Y tế, Sở Tài chính", "V/v tuyển sinh lớp 10", None),
        ("Văn phòng UBND tỉnh", None, None),
    ],
)
def test_without_a_symbol_units_and_subject_propose_the_field(
    lead: str, subject: str | None, field: str | None
) -> None:
    (task,) = tasks(f"1. Giao {lead} trực Tết.", head=letterhead(number="18/UBND", subject=subject))
    assert task.field == field


@pytest.mark.parametrize(
    ("way", "channel"),
    [
        ("báo cáo UBND tỉnh (qua Sở Nội vụ) trước ngày 20/4/2026.", "Sở Nội vụ"),
        ("báo cáo Chủ tịch UBND tỉnh (thông qua Sở Tài chính tổng hợp).", "Sở Tài chính"),
        ("gửi báo cáo về UBND tỉnh qua Sở Công Thương để tổng hợp.", "Sở Công Thương"),
        ("báo cáo UBND tỉnh (qua: Sở Nội vụ, Sở Tài chính).", "Sở Nội vụ"),
        ("gửi kết quả về Sở Nội vụ (Phòng Cải cách hành chính).", "Sở Nội vụ"),
        ("gửi kết quả qua Văn phòng UBND tỉnh để báo cáo.", "Văn phòng UBND tỉnh"),
    ],
)
def test_who_passes_a_report_on_is_the_channel_and_no_coordinator(way: str, channel: str) -> None:
    (task,) = tasks(f"1. Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh rà soát, {way}")
    assert [u.name for u in task.leads] == ["Sở Y tế"]
    assert [u.name for u in task.coordinators] == ["Công an tỉnh"]
    assert task.channel == channel


def test_what_the_office_should_look_at_is_said_in_words() -> None:
    (task,) = tasks("1. Giao các đơn vị liên quan báo cáo trước ngày 01/3/2026.")
    assert len(task.warnings) == 2
    assert "12/03/2026" in task.warnings[1]


def test_the_box_holds_the_words_of_the_clause_on_its_first_page() -> None:
    long = "1. Sở Y tế rà soát toàn bộ các cơ sở khám bệnh, chữa bệnh trên địa bàn và"
    document = laid_out(
        [(0.2, "Căn cứ Luật Khám bệnh, chữa bệnh và các quy định hiện hành;"), (0.2, long)],
        [(0.15, "báo cáo kết quả.")],
    )
    (task,) = extract(document).tasks
    assert task.text == f"{long} báo cáo kết quả."
    assert task.place.page == 1
    assert task.place.box.y0 == document.pages[0].lines[1].box.y0
    assert document.text[task.leads[0].place.start : task.leads[0].place.end] == "Sở Y tế"


def test_a_report_has_the_keys_that_machines_read() -> None:
    document = plain(
        "Căn cứ Luật;", "1. Giao Sở Y tế báo cáo trước ngày 20/4/2026.", "2. Tăng cường kiểm tra đê bao vùng hạ du."
    )
    head = letterhead()
    report = to_json("a.txt", document, head, extract(document, head))
    assert report["issued_on"] == "2026-03-12"
    assert report["entry_class"] == "regular"
    (task,) = report["tasks"]  # type: ignore[misc]
    assert task["deadline"] == {"on": "2026-04-20", "phrase": "trước ngày 20/4/2026"}
    assert task["leads"] == ["Sở Y tế"]
    assert len(task["box"]) == 4
    assert report["unclaimed"] == [{"text": "2. Tăng cường kiểm tra đê bao vùng hạ du.", "page": 1}]
    bare = to_json("b.txt", plain("Không."), letterhead(issued_on=None), extract(plain("1. Giao Sở Y tế trực.")))
    assert bare["issued_on"] is None
    assert bare["tasks"][0]["deadline"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("15 ngày một lần báo cáo kết quả", Period.OTHER),
        ("07 ngày/lần báo cáo kết quả", Period.WEEKLY),
        ("cứ 03 tháng một lần báo cáo kết quả", Period.QUARTERLY),
    ],
)
def test_a_count_of_days_or_months_says_how_often(words: str, period: Period) -> None:
    assert find_period(fold(words)) is period
