"""The offline verifier, run as a stranger runs it: its file and the downloaded folder, and nothing of ours."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.reports.editions.making import MANIFEST, NUMBERS, ROWS
from compliance.reports.editions.page import VERIFIER
from tests.compliance.reports.editions.test_service import draft, kept, publish


@pytest.fixture
def downloaded(province, tmp_path: Path) -> tuple[Path, str]:
    shown = publish(province, draft(province))
    folder = tmp_path / "tải về"
    folder.mkdir()
    for name, content in kept(province, shown).items():
        (folder / name).write_bytes(content)
    return folder, shown.manifest_sha256


def verify(folder: Path, *noted: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", VERIFIER, folder, *noted], capture_output=True, text=True, check=False, cwd=folder.parent
    )
    return done.returncode, done.stdout + done.stderr


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Change a file, and the manifest with it, as somebody would who wants not to be found out."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    for each in manifest["files"]:
        if each["name"] == name:
            each.update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_stranger_verifies_an_edition_and_finds_what_was_changed(downloaded):
    folder, sha256 = downloaded
    assert verify(folder) == (0, "HOLDS: edition 2026-Q3/1, 7 files; sums and rows counted again\n")
    assert verify(folder, sha256)[0] == 0
    rows, numbers = (folder / ROWS).read_bytes(), json.loads((folder / NUMBERS).read_bytes())
    (folder / ROWS).write_bytes(rows[:-1])
    assert verify(folder) == (1, "BROKEN: rows.csv is not as it was published\n")
    rewrite(folder, ROWS, rows.replace("Chưa cập nhật".encode(), "Cập nhật đúng hạn".encode()))
    code, told = verify(folder, sha256)
    assert code == 1
    assert "noted elsewhere" in told
    assert "Các đơn vị có ít nhiệm vụ (gộp), Chưa cập nhật: 1, but 0 by the rows" in verify(folder)[1]
    rewrite(folder, ROWS, rows)
    numbers["groups"]["unit"][0]["values"]["withdrawn"] += 1
    rewrite(folder, NUMBERS, json.dumps(numbers).encode())
    assert "Đã rút: the units add up to 1, not 0" in verify(folder)[1]
    (folder / "units.csv").unlink()
    assert verify(folder) == (1, "BROKEN: units.csv is missing\n")
    assert verify(folder.parent)[0] == 2
