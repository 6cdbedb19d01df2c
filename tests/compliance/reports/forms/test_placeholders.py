import pytest

from compliance.reports.forms.placeholders import (
    LISTS,
    TASK_TEXTS,
    TEXTS,
    Fault,
    bound_to,
    definition_of,
    faults_of,
    names_in,
)
from compliance.reports.measures import BY_KEY, MEASURES

FRAME = ("đoạn 1", "Chốt {{ cut_off }}, {{edition}}")


def faults(*texts: str, **options) -> list[str]:
    placed = [FRAME, *((f"đoạn {number}", text) for number, text in enumerate(texts, 2))]
    return [str(fault) for fault in faults_of(placed, **{"has_loops": True, **options})]


def test_a_template_of_known_names_has_no_fault():
    lists = [
        f"{{%tr for {item} in {name} %}}{{{{ {item}.{tail} }}}}{{%tr endfor %}}"
        for (name, item), tail in zip(LISTS.items(), ("name", "update_rate", "planned_on"), strict=True)
    ]
    assert faults(*(f"{{{{ {name} }}}}" for name in TEXTS), "{{ total.done }} {{before.done}}", *lists) == []
    assert faults("{%p for unit in units %}", "{{ unit.name }}", "{%p endfor %}") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ total.doen }}", "đoạn 2: không có chỉ tiêu “doen”. Có phải là “done”?"),
        ("{{ total.zzz }}", "Xem danh sách tên"),
        ("{{ cutoff }}", "không có tên “cutoff”. Có phải là “cut_off”?"),
        ("{{ totals.done }}", "không có nhóm “totals”. Có phải là “total”?"),
        ("{{ total.name }}", "không có chỉ tiêu “name”"),
        ("{{ unit.done }}", "chỉ dùng trong danh sách"),
        ("{%tr for unit in units %}{{ unit.dnoe }}{%tr endfor %}", "Có phải là “done”?"),
        ("{%tr for task in moved %}{{ task.done }}{%tr endfor %}", "không có chỉ tiêu “done”"),
        ("{{ total.done", "“{{” không đóng"),
        ("total.done }}", "“}}” không đóng"),
        ("{{ ''.__class__ }}", "không hiểu"),
        ("{{ total['done'] }}", "không hiểu"),
        ("{{ total.done | upper }}", "không hiểu"),
        ("{{ lipsum.__globals__ }}", "không hiểu"),
        ("{% set x = 1 %}", "không hiểu lệnh"),
        ("{%tr for unit in fields %}", "không hiểu lệnh"),
        ("{%tr endfor %}", "không hiểu lệnh"),
        ("{%tr for unit in units %}", "chưa đóng"),
        ("{# lời ghi #}", "“{#” không đóng"),
    ],
)
def test_what_is_wrong_is_told_by_place_and_with_what_was_probably_meant(text, words):
    assert any(words in fault for fault in faults(text)), faults(text)


def test_a_number_never_goes_without_its_cut_off_and_edition():
    told = [str(fault) for fault in faults_of([("ô A1", "{{ total.done }}")], has_loops=False)]
    assert len(told) == 2
    assert "cut_off" in told[0]
    assert "edition" in told[1]


def test_a_workbook_s_rows_repeat_by_themselves():
    assert faults("{{ unit.done }}", "{{ task.text }}", has_loops=False) == []
    assert "tự lặp lại" in faults("{%tr for unit in units %}", has_loops=False)[0]


def test_a_measure_that_came_to_count_something_else_makes_its_template_stale_by_place():
    texts = [FRAME, ("bảng 1, hàng 2, cột 3", "{{ total.done }} {{ total.assigned }}")]
    kept = bound_to(texts)
    assert kept == {key: definition_of(BY_KEY[key]) for key in ("assigned", "done")}
    assert faults_of(texts, kept, has_loops=True) == []
    (stale,) = faults_of(texts, {**kept, "done": "another"}, has_loops=True)
    assert stale.place == "bảng 1, hàng 2, cột 3"
    assert "định nghĩa của “done”" in stale.words


def test_definitions_differ_and_no_name_hides_what_a_mapping_can_do():
    assert len({definition_of(measure) for measure in MEASURES}) == len(MEASURES)
    assert not {*BY_KEY, *TASK_TEXTS, *TEXTS} & set(dir({}))
    assert [name.measure for name in names_in([("đoạn 1", "{{ total.done }}{{ task.text }}{{ period }}")])] == [
        "done",
        None,
        None,
    ]
    assert str(Fault("đoạn 1", "sai")) == "đoạn 1: sai"
