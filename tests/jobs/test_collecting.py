"""Shares and mailboxes of the connectors' file: read with care, collected like a folder, and told when away."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from core.database import transaction
from core.errors import Invalid, Unavailable
from ingest.connectors.places import Place, read_places
from ingest.connectors.source import RemoteDocument
from ingest.models import Arrival
from ingest.outbox import queries as outbox
from jobs.collecting import collect
from jobs.schedule import Ticker
from tests import mailboxes, shares
from tests.letters import write_letter
from tests.services import free_port


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def connect(tmp_path: Path):
    """Write a file of connectors with one row and read it."""

    def act(secret: str = shares.PASSWORD, **row):
        (tmp_path / "secret").write_text(secret + "\n")
        row.setdefault("secret_file", str(tmp_path / "secret"))
        path = tmp_path / "connectors.yaml"
        path.write_text(yaml.safe_dump({"connectors": [{"name": "kho", "settle_seconds": 0} | row]}))
        return read_places(path, max_bytes=10**7, settle_seconds=0)

    return act


def mail_row(port: int) -> dict:
    return {"kind": "mail", "host": "127.0.0.1", "port": port, "user": mailboxes.USER, "unencrypted": True}


def arrivals(resources) -> list[tuple[str, str, str]]:
    with transaction(resources.sessions, writes=False) as session:
        return [(row.source, row.name, row.outcome) for row in session.query(Arrival).order_by(Arrival.id)]


def stuck(resources) -> str:
    with transaction(resources.sessions, writes=False) as session:
        return " ".join(alarm.detail for alarm in outbox.alarms(session) if alarm.kind == "stuck")


def test_files_of_a_share_are_taken_once_each(resources, connect, tmp_path):
    write_letter(tmp_path / "1.docx", "4120/UBND-CN")
    with shares.running_webdav(tmp_path) as options:
        (place,) = connect(kind="webdav", endpoint=options["base_url"], user=shares.USER, folder="/")
        write_letter(tmp_path / "2.docx", "4121/UBND-CN")
        names = {pulled.name for pulled in collect(resources, place)}
        assert {"1.docx", "2.docx"} <= names
        again = collect(resources, place)
        place.source.close()
    assert not {"1.docx", "2.docx"} & {pulled.name for pulled in again}
    assert ("kho", "1.docx", "new") in arrivals(resources)
    with transaction(resources.sessions, writes=False) as session:
        state = outbox.states(session)["kho"]
        assert state.last_error is None
        assert state.last_success_at is not None


def test_mail_is_collected_by_the_table_of_times_and_refusals_are_rows_too(resources, connect):
    with mailboxes.running_imap() as port:
        mailboxes.deliver(port, "Gửi công văn", ("cv.txt", b"So: 12/UBND-VX"))
        mailboxes.deliver(port, "Xin gọi lại")
        places = connect(mailboxes.PASSWORD, **mail_row(port))
        resources.watch_dir.mkdir()
        ticker = Ticker(replace(resources, places=places))
        assert "tick.kho.pull" in ticker.tick()
        places[0].source.close()
        assert mailboxes.count(port, "INBOX") == 0
    assert arrivals(resources) == [("kho", "cv.txt", "new"), ("kho", "Thư: Xin gọi lại", "refused")]


def test_mail_that_cannot_be_moved_is_taken_once_and_told_until_it_leaves(resources, connect):
    with mailboxes.running_imap() as port:
        mailboxes.deliver(port, "Gửi công văn", ("cv.txt", b"So: 12/UBND-VX"))
        mailboxes.deliver(port, "Xin gọi lại")
        mailboxes.forbid(port)
        (place,) = connect(mailboxes.PASSWORD, **mail_row(port), done_folder=mailboxes.FORBIDDEN)
        for _ in range(3):
            collect(resources, place)
        mailboxes.deliver(port, "Gửi tiếp", ("cv2.txt", b"So: 13/UBND-VX"))
        collect(resources, place)
        assert [row[1] for row in arrivals(resources)] == ["cv.txt", "Thư: Xin gọi lại", "cv2.txt"]
        assert mailboxes.count(port, "INBOX") == 3
        assert "3 mục" in stuck(resources)
        mailboxes.allow(port)
        collect(resources, place)
        assert mailboxes.count(port, "INBOX") == 0
        assert mailboxes.count(port, mailboxes.FORBIDDEN) == 3
        assert stuck(resources) == ""
        place.source.close()
    assert len(arrivals(resources)) == 3


def test_mail_that_cannot_be_moved_or_marked_is_taken_once_whoever_looks_next(resources, connect):
    with mailboxes.running_imap() as port:
        mailboxes.deliver(port, "Gửi công văn", ("a.txt", b"So: 12/UBND-VX"), ("b.txt", b"So: 13/UBND-VX"))
        mailboxes.deliver(port, "Xin gọi lại")
        mailboxes.forbid(port)
        row = mail_row(port) | {"done_folder": mailboxes.FORBIDDEN}
        for _ in range(3):
            (place,) = connect(mailboxes.PASSWORD, **row)  # a schedule that has just started, or another host's
            collect(resources, place)
            place.source.close()
            mailboxes.forget_marks(port)
        assert [row[1] for row in arrivals(resources)] == ["a.txt", "b.txt", "Thư: Xin gọi lại"]
        mailboxes.allow(port)
        (place,) = connect(mailboxes.PASSWORD, **row)
        collect(resources, place)
        place.source.close()
        assert (mailboxes.count(port, "INBOX"), mailboxes.count(port, mailboxes.FORBIDDEN)) == (0, 2)
    assert len(arrivals(resources)) == 3


def test_what_a_share_lets_go_at_once_is_not_told_as_stuck(resources, connect, tmp_path):
    write_letter(tmp_path / "1.docx", "4120/UBND-CN")
    with shares.running_webdav(tmp_path) as options:
        (place,) = connect(kind="webdav", endpoint=options["base_url"], user=shares.USER, folder="/")
        collect(resources, place)
        assert stuck(resources) == ""
        place.source.close()
    assert not (tmp_path / "1.docx").exists()


def test_a_file_that_a_share_does_not_let_go_is_taken_once_whoever_looks_next(resources, connect, tmp_path):
    write_letter(tmp_path / "1.docx", "4120/UBND-CN")
    (tmp_path / ".taken").write_text("in the way")
    with shares.running_webdav(tmp_path) as options:
        row = {"kind": "webdav", "endpoint": options["base_url"], "user": shares.USER, "folder": "/"}
        for _ in range(2):
            (place,) = connect(**row)
            collect(resources, place)
            place.source.close()
        assert [row[1] for row in arrivals(resources)].count("1.docx") == 1
        (tmp_path / ".taken").unlink()
        (place,) = connect(**row)
        collect(resources, place)
        place.source.close()
        assert not (tmp_path / "1.docx").exists()
        write_letter(tmp_path / "1.docx", "4121/UBND-CN")  # another of that name is another
        (place,) = connect(**row)
        collect(resources, place)
        place.source.close()
    assert [row[1] for row in arrivals(resources)].count("1.docx") == 2


def test_a_file_that_a_share_does_not_let_go_is_taken_once_and_told(resources, connect, tmp_path):
    write_letter(tmp_path / "1.docx", "4120/UBND-CN")
    (tmp_path / ".taken").write_text("in the way")
    with shares.running_webdav(tmp_path) as options:
        (place,) = connect(kind="webdav", endpoint=options["base_url"], user=shares.USER, folder="/")
        for _ in range(3):
            collect(resources, place)
        place.source.close()
    assert [row[1] for row in arrivals(resources)].count("1.docx") == 1
    assert "mục" in stuck(resources)


class Withholding:
    """A place that offers two files, and lets one of them be read."""

    name = "kho"

    def list(self):
        return [RemoteDocument(name, name, 5, "1") for name in ("1.txt", "2.txt")]

    def get(self, document):
        if document.key == "1.txt":
            raise Unavailable("Không mở được.", reason="share")
        return b"So: 12/UBND-VX"

    def acknowledge(self, document):
        pass

    def stuck(self):
        return 0


def test_what_a_place_offers_and_does_not_give_is_told_as_waiting_there(resources):
    (taken,) = collect(resources, Place("kho", "sftp", timedelta(minutes=1), Withholding()))
    assert taken.name == "2.txt"
    with transaction(resources.sessions, writes=False) as session:
        assert outbox.states(session)["kho"].backlog == 1


def test_a_place_that_is_away_is_written_down_and_raises_nothing(resources, connect):
    (place,) = connect(mailboxes.PASSWORD, **mail_row(free_port()))
    assert collect(resources, place) == []
    with transaction(resources.sessions, writes=False) as session:
        state = outbox.states(session)["kho"]
        assert "kho" in state.last_error
        assert state.last_success_at is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "mail", "host": "h"}, "user"),
        ({"kind": "sftp", "host": "h", "user": "u", "folder": "/"}, "known_hosts_file"),
        ({"kind": "s3", "user": "u", "folder": "b", "pasword": "x"}, "pasword"),
        ({"kind": "webdav", "endpoint": "e", "user": "u", "folder": "/", "secret_file": "/nowhere"}, "secret_file"),
    ],
)
def test_a_row_that_is_not_as_it_must_be_is_refused_with_its_key(connect, row, told):
    with pytest.raises(Invalid, match=told):
        connect(**row)


def test_shares_take_their_options_from_the_file(connect, tmp_path):
    (tmp_path / "hosts").write_text("")
    (sftp,) = connect(kind="sftp", host="h", user="u", folder="/vao", known_hosts_file=str(tmp_path / "hosts"))
    (s3,) = connect(kind="s3", user="u", folder="b/vao", endpoint="http://127.0.0.1:9", region="vn")
    assert (sftp.kind, s3.kind) == ("sftp", "s3")
    assert sftp.source.name == "kho"
