"""The queue only hurries: lost, repeated or unsendable messages change nothing of what is done."""

import time
from dataclasses import replace

import pytest
import redis

from core.audit import AuditEvent
from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.files import FolderSource
from jobs.broker import HEAVY_QUEUE, LIGHT_QUEUE, RedisCarrier, open_carrier
from jobs.pipeline import LIFE, READ
from jobs.pulling import take_listed
from jobs.resources import NoCarrier
from jobs.schedule import run_schedule
from jobs.upkeep import resume_waiting
from jobs.worker import NoRedis, QueueWorker, run_worker
from tests.jobs.doomed import NURSERY
from tests.services import free_port


@pytest.fixture
def database_url(postgres_url):
    return postgres_url


@pytest.fixture
def queued(resources, redis_url):
    return replace(resources, carrier=RedisCarrier(redis_url))


def take_all(resources, incoming):
    return list(take_listed(resources, FolderSource(incoming, max_bytes=10**8, settle_seconds=0)))


def events(resources, did):
    with transaction(resources.sessions, writes=False) as session:
        return session.query(AuditEvent).filter(AuditEvent.did == did).count()


def work_until(worker, condition, seconds=40.0):
    worker.start()
    try:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "not finished in time"
            time.sleep(0.05)
    finally:
        worker.stop(5000)


def test_messages_delivered_again_and_again_do_everything_once(queued, redis_url, incoming, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    write_directive("2.docx", "4121/UBND-CN")
    taken = take_all(queued, incoming)
    for _ in range(5):
        for pulled in taken:
            for step in LIFE:
                queued.carrier.send(step.name, pulled.directive_id)
    work_until(QueueWorker(redis_url, queued, readers=2), lambda: events(queued, "directive.classified") >= 2)
    for did in ("directive.read", "directive.split", "assignments.opened"):
        assert events(queued, did) == 2, did


def test_garbled_messages_stop_no_work_and_leave_a_row_with_their_reason(queued, redis_url, incoming, write_directive):
    with redis.Redis.from_url(redis_url) as client:
        for queue in (LIGHT_QUEUE, HEAVY_QUEUE):
            for number, garbled in enumerate((b"\xff", b"{}", b'{"args": [1]}')):
                client.hset(f"dramatiq:{queue}.msgs", f"odd {number}", garbled)
                client.rpush(f"dramatiq:{queue}", f"odd {number}")
    write_directive("1.docx", "4120/UBND-CN")
    take_all(queued, incoming)
    work_until(QueueWorker(redis_url, queued, readers=1), lambda: events(queued, "directive.classified") >= 1)
    with transaction(queued.sessions, writes=False) as session:
        rows = session.query(AuditEvent).filter(AuditEvent.did == "message.set_aside")
        told = [(row.detail["queue"], row.detail["why"]) for row in rows for _ in range(row.detail["count"])]
    assert sorted(told) == [("heavy", "garbled")] * 3 + [("light", "garbled")] * 3
    assert queued.carrier.count_sent("extract") == queued.carrier.count_sent("read") == 0


def test_heavy_messages_name_no_directive_so_that_the_urgent_overtake(queued, redis_url):
    for directive_id in (1, 2):
        queued.carrier.send(READ.name, directive_id)
        queued.carrier.send("extract", directive_id)
    with redis.Redis.from_url(redis_url) as client:
        heavy = client.hvals(f"dramatiq:{HEAVY_QUEUE}.msgs")
        light = client.hvals(f"dramatiq:{LIGHT_QUEUE}.msgs")
    assert all(b'"args":[]' in message for message in heavy)
    assert {b'["extract",1]' in message for message in light} == {True, False}


def test_without_redis_a_document_is_still_taken_and_waits_in_the_database(resources, incoming, write_directive):
    write_directive("1.docx", "4120/UBND-CN")
    lonely = replace(resources, carrier=RedisCarrier(f"redis://127.0.0.1:{free_port()}/0"))
    (pulled,) = take_all(lonely, incoming)
    assert pulled.outcome == "new"
    with transaction(resources.sessions, writes=False) as session:
        assert READ.waiting(session, 10) == [pulled.directive_id]


def test_a_long_backlog_does_not_fill_redis_with_messages(queued, monkeypatch, incoming, write_directive):
    monkeypatch.setattr("jobs.upkeep.SENT_AT_ONCE", 2)
    for number in range(4120, 4124):
        write_directive(f"{number}.docx", f"{number}/UBND-CN")
    take_all(replace(queued, carrier=NoCarrier()), incoming)
    assert [resume_waiting(queued) for _ in range(3)] == [2, 0, 0]
    assert queued.carrier.count_sent(READ.name) == 2


def test_while_redis_is_away_what_waits_stays_in_the_database(resources):
    lonely = replace(resources, carrier=RedisCarrier(f"redis://127.0.0.1:{free_port()}/0"))
    with pytest.raises(Unavailable):
        resume_waiting(lonely)


def test_worker_and_schedule_do_the_work_and_end_cleanly_when_told(
    settings, resources, redis_url, incoming, write_directive
):
    told = settings.model_copy(update={"redis_url": redis_url})
    processes = [NURSERY.Process(target=target, args=(told,)) for target in (run_worker, run_schedule)]
    write_directive("1.docx", "4120/UBND-CN")
    for process in processes:
        process.start()
    end = time.monotonic() + 40
    while events(resources, "directive.classified") < 1 and time.monotonic() < end:
        time.sleep(0.05)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(40)
    assert [process.exitcode for process in processes] == [0, 0]
    assert events(resources, "directive.classified") == 1


def test_a_worker_without_redis_says_what_is_missing(settings):
    with pytest.raises(NoRedis, match="DONDOC_REDIS_URL"):
        run_worker(settings)


def test_without_an_address_nothing_is_carried():
    assert isinstance(open_carrier(None), NoCarrier)
