"""How each way in fares: when it last answered, how far it is taken, what waits there, what is alarming. Reads only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from ingest.outbox import queries as outbox
from ingest.outbox.models import ConnectorAlarm, ConnectorState
from jobs.resources import Resources

FOLDER = "folder"
FOLDER_EVERY = timedelta(minutes=1)
# A look that fails is another matter; one that is not even made so long means that nothing looks any more.
LOOKS_MISSED = 3
SHORTEST_SILENCE = timedelta(minutes=10)


class LineState(StrEnum):
    """Whether documents can come this way."""

    OPEN = "open"
    FAILING = "failing"
    SILENT = "silent"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Line:
    """One connector, or the watched folder.

    ``taken_until``: everything that was offered before this instant is here (axes only). ``backlog`` counts what is
    offered there and not taken. ``counted`` is what the last nightly count found there and here. ``waiting`` and
    ``given_up`` count statuses owed to senders and not sent.
    """

    name: str
    kind: str
    address: str
    state: LineState
    last_success_at: datetime | None
    taken_until: datetime | None
    backlog: int
    error: str | None
    counted: tuple[int, int] | None
    alarms: tuple[ConnectorAlarm, ...]
    waiting: int
    given_up: int

    @property
    def is_well(self) -> bool:
        """Return whether nobody needs to look at it."""
        return self.state in {LineState.OPEN, LineState.UNTRIED} and not self.alarms and not self.given_up


def lines(session: Session, resources: Resources, now: datetime) -> tuple[Line, ...]:
    """Return how each configured connector fares, and the watched folder, those that need a look first.

    Args:
        now: by the machine's clock, as looks are noted.
    """
    states, alarms = outbox.states(session), outbox.alarms(session)
    unsent = outbox.unsent_by_connector(session)
    found = (
        _line(name, kind, address, _state(states.get(name), every, now), states.get(name), alarms, unsent)
        for name, kind, address, every in _configured(resources)
    )
    return tuple(sorted(found, key=lambda line: line.is_well))


def _configured(resources: Resources) -> Iterator[tuple[str, str, str, timedelta]]:
    """Name, kind, where it is, and how often it is looked at."""
    for axis in resources.axes:
        yield axis.name, axis.kind, axis.endpoint, axis.every
    for place in resources.places:
        yield place.name, place.kind, "", place.every
    yield FOLDER, FOLDER, "", FOLDER_EVERY


def _state(row: ConnectorState | None, every: timedelta, now: datetime) -> LineState:
    if row is None or row.last_tried_at is None:
        return LineState.UNTRIED
    if now - row.last_tried_at > max(every * LOOKS_MISSED, SHORTEST_SILENCE):
        return LineState.SILENT
    return LineState.OPEN if row.last_error is None else LineState.FAILING


def _line(
    name: str,
    kind: str,
    address: str,
    state: LineState,
    row: ConnectorState | None,
    alarms: Sequence[ConnectorAlarm],
    unsent: Mapping[str, Counter[bool]],
) -> Line:
    counted = (row.counted_there or 0, row.counted_here or 0) if row and row.counted_on else None
    owed = unsent.get(name, Counter())
    return Line(
        name=name,
        kind=kind,
        address=address,
        state=state,
        last_success_at=row.last_success_at if row else None,
        taken_until=row.taken_until if row else None,
        backlog=row.backlog if row else 0,
        error=row.last_error if row else None,
        counted=counted,
        alarms=tuple(alarm for alarm in alarms if alarm.connector == name),
        waiting=owed[False],
        given_up=owed[True],
    )
