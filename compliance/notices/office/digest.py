"""The Office's digest: what waits for its decision this morning, the pressing first. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from compliance.notices.compose import Composed, Line, Reader, letter, told_lines


class Kind(StrEnum):
    """What can wait for the Office, in the order in which it is told."""

    URGENT = "urgent"
    CONTESTS = "contests"
    NOT_OURS = "not_ours"
    UNCONFIRMED = "unconfirmed"
    EXTENSIONS = "extensions"
    REENTRIES = "reentries"
    RESULTS = "results"


PAGES = {
    Kind.URGENT: "/directives?state=to_confirm&entry_class=urgent",
    Kind.UNCONFIRMED: "/directives?state=to_confirm",
    Kind.REENTRIES: "/entries",
}
DECISIONS = "/decisions"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait, how many of them came since the last digest, how many are due today or past due."""

    kind: Kind
    n: int
    n_new: int = 0
    n_pressing: int = 0


def is_worth_telling(waiting: Iterable[Waiting]) -> bool:
    """Return whether a digest goes out: something came since the last one, or something is due."""
    return any(each.n_new or each.n_pressing for each in waiting)


def office_digest(waiting: Sequence[Waiting], changes: Sequence[Line], reader: Reader, today: date) -> Composed:
    """Return the Office's message of a day: each kind with its page; urgent documents are of the unconfirmed.

    Args:
        changes: those of calendar and rules that this person was not told before, at the end of the message.
    """
    count = sum(each.n for each in waiting if each.kind is not Kind.URGENT)
    subject, opening = ("office.subject", "office") if count else ("office.subject.changed", "office.changed")
    told = chain(_told(waiting, reader), told_lines(changes, reader))
    return Composed(
        reader.words[subject].format(day=f"{today:%d/%m}", count=count),
        letter([reader.words[opening].format(count=count)], told, reader),
    )


def _told(waiting: Sequence[Waiting], reader: Reader) -> Iterator[str]:
    for each in sorted(waiting, key=lambda one: (not one.n_pressing, tuple(Kind).index(one.kind))):
        if each.n:
            beside = [reader.words[key].format(n=n) for key, n in
                      (("office.pressing", each.n_pressing), ("office.new", each.n_new)) if n]  # fmt: skip
            said = reader.words[f"office.{each.kind.value}"].format(n=each.n)
            yield f"\n- {said}" + (f" ({', '.join(beside)})" if beside else "")
            yield f"  {reader.address}{PAGES.get(each.kind, DECISIONS)}"
