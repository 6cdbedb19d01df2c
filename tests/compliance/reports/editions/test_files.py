import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib

from compliance.reports.editions.files import as_csv, as_json, catalogue, described, feed, group_table
from compliance.reports.editions.numbers import (
    Frame,
    differences,
    fully_updated,
    is_empty,
    lines_of,
    numbers_of,
    shown,
    summary,
)
from compliance.reports.editions.page import page_of
from compliance.reports.measures import BY_KEY
from compliance.reports.periods import read_period
from compliance.reports.tables import Tally, tally
from tests.compliance.reports.district import counted, district
from tests.situations import local

FRAME = Frame(
    "tỉnh Thanh Hóa",
    read_period("2026-Q3"),
    1,
    local("2026-10-02 09:00"),
    None,
    5,
    3,
    {"tam_tinh": False, "rulebook_sha256": "a", "calendar_version": "b"},
)
NAMES = {"unit": {**{n: f"Xã {n}" for n in range(1, 25)}, 99: "Xã không được giao"}, "field": {1: "Công nghiệp"}}


@cache
def numbers(made: Tally | None = None):
    return numbers_of(made or tally(counted(district())), NAMES, FRAME)


def test_the_lines_of_every_group_add_up_to_the_province():
    made = numbers()
    (province,) = lines_of(made, "province")
    assert province["values"]["assigned"] == 901
    assert province["values"]["update_rate"] == [878, 901]
    for scope in ("unit", "field"):
        for key, measure in BY_KEY.items():
            if measure.adds_up and measure.of is None:
                assert sum(line["values"][key] for line in lines_of(made, scope)) == province["values"][key]


def test_a_unit_without_assignments_has_its_line_and_no_rate():
    line = next(line for line in lines_of(numbers(), "unit") if line["id"] == 99)
    assert is_empty(line)
    assert shown(line, BY_KEY["update_rate"], 5) == "–"


def test_a_share_of_few_is_not_told():
    line = {"values": {"update_rate": [2, 4], "assigned": 4}}
    assert shown(line, BY_KEY["update_rate"], 5) == "–"
    assert shown(line, BY_KEY["update_rate"], 4) == "50 %"
    assert shown(line, BY_KEY["assigned"], 5) == "4"


def test_what_two_editions_tell_differently_is_listed():
    before = json.loads(as_json(numbers()))
    after = json.loads(as_json(numbers()))
    after["groups"]["unit"][0]["values"]["flags"] += 1
    after["groups"]["unit"].append({"id": 100, "name": "Xã mới", "values": {"flags": 1}})
    assert [(each["name"], each["before"], each["after"]) for each in differences(before, after)] == [
        ("Xã 1", before["groups"]["unit"][0]["values"]["flags"], after["groups"]["unit"][0]["values"]["flags"]),
        ("Xã mới", None, 1),
    ]


def test_csv_opens_right_and_holds_no_formula():
    content = as_csv([["Tên", "Số"], ["=1+1", -1], ['Xã "A", B', None]])
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [["Tên", "Số"], ["'=1+1", "-1"], ['Xã "A", B', ""]]


def test_a_table_has_both_counts_of_every_share():
    head, first, *_ = group_table(numbers(), "unit")
    assert len(head) == len(first)
    told = dict(zip(head, first, strict=True))
    assert told["Đơn vị"] == "Xã 1"
    assert told["Tỷ lệ cập nhật (mẫu số)"] == told["Phải cập nhật lần đầu"]


def manifest(period: str = "2026-Q3", number: int = 1, reason: str | None = None):
    frame = replace(FRAME, period=read_period(period))
    return {
        "manifest_of": f"{period}/{number}",
        "edition": number,
        "period": numbers_of(Tally(), NAMES, frame)["period"],
        "reason": reason,
        "corrects": number - 1 or None,
        "published_at": "2026-10-09T09:00:00+07:00",
        "files": [
            {"name": "units.csv", "sha256": "ab" * 32, "bytes": 12},
            {"name": "table.xlsx", "sha256": "cd" * 32, "bytes": 9},
        ],
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own parts
@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyshacl")
def test_the_catalogue_is_valid_by_the_shapes_of_dcat_and_a_fault_in_it_is_found():
    made = catalogue([manifest(number=2, reason="Sửa"), manifest()], "https://example.org/published", "tỉnh Thanh Hóa")
    shapes = (Path(__file__).parent / "dcat.ttl").read_text(encoding="utf-8")

    def faults(told) -> str:
        graph = rdflib.Graph().parse(data=json.dumps(told), format="json-ld")
        assert len(graph) > 60
        holds, _, words = pyshacl.validate(graph, shacl_graph=shapes, shacl_graph_format="turtle")
        return "" if holds else words

    assert faults(made) == ""
    del made["dcat:dataset"][0]["dcat:distribution"][0]["dcat:accessURL"]
    made["dcat:dataset"][1]["dcterms:issued"]["@type"] = "xsd:date"
    assert "accessURL" in faults(made)
    assert "issued" in faults(made)


def test_the_catalogue_and_the_feed_name_every_edition():
    editions = [
        manifest(number=2, reason="Sửa <số>"),
        manifest(),
        manifest("2026"),
        manifest("2026-H1"),
        manifest("2026-07"),
    ]
    made = catalogue(editions, "https://example.org/published", "tỉnh Thanh Hóa")
    frequencies = [each["dcterms:accrualPeriodicity"]["@id"].rpartition("/")[2] for each in made["dcat:dataset"]]
    assert frequencies == ["QUARTERLY", "QUARTERLY", "ANNUAL", "BIANNUAL", "MONTHLY"]
    (first, *_) = made["dcat:dataset"]
    assert first["dcterms:title"]["@value"].endswith("bản số 2")
    assert [each["dcterms:title"] for each in first["dcat:distribution"]] == ["units.csv", "table.xlsx"]
    told = feed(editions, "https://example.org/published", "tỉnh Thanh Hóa").decode()
    assert told.count("<item>") == 5
    assert "Sửa &lt;số&gt;" in told
    assert "Fri, 09 Oct 2026 09:00:00 +0700" in told


def test_the_report_prints_the_district_s_very_table():
    assert [told[1:] for told in summary(numbers())] == [
        ("Được giao", "901"),
        ("Đã cập nhật", "878 (97 %)"),
        ("Đã hoàn thành", "834 (93 %)"),
        ("Hoàn thành đúng hạn", "604 (67 %)"),
        ("Hoàn thành quá hạn", "173 (19 %)"),
        ("Kết thúc theo dõi", "57 (6 %)"),
        ("Đang thực hiện, trong hạn", "64 (7 %)"),
        ("Đang thực hiện, quá hạn", "3 (0,3 %)"),
    ]
    assert fully_updated(numbers()) == (18, 24)
    page = page_of(numbers(), []).decode()
    assert "18/24 đơn vị" in page
    assert "834 (93 %)" in page


def test_nothing_assigned_is_told_without_shares():
    assert summary(numbers_of(Tally(), NAMES, FRAME))[1] == ("updated", "Đã cập nhật", "0")
    assert fully_updated(numbers_of(Tally(), NAMES, FRAME)) == (0, 0)


def test_a_manifest_tells_a_file_so_that_sha256sum_agrees():
    told = described("trong.txt", b"")
    assert told == {
        "name": "trong.txt",
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "bytes": 0,
    }
