"""Unit names: where they begin and how far they go."""

import pytest

from extraction.grammar.listed import ListReader
from extraction.grammar.names import NameScanner
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Tokens
from extraction.lexicon import load_lexicon


def read(text: str, *, bare: bool = False) -> list[str]:
    return [u.name for u in UnitReader(text, Tokens(text), load_lexicon()).read(0, bare=bare).units]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Tài chính, Sở Xây dựng xây dựng kế hoạch", ["Sở Tài chính", "Sở Xây dựng"]),
        ("các sở: Y tế, Tài chính và Nội vụ đôn đốc", ["Sở Y tế", "Sở Tài chính", "Sở Nội vụ"]),
        (
            "các Sở Tài chính, Y tế và UBND thành phố Lam Sơn rà soát",
            ["Sở Tài chính", "Sở Y tế", "UBND thành phố Lam Sơn"],
        ),
        ("các sở, ban, ngành rà soát", ["các sở, ban, ngành"]),
        ("Sở KH&CN phối hợp", ["Sở KH&CN"]),
        ("Sở Quy Hoạch phối hợp", ["Sở Quy Hoạch"]),
        ("Sờ Tài chlnh chủ trì", ["Sờ Tài chlnh"]),
        ("Sở Y tế tỉnh Lam Giang kiểm tra", ["Sở Y tế tỉnh Lam Giang"]),
        ("Bộ Tài chính hướng dẫn", ["Bộ Tài chính"]),
        ("Bộ Chỉ huy Quân sự tỉnh bố trí", ["Bộ Chỉ huy Quân sự tỉnh"]),
        ("UBND các xã Hòa Bình, Tân Tiến rà soát", ["UBND xã Hòa Bình", "UBND xã Tân Tiến"]),
        (
            "UBND các xã Hòa Bình, Tân Tiến và Công an tỉnh rà soát",
            ["UBND xã Hòa Bình", "UBND xã Tân Tiến", "Công an tỉnh"],
        ),
        ("UBND các phường: Hồng Hà, Thanh Sơn rà soát", ["UBND phường Hồng Hà", "UBND phường Thanh Sơn"]),
        ("UBND các xã, phường, đặc khu Cát Đá rà soát", ["UBND các xã, phường, đặc khu Cát Đá"]),
        ("UBND các xã, phường Ba Vì, Tân Xã rà soát", ["UBND các xã, phường Ba Vì, Tân Xã"]),
        ("Các xã, phường Ba Vì, Phú Lộc, Bồng Sơn khẩn trương", ["Các xã, phường Ba Vì, Phú Lộc, Bồng Sơn"]),
        ("Đảng ủy, UBND xã Chi Nê khẩn trương", ["Đảng ủy xã Chi Nê", "UBND xã Chi Nê"]),
        ("Đảng ủy, Công an xã Chi Nê khẩn trương", ["Đảng ủy", "Công an xã Chi Nê"]),
        ("Công an tỉnh Chỉ đạo tuần tra", ["Công an tỉnh"]),
        ("Quận ủy Quận 1 phối hợp", ["Quận ủy Quận 1"]),
        ("các hội: Hội Nghề cá, Hội Tin học hoàn thành đại hội", ["Hội Nghề cá", "Hội Tin học"]),
        ("các hội: điều lệ riêng", ["các hội"]),
        ("Giám đốc các Sở: Công Thương, Y tế chỉ đạo", ["Giám đốc Sở Công Thương", "Giám đốc Sở Y tế"]),
        ("Giám đốc Sở Y tế, Chánh Văn phòng UBND tỉnh báo cáo", ["Giám đốc Sở Y tế", "Chánh Văn phòng UBND tỉnh"]),
        ("Đồng chí Bí thư Đảng ủy trực tiếp chủ trì", ["Bí thư Đảng ủy"]),
        ("Chủ tịch báo cáo", ["Chủ tịch"]),
        ("Các đồng chí Trưởng, Phó các phòng có trách nhiệm", ["Trưởng, Phó các phòng"]),
        (
            "Trung tâm phát triển quỹ đất Chi nhánh Gia Thành tập trung",
            ["Trung tâm phát triển quỹ đất Chi nhánh Gia Thành"],
        ),
        ("Ban Quản lý dự án Giao thông và Dân dụng tỉnh rà soát", ["Ban Quản lý dự án Giao thông và Dân dụng tỉnh"]),
        (
            "Ban Quản lý Khu kinh tế Hòn La và các Khu công nghiệp rà soát",
            ["Ban Quản lý Khu kinh tế Hòn La và các Khu công nghiệp"],
        ),
        ("Ban Quản lý Khu kinh tế và các Chủ đầu tư rà soát", ["Ban Quản lý Khu kinh tế", "các Chủ đầu tư"]),
        (
            "Ban Quản lý dự án các công trình giao thông tỉnh đôn đốc",
            ["Ban Quản lý dự án các công trình giao thông tỉnh"],
        ),
        ("Công ty Cổ phần Môi trường Xanh thu gom", ["Công ty Cổ phần Môi trường Xanh"]),
        ("Công đoàn ngành xây dựng kế hoạch", ["Công đoàn ngành"]),
        ("Trung tâm Y tế Lam Sơn Tổ chức tiêm", ["Trung tâm Y tế Lam Sơn"]),
        ("Sở Y tế - Cơ quan thường trực Ban Chỉ đạo khẩn trương rà soát", ["Sở Y tế"]),
        ("Sở Y tế (đơn vị đầu mối), Sở Nội vụ rà soát", ["Sở Y tế", "Sở Nội vụ"]),
        ("Sở Y tế (chưa đóng ngoặc rà soát", ["Sở Y tế"]),
        ("Ngành Y tế và Công an tỉnh rà soát", ["Ngành Y tế", "Công an tỉnh"]),
        (
            "các cơ quan chức năng và chính quyền địa phương giải quyết",
            ["các cơ quan chức năng", "chính quyền địa phương"],
        ),
        ("các cơ quan, đơn vị và địa phương rà soát", ["các cơ quan, đơn vị và địa phương"]),
        ("các đơn vị có liên quan trên địa bàn rà soát", ["các đơn vị có liên quan trên địa bàn"]),
        ("các cơ quan có liên quan đế nhanh tiến độ", ["các cơ quan có liên quan"]),
        ("các đơn vị chuyên trách về CNTT rà soát", ["các đơn vị chuyên trách về CNTT"]),
        ("các tổ chức chính trị - xã hội Phối hợp vận động", ["các tổ chức chính trị - xã hội"]),
        ("các tổ chức - phối hợp", ["các tổ chức"]),
        ("Báo Lam Giang, Đài Phát thanh tỉnh đưa tin", ["Báo Lam Giang", "Đài Phát thanh tỉnh"]),
        ("trạm y tế Lam Sơn kiểm tra", ["trạm y tế Lam Sơn"]),
        ("UBND phường Thanh Sơn - Bắc Hà kiểm tra", ["UBND phường Thanh Sơn - Bắc Hà"]),
        ("Sở Y tế trên địa bàn tỉnh Lam Giang rà soát", ["Sở Y tế trên địa bàn tỉnh Lam Giang"]),
        ("Công ty Môi trường Xanh: thu gom rác", ["Công ty Môi trường Xanh"]),
        ("Công ty Môi trường Xanh để thu gom rác", ["Công ty Môi trường Xanh"]),
        ("Ban Quản lý các rà soát", ["Ban Quản lý"]),
        ("UBND các xã Hòa Bình, rà soát", ["UBND các xã Hòa Bình"]),
        ("Tổ chức hội nghị", []),
        ("Báo cáo kết quả", []),
        ("Số 12/UBND", []),
        ("toàn thể nhân dân", []),
        ("", []),
    ],
)
def test_a_list_of_units_is_read_name_by_name(text: str, names: list[str]) -> None:
    assert read(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("chủ đầu tư, nhà thầu kiểm tra", ["chủ đầu tư, nhà thầu"]),
        ("doanh nghiệp đồng hành, Sở Y tế", ["doanh nghiệp đồng hành", "Sở Y tế"]),
        ("chủ đầu tư và nhà thầu kiểm tra", ["chủ đầu tư", "nhà thầu"]),
        ("báo cáo UBND tỉnh", []),
        ("chủ đầu tư và tổ chức hội nghị", ["chủ đầu tư"]),
        ("cán bộ kỹ thuật của Sở kiểm tra", ["cán bộ kỹ thuật của Sở"]),
        ("ngành Giáo dục và Đào tạo thông tin", ["ngành Giáo dục và Đào tạo"]),
        ("lãnh đạo địa phương", ["lãnh đạo địa phương"]),
    ],
)
def test_kinds_without_cac_are_read_where_units_are_expected(text: str, names: list[str]) -> None:
    assert read(text, bare=True) == names


def test_a_long_run_of_words_is_no_name() -> None:
    text = "Ban " + "hoa " * 60
    assert len(read(text)[0].split()) < 30
    assert len(read("các đơn vị " + "hoa " * 60)[0].split()) < 30


def test_what_begins_a_unit_is_left_to_the_reader() -> None:
    listed = "Các đơn vị chưa gửi"
    with pytest.raises(NotImplementedError):
        ListReader(listed, Tokens(f"{listed} báo cáo, hoàn thành"), load_lexicon()).told_apart(3)
    with pytest.raises(NotImplementedError):
        NameScanner("Sở Y tế", Tokens(), load_lexicon()).begins(0)
