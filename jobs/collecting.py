"""What shares and mailboxes hold is collected like the watched folder's files, and how each look went is kept."""

import structlog

from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.places import Place
from ingest.outbox.service import note_look
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
