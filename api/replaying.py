"""What ``dondoc receipt`` and ``dondoc replay`` do: one stored receipt shown, one or all computed again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.receipt_words import receipt_lines
from compliance.deadlines import queries as deadlines
from compliance.deadlines.receipts import receipt_from
from compliance.deadlines.replays import StoredReceipt, check
from compliance.deadlines.versions.queries import Laws
from compliance.entries import queries as entries
from compliance.entries.known.queries import deadline_known, lateness_known
from compliance.entries.receipts import queries as receipts
from core.database import make_engine, make_sessions, transaction
from core.local_time import end_of_day
from core.queries import unit_names
from extraction import queries as tasks
from ingest import queries as documents

HASHES = ("rulebook_sha256", "calendar_version")
NAME = re.compile(rf"((?:{'|'.join(receipts.NAMES)}):)?[1-9][0-9]{{0,8}}")


def is_name(text: str) -> bool:
    """Return whether this can name a receipt: ``17`` for a deadline's, ``return:3`` for a return's."""
    return NAME.fullmatch(text) is not None


def receipt_as_json(database_url: str, name: str, known_on: date | None = None) -> dict[str, Any]:
    """Return all that is stored of a receipt, in JSON's own types.

    Args:
        known_on: the receipt of the same clock that counted at the end of that day instead.

    Raises:
        NotFound: there is none of this name, or none counted then.
    """
    with _reading(database_url) as session:
        stored = _find(session, name, known_on)
    return {
        "receipt": stored.name,
        "directive": stored.directive_id,
        "assignment": stored.assignment_id,
        "computed_at": stored.computed_at.isoformat(),
        "is_current": stored.is_current,
        **stored.plain,
        "receipt_sha256": stored.sha256 or receipt_from(stored.plain).sha256,
    }


def receipt_in_words(database_url: str, name: str, known_on: date | None = None) -> list[str]:
    """Return a receipt as lines that an official can read; ``known_on`` as for `receipt_as_json`.

    Raises:
        NotFound: there is none of this name.
    """
    with _reading(database_url) as session:
        stored = _find(session, name, known_on)
        known = _known_in_words(session, stored, known_on) if known_on else []
        directive = documents.directive(session, stored.directive_id)
        assignments = tasks.assignments_of(session, stored.directive_id)
        names = unit_names(session)
    units = [names.get(row.unit_id or 0, row.name) for row in assignments if row.id == stored.assignment_id]
    return [*known, *receipt_lines(stored, directive.number, directive.issued_on, units[0] if units else None)]


def replay_stored(database_url: str, name: str | None) -> Iterator[dict[str, Any]]:
    """Give each difference between the receipts and their replay, and last the sum.

    Each is computed by the version of the law that it names; one that was never kept (receipts older than the kept
    versions) by the law in force, which must then give the same days for the same reasons.

    Raises:
        NotFound: there is no receipt of this name.
        AlteredVersion: a kept version of the law is no longer what its hashes say.
    """
    laws = Laws()
    replayed = differing = 0
    with _reading(database_url) as session:
        for stored in _every(session) if name is None else [_find(session, name)]:
            law = laws.named(session, *(str(stored.plain.get(hash_)) for hash_ in HASHES))
            law = law or laws.in_force(session)
            differences = check(stored, law.rulebook, law.calendar)
            replayed += 1
            differing += bool(differences)
            for found in differences:
                yield {
                    "receipt": stored.name,
                    "field": found.field,
                    "stored": found.receipt,
                    "replayed": found.replayed,
                }
    yield {"replayed": replayed, "differing": differing}


@contextmanager
def _reading(database_url: str) -> Iterator[Session]:
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine), writes=False) as session:
            yield session
    finally:
        engine.dispose()


def _every(session: Session) -> Iterator[StoredReceipt]:
    yield from deadlines.stored_receipts(session)
    yield from receipts.stored_receipts(session)


def _find(session: Session, name: str, known_on: date | None = None) -> StoredReceipt:
    kind, _, number = name.rpartition(":")
    if kind:
        return receipts.stored_receipt(session, kind, int(number))
    row = deadlines.deadline(session, int(number))
    return deadlines.stored_receipt(row if known_on is None else deadline_known(session, row, end_of_day(known_on)))


def _known_in_words(session: Session, stored: StoredReceipt, known_on: date) -> list[str]:
    """Say what was known of an assignment's lateness at the end of a day, and what is known of it now."""
    lines = [f"NHƯ ĐÃ BIẾT HẾT NGÀY {known_on:%d/%m/%Y}"]
    if stored.assignment_id is not None:
        then = lateness_known(session, stored.assignment_id, stored.directive_id, end_of_day(known_on))
        lines.append("Khi đó: " + ("đã ghi nhận chậm cập nhật" if then.is_late else "không ghi nhận chậm cập nhật"))
        now = any(flag.voided_at is None for flag in entries.flags_of(session, stored.assignment_id))
        lines.append("Hiện nay: " + ("có ghi nhận chậm cập nhật" if now else "không có ghi nhận chậm cập nhật"))
    return [*lines, ""]
