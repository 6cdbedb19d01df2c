"""How a date was computed, so that anyone can compute it again; pure.

A receipt holds the inputs, the rules with their clauses, each day walked, the answer, who held the item meanwhile, and
the hashes of rules and calendar. `compute_receipt` is the only way to make one, and `replay` does the same work again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.clocks import Answer, Clock, Inputs, compute
from compliance.deadlines.steps import Step
from compliance.rulebook.parameters import Citation, digest
from compliance.rulebook.rules import Rulebook

ENGINE = "dondoc-deadlines-1"


@dataclass(frozen=True, slots=True)
class Ground:
    """What starts a clock: the event, when, and why one may rely on it (page and box, a field, an Office entry)."""

    event: str
    at: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Held:
    """Who held the item for a while: document system, connector, extraction, Office, unit; instants in UTC."""

    holder: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """One computed date with everything it rests on. ``rules_on``: the day whose rules apply."""

    engine: str
    clock: Clock
    rules_on: date
    inputs: Inputs
    ground: Ground
    answer: Answer
    calendar_version: str
    rulebook_sha256: str
    held_by: tuple[Held, ...] = ()

    @property
    def due_on(self) -> date | None:
        """The nominal last day."""
        return self.answer.due_on

    @property
    def unit_due_at(self) -> datetime | None:
        """The first instant that is too late, in UTC."""
        return self.answer.unit_due_at

    @property
    def sha256(self) -> str:
        """The hash over all it holds."""
        return digest(self.plain())

    def plain(self) -> dict[str, Any]:
        """Return all it holds in JSON's own types; `receipt_from` reads it back."""
        return {
            "engine": self.engine,
            "clock": self.clock.value,
            "rules_on": self.rules_on.isoformat(),
            "inputs": dict(self.inputs),
            "event": {"event": self.ground.event, "at": self.ground.at, "evidence": self.ground.evidence},
            **answer_plain(self.answer),
            "calendar_version": self.calendar_version,
            "rulebook_sha256": self.rulebook_sha256,
            "held_by": [
                {"holder": held.holder, "from_at": held.from_at.isoformat(), "until_at": held.until_at.isoformat()}
                for held in self.held_by
            ],
        }

    def canonical(self) -> str:
        """Return its one text form: sorted keys, no spaces, UTF-8."""
        return json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a receipt and its replay differ; values in JSON's own types."""

    field: str
    receipt: object
    replayed: object


def compute_receipt(
    clock: Clock,
    inputs: Inputs,
    ground: Ground,
    rulebook: Rulebook,
    calendar: WorkCalendar,
    held_by: Sequence[Held] = (),
) -> Receipt:
    """Return the receipt of a date, computed now.

    Args:
        inputs: see `compliance.deadlines.clocks`; its functions named ``…_inputs`` make them.

    Raises:
        DomainError: as the clock's own function.
    """
    rules_on, answer = compute(clock, inputs, rulebook, calendar)
    return Receipt(ENGINE, clock, rules_on, inputs, ground, answer, calendar.version, rulebook.sha256, tuple(held_by))


def replay(receipt: Receipt, rulebook: Rulebook, calendar: WorkCalendar) -> tuple[Difference, ...]:
    """Return in what a receipt differs from the same computation by this rulebook and calendar; nothing: it holds.

    The calendar must be the version the receipt names for a replay in the strict sense; with another one this is the
    what-if of a change. The rulebook's hash as a whole may differ: only the cited values and the answer are compared.
    """
    again = compute_receipt(receipt.clock, receipt.inputs, receipt.ground, rulebook, calendar, receipt.held_by)
    before, after = receipt.plain(), again.plain()
    return tuple(
        Difference(field, before[field], after[field])
        for field in before
        if field != "rulebook_sha256" and before[field] != after[field]
    )


def answer_plain(answer: Answer) -> dict[str, Any]:
    """Return an answer in JSON's own types."""
    return {
        "due_on": answer.due_on.isoformat() if answer.due_on else None,
        "unit_due_on": answer.unit_due_on.isoformat() if answer.unit_due_on else None,
        "unit_due_at": answer.unit_due_at.isoformat() if answer.unit_due_at else None,
        "steps": [step.plain() for step in answer.steps],
        "unit_steps": [step.plain() for step in answer.unit_steps],
        "tam_tinh": answer.tam_tinh,
        "reading": answer.reading,
        "alternatives": list(answer.alternatives),
        "period": answer.period,
        "assumption": answer.assumption,
        "waits_for": answer.waits_for,
        "rules": [_citation_plain(citation) for citation in answer.citations],
    }


def receipt_from(plain: Mapping[str, Any]) -> Receipt:
    """Return the receipt that `Receipt.plain` wrote.

    Raises:
        KeyError: a field is missing.
        ValueError: a day, instant or clock is not one.
    """
    answer = Answer(
        due_on=_day(plain["due_on"]),
        unit_due_on=_day(plain["unit_due_on"]),
        unit_due_at=datetime.fromisoformat(plain["unit_due_at"]) if plain["unit_due_at"] else None,
        steps=_steps(plain["steps"]),
        unit_steps=_steps(plain["unit_steps"]),
        tam_tinh=plain["tam_tinh"],
        reading=plain["reading"],
        alternatives=tuple(plain["alternatives"]),
        period=plain["period"],
        assumption=plain["assumption"],
        waits_for=plain["waits_for"],
        citations=tuple(_citation_from(rule) for rule in plain["rules"]),
    )
    return Receipt(
        plain["engine"],
        Clock(plain["clock"]),
        date.fromisoformat(plain["rules_on"]),
        dict(plain["inputs"]),
        Ground(**plain["event"]),
        answer,
        plain["calendar_version"],
        plain["rulebook_sha256"],
        tuple(
            Held(held["holder"], datetime.fromisoformat(held["from_at"]), datetime.fromisoformat(held["until_at"]))
            for held in plain["held_by"]
        ),
    )


def held_spans(from_at: datetime, milestones: Sequence[tuple[str, datetime | None]]) -> tuple[Held, ...]:
    """Return who held an item from one instant on: each holder until its own milestone, in the order given.

    A holder whose milestone is unknown, or not after the one before, held nothing.
    """
    spans = []
    for holder, until_at in milestones:
        if until_at is not None and until_at > from_at:
            spans.append(Held(holder, from_at, until_at))
            from_at = until_at
    return tuple(spans)


def _citation_plain(citation: Citation) -> dict[str, Any]:
    """Return a cited rule in JSON's own types."""
    value = list(citation.value) if isinstance(citation.value, tuple) else citation.value
    return {
        "key": citation.key,
        "unit": citation.unit,
        "value": value,
        "from_on": citation.from_on.isoformat(),
        "clause": citation.clause,
        "reference": citation.reference,
        "sha256": citation.sha256,
    }


def _citation_from(plain: Mapping[str, Any]) -> Citation:
    """Return the cited rule that `_citation_plain` wrote."""
    value = tuple(plain["value"]) if isinstance(plain["value"], list) else plain["value"]
    return Citation(**{**plain, "value": value, "from_on": date.fromisoformat(plain["from_on"])})


def _steps(plain: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps that `Step.plain` wrote."""
    return tuple(Step(date.fromisoformat(step["on"]), step["counted"], step["why"], step.get("act")) for step in plain)


def _day(text: str | None) -> date | None:
    """Return a day, or None for null."""
    return None if text is None else date.fromisoformat(text)
