from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from compliance.rulebook.load import FOLDER, load_rulebook, read_yaml
from compliance.rulebook.parameters import BrokenRulebook, NotInForce, digest, read_parameters
from compliance.rulebook.rules import SPECS, Rulebook

NEW_REGULAR = """
    - from: 2026-07-01
      value: 3
      clause: Quyết định 99/2026/QĐ-UBND, Điều 4
      reference: Công báo tỉnh
"""


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "rulebook"
    copytree(FOLDER, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_every_rule_cites_a_clause_and_a_place_to_read_it(rulebook):
    assert set(rulebook.parameters) == set(SPECS)
    for parameter in rulebook.parameters.values():
        assert all(dated.clause and dated.reference for dated in parameter.values)


def test_every_exceptional_day_cites_its_act(rulebook):
    assert all(day.act and day.name for day in rulebook.table.days)


def test_the_defaults_are_those_of_the_regulation(rulebook):
    rules = rulebook.rules_on(date(2026, 8, 21))
    entry = rules.entry
    assert (entry.urgent_working_days, entry.regular_working_days, entry.multi_working_days) == (0, 1, 2)
    assert entry.urgent_floor_hours == 4
    assert rules.classes.precedence == ("urgent", "multi", "regular")
    assert (rules.review.reentry_working_days, rules.review.max_extensions) == (1, 2)
    assert (rules.review.contest_file_working_days, rules.review.contest_decide_working_days) == (2, 2)
    assert rules.signals.amber_working_days == 3


def test_a_new_value_applies_from_its_own_day_and_the_old_one_before(tmp_path):
    text = (FOLDER / "entry.yaml").read_text(encoding="utf-8")
    start = text.index("entry.regular_working_days:")
    block = text[start : text.index("\nentry.", start)]
    rulebook = load_rulebook(changed(tmp_path, "entry.yaml", block, block.rstrip("\n") + NEW_REGULAR))
    before, after = rulebook.rules_on(date(2026, 6, 30)), rulebook.rules_on(date(2026, 7, 1))
    assert (before.entry.regular_working_days, after.entry.regular_working_days) == (1, 3)
    assert after.citations["entry.regular_working_days"].clause == "Quyết định 99/2026/QĐ-UBND, Điều 4"
    assert before.citations["entry.multi_working_days"] == after.citations["entry.multi_working_days"]


def test_rules_of_one_stretch_of_days_are_made_once(rulebook):
    assert rulebook.rules_on(date(2026, 1, 1)) is rulebook.rules_on(date(2026, 12, 31))


def test_a_day_before_the_first_value_has_no_rules(rulebook):
    with pytest.raises(NotInForce, match="01/01/2013"):
        rulebook.rules_on(date(2012, 12, 31))


def test_the_hash_follows_the_content_and_not_the_layout(tmp_path, rulebook):
    assert load_rulebook(changed(tmp_path, "entry.yaml", "# Each", "# Every")).sha256 == rulebook.sha256
    other = changed(tmp_path / "b", "signals.yaml", "      value: 3", "      value: 4")
    assert load_rulebook(other).sha256 != rulebook.sha256


def test_a_missing_key_is_named(tmp_path):
    folder = changed(tmp_path, "signals.yaml", "signals.amber_working_days", "signals.office_opens_earlier")
    with pytest.raises(BrokenRulebook, match=r"signals\.office_opens_earlier: không có khóa này"):
        load_rulebook(folder)
    (folder / "signals.yaml").unlink()
    with pytest.raises(BrokenRulebook, match=r"Thiếu giá trị cho: signals\.amber_working_days, signals\.office_opens"):
        load_rulebook(folder)


def test_a_key_in_two_files_is_refused(tmp_path):
    folder = changed(tmp_path, "signals.yaml", "# Each", "# Every")
    (folder / "twice.yaml").write_text((folder / "signals.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BrokenRulebook, match="đã có ở tệp khác"):
        load_rulebook(folder)


def test_a_folder_without_the_table_of_days_is_refused(tmp_path):
    folder = changed(tmp_path, "signals.yaml", "# Each", "# Every")
    (folder / "calendar.yaml").unlink()
    with pytest.raises(BrokenRulebook, match=r"không có calendar\.yaml"):
        load_rulebook(folder)


def test_the_office_is_told_of_the_open_question_around_the_culture_day(rulebook):
    asked = [day for question in rulebook.table.open_questions for day in question.days]
    assert date(2026, 11, 23) in asked


def test_every_value_is_read_as_it_is_written():
    for path in sorted(FOLDER.glob("*.yaml")):
        raw = read_yaml(path)
        if path.name == "calendar.yaml":
            continue
        for key, parameter in read_parameters(path.name, raw, SPECS).items():
            written = [entry["value"] for entry in raw[key]["values"]]
            read = [dated.value for dated in parameter.values]
            assert read == [tuple(value) if isinstance(value, list) else value for value in written], key


def test_stated_ends_that_meet_the_next_value_are_accepted_down_to_a_single_day():
    cited = {"clause": "Điều 5", "reference": "Công báo"}
    body = {
        "description": "Ngày làm việc sau ngày ban hành",
        "unit": "working_days",
        "values": [
            {"from": date(2026, 1, 1), "until": date(2026, 5, 31), "value": 1, **cited},
            {"from": date(2026, 6, 1), "until": date(2026, 6, 1), "value": 2, **cited},
            {"from": date(2026, 6, 2), "value": 3, **cited},
        ],
    }
    read = read_parameters("trial", {"entry.regular_working_days": body}, SPECS)["entry.regular_working_days"]
    assert [(dated.from_on, dated.value) for dated in read.values] == [
        (date(2026, 1, 1), 1),
        (date(2026, 6, 1), 2),
        (date(2026, 6, 2), 3),
    ]
    body["values"][0]["until"] = date(2026, 6, 1)
    with pytest.raises(BrokenRulebook, match=r"chồng lấn: một giá trị kết thúc ngày 2026-06-01.*ghi until: 2026-05-31"):
        read_parameters("trial", {"entry.regular_working_days": body}, SPECS)


def test_the_rules_of_a_first_day_are_made_once_too():
    rulebook = load_rulebook()
    first = date(2013, 1, 1)
    assert rulebook.rules_on(first) is rulebook.rules_on(first)


def test_one_is_the_least_number_of_days_and_the_first_year(rulebook):
    for key, unit in (("calendar.longest_rest", "days"), ("calendar.first_year", "year")):
        raw = read_yaml(FOLDER / "week.yaml")[key]
        assert raw["unit"] == unit
        body = {**raw, "values": [{**raw["values"][0], "value": 1}]}
        least = Rulebook({**rulebook.parameters, **read_parameters("trial", {key: body}, SPECS)}, rulebook.table)
        assert least.rules_on(date(2026, 1, 1)).citations[key].value == 1
        body["values"][0]["value"] = 0
        with pytest.raises(BrokenRulebook, match="ít nhất 1"):
            read_parameters("trial", {key: body}, SPECS)


def test_the_hash_of_a_rulebook_is_that_of_its_rules_and_days_under_their_names(rulebook):
    again = Rulebook(rulebook.parameters, rulebook.table)
    rules = [rulebook.parameters[key].plain() for key in sorted(rulebook.parameters)]
    assert again.sha256 == digest({"parameters": rules, "calendar": rulebook.table.plain()})


def test_a_week_may_rest_on_any_of_its_days_from_monday_to_sunday():
    raw = read_yaml(FOLDER / "week.yaml")["calendar.rest_weekdays"]
    body = {**raw, "values": [{**raw["values"][0], "value": [0, 6]}]}
    read = read_parameters("trial", {"calendar.rest_weekdays": body}, SPECS)["calendar.rest_weekdays"]
    assert read.values[0].value == (0, 6)
    body["values"][0]["value"] = [0, 7]
    with pytest.raises(BrokenRulebook, match="thứ Hai là 0, Chủ nhật là 6"):
        read_parameters("trial", {"calendar.rest_weekdays": body}, SPECS)
