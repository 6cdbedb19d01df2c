"""Counted assignments as rows, and rows as the sums of a period: province, units, fields, leaders; pure.

A group's sums are the sums of its rows, so that groups add up to the total whichever way the rows are grouped.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import NamedTuple

from compliance.entries.counting import Figures, verdicts_in
from compliance.reports.kinds import Kind
from compliance.reports.sums import Sums

SCOPES = ("unit", "field", "leader")
NOTHING_EARNED: Mapping[int, Figures] = MappingProxyType({})
_NAMES = tuple(each.name for each in fields(Figures))


class Owners(NamedTuple):
    """Whose an assignment is: unit, field and leader, 0 where there is none."""

    unit_id: int = 0
    field_id: int = 0
    leader_id: int = 0


class Row(NamedTuple):
    """One assignment as a period counts it. ``earned``: flags and returns of the kind that former holders keep."""

    task_id: int
    owners: Owners
    kind: Kind
    earned: Mapping[int, Figures] = NOTHING_EARNED


@dataclass(slots=True)
class Tally:
    """Rows of a period added up, group by group, without keeping the rows.

    The tasks of a group are bits, so that a million of them take an eighth of a megabyte.
    """

    kinds: dict[tuple[str, int], Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    earned: dict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))
    inherited: Counter[tuple[str, int]] = field(default_factory=Counter)
    tasks: dict[tuple[str, int], bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def add(self, row: Row) -> None:
        """Add a row to the province and to its unit, field and leader."""
        task_id, owners, kind, earned = row
        has_task = kind.figures.tasks > 0
        place, bit = task_id >> 3, 1 << (task_id & 7)
        groups = (("province", 0), ("unit", owners[0]), ("field", owners[1]), ("leader", owners[2]))
        for group in groups:
            self.kinds[group][kind] += 1
            if has_task:
                tasks = self.tasks[group]
                if place >= len(tasks):
                    tasks.extend(bytes(place + 1 - len(tasks)))
                tasks[place] |= bit
        for earner, figures in earned.items():
            self.earned[earner] += figures
            self.earned[owners[0]] -= figures
            for group in groups:
                self.inherited[group] += verdicts_in(figures)

    def sums(self, scope: str) -> dict[int, Sums]:
        """Return the sums of a scope (``province`` has the one group 0), by id."""
        ids = [owner for of, owner in self.kinds if of == scope]
        if scope == "unit":
            ids += [owner for owner in self.earned if owner not in ids]
        return {owner: self.together(scope, (owner,)) for owner in ids}

    def together(self, scope: str, owners: Collection[int]) -> Sums:
        """Return the sums of some groups of a scope as of one; a task that they share counts once."""
        kinds: Counter[Kind] = Counter()
        tasks = inherited = 0
        earned = Figures()
        for owner in owners:
            kinds.update(self.kinds.get((scope, owner), {}))
            tasks |= int.from_bytes(self.tasks.get((scope, owner), b""), "little")
            inherited += self.inherited[scope, owner]
            if scope == "unit":
                earned += self.earned.get(owner, Figures())
        return _sums(kinds, tasks.bit_count()) + Sums(earned, inherited=inherited)


def tally(rows: Iterable[Row]) -> Tally:
    """Return rows added up."""
    found = Tally()
    for row in rows:
        found.add(row)
    return found


def _sums(kinds: Mapping[Kind, int], tasks: int) -> Sums:
    """Return so many of each kind added up."""
    counted = dict.fromkeys(_NAMES, 0)
    contested = stale = 0
    days: Counter[int] = Counter()
    planned: Counter[str] = Counter()
    for kind, n in kinds.items():
        for name in _NAMES:
            counted[name] += n * getattr(kind.figures, name)
        contested += n * kind.beside.contested
        stale += n * kind.beside.stale
        if kind.late_days is not None:
            days[kind.late_days] += n
        for name, one in kind.plan.counts().items():
            planned[name] += n * one
    return Sums(Figures(**{**counted, "tasks": tasks}), contested, stale, dict(days), dict(planned))
