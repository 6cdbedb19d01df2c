"""Drafts that several people of a unit write: nobody's text takes the place of another's that he has not seen."""

from datetime import datetime
from typing import Protocol

from fastapi.datastructures import FormData

from api.deps import DbSession
from api.web.forms import text_of
from api.web.pages import instant
from core.audit import Actor
from core.errors import Conflict
from core.organisation import Account

SEEN = "draft_seen"


class Kept(Protocol):
    """A draft as it is kept: when, and by whom."""

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""

    @property
    def account_id(self) -> int | None:
        """By whom."""


def seen_of(draft: Kept | None) -> str:
    """Return what a form carries to say which draft its writer has before him."""
    return "" if draft is None else draft.saved_at.isoformat()


def writer_of(session: DbSession, draft: Kept | None) -> str:
    """Return who saved a draft last."""
    account = session.get(Account, draft.account_id) if draft is not None and draft.account_id else None
    return "" if account is None else account.full_name


def check_seen(session: DbSession, draft: Kept | None, sent: FormData, who: Actor) -> None:
    """Let a form through that was written with the newest draft in sight, or over one's own.

    Raises:
        Conflict: somebody else has saved another draft since.
    """
    if draft is None or draft.account_id == who.account_id or text_of(sent, SEEN) == seen_of(draft):
        return
    message = (
        f"{writer_of(session, draft)} đã lưu một bản nháp khác lúc {instant(draft.saved_at)}. Xem bản ấy rồi viết tiếp."
    )
    raise Conflict(message, reason="stale_draft")
