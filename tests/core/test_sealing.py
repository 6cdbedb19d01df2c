"""The sealed trail: sealed exactly once, never forked, and no change of it stays hidden."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import sealing
from core.audit import THE_SYSTEM, AuditEvent, digest, record
from core.chain import Checked, Fault, check, event_digest, leaves_of, root_of, seal_digest
from core.database import make_engine, make_sessions, transaction
from core.sealing import AuditSeal, seal_trail, trail_lines
from docs import verify_audit

NOON = datetime(2026, 8, 21, 5, 0, tzinfo=UTC)


def write(sessions, count: int, at: datetime = NOON) -> None:
    with transaction(sessions) as session:
        for n in range(count):
            record(session, at, THE_SYSTEM, "assignment.flagged_late", ("assignment", n), why="chậm", n=n)


def lines_of(sessions) -> list[dict]:
    with transaction(sessions, writes=False) as session:
        return list(trail_lines(session))


def verdict(sessions) -> Checked:
    """What the check says; a stranger's verifier must say the same of the exported lines."""
    lines = lines_of(sessions)
    checked = check(lines)
    told = verify_audit.verify(json.dumps(line, ensure_ascii=False) for line in lines)
    assert told.holds is (checked.fault is None)
    assert told.event == (checked.fault.event if checked.fault else None)
    assert checked.fault or told.skipped == checked.skipped
    return checked


@pytest.fixture
def sealed(sessions, monkeypatch):
    """Twelve events under seals of five, two more without one."""
    monkeypatch.setattr(sealing, "EVENTS_A_SEAL", 5)
    write(sessions, 12)
    assert seal_trail(sessions, NOON) == 3
    write(sessions, 2)
    return sessions


def test_an_untouched_trail_holds(sealed):
    checked = verdict(sealed)
    assert (checked.fault, checked.events, checked.sealed, checked.seals) == (None, 14, 12, 3)


def test_a_trail_longer_than_what_is_read_at_once_is_read_whole(sealed, monkeypatch):
    before = lines_of(sealed)
    monkeypatch.setattr(sealing, "READ_AT_ONCE", 2)
    assert lines_of(sealed) == before


def test_nothing_is_sealed_twice_and_each_day_has_one_daily_seal(sealed):
    assert seal_trail(sealed, NOON) == 1
    assert seal_trail(sealed, NOON) == 0
    assert seal_trail(sealed, NOON + timedelta(days=1)) == 1
    assert seal_trail(sealed, NOON + timedelta(days=1)) == 0
    with transaction(sealed, writes=False) as session:
        days = session.scalars(select(AuditSeal.day).where(AuditSeal.kind == "daily").order_by(AuditSeal.id)).all()
        empty = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc())).first()
    assert [day.isoformat() for day in days] == ["2026-08-20", "2026-08-21"]
    assert (empty.n, empty.first_id) == (0, None)
    assert verdict(sealed).sealed == 14


def tamper(sessions, *statements: str) -> None:
    """Do what only someone with full rights on the database can: the triggers are switched off first."""
    with transaction(sessions) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for table in ("audit_event", "audit_seal"):
                for action in ("update", "delete"):
                    session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{action}"))
        for statement in statements:
            session.execute(text(statement))


def forged(sessions, event_id: int, **changes: object) -> str:
    """The hash that an event would have after a change: a forger who knows the program writes that too."""
    with transaction(sessions, writes=False) as session:
        event = session.get(AuditEvent, event_id)
        session.expunge(event)
    for name, value in changes.items():
        setattr(event, name, value)
    return digest(event)


def test_an_edited_event_is_named(sealed):
    tamper(sealed, "UPDATE audit_event SET actor = 'Nobody' WHERE id = 7")
    assert verdict(sealed).fault == Fault("edited", event=7)


def test_an_event_edited_together_with_its_hash_is_named(sealed):
    sha256 = forged(sealed, 7, actor="Nobody")
    tamper(sealed, f"UPDATE audit_event SET actor = 'Nobody', sha256 = '{sha256}' WHERE id = 7")
    assert verdict(sealed).fault == Fault("edited", event=7)


def test_of_two_bad_events_the_first_is_named(sealed):
    tamper(
        sealed,
        "UPDATE audit_event SET actor = 'Nobody' WHERE id = 9",
        "DELETE FROM audit_event WHERE id = 8",
    )
    assert verdict(sealed).fault == Fault("deleted", event=8)


@pytest.mark.parametrize("event_id", [1, 5, 6, 8, 10, 12])
def test_a_deleted_event_is_named_wherever_it_stood(sealed, event_id):
    tamper(sealed, f"DELETE FROM audit_event WHERE id = {event_id}")
    assert verdict(sealed).fault == Fault("deleted", event=event_id)


@pytest.mark.parametrize("place", [0, 30])
def test_an_inserted_event_is_named(sealed, place):
    with transaction(sealed) as session:  # ids have gaps where transactions were rolled back
        record(session, NOON, THE_SYSTEM, "entry.made", ("assignment", 1)).id = 40
    assert seal_trail(sealed, NOON) == 1
    columns = "at, account_id, actor, did, subject, subject_id, detail, sha256"
    tamper(sealed, f"INSERT INTO audit_event (id, {columns}) SELECT {place}, {columns} FROM audit_event WHERE id = 3")
    assert verdict(sealed).fault == Fault("inserted" if place else "out of order", event=place)


def test_events_that_changed_places_are_named(sealed):
    tamper(
        sealed,
        "UPDATE audit_event SET id = -7 WHERE id = 7",
        "UPDATE audit_event SET id = 7 WHERE id = 9",
        "UPDATE audit_event SET id = 9 WHERE id = -7",
    )
    assert verdict(sealed).fault == Fault("moved", event=7)


def test_an_edit_after_the_last_seal_is_named_too(sealed):
    tamper(sealed, "UPDATE audit_event SET subject_id = 4711 WHERE id = 14")
    assert verdict(sealed).fault == Fault("edited", event=14)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_seal SET n = 4 WHERE id = 2", Fault("seal edited", seal=2)),
        ("UPDATE audit_seal SET kind = 'batch' WHERE id = 3", Fault("seal edited", seal=3)),
        ("DELETE FROM audit_seal WHERE id = 2", Fault("seal missing or added", seal=3)),
        ("DELETE FROM audit_seal WHERE id = 1", Fault("seal missing or added", seal=2)),
    ],
)
def test_a_seal_that_was_touched_is_named(sealed, statement, fault):
    tamper(sealed, statement)
    assert verdict(sealed).fault == fault


def test_a_trail_made_anew_is_found_by_a_noted_seal(sealed):
    noted = verdict(sealed).newest_seal
    assert check(lines_of(sealed), noted).fault is None
    tamper(sealed, "DELETE FROM audit_seal WHERE id = 3", "DELETE FROM audit_event WHERE id > 10")
    assert check(lines_of(sealed)).fault is None
    assert check(lines_of(sealed), noted).fault == Fault("noted seal missing")


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_the_database_refuses_to_change_the_trail_and_its_seals(sealed, statement, table):
    with pytest.raises(DBAPIError, match="append-only"), transaction(sealed) as session:
        session.execute(text(statement.format(table)))


def test_fifty_writers_and_two_sealers_make_one_chain(postgres_url):
    engine = make_engine(postgres_url)
    sessions = make_sessions(engine)
    done = threading.Event()

    def write_some(writer: int) -> None:
        for n in range(6):
            with transaction(sessions) as session:
                record(session, NOON, THE_SYSTEM, "entry.made", ("assignment", writer), n=n)
                record(session, NOON, THE_SYSTEM, "entry.confirmed", ("assignment", writer), n=n)

    def seal_often() -> int:
        count = 0
        while not done.is_set():
            count += seal_trail(sessions, NOON)
        return count

    with ThreadPoolExecutor(22) as pool:
        sealers = [pool.submit(seal_often) for _ in range(2)]
        list(pool.map(write_some, range(50)))
        done.set()
        counted = sum(sealer.result() for sealer in sealers)
    counted += seal_trail(sessions, NOON)
    checked = verdict(sessions)
    assert (checked.fault, checked.events, checked.sealed) == (None, 600, 600)
    assert checked.seals == counted > 1
    engine.dispose()


def test_nothing_is_sealed_past_an_event_that_is_not_committed_yet(postgres_url, monkeypatch):
    monkeypatch.setattr(sealing, "WAIT_MILLISECONDS", 50)
    engine = make_engine(postgres_url)
    sessions = make_sessions(engine)
    with sessions() as slow:
        record(slow, NOON, THE_SYSTEM, "entry.made", ("assignment", 1))
        slow.flush()  # has its id now, and is not committed
        write(sessions, 3)
        assert seal_trail(sessions, NOON) == 0
        slow.commit()
    assert seal_trail(sessions, NOON) == 1
    assert verdict(sessions).sealed == 4
    engine.dispose()


# -- the chain itself, without a database -----------------------------------------------------------------------------


def event_line(event_id: int) -> dict:
    line = {"event": event_id, "at": "2026-08-21T05:00:00.000000+00:00", "actor": "An", "detail": {"b": 1, "a": [0.5]}}
    return {**line, "sha256": event_digest(line)}


def seal_line(number: int, events: list[dict], previous: str, **changes: object) -> dict:
    links = [(event["event"], event["sha256"]) for event in events]
    line = {"seal": number, "n": len(links), "root": root_of(links), "leaves": leaves_of(links), "previous": previous}
    line |= changes
    return {**line, "sha256": seal_digest(line)}


def test_an_event_out_of_order_is_named():
    assert check([event_line(2), event_line(1)]).fault == Fault("out of order", event=1)


def test_numbers_that_no_event_bears_after_the_last_seal_are_told_to_a_stranger_too():
    events = [event_line(1), event_line(3)]
    lines = [*events, seal_line(1, events, "0" * 64), event_line(5), event_line(8)]
    told = verify_audit.verify(map(json.dumps, lines))
    assert (told.holds, told.skipped, check(lines).skipped) == (True, 3, 3)
    assert "3 numbers after it bear no event" in told.words
    assert verify_audit.verify(map(json.dumps, lines[:3])).skipped == 0


def test_an_event_between_two_sealed_ones_is_named():
    events = [event_line(1), event_line(3)]
    seal = seal_line(1, events, "0" * 64)
    assert check([events[0], event_line(2), events[1], seal]).fault == Fault("inserted", event=2)


def test_a_seal_whose_leaves_hide_an_edit_is_still_broken():
    event = event_line(1)
    seal = seal_line(1, [event], "0" * 64, root=root_of([(1, "f" * 64)]))
    assert check([event, seal]).fault == Fault("edited", event=1, seal=1)
    empty = seal_line(1, [], "0" * 64, n=1)
    assert check([empty]).fault == Fault("edited", seal=1)
