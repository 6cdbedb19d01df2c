"""Every access to a document is kept: who opened which directive, what of it, and when; in the audit trail."""

from collections.abc import Callable, Iterator
from datetime import datetime

from api.deps import Now, Site, TheActor, TheSite
from core.audit import Actor, record
from core.database import transaction


def keep_access(site: Site, who: Actor, directive_id: int, what: str, now: datetime) -> None:
    """Keep one access in a transaction of its own: the reading request takes no write lock, and may fail later.

    Args:
        what: ``page``, ``picture``, ``original``, ``clause``, ``evidence`` or ``interface``.
    """
    with transaction(site.sessions) as session:
        record(session, now, who, "directive.opened", ("directive", directive_id), what=what)


def opening(what: str) -> Callable[..., Iterator[None]]:
    """Return a dependency that keeps the access once the page was made; who was refused has opened nothing."""

    def keep(site: TheSite, now: Now, who: TheActor, directive_id: int) -> Iterator[None]:
        yield
        keep_access(site, who, directive_id, what, now)

    return keep
