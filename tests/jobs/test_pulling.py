"""Each file is taken once, in order of name, and what became of it is told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.database import make_engine, make_sessions, transaction
from core.errors import Unavailable
from ingest.connectors.files import FolderSource
from ingest.connectors.source import RemoteDocument
from ingest.edxml.values import Organ
from ingest.models import Arrival, Directive
from ingest.packages.models import Package
from jobs.pulling import pull_folder, take_listed
from tests.installations import hasty_settings
from tests.packages import package, withdrawal


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database is enough here: the other lives through `test_crashes` and the life of a document."""
    return sqlite_url


@pytest.fixture
def sessions(settings):
    engine = make_engine(settings.database_url)
    yield make_sessions(engine)
    engine.dispose()


def outcomes(settings, incoming):
    return [(row["file"], row["outcome"]) for row in pull_folder(incoming, settings)]


def test_every_file_is_told_once_in_order_of_name_with_its_outcome(settings, sessions, incoming, write_directive):
    first = write_directive("1.docx", "4120/UBND-CN")
    (incoming / "2-same-bytes.docx").write_bytes(first.read_bytes())
    write_directive(
        "3-same-identity.docx", "4120/UBND-CN", body=("Giao Sở Tài chính báo cáo trước ngày 30/09/2026./.",)
    )
    (incoming / "4-empty.pdf").write_bytes(b"")
    (incoming / "5-broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    write_directive("6.docx", "4121/UBND-CN")
    (incoming / "7-link.docx").symlink_to(first)
    (incoming / "~$8.docx").write_bytes(b"Word's own")
    (incoming / "8.edxml").write_bytes(package("4122/UBND-CN"))
    (incoming / "9.edxml").write_bytes(withdrawal("4122/UBND-CN"))

    rows = list(pull_folder(incoming, settings))

    assert [(row["file"], row["outcome"]) for row in rows] == [
        ("1.docx", "new"),
        ("2-same-bytes.docx", "duplicate"),
        ("3-same-identity.docx", "duplicate"),
        ("4-empty.pdf", "unreadable"),
        ("5-broken.pdf", "unreadable"),
        ("6.docx", "new"),
        ("7-link.docx", "refused"),
        ("8.edxml", "new"),
        ("9.edxml", "withdraw"),
    ]
    assert all(set(row) == {"file", "outcome", "directive", "reason"} for row in rows)
    assert rows[1]["directive"] == rows[2]["directive"] == rows[0]["directive"]
    assert all(row["reason"] for row in rows if row["outcome"] not in {"new", "withdraw"})
    assert [row["reason"] for row in rows if row["outcome"] == "new"] == [None, None, None]
    with transaction(sessions, writes=False) as session:
        known = session.query(Directive).filter(Directive.identity_key.is_not(None)).count()
        assert known == 3
        assert session.query(Arrival).filter(Arrival.outcome == "refused").one().directive_id is None


def test_a_second_pull_of_the_same_folder_takes_nothing(settings, incoming, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    assert outcomes(settings, incoming) == [("1.docx", "new")]
    assert outcomes(settings, incoming) == []


def test_a_file_dropped_again_is_a_duplicate_and_says_so(settings, incoming, write_directive):
    content = write_directive("1.docx", "4120/UBND-CN").read_bytes()
    (first,) = pull_folder(incoming, settings)
    (incoming / "again.docx").write_bytes(content)
    (again,) = pull_folder(incoming, settings)
    assert (again["outcome"], again["directive"]) == ("duplicate", first["directive"])
    assert "1.docx" in again["reason"]


def test_a_huge_file_is_refused_with_a_row_and_its_bytes_are_not_kept(settings, sessions, incoming):
    small = settings.model_copy(update={"max_upload_megabytes": 1})
    (incoming / "big.pdf").write_bytes(bytes(1_000_001))
    assert outcomes(small, incoming) == [("big.pdf", "refused")]
    with transaction(sessions, writes=False) as session:
        assert "MB" in session.query(Arrival).one().reason
        assert session.query(Directive).count() == 0
    assert not any(path.is_file() for path in settings.storage_dir.rglob("*"))


def test_a_file_that_cannot_be_moved_aside_is_still_taken(settings, incoming, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    (incoming / ".taken").write_text("in the way")
    assert outcomes(settings, incoming) == [("1.docx", "new")]
    assert outcomes(settings, incoming) == [("1.docx", "duplicate")]


class WatchfulSource(FolderSource):
    """A folder that looks, when it is told that a document is kept, whether it is."""

    def __init__(self, folder, sessions) -> None:
        super().__init__(folder, max_bytes=1_000_000, settle_seconds=0)
        self.sessions = sessions
        self.acknowledged = []

    def acknowledge(self, document: RemoteDocument) -> None:
        with transaction(self.sessions, writes=False) as session:
            assert session.query(Arrival).filter(Arrival.name == document.name).count() == 1
        self.acknowledged.append(document.name)


def test_a_document_is_acknowledged_only_after_it_is_committed(resources, incoming, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    source = WatchfulSource(incoming, resources.sessions)
    assert [pulled.outcome for pulled in take_listed(resources, source)] == ["new"]
    assert source.acknowledged == ["1.docx"]


class FullDisk:
    """A file store that cannot write."""

    def put(self, content: bytes) -> str:
        message = "Không ghi được vào kho lưu trữ."
        raise Unavailable(message, reason="storage")


class Poisoned(FolderSource):
    """A folder with one file that nobody can take, for a reason that nobody foresaw."""

    def get(self, document: RemoteDocument) -> bytes:
        if document.name == "b.edxml":
            raise ZeroDivisionError
        return super().get(document)


def test_one_poisoned_file_holds_up_none_and_is_told_after_its_last_try(resources, incoming):
    for name, number in (("a", "4120/UBND-CN"), ("b", "4121/UBND-CN"), ("c", "4122/UBND-CN")):
        (incoming / f"{name}.edxml").write_bytes(package(number))
    hasty = replace(resources, terms=replace(resources.terms, first_pause=timedelta(0), max_tries=2))
    source = Poisoned(incoming, max_bytes=10_000, settle_seconds=0)
    assert [pulled.name for pulled in take_listed(hasty, source)] == ["a.edxml", "c.edxml"]
    assert [document.name for document in source.left()] == ["b.edxml"]
    (told,) = take_listed(hasty, source)
    assert (told.name, told.outcome) == ("b.edxml", "unreadable")
    assert list(take_listed(hasty, source)) == []
    assert [path.name for path in (incoming / ".taken").rglob("b.edxml")] == ["b.edxml"]


def test_a_file_that_failed_rests_before_it_is_tried_again(resources, incoming):
    (incoming / "b.edxml").write_bytes(package())
    patient = replace(resources, terms=replace(resources.terms, first_pause=timedelta(minutes=1)))
    source = Poisoned(incoming, max_bytes=10_000, settle_seconds=0)
    assert list(take_listed(patient, source)) == []
    assert list(take_listed(patient, FolderSource(incoming, max_bytes=10_000, settle_seconds=0))) == []


def test_words_longer_than_any_real_ones_stop_nothing_and_fit_their_columns(resources, incoming):
    long = package("9" * 200, sender=Organ(name="Sở " * 100), kind="Công văn " * 20, signer="Lê " * 100)
    (incoming / f"{'x' * 240}.edxml").write_bytes(long)
    source = FolderSource(incoming, max_bytes=10_000, settle_seconds=0)
    assert [pulled.outcome for pulled in take_listed(resources, source)] == ["new"]
    with transaction(resources.sessions, writes=False) as session:
        for row in (session.query(Directive).one(), session.query(Package).one(), session.query(Arrival).one()):
            for column in row.__table__.columns:
                most = getattr(column.type, "length", None)
                assert most is None or len(getattr(row, column.key) or "") <= most, column


def test_what_still_changes_is_left_and_told(incoming):
    (incoming / "growing.pdf").write_bytes(b"%PDF")
    source = FolderSource(incoming, max_bytes=10_000, settle_seconds=3600)
    assert (source.list(), [document.name for document in source.left()]) == ([], ["growing.pdf"])


def test_while_the_disk_is_full_files_stay_where_they_are(resources, incoming, write_directive):
    path = write_directive("1.docx", "4120/UBND-CN")
    source = FolderSource(incoming, max_bytes=1_000_000, settle_seconds=0)
    assert list(take_listed(replace(resources, store=FullDisk()), source)) == []
    assert path.exists()
    assert [pulled.outcome for pulled in take_listed(resources, source)] == ["new"]


LETTER = "Số: {number}/UBND-NC\nThanh Hóa, ngày 20 tháng 8 năm 2026\nNội dung qwertz."


def test_a_secret_file_does_not_stay_among_the_taken_ones(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "bi-mat.txt").write_text("MẬT\n" + LETTER.format(number=5), "utf-8")
    (folder / "thuong.txt").write_text(LETTER.format(number=6), "utf-8")
    rows = list(pull_folder(folder, hasty_settings(sqlite_url, folder)))
    assert [row["outcome"] for row in rows] == ["refused", "new"]
    left = [path for path in (folder / ".taken").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["thuong.txt"]
