"""Messages by the handful: fetched together, worked off by one thread in their order, acknowledged together.

A light message is a hint of a few bytes, so that going to Redis for each one costs more than all else about it.
Dramatiq still does the threads, the time limits, and what becomes of the messages of a dead worker; only what a
consumer says to Redis is said here once for many. What is no message of ours is set aside at once, and told: left
alone it would be given to one worker after another.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import ceil
from typing import Any

import dramatiq
import redis
import structlog
from dramatiq.broker import Consumer, MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import compute_backoff
from dramatiq.errors import ConnectionClosed, DecodeError
from sqlalchemy.exc import SQLAlchemyError

MOST_AT_ONCE = 32
IDS = "redis_message_ids"
# What Dramatiq's own script does to acknowledge one message, done for all of them.
ACKNOWLEDGE = """for _, id in ipairs(ARGV) do
    if redis.call("srem", KEYS[1], id) > 0 then redis.call("hdel", KEYS[2], id) end
end"""
AWAY = (redis.ConnectionError, redis.TimeoutError)
Message = dramatiq.Message[None]

log = structlog.get_logger()


class HandfulBroker(RedisBroker):
    """A broker whose consumers of one queue give its messages by the handful, as one message with a list of arguments.

    All messages of that queue are for one actor. ``tell`` hears how many were set aside as none of them, before they
    are: where it raises, they are tried again.
    """

    def __init__(
        self,
        handful_queue: str,
        threads: int,
        *,
        accepts: Callable[[Message], bool],
        rests: bool = True,
        **options: Any,  # noqa: ANN401 - as RedisBroker takes them
    ) -> None:
        """Connect to nothing yet.

        Args:
            handful_queue: the queue whose messages go by the handful.
            threads: how many share what is fetched: few messages go to as many threads as there are messages.
            accepts: whether a message is one that its actor understands.
            rests: more is fetched once half of what may be fetched ahead is worked off; else whenever there is room.
            options: those of `RedisBroker`.
        """
        super().__init__(**options)  # type: ignore[no-untyped-call]  # as in `jobs.broker`
        self.threads, self.accepts, self.rests = threads, accepts, rests
        self.tell: Callable[[int], None] = lambda _: None
        # Both outlive a consumer, which ends with each loss of the connection.
        self.in_hand: set[str] = set()
        self.done: deque[str] = deque()
        self._handful_queue = handful_queue
        self._acknowledge = self.client.register_script(ACKNOWLEDGE)

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        """Return a consumer of a queue."""
        if queue_name == self._handful_queue:
            return Handfuls(self, queue_name, prefetch, timeout)
        return super().consume(queue_name, prefetch, timeout)

    def unacknowledged(self, queue_name: str) -> set[str]:
        """Return the ids of the messages that Redis gave this broker and has not heard of since."""
        ids: Any = self.client.smembers(self._given(queue_name))
        return {each.decode(errors="surrogateescape") for each in ids}

    def acknowledge(self, queue_name: str, ids: Iterable[str]) -> None:
        """Tell Redis that messages are done."""
        self._acknowledge(keys=[self._given(queue_name), f"{self.namespace}:{queue_name}.msgs"], args=list(ids))

    def _given(self, queue_name: str) -> str:
        return f"{self.namespace}:__acks__.{self.broker_id}.{queue_name}"


class Handfuls(Consumer):
    """Fetches when enough of what may be fetched ahead has been worked off, and acknowledges on that occasion.

    An acknowledgement that is lost, or comes late, costs a look at the row: work is taken once.
    """

    def __init__(self, broker: HandfulBroker, queue_name: str, prefetch: int, timeout: int) -> None:
        """Give back what a consumer before this one was given, and never saw.

        Args:
            timeout: the longest time between two looks into an empty queue, in milliseconds.

        Raises:
            ConnectionClosed: Redis is away.
        """
        self._broker, self._queue_name, self._prefetch, self._timeout = broker, queue_name, prefetch, timeout
        self._ready: deque[Message] = deque()
        self._misses = 0
        try:
            self._requeue(broker.unacknowledged(queue_name) - broker.in_hand)
        except AWAY as error:
            raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call]

    def __next__(self) -> MessageProxy | None:
        """Return the next handful, or None after a pause where there is nothing to give now.

        Raises:
            ConnectionClosed: Redis is away.
        """
        if not self._ready:
            try:
                self._acknowledge()
                self._fetch()
            except AWAY as error:
                raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call]
        if self._ready:
            self._misses = 0
            return MessageProxy(self._ready.popleft())
        self._misses, pause = compute_backoff(self._misses, max_backoff=self._timeout)
        time.sleep(pause / 1000)
        return None

    def ack(self, message: MessageProxy) -> None:
        """Remember that a handful is done; Redis hears of it at the next fetch."""
        self._broker.done.extend(message.options[IDS])

    def nack(self, message: MessageProxy) -> None:
        """Let go of a handful that failed as a whole: the database knows what waits, and has it sent again."""
        self.ack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Give back handfuls that nobody has begun."""
        self._requeue([each for message in messages for each in message.options[IDS]])

    def close(self) -> None:
        """Tell Redis what is done, and give back what was not handed out; where it is away, the next consumer does."""
        left = [each for message in self._ready for each in message.options[IDS]]
        self._ready.clear()
        self._broker.in_hand.difference_update(left)
        with suppress(*AWAY):
            self._acknowledge()
            self._requeue(left)

    def _fetch(self) -> None:
        room = self._prefetch - len(self._broker.in_hand)
        if room * 2 < self._prefetch and (self._broker.rests or room < 1):
            return
        given = self._broker.do_fetch(self._queue_name, room)
        fetched = [each for each in map(self._understood, given) if each is not None]
        share = max(1, min(MOST_AT_ONCE, ceil(len(fetched) / self._broker.threads)))
        for start in range(0, len(fetched), share):
            self._hand_out(fetched[start : start + share])
        if len(fetched) < len(given):
            self._set_aside()

    def _understood(self, data: bytes | None) -> Message | None:
        """A message, or None where there is none: it was acknowledged by another meanwhile, or is none of ours."""
        if data is None:
            return None
        try:
            message = dramatiq.Message.decode(data)
        except DecodeError:
            return None
        options: object = message.options  # whatever stood there
        has_id = isinstance(options, dict) and isinstance(options.get("redis_message_id"), str)
        return message if has_id and self._broker.accepts(message) else None

    def _set_aside(self) -> None:
        """Let go of what Redis gave and nobody understood: known by its id alone, as what is in no hand."""
        odd = sorted(self._broker.unacknowledged(self._queue_name) - self._broker.in_hand)
        if not odd:
            return  # what was missing had been acknowledged by another: nothing is to be told
        log.warning("message.set_aside", queue=self._queue_name, count=len(odd))
        try:
            self._broker.tell(len(odd))
        except SQLAlchemyError as error:  # the database is away for a moment: they stay until the next ones are met
            log.warning("message.not_told", error=type(error).__name__)
            return
        for each in odd:
            self._broker.do_nack(self._queue_name, each.encode(errors="surrogateescape"))

    def _hand_out(self, messages: Sequence[Message]) -> None:
        ids = [each.options["redis_message_id"] for each in messages]
        self._broker.in_hand.update(ids)
        self._ready.append(
            dramatiq.Message(
                queue_name=self._queue_name,
                actor_name=messages[0].actor_name,
                args=([each.args for each in messages],),
                kwargs={},
                options={IDS: ids},
            )
        )

    def _acknowledge(self) -> None:
        ids = [self._broker.done.popleft() for _ in range(len(self._broker.done))]
        if not ids:
            return
        try:
            self._broker.acknowledge(self._queue_name, ids)
        except AWAY:
            self._broker.done.extend(ids)
            raise
        self._broker.in_hand.difference_update(ids)

    def _requeue(self, ids: Iterable[str]) -> None:
        given = list(ids)
        if given:
            self._broker.do_requeue(self._queue_name, *(each.encode(errors="surrogateescape") for each in given))
            self._broker.in_hand.difference_update(given)
