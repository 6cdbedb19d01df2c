"""How a process hears that it should end."""

import signal
import threading
from types import FrameType


def told_to_stop() -> threading.Event:
    """Return an event that is set at the first SIGTERM or SIGINT; a second one ends the process at once."""
    told = threading.Event()

    def tell(number: int, _frame: FrameType | None) -> None:
        told.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    return told
