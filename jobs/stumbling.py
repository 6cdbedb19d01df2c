"""A document that fails, unforeseen, while it is taken: tried again with growing pauses, then told as not taken.

Whatever is wrong with one must not hold up those behind it. Its tries are counted as those of any piece of work; the
document itself stays at its source, unacknowledged, until its tries are used up.
"""

import zlib
from collections.abc import Iterable

import structlog

from core.database import transaction
from ingest.connectors.source import RemoteDocument
from ingest.models import Arrival
from ingest.service import refuse_file
from jobs import leases
from jobs.resources import Resources

TAKE = "take"
NOT_TAKEN = (
    "Nhận tệp này gặp lỗi ngoài dự kiến nhiều lần; nội dung chưa được lưu. "
    "Đề nghị báo quản trị viên, kiểm tra tệp rồi gửi lại."
)

log = structlog.get_logger()


def resting(resources: Resources, source: str, documents: Iterable[RemoteDocument]) -> set[str]:
    """Return the keys of the documents that failed lately and rest."""
    with transaction(resources.sessions, writes=False) as session:
        barred = leases.barred(session, TAKE, now=resources.machine_clock.now(), terms=resources.terms)
    return {document.key for document in documents if _subject(source, document) in barred} if barred else set()


def stumbled(resources: Resources, source: str, document: RemoteDocument) -> Arrival | None:
    """Count a failure; return the arrival that says so where no try is left, and None where it will be tried again."""
    now = resources.machine_clock.now()
    subject = _subject(source, document)
    with transaction(resources.sessions) as session:
        held = leases.claim(session, TAKE, subject, now=now, terms=resources.terms)
        if held is None or not leases.fail(session, held, "unforeseen", now=now, terms=resources.terms):
            return None
        leases.lift_quarantine(session, TAKE, subject)  # sent once more, it has all its tries
        arrival = refuse_file(session, source=source, name=document.name, reason=NOT_TAKEN, now=resources.clock.now())
        arrival.outcome = "unreadable"
        log.error("document.given_up", source=source, arrival_id=arrival.id)
        return arrival


def _subject(source: str, document: RemoteDocument) -> int:
    """A number for a document of a source, as leases go by numbers."""
    return zlib.crc32(f"{source}/{document.key}/{document.version}".encode(errors="surrogatepass")) >> 1
