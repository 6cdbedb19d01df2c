import pytest

from compliance.reports.titles.check import LONGEST_TITLE, faults_of_title, proposed_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1. Rà soát quy hoạch sử dụng đất.", "Rà soát quy hoạch sử dụng đất"),
        ("a)  Báo cáo\n kết quả;", "Báo cáo kết quả"),
        ("- Tổng hợp vướng mắc", "Tổng hợp vướng mắc"),
        ("2.1. Kiểm tra tiến độ", "Kiểm tra tiến độ"),
    ],
)
def test_a_title_begins_with_the_clause_s_words(text, title):
    assert proposed_title(text) == title


def test_a_long_clause_is_cut_between_words():
    made = proposed_title("Kiểm tra, " * 40)
    assert made.endswith("Kiểm tra…")
    assert 150 < len(made) <= 160


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Giải quyết đơn của ông Nguyễn Văn Bình", "có tên người"),
        ("Trả lời bà Lê Thị Đào về đất ở", "có tên người"),
        ("Gửi về vanphong@example.org trước ngày 5", "có địa chỉ thư điện tử"),
        ("Liên hệ 0912 345 678", "có số điện thoại"),
        ("Hộ chiếu số 012345678", "có số định danh"),
        ("Cấp lại thẻ 012345678901", "có số định danh"),
        ("Kế hoạch thuộc độ Mật", "nhắc đến độ mật"),
        (" ", "chưa có nội dung"),
        ("a" * (LONGEST_TITLE + 1), f"dài quá {LONGEST_TITLE} ký tự"),
    ],
)
def test_marks_of_personal_data_are_seen(title, fault):
    assert fault in faults_of_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "Bàn giao mặt bằng dự án 47, giải ngân 1.250.000 triệu đồng trước ngày 30/12/2026",
        "Ông hiệu trưởng báo cáo Sở Giáo dục và Đào tạo",
        "Thực hiện Kế hoạch số 125/KH-UBND ngày 10/4/2026",
    ],
)
def test_an_ordinary_title_has_no_fault(title):
    assert faults_of_title(title) == []
