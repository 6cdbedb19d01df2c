"""PostgreSQL's connections between two requests, kept ready: a page does not ask first whether one still stands.

A question to a connection that has only just been used costs every page a round trip. The server's end is heard
without one: a connection that it has closed has something to be read while nothing was asked.
"""

import select
import time
from functools import partial
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

RESTED_SECONDS = 30.0  # after so long the network may have dropped it without a word: it is asked
PREPARED = 500  # the pages ask some hundred and forty questions; the driver's own hundred would forget and learn anew
_LEFT_AT = "left_at"


def keep_ready(engine: Engine) -> None:
    """Let a PostgreSQL engine take up its connections so."""
    event.listen(engine, "connect", _make_room)
    event.listen(engine, "checkin", _note_leaving)
    event.listen(engine, "checkout", partial(_be_sure, engine.dialect))


def _make_room(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own connection
    connection.prepared_max = PREPARED


def _note_leaving(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info[_LEFT_AT] = time.monotonic()


def _be_sure(dialect: Dialect, connection: Any, entry: ConnectionPoolEntry, _fairy: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Ask a connection that rested long or has something to be read; the pool replaces one that does not answer."""
    left_at = entry.info.get(_LEFT_AT)
    if left_at is None or (time.monotonic() - left_at < RESTED_SECONDS and not _has_word(connection)):
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _has_word(connection: Any) -> bool:  # noqa: ANN401 - the driver's own connection
    """Return whether there is something to be read, which nobody asked for; so is a closed connection."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
