import numpy as np
import pytest

from ingest.readers.marks import find_patches, is_arrival_stamp, slant, stamp_kind


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        ("HỎA TỐC", ("urgency", "HỎA TỐC")),
        ("HOẢ TÓC", ("urgency", "HỎA TỐC")),
        ("| HỎATỐC |", ("urgency", "HỎA TỐC")),
        ("THƯỢNG KHÂN", ("urgency", "THƯỢNG KHẨN")),
        ("KHẨN", ("urgency", "KHẨN")),
        ("HỎA TỐC HẸN GIỜ", ("urgency", "HỎA TỐC HẸN GIỜ")),
        ("MẬT", ("secrecy", "MẬT")),
        ("TUYỆT MẬT", ("secrecy", "TUYỆT MẬT")),
        ("SỞ Y TẾ", None),
        ("", None),
        ("Văn bản này rất khẩn và phải chuyển ngay", None),
    ],
)
def test_short_stamps_are_told_by_their_words(read, kind):
    assert stamp_kind(read) == kind


@pytest.mark.parametrize("read", ["CÔNG VĂN ĐẾN Số: 12 Ngày: 3/4", "ĐEN Chuyển: văn thư", "CV ĐẾN ngày"])
def test_the_stamp_of_arrival_is_told_by_its_fields(read):
    assert is_arrival_stamp(read)


def test_a_frame_with_other_words_is_no_stamp_of_arrival():
    assert not is_arrival_stamp("Sở Xây dựng chủ trì số liệu")


def test_patches_of_colour_are_gathered_and_specks_left():
    ink = np.zeros((400, 600), dtype=np.bool_)
    ink[40:100, 50:250] = True
    ink[300:340, 400:520] = True
    ink[200, 300] = True
    assert [(p.x0, p.y0, p.width, p.height) for p in find_patches(ink)] == [(48, 40, 208, 64), (400, 296, 120, 48)]
    assert find_patches(np.zeros((4, 4), dtype=np.bool_)) == []


def test_the_slant_of_a_frame_is_the_turn_that_makes_it_smallest():
    rows, columns = np.mgrid[0:300, 0:300]
    turn = np.radians(15)
    across = (columns - 150) * np.cos(turn) + (rows - 150) * np.sin(turn)
    down = (rows - 150) * np.cos(turn) - (columns - 150) * np.sin(turn)
    assert slant((abs(across) < 110) & (abs(down) < 25)) == pytest.approx(15, abs=1)
    assert slant(np.zeros((50, 50), dtype=np.bool_)) == 0.0
