"""What is asked about sending and fetching. Reads only."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from ingest.outbox.models import ConnectorAlarm, ConnectorState, OutgoingStatus, StuckItem
from ingest.packages.models import Package


def due(session: Session, connector: str, now: datetime, limit: int) -> Sequence[tuple[OutgoingStatus, Package]]:
    """Return the statuses to be sent now with the packages they are about, oldest first."""
    question = (
        select(OutgoingStatus, Package)
        .join(Package, Package.id == OutgoingStatus.package_id)
        .where(
            OutgoingStatus.connector == connector,
            OutgoingStatus.sent_at.is_(None),
            OutgoingStatus.given_up_at.is_(None),
            OutgoingStatus.not_before <= now,
        )
        .order_by(OutgoingStatus.not_before, OutgoingStatus.id)
        .limit(limit)
    )
    return [(row, package) for row, package in session.execute(question)]


def owed(session: Session, package_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return package and code of every status that was ever owed for these packages."""
    question = select(OutgoingStatus.package_id, OutgoingStatus.code).where(OutgoingStatus.package_id.in_(package_ids))
    return {(package_id, code) for package_id, code in session.execute(question)}


def was_owed(codes: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a package was ever owed one of these statuses."""
    return exists().where(OutgoingStatus.package_id == Package.id, OutgoingStatus.code.in_(codes))


def unsent(session: Session) -> Sequence[OutgoingStatus]:
    """Return the statuses that are not sent, given up ones too, oldest first."""
    question = select(OutgoingStatus).where(OutgoingStatus.sent_at.is_(None)).order_by(OutgoingStatus.id)
    return session.scalars(question.limit(200)).all()


def unsent_by_connector(session: Session) -> dict[str, Counter[bool]]:
    """Return how many statuses of each connector are not sent: under True those given up, under False those to try."""
    given_up = OutgoingStatus.given_up_at.is_not(None)
    question = select(OutgoingStatus.connector, given_up, func.count()).where(OutgoingStatus.sent_at.is_(None))
    found: dict[str, Counter[bool]] = {}
    for connector, is_given_up, count in session.execute(question.group_by(OutgoingStatus.connector, given_up)):
        found.setdefault(connector, Counter())[bool(is_given_up)] = count
    return found


def states(session: Session) -> dict[str, ConnectorState]:
    """Return how each connector fares, by name."""
    return {row.name: row for row in session.scalars(select(ConnectorState).order_by(ConnectorState.name))}


def alarms(session: Session) -> Sequence[ConnectorAlarm]:
    """Return the alarms that stand, newest first."""
    question = select(ConnectorAlarm).where(ConnectorAlarm.cleared_at.is_(None))
    return session.scalars(question.order_by(ConnectorAlarm.raised_at.desc(), ConnectorAlarm.id.desc())).all()


def stuck_digests(session: Session, connector: str) -> set[str]:
    """Return what stands for the things that a place was asked to let go, and did not."""
    return set(session.scalars(select(StuckItem.digest).where(StuckItem.connector == connector)))


def alarm_keys(session: Session, connector: str, kind: str) -> set[str]:
    """Return what tells the alarms of a kind apart that stand for a connector."""
    standing = ConnectorAlarm.connector == connector, ConnectorAlarm.kind == kind, ConnectorAlarm.cleared_at.is_(None)
    return set(session.scalars(select(ConnectorAlarm.key).where(*standing)))
