"""Checks an audit trail that `dondoc audit export FILE` wrote. Needs Python and nothing else; trusts nobody.

    python verify_audit.py FILE [HASH OF A SEAL NOTED EARLIER]

The file has one JSON object a line. An event has the key "event", its number; a seal has the key "seal", its number,
and stands after the events it covers.
  - An event's "sha256" is the SHA-256 of its canonical JSON without "event" and "sha256".
  - A seal's "root" is the SHA-256 of one line "NUMBER:SHA256" for each of its events, in order of number.
  - A seal's "leaves" are the same with only 16 digits of each hash, so that a fault can be named.
  - A seal's "previous" is the "sha256" of the seal before it, 64 zeros for the first.
  - A seal's "sha256" is the SHA-256 of its canonical JSON without "sha256".
Canonical JSON: keys sorted, no spaces, UTF-8, nothing escaped that need not be.

Whoever can rewrite the whole file can make a new chain without fault. Only a seal's hash that was written down
elsewhere, such as the daily one, shows that: give it as the second argument. Numbers that no event bears after the last
seal are told: an act that was given up leaves one, and so does an event deleted before it was sealed.

Exit code: 0 the trail holds, 1 it does not, 2 wrong use.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

DIGITS = 16
LEAST_ARGUMENTS, MOST_ARGUMENTS = 2, 3


class Verdict(NamedTuple):
    """Whether the trail holds; if not, what is wrong and, where one can tell, with which event.

    ``skipped``: how many numbers after the last seal, and below the newest, no event bears.
    """

    holds: bool
    words: str
    event: int | None = None
    skipped: int = 0


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest(line: dict, without: set[str]) -> str:
    """Return the SHA-256 of an object's canonical JSON, some keys left out."""
    rest = {key: value for key, value in line.items() if key not in without}
    return sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def verify(lines: Iterable[str], noted: str | None = None) -> Verdict:
    """Return whether a trail holds, line after line."""
    previous, seals, events, last, sealed, sealed_to = "0" * 64, 0, [], 0, 0, 0
    found = noted is None
    for text in lines:
        line = json.loads(text)
        if "event" in line:
            if line["event"] <= last:
                return Verdict(False, f"event {line['event']} stands out of order", line["event"])
            last = line["event"]
            events.append(line)
            continue
        if line["seal"] != seals + 1 or line["previous"] != previous:
            return Verdict(False, f"before seal {line['seal']} a seal is missing or added")
        if digest(line, {"sha256"}) != line["sha256"]:
            return Verdict(False, f"seal {line['seal']} was edited")
        bad = first_bad(events, line["leaves"].split())
        if bad is not None:
            return Verdict(False, f"event {bad} is not as it was sealed", bad)
        root = sha256("".join(f"{event['event']}:{event['sha256']}\n" for event in events))
        if root != line["root"] or len(events) != line["n"]:
            first = events[0]["event"] if events else None
            return Verdict(False, f"an event under seal {line['seal']} is not as it was sealed", first)
        previous, seals, sealed, sealed_to, events = line["sha256"], seals + 1, sealed + len(events), last, []
        found = found or previous == noted
    bad = first_bad(events, None)
    if bad is not None:
        return Verdict(False, f"event {bad} was edited", bad)
    if not (found and last):
        return Verdict(False, "the seal noted elsewhere is not in this trail" if last else "there is no event in it")
    words = f"{sealed} events under {seals} seals hold, {len(events)} are not sealed yet; seal {previous}"
    return told_with_gaps(words, last - sealed_to - len(events))


def told_with_gaps(words: str, skipped: int) -> Verdict:
    """Return that a trail holds, and how many numbers after its last seal no event bears."""
    if skipped:
        words += f"; {skipped} numbers after it bear no event: acts given up, or events deleted"
    return Verdict(True, words, skipped=skipped)


def first_bad(events: list[dict], leaves: list[str] | None) -> int | None:
    """Return the number of the first event that is edited, added, taken out or moved; None: there is none."""
    edited = [event["event"] for event in events if digest(event, {"event", "sha256"}) != event["sha256"]]
    if leaves is not None:
        found = {f"{event['event']}:{event['sha256'][:DIGITS]}" for event in events}
        edited += [int(leaf.split(":")[0]) for leaf in found.symmetric_difference(leaves)]
    return min(edited, default=None)


def main(arguments: list[str]) -> int:
    """Check the file named on the command line."""
    if not LEAST_ARGUMENTS <= len(arguments) <= MOST_ARGUMENTS or not Path(arguments[1]).is_file():
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with Path(arguments[1]).open(encoding="utf-8") as lines:
            verdict = verify(lines, *arguments[2:])
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        verdict = Verdict(False, f"a line is neither an event nor a seal ({type(broken).__name__}: {broken})")
    print(("HOLDS: " if verdict.holds else "BROKEN: ") + verdict.words)
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
