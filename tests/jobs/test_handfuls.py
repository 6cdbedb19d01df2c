"""Light messages come by the handful from a real Redis, and none is left there, or lost with a connection."""

import time
from contextlib import ExitStack

import pytest
import redis
from dramatiq import Message
from dramatiq.errors import ConnectionClosed
from sqlalchemy.exc import OperationalError

from jobs.broker import HEAVY_QUEUE, LIGHT_QUEUE, RedisCarrier, open_heavy_broker, open_light_broker
from jobs.handfuls import MOST_AT_ONCE
from tests.services import free_port, running_redis

THREADS = 8
PREFETCH = 256
PATIENCE = 20


@pytest.fixture
def broker(redis_url):
    opened = open_light_broker(redis_url, THREADS)
    yield opened
    opened.close()


@pytest.fixture
def client(redis_url):
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


def send(redis_url, count):
    carrier = RedisCarrier(redis_url)
    for number in range(count):
        carrier.send("extract", number)


def consume(broker):
    return broker.consume(LIGHT_QUEUE, prefetch=PREFETCH, timeout=10)


def ready(consumer):
    """Every handful that one fetch gave."""
    return list(iter(lambda: next(consumer), None))


def numbers(handfuls):
    return [directive_id for each in handfuls for _, directive_id in each.args[0]]


def left(client):
    return client.hlen(f"dramatiq:{LIGHT_QUEUE}.msgs")


def test_few_messages_go_to_as_many_threads_and_many_are_shared(broker, redis_url):
    consumer = consume(broker)
    send(redis_url, 5)
    few = ready(consumer)
    assert [len(each.args[0]) for each in few] == [1] * 5
    for each in few:
        consumer.ack(each)
    send(redis_url, 300)
    many = ready(consumer)
    assert [len(each.args[0]) for each in many] == [PREFETCH // THREADS] * THREADS
    assert max(len(each.args[0]) for each in many) <= MOST_AT_ONCE
    assert numbers(few) == list(range(5))
    assert numbers(many) == list(range(PREFETCH))


def test_what_is_done_is_acknowledged_together_and_more_is_fetched_once_half_is_done(broker, redis_url, client):
    consumer = consume(broker)
    send(redis_url, 300)
    handfuls = ready(consumer)
    for each in handfuls[:3]:
        consumer.ack(each)
    assert next(consumer) is None
    assert left(client) == 300 - 3 * MOST_AT_ONCE
    consumer.ack(handfuls[3])
    more = ready(consumer)
    assert numbers(more) == list(range(PREFETCH, 300))
    for each in [*handfuls[4:], *more]:
        consumer.ack(each)
    assert next(consumer) is None
    assert left(client) == 0
    assert broker.unacknowledged(LIGHT_QUEUE) == set()


def test_a_handful_that_failed_as_a_whole_leaves_nothing_behind(broker, redis_url, client):
    consumer = consume(broker)
    send(redis_url, 1)
    consumer.nack(next(consumer))
    assert next(consumer) is None
    assert left(client) == 0
    assert client.exists(f"dramatiq:{LIGHT_QUEUE}.XQ") == 0


def test_a_consumer_that_ends_gives_back_what_nobody_has_begun(broker, redis_url, client):
    consumer = consume(broker)
    send(redis_url, 40)
    first, queued = next(consumer), next(consumer)
    consumer.ack(first)
    consumer.requeue([queued])
    consumer.close()
    assert client.llen(f"dramatiq:{LIGHT_QUEUE}") == left(client) == 35
    other = open_light_broker(redis_url, THREADS)
    assert sorted(numbers(ready(consume(other)))) == list(range(5, 40))
    other.close()


def test_messages_whose_fetch_was_lost_on_the_way_are_fetched_again(broker, redis_url):
    send(redis_url, 3)
    broker.do_fetch(LIGHT_QUEUE, 3)  # and the answer never came
    assert sorted(numbers(ready(consume(broker)))) == [0, 1, 2]


def test_a_new_consumer_leaves_in_hand_what_is_in_hand(broker, redis_url, client):
    send(redis_url, 3)
    before = consume(broker)
    (first, *_) = ready(before)
    before.close()
    after = consume(broker)
    assert next(after) is None
    after.ack(first)
    assert next(after) is None
    assert left(client) == 2


def test_the_messages_of_a_worker_that_died_come_to_another(redis_url):
    dead = open_light_broker(redis_url, THREADS)
    send(redis_url, 3)
    next(consume(dead))
    living = open_light_broker(redis_url, THREADS)
    living.heartbeat_timeout, living.maintenance_chance = 50, 1_000_000
    consumer, got, end = consume(living), [], time.monotonic() + PATIENCE
    while len(got) < 3 and time.monotonic() < end:
        got += numbers(ready(consumer))
    assert sorted(got) == [0, 1, 2]
    for opened in (dead, living):
        opened.close()


def test_while_redis_is_away_what_is_done_is_remembered_and_told_when_it_is_back():
    port = free_port()
    with ExitStack() as first:
        url = first.enter_context(running_redis(port))
        broker = open_light_broker(url, THREADS)
        send(url, 2)
        consumer = consume(broker)
        for each in ready(consumer):
            consumer.ack(each)
    with pytest.raises(ConnectionClosed):
        next(consumer)
    consumer.close()
    with pytest.raises(ConnectionClosed):
        consume(broker)
    with running_redis(port) as url:
        back = consume(broker)
        assert next(back) is None
        assert not broker.in_hand
        send(url, 1)
        assert numbers(ready(back)) == [0]
        broker.close()


def message(*args, actor="take_steps", **options):
    return Message(LIGHT_QUEUE, actor, args, {}, options).encode()


@pytest.mark.parametrize(
    "garbled",
    [
        b"\xff no message",
        b"[]",
        b"{}",
        b'{"queue_name":"light","actor_name":"take_steps","args":["extract",1],"kwargs":{},"options":[]}',
        message("extract", 1),
        message("extract", 1, redis_message_id=7),
        message("extract", "one", redis_message_id="odd"),
        message("extract", 2**40, redis_message_id="odd"),
        message("extract", redis_message_id="odd"),
        message("extract", 1, actor="another", redis_message_id="odd"),
    ],
)
def test_a_message_that_is_none_of_ours_is_set_aside_at_once_and_told(broker, redis_url, client, garbled):
    told = []
    broker.tell = told.append
    client.hset(f"dramatiq:{LIGHT_QUEUE}.msgs", "odd", garbled)
    client.rpush(f"dramatiq:{LIGHT_QUEUE}", "odd", "gone", b"\xff")
    send(redis_url, 1)
    consumer = consume(broker)
    (handful,) = ready(consumer)
    assert numbers([handful]) == [0]
    assert told == [3]
    consumer.ack(handful)
    assert next(consumer) is None
    assert broker.unacknowledged(LIGHT_QUEUE) == set()
    assert left(client) == 0
    assert client.hget(f"dramatiq:{LIGHT_QUEUE}.XQ.msgs", "odd") == garbled


def test_what_cannot_be_told_now_is_set_aside_with_the_next(broker, redis_url, client):
    told = []

    def tell(count):
        if not told.append(count) and len(told) == 1:
            raise OperationalError("INSERT", {}, ConnectionError())

    broker.tell = tell
    consumer = consume(broker)
    for number in range(2):
        client.hset(f"dramatiq:{LIGHT_QUEUE}.msgs", f"odd {number}", b"{}")
        client.rpush(f"dramatiq:{LIGHT_QUEUE}", f"odd {number}")
        assert next(consumer) is None
    assert told == [1, 2]
    assert broker.unacknowledged(LIGHT_QUEUE) == set()


def test_heavy_messages_are_fetched_whenever_a_reader_is_free_and_garbled_ones_set_aside(redis_url, client):
    broker = open_heavy_broker(redis_url, 4)
    carrier = RedisCarrier(redis_url)
    client.hset(f"dramatiq:{HEAVY_QUEUE}.msgs", "odd", b"[]")
    client.rpush(f"dramatiq:{HEAVY_QUEUE}", "odd")
    for number in range(6):
        carrier.send("read", number)
    consumer = broker.consume(HEAVY_QUEUE, prefetch=4, timeout=10)
    first = ready(consumer)
    assert [len(each.args[0]) for each in first] == [1] * 4
    consumer.ack(first[0])
    assert len(ready(consumer)) == 1
    assert client.hkeys(f"dramatiq:{HEAVY_QUEUE}.XQ.msgs") == [b"odd"]
    broker.close()


def test_other_queues_are_consumed_as_they_are(broker):
    broker.do_enqueue(HEAVY_QUEUE, "1", Message(HEAVY_QUEUE, "read_next", (), {}, {"redis_message_id": "1"}).encode())
    assert next(broker.consume(HEAVY_QUEUE, timeout=10)).args == ()
