"""Forms that are met less often: each has been seen to mislead."""

from dataclasses import replace

from extraction.grammar.structure import read_paragraphs
from ingest.text import Box, Table
from tests.extraction.written import coordinators, extract, laid_out, leads, letterhead, plain, tabled, tasks

PLAN = letterhead(kind="Kế hoạch", number="19/KH-UBND")


def test_a_mark_alone_is_nothing() -> None:
    assert len(tasks("1.", "2. Giao Sở Y tế trực.")) == 1


def test_giao_cho_and_a_colon_stand_before_the_unit() -> None:
    found = tasks(
        "1. Giao cho: Sở Y tế kiểm tra.",
        "2. UBND tỉnh yêu cầu: Sở Nội vụ báo cáo.",
        "3. UBND tỉnh yêu cầu thực hiện nghiêm.",
    )
    assert [leads(t) for t in found][:2] == [["Sở Y tế"], ["Sở Nội vụ"]]


def test_a_unit_spoken_of_is_not_charged() -> None:
    assert not tasks(
        "Đối với Sở Y tế kiểm tra đã xong.",
        "1. Sở Y tế còn nhiều việc",
        "Thực hiện Luật, các doanh nghiệp phải nộp báo cáo.",
    )
    assert len(tasks("1. Giao Sở Y tế rà soát. Sở Tài chính tại Công văn số 5 đã thống nhất.")) == 1


def test_words_in_brackets_are_no_work_of_their_own() -> None:
    assert len(tasks("1. Sở Y tế:", "- Rà soát thuốc.", "(Thông báo này thay cho Giấy mời).")) == 1


def test_a_subject_may_be_parted_from_its_predicate() -> None:
    found = tasks(
        "1. Sở Y tế, trên cơ sở đề xuất của các bệnh viện, tổng hợp nhu cầu.",
        "2. Các chủ rừng là tổ chức, và Sở Y tế",
        "- Trực chữa cháy 24/24 giờ.",
    )
    assert leads(found[0]) == ["Sở Y tế"]
    assert leads(found[1]) == ["Các chủ rừng là tổ chức", "Sở Y tế"]


def test_close_coordination_names_the_same_units() -> None:
    found = tasks(
        "1. Giao Sở Y tế phối hợp đồng bộ với Sở Nội vụ rà soát.",
        "2. Giao Sở Y tế phối hợp với Bộ Tài chính rà soát.",
        "3. Giao Sở Y tế tăng cường phối hợp giữa các khoa.",
    )
    assert [coordinators(t) for t in found] == [["Sở Nội vụ"], ["Bộ Tài chính"], []]


def test_to_lead_together_with_others_is_to_coordinate_them() -> None:
    found = tasks(
        "1. Giao Sở Y tế chủ trì, cùng với Sở Nội vụ kiểm tra.", "2. Sở Y tế rà soát với sự phối hợp của Sở Tư pháp."
    )
    assert [coordinators(t) for t in found] == [["Sở Nội vụ"], ["Sở Tư pháp"]]


def test_whom_the_subject_works_with_coordinates_and_who_is_charged_with_it_leads() -> None:
    found = tasks(
        "1. Sở Y tế cùng Sở Nội vụ kiểm tra kho vắc xin.",
        "2. Giao Sở Y tế cùng với Sở Tư pháp rà soát hợp đồng.",
        "3. Giao Sở Y tế cùng Sở Tư pháp rà soát hợp đồng.",
        "4. Sở Y tế cùng Sở Nội vụ chủ trì rà soát định mức.",
        "5. Sở Y tế và Sở Nội vụ rà soát định mức.",
    )
    assert [leads(t) for t in found[:2]] == [["Sở Y tế"], ["Sở Y tế"]]
    assert [coordinators(t) for t in found[:2]] == [["Sở Nội vụ"], ["Sở Tư pháp"]]
    assert [len(leads(t)) for t in found[2:]] == [2, 2, 2]
    assert not any(coordinators(t) for t in found[2:])


def test_brackets_charge_nobody_of_whom_they_only_speak() -> None:
    (task,) = tasks("- Chuẩn bị sổ bảo dưỡng xe theo từng tháng (các đơn vị thực hiện trước khi Đoàn kiểm tra đến).")
    assert leads(task) == ["các đơn vị"]


def test_a_service_may_be_named_with_a_verb() -> None:
    (task,) = tasks("a) Các doanh nghiệp cung cấp dịch vụ đào tạo lái xe: Niêm yết học phí tại cổng.")
    assert leads(task) == ["Các doanh nghiệp cung cấp dịch vụ đào tạo lái xe"]


def test_the_speaker_of_an_order_begins_the_clause() -> None:
    ground = (
        "Thực hiện Nghị quyết của Hội đồng nhân dân tỉnh về phát triển kinh tế ban đêm trên "
        "địa bàn và kế hoạch phát triển du lịch đến năm 2030"
    )
    (task,) = tasks(f"{ground}, UBND tỉnh yêu cầu Sở Du lịch khảo sát tuyến phố đi bộ.")
    assert task.text.startswith("UBND tỉnh yêu cầu")


def test_work_may_stand_behind_its_label() -> None:
    found = tasks(
        "a) Nhiệm vụ: Rà soát quy hoạch.",
        "b) Cơ quan chủ trì: Sở Xây dựng.",
        "- Nội dung: Giao Sở Y tế trực.",
        head=PLAN,
    )
    assert [leads(t) for t in found] == [["Sở Xây dựng"], ["Sở Y tế"]]


def test_labels_need_something_above_them() -> None:
    assert not tasks("- Đơn vị chủ trì: Sở Y tế.", head=PLAN)
    assert not tasks("I. MỤC TIÊU", "Cơ cấu kinh tế chuyển dịch.", "1. Thời gian: năm 2026.", head=PLAN)
    found = tasks(
        "1.1. Số liệu nền tảng dùng chung", "- Đơn vị chủ trì: Sở Y tế.", "- Đơn vị chủ trì: Sở Nội vụ.", head=PLAN
    )
    assert [leads(t) for t in found] == [["Sở Nội vụ"]]


def test_labels_of_a_paragraph_below_a_number_are_that_paragraphs() -> None:
    found = tasks(
        "2. Khảo sát nhu cầu pháp lý", "Điều tra nhu cầu của doanh nghiệp.", "Đơn vị chủ trì: Sở Tư pháp.", head=PLAN
    )
    assert [t.text for t in found] == ["Điều tra nhu cầu của doanh nghiệp."]


def test_labels_below_a_heading_of_units_are_left_to_it() -> None:
    assert not tasks("1. Sở Y tế:", "- Đơn vị phối hợp: Sở Nội vụ.", head=PLAN)


def test_an_annex_begins_anew() -> None:
    document = plain(
        "Căn cứ Luật;",
        "1. Sở Y tế:",
        "- Rà soát thuốc./.",
        "Nơi nhận:",
        "- Như trên;",
        "PHỤ LỤC",
        "- Tập huấn viên chức.",
        "Hết.",
    )
    assert len(extract(document, PLAN).tasks) == 1


def test_a_task_cell_that_spans_rows_is_one_task() -> None:
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Xây kè", "Sở Xây dựng"], ["^", "^", "Sở Y tế"]]
    assert len(extract(tabled(["Danh mục."], rows), PLAN).tasks) == 1


def test_a_row_without_work_is_left_out() -> None:
    rows = [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "", "Sở Xây dựng"], ["2", "Xây kè", "Sở Y tế"]]
    assert [leads(t) for t in extract(tabled(["Danh mục:"], rows), PLAN).tasks] == [["Sở Y tế"]]


def test_a_heading_above_a_table_may_close_with_marks() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời hạn"], ["1", "Xây kè", "Quý II"]]
    found = extract(tabled(["Căn cứ Luật;", "Biểu việc giao Sở Xây dựng (kèm):"], rows), PLAN).tasks
    assert leads(found[0]) == ["Sở Xây dựng"]


def test_an_empty_table_is_passed_over() -> None:
    document = tabled(["Căn cứ Luật;", "1. Giao Sở Y tế trực."])
    page = document.pages[0]
    empty = Table(1, 0, 0, Box(0.1, 0.1, 0.2, 0.2), ())
    bare = type(document)(
        document.text, (type(page)(1, 595, 842, page.origin, page.lines, (empty,)),), "x", has_layout=True
    )
    assert len(extract(bare).tasks) == 1


def test_an_alias_of_a_law_is_no_unit() -> None:
    (task,) = tasks("Luật Thủy lợi (sau đây gọi tắt là Luật) có hiệu lực.", "1. Giao Sở Y tế phổ biến Luật.")
    assert leads(task) == ["Sở Y tế"]


def test_a_number_before_a_bracket_alone_is_nothing() -> None:
    assert len(tasks("1. Giao Sở Y tế trực.", "2. (", "3. Giao Sở Y tế trực.")) == 2


def test_a_sentence_above_a_table_may_close_with_its_units() -> None:
    rows = [["TT", "Nhiệm vụ", "Thời hạn"], ["1", "Xây kè", "Quý II"]]
    (task,) = extract(tabled(["Căn cứ Luật;", "Danh mục việc của Sở Xây dựng."], rows), PLAN).tasks
    assert leads(task) == ["Sở Xây dựng"]


def test_a_cell_of_both_units_may_state_the_time_as_well() -> None:
    rows = [
        ["TT", "Nhiệm vụ", "Đơn vị chủ trì, phối hợp"],
        ["1", "Xây kè", "Sở Y tế chủ trì, Sở Nội vụ phối hợp, hoàn thành trước ngày 20/4/2026"],
        ["2", "Xây cầu", "Sở Xây dựng chủ trì"],
    ]
    first, second = extract(tabled(["Danh mục:"], rows), PLAN).tasks
    assert leads(first) == ["Sở Y tế"]
    assert first.deadline is not None
    assert first.deadline.phrase == "hoàn thành trước ngày 20/4/2026"
    assert second.deadline is None


def test_a_line_in_a_frame_begins_a_paragraph_only_with_a_mark() -> None:
    written = laid_out([(0.1, "Giao Sở Y tế rà soát"), (0.1, "Toàn bộ thuốc tồn kho"), (0.1, "- Sở Nội vụ trực.")])
    page = written.pages[0]
    framed = replace(page, lines=tuple(line._replace(cell=(0, 0, 0)) for line in page.lines))
    found = read_paragraphs(replace(written, pages=(framed,)))
    assert [p.text for p in found] == ["Giao Sở Y tế rà soát Toàn bộ thuốc tồn kho", "- Sở Nội vụ trực."]


def test_a_table_may_say_what_must_be_done_by_whom_and_by_which_day() -> None:
    document = tabled(
        ["Các cơ quan nêu tại bảng dưới đây xử lý nội dung được phân công:"],
        [
            ["STT", "Dự án", "Việc phải làm", "Cơ quan giải quyết", "Cơ quan cùng làm", "Ngày phải xong"],
            ["1", "Cầu A", "Phê duyệt điều chỉnh vốn", "Sở Tài chính", "Sở Xây dựng", "20/11/2026"],
            ["2", "Trạm B", "Cấp giấy phép môi trường", "Sở Y tế", "", "15/12/2026"],
        ],
    )
    found = extract(document).tasks
    assert [(leads(t), coordinators(t)) for t in found] == [(["Sở Tài chính"], ["Sở Xây dựng"]), (["Sở Y tế"], [])]
    assert [t.deadline and str(t.deadline.on) for t in found] == ["2026-11-20", "2026-12-15"]


def test_committees_that_pass_work_on_lead_it() -> None:
    (found,) = tasks("4. UBND các xã, phường giao cho các đoàn thể đảm nhận từng đoạn kênh, báo cáo UBND tỉnh.")
    assert leads(found) == ["UBND các xã, phường"]


def test_those_who_owe_a_report_are_told_apart_before_they_complete_it() -> None:
    (found,) = tasks("1. Các trường chưa nộp hoàn thành báo cáo trước ngày 14/11/2026.")
    assert leads(found) == ["Các trường chưa nộp"]


def test_what_tells_members_apart_may_hold_a_number() -> None:
    (found,) = tasks(
        "1. Sở Y tế chủ trì, phối hợp với UBND các xã, phường có tuyến kênh cấp 1 khảo sát các tuyến kênh."
    )
    assert coordinators(found) == ["UBND các xã, phường có tuyến kênh cấp 1"]


def test_who_answers_to_whom_is_no_task_and_a_source_of_money_no_period() -> None:
    found = tasks(
        "1. Sở Tài chính cân đối nguồn sự nghiệp môi trường hằng năm cho các xã.",
        "Hiệu trưởng các trường chịu trách nhiệm trước Giám đốc Sở về số liệu báo cáo.",
    )
    assert [(leads(t), t.period) for t in found] == [(["Sở Tài chính"], None)]


def test_brackets_in_what_tells_members_apart_leave_the_collective_as_it_is() -> None:
    (found,) = tasks("1. Sở Y tế chủ trì, phối hợp với UBND các xã có suối (trừ xã đảo) lấy mẫu nước.")
    assert coordinators(found) == ["UBND các xã"]
