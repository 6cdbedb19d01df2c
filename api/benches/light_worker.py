"""A worker process for the bench: the light queue as `dondoc worker` opens it, with steps that do nothing.

``python -m api.benches.light_worker REDIS_URL DATABASE_URL`` works until it is told to stop.
"""

import sys
from collections.abc import Sequence

from core.settings import Settings
from jobs.broker import LIGHT_ACTOR, LIGHT_QUEUE, declare, open_light_broker
from jobs.resources import NoCarrier, open_resources
from jobs.stopping import told_to_stop
from jobs.taking import taken
from jobs.worker import LIGHT_PREFETCH, LIGHT_THREADS, queue_worker


def run(redis_url: str, database_url: str) -> None:
    """Take every piece of work that messages name, each with its lease, and do nothing with it."""
    told = told_to_stop()
    resources = open_resources(Settings(database_url=database_url, redis_url=redis_url), carrier=NoCarrier())

    def take(wanted: Sequence[tuple[str, int]]) -> None:
        for _held in taken(resources, [(step, subject_id) for step, subject_id in wanted]):
            pass

    broker = open_light_broker(redis_url, LIGHT_THREADS)
    declare(broker, take, LIGHT_ACTOR, LIGHT_QUEUE)
    worker = queue_worker(broker, LIGHT_QUEUE, LIGHT_THREADS, LIGHT_PREFETCH)
    worker.start()
    told.wait()
    worker.stop()
    resources.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
