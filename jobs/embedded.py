"""Work on documents inside the web process: threads that take what waits in the database; no queue server needed.

Reading itself happens in processes of its own, so that these threads mostly wait and the pages stay quick.
"""

import threading
import time

import structlog

from jobs.pipeline import FINISHING_FIRST, READ, Step, advance_next
from jobs.resources import Resources
from jobs.schedule import Ticker

STOP_SECONDS = 10.0
SULK_SECONDS = 1.0

log = structlog.get_logger()


class Bell:
    """Carries work within one process: rings, and whoever waits looks into the database."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    def send(self, step: str, directive_id: int) -> None:  # noqa: ARG002 - what waits is asked of the database
        """Wake everyone who waits."""
        self.ring()

    def count_sent(self, step: str) -> int:  # noqa: ARG002 - the same for every step
        """Return 0: a ring is heard or not, and never waits."""
        return 0

    def ring(self) -> None:
        """Wake everyone who waits."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    @property
    def count(self) -> int:
        """Return how often it has rung."""
        return self._count

    def wait(self, heard: int, seconds: float) -> None:
        """Return when it has rung more than ``heard`` times, or after so many seconds."""
        with self._rung:
            self._rung.wait_for(lambda: self._count > heard, seconds)


class EmbeddedWorker:
    """Takes documents through their life in threads of this process: some for reading, one for all lighter steps."""

    def __init__(self, resources: Resources, bell: Bell, *, readers: int, ticking: bool = True) -> None:
        """Start nothing yet.

        Args:
            bell: the carrier of the same resources.
            readers: documents read at the same time.
            ticking: also watch the folder, sweep and resume; off where ``dondoc schedule`` does.
        """
        self._resources = resources
        self._bell = bell
        self._stopping = threading.Event()
        self._ticker = Ticker(resources) if ticking else None
        light = tuple(step for step in FINISHING_FIRST if not step.is_heavy)
        plans = [*((READ,) for _ in range(readers)), light]
        self._threads = [
            threading.Thread(target=self._work, args=(plan,), name=f"worker-{number}", daemon=True)
            for number, plan in enumerate(plans)
        ]

    def start(self) -> None:
        """Begin to work; first, what a process that died on this machine had in hand is freed."""
        self._resources.keeper.start()
        for thread in self._threads:
            thread.start()
        if self._ticker is not None:
            self._ticker.start()
        log.info("worker.started", threads=len(self._threads))

    def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Take nothing new and let what is in hand end; what does not end in time is given back, to be done again."""
        end = time.monotonic() + timeout
        self._stopping.set()
        self._bell.ring()
        if self._ticker is not None:
            self._ticker.stop(timeout)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))
        self._resources.keeper.stop()
        log.info("worker.stopped")

    def _work(self, plan: tuple[Step, ...]) -> None:
        while not self._stopping.is_set():
            heard = self._bell.count
            try:
                found = any(advance_next(self._resources, step) is not None for step in plan)
            except Exception:  # the edge of a thread: the database may be away; the work waits there
                log.exception("worker.stumbled")
                self._stopping.wait(SULK_SECONDS)
                continue
            if not found:
                self._bell.wait(heard, self._resources.poll_seconds)


def work_until_idle(resources: Resources) -> int:
    """Do, in this thread, everything that can be done now; return how many steps were taken."""
    count = 0
    while any(advance_next(resources, step) is not None for step in FINISHING_FIRST):
        count += 1
    return count
