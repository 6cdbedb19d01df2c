"""Records of assignments as anything may have left them: few instants, so that many of them fall together."""

from datetime import date, timedelta

from hypothesis import strategies as st

from compliance.entries.counters.records import DeadlineRow, EntryRow, FlagRow, Record, ReturnRow
from compliance.entries.procedures.done import Procedures
from compliance.entries.returns import Ending, ReturnReason
from tests.situations import local

DAY = date(2026, 8, 18)
START, END = local("2026-07-01 00:00"), local("2026-10-01 00:00")
INSTANTS = [
    local("2026-06-20 09:00"), START, *(local("2026-08-17 09:00") + timedelta(days=n) for n in range(6)),
    local("2026-09-30 09:00"), END, local("2026-10-05 09:00"),
]  # fmt: skip
at = st.sampled_from(INSTANTS)
perhaps = st.none() | at


@st.composite
def any_record(draw) -> Record:
    """Draw a record: what it holds need not make sense, only be read the same way however it is read."""
    entries = [
        EntryRow(1, number, kind, draw(at), draw(perhaps))
        for number, kind in enumerate(draw(st.lists(st.sampled_from(["first", "progress", "reentry", "report"]))), 1)
    ][::-1][:3]
    returns = [
        ReturnRow(1, n, entry.id, draw(st.sampled_from(list(ReturnReason))), draw(ending), DAY, *draw(three))
        for n, entry in enumerate(entries, 1)
        if draw(st.booleans())
    ]
    flags = [FlagRow(1, n, draw(st.sampled_from([None, 1])), draw(ending), *draw(three)) for n in draw(some)]
    deadlines = [
        DeadlineRow(1, n, draw(st.sampled_from(["task", "task", "entry", "office"])), DAY, False, *draw(three))
        for n in draw(st.lists(st.integers(1, 9), max_size=4, unique=True))
    ]
    done = Procedures(
        draw(st.booleans()),
        draw(st.lists(st.tuples(at, perhaps), max_size=1)),
        draw(perhaps),
        {entry.id: draw(at) for entry in entries if draw(st.booleans())},
        draw(st.sets(st.integers(1, 9))),
    )
    drawn = Record(1, 1, 1, 1, 1, draw(perhaps), draw(perhaps), False, deadlines, entries, flags, returns)
    return drawn if draw(st.booleans()) else drawn._replace(done=done)


ending = st.sampled_from([None, *Ending])
three = st.tuples(at, at, perhaps)
some = st.lists(st.integers(1, 3), max_size=2, unique=True)
