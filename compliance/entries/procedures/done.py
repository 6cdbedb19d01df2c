"""What the procedures did to an assignment, as counting asks it; pure."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Procedures:
    """What the procedures did to one assignment.

    ``is_held``: no clock of it runs, because of a contest, "not ours", a suspension or its closure. ``suspensions``:
    from and until (None: still). ``withdrawn_reports``: by entry, when they were taken back. ``extended``: the
    deadlines that an extension set.
    """

    is_held: bool = False
    suspensions: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    archived_at: datetime | None = None
    withdrawn_reports: dict[int, datetime] = field(default_factory=dict)
    extended: set[int] = field(default_factory=set)


NOTHING_DONE = Procedures()
