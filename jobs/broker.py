"""The queue: Dramatiq on Redis. It only hurries; what waits, for whom and in which order stands in the database.

Two queues. ``light`` carries step and id of short work, and workers take it by the handful. ``heavy`` carries
messages without any id: whoever gets one takes from the database whatever should be read next, one at a time, so that
an urgent directive overtakes every message that was sent before it.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import dramatiq
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import TimeLimit

from core.audit import THE_SYSTEM, record
from core.database import transaction
from core.errors import Unavailable
from jobs.handfuls import HandfulBroker, Message
from jobs.pipeline import READ, STEPS, advance_held, advance_next
from jobs.resources import Carrier, NoCarrier, Resources
from jobs.taking import taken

LIGHT_QUEUE = "light"
HEAVY_QUEUE = "heavy"
LIGHT_ACTOR = "take_steps"
HEAVY_ACTOR = "read_next"

HEARTBEAT_MILLISECONDS = 10_000
MAINTENANCE_PER_MILLION = 100_000  # fetches out of a million that look for the messages of dead workers
LONGEST_STEP_MILLISECONDS = 3_900_000  # a reading has its own, shorter bound; this ends what should never hang
LARGEST_ID = 2**31 - 1
GARBLED = "garbled"
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 10.0

log = structlog.get_logger()


def open_broker(redis_url: str) -> RedisBroker:
    """Return a broker on this Redis; it connects when first used."""
    return RedisBroker(**_options(redis_url))  # type: ignore[no-untyped-call]  # Dramatiq types its other classes, not this one


def open_light_broker(redis_url: str, threads: int) -> HandfulBroker:
    """Return a broker on this Redis for a worker of so many threads, which share what comes together."""
    return HandfulBroker(LIGHT_QUEUE, threads, accepts=_names_a_step, **_options(redis_url))


def open_heavy_broker(redis_url: str, readers: int) -> HandfulBroker:
    """Return a broker on this Redis for so many readers, each of whom has one message at a time."""
    return HandfulBroker(HEAVY_QUEUE, readers, accepts=_names_nothing, rests=False, **_options(redis_url))


def open_carrier(redis_url: str | None) -> Carrier:
    """Return what hurries work to other processes: a queue where there is one, else nothing."""
    return NoCarrier() if redis_url is None else RedisCarrier(redis_url)


class RedisCarrier:
    """Sends work to the queues. Where Redis is away it sends nothing: `resume_waiting` finds the work later."""

    def __init__(self, redis_url: str) -> None:
        self._broker = open_broker(redis_url)
        for queue in (LIGHT_QUEUE, HEAVY_QUEUE):
            self._broker.declare_queue(queue)

    def send(self, step: str, directive_id: int) -> None:
        """Send one message; a lost one is logged, never raised."""
        heavy = STEPS[step].is_heavy
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=HEAVY_QUEUE if heavy else LIGHT_QUEUE,
            actor_name=HEAVY_ACTOR if heavy else LIGHT_ACTOR,
            args=() if heavy else (step, directive_id),
            kwargs={},
            options={},
        )
        try:
            self._broker.enqueue(message)
        except redis.RedisError as error:
            log.warning("message.not_sent", step=step, directive_id=directive_id, error=type(error).__name__)

    def count_sent(self, step: str) -> int:
        """Return how many messages wait in the step's queue or are in a worker's hands.

        Raises:
            Unavailable: Redis is away.
        """
        try:
            return int(self._broker.do_qsize(HEAVY_QUEUE if STEPS[step].is_heavy else LIGHT_QUEUE))
        except redis.RedisError as error:
            message = "Không kết nối được Redis; công việc vẫn nằm trong cơ sở dữ liệu."
            raise Unavailable(message, reason="queue") from error


def declare_light(broker: HandfulBroker, resources: Resources, stopping: threading.Event) -> None:
    """Let this broker's workers do the light steps.

    Args:
        stopping: once it is set, no thread begins another piece of its handful.
    """

    def take_steps(wanted: Sequence[tuple[str, int]]) -> None:
        known = [(step, directive_id) for step, directive_id in wanted if step in STEPS]
        with closing(taken(resources, known)) as handful:
            for held in handful:
                advance_held(resources, STEPS[held.step], held)
                if stopping.is_set():
                    break

    broker.tell = _telling(resources, LIGHT_QUEUE)
    declare(broker, take_steps, LIGHT_ACTOR, LIGHT_QUEUE)


def declare_heavy(broker: HandfulBroker, resources: Resources) -> None:
    """Let this broker's workers read documents: one for each message, whatever should be read next."""

    def read_next(wanted: Sequence[tuple[()]]) -> None:
        for _ in wanted:
            advance_next(resources, READ)

    broker.tell = _telling(resources, HEAVY_QUEUE)
    declare(broker, read_next, HEAVY_ACTOR, HEAVY_QUEUE)


def declare(broker: RedisBroker, act: Callable[..., None], name: str, queue: str) -> None:
    """Let this broker's workers do what the messages of a queue ask for."""
    options = {"time_limit": LONGEST_STEP_MILLISECONDS}
    dramatiq.Actor(act, broker=broker, actor_name=name, queue_name=queue, priority=0, options=options)


def _names_a_step(message: Message) -> bool:
    match message.args:
        case (str(), int(directive_id)):
            return message.actor_name == LIGHT_ACTOR and 0 <= directive_id <= LARGEST_ID
    return False


def _names_nothing(message: Message) -> bool:
    return message.actor_name == HEAVY_ACTOR and not message.args


def _telling(resources: Resources, queue: str) -> Callable[[int], None]:
    """What writes down that messages of a queue were none that anybody sent from here."""

    def tell(count: int) -> None:
        with transaction(resources.sessions) as session:
            now = resources.machine_clock.now()
            record(session, now, THE_SYSTEM, "message.set_aside", ("queue", 0), queue=queue, count=count, why=GARBLED)

    return tell


def _options(redis_url: str) -> dict[str, Any]:
    """No retries here: what fails is counted, paused and sent again from the database."""
    client = redis.Redis.from_url(redis_url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS)
    return {
        "client": client,
        "middleware": [TimeLimit()],
        "heartbeat_timeout": HEARTBEAT_MILLISECONDS,
        "maintenance_chance": MAINTENANCE_PER_MILLION,
    }
