"""The incoming list asks each state by itself: together they hold every directive once, as its own state says."""

from sqlalchemy.orm import Session

from compliance.deadlines.incoming.queries import (
    NEEDS_OFFICE,
    ORDER,
    IncomingFilter,
    IncomingState,
    counts,
    incoming,
    known_of,
    next_waiting,
)
from tests import factories
from tests.factories import ARRIVED_AT

EVERYTHING = IncomingFilter()


def one_of_each(session: Session) -> dict[int, IncomingState]:
    """Directives in every state, two of them confirmed, and what may become of a confirmed one."""
    office = factories.account(session)
    told: dict[int, IncomingState] = {}

    def put(state: IncomingState, *, split: bool = True, confirmed: bool = False, **others: object) -> int:
        row = factories.directive(session, **others)
        if split:
            factories.run(session, row)
        if confirmed:
            factories.confirmation(session, row, office)
        told[row.id] = state
        return row.id

    first = put(IncomingState.CONFIRMED, confirmed=True)
    put(IncomingState.CONFIRMED, confirmed=True)
    put(IncomingState.TO_CONFIRM)
    put(IncomingState.NO_IDENTITY, identity_key=None)
    put(IncomingState.READING, split=False)
    put(IncomingState.READING, split=False, read_at=None)
    put(IncomingState.UNREADABLE, split=False, failure_reason="encrypted", read_at=None)
    put(IncomingState.DUPLICATE, split=False, duplicate_of_id=first, identity_key=None)
    put(IncomingState.DUPLICATE, confirmed=True, duplicate_of_id=first, identity_key=None)
    put(IncomingState.SECRET, split=False, purged_at=ARRIVED_AT, failure_reason="secret", read_at=None)
    return told


def test_every_state_is_counted_and_listed_as_the_directive_itself_says(session: Session) -> None:
    told = one_of_each(session)
    assert {each: known_of(session, each).state for each in told} == told
    assert counts(session, EVERYTHING) == {state: list(told.values()).count(state) for state in ORDER}
    for state in ORDER:
        listed = {row.directive_id for row in incoming(session, IncomingFilter(state))}
        assert listed == {each for each, its in told.items() if its is state}


def test_pages_of_all_states_hold_each_directive_once_and_what_needs_the_office_first(session: Session) -> None:
    told = one_of_each(session)
    pages = [incoming(session, EVERYTHING, page, size=3) for page in range(1, 6)]
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [3, 3, 3, 1, 0]
    assert sorted(row.directive_id for row in rows) == sorted(told)
    assert [ORDER.index(row.state) for row in rows] == sorted(ORDER.index(row.state) for row in rows)
    assert {row.state for row in rows[:3]} == NEEDS_OFFICE


def test_a_narrowed_list_counts_and_lists_the_same(session: Session) -> None:
    told = one_of_each(session)
    number = incoming(session, IncomingFilter(IncomingState.TO_CONFIRM))[0].number
    wanted = IncomingFilter(words=number or "")
    assert sum(counts(session, wanted).values()) == len(incoming(session, wanted)) > 0
    assert next_waiting(session, 0) in {
        each for each, state in told.items() if state in {IncomingState.TO_CONFIRM, IncomingState.NO_IDENTITY}
    }
