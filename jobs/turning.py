"""What a new day brings: the next instances of recurring duties, work that passes to a successor, stale progress."""

import structlog

from compliance.entries.following.service import flag_stale
from compliance.entries.periods.queries import waiting
from compliance.entries.periods.service import open_instances
from compliance.entries.succession.service import settle_holdings
from core.database import transaction
from core.settings import Settings
from jobs.resources import NoCarrier, Resources, open_resources

log = structlog.get_logger()


def turn_day(resources: Resources) -> dict[str, int]:
    """Open the instances and settle the successions whose day has come; return how many. Stale progress is flagged.

    Each duty has a transaction of its own: what stops halfway is gone on with at the next call, and nothing is made
    twice, whoever else calls it.
    """
    now = resources.clock.now()
    with transaction(resources.sessions, writes=False) as session:
        duties = waiting(session, now)
    opened = 0
    for first_id in duties:
        with transaction(resources.sessions) as session:
            opened += len(open_instances(session, first_id, resources.law, now))
    with transaction(resources.sessions) as session:
        settled = settle_holdings(session, now)
    with transaction(resources.sessions) as session:
        stale = flag_stale(session, resources.law, now)
    if stale:
        log.info("progress.stale", count=len(stale))
    if opened or settled:
        log.info("day.turned", instances=opened, successions=settled)
    return {"instances": opened, "successions": settled}


def turn_day_once(settings: Settings) -> dict[str, int]:
    """Do it on the database of the settings, and return how much was done, as JSON values."""
    resources = open_resources(settings, carrier=NoCarrier())
    try:
        return turn_day(resources)
    finally:
        resources.close()
