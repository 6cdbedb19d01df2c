"""Both axes with every fault: nothing is lost, nothing taken twice, nothing acknowledged before it is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.configured import read_axes
from ingest.connectors.exchange import BAD_ID
from ingest.edxml.read import read_package
from ingest.edxml.values import Attachment, StatusCode
from ingest.edxml.write import write_status
from ingest.models import Arrival, Directive
from ingest.outbox import queries as outbox
from ingest.outbox.models import ConnectorState, OutgoingStatus
from ingest.outbox.service import owe, send_again, set_alarms
from ingest.packages.models import Agency, Package
from ingest.packages.queries import codes_of
from ingest.service import take_file
from jobs.embedded import work_until_idle
from jobs.exchanging import nightly, pull_axis, reconcile, refresh_agencies, send_statuses
from jobs.owing import answer_axis, owe_statuses
from jobs.resources import NoCarrier
from jobs.schedule import Ticker
from tests.jobs.reading import ReaderHere
from tests.packages import PROVINCE, letter, package, status
from tests.peers.axis import SECRET, SYSTEM, Held, running_axis

FAULTS = {
    "error": 5, "half": 4, "hash": 5, "page": 10, "repeat": 20, "shuffle": 30, "lost": 5, "garbage": 2,
}  # fmt: skip


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def resources(resources):
    return replace(resources, carrier=NoCarrier())


@pytest.fixture
def peer(resources):
    """An axis that looks, when it is told that a package is kept, whether it is."""

    def is_stored(doc_id):
        with transaction(resources.sessions, writes=False) as session:
            row = session.scalar(select(Arrival).where(Arrival.name == f"{doc_id}.edxml"))
            return row is not None and resources.store.has(row.sha256)

    with running_axis(is_stored=is_stored) as peer:
        yield peer


@pytest.fixture
def connect(peer, tmp_path, resources):
    """Read a file of connectors that names this axis."""
    opened = []

    def act(kind, **others):
        (tmp_path / "secret").write_text(SECRET + "\n")
        keys = {
            "name": kind, "kind": kind, "endpoint": peer.url, "system_id": SYSTEM, "organ_code": "X99.07",
            "secret_file": str(tmp_path / "secret"), "page_size": 40, "timeout_seconds": 5, **others,
        }  # fmt: skip
        path = tmp_path / "connectors.yaml"
        path.write_text("connectors:\n- " + "\n  ".join(f"{key}: {value}" for key, value in keys.items()))
        (axis,) = read_axes(path, max_bytes=resources.max_file_bytes, clock=resources.machine_clock)
        opened.append(axis)
        return axis

    yield act
    for axis in opened:
        axis.transport.close()


def count(resources, table):
    with transaction(resources.sessions, writes=False) as session:
        return session.scalar(select(func.count()).select_from(table))


def until_acknowledged(resources, axis, peer, rounds):
    for _ in range(rounds):
        pull_axis(resources, axis)
        if all(held.state for held in peer.held.values()):
            return
    left = [key for key, held in peer.held.items() if not held.state]
    pytest.fail(f"{len(left)} packages were never acknowledged")


def exchange(resources, axis, peer, n, rounds):
    for number in range(1, n + 1):
        peer.hold(package(f"{number}/UBND-CN"))
        if number % 10 == 0:
            peer.hold(package(f"{number}/UBND-CN"))  # sent twice
    peer.faults = dict(FAULTS)
    until_acknowledged(resources, axis, peer, rounds)
    assert peer.early == []
    assert {held.state for held in peer.held.values()} == {"done"}
    assert count(resources, Directive) == n
    assert count(resources, Package) == n
    with transaction(resources.sessions, writes=False) as session:
        assert session.scalar(select(func.count(Arrival.name.distinct()))) == len(peer.held)
    peer.faults = {}
    pull_axis(resources, axis)
    assert reconcile(resources, axis) == {"there": len(peer.held), "here": len(peer.held), "missing": 0}
    assert count(resources, Directive) == n


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_of_hundreds_of_packages_none_is_lost_none_taken_twice(resources, connect, peer, kind):
    exchange(resources, connect(kind), peer, 150, rounds=30)


@pytest.mark.full
@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_of_ten_thousand_packages_none_is_lost_none_taken_twice(resources, connect, peer, kind):
    exchange(resources, connect(kind, page_size=500, most_at_once=2000), peer, 5000, rounds=100)


def test_a_secret_found_in_reading_leaves_no_name_and_is_not_missed_at_night(resources, connect, peer):
    text = "MẬT\n".encode() + letter("4120/UBND-CN")
    doc_id = peer.hold(package(attachments=(Attachment("a.txt", text),)))
    axis = connect("lgsp")
    here = replace(resources, reader=ReaderHere())
    assert [pulled.outcome for pulled in pull_axis(here, axis)] == ["new"]
    work_until_idle(here)
    assert reconcile(here, axis) == {"there": 1, "here": 1, "missing": 0}
    with transaction(resources.sessions, writes=False) as session:
        assert [row.outcome for row in session.query(Arrival)] == ["refused"]
        assert session.query(Package).one().remote_id != doc_id
    assert owe_statuses(resources, axis.name) == 0


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_a_message_under_an_impossible_id_is_a_row_with_its_reason_and_holds_up_no_other(
    resources, connect, peer, kind
):
    axis = connect(kind)
    odd = ("\x00", "a\r\nX-Other: 1", "\ud800", "x" * 5000)
    for doc_id in odd:
        peer.held[doc_id] = Held(package("1/UBND-CN"))
    peer.hold(package())
    taken = pull_axis(resources, axis)
    assert sorted(pulled.outcome for pulled in taken) == ["new"] + ["refused"] * len(odd)
    assert {pulled.reason for pulled in taken if pulled.outcome == "refused"} == {BAD_ID}
    assert pull_axis(resources, axis) == []
    with transaction(resources.sessions, writes=False) as session:
        state = session.get_one(ConnectorState, kind)
        assert (state.backlog, state.last_error) == (0, None)
        assert state.taken_until is not None
    assert reconcile(resources, axis)["missing"] == 0


def test_a_slow_axis_is_given_up_and_asked_again(resources, connect, peer):
    axis = connect("lgsp", timeout_seconds=0.3)
    peer.hold(package())
    peer.faults = {"slow": 100}
    assert pull_axis(resources, axis) == []
    with transaction(resources.sessions, writes=False) as session:
        state = session.get_one(ConnectorState, "lgsp")
        assert (state.last_success_at, state.taken_until) == (None, None)
        assert state.last_error
    peer.faults = {}
    assert [pulled.outcome for pulled in pull_axis(resources, connect("lgsp"))] == ["new"]
    with transaction(resources.sessions, writes=False) as session:
        state = session.get_one(ConnectorState, "lgsp")
        assert (state.last_error, state.backlog) == (None, 0)
        assert state.taken_until is not None


def test_an_axis_whose_clock_is_another_is_spoken_to_by_its_own(resources, connect, peer):
    peer.ahead = timedelta(hours=2)
    peer.hold(package())
    assert [pulled.outcome for pulled in pull_axis(resources, connect("vxp"))] == ["new"]


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_a_wrong_secret_is_told_and_stands_nowhere(resources, connect, peer, kind, tmp_path, capsys):
    axis = connect(kind, system_id="another")
    peer.hold(package())
    assert pull_axis(resources, axis) == []
    with transaction(resources.sessions, writes=False) as session:
        assert "từ chối" in session.get_one(ConnectorState, kind).last_error
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err + repr(axis)
    if kind == "vxp":
        assert all(SECRET not in str(headers) for headers in peer.seen_headers)
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_a_package_that_cannot_be_taken_is_refused_there_with_its_reason(resources, connect, peer, kind):
    peer.hold(b"<edXML")
    peer.hold(package())
    assert [pulled.outcome for pulled in pull_axis(resources, connect(kind))] == ["unreadable", "new"]
    assert [held.state for held in peer.held.values()] == ["fail", "done"]


def test_more_than_is_taken_at_once_waits_and_the_cursor_with_it(resources, connect, peer):
    axis = connect("vxp", most_at_once=2)
    for number in range(1, 4):
        peer.hold(package(f"{number}/UBND-CN"))
    assert len(pull_axis(resources, axis)) == 2
    with transaction(resources.sessions, writes=False) as session:
        state = session.get_one(ConnectorState, "vxp")
        assert (state.backlog, state.taken_until) == (1, None)
    assert len(pull_axis(resources, axis)) == 1


def test_what_the_axis_thinks_is_done_and_is_not_here_is_fetched_at_night(resources, connect, peer):
    axis = connect("lgsp")
    peer.hold(package())
    peer.held["d000001"].state = "done"
    assert pull_axis(resources, axis) == []
    assert reconcile(resources, axis) == {"there": 1, "here": 1, "missing": 0}
    assert count(resources, Directive) == 1


def test_what_stays_missing_and_gaps_in_the_numbers_are_alarms_until_they_are_over(resources, connect, peer):
    axis = connect("vxp", watch_numbers="true")
    for number in (1, 2, 5, 6):
        peer.hold(package(f"{number}/UBND-CN"))
    peer.faults = {"hash": 100}
    nightly(resources, axis)
    with transaction(resources.sessions, writes=False) as session:
        assert {alarm.kind for alarm in outbox.alarms(session)} == {"count"}
    peer.faults = {}
    nightly(resources, axis)
    with transaction(resources.sessions, writes=False) as session:
        (alarm,) = outbox.alarms(session)
        assert (alarm.kind, "thiếu số 3–4/UBND" in alarm.detail) == ("gap", True)
    peer.hold(package("3/UBND-VX"))
    peer.hold(package("4/UBND-VX"))
    pull_axis(resources, axis)
    nightly(resources, axis)
    with transaction(resources.sessions, writes=False) as session:
        assert outbox.alarms(session) == []


@pytest.fixture
def with_gap(resources, connect, peer):
    """An axis that has brought 1, 2 and 5 to 6 of a series, and an alarm that says so."""
    axis = connect("vxp", watch_numbers="true")
    for number in (1, 2, 5, 6):
        peer.hold(package(f"{number}/UBND-CN"))
    nightly(resources, axis)
    return axis


def alarms(resources):
    with transaction(resources.sessions, writes=False) as session:
        return [alarm.detail for alarm in outbox.alarms(session)]


def test_a_gap_is_no_alarm_any_more_once_the_missing_document_is_here(resources, peer, with_gap):
    assert alarms(resources) == ["UBND tỉnh Thanh Hóa: thiếu số 3–4/UBND."]
    peer.hold(package("3/UBND-VX"))
    peer.hold(package("9/UBND-VX"))  # 7 and 8 may be on their way: the next count tells
    pull_axis(resources, with_gap)
    assert alarms(resources) == ["UBND tỉnh Thanh Hóa: thiếu số 4/UBND."]
    peer.hold(package("4/UBND-VX"))
    pull_axis(resources, with_gap)
    assert alarms(resources) == []
    nightly(resources, with_gap)
    assert alarms(resources) == ["UBND tỉnh Thanh Hóa: thiếu số 7–8/UBND."]


def test_a_gap_is_filled_by_whichever_way_the_document_comes(resources, with_gap):
    with transaction(resources.sessions) as session:
        for number in (3, 4):
            sha256 = resources.store.put(letter(f"{number}/UBND-VX"))
            take_file(session, resources.store, source="upload", name="a.txt", size=1, sha256=sha256,
                      now=resources.clock.now())  # fmt: skip
    pull_axis(resources, with_gap)
    assert len(alarms(resources)) == 1
    work_until_idle(replace(resources, reader=ReaderHere()))
    pull_axis(resources, with_gap)
    assert alarms(resources) == []


def test_names_without_an_end_are_alarms_that_can_be_raised_again_and_cleared(resources):
    now = resources.clock.now()
    long = {f"{'9' * 300}{end}": "thiếu" for end in ("a", "b")}
    for _ in range(2):
        with transaction(resources.sessions) as session:
            set_alarms(session, "vxp", "count", long, now)
        assert len(alarms(resources)) == 2
    with transaction(resources.sessions) as session:
        set_alarms(session, "vxp", "count", {}, now)
    assert alarms(resources) == []


def test_a_list_that_cannot_be_had_at_night_raises_and_changes_nothing(resources, connect, peer):
    peer.faults = {"error": 100}
    with pytest.raises(Unavailable):
        reconcile(resources, connect("vxp"))
    nightly(resources, connect("vxp"))


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_old_and_new_codes_of_an_agency_are_the_same_agency(resources, connect, peer, kind):
    axis = connect(kind)
    peer.agencies = [
        {"code": "X99", "code102": PROVINCE.code, "name": "UBND tỉnh Thanh Hóa"},
        {"code": "X99.07", "code102": "007.00.00.X99", "name": "Sở Tài chính"},
    ]
    assert refresh_agencies(resources, axis) == 2
    peer.agencies.pop()
    assert refresh_agencies(resources, axis) == 0
    with transaction(resources.sessions, writes=False) as session:
        assert codes_of(session, "X99") == {"X99", PROVINCE.code}
        gone = session.scalar(select(Agency).where(Agency.code == "X99.07"))
        assert gone.gone_at is not None
        assert gone.unit_id is not None
    peer.hold(package(sender=replace(PROVINCE, code="X99"), document_id="one"))
    peer.hold(package(sender=PROVINCE, document_id="two"))
    assert [pulled.outcome for pulled in pull_axis(resources, axis)] == ["new", "duplicate"]


def owed(resources, connector, code=StatusCode.RECEIVED):
    with transaction(resources.sessions) as session:
        package_id = session.scalar(select(Package.id))
        now = resources.machine_clock.now()
        owe(session, connector=connector, package_id=package_id, code=code, description="vì", now=now)


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_a_status_goes_back_to_the_sender_once(resources, connect, peer, kind):
    axis = connect(kind)
    peer.hold(package())
    pull_axis(resources, axis)
    owed(resources, kind)
    assert [send_statuses(resources, axis), send_statuses(resources, axis)] == [1, 0]
    ((message_kind, content),) = peer.sent
    read = read_package(content, 1_000_000)
    assert (message_kind, read.code, read.sender.code) == ("status", StatusCode.RECEIVED, "X99.07")
    assert (read.about.number, read.about.organ_code, read.description) == ("4120/UBND-CN", PROVINCE.code, "vì")


@pytest.mark.parametrize("kind", ["vxp", "lgsp"])
def test_a_status_waits_longer_each_time_but_a_refusal_is_final(resources, connect, peer, kind):
    axis = connect(kind)
    peer.hold(package())
    pull_axis(resources, axis)
    owed(resources, kind)
    peer.faults = {"error": 100}
    assert send_statuses(resources, axis) == 0
    with transaction(resources.sessions) as session:
        row = session.query(OutgoingStatus).one()
        assert (row.tries, row.given_up_at) == (1, None)
        assert row.not_before > row.owed_at
        row.not_before = row.owed_at
    peer.faults, peer.refuses_sending = {}, "18"
    assert send_statuses(resources, axis) == 0
    with transaction(resources.sessions) as session:
        row = session.query(OutgoingStatus).one()
        assert row.given_up_at is not None
        assert outbox.unsent(session) == [row]
        send_again(session, row.id, resources.machine_clock.now())
    peer.refuses_sending = ""
    assert send_statuses(resources, axis) == 1


def test_a_status_that_is_sent_again_is_the_same_message_and_kept_once(resources, connect, peer, settings, clock):
    axis = connect("vxp")
    peer.hold(package())
    pull_axis(resources, axis)
    owed(resources, "vxp")
    before = kept(settings.storage_dir)
    peer.faults = {"error": 100}
    for _ in range(3):
        send_statuses(resources, axis)
        clock.advance(timedelta(hours=1))
        with transaction(resources.sessions) as session:
            row = session.query(OutgoingStatus).one()
            row.not_before = row.owed_at
    peer.faults = {}
    assert send_statuses(resources, axis) == 1
    (new,) = kept(settings.storage_dir) - before
    ((_, content),) = peer.sent
    assert new.read_bytes() == content


def kept(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def test_status_messages_arrive_by_the_same_list(resources, connect, peer):
    peer.hold(package())
    peer.hold(write_status(status(StatusCode.PROCESSING)), kind="status")
    assert [pulled.outcome for pulled in pull_axis(resources, connect("vxp"))] == ["new", "status"]


def test_each_axis_is_asked_answered_and_counted_by_the_table_of_times(resources, connect, peer, incoming):
    axis = connect("vxp")
    peer.hold(package())
    ticker = Ticker(replace(resources, axes=(axis,)))
    done = ticker.tick()
    assert {"tick.vxp.pull", "tick.vxp.send", "tick.vxp.night"} <= set(done)
    assert count(resources, Directive) == 1
    assert [read_package(content, 1_000_000).code for _, content in peer.sent] == [StatusCode.RECEIVED]
    quiet = replace(axis, sends_statuses=False)
    assert answer_axis(resources, quiet) == 0
