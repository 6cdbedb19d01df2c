"""Many units of one task wait: those out of the ordinary come first, each with the reason."""

from compliance.entries.deciding.bulk import Submitted, exceptions_first


def test_what_is_out_of_the_ordinary_comes_first_with_its_reason() -> None:
    alike = [Submitted(n, n, f"Xã {n}", "Báo cáo rà soát") for n in (4, 3, 2)]
    other = Submitted(5, 5, "Xã 5", "Tờ trình")
    again = Submitted(6, 6, "Xã 1", "báo cáo rà soát", is_again=True, is_incomplete=True, is_tam_tinh=True)
    late = Submitted(7, 7, "Xã 6", "Báo cáo rà soát", late_plan="chờ vốn", note="vướng")
    cases = exceptions_first([*alike, other, again, late])
    assert [(case.sent.unit, case.exceptions) for case in cases] == [
        ("Xã 1", ("cập nhật lại sau khi bị trả lại", "đang chưa hoàn thành", "tạm tính")),
        ("Xã 5", ("sản phẩm khác các đơn vị khác",)),
        ("Xã 6", ("dự kiến sau thời hạn", "có ghi chú")),
        ("Xã 2", ()),
        ("Xã 3", ()),
        ("Xã 4", ()),
    ]


def test_a_result_without_evidence_is_out_of_the_ordinary_and_two_alike_make_no_rule() -> None:
    results = [Submitted(1, 1, "A", "Xong", is_result=True), Submitted(2, 2, "B", "Xong", is_result=True, evidence=1)]
    entries = [Submitted(3, 3, "C", "x"), Submitted(4, 4, "D", "y")]
    found = {case.sent.unit: case.exceptions for case in exceptions_first([*results, *entries])}
    assert found == {"A": ("không có minh chứng",), "B": (), "C": (), "D": ()}
    assert exceptions_first([]) == []


def test_three_alike_make_a_rule() -> None:
    alike = [Submitted(n, n, f"Xã {n}", "Báo cáo rà soát") for n in (1, 2, 3)]
    other = Submitted(9, 9, "Xã 9", "Tờ trình")
    assert exceptions_first([*alike, other])[0].exceptions == ("sản phẩm khác các đơn vị khác",)
    assert not any(case.exceptions for case in exceptions_first([*alike[:2], other]))
