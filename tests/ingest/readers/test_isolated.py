import os
import pickle
import resource
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import EnumType
from io import BytesIO
from multiprocessing.connection import Pipe
from pathlib import Path

import pytest
from PIL import Image

from ingest import text
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.isolated import ReaderProcesses, read_isolated, render_isolated
from ingest.readers.limits import ReadingLimits
from ingest.readers.messages import READY, Job, Refusal, _Plain, pack, unpack
from ingest.readers.reading_process import answer, bound_memory, bound_time, serve
from ingest.text import DocumentText, Origin, Region

pytestmark = pytest.mark.no_cover  # heavy, and nothing pure in it

LIMITS = ReadingLimits()
TEXT = "Giao Sở A báo cáo".encode()


@pytest.fixture(scope="module")
def processes() -> Iterator[ReaderProcesses]:
    with ReaderProcesses(1, LIMITS) as found:
        yield found


def job(content: bytes = TEXT, task: str = "read") -> Job:
    return Job(task, content, "a.txt", LIMITS, 1, 50)  # type: ignore[arg-type]  # a task that does not exist is tried too


def test_a_file_is_read_in_another_process_and_the_process_is_used_again(processes):
    assert processes.read(TEXT, "a.txt").text == TEXT.decode()
    first = processes._idle[0]._process.pid
    assert processes.read(TEXT, "a.txt").text == TEXT.decode()
    assert processes._idle[0]._process.pid == first != os.getpid()


def test_a_path_serves_as_well_as_bytes(tmp_path: Path, processes):
    (tmp_path / "a.txt").write_bytes(TEXT)
    assert processes.read(tmp_path / "a.txt", "a.txt").text == TEXT.decode()


def test_reasons_of_the_reader_come_back(processes):
    for ask, why in ((lambda: processes.read(b"", "a.pdf"), Reason.EMPTY),
                     (lambda: processes.render(TEXT, 1, 50), Reason.UNSUPPORTED)):  # fmt: skip
        with pytest.raises(Unreadable) as refused:
            ask()
        assert refused.value.reason is why


@pytest.mark.parametrize(
    ("ended_by", "why"),
    [(signal.SIGKILL, Reason.OUT_OF_MEMORY), (signal.SIGXCPU, Reason.OUT_OF_TIME), (signal.SIGSEGV, Reason.BROKEN)],
)
def test_a_process_that_dies_is_named_and_replaced(processes, ended_by, why):
    processes.read(TEXT, "a.txt")
    process = processes._idle[0]
    os.kill(process._process.pid, signal.SIGSTOP)
    threading.Timer(0.3, lambda: (os.kill(process._process.pid, ended_by),
                                  os.kill(process._process.pid, signal.SIGCONT))).start()  # fmt: skip
    with pytest.raises(Unreadable) as refused:
        processes.read(TEXT, "a.txt")
    assert refused.value.reason is why
    assert processes.read(TEXT, "a.txt").text == TEXT.decode()


def test_a_process_that_hangs_is_ended_when_its_time_is_over():
    with ReaderProcesses(1, ReadingLimits(max_seconds=0.2)) as processes:
        processes.read(TEXT, "a.txt")
        stopped = processes._idle[0]
        os.kill(stopped._process.pid, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(Unreadable) as refused:
            processes.read(TEXT, "a.txt")
        assert refused.value.reason is Reason.OUT_OF_TIME
        assert time.monotonic() - started < 10
        assert not stopped.is_alive()


def test_memory_is_bounded():
    picture = BytesIO()
    Image.new("1", (13_000, 13_000), 1).save(picture, "PNG")
    with ReaderProcesses(1, ReadingLimits(max_memory_bytes=700_000_000, max_pixels=10**9)) as processes:
        with pytest.raises(Unreadable) as refused:
            processes.read(picture.getvalue(), "a.png")
        assert refused.value.reason is Reason.OUT_OF_MEMORY
        assert processes.read(TEXT, "a.txt").text == TEXT.decode()


def test_several_threads_share_several_processes():
    with ReaderProcesses(2, LIMITS) as processes, ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: processes.read(TEXT, "a.txt").text, range(8)))
        assert found == [TEXT.decode()] * 8
        assert 1 <= len(processes._idle) <= 2


def test_a_process_is_renewed_after_many_files(processes, monkeypatch):
    monkeypatch.setattr("ingest.readers.isolated._JOBS_OF_ONE_PROCESS", 1)
    processes.read(TEXT, "a.txt")
    assert processes._idle == []


def test_a_process_is_told_no_secret_of_the_program(monkeypatch):
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://dondoc:secret@127.0.0.1/dondoc")
    with ReaderProcesses(1, LIMITS) as processes:
        processes.read(TEXT, "a.txt")
        surroundings = Path(f"/proc/{processes._idle[0]._process.pid}/environ").read_bytes()
    assert b"PATH=" in surroundings
    assert b"secret" not in surroundings


def test_a_process_ends_with_the_program_that_started_it(processes):
    processes.read(TEXT, "a.txt")
    process = processes._idle.pop()
    process._line.close()
    assert process._process.wait(10) == 0


def test_the_shared_processes_read_and_draw():
    assert read_isolated(TEXT, "a.txt", LIMITS).text == TEXT.decode()
    with pytest.raises(Unreadable):
        render_isolated(TEXT, 1, 50, LIMITS)


def test_a_process_answers_jobs_until_its_line_closes():
    ours, theirs = Pipe()
    worker = threading.Thread(target=serve, args=(theirs,))
    worker.start()
    assert ours.recv_bytes() == READY
    ours.send_bytes(pack(job()))
    assert isinstance(unpack(ours.recv_bytes()), DocumentText)
    ours.close()
    worker.join(5)
    assert not worker.is_alive()


def test_an_answer_is_a_document_or_a_reason(monkeypatch):
    assert isinstance(answer(job()), DocumentText)
    assert answer(job(b"")) == Refusal("empty", "")
    assert answer(job(task="render")) == Refusal("unsupported", "text has no pages")
    for error, reason in ((MemoryError(), "out_of_memory"), (AssertionError("x"), "broken")):

        def fail(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr("ingest.readers.reading_process.read_document", fail)
        assert answer(job()).reason == reason


def test_only_values_of_the_text_are_let_through():
    assert unpack(pack(b"picture")) == b"picture"
    for hostile in (os.system, {"a": 1}, ReadingLimits()):
        with pytest.raises(OSError, match="the answer"):
            unpack(pickle.dumps(hostile))


def test_every_choice_of_the_text_is_packed_as_class_and_value():
    """Early releases of Python 3.11 would pack it as a call of ``getattr``, which is refused on arrival."""
    choices = [kind for kind in vars(text).values() if isinstance(kind, EnumType) and kind.__module__ == text.__name__]
    assert {Origin, Region} <= set(choices)
    for kind in choices:
        assert _Plain.dispatch_table[kind](next(iter(kind))) == (kind, (next(iter(kind)).value,))


def test_bounds_are_set(monkeypatch):
    found = {}
    monkeypatch.setattr("resource.setrlimit", found.__setitem__)
    monkeypatch.setattr("resource.getrlimit", lambda _: (-1, -1))
    bound_memory(10**9)
    bound_time(5)
    assert max(soft for soft, _ in found.values()) == 10**9
    assert found[resource.RLIMIT_CORE] == (0, 0)
    monkeypatch.setattr("resource.getrlimit", lambda _: (7, 7))
    bound_memory(10**9)
    bound_time(5)
    assert {soft for soft, _ in found.values()} == {0, 7}
