"""What is asked about packages. Reads only."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ingest.edxml.values import DocumentMessage, Reference
from ingest.identity import issuer_key, number_key
from ingest.models import Directive
from ingest.packages.facts import task_code
from ingest.packages.models import Agency, Answer, Package, PackageFile


def codes_of(session: Session, code: str) -> set[str]:
    """Return every code that the agency of this code goes by, old and new."""
    if not code:
        return set()
    rows = session.execute(
        select(Agency.code, Agency.old_code).where(or_(Agency.code == code, Agency.old_code == code))
    )
    return {code, *(each for row in rows for each in row if each)}


def named(session: Session, reference: Reference) -> Directive | None:
    """Return the directive that a reference names: by document id, else by number, day and issuer's codes.

    Where only the number fits and two directives have it, none is returned: a guess would take back the wrong one.
    """
    found = _newest(session, _names(session, reference)) or _by_directive(session, reference)
    # A version that the Office has not let take over stands behind the one that still counts.
    while found is not None and found.identity_key is None and (found.revises_id or found.duplicate_of_id):
        found = session.get(Directive, found.duplicate_of_id or found.revises_id)
    return found


def same_document(session: Session, message: DocumentMessage) -> Package | None:
    """Return the newest package that brought the same document: same id, or same issuer, number and day."""
    choices: list[ColumnElement[bool]] = []
    if message.document_id:
        choices.append(Package.document_id == message.document_id)
    if message.number and message.issued_on and message.sender.code:
        choices.append(
            and_(
                Package.number_key == number_key(message.number),
                Package.issued_on == message.issued_on,
                Package.sender_code.in_(codes_of(session, message.sender.code)),
            )
        )
    return session.scalar(_documents(or_(*choices)).limit(1)) if choices else None


def of_directive(session: Session, directive_id: int) -> Sequence[Package]:
    """Return the messages about a directive, oldest first."""
    question = select(Package).where(Package.directive_id == directive_id, Package.purged_at.is_(None))
    return session.scalars(question.order_by(Package.id)).all()


def senders_of(session: Session, directive_id: int) -> set[str]:
    """Return every code of the agencies that sent this document; none where it came in no package."""
    question = select(Package.sender_code).where(
        Package.directive_id == directive_id,
        Package.act.not_in(("status", "withdraw")),
        Package.purged_at.is_(None),
        Package.sender_code.is_not(None),
    )
    return {each for code in session.scalars(question.distinct()) for each in codes_of(session, code or "")}


def files_of(session: Session, directive_id: int) -> Sequence[PackageFile]:
    """Return the files that came in the packages of a directive, in their order."""
    question = select(PackageFile).join(Package).where(Package.directive_id == directive_id)
    return session.scalars(question.order_by(PackageFile.package_id, PackageFile.ordinal)).all()


def answers_to(session: Session, directive_id: int, task_ids: Sequence[int] = ()) -> Sequence[tuple[Answer, Package]]:
    """Return the documents that say they answer this directive, or one of these tasks by its code, newest first."""
    codes = [task_code(task_id) for task_id in task_ids]
    question = (
        select(Answer, Package)
        .join(Package, Package.id == Answer.package_id)
        .where(or_(Answer.answered_id == directive_id, Answer.task_code.in_(codes)))
        .order_by(Answer.id.desc())
    )
    return [(answer, package) for answer, package in session.execute(question)]


def purged(session: Session) -> list[str]:
    """Return the SHA-256 of every package that carried a secret document, whose bytes must not be kept."""
    return list(session.scalars(select(Package.sha256).where(Package.purged_at.is_not(None))))


def numbers_since(session: Session, source: str, since: date) -> list[tuple[str, str, str]]:
    """Return sender, its name, and number with symbol of the documents issued since a day by those who use a source.

    Whichever way a document came: one that was missing here may be sent by mail, or uploaded.
    """
    codes = select(Package.sender_code).where(Package.source == source, Package.sender_code.is_not(None))
    question = select(Package.sender_code, Package.sender_name, Package.number).where(
        or_(Package.source == source, Package.sender_code.in_(codes)),
        Package.act != "status",
        Package.issued_on >= since,
        Package.number.is_not(None),
    )
    sent = [(code or "", name or "", number or "") for code, name, number in session.execute(question)]
    return sent + _numbers_of(session, {name: code for code, name, _ in sent if name}, since)


def _numbers_of(session: Session, codes: Mapping[str, str], since: date) -> list[tuple[str, str, str]]:
    """What is known of these issuers by their names alone, from documents that came in no package."""
    known = {issuer_key(name): (code, name) for name, code in codes.items()}
    question = select(Directive.issuer, Directive.number).where(
        Directive.issued_on >= since, Directive.number.is_not(None), Directive.issuer.is_not(None)
    )
    rows = session.execute(question).all() if known else []
    keys = {issuer: issuer_key(issuer) for issuer in {row.issuer for row in rows} if issuer}
    return [(*known[keys[issuer]], number) for issuer, number in rows if issuer and number and keys[issuer] in known]


def agencies(session: Session) -> Sequence[Agency]:
    """Return the agencies of the axis, in order of name."""
    return session.scalars(select(Agency).order_by(Agency.name, Agency.code, Agency.id)).all()


def _names(session: Session, reference: Reference) -> list[ColumnElement[bool]]:
    """The ways to find it, the surest first."""
    ways: list[ColumnElement[bool]] = []
    if reference.document_id:
        ways.append(Package.document_id == reference.document_id)
    if reference.number and reference.issued_on:
        exact = and_(Package.number_key == number_key(reference.number), Package.issued_on == reference.issued_on)
        codes = codes_of(session, reference.organ_code)
        ways.append(and_(exact, Package.sender_code.in_(codes)) if codes else exact)
    return ways


def _newest(session: Session, ways: list[ColumnElement[bool]]) -> Directive | None:
    for way in ways:
        found = session.scalar(_documents(way).limit(1))
        if found is not None:
            return session.get(Directive, found.directive_id)
    return None


def _documents(way: ColumnElement[bool]) -> Select[Package]:
    return (
        select(Package)
        .where(way, Package.act.not_in(("status", "withdraw")), Package.directive_id.is_not(None))
        .order_by(Package.id.desc())
    )


def _by_directive(session: Session, reference: Reference) -> Directive | None:
    """The only directive of this number and day, however it came here: a folder, an upload."""
    if not reference.number or reference.issued_on is None:
        return None
    rows = session.scalars(
        select(Directive).where(Directive.issued_on == reference.issued_on, Directive.duplicate_of_id.is_(None))
    )
    key = number_key(reference.number)
    found = [row for row in rows if row.number and number_key(row.number) == key and row.revises_id is None]
    return found[0] if len(found) == 1 else None
