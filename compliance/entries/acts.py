"""Who may do what with an assignment, when, and what it makes of it: one table; pure.

Every act has one row: the actors, the states in which it is possible, what must be given, and the change. `decide`
gives the next state or a refusal with its reason; nothing else in the program changes a state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from compliance.entries import changes as after
from compliance.entries.states import Answer, AssignmentState, Extension, Review, Standing, Work
from compliance.rulebook.rules import Rules
from core.wording import is_blank


class Actor(StrEnum):
    """Who acts: the lead unit, a coordinating unit, the monitor, the Office, or the sweep."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    MONITOR = "monitor"
    OFFICE = "office"
    SWEEP = "sweep"


class Act(StrEnum):
    """What can be done with an assignment."""

    MAKE_DEFINITE = "make_definite"
    FIRST_ENTRY = "first_entry"
    FLAG_LATE = "flag_late"
    RETURN_LATE = "return_late"
    RETURN_ENTRY = "return_entry"
    REENTER = "reenter"
    CONFIRM_ENTRY = "confirm_entry"
    PROGRESS = "progress"
    COORDINATE = "coordinate"
    REPORT = "report"
    WITHDRAW_REPORT = "withdraw_report"
    PASS_REVIEW = "pass_review"
    CONFIRM_RESULT = "confirm_result"
    RETURN_RESULT = "return_result"
    MONITOR_RETURN = "monitor_return"
    SAY_NOT_OURS = "say_not_ours"
    ACCEPT_NOT_OURS = "accept_not_ours"
    REFUSE_NOT_OURS = "refuse_not_ours"
    CONTEST = "contest"
    OVERTURN = "overturn"
    UPHOLD = "uphold"
    WAIVE = "waive"
    ASK_EXTENSION = "ask_extension"
    APPROVE_EXTENSION = "approve_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SUSPEND = "suspend"
    RESUME = "resume"
    SPLIT = "split"
    MERGE = "merge"
    MERGE_AWAY = "merge_away"
    REPLACE_LEAD = "replace_lead"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with an act: texts, a count, and what the clocks say of its moment.

    ``is_complete``: nothing is lacking by `completeness`; ``in_time``: before the instant that matters for the act
    (the entry deadline for "not ours", the filing deadline for a contest, the task deadline for an extension).
    ``is_later_day``: the new day is after the present deadline. ``clock_ended``: the entry or re-entry clock ended
    without a valid entry made before its end.
    """

    is_complete: bool = False
    in_time: bool = False
    clock_ended: bool = False
    is_later_day: bool = False
    n_evidence: int = 0
    reason: str = ""
    authority: str = ""
    missing: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not possible: a stable key, and Vietnamese words."""

    reason: str
    words: str


_State = AssignmentState
_Check = Callable[[_State, Given, Rules], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold for an act, and what to say where it does not."""

    reason: str
    words: str
    holds: _Check


@dataclass(frozen=True, slots=True)
class Row:
    """An act: by whom, in which states, under which conditions, and the change it makes."""

    actors: frozenset[Actor]
    conditions: tuple[Condition, ...]
    then: Callable[[_State], _State]
    standing: frozenset[Standing] = frozenset({Standing.OPEN})


def decide(state: AssignmentState, act: Act, actor: Actor, given: Given, rules: Rules) -> AssignmentState | Refusal:
    """Return the state after an act, or why it is refused; never changes anything else.

    Source: rulebook review.*
    """
    row = TABLE[act]
    if actor not in row.actors:
        return Refusal("not_yours", "Vai trò này không được thực hiện việc này.")
    if state.standing not in row.standing:
        return Refusal("not_open", f"Nhiệm vụ {_STANDING[state.standing]}, không thực hiện được việc này.")
    for condition in row.conditions:
        if not condition.holds(state, given, rules):
            return Refusal(condition.reason, condition.words)
    return row.then(state)


def possible_acts(state: AssignmentState, actor: Actor, rules: Rules) -> tuple[Act, ...]:
    """Return the acts that an actor could do now, whatever is still to be given; in the table's order."""
    everything = Given(
        is_complete=True,
        in_time=True,
        clock_ended=True,
        is_later_day=True,
        n_evidence=1,
        reason="…",
        authority="…",
        missing="…",
        cause="…",
    )
    return tuple(act for act in Act if not isinstance(decide(state, act, actor, everything, rules), Refusal))


_STANDING = {
    Standing.OPEN: "đang mở",
    Standing.SUSPENDED: "đang tạm dừng",
    Standing.WITHDRAWN: "đã rút",
    Standing.ARCHIVED: "đã lưu",
}


def _is(reason: str, words: str, holds: Callable[[_State], bool]) -> Condition:
    """Return a condition on the state alone."""
    return Condition(reason, words, lambda state, _given, _rules: holds(state))


def _given(reason: str, words: str, holds: Callable[[Given], bool]) -> Condition:
    """Return a condition on what comes with the act alone."""
    return Condition(reason, words, lambda _state, given, _rules: holds(given))


_DEFINITE = _is("provisional", "Văn phòng chưa xác nhận nhiệm vụ này.", lambda s: s.is_definite)
_PROVISIONAL = _is("definite", "Nhiệm vụ đã được xác nhận.", lambda s: not s.is_definite)
_SUBJECT = _is("not_subject", "Đơn vị không thuộc đối tượng của quy định.", lambda s: s.is_subject)
_LEAD = _is("not_lead", "Chỉ đơn vị chủ trì cập nhật nhiệm vụ này.", lambda s: s.is_lead)
_COORDINATING = _is("not_coordinating", "Chỉ đơn vị phối hợp.", lambda s: not s.is_lead)
_NOT_DONE = _is("done", "Kết quả đã được xác nhận.", lambda s: not s.is_done)
_NOT_ACCEPTED = _is("accepted", "Đã có cập nhật lần đầu.", lambda s: s.work is Work.NOT_ACCEPTED)
_IN_PROGRESS = _is(
    "not_in_progress", "Nhiệm vụ không ở trạng thái đang thực hiện.", lambda s: s.work is Work.IN_PROGRESS
)
_NOT_REPORTED = _is("reported", "Đã báo cáo kết quả.", lambda s: s.work is not Work.REPORTED)
_REPORTED = _is("not_reported", "Chưa báo cáo kết quả.", lambda s: s.work is Work.REPORTED)
_AWAITING = _is("not_awaiting", "Không có gì đang chờ xác nhận.", lambda s: s.review is Review.AWAITING)
_RETURNED = _is("not_returned", "Không có cập nhật nào bị trả lại.", lambda s: s.review is Review.RETURNED)
_UNSETTLED = _is("settled", "Cập nhật này đã được kết luận.", lambda s: s.review in {Review.NONE, Review.AWAITING})
_VERDICT = _is("no_verdict", "Không có ghi nhận chậm hay trả lại nào.", lambda s: s.has_verdict)
_NO_MONITOR_LEFT = _is(
    "monitor_first", "Cơ quan theo dõi, tổng hợp chưa thẩm định.", lambda s: s.monitor is not Answer.ASKED
)
_MONITOR_ASKED = _is("no_monitor", "Không chờ cơ quan theo dõi thẩm định.", lambda s: s.monitor is Answer.ASKED)
_NOT_OURS_OPEN = _is("no_not_ours", "Đơn vị không báo không thuộc thẩm quyền.", lambda s: s.not_ours is Answer.ASKED)
_NOT_OURS_QUIET = _is(
    "not_ours_asked", "Đang chờ Văn phòng trả lời về thẩm quyền.", lambda s: s.not_ours is not Answer.ASKED
)
_NOT_OURS_ONCE = Condition(
    "not_ours_said",
    "Đã báo không thuộc thẩm quyền một lần.",
    lambda s, _g, r: s.not_ours is Answer.NONE and r.review.not_ours_times > 0,
)
_CONTEST_ONCE = Condition(
    "contested",
    "Ghi nhận này đã được kiến nghị một lần.",
    lambda s, _g, r: s.contest is Answer.NONE and r.review.contests_per_verdict > 0,
)
_CONTESTED = _is("no_contest", "Không có kiến nghị nào đang chờ.", lambda s: s.contest is Answer.ASKED)
_DEADLINE = _is("no_deadline", "Nhiệm vụ không có thời hạn.", lambda s: s.has_deadline)
_NOT_ASKED = _is("extension_asked", "Đang chờ duyệt gia hạn.", lambda s: s.extension is not Extension.ASKED)
_ASKED = _is("no_extension", "Không có đề nghị gia hạn nào.", lambda s: s.extension is Extension.ASKED)
_EXTENSIONS_LEFT = Condition(
    "extensions_used", "Đã gia hạn hết số lần cho phép.", lambda s, _g, r: s.extensions < r.review.max_extensions
)
_LATE_RETURN_LEFT = Condition(
    "late_return_used", "Đã trả lại vì chậm một lần.", lambda s, _g, r: s.late_returns < r.review.late_returns
)
_BEFORE_TASK_DUE = Condition(
    "after_due",
    "Đã quá hạn thực hiện, không xin gia hạn được.",
    lambda _s, g, r: g.in_time or r.review.extension_after_due,
)
_COMPLETE = _given("incomplete", "Cập nhật còn thiếu nội dung bắt buộc.", lambda g: g.is_complete)
_FIRST = _is("reentered", "Cập nhật lại không bị trả vì chậm nữa.", lambda s: not s.is_reentered)
_REASON = _given("no_reason", "Cần nêu lý do.", lambda g: not is_blank(g.reason))
_AUTHORITY = _given("no_authority", "Cần nêu thẩm quyền quyết định.", lambda g: not is_blank(g.authority))
_MISSING = _given("no_missing", "Cần nêu còn thiếu hoặc sai ở đâu.", lambda g: not is_blank(g.missing))
_CAUSE = _given("no_cause", "Cần nêu nguyên nhân.", lambda g: not is_blank(g.cause))
_EVIDENCE = _given("no_evidence", "Cần có tài liệu chứng minh.", lambda g: g.n_evidence > 0)
_IN_TIME = _given("too_late", "Đã hết thời gian cho việc này.", lambda g: g.in_time)
_CLOCK_ENDED = _given("in_time", "Chưa hết hạn cập nhật.", lambda g: g.clock_ended)
_LATER_DAY = _given("not_later", "Ngày mới phải sau hạn hiện tại.", lambda g: g.is_later_day)


def _by(*actors: Actor) -> frozenset[Actor]:
    """Return the actors of a row."""
    return frozenset(actors)


_ORDER = (_REASON, _AUTHORITY)
_ANY_LIVING = frozenset({Standing.OPEN, Standing.SUSPENDED})

TABLE: Mapping[Act, Row] = {
    Act.MAKE_DEFINITE: Row(_by(Actor.OFFICE), (_PROVISIONAL,), lambda s: replace(s, is_definite=True)),
    Act.FIRST_ENTRY: Row(_by(Actor.LEAD), (_LEAD, _NOT_ACCEPTED, _NOT_OURS_QUIET, _COMPLETE), after.entered),
    Act.FLAG_LATE: Row(
        _by(Actor.SWEEP),
        (_LEAD, _DEFINITE, _SUBJECT, _NOT_DONE, _NOT_OURS_QUIET, _CLOCK_ENDED),
        after.flagged,
    ),
    Act.RETURN_LATE: Row(
        _by(Actor.SWEEP),
        (_DEFINITE, _SUBJECT, _VERDICT, _IN_PROGRESS, _AWAITING, _FIRST, _LATE_RETURN_LEFT),
        after.returned_late,
    ),
    Act.RETURN_ENTRY: Row(
        _by(Actor.OFFICE), (_DEFINITE, _SUBJECT, _IN_PROGRESS, _UNSETTLED, _REASON, _MISSING), after.returned
    ),
    Act.REENTER: Row(
        _by(Actor.LEAD),
        (_LEAD, _NOT_REPORTED, _RETURNED, _COMPLETE, _CAUSE),
        lambda s: replace(
            s, work=Work.IN_PROGRESS, review=Review.AWAITING, is_reentered=True, is_result_returned=False
        ),
    ),
    Act.CONFIRM_ENTRY: Row(_by(Actor.OFFICE), (_DEFINITE, _IN_PROGRESS, _UNSETTLED), after.confirmed),
    Act.PROGRESS: Row(_by(Actor.LEAD), (_LEAD, _IN_PROGRESS), lambda s: s),
    Act.COORDINATE: Row(_by(Actor.COORDINATING), (_COORDINATING, _NOT_DONE), lambda s: s),
    Act.REPORT: Row(_by(Actor.LEAD), (_LEAD, _NOT_REPORTED, _NOT_OURS_QUIET, _COMPLETE, _EVIDENCE), after.reported),
    Act.WITHDRAW_REPORT: Row(
        _by(Actor.LEAD),
        (_REPORTED, _AWAITING, _REASON),
        lambda s: replace(s, work=s.work_before, review=s.review_before),
    ),
    Act.PASS_REVIEW: Row(
        _by(Actor.MONITOR), (_REPORTED, _AWAITING, _MONITOR_ASKED), lambda s: replace(s, monitor=Answer.GRANTED)
    ),
    Act.CONFIRM_RESULT: Row(
        _by(Actor.OFFICE),
        (_DEFINITE, _REPORTED, _AWAITING, _NO_MONITOR_LEFT),
        after.confirmed,
    ),
    Act.RETURN_RESULT: Row(
        _by(Actor.OFFICE), (_DEFINITE, _SUBJECT, _REPORTED, _AWAITING, _REASON, _MISSING), after.returned
    ),
    Act.MONITOR_RETURN: Row(
        _by(Actor.MONITOR),
        (_DEFINITE, _SUBJECT, _REPORTED, _AWAITING, _MONITOR_ASKED, _REASON, _MISSING),
        after.returned,
    ),
    Act.SAY_NOT_OURS: Row(
        _by(Actor.LEAD),
        (_LEAD, _NOT_ACCEPTED, _NOT_OURS_ONCE, _IN_TIME, _REASON),
        lambda s: replace(s, not_ours=Answer.ASKED),
    ),
    Act.ACCEPT_NOT_OURS: Row(
        _by(Actor.OFFICE),
        (_NOT_OURS_OPEN,),
        lambda s: replace(s, not_ours=Answer.GRANTED, standing=Standing.WITHDRAWN),
    ),
    Act.REFUSE_NOT_OURS: Row(
        _by(Actor.OFFICE), (_NOT_OURS_OPEN, _REASON), lambda s: replace(s, not_ours=Answer.REFUSED)
    ),
    Act.CONTEST: Row(
        _by(Actor.LEAD),
        (_VERDICT, _CONTEST_ONCE, _IN_TIME, _REASON),
        lambda s: replace(s, contest=Answer.ASKED),
    ),
    Act.OVERTURN: Row(_by(Actor.OFFICE), (_CONTESTED, _REASON), after.overturned),
    Act.UPHOLD: Row(_by(Actor.OFFICE), (_CONTESTED, _REASON), lambda s: replace(s, contest=Answer.REFUSED)),
    Act.WAIVE: Row(_by(Actor.OFFICE), (_VERDICT, _CAUSE), after.waived),
    Act.ASK_EXTENSION: Row(
        _by(Actor.LEAD),
        (_LEAD, _NOT_REPORTED, _DEADLINE, _NOT_ASKED, _EXTENSIONS_LEFT, _BEFORE_TASK_DUE, _LATER_DAY, _REASON),
        lambda s: replace(s, extension=Extension.ASKED),
    ),
    Act.APPROVE_EXTENSION: Row(
        _by(Actor.OFFICE),
        (_ASKED, _EXTENSIONS_LEFT, _LATER_DAY, _AUTHORITY),
        lambda s: replace(s, extension=Extension.APPROVED, extensions=s.extensions + 1),
    ),
    Act.REFUSE_EXTENSION: Row(_by(Actor.OFFICE), (_ASKED, _REASON), lambda s: replace(s, extension=Extension.REFUSED)),
    Act.SUSPEND: Row(_by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: replace(s, standing=Standing.SUSPENDED)),
    Act.RESUME: Row(
        _by(Actor.OFFICE), _ORDER, lambda s: replace(s, standing=Standing.OPEN), frozenset({Standing.SUSPENDED})
    ),
    Act.SPLIT: Row(_by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: s),
    Act.MERGE: Row(_by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: s, _ANY_LIVING),
    Act.MERGE_AWAY: Row(
        _by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: replace(s, standing=Standing.WITHDRAWN), _ANY_LIVING
    ),
    Act.REPLACE_LEAD: Row(
        _by(Actor.OFFICE), (_LEAD, _NOT_DONE, *_ORDER), lambda s: replace(s, standing=Standing.WITHDRAWN), _ANY_LIVING
    ),
    Act.WITHDRAW: Row(
        _by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: replace(s, standing=Standing.WITHDRAWN), _ANY_LIVING
    ),
    Act.ARCHIVE: Row(
        _by(Actor.OFFICE), (_NOT_DONE, *_ORDER), lambda s: replace(s, standing=Standing.ARCHIVED), _ANY_LIVING
    ),
}
