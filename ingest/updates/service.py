"""What is done with reviews: opened by a message, linked to documents that come later, decided once by the Office."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid
from core.wording import is_blank
from ingest import queries as documents
from ingest.identity import identity_key
from ingest.models import Directive
from ingest.packages import queries as packages
from ingest.packages.models import Package
from ingest.packages.service import link_arrived
from ingest.updates import queries
from ingest.updates.models import UpdateReview

CARRY, FREEZE, CLOSE = "carry", "freeze", "close"
DECISIONS = (CARRY, FREEZE, CLOSE)
DECIDED = "Việc này đã được quyết định; tải lại trang để xem."
NOT_HERE = "Văn bản gốc chưa đến: chưa có nhiệm vụ nào để quyết định."
STRANGER = "Chú ý: nơi gửi thông điệp này ({}) không phải nơi đã gửi văn bản gốc."
UNREAD = "Bản mới chưa đọc và tách nhiệm vụ xong: chờ xong rồi quyết định."


def open_reviews(
    session: Session,
    package: Package,
    old: Sequence[tuple[Mapping[str, str], Directive | None]],
    now: datetime,
    *,
    act: str | None = None,
    why: str | None = None,
) -> list[UpdateReview]:
    """Open a review for each document that a message takes back, changes or replaces; nothing is changed by it.

    Args:
        old: how the message names each document, and the directive it is, or None where it has not arrived.
        act: withdraw, update or replace; the package's own unless another is given.
    """
    opened = []
    for ordinal, (named, directive) in enumerate(old, start=1):
        new_id = package.directive_id if directive is None or package.directive_id != directive.id else None
        review = UpdateReview(
            package_id=package.id,
            ordinal=ordinal,
            act=act or package.act,
            old_id=directive and directive.id,
            new_id=None if (act or package.act) == "withdraw" else new_id,
            named=dict(named),
            why=_warned(session, package, directive, why),
            opened_at=now,
        )
        session.add(review)
        session.flush()
        subject = ("directive", directive.id) if directive else ("package", package.id)
        record(session, now, THE_SYSTEM, "review.opened", subject, review=review.id, act=review.act)
        opened.append(review)
    return opened


def _warned(session: Session, package: Package, directive: Directive | None, why: str | None) -> str | None:
    """The sender's reason, after a warning where another agency sent the document that it speaks of."""
    senders = packages.senders_of(session, directive.id) if directive is not None else set()
    if not senders or package.sender_code in senders:
        return why
    told = STRANGER.format(package.sender_name or package.sender_code or "không rõ")
    return f"{told} {why}" if why else told


def link_reviews(session: Session, directive: Directive, now: datetime) -> list[UpdateReview]:
    """Give the reviews that waited for this document what they waited for: the message came before it."""
    linked = []
    for review in queries.unlinked(session):
        if review.new_id != directive.id and link_arrived(session, review.named, directive):
            review.old_id = directive.id
            record(session, now, THE_SYSTEM, "review.linked", ("directive", directive.id), review=review.id)
            linked.append(review)
    return linked


def decide(
    session: Session,
    review_id: int,
    *,
    decisions: Mapping[int, str],
    adopted: bool,
    note: str,
    who: Actor,
    now: datetime,
) -> UpdateReview:
    """Write down what becomes of each task of the old document, and which version stands; never undone, only followed.

    Args:
        decisions: task id of the old document → carry, freeze or close.
        adopted: the new version takes over the identity of the old one; only asked where it is one of the same number.

    Raises:
        Conflict: decided already, or the old document is not here.
        Invalid: a decision is missing or unknown, or no reason is given.
    """
    review = queries.review(session, review_id)
    if review.decided_at is not None:
        raise Conflict(DECIDED, reason="decided")
    if review.old_id is None:
        raise Conflict(NOT_HERE, reason="not_here")
    unknown = {str(task): "Chọn một cách xử lý." for task, how in decisions.items() if how not in DECISIONS}
    if unknown or is_blank(note):
        message = "Cần chọn cách xử lý cho từng nhiệm vụ và ghi căn cứ quyết định."
        raise Invalid(message, fields={**unknown, **({} if note.strip() else {"note": "Chưa nhập."})})
    review.decided_at, review.decided_by_id, review.note = now, who.account_id, note.strip()
    review.decisions = {str(task): how for task, how in decisions.items()}
    review.adopted = _settle_versions(session, review, adopted=adopted)
    record(
        session, now, who, "review.decided", ("directive", review.old_id), review=review.id, act=review.act,
        decisions=review.decisions, adopted=review.adopted,
    )  # fmt: skip
    return review


def forget_reasons(session: Session, directive_id: int) -> None:
    """Erase what senders wrote as their reasons about a directive that turned out secret."""
    messages = select(Package.id).where(Package.directive_id == directive_id)
    session.execute(update(UpdateReview).where(UpdateReview.package_id.in_(messages)).values(why=None))


def _settle_versions(session: Session, review: UpdateReview, *, adopted: bool) -> bool | None:
    """Let the new version take the identity over, or make it a duplicate; None where there is no new version."""
    if review.new_id is None or review.old_id is None:
        return None
    new, old = documents.directive(session, review.new_id), documents.directive(session, review.old_id)
    if new.revises_id is None:
        return None
    if not adopted:
        new.duplicate_of_id = old.id
        return False
    if new.read_at is None:
        raise Conflict(UNREAD, reason="unread")
    key = old.identity_key
    if key is not None:
        # Unique, and still an identity: the old version stays what it was, under the version that followed it.
        old.identity_key = f"{key}|{old.id}"[:400]
        session.flush()
    if new.issuer and new.number and new.issued_on:
        key = identity_key(new.issuer, new.number, new.issued_on)
    taken = session.scalar(select(Directive.id).where(Directive.identity_key == key, Directive.id != new.id))
    new.identity_key = None if taken else key
    return True
