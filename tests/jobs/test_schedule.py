"""The table of times: each tick once in its stretch, on however many hosts, and never twice at once."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from core.chain import check
from core.database import transaction
from core.sealing import trail_lines
from ingest.models import Arrival
from jobs.keeping import Keeper
from jobs.models import Lease
from jobs.schedule import Ticker


@pytest.fixture
def hourly(resources):
    return replace(resources, poll_seconds=3600.0, sweep_seconds=3600.0, settle_seconds=0.0)


def test_two_hosts_tick_once_in_each_stretch(hourly, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    first, second = Ticker(hourly), Ticker(hourly)
    names = (
        "folder", "look", "erase", "resume", "lateness", "fold", "day", "seal", "statistics", "errata", "notices",
        "deliveries", "webhooks",
    )  # fmt: skip
    assert first.tick() == [f"tick.{name}" for name in names]
    assert second.tick() == []
    with transaction(hourly.sessions, writes=False) as session:
        assert session.query(Arrival).count() == 1
        assert check(trail_lines(session)).seals == 1


def test_an_empty_folder_is_looked_at_without_asking_the_database(hourly):
    hourly.watch_dir.mkdir(exist_ok=True)
    assert "tick.folder" not in Ticker(hourly).tick()


def test_a_file_that_the_folder_does_not_let_go_is_taken_once_however_often_the_schedule_starts(
    hourly, write_directive
):
    path = write_directive("1.docx", "4120/UBND-CN")
    hourly.watch_dir.joinpath(".taken").write_text("in the way")
    for _ in range(3):
        Ticker(replace(hourly, settle_seconds=0.0)).tick()
        with transaction(hourly.sessions) as session:
            session.execute(delete(Lease))  # a new stretch of time
    with transaction(hourly.sessions, writes=False) as session:
        assert [row.outcome for row in session.query(Arrival)] == ["new"]
    hourly.watch_dir.joinpath(".taken").unlink()
    Ticker(hourly).tick()
    assert not path.exists()
    with transaction(hourly.sessions, writes=False) as session:
        assert session.query(Arrival).count() == 1


def test_a_folder_that_is_away_holds_up_nothing_else(hourly):
    away = Ticker(replace(hourly, watch_dir=hourly.watch_dir / "gone"))
    done = away.tick()
    assert "tick.folder" not in done
    assert {"tick.resume", "tick.lateness", "tick.seal", "tick.notices"} <= set(done)


def test_a_tick_that_hangs_leaves_the_other_lanes_alone_and_begins_on_no_other_host(hourly, monkeypatch):
    hangs, ends = threading.Event(), threading.Event()

    def hang(*_):
        hangs.set()
        ends.wait(20)

    monkeypatch.setattr("jobs.schedule.look_at_folder", hang)
    monkeypatch.setattr("jobs.schedule.FOLDER_EVERY", timedelta(seconds=0.2))
    brief = replace(hourly, keeper=Keeper(hourly.sessions, hourly.terms, hourly.machine_clock))
    first, second = Ticker(brief), Ticker(hourly)
    first.start()
    try:
        assert hangs.wait(20)
        brief.keeper.beat()
        time.sleep(0.3)
        assert "tick.look" not in second.tick()
        with transaction(hourly.sessions, writes=False) as session:
            ticked = set(session.scalars(select(Lease.step)))
        assert {"tick.look", "tick.lateness"} <= ticked
    finally:
        ends.set()
        first.stop(5)


def test_a_tick_that_fails_does_not_end_the_ticking(hourly, write_directive):
    often = replace(hourly, poll_seconds=0.1, watch_dir=hourly.watch_dir / "inner")
    ticker = Ticker(often)
    ticker.start()
    try:
        often.watch_dir.rmdir()
        time.sleep(0.3)
        often.watch_dir.mkdir()
        write_directive("1.docx", "4120/UBND-CN").rename(often.watch_dir / "1.docx")
        end = time.monotonic() + 20
        while (often.watch_dir / "1.docx").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        ticker.stop(5)
