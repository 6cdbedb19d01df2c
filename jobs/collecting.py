"""What shares and mailboxes hold is collected like the watched folder's files, and how each look went is kept."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from core.database import transaction
from core.errors import Unavailable
from ingest.connectors.files import FolderSource
from ingest.connectors.places import Place
from ingest.outbox.service import note_look, set_alarms
from jobs.lines import FOLDER
from jobs.pulling import Pulled, take_listed
from jobs.remembering import Remembering
from jobs.resources import Resources

STUCK = "stuck"
STUCK_TOLD = "Đã nhận nhưng không chuyển đi được {count} mục: nơi gửi không cho chuyển. Kiểm tra quyền ghi, dung lượng."

log = structlog.get_logger()


def collect(resources: Resources, place: Place) -> list[Pulled]:
    """Take what a place offers now; return what became of it. A place that is away is written down, never raised."""
    began = resources.machine_clock.now()
    taken: list[Pulled] = []
    failure: str | None = None
    source = Remembering(resources, place.source)
    try:
        taken.extend(take_listed(resources, source))
    except Unavailable as error:
        failure = error.message
        log.warning("place.away", connector=place.name, reason=error.reason)
    with transaction(resources.sessions) as session:
        left = source.count - len(taken)  # offered and not to be had now: each is asked for again
        note_look(session, place.name, now=began, failure=failure, backlog=left, taken_until=None)
        if failure is None:
            _alarm_of_stuck(session, place.name, place.source.stuck(), began)
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
        if failure is None:
            _alarm_of_stuck(session, FOLDER, folder.stuck(), now)


def _alarm_of_stuck(session: Session, connector: str, count: int, now: datetime) -> None:
    found = {STUCK: STUCK_TOLD.format(count=count)} if count else {}
    set_alarms(session, connector, STUCK, found, now)
