"""Files kept by the SHA-256 of their bytes."""

import hashlib
import os
from pathlib import Path

import pytest

from core.errors import NotFound, Unavailable
from core.storage import FileStore


def test_what_is_put_is_got_back_under_its_sha256(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(b"noi dung")
    assert sha256 == hashlib.sha256(b"noi dung").hexdigest()
    assert store.get(sha256) == b"noi dung"
    assert store.has(sha256)


def test_putting_the_same_bytes_twice_keeps_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.put(b"a") == store.put(b"a")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_cut_short_by_a_crash_is_written_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(b"whole")
    store.path(sha256).write_bytes(b"wh")
    store.put(b"whole")
    assert store.get(sha256) == b"whole"


def test_a_file_changed_on_the_disk_is_refused(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(b"whole")
    store.path(sha256).write_bytes(b"other")
    with pytest.raises(Unavailable):
        store.get(sha256)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        FileStore(tmp_path).get("0" * 64)


def test_a_name_that_is_no_sha256_never_becomes_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).path("../../etc/passwd")


def test_a_purged_file_is_gone_and_purging_twice_is_no_error(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = store.put(b"secret")
    store.purge(sha256)
    store.purge(sha256)
    assert not store.has(sha256)


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="kho lưu trữ"):
        FileStore(tmp_path / "file").put(b"a")


def test_a_failed_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = FileStore(tmp_path)
    with pytest.raises(Unavailable, match="No space"):
        store.put(b"a")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
