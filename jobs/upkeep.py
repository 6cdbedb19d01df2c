"""What keeps things moving whatever was lost: crashed work set aside, waiting work sent again, lateness written.

And what proves it afterwards: the audit trail sealed.
"""

import structlog

from compliance.deadlines.versions.queries import Laws
from compliance.entries.authority.service import flag_unanswered
from compliance.entries.counters.service import fold
from compliance.entries.revision.service import catch_up
from compliance.entries.sweep.service import Swept, flag_and_return
from core.database import refresh_statistics, transaction
from core.sealing import newest_seal, seal_trail
from core.settings import Settings
from jobs import leases
from jobs.pipeline import LIFE, set_aside_crashed
from jobs.resources import NoCarrier, Resources, open_resources

SENT_AT_ONCE = 200

log = structlog.get_logger()


def resume_waiting(resources: Resources) -> int:
    """Send again what waits for a step and is in nobody's hands; return how many were sent.

    So is what a dead worker had taken although it was done already: only whoever takes it again ends its lease.

    This is all that is needed after Redis lost everything, a message was lost, or a pause is over. Sending something
    twice is harmless: work is taken once. No more is sent than keeps the workers busy until the next call.

    Raises:
        Unavailable: the queue is away; the crashed work was set aside all the same.
    """
    count = set_aside_crashed(resources)
    if count:
        log.warning("work.crashed", count=count)
    sent = 0
    for step in LIFE:
        with transaction(resources.sessions, writes=False) as session:
            now = resources.machine_clock.now()
            barred = leases.barred(session, step.name, now=now, terms=resources.terms)
            room = max(0, SENT_AT_ONCE - resources.carrier.count_sent(step.name))
            left = leases.run_out(session, step.name, now=now, terms=resources.terms)
            waiting = [each for each in step.waiting(session, len(barred) + room) if each not in barred]
        again = list(dict.fromkeys([*left, *waiting]))[:room]
        for directive_id in again:
            resources.carrier.send(step.name, directive_id)
        sent += len(again)
    return sent


def write_lateness(resources: Resources) -> Swept:
    """Write every late flag, late return and flag of the Office's own that is due by now; a second call writes none."""
    with transaction(resources.sessions) as session:
        catch_up(session, Laws(), resources.clock.now())
        swept = flag_and_return(session, resources.law, resources.clock.now())
        unanswered = flag_unanswered(session, resources.clock.now())
    if unanswered:
        log.info("office.unanswered", count=len(unanswered))
    if swept.flags or swept.returns:
        log.info("lateness.written", flags=len(swept.flags), returns=len(swept.returns))
    return swept


def fold_counters(resources: Resources) -> int:
    """Add the moves of the figures' journal to the sums; return how many moves there were."""
    count = 0
    while True:
        with transaction(resources.sessions) as session:
            folded = fold(session, resources.clock.now())
        if not folded:
            return count
        count += folded


def keep_statistics(resources: Resources) -> None:
    """Let the database know how its tables have grown, so that it keeps choosing the right indexes."""
    with transaction(resources.sessions) as session:
        refresh_statistics(session)


def seal(resources: Resources) -> int:
    """Seal the settled part of the audit trail, and the day before; return how many seals were set.

    The newest seal's hash goes to the log: noted outside the database, it shows whether the chain was made anew.
    """
    count = seal_trail(resources.sessions, resources.clock.now())
    if count:
        with transaction(resources.sessions, writes=False) as session:
            newest = newest_seal(session)
        log.info("trail.sealed", seals=count, newest_seal=newest)
    return count


def sweep_once(settings: Settings) -> dict[str, int]:
    """Write what lateness is due by now, and return how much, as JSON values."""
    resources = open_resources(settings, carrier=NoCarrier())
    try:
        swept = write_lateness(resources)
    finally:
        resources.close()
    return {"flags": len(swept.flags), "returns": len(swept.returns)}
