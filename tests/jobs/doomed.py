"""A worker process of a test, which ends itself by SIGKILL at a chosen moment of a chosen step."""

import multiprocessing
import os
import resource
import signal
import time
from dataclasses import replace
from datetime import timedelta
from multiprocessing.process import BaseProcess

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from compliance.deadlines.law import load_law
from core.settings import Settings
from extraction.lexicon import load_lexicon
from ingest.models import Arrival
from ingest.text import DocumentText
from jobs import leases
from jobs.broker import RedisCarrier
from jobs.embedded import Bell, EmbeddedWorker
from jobs.resources import Resources, open_resources
from jobs.schedule import Ticker
from jobs.stopping import told_to_stop
from jobs.worker import QueueWorker
from tests.jobs.reading import ReaderHere

POISON = "poison"

# Loaded once, where every worker is copied from.
load_law()
load_lexicon()

# Processes are copied from one that has everything imported: starting a worker then takes no time.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.jobs.doomed"])


def start_worker(
    settings: Settings, step: str = "", moment: str = "", *, poisonable: bool = False, trouble: str = ""
) -> BaseProcess:
    """Start a whole installation's work in one process: worker and schedule.

    Args:
        step: ``pull`` or the name of a step; empty for a worker that lives.
        moment: ``taken`` (the lease is held, nothing done), ``written`` (all done but the commit) or ``committed``
            (nothing sent, nothing acknowledged yet).
        poisonable: a file named poison kills the worker that reads it.
        trouble: ``slow_commit`` (half a second between the last statement and its commit) or ``full_disk`` (the
            operating system refuses to let any file grow).
    """
    process = NURSERY.Process(target=_run, args=(settings.model_dump(), step, moment, poisonable, trouble))
    process.start()
    return process


def _run(values: dict[str, object], step: str, moment: str, poisonable: bool, trouble: str) -> None:
    # In a test nobody waits an hour for a paper that failed because the disk was full a moment ago.
    leases.LONGEST_PAUSE = timedelta(seconds=2)
    settings = Settings(**values)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    told = told_to_stop()
    bell = Bell()
    resources = open_resources(settings, carrier=RedisCarrier(settings.redis_url) if settings.redis_url else bell)
    resources = replace(resources, reader=_Poisonable() if poisonable else ReaderHere(), settle_seconds=0.1)
    if step:
        _doom(resources, step, moment)
    if trouble == "slow_commit":
        event.listen(resources.sessions, "before_commit", _dawdle)
    if trouble == "full_disk":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    if settings.redis_url:
        worker, ticker = QueueWorker(settings.redis_url, resources, readers=1), Ticker(resources)
        worker.start()
        ticker.start()
        told.wait()
        ticker.stop(5)
    else:
        worker = EmbeddedWorker(resources, bell, readers=1)
        worker.start()
        told.wait()
    worker.stop()
    resources.close()


class _Poisonable(ReaderHere):
    """Reads here; one file kills the process."""

    def read(self, content: bytes, file_name: str) -> DocumentText:
        if POISON in file_name:
            _die()
        return super().read(content, file_name)


def _doom(resources: Resources, doomed_step: str, doomed_moment: str) -> None:
    def strikes(session: Session, moment: str) -> bool:
        step = structlog.contextvars.get_contextvars().get("step")
        if step is None and any(isinstance(row, Arrival) for row in (*session.new, *session.identity_map.values())):
            step = "pull"
        return step == doomed_step and moment == doomed_moment

    def before_commit(session: Session) -> None:
        writes = session.connection().get_execution_options().get("writes", True)
        session.info["writes"] = writes
        if strikes(session, "written" if writes else "taken"):
            session.flush()
            _die()

    def after_commit(session: Session) -> None:
        if session.info.get("writes") and strikes(session, "committed"):
            _die()

    event.listen(resources.sessions, "before_commit", before_commit)
    event.listen(resources.sessions, "after_commit", after_commit, insert=True)


def _dawdle(session: Session) -> None:
    session.flush()
    time.sleep(0.5)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
