"""A trail of plain lines, checked without any database: what was done to it is named, with the event or the seal."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.chain import FIRST, Fault, check, event_digest, leaves_of, root_of, seal_digest

Plain = dict[str, Any]


def events(first: int, last: int) -> list[Plain]:
    lines: list[Plain] = [{"event": n, "did": "entry.made", "n": n} for n in range(first, last + 1)]
    return [{**line, "sha256": event_digest(line)} for line in lines]


def sealed(number: int, previous: str, covered: Sequence[Plain]) -> Plain:
    links = [(line["event"], line["sha256"]) for line in covered]
    seal = {"seal": number, "previous": previous, "n": len(links), "root": root_of(links), "leaves": leaves_of(links)}
    return {**seal, "sha256": seal_digest(seal)}


def trail() -> list[Plain]:
    """Events 1 to 3 under the first seal, 4 to 6 under the second, 7 without one."""
    first, second = events(1, 3), events(4, 6)
    one = sealed(1, FIRST, first)
    return [*first, one, *second, sealed(2, one["sha256"], second), *events(7, 7)]


def test_a_whole_trail_holds_and_tells_how_far_it_is_sealed() -> None:
    checked = check(trail())
    assert (checked.fault, checked.events, checked.sealed, checked.seals) == (None, 7, 6, 2)
    assert check(trail(), noted=checked.newest_seal).noted_found


def test_an_edited_event_is_named_with_and_without_a_seal_over_it() -> None:
    lines = trail()
    lines[1] = {**lines[1], "n": 99}
    assert check(lines).fault == Fault("edited", event=2)
    lines = trail()
    lines[-1] = {**lines[-1], "n": 99}
    assert check(lines).fault == Fault("edited", event=7)


def test_an_event_edited_together_with_its_hash_breaks_its_seal() -> None:
    lines = trail()
    forged = {"event": 2, "did": "entry.made", "n": 99}
    lines[1] = {**forged, "sha256": event_digest(forged)}
    assert check(lines).fault == Fault("edited", event=2)


def test_an_event_taken_out_put_in_or_moved_is_named() -> None:
    lines = trail()
    del lines[1]
    assert check(lines).fault == Fault("deleted", event=2)
    lines = trail()
    lines[3:3] = events(4, 4)
    del lines[5]
    assert check(lines).fault == Fault("inserted", event=4)
    lines = trail()
    one, two = lines[0], lines[1]
    lines[0:2] = [{**two, "event": 1}, {**one, "event": 2}]
    assert check(lines).fault == Fault("moved", event=1)
    lines = trail()
    lines[0:2] = [two, one]
    assert check(lines).fault == Fault("out of order", event=1)


@pytest.mark.parametrize(("left", "missing"), [((8, 9), [7]), ((7, 9), [8]), ((9, 10), [7, 8])])
def test_an_id_without_an_event_after_the_last_seal_is_counted_or_named(
    left: tuple[int, int], missing: list[int]
) -> None:
    lines = [*trail()[:-1], *events(left[0], left[0]), *events(left[1], left[1])]
    checked = check(lines)
    assert (checked.fault, checked.skipped) == (None, len(missing))
    assert check(lines, is_gapless=True).fault == Fault("deleted", event=missing[0])


def test_what_a_seal_covers_is_no_gap() -> None:
    covered = [*events(2, 3), *events(5, 5)]
    lines = [*covered, sealed(1, FIRST, covered), *events(6, 7)]
    assert (check(lines, is_gapless=True).fault, check(lines).skipped) == (None, 0)
    assert check(lines[:-3], is_gapless=True).fault == Fault("deleted", event=1)
    assert check([], is_gapless=True).fault is None


def test_a_seal_taken_out_or_edited_is_named() -> None:
    lines = trail()
    del lines[3]
    assert check(lines).fault == Fault("seal missing or added", seal=2)
    lines = trail()
    lines[3] = {**lines[3], "n": 2}
    assert check(lines).fault == Fault("seal edited", seal=1)


def test_a_seal_whose_count_is_false_though_its_own_hash_is_right_is_named() -> None:
    lines = trail()
    seal = {key: value for key, value in lines[3].items() if key != "sha256"} | {"n": 2}
    lines[3] = {**seal, "sha256": seal_digest(seal)}
    assert check(lines).fault == Fault("edited", event=1, seal=1)


def test_a_trail_made_anew_lacks_the_seal_that_someone_noted() -> None:
    assert check(trail(), noted="f" * 64).fault == Fault("noted seal missing")
