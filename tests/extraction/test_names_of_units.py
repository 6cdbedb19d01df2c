"""Names of units of many kinds, whole: behind an order, before their verb, before a colon, and as coordinators."""

import pytest

from tests.extraction.written import coordinators, leads, tasks

NAMES = (
    "Đảng ủy các cơ quan Đảng tỉnh",
    "Trung tâm Dịch vụ nông nghiệp tổng hợp",
    "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch",
    "Trung tâm Giáo dục thường xuyên tỉnh",
    "Cảng hàng không Phù Cát",
    "Đồn Biên phòng Cửa khẩu Lao Bảo",
    "Vùng Cảnh sát biển 3",
    "Sư đoàn 315",
    "Đoàn Kinh tế - Quốc phòng 337",
    "Trại giam Gia Trung",
    "Bảo tàng tỉnh",
    "Khu Quản lý đường bộ III",
    "Đoàn Luật sư tỉnh",
    "Tổ công nghệ số cộng đồng",
    "Tổ thẩm định",
    "Đoàn thanh tra liên ngành",
    "Phòng Cảnh sát giao thông",
    "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh",
    "Công ty TNHH Một thành viên Khai thác thủy lợi",
    "Các trường đại học, cao đẳng trên địa bàn tỉnh",
    "Hiệu trưởng các trường tiểu học, trung học cơ sở",
    "Ban Bảo vệ, chăm sóc sức khỏe cán bộ tỉnh",
    "Thống kê tỉnh",
    "Chi bộ thôn 3",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_whole_wherever_it_stands(name: str) -> None:
    (ordered,) = tasks(f"Giao {name} chủ trì xây dựng kế hoạch.")
    (acting,) = tasks(f"2. {name} báo cáo kết quả trước ngày 20/4/2026.")
    (headed,) = tasks(f"3. {name}: Tổng hợp số liệu.")
    (helped,) = tasks(f"4. Sở Nội vụ chủ trì, phối hợp với {name} tổ chức tập huấn.")
    assert leads(ordered) == leads(acting) == leads(headed) == coordinators(helped) == [name]


def test_a_unit_of_an_unknown_kind_is_named_by_its_order() -> None:
    (task,) = tasks("1. Giao Hải đăng Kê Gà trực canh 24/24 giờ.")
    assert leads(task) == ["Hải đăng Kê Gà"]


@pytest.mark.parametrize(
    "words",
    [
        "Đề nghị Ông Nguyễn Văn A cung cấp hồ sơ.",
        "2. Giao Hải đăng.",
        "2. Giao Hải đăng và nhà trạm ven bờ phía đông nam của vịnh lớn ở giữa các đảo nhỏ xa bờ.",
    ],
)
def test_persons_and_loose_capitals_are_no_units(words: str) -> None:
    assert not tasks(words)
