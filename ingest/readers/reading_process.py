"""A process that reads files one after another: started by `ReaderProcesses`, ended with it."""

import os
import pickle
import resource
import sys
import threading
import time
from multiprocessing.connection import Connection

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.messages import READY, Job, Refusal, grids_to_json, pack
from ingest.readers.read import read_document, render
from ingest.signatures.values import signatures_to_json
from ingest.text import DocumentText

_SPARE_SECONDS = 10
_WATCH_SECONDS = 1.0


def serve(line: Connection) -> None:
    """Say that all is loaded, then answer jobs until the line is closed."""
    line.send_bytes(READY)
    while True:
        try:
            job = pickle.loads(line.recv_bytes())  # noqa: S301  our own parent sends it
        except (EOFError, OSError):
            return
        bound_time(job.limits.max_seconds)
        line.send_bytes(pack(answer(job)))


def answer(job: Job) -> DocumentText | bytes | Refusal:
    """Return what the job asks for, or why not."""
    try:
        if job.task == "render":
            return render(job.content, job.page_number, job.width_px, job.limits, job.rotation)
        if job.task == "grids":
            return _cells(job)
        if job.task == "signatures":
            return _signatures(job)
        return read_document(job.content, job.file_name, job.limits)
    except Unreadable as refused:
        return Refusal(refused.reason.value, refused.detail)
    except MemoryError:
        return Refusal(Reason.OUT_OF_MEMORY.value, "")
    except Exception as error:  # noqa: BLE001  the edge of a process: any other failure is a broken file, named
        return Refusal(Reason.BROKEN.value, f"{type(error).__name__}: {error}"[:300])


def _cells(job: Job) -> bytes:
    """Loaded at the first workbook."""
    from ingest.readers.grids import read_grids  # noqa: PLC0415

    return grids_to_json(read_grids(job.content, job.limits))


def _signatures(job: Job) -> bytes:
    """Loaded at the first signed document: most are not, and the libraries take a second."""
    from ingest.readers.signatures import read_signatures  # noqa: PLC0415

    return signatures_to_json(read_signatures(job.content, job.roots))


def bound_memory(n_bytes: int) -> None:
    """Let the process have so much address space and no more, and leave no picture of its memory behind."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = n_bytes if most == resource.RLIM_INFINITY else min(n_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def bound_time(seconds: float) -> None:
    """Let the process compute so long from now on; the parent ends it earlier, this holds if the parent is gone."""
    used = time.process_time()
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    bound = int(used + seconds) + _SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (bound if most == resource.RLIM_INFINITY else min(bound, most), most))


def leave_with(parent: int) -> None:
    """End this process when its parent is gone, whatever it is doing."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    leave_with(os.getppid())
    bound_memory(int(sys.argv[2]))
    serve(Connection(int(sys.argv[1])))
