"""The addressees of a letter, bare collectives that mean them, and defined aliases."""

from tests.extraction.written import leads, letterhead, tasks


def test_bare_units_of_a_letter_are_its_addressees() -> None:
    head = letterhead(addressees=("Các sở: Y tế, Tài chính;", "UBND các xã, phường."))
    named, loose = tasks(
        "1. Đề nghị các đơn vị nêu trên gửi số liệu thu chi.", "2. Đề nghị các đơn vị gửi số liệu nợ.", head=head
    )
    assert leads(named) == ["Sở Y tế", "Sở Tài chính", "UBND các xã, phường"]
    assert leads(loose) == ["các đơn vị"]
    (only,) = tasks("1. Đề nghị các đơn vị gửi số liệu nợ.", head=letterhead(addressees=("Các trường trực thuộc Sở.",)))
    assert leads(only) == ["Các trường trực thuộc Sở"]


def test_an_addressee_that_cannot_be_read_is_kept_as_written() -> None:
    head = letterhead(addressees=("Quý doanh nhân đang hoạt động",))
    found = tasks("UBND tỉnh đề nghị quý đơn vị gửi số liệu thu chi.", head=head)
    assert leads(found[0]) == ["Quý doanh nhân đang hoạt động"]


def test_a_defined_alias_is_expanded() -> None:
    found = tasks(
        "Thực hiện kế hoạch, Chủ tịch UBND các xã, phường; Giám đốc Sở Y tế (sau đây gọi "
        "chung là thủ trưởng các cơ quan) đã dự họp.",
        "1. Thủ trưởng các cơ quan báo cáo kết quả.",
    )
    assert leads(found[0]) == ["Chủ tịch UBND các xã, phường", "Giám đốc Sở Y tế"]


def test_an_alias_without_units_before_it_stays() -> None:
    found = tasks(
        "Nghị định của Chính phủ (gọi tắt là Nghị định mới) có hiệu lực.", "1. Sở Tư pháp phổ biến Nghị định mới."
    )
    assert leads(found[0]) == ["Sở Tư pháp"]


def test_units_with_their_names_above_are_the_addressees_however_they_are_listed() -> None:
    head = letterhead(addressees=("Giám đốc các sở: Xây dựng, Công Thương", "Chủ tịch UBND các xã, phường"))
    meant = ["Giám đốc Sở Xây dựng", "Giám đốc Sở Công Thương", "Chủ tịch UBND các xã, phường"]
    for words in ("các cơ quan, đơn vị, địa phương nêu trên", "thủ trưởng các đơn vị có tên trên", "quý cơ quan"):
        (found,) = tasks(f"1. Yêu cầu {words} kiểm tra các hồ chứa.", head=head)
        assert leads(found) == meant, words


def test_a_list_of_villages_behind_a_colon_is_a_heading_of_units() -> None:
    found = tasks("3. Trưởng các thôn: Đông Hải, Tây Sơn", "- Vận động nhân dân trồng cây.", "- Báo cáo kết quả.")
    assert [leads(task) for task in found] == [["Trưởng thôn Đông Hải", "Trưởng thôn Tây Sơn"]] * 2


def test_a_committee_stands_before_the_places_of_another_level_too() -> None:
    (found,) = tasks("1. UBND các xã Đông Hải, Tây Sơn và phường Nam Giang bàn giao mặt bằng.")
    assert leads(found) == ["UBND xã Đông Hải", "UBND xã Tây Sơn", "UBND phường Nam Giang"]


def test_what_tells_committees_apart_may_hold_a_comma() -> None:
    (found,) = tasks("2. UBND các xã có cơ sở nhà, đất tại Phụ lục lập hồ sơ bàn giao trong tháng 5/2026.")
    assert leads(found) == ["UBND các xã có cơ sở nhà, đất tại Phụ lục"]
