"""What the trail's events are about, by the names that people know: a number, a unit, a person. Reads only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.deps import DbSession
from api.web.words import EVENTS, SUBJECTS
from compliance.reports.queries import names
from core.audit import AuditEvent
from core.queries import account_names
from extraction import queries as extraction
from ingest import queries as ingest

# Where a thing has a page of its own; accounts and units are for the administrator alone.
PAGES = {"directive": "/directives/{}", "assignment": "/assignments/{}"}
DOCUMENT = "văn bản"
ADMINISTERED = {"account": "/accounts/{}", "unit": "/units/{}"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: its name in words, empty where the event says all; and its page, if it has one."""

    words: str
    page: str = ""


def subjects_of(
    session: DbSession, events: Iterable[AuditEvent], told: Callable[[str], str], *, administers: bool
) -> dict[int, Subject]:
    """Return by the id of each event what it is about.

    Args:
        told: tells a word or sentence in the reader's language.
        administers: the reader may open accounts and units.
    """
    known = list(events)
    ids: dict[str, set[int]] = {}
    for event in known:
        ids.setdefault(event.subject, set()).add(event.subject_id)
    called = _called(session, ids, told)
    pages = PAGES | ADMINISTERED if administers else PAGES
    found = {}
    for event in known:
        kind, number = event.subject, event.subject_id
        words = called.get((kind, number))
        if not number or (kind == "account" and number == event.account_id):
            found[event.id] = Subject("")  # the register as a whole, or who does it
        elif words is None:
            label = told(SUBJECTS.get(kind, kind))
            found[event.id] = Subject(f"{label[0].lower()}{label[1:]} {number}")
        else:
            if kind == "directive" and DOCUMENT in EVENTS.get(event.did, ""):
                words = words.removeprefix(told(DOCUMENT)).strip()  # the sentence has said what it is
            found[event.id] = Subject(words, pages[kind].format(number) if kind in pages else "")
    return found


def _called(session: DbSession, ids: dict[str, set[int]], told: Callable[[str], str]) -> dict[tuple[str, int], str]:
    parts = extraction.parts_of(session, ids.get("assignment", ()))
    tasks = extraction.directives_of(session, ids.get("task", set()) | {task for _, task in parts.values()})
    numbers = ingest.called(session, ids.get("directive", set()) | set(tasks.values()))

    def task_words(task: int) -> str:
        return ", ".join((told(f"nhiệm vụ NV-{task}"), told(f"văn bản {numbers.get(tasks.get(task, 0), '?')}")))

    found = {("directive", number): told(f"văn bản {name}") for number, name in numbers.items()}
    found |= {("task", task): task_words(task) for task in tasks}
    found |= {("assignment", number): f"{unit}, {task_words(task)}" for number, (unit, task) in parts.items()}
    owners = names(session) if ids.keys() & {"unit", "field", "leader"} else None
    if owners is not None:
        found |= {(kind, number): owners.of(kind)[number] for kind in ("unit", "field", "leader")
                  for number in ids.get(kind, ()) if number in owners.of(kind)}  # fmt: skip
    if "account" in ids:
        found |= {("account", number): name for number, name in account_names(session).items()}
    return found
