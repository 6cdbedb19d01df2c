"""A handful of work taken in one transaction and done piece by piece, so that all share the cost of one commit.

What has no history is taken together, in one statement; what has one (in other hands, paused, suspected of having
killed its worker) is asked for when its turn comes, under the conditions of `leases.claim`.
"""

from collections.abc import Generator, Sequence

from core.database import transaction
from jobs import leases
from jobs.leases import Claim
from jobs.resources import Resources


def taken(resources: Resources, wanted: Sequence[tuple[str, int]]) -> Generator[Claim]:
    """Yield each piece of work that may be taken, when its turn has come; it is taken, and committed, by then.

    Where whoever does the work closes this halfway, what was not begun is given back, untried, and sent again.

    Args:
        wanted: step and subject of each.

    Raises:
        SQLAlchemyError: the database failed; what was taken by then runs out by itself, and was not tried.
    """
    now, terms = resources.machine_clock.now(), resources.terms
    with transaction(resources.sessions, durable=False) as session:
        fresh = leases.claim_fresh(session, sorted(set(wanted)), now=now, terms=terms)
    with resources.keeper.keeping(*fresh.values()):
        try:
            for step, subject_id in wanted:
                held = fresh.pop((step, subject_id), None) or _taken_alone(resources, step, subject_id)
                if held is not None:
                    yield held
        finally:
            if fresh:
                _give_back(resources, list(fresh.values()))


def _taken_alone(resources: Resources, step: str, subject_id: int) -> Claim | None:
    with transaction(resources.sessions, durable=False) as session:
        return leases.claim(session, step, subject_id, now=resources.machine_clock.now(), terms=resources.terms)


def _give_back(resources: Resources, left: Sequence[Claim]) -> None:
    with transaction(resources.sessions) as session:
        for held in left:
            leases.give_back(session, held)
    for held in left:
        resources.carrier.send(held.step, held.subject_id)
