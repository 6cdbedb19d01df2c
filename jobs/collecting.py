"""What shares and mailboxes hold is collected like the watched folder's files, and how each look went is kept."""

import structlog

from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.files import FolderSource
from ingest.connectors.places import Place
from ingest.outbox.service import note_look
from jobs.lines import FOLDER
from jobs.pulling import Pulled, take_listed
from jobs.resources import Resources

log = structlog.get_logger()


def collect(resources: Resources, place: Place) -> list[Pulled]:
    """Take what a place offers now; return what became of it. A place that is away is written down, never raised."""
    began = resources.machine_clock.now()
    taken: list[Pulled] = []
    failure: str | None = None
    try:
        taken.extend(take_listed(resources, place.source))
    except Unavailable as error:
        failure = error.message
        log.warning("place.away", connector=place.name, reason=error.reason)
    with transaction(resources.sessions) as session:
        note_look(session, place.name, now=began, failure=failure, backlog=0, taken_until=None)
    return taken


def look_at_folder(resources: Resources, folder: FolderSource) -> None:
    """Write down whether the watched folder can be read, and how many files wait in it."""
    failure: str | None = None
    try:
        backlog = len(folder.list())
    except Unavailable as error:
        backlog, failure = 0, error.message
    with transaction(resources.sessions) as session:
        now = resources.machine_clock.now()
        note_look(session, FOLDER, now=now, failure=failure, backlog=backlog, taken_until=None)
