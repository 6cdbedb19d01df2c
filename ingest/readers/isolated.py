"""Reading in processes of its own: what hangs, crashes or eats memory there is ended, and the rest goes on.

A process reads one file at a time with one thread, within a time told before each file and within a bound of memory.
It knows nothing of the database or the web; it gets bytes and gives a `DocumentText`, a picture or a reason.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from core.grid import Grid
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.messages import READY, Job, Refusal, grids_from_json, pack, unpack
from ingest.signatures.values import Signature, signatures_from_json
from ingest.text import DocumentText

_ROOT = Path(__file__).resolve().parents[2]
_JOBS_OF_ONE_PROCESS = 100  # then a fresh one takes its place: libraries in C let memory go to pieces
_SIGNED = b"/ByteRange"  # stands in every signed PDF
# It handles hostile bytes, so it is told what it needs and no address or password of the program's settings.
_TOLD = frozenset(
    ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "DONDOC_TESSDATA_DIR")
)
_GRACE_SECONDS = 2.0
_START_SECONDS = 120.0  # loading the libraries on a busy machine; no file's time
_ENDED_BY = {
    signal.SIGKILL: Reason.OUT_OF_MEMORY,  # by the system, when memory runs out; our own kills are told apart
    signal.SIGABRT: Reason.OUT_OF_MEMORY,  # so end libraries in C++ that get no memory
    signal.SIGXCPU: Reason.OUT_OF_TIME,
}


class ReaderProcesses:
    """A few processes that read; may be called from many threads, each call takes one process for its time."""

    def __init__(self, count: int, limits: ReadingLimits) -> None:
        """Start nothing yet; ``count`` processes at most will run at the same time."""
        self._limits = limits
        self._free = threading.BoundedSemaphore(count)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._closed = False

    def __enter__(self) -> Self:
        """Return the processes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()

    def read(self, content: bytes | Path, file_name: str) -> DocumentText:
        """Return the text of a file.

        Raises:
            Unreadable: with the reason of the reader, or out_of_time, out_of_memory, broken where the process ended.
        """
        answer = self._ask(Job("read", _bytes(content), file_name, self._limits))
        if not isinstance(answer, DocumentText):
            raise Unreadable(Reason.BROKEN, "no document came back")
        return answer

    def render(self, content: bytes | Path, page_number: int, width_px: int, rotation: int = 0) -> bytes:
        """Return a page as PNG.

        Raises:
            Unreadable: as `read`.
        """
        job = Job("render", _bytes(content), "", self._limits, page_number, width_px, rotation)
        answer = self._ask(job)
        if not isinstance(answer, bytes):
            raise Unreadable(Reason.BROKEN, "no picture came back")
        return answer

    def grids(self, content: bytes) -> tuple[Grid, ...]:
        """Return the cells of a workbook or CSV file.

        Raises:
            Unreadable: as `read`.
        """
        answer = self._ask(Job("grids", content, "", self._limits))
        if not isinstance(answer, bytes):
            raise Unreadable(Reason.BROKEN, "no cells came back")
        return grids_from_json(answer)

    def signatures(self, content: bytes, roots: Sequence[bytes]) -> tuple[Signature, ...]:
        """Return the digital signatures of a PDF, checked offline against these trusted certificates.

        Raises:
            Unreadable: as `read`.
        """
        if _SIGNED not in content:
            return ()
        answer = self._ask(Job("signatures", content, "", self._limits, roots=tuple(roots)))
        if not isinstance(answer, bytes):
            raise Unreadable(Reason.BROKEN, "no signatures came back")
        return signatures_from_json(answer)

    def close(self) -> None:
        """End all idle processes; those at work end when their file is done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def _ask(self, job: Job) -> DocumentText | bytes:
        """Let one process do one job."""
        with self._process() as process:
            answer = process.ask(job)
        if isinstance(answer, Refusal):
            raise Unreadable(Reason(answer.reason), answer.detail)
        return answer

    @contextmanager
    def _process(self) -> Iterator["_Process"]:
        """Lend a process; one that failed is ended and not used again."""
        with self._free:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            if process is None or not process.is_alive():
                process = _Process(self._limits)
            try:
                yield process
            except BaseException:
                process.end()
                raise
            with self._lock:
                keep = not self._closed and process.n_jobs < _JOBS_OF_ONE_PROCESS
                if keep:
                    self._idle.append(process)
            if not keep:
                process.end()


class _Process:
    """One process and the line to it."""

    def __init__(self, limits: ReadingLimits) -> None:
        ours, theirs = socket.socketpair()
        self.n_jobs = 0
        self._is_ready = False
        self._line = Connection(ours.detach())
        one_thread = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        told = {name: value for name, value in os.environ.items() if name in _TOLD}
        paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "ingest.readers.reading_process"]
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own module, no input in the command
                [*command, str(theirs.fileno()), str(limits.max_memory_bytes)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**told, **one_thread, "PYTHONPATH": paths},
                start_new_session=True,
            )
        finally:
            theirs.close()

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def ask(self, job: Job) -> DocumentText | bytes | Refusal:
        """Send a job and wait for its answer, no longer than its limits allow."""
        self.n_jobs += 1
        try:
            if not self._is_ready and not self._line.poll(_START_SECONDS):
                raise Unreadable(Reason.OUT_OF_TIME, "the reading process did not start")
            if not self._is_ready:
                self._is_ready = self._line.recv_bytes() == READY
            self._line.send_bytes(pack(job))
            if not self._line.poll(job.limits.max_seconds + _GRACE_SECONDS):
                raise Unreadable(Reason.OUT_OF_TIME, f"{job.limits.max_seconds} s")
            return unpack(self._line.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._why_ended() from error

    def end(self) -> None:
        """End the process and whatever it started."""
        self._line.close()
        with suppress(ProcessLookupError):  # it was gone before
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _why_ended(self) -> Unreadable:
        """The reason for which the process is gone."""
        try:
            code = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return Unreadable(Reason.BROKEN, "the reading process closed its line")
        ended_by = signal.Signals(-code) if code < 0 else None
        reason = _ENDED_BY.get(ended_by, Reason.BROKEN) if ended_by else Reason.BROKEN
        return Unreadable(reason, f"the reading process ended: {ended_by.name if ended_by else code}")


def read_isolated(content: bytes | Path, file_name: str, limits: ReadingLimits) -> DocumentText:
    """Return the text of a file, read in a process of its own (up to as many at a time as there are processors).

    Raises:
        Unreadable: as `ReaderProcesses.read`.
    """
    return _shared(limits).read(content, file_name)


def render_isolated(
    content: bytes | Path, page_number: int, width_px: int, limits: ReadingLimits, rotation: int = 0
) -> bytes:
    """Return a page as PNG, drawn in a process of its own.

    Raises:
        Unreadable: as `ReaderProcesses.render`.
    """
    return _shared(limits).render(content, page_number, width_px, rotation)


@cache
def _shared(limits: ReadingLimits) -> ReaderProcesses:
    """The processes that calls with the same limits share; they end with this process, whose line they watch."""
    return ReaderProcesses(os.cpu_count() or 1, limits)


def _bytes(content: bytes | Path) -> bytes:
    """The content itself, read from its place where one is given."""
    return content.read_bytes() if isinstance(content, Path) else content
