"""The file of connectors: what is wrong is told by connector and key; secrets stand elsewhere."""

import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import FixedClock
from core.errors import Invalid
from ingest.connectors.configured import read_axes
from ingest.connectors.vxp import signed_headers

CLOCK = FixedClock(datetime(2026, 8, 21, 2, 0, tzinfo=UTC))
GOOD = {
    "name": "truc", "kind": "lgsp", "endpoint": "https://truc.example.invalid", "system_id": "s", "organ_code": "X99",
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path):
    def act(*rows, secret="khoa"):
        (tmp_path / "secret").write_text(secret)
        lines = ["connectors:"]
        for row in rows:
            told = {"secret_file": str(tmp_path / "secret"), **row}
            lines.append("- " + "\n  ".join(f"{key}: {value}" for key, value in told.items()))
        path = tmp_path / "connectors.yaml"
        path.write_text("\n".join(lines))
        return path

    return act


def read(path):
    return read_axes(path, max_bytes=1, clock=CLOCK)


def test_without_a_file_nothing_is_connected():
    assert read(None) == ()


def test_a_connector_has_careful_defaults_and_no_secret_in_it(write):
    (axis,) = read(write(GOOD))
    assert (axis.every, axis.overlap) == (timedelta(minutes=5), timedelta(days=1))
    assert (axis.sends_statuses, axis.watches_numbers) == (True, False)
    assert "khoa" not in repr(axis)
    axis.transport.close()


def test_the_example_of_the_documents_is_a_right_one(tmp_path):
    example = Path(__file__).parents[3] / "docs" / "connectors.example.yaml"
    (tmp_path / "secret").write_text("khoa")
    path = tmp_path / "connectors.yaml"
    path.write_text(example.read_text("utf-8").replace("/run/secrets/vxp", str(tmp_path / "secret")))
    (axis,) = read(path)
    assert axis.kind == "vxp"
    axis.transport.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "smtp"}, "kind"),
        ({"organ_code": ""}, "organ_code"),
        ({"secret": "abc"}, "secret"),
        ({"endpoint": "http://truc.example.invalid"}, "https"),
        ({"secret_file": "/nowhere/at/all"}, "secret_file"),
        ({"name": "n" * 30}, "tên dài"),
        ({"name": "folder"}, "dùng cho việc khác"),
    ],
)
def test_what_is_wrong_is_told(write, change, words):
    with pytest.raises(Invalid, match=words):
        read(write({**GOOD, **change}))


def test_an_empty_secret_twins_and_no_list_are_wrong(write, tmp_path):
    with pytest.raises(Invalid, match="trống"):
        read(write(GOOD, secret=" "))
    with pytest.raises(Invalid, match="trùng tên"):
        read(write(GOOD, GOOD))
    for text in ("- a", "connectors: 3", "a: [", "connectors: [3]"):
        path = tmp_path / "x.yaml"
        path.write_text(text)
        with pytest.raises(Invalid):
            read(path)
    with pytest.raises(Invalid):
        read(tmp_path / "missing.yaml")


def test_a_call_is_signed_over_all_its_headers_and_the_key_stays_home():
    headers = signed_headers({"docId": "d1"}, system_id="s", secret="k", at=CLOCK.now())
    assert headers["XroadVnpt-timestamp"] == "21082026T090000+0000"
    assert headers["XroadVnpt-sign-header-key"] == "docId;systemid;timestamp;Content-Type"
    signed = '{"XroadVnpt-docId":"d1","XroadVnpt-systemid":"s","XroadVnpt-timestamp":"21082026T090000+0000",'
    signed += '"XroadVnpt-Content-Type":"application/json"}'
    assert headers["XroadVnpt-sign-header"] == signed
    assert headers["XroadVnpt-hash-header"] == hmac.new(b"k", signed.encode(), "sha256").hexdigest()
    other = signed_headers({"docId": "d2"}, system_id="s", secret="k", at=CLOCK.now())
    assert other["XroadVnpt-hash-header"] != headers["XroadVnpt-hash-header"]
