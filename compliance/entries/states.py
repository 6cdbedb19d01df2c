"""Where an assignment stands, on three axes: work, review, extension; what an act makes of it stands in `acts`; pure.

On time, late and overdue are never states: they are computed from instants.
"""

from dataclasses import dataclass
from enum import StrEnum


class Work(StrEnum):
    """How far the unit is."""

    NOT_ACCEPTED = "not_accepted"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"


class Review(StrEnum):
    """What the Office said of the latest thing it was given: an entry, or the result."""

    NONE = "none"
    AWAITING = "awaiting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Extension(StrEnum):
    """The latest wish for a new deadline."""

    NONE = "none"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Standing(StrEnum):
    """Whether the assignment lives at all: only an open one moves on the axes."""

    OPEN = "open"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


class Answer(StrEnum):
    """How far something that was asked once has come: "not ours", a contest, the monitor's review."""

    NONE = "none"
    ASKED = "asked"
    REFUSED = "refused"
    GRANTED = "granted"


WORK_WORDS = {
    Work.NOT_ACCEPTED: "chưa tiếp nhận",
    Work.IN_PROGRESS: "đang thực hiện",
    Work.REPORTED: "đã báo cáo",
}
REVIEW_WORDS = {
    Review.NONE: "chưa xem xét",
    Review.AWAITING: "chờ xác nhận",
    Review.CONFIRMED: "đã xác nhận",
    Review.RETURNED: "bị trả lại",
}
EXTENSION_WORDS = {
    Extension.NONE: "chưa xin gia hạn",
    Extension.ASKED: "chờ duyệt gia hạn",
    Extension.APPROVED: "đã gia hạn",
    Extension.REFUSED: "không được gia hạn",
}
STANDING_WORDS = {
    Standing.OPEN: "đang mở",
    Standing.SUSPENDED: "tạm dừng",
    Standing.WITHDRAWN: "đã rút",
    Standing.ARCHIVED: "đã lưu, kết thúc theo dõi",
}


@dataclass(frozen=True, slots=True)
class AssignmentState:
    """The three axes, and beside them what some acts depend on.

    ``is_definite``: the Office has confirmed it; ``is_subject``: the unit is subject to the rules. ``has_verdict``:
    a flag or return stands against it, ``is_incomplete``: and nothing was confirmed since (both as `returns` finds
    them in the record). ``late_returns``: how often it was returned for being late. ``review_before`` and
    ``work_before`` are what a withdrawn report goes back to. ``monitor``: NONE where no monitor reviews first.
    ``is_result_returned``: what was returned last is a report, which stands again if that return ends.
    """

    work: Work = Work.NOT_ACCEPTED
    review: Review = Review.NONE
    extension: Extension = Extension.NONE
    standing: Standing = Standing.OPEN
    is_definite: bool = True
    is_subject: bool = True
    is_lead: bool = True
    has_deadline: bool = True
    has_verdict: bool = False
    is_incomplete: bool = False
    is_reentered: bool = False
    late_returns: int = 0
    extensions: int = 0
    not_ours: Answer = Answer.NONE
    contest: Answer = Answer.NONE
    monitor: Answer = Answer.NONE
    work_before: Work = Work.NOT_ACCEPTED
    review_before: Review = Review.NONE
    is_result_returned: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the result is reported and confirmed: nothing more is owed."""
        return self.work is Work.REPORTED and self.review is Review.CONFIRMED

    @property
    def is_open(self) -> bool:
        """Whether something is still owed and the assignment is not suspended."""
        return self.standing is Standing.OPEN and not self.is_done
