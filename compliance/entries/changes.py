"""What an act makes of the state of an assignment, where that is more than one value; pure.

Whether the act is possible is for the table of `acts` to say.
"""

from dataclasses import replace

from compliance.entries.states import Answer, AssignmentState, Review, Work


def entered(state: AssignmentState) -> AssignmentState:
    """After a first entry: a flagged one waits for its return, another needs no review."""
    return replace(state, work=Work.IN_PROGRESS, review=Review.AWAITING if state.has_verdict else Review.NONE)


def flagged(state: AssignmentState) -> AssignmentState:
    """After a late flag; an entry that came late before the flag was written now waits for its return."""
    came_late = state.work is Work.IN_PROGRESS and state.review is Review.NONE
    review = Review.AWAITING if came_late else state.review
    return replace(state, has_verdict=True, is_incomplete=True, contest=Answer.NONE, review=review)


def confirmed(state: AssignmentState) -> AssignmentState:
    """After a confirmation, which ends incomplete; the flag stays in the record."""
    return replace(state, review=Review.CONFIRMED, is_incomplete=False)


def returned(state: AssignmentState) -> AssignmentState:
    """After a return: the work goes on, the entry or result is owed again, and the return may be contested."""
    monitor = Answer.ASKED if state.monitor is Answer.GRANTED else state.monitor
    return replace(
        state,
        work=Work.IN_PROGRESS,
        review=Review.RETURNED,
        has_verdict=True,
        is_incomplete=True,
        contest=Answer.NONE,
        monitor=monitor,
        is_result_returned=state.work is Work.REPORTED,
    )


def returned_late(state: AssignmentState) -> AssignmentState:
    """After the automatic return: one contest covers the flag and this return."""
    return replace(state, review=Review.RETURNED, late_returns=state.late_returns + 1)


def reported(state: AssignmentState) -> AssignmentState:
    """After a report, which carries whatever entry is still owed."""
    return replace(
        state,
        work=Work.REPORTED,
        review=Review.AWAITING,
        work_before=state.work,
        review_before=state.review,
        is_result_returned=False,
    )


def overturned(state: AssignmentState) -> AssignmentState:
    """After a won contest: a re-entry that was returned is confirmed, a first entry simply stands."""
    review = Review.CONFIRMED if state.is_reentered else Review.NONE
    return replace(_standing_again(state, review), contest=Answer.GRANTED)


def waived(state: AssignmentState) -> AssignmentState:
    """After a waiver: what stood against the unit is gone, and its entry stands."""
    return _standing_again(state, Review.NONE)


def _standing_again(state: AssignmentState, review: Review) -> AssignmentState:
    """Once nothing stands against the unit: a returned entry has this review, a returned result awaits its own."""
    state = replace(state, has_verdict=False, is_incomplete=False)
    if state.review is not Review.RETURNED:
        return state
    if state.is_result_returned:
        return replace(state, work=Work.REPORTED, review=Review.AWAITING, is_result_returned=False)
    return replace(state, review=review)
