"""The audit trail as a chain of seals that anyone can check line by line; pure.

A line is an event or a seal in JSON's own types, as `dondoc audit export` writes them: each seal follows the events it
covers. A seal holds the hash over ids and hashes of its events and the hash of the seal before it, so that nothing in
front of it can be edited, added, taken out or moved. `docs/verify_audit.py` does the same check for strangers.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIRST = "0" * 64
LEAF_LENGTH = 16

Line = Mapping[str, Any]
Link = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in a trail that does not hold: what is wrong with which event, or with which seal."""

    what: str
    event: int | None = None
    seal: int | None = None


@dataclass(slots=True)
class Checked:
    """How far a trail was checked: events, those of them under a seal, seals, the newest seal's hash, the fault.

    ``skipped``: ids after the last sealed one, and below the newest, that no event bears.
    """

    events: int = 0
    sealed: int = 0
    skipped: int = 0
    seals: int = 0
    newest_seal: str = FIRST
    noted_found: bool = False
    fault: Fault | None = None


def digest(content: object) -> str:
    """Return the SHA-256 of a value in JSON's own types, written canonically (sorted keys, no spaces, UTF-8)."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: object) -> str:
    """Return a value in JSON's own types as the one text that is hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def root_of(links: Iterable[Link]) -> str:
    """Return the hash over events' ids and hashes, in the order given."""
    lines = "".join(f"{event_id}:{sha256}\n" for event_id, sha256 in links)
    return hashlib.sha256(lines.encode()).hexdigest()


def leaves_of(links: Iterable[Link]) -> str:
    """Return each event's id with the beginning of its hash: what lets a broken seal name the event that broke it."""
    return " ".join(f"{event_id}:{sha256[:LEAF_LENGTH]}" for event_id, sha256 in links)


def seal_digest(seal: Line) -> str:
    """Return the hash of a seal over all it holds but that hash itself."""
    return digest({key: value for key, value in seal.items() if key != "sha256"})


def event_digest(event: Line) -> str:
    """Return the hash of an event over all it holds but its id, which the database gives later, and that hash."""
    return digest({key: value for key, value in event.items() if key not in {"event", "sha256"}})


@dataclass(slots=True)
class _Walk:
    """Where the check stands: the events since the last seal, and the first of them whose own hash is wrong."""

    result: Checked
    links: list[Link] = field(default_factory=list)
    edited: int | None = None
    last_id: int = 0
    sealed_to: int = 0


def check(lines: Iterable[Line], noted: str | None = None, *, is_gapless: bool = False) -> Checked:
    """Return how far a trail holds.

    Args:
        lines: events and seals in their order.
        noted: hash of a seal that someone wrote down elsewhere. A whole trail made anew is a chain without fault; only
            a hash kept outside it shows that.
        is_gapless: the database gives no id in vain, so that one without an event was deleted even before its seal.
            Otherwise an act that was given up leaves the same gap, and the skipped ids are only counted.
    """
    walk = _Walk(Checked(noted_found=noted is None))
    for line in lines:
        if "seal" in line:
            walk.result.fault = _check_seal(walk, line)
            walk.result.noted_found |= line["sha256"] == noted
        else:
            walk.result.fault = _take_event(walk, line)
        if walk.result.fault:
            return walk.result
    walk.result.skipped = walk.last_id - walk.sealed_to - len(walk.links)
    if walk.edited is not None:
        walk.result.fault = Fault("edited", event=walk.edited)
    elif is_gapless and walk.result.skipped:
        expected = enumerate((event_id for event_id, _ in walk.links), walk.sealed_to + 1)
        walk.result.fault = Fault("deleted", event=next(n for n, event_id in expected if event_id != n))
    elif not walk.result.noted_found:
        walk.result.fault = Fault("noted seal missing")
    return walk.result


def _take_event(walk: _Walk, event: Line) -> Fault | None:
    """Add an event to those that the next seal must cover; its own hash is judged together with its neighbours."""
    walk.result.events += 1
    if event["event"] <= walk.last_id:
        return Fault("out of order", event=event["event"])
    walk.last_id = event["event"]
    if walk.edited is None and event_digest(event) != event["sha256"]:
        walk.edited = event["event"]
    walk.links.append((event["event"], event["sha256"]))
    return None


def _check_seal(walk: _Walk, seal: Line) -> Fault | None:
    """Return what does not hold up to a seal, the event with the lowest id first."""
    result = walk.result
    if seal["seal"] != result.seals + 1 or seal["previous"] != result.newest_seal:
        return Fault("seal missing or added", seal=seal["seal"])
    if seal_digest(seal) != seal["sha256"]:
        return Fault("seal edited", seal=seal["seal"])
    fault = _first_difference(walk.links, seal["leaves"].split())
    if walk.edited is not None and (fault is None or fault.event is None or walk.edited <= fault.event):
        fault = Fault("edited", event=walk.edited)
    if fault is None and (root_of(walk.links) != seal["root"] or len(walk.links) != seal["n"]):
        fault = Fault("edited", event=walk.links[0][0] if walk.links else None, seal=seal["seal"])
    if fault is None:
        result.seals += 1
        result.sealed += len(walk.links)
        result.newest_seal = seal["sha256"]
        walk.sealed_to, walk.links = walk.last_id, []
    return fault


def _first_difference(links: Sequence[Link], leaves: Sequence[str]) -> Fault | None:
    """Return the first event that is not the one sealed in its place."""
    sealed = {int(event_id): start for event_id, _, start in (leaf.partition(":") for leaf in leaves)}
    found = {event_id: sha256[:LEAF_LENGTH] for event_id, sha256 in links}
    for event_id in sorted(sealed.keys() | found.keys()):
        if event_id not in found:
            return Fault("deleted", event=event_id)
        if event_id not in sealed:
            return Fault("inserted", event=event_id)
        if found[event_id] != sealed[event_id]:
            moved = found[event_id] in sealed.values()
            return Fault("moved" if moved else "edited", event=event_id)
    return None
