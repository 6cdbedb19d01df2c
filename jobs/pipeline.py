"""A document's life, top to bottom: pull → read → extract → open → set deadlines; then the Office confirms.

Each step takes one directive, does its heavy part outside the database, looks again at the row, and writes all it has
in one transaction, in which its lease ends too. What comes next is sent after that commit, by id. A step that is done
twice changes nothing, and one whose message is lost is found again: each room's `waiting` tells what has reached it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from compliance.deadlines import queries as deadlines
from compliance.deadlines.law import Law
from compliance.deadlines.service import set_deadlines
from compliance.entries.clearing.service import clear_overtaken
from compliance.entries.counters.service import count_directive
from compliance.entries.sweep.service import flag_and_return, void_withdrawn
from core.audit import Actor
from core.database import after_commit, transaction
from core.errors import DomainError
from core.local_time import local_day
from extraction import queries as tasks
from extraction.dimensions.service import settle_dimensions
from extraction.service import close_duplicate, confirm_tasks, extract_tasks, open_provisional, reopen_no_duplicate
from ingest import queries as documents
from ingest.letterhead import Letterhead, Urgency, read_letterhead
from ingest.models import Directive
from ingest.packages.service import forget_secret
from ingest.readers.failures import Unreadable
from ingest.service import record_failure, record_reading, retry_reading
from ingest.signatures.service import keep_signatures
from ingest.signatures.values import Signature
from ingest.updates.service import forget_reasons
from jobs import leases
from jobs.leases import CRASHED, Claim, LeaseLost
from jobs.resources import Resources

CHOICES = 8
UNFORESEEN = "unforeseen"
GIVEN_UP = {
    CRASHED: "Tiến trình đọc dừng đột ngột nhiều lần vì tệp này. Đề nghị kiểm tra tệp, gửi lại bản khác hoặc thử lại.",
    UNFORESEEN: "Xử lý tệp gặp lỗi ngoài dự kiến nhiều lần. Đề nghị báo quản trị viên; có thể thử lại.",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the life: which directives wait for it, and what is done with one of them.

    ``awaits`` says of one whether it does still: who looks, and then takes it, may find that another has done it.
    """

    name: str
    waiting: Callable[[Session, int], Sequence[int]]
    act: Callable[[Resources, Claim], None]
    is_heavy: bool = False
    awaits: Callable[[Session, int], bool] = lambda _session, _directive_id: True


# -- the steps, in their order ----------------------------------------------------------------------------------------


def _read(resources: Resources, held: Claim) -> None:
    """Read the file in a process that may be killed; keep its text and identity, or the reason it has none."""
    with transaction(resources.sessions, writes=False) as session:
        directive = documents.directive(session, held.subject_id)
    if not _awaits_reading(directive):
        return _let_go(resources, held)
    try:
        content = resources.store.get(directive.sha256)
        document = resources.reader.read(content, directive.file_name)
        signatures = _signatures(resources, content)
        letterhead = _with_a_believable_day(read_letterhead(document), directive, resources.law)
    except Unreadable as unreadable:
        with finishing(resources, held) as session:
            record_failure(session, directive.id, unreadable.reason, unreadable.message, resources.clock.now())
        log.info("directive.unreadable", directive_id=directive.id, reason=unreadable.reason, detail=unreadable.detail)
        return None
    with finishing(resources, held) as session:
        row = record_reading(session, resources.store, directive.id, document, letterhead, resources.clock.now())
        if row.purged_at is not None:
            forget_secret(session, resources.store, row.id, resources.clock.now())
            forget_reasons(session, row.id)
        else:
            keep_signatures(session, row.id, signatures, resources.clock.now())
        if row.duplicate_of_id is None and row.purged_at is None:
            send(resources, session, EXTRACT.name, row.id)
    return None


def _signatures(resources: Resources, content: bytes) -> tuple[Signature, ...]:
    """The checked signatures of a file that could be read; a check that fails is told as one, and stops nothing."""
    try:
        return resources.reader.signatures(content, resources.trusted)
    except Unreadable as unreadable:
        log.warning("signatures.not_checked", reason=unreadable.reason, detail=unreadable.detail)
        return (Signature("", problem=unreadable.reason.value),)


def _extract(resources: Resources, held: Claim) -> None:
    """Find the tasks in the text, with the identity as it stands by now (the Office may have corrected it)."""
    with transaction(resources.sessions, writes=False) as session:
        directive = documents.directive(session, held.subject_id)
        document = documents.document_text(session, directive.id)
        done = tasks.run_of(session, directive.id) is not None
    if done or document is None or directive.duplicate_of_id is not None:
        return _let_go(resources, held)
    extraction = resources.analyse(document, _as_identified(read_letterhead(document), directive))
    with finishing(resources, held) as session:
        extract_tasks(session, directive.id, extraction, resources.clock.now())
        send(resources, session, OPEN.name, directive.id)
    return None


def _open(resources: Resources, held: Claim) -> None:
    """Open for their units the tasks that need not wait for the Office."""
    with finishing(resources, held) as session:
        open_provisional(session, held.subject_id, resources.clock.now())
        send(resources, session, SET_DEADLINES.name, held.subject_id)


def _set_deadlines(resources: Resources, held: Claim) -> None:
    """Set the class, the Office's own clock, and both clocks of every opened assignment, each with its receipt."""
    with finishing(resources, held) as session:
        if tasks.run_of(session, held.subject_id) is not None:  # a message may come before its time
            set_deadlines(session, held.subject_id, resources.law, resources.clock.now())
            count_directive(session, held.subject_id, resources.clock.now())


READ = Step("read", documents.waiting, _read, is_heavy=True, awaits=documents.awaits_reading)
EXTRACT = Step("extract", tasks.waiting, _extract)
OPEN = Step("open", tasks.waiting_to_open, _open)
SET_DEADLINES = Step("set_deadlines", deadlines.waiting, _set_deadlines)

LIFE = (READ, EXTRACT, OPEN, SET_DEADLINES)
# What is begun is finished before more is begun; opening comes first, so that clocks are computed once.
FINISHING_FIRST = (OPEN, SET_DEADLINES, EXTRACT, READ)
STEPS = {step.name: step for step in LIFE}


# -- what people do to a life ------------------------------------------------------------------------------------------


def confirm(
    session: Session,
    directive_id: int,
    *,
    expand: Mapping[int, Sequence[int]],
    knows_unclaimed: bool,
    who: Actor,
    law: Law,
    now: datetime,
) -> None:
    """Make a directive's tasks definite, compute their clocks again, and write the lateness that fell due before.

    Args:
        expand: collective assignment id → ids of the member units it is opened for.
        knows_unclaimed: the Office has seen the imperative sentences that no task claims.

    Raises:
        Conflict: it cannot be confirmed as it stands.
    """
    directive = documents.directive(session, directive_id)  # held to the end: each of these finds it at hand
    confirm_tasks(session, directive.id, expand=expand, knows_unclaimed=knows_unclaimed, who=who, now=now)
    settle_dimensions(session, directive_id, who, now)
    set_deadlines(session, directive_id, law, now)
    flag_and_return(session, law, now, directive_id=directive.id)


def after_correction(session: Session, directive_id: int, law: Law, now: datetime) -> None:
    """Let clocks, flags and returns follow what the Office has changed in a directive's tasks, in its transaction.

    What hung on a task or lead that was taken back is void; before confirmation new units see their tasks at once.
    """
    if documents.directive(session, directive_id).duplicate_of_id is not None:
        close_duplicate(session, directive_id, now)
        session.flush()
        void_withdrawn(session, directive_id, now)
        return
    reopen_no_duplicate(session, directive_id)
    session.flush()
    void_withdrawn(session, directive_id, now)
    if tasks.confirmation(session, directive_id) is None:
        open_provisional(session, directive_id, now)
    set_deadlines(session, directive_id, law, now)
    clear_overtaken(session, directive_id, now)
    flag_and_return(session, law, now, directive_id=directive_id)


def retry(resources: Resources, session: Session, directive_id: int, who: Actor, now: datetime) -> None:
    """Let a directive that could not be read be tried again at once, with all its tries.

    Raises:
        Conflict: it has not failed.
    """
    retry_reading(session, directive_id, who, now)
    for step in LIFE:
        leases.lift_quarantine(session, step.name, directive_id)
    send(resources, session, READ.name, directive_id)


# -- taking and ending work -------------------------------------------------------------------------------------------


def advance_next(resources: Resources, step: Step) -> int | None:
    """Take the directive that a step should do next, do it, and return its id; None where nothing may be taken."""
    now = resources.machine_clock.now()
    with transaction(resources.sessions, writes=False) as session:  # to look takes no write lock
        barred = leases.barred(session, step.name, now=now, terms=resources.terms)
        choices = [each for each in step.waiting(session, len(barred) + CHOICES) if each not in barred]
        choices += leases.run_out(session, step.name, now=now, terms=resources.terms)  # done or not: its lease must end
    return next((choice for choice in choices if advance(resources, step, choice)), None)


def advance(resources: Resources, step: Step, directive_id: int) -> bool:
    """Do one step for one directive; return False where someone else has it or did it, or it rests after a failure."""
    with transaction(resources.sessions, durable=False) as session:
        now = resources.machine_clock.now()
        held = leases.claim(session, step.name, directive_id, now=now, terms=resources.terms)
        # Between the look and the taking another may have done all of it, and its lease is gone: only now is it seen.
        if held is not None and held.tries == 1 and not step.awaits(session, directive_id):
            leases.release(session, held)
            held = None
    if held is None:
        return False
    advance_held(resources, step, held)
    return True


def advance_held(resources: Resources, step: Step, held: Claim) -> None:
    """Do one step for a directive that was taken for it.

    Failures of the work itself end here: they are counted, logged, and set aside after the last try.
    """
    directive_id = held.subject_id
    with resources.keeper.keeping(held), structlog.contextvars.bound_contextvars(step=step.name, tries=held.tries):
        try:
            step.act(resources, held)
            log.info("step.done", directive_id=directive_id)
        except LeaseLost:
            log.warning("step.taken_over", directive_id=directive_id)
        except DomainError as error:
            log.warning("step.failed", directive_id=directive_id, error=error.reason)
            _put_back(resources, held, error.reason, error.message)
        except Exception as error:
            log.warning("step.failed", directive_id=directive_id, error=type(error).__name__, exc_info=True)
            _put_back(resources, held, UNFORESEEN, GIVEN_UP[UNFORESEEN])


@contextmanager
def finishing(resources: Resources, held: Claim) -> Iterator[Session]:
    """Give the one transaction in which a step writes what it made and its lease ends.

    Raises:
        LeaseLost: someone else has taken the work over; nothing is written.
    """
    with transaction(resources.sessions) as session:
        leases.release(session, held)
        yield session


def send(resources: Resources, session: Session, step: str, directive_id: int) -> None:
    """Have a worker hurry to a step once the session's transaction is committed."""
    after_commit(session, lambda: resources.carrier.send(step, directive_id))


def set_aside_crashed(resources: Resources) -> int:
    """Give up the work whose worker died at every try, with that reason; return how many."""
    now, terms = resources.machine_clock.now(), resources.terms
    with transaction(resources.sessions, writes=False) as session:
        found = [(step, each) for step, each in leases.crashed(session, now=now, terms=terms) if step in STEPS]
    for step, directive_id in found:
        with transaction(resources.sessions) as session:
            if leases.quarantine_crashed(session, step, directive_id, now=now, terms=terms):
                _give_up(resources, session, step, directive_id, CRASHED, GIVEN_UP[CRASHED])
    return len(found)


def _put_back(resources: Resources, held: Claim, reason: str, message: str) -> None:
    with transaction(resources.sessions) as session:
        now = resources.machine_clock.now()
        if leases.fail(session, held, reason, now=now, terms=resources.terms):
            _give_up(resources, session, held.step, held.subject_id, reason, message)


def _give_up(resources: Resources, session: Session, step: str, directive_id: int, reason: str, message: str) -> None:
    record_failure(session, directive_id, reason, message, resources.clock.now())
    log.error("step.given_up", step=step, directive_id=directive_id, reason=reason)


def _let_go(resources: Resources, held: Claim) -> None:
    """End a piece of work that turned out to be done already."""
    with finishing(resources, held):
        pass


def _awaits_reading(directive: Directive) -> bool:
    return directive.read_at is None and directive.failure_reason is None and directive.purged_at is None


def _with_a_believable_day(letterhead: Letterhead, directive: Directive, law: Law) -> Letterhead:
    """A day after the arrival, or one that no calendar reaches, was misread: it waits for the Office."""
    day = letterhead.issued_on
    if day is None or (day <= local_day(directive.arrived_at) and law.reaches(day)):
        return letterhead
    warning = f"Ngày ban hành đọc được là {day:%d/%m/%Y}: sau ngày đến hoặc ngoài lịch. Kiểm tra và nhập lại."
    unread = (*letterhead.unread, "issued_on")
    return replace(letterhead, issued_on=None, unread=unread, warnings=(*letterhead.warnings, warning))


def _as_identified(letterhead: Letterhead, directive: Directive) -> Letterhead:
    urgency = Urgency(directive.urgency) if directive.urgency else letterhead.urgency
    return replace(
        letterhead, number=directive.number, issued_on=directive.issued_on, issuer=directive.issuer, urgency=urgency
    )
