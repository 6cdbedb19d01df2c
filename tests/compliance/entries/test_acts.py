from dataclasses import replace
from itertools import product

import pytest

from compliance.entries.acts import TABLE, Act, Actor, Given, Refusal, decide, possible_acts
from compliance.entries.states import (
    EXTENSION_WORDS,
    REVIEW_WORDS,
    STANDING_WORDS,
    WORK_WORDS,
    Answer,
    AssignmentState,
    Extension,
    Review,
    Standing,
    Work,
)
from tests.situations import RULES

EVERYTHING = Given(
    is_complete=True,
    in_time=True,
    clock_ended=True,
    is_later_day=True,
    n_evidence=1,
    reason="lý do",
    authority="Chủ tịch UBND tỉnh",
    missing="thiếu phụ lục",
    cause="nguyên nhân",
)
NEW = AssignmentState()
WORKING = replace(NEW, work=Work.IN_PROGRESS)
REPORTED = replace(NEW, work=Work.REPORTED, review=Review.AWAITING, work_before=Work.IN_PROGRESS)
FLAGGED = replace(NEW, has_verdict=True, is_incomplete=True)
RETURNED = replace(WORKING, review=Review.RETURNED, has_verdict=True, is_incomplete=True)
DONE = replace(NEW, work=Work.REPORTED, review=Review.CONFIRMED)
SUSPENDED = replace(NEW, standing=Standing.SUSPENDED)

EVERY_STATE = [
    AssignmentState(
        work, review, extension, standing, is_definite=definite, is_lead=lead, has_verdict=verdict, contest=contest,
        not_ours=not_ours, monitor=monitor,
    )
    for work, review, extension, standing, definite, lead, verdict, contest, not_ours, monitor in product(
        Work, Review, Extension, Standing, (True, False), (True, False), (True, False),
        (Answer.NONE, Answer.ASKED), (Answer.NONE, Answer.ASKED), (Answer.NONE, Answer.ASKED),
    )
]  # fmt: skip


def after(state: AssignmentState, *steps: tuple[Act, Actor]) -> AssignmentState:
    for act, actor in steps:
        found = decide(state, act, actor, EVERYTHING, RULES)
        assert isinstance(found, AssignmentState), f"{act}: {found}"
        state = found
    return state


def refusal(state: AssignmentState, act: Act, actor: Actor, given: Given = EVERYTHING) -> str:
    found = decide(state, act, actor, given, RULES)
    assert isinstance(found, Refusal), f"{act} was possible"
    assert found.words
    return found.reason


def test_every_act_has_its_row_and_no_row_is_without_actor():
    assert set(TABLE) == set(Act)
    assert all(row.actors for row in TABLE.values())


def test_every_state_act_and_actor_has_an_answer_that_keeps_the_promises():
    for state in EVERY_STATE:
        for act in Act:
            for actor in TABLE[act].actors:
                found = decide(state, act, actor, EVERYTHING, RULES)
                if isinstance(found, Refusal):
                    continue
                assert state.standing in {Standing.OPEN, Standing.SUSPENDED}
                assert state.is_definite or act not in {Act.FLAG_LATE, Act.RETURN_LATE, Act.RETURN_ENTRY}
                assert not found.is_done or state.is_done or act is Act.CONFIRM_RESULT or act is Act.OVERTURN
                assert found.standing is state.standing or actor is Actor.OFFICE
                assert found.extensions <= RULES.review.max_extensions


def test_nobody_else_may_do_an_act():
    for act, actor in product(Act, Actor):
        if actor not in TABLE[act].actors:
            assert refusal(WORKING, act, actor) == "not_yours"


# What must be told with an act, as an official would expect it: whoever takes something back or refuses it says why.
TOLD = {
    "reason": [
        (WORKING, Act.RETURN_ENTRY), (REPORTED, Act.WITHDRAW_REPORT), (REPORTED, Act.RETURN_RESULT),
        (replace(REPORTED, monitor=Answer.ASKED), Act.MONITOR_RETURN), (NEW, Act.SAY_NOT_OURS),
        (replace(NEW, not_ours=Answer.ASKED), Act.REFUSE_NOT_OURS), (FLAGGED, Act.CONTEST),
        (replace(FLAGGED, contest=Answer.ASKED), Act.OVERTURN), (replace(FLAGGED, contest=Answer.ASKED), Act.UPHOLD),
        (WORKING, Act.ASK_EXTENSION), (replace(WORKING, extension=Extension.ASKED), Act.REFUSE_EXTENSION),
        (WORKING, Act.SUSPEND), (SUSPENDED, Act.RESUME), (WORKING, Act.SPLIT), (WORKING, Act.MERGE),
        (WORKING, Act.MERGE_AWAY), (WORKING, Act.REPLACE_LEAD), (WORKING, Act.WITHDRAW), (WORKING, Act.ARCHIVE),
    ],
    "authority": [
        (replace(WORKING, extension=Extension.ASKED), Act.APPROVE_EXTENSION), (WORKING, Act.SUSPEND),
        (SUSPENDED, Act.RESUME), (WORKING, Act.SPLIT), (WORKING, Act.MERGE), (WORKING, Act.MERGE_AWAY),
        (WORKING, Act.REPLACE_LEAD), (WORKING, Act.WITHDRAW), (WORKING, Act.ARCHIVE),
    ],
    "missing": [
        (WORKING, Act.RETURN_ENTRY), (REPORTED, Act.RETURN_RESULT),
        (replace(REPORTED, monitor=Answer.ASKED), Act.MONITOR_RETURN),
    ],
    "cause": [(RETURNED, Act.REENTER), (FLAGGED, Act.WAIVE)],
}  # fmt: skip


@pytest.mark.parametrize("blank", ["", "  \n", "\u00a0", "\u200b\u2060\ufeff", "\u00ad"])
@pytest.mark.parametrize(("told", "state", "act"), [(told, *each) for told, acts in TOLD.items() for each in acts])
def test_what_must_be_told_with_an_act_cannot_be_blank(told: str, state: AssignmentState, act: Act, blank: str):
    (actor,) = TABLE[act].actors
    assert isinstance(decide(state, act, actor, EVERYTHING, RULES), AssignmentState)
    assert refusal(state, act, actor, replace(EVERYTHING, **{told: blank})) == f"no_{told}"


def test_only_the_table_of_an_actor_is_open_to_it():
    assert possible_acts(NEW, Actor.LEAD, RULES) == (
        Act.FIRST_ENTRY, Act.REPORT, Act.SAY_NOT_OURS, Act.ASK_EXTENSION
    )  # fmt: skip
    assert possible_acts(NEW, Actor.COORDINATING, RULES) == ()
    assert possible_acts(replace(NEW, is_lead=False), Actor.COORDINATING, RULES) == (Act.COORDINATE,)
    assert possible_acts(REPORTED, Actor.LEAD, RULES) == (Act.WITHDRAW_REPORT,)
    assert Act.CONFIRM_RESULT in possible_acts(REPORTED, Actor.OFFICE, RULES)
    assert possible_acts(DONE, Actor.OFFICE, RULES) == ()


def test_the_whole_life_with_a_late_flag_and_a_return():
    state = after(NEW, (Act.FLAG_LATE, Actor.SWEEP))
    assert (state.is_incomplete, state.work, state.review) == (True, Work.NOT_ACCEPTED, Review.NONE)
    state = after(state, (Act.FIRST_ENTRY, Actor.LEAD), (Act.RETURN_LATE, Actor.SWEEP))
    assert (state.work, state.review, state.late_returns) == (Work.IN_PROGRESS, Review.RETURNED, 1)
    state = after(state, (Act.REENTER, Actor.LEAD))
    assert refusal(state, Act.RETURN_LATE, Actor.SWEEP) == "reentered"
    state = after(state, (Act.CONFIRM_ENTRY, Actor.OFFICE))
    assert (state.is_incomplete, state.has_verdict) == (False, True)
    state = after(state, (Act.PROGRESS, Actor.LEAD), (Act.REPORT, Actor.LEAD), (Act.CONFIRM_RESULT, Actor.OFFICE))
    assert state.is_done
    assert not state.is_open


def test_an_entry_that_came_late_before_its_flag_was_written_waits_for_the_return():
    state = after(WORKING, (Act.FLAG_LATE, Actor.SWEEP))
    assert state.review is Review.AWAITING
    assert after(state, (Act.RETURN_LATE, Actor.SWEEP)).review is Review.RETURNED


def test_a_reentry_that_is_late_gets_a_second_flag_and_no_second_return_for_late():
    state = after(replace(RETURNED, late_returns=1), (Act.FLAG_LATE, Actor.SWEEP), (Act.REENTER, Actor.LEAD))
    assert refusal(state, Act.RETURN_LATE, Actor.SWEEP) == "reentered"
    assert refusal(replace(state, is_reentered=False), Act.RETURN_LATE, Actor.SWEEP) == "late_return_used"


def test_nothing_is_flagged_or_returned_before_the_office_has_confirmed():
    provisional = replace(WORKING, is_definite=False)
    for act, actor in [(Act.FLAG_LATE, Actor.SWEEP), (Act.RETURN_ENTRY, Actor.OFFICE)]:
        assert refusal(provisional, act, actor) == "provisional"
    assert after(provisional, (Act.MAKE_DEFINITE, Actor.OFFICE)).is_definite
    assert refusal(WORKING, Act.MAKE_DEFINITE, Actor.OFFICE) == "definite"


def test_a_unit_that_is_not_subject_is_followed_and_never_flagged_or_returned():
    party = replace(WORKING, is_subject=False)
    assert refusal(party, Act.FLAG_LATE, Actor.SWEEP) == "not_subject"
    assert refusal(party, Act.RETURN_ENTRY, Actor.OFFICE) == "not_subject"


def test_a_returned_result_goes_back_to_the_unit():
    state = after(REPORTED, (Act.RETURN_RESULT, Actor.OFFICE))
    assert (state.work, state.review, state.is_incomplete) == (Work.IN_PROGRESS, Review.RETURNED, True)
    assert after(state, (Act.REPORT, Actor.LEAD)).review is Review.AWAITING


def test_a_withdrawn_report_leaves_things_as_they_were():
    state = after(RETURNED, (Act.REPORT, Actor.LEAD), (Act.WITHDRAW_REPORT, Actor.LEAD))
    assert (state.work, state.review) == (RETURNED.work, RETURNED.review)
    assert refusal(DONE, Act.WITHDRAW_REPORT, Actor.LEAD) == "not_awaiting"


def test_a_confirmed_result_is_never_incomplete():
    state = after(RETURNED, (Act.REPORT, Actor.LEAD), (Act.CONFIRM_RESULT, Actor.OFFICE))
    assert state.is_done
    assert not state.is_incomplete


def test_the_monitor_reviews_before_the_office():
    watched = replace(REPORTED, monitor=Answer.ASKED)
    assert refusal(watched, Act.CONFIRM_RESULT, Actor.OFFICE) == "monitor_first"
    passed = after(watched, (Act.PASS_REVIEW, Actor.MONITOR))
    assert after(passed, (Act.CONFIRM_RESULT, Actor.OFFICE)).is_done
    assert after(passed, (Act.RETURN_RESULT, Actor.OFFICE)).monitor is Answer.ASKED
    assert after(watched, (Act.MONITOR_RETURN, Actor.MONITOR)).review is Review.RETURNED
    assert refusal(REPORTED, Act.MONITOR_RETURN, Actor.MONITOR) == "no_monitor"


def test_not_ours_is_said_once_and_holds_the_entry_until_it_is_answered():
    asked = after(NEW, (Act.SAY_NOT_OURS, Actor.LEAD))
    assert refusal(asked, Act.FIRST_ENTRY, Actor.LEAD) == "not_ours_asked"
    assert refusal(asked, Act.FLAG_LATE, Actor.SWEEP) == "not_ours_asked"
    refused = after(asked, (Act.REFUSE_NOT_OURS, Actor.OFFICE))
    assert refusal(refused, Act.SAY_NOT_OURS, Actor.LEAD) == "not_ours_said"
    assert after(refused, (Act.FIRST_ENTRY, Actor.LEAD)).work is Work.IN_PROGRESS
    assert after(asked, (Act.ACCEPT_NOT_OURS, Actor.OFFICE)).standing is Standing.WITHDRAWN
    assert refusal(NEW, Act.SAY_NOT_OURS, Actor.LEAD, replace(EVERYTHING, in_time=False)) == "too_late"
    assert refusal(NEW, Act.ACCEPT_NOT_OURS, Actor.OFFICE) == "no_not_ours"


def test_a_contest_is_filed_once_and_may_be_won_or_lost():
    filed = after(RETURNED, (Act.CONTEST, Actor.LEAD))
    won = after(filed, (Act.OVERTURN, Actor.OFFICE))
    assert (won.has_verdict, won.is_incomplete, won.review) == (False, False, Review.NONE)
    lost = after(filed, (Act.UPHOLD, Actor.OFFICE))
    assert (lost.has_verdict, lost.review) == (True, Review.RETURNED)
    assert refusal(lost, Act.CONTEST, Actor.LEAD) == "contested"
    assert refusal(NEW, Act.CONTEST, Actor.LEAD) == "no_verdict"
    assert refusal(RETURNED, Act.OVERTURN, Actor.OFFICE) == "no_contest"


def test_a_won_return_of_a_reentry_is_its_confirmation():
    state = after(replace(RETURNED, is_reentered=True), (Act.CONTEST, Actor.LEAD), (Act.OVERTURN, Actor.OFFICE))
    assert state.review is Review.CONFIRMED


def test_a_won_flag_without_an_entry_leaves_the_entry_owed():
    state = after(FLAGGED, (Act.CONTEST, Actor.LEAD), (Act.OVERTURN, Actor.OFFICE))
    assert (state.work, state.review, state.has_verdict) == (Work.NOT_ACCEPTED, Review.NONE, False)


def test_a_waiver_needs_a_written_cause():
    assert refusal(FLAGGED, Act.WAIVE, Actor.OFFICE, replace(EVERYTHING, cause=" ")) == "no_cause"
    assert not after(FLAGGED, (Act.WAIVE, Actor.OFFICE)).is_incomplete
    assert after(RETURNED, (Act.WAIVE, Actor.OFFICE)).review is Review.NONE


def test_at_most_two_extensions_and_each_to_a_later_day():
    state = WORKING
    for _ in range(2):
        state = after(state, (Act.ASK_EXTENSION, Actor.LEAD))
        assert refusal(state, Act.ASK_EXTENSION, Actor.LEAD) == "extension_asked"
        state = after(state, (Act.APPROVE_EXTENSION, Actor.OFFICE))
    assert (state.extension, state.extensions) == (Extension.APPROVED, 2)
    assert refusal(state, Act.ASK_EXTENSION, Actor.LEAD) == "extensions_used"
    assert refusal(WORKING, Act.ASK_EXTENSION, Actor.LEAD, replace(EVERYTHING, is_later_day=False)) == "not_later"


def test_a_refused_extension_may_be_asked_again_before_the_deadline_and_not_after():
    refused = after(WORKING, (Act.ASK_EXTENSION, Actor.LEAD), (Act.REFUSE_EXTENSION, Actor.OFFICE))
    assert after(refused, (Act.ASK_EXTENSION, Actor.LEAD)).extension is Extension.ASKED
    late = replace(EVERYTHING, in_time=False)
    assert refusal(refused, Act.ASK_EXTENSION, Actor.LEAD, late) == "after_due"
    lenient = replace(RULES, review=replace(RULES.review, extension_after_due=True))
    assert isinstance(decide(refused, Act.ASK_EXTENSION, Actor.LEAD, late, lenient), AssignmentState)
    assert refusal(replace(WORKING, has_deadline=False), Act.ASK_EXTENSION, Actor.LEAD) == "no_deadline"
    assert refusal(WORKING, Act.APPROVE_EXTENSION, Actor.OFFICE) == "no_extension"


def test_a_suspended_assignment_only_resumes_or_ends():
    assert after(NEW, (Act.SUSPEND, Actor.OFFICE)) == SUSPENDED
    assert refusal(SUSPENDED, Act.FIRST_ENTRY, Actor.LEAD) == "not_open"
    assert possible_acts(SUSPENDED, Actor.OFFICE, RULES) == (
        Act.RESUME, Act.MERGE, Act.MERGE_AWAY, Act.REPLACE_LEAD, Act.WITHDRAW, Act.ARCHIVE
    )  # fmt: skip
    assert after(SUSPENDED, (Act.RESUME, Actor.OFFICE)) == NEW


@pytest.mark.parametrize(
    ("act", "standing"),
    [
        (Act.SPLIT, Standing.OPEN),
        (Act.MERGE, Standing.OPEN),
        (Act.MERGE_AWAY, Standing.WITHDRAWN),
        (Act.REPLACE_LEAD, Standing.WITHDRAWN),
        (Act.WITHDRAW, Standing.WITHDRAWN),
        (Act.ARCHIVE, Standing.ARCHIVED),
    ],
)
def test_the_office_ends_or_divides_an_assignment_with_authority_and_reason(act, standing):
    assert after(WORKING, (act, Actor.OFFICE)).standing is standing
    assert refusal(WORKING, act, Actor.OFFICE, replace(EVERYTHING, reason="")) == "no_reason"
    assert refusal(WORKING, act, Actor.OFFICE, replace(EVERYTHING, authority="")) == "no_authority"
    assert refusal(DONE, act, Actor.OFFICE) == "done"


@pytest.mark.parametrize(
    ("state", "act", "actor", "given", "reason"),
    [
        (NEW, Act.FIRST_ENTRY, Actor.OFFICE, EVERYTHING, "not_yours"),
        (NEW, Act.FIRST_ENTRY, Actor.LEAD, replace(EVERYTHING, is_complete=False), "incomplete"),
        (WORKING, Act.FIRST_ENTRY, Actor.LEAD, EVERYTHING, "accepted"),
        (replace(NEW, is_lead=False), Act.FIRST_ENTRY, Actor.LEAD, EVERYTHING, "not_lead"),
        (NEW, Act.COORDINATE, Actor.COORDINATING, EVERYTHING, "not_coordinating"),
        (NEW, Act.FLAG_LATE, Actor.SWEEP, replace(EVERYTHING, clock_ended=False), "in_time"),
        (NEW, Act.PROGRESS, Actor.LEAD, EVERYTHING, "not_in_progress"),
        (WORKING, Act.REENTER, Actor.LEAD, EVERYTHING, "not_returned"),
        (RETURNED, Act.REENTER, Actor.LEAD, replace(EVERYTHING, cause=""), "no_cause"),
        (RETURNED, Act.CONFIRM_ENTRY, Actor.OFFICE, EVERYTHING, "settled"),
        (WORKING, Act.RETURN_ENTRY, Actor.OFFICE, replace(EVERYTHING, missing=""), "no_missing"),
        (WORKING, Act.REPORT, Actor.LEAD, replace(EVERYTHING, n_evidence=0), "no_evidence"),
        (REPORTED, Act.REPORT, Actor.LEAD, EVERYTHING, "reported"),
        (WORKING, Act.CONFIRM_RESULT, Actor.OFFICE, EVERYTHING, "not_reported"),
    ],
)
def test_a_refusal_names_its_reason(state, act, actor, given, reason):
    assert refusal(state, act, actor, given) == reason


def test_every_state_has_its_words():
    assert (set(WORK_WORDS), set(REVIEW_WORDS)) == (set(Work), set(Review))
    assert (set(EXTENSION_WORDS), set(STANDING_WORDS)) == (set(Extension), set(Standing))


def test_an_open_assignment_still_owes_something_and_a_suspended_one_waits():
    assert [state.is_open for state in (NEW, WORKING, SUSPENDED, DONE)] == [True, True, False, False]


def test_the_sweep_may_flag_what_is_not_entered():
    assert possible_acts(NEW, Actor.SWEEP, RULES) == (Act.FLAG_LATE,)


def test_a_rulebook_that_allows_none_allows_none():
    none = replace(RULES, review=replace(RULES.review, not_ours_times=0, contests_per_verdict=0))
    said = decide(NEW, Act.SAY_NOT_OURS, Actor.LEAD, EVERYTHING, none)
    filed = decide(RETURNED, Act.CONTEST, Actor.LEAD, EVERYTHING, none)
    assert isinstance(said, Refusal)
    assert isinstance(filed, Refusal)
    assert (said.reason, filed.reason) == ("not_ours_said", "contested")


def test_a_return_stands_against_the_unit_and_remembers_whether_a_result_was_returned():
    entry = after(WORKING, (Act.RETURN_ENTRY, Actor.OFFICE))
    result = after(REPORTED, (Act.RETURN_RESULT, Actor.OFFICE))
    assert (entry.has_verdict, entry.is_incomplete, entry.is_result_returned) == (True, True, False)
    assert (result.has_verdict, result.is_incomplete, result.is_result_returned) == (True, True, True)


def test_a_returned_result_is_returned_no_longer_once_it_is_made_again_or_stands_again():
    returned = after(REPORTED, (Act.RETURN_RESULT, Actor.OFFICE))
    waived = after(returned, (Act.WAIVE, Actor.OFFICE))
    assert (waived.work, waived.review, waived.is_result_returned) == (Work.REPORTED, Review.AWAITING, False)
    assert not after(returned, (Act.REPORT, Actor.LEAD)).is_result_returned
    assert not after(returned, (Act.REENTER, Actor.LEAD)).is_result_returned
