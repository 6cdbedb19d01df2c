"""What a folder offers, what it keeps to itself, and what happens to a file that was taken."""

import os
from pathlib import Path

import pytest

from core.errors import Unavailable
from ingest.connectors.files import FolderSource, shown
from ingest.connectors.source import NotReady, NotTaken


class Stopwatch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def source(tmp_path: Path, stopwatch: Stopwatch) -> FolderSource:
    return FolderSource(tmp_path, max_bytes=1000, settle_seconds=2.0, monotonic=stopwatch)


def settled(source: FolderSource, stopwatch: Stopwatch):
    source.list()
    stopwatch.seconds += 2
    return source.list()


def test_files_are_listed_in_order_of_name_once_they_stand_still(tmp_path, source, stopwatch):
    for name in ("b.pdf", "a.docx", "c.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert source.list() == []
    stopwatch.seconds += 2
    assert [document.name for document in source.list()] == ["a.docx", "b.pdf", "c.txt"]


def test_a_file_that_grows_is_not_listed_until_it_has_stood_still_again(tmp_path, source, stopwatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"one")
    source.list()
    stopwatch.seconds += 2
    path.write_bytes(b"one two")
    assert source.list() == []
    assert not source.is_settled()
    stopwatch.seconds += 1.9
    assert source.list() == []
    stopwatch.seconds += 0.1
    assert [document.size for document in source.list()] == [7]
    assert source.is_settled()


@pytest.mark.parametrize(
    "name", [".hidden.pdf", "~$van-ban.docx", "a.pdf.part", "a.PDF.crdownload", "b.tmp", "a.docx~", "Thumbs.db"]
)
def test_hidden_temporary_and_half_copied_names_are_left_alone(tmp_path, source, stopwatch, name):
    (tmp_path / name).write_bytes(b"x")
    assert settled(source, stopwatch) == []


def test_a_download_is_listed_under_its_final_name_after_the_rename(tmp_path, source, stopwatch):
    (tmp_path / "a.pdf.part").write_bytes(b"x")
    settled(source, stopwatch)
    (tmp_path / "a.pdf.part").rename(tmp_path / "a.pdf")
    assert [document.name for document in settled(source, stopwatch)] == ["a.pdf"]


def test_folders_in_the_folder_are_not_entered(tmp_path, source, stopwatch):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.pdf").write_bytes(b"x")
    assert settled(source, stopwatch) == []


def test_a_link_is_refused_and_what_it_points_to_is_never_read(tmp_path, stopwatch):
    secret = tmp_path / "outside.txt"
    secret.write_text("not for the folder")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").symlink_to(secret)
    source = FolderSource(folder, max_bytes=1000, settle_seconds=2.0, monotonic=stopwatch)
    (document,) = settled(source, stopwatch)
    with pytest.raises(NotTaken) as refused:
        source.get(document)
    assert refused.value.reason == "not_a_file"
    source.acknowledge(document)
    assert secret.read_text() == "not for the folder"
    assert not (folder / "a.txt").is_symlink()


def test_a_link_put_in_a_files_place_after_listing_is_not_followed(tmp_path, stopwatch):
    secret = tmp_path / "outside.txt"
    secret.write_bytes(b"12345")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"abcde")
    source = FolderSource(folder, max_bytes=1000, settle_seconds=2.0, monotonic=stopwatch)
    (document,) = settled(source, stopwatch)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(secret)
    with pytest.raises(Unavailable):
        source.get(document)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path, source, stopwatch):
    os.mkfifo(tmp_path / "a.pdf")
    (document,) = settled(source, stopwatch)
    with pytest.raises(NotTaken):
        source.get(document)


def test_a_file_beyond_the_limit_is_refused_with_both_figures(tmp_path, stopwatch):
    (tmp_path / "a.pdf").write_bytes(bytes(3_000_000))
    source = FolderSource(tmp_path, max_bytes=2_000_000, settle_seconds=2.0, monotonic=stopwatch)
    (document,) = settled(source, stopwatch)
    with pytest.raises(NotTaken, match="3 MB, quá giới hạn 2 MB") as refused:
        source.get(document)
    assert refused.value.reason == "too_large"


def test_a_file_that_changed_between_listing_and_reading_is_asked_for_later(tmp_path, source, stopwatch):
    (tmp_path / "a.pdf").write_bytes(b"one")
    (document,) = settled(source, stopwatch)
    (tmp_path / "a.pdf").write_bytes(b"one two")
    with pytest.raises(NotReady):
        source.get(document)


def test_a_file_that_went_away_is_not_ready(tmp_path, source, stopwatch):
    (tmp_path / "a.pdf").write_bytes(b"one")
    (document,) = settled(source, stopwatch)
    (tmp_path / "a.pdf").unlink()
    with pytest.raises(NotReady):
        source.get(document)
    source.acknowledge(document)


def test_a_taken_file_moves_aside_and_is_not_listed_again(tmp_path, source, stopwatch):
    (tmp_path / "a.pdf").write_bytes(b"one")
    (document,) = settled(source, stopwatch)
    assert source.get(document) == b"one"
    source.acknowledge(document)
    assert settled(source, stopwatch) == []
    (kept,) = (tmp_path / ".taken").rglob("a.pdf")
    assert kept.read_bytes() == b"one"


def test_two_files_of_one_name_are_both_kept_aside(tmp_path, source, stopwatch):
    for content in (b"one", b"another"):
        (tmp_path / "a.pdf").write_bytes(content)
        (document,) = settled(source, stopwatch)
        source.acknowledge(document)
    assert sorted(path.read_bytes() for path in (tmp_path / ".taken").rglob("a.pdf")) == [b"another", b"one"]


def test_a_file_written_over_since_it_was_read_stays_to_be_taken(tmp_path, source, stopwatch):
    (tmp_path / "a.pdf").write_bytes(b"one")
    (document,) = settled(source, stopwatch)
    source.get(document)
    (tmp_path / "a.pdf").write_bytes(b"one, corrected")
    source.acknowledge(document)
    (again,) = settled(source, stopwatch)
    assert source.get(again) == b"one, corrected"


def test_a_link_in_the_place_of_the_taken_folder_is_not_followed(tmp_path, stopwatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / ".taken").symlink_to(elsewhere)
    (folder / "a.pdf").write_bytes(b"one")
    source = FolderSource(folder, max_bytes=1000, settle_seconds=2.0, monotonic=stopwatch)
    (document,) = settled(source, stopwatch)
    with pytest.raises(Unavailable):
        source.acknowledge(document)
    assert list(elsewhere.iterdir()) == []
    assert settled(source, stopwatch) == [], "a file that cannot be moved is not taken again and again"


def test_a_missing_folder_is_unavailable_and_says_so(tmp_path):
    source = FolderSource(tmp_path / "none", max_bytes=1000, settle_seconds=0)
    with pytest.raises(Unavailable, match="Không mở được thư mục"):
        source.list()


def test_names_are_shown_composed_and_without_control_characters():
    assert shown("Ke\u0302\u0301 hoa\u0323ch\n.pdf") == "Kế hoạch\N{REPLACEMENT CHARACTER}.pdf"
    assert shown(os.fsdecode(b"c\xf4ng v\xe3n.pdf")).encode()
