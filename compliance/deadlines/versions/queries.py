"""What is asked of the kept versions of the law. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law, load_law
from compliance.deadlines.versions.models import LawVersion
from compliance.deadlines.versions.stored import WrittenLaw, read_law
from core.errors import NotFound

Hashes = tuple[str, str]


class Laws:
    """The versions of the law that a process has met, each read once.

    What is asked of the database every time is one row's id and hashes; the content is read when a version is new to
    the process.
    """

    def __init__(self) -> None:
        """Know the law that ships with the program."""
        shipped = load_law()
        self._known: dict[Hashes, Law] = {hashes_of(shipped): shipped}

    def in_force(self, session: Session, at: datetime | None = None) -> Law:
        """Return the law in force, now or as of an instant: the version applied last, else the one that ships.

        Raises:
            AlteredVersion: the row no longer gives its own hashes.
        """
        found = session.execute(_newest(at).with_only_columns(LawVersion.rulebook_sha256, LawVersion.calendar_version))
        row = found.one_or_none()
        law = None if row is None else self.named(session, row[0], row[1])
        return law or load_law()

    def named(self, session: Session, rulebook_sha256: str, calendar_version: str) -> Law | None:
        """Return the version that a receipt names, or None if it was never kept.

        Raises:
            AlteredVersion: the row no longer gives its own hashes.
        """
        hashes = rulebook_sha256, calendar_version
        if hashes not in self._known:
            row = named(session, rulebook_sha256, calendar_version)
            if row is None:
                return None
            self._known[hashes] = law_from(row)
        return self._known[hashes]


def hashes_of(law: Law) -> Hashes:
    """Return the two hashes by which receipts name a version."""
    return law.rulebook.sha256, law.calendar.version


def law_from(row: LawVersion) -> Law:
    """Return a kept version as the program uses it.

    Raises:
        AlteredVersion: the row no longer gives its own hashes.
    """
    written = WrittenLaw(row.rulebook_sha256, row.calendar_version, row.parameters, row.days, row.calendar)
    return Law(*read_law(written, load_law().rulebook))


def in_force(session: Session, at: datetime | None = None) -> LawVersion | None:
    """Return the version applied last, now or as of an instant; None: the law that ships is in force."""
    return session.scalar(_newest(at))


def named(session: Session, rulebook_sha256: str, calendar_version: str) -> LawVersion | None:
    """Return the kept version with these hashes, or None."""
    question = select(LawVersion).where(
        LawVersion.rulebook_sha256 == rulebook_sha256, LawVersion.calendar_version == calendar_version
    )
    return session.scalar(question.order_by(LawVersion.id).limit(1))


def versions(session: Session) -> Sequence[LawVersion]:
    """Return every version, newest first."""
    return session.scalars(select(LawVersion).order_by(LawVersion.id.desc())).all()


def applied_since(session: Session, since: datetime) -> Sequence[LawVersion]:
    """Return the versions that were applied at an instant or later, and changed something, in the order of applying."""
    question = select(LawVersion).where(LawVersion.applied_at >= since, LawVersion.effects.is_not(None))
    return session.scalars(question.order_by(LawVersion.applied_at, LawVersion.id)).all()


def version(session: Session, version_id: int) -> LawVersion:
    """Return one version.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.get(LawVersion, version_id)
    if row is None:
        message = f"Không có bản quy định và lịch số {version_id}."
        raise NotFound(message)
    return row


def _newest(at: datetime | None) -> Select[LawVersion]:
    question = select(LawVersion).where(LawVersion.applied_at.is_not(None))
    if at is not None:
        question = question.where(LawVersion.applied_at < at)
    return question.order_by(LawVersion.applied_at.desc(), LawVersion.id.desc()).limit(1)
