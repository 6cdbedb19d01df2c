from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counting import Counted, Report, Suspension, TaskDeadline
from compliance.reports.measures import BY_KEY, value_of
from compliance.reports.plan import Moved, days_of, planned_for
from compliance.reports.sums import Sums
from compliance.reports.tables import Owners, tally
from tests.compliance.reports.district import ASSIGNED, CONFIRMED, PERIOD, counted
from tests.situations import local

IN_TIME, LATER = local("2026-09-16 00:00"), local("2026-12-01 00:00")
DUE = TaskDeadline(ASSIGNED, IN_TIME)
FAR = TaskDeadline(ASSIGNED, LATER)
DONE = (Report(local("2026-09-10 09:00"), CONFIRMED),)
OPEN = Counted(1, ASSIGNED)


def moved(assignment: Counted) -> Moved | None:
    (row,) = counted([(assignment, Owners(1))])
    return row.kind.plan.moved


def test_what_moved_the_plan_is_told():
    extension = TaskDeadline(local("2026-09-14 09:00"), LATER, is_extension=True)
    assert moved(replace(OPEN, deadlines=(DUE,), reports=DONE)) is None
    assert moved(replace(OPEN, deadlines=(FAR,))) is None
    assert moved(replace(OPEN, deadlines=(FAR,), reports=DONE)) is Moved.AHEAD
    assert moved(replace(OPEN, reports=DONE)) is Moved.UNPLANNED
    assert moved(replace(OPEN, deadlines=(DUE, extension))) is Moved.EXTENDED
    assert moved(replace(OPEN, deadlines=(DUE,), suspensions=(Suspension(ASSIGNED),))) is Moved.HELD
    assert moved(replace(OPEN, deadlines=(DUE,), reports=(Report(local("2026-09-15 09:00")),))) is Moved.HELD
    assert moved(replace(OPEN, deadlines=(DUE,))) is Moved.OVERDUE
    assert moved(replace(OPEN, deadlines=(DUE,), withdrawn_at=CONFIRMED)) is None


def test_the_plan_is_the_directive_s_day_whatever_was_granted_since():
    extension = TaskDeadline(local("2026-09-14 09:00"), LATER, is_extension=True)
    planned_on, deadline_on = days_of(replace(OPEN, deadlines=(DUE, extension)), PERIOD.cut_off_at)
    assert (planned_on.isoformat(), deadline_on.isoformat()) == ("2026-09-15", "2026-11-30")
    assert days_of(OPEN, PERIOD.cut_off_at) == (None, None)
    assert planned_for(OPEN, PERIOD.cut_off_at) is None


ANY = st.builds(
    lambda deadlines, reports, suspended, withdrawn, archived: replace(
        OPEN,
        deadlines=tuple(deadlines),
        reports=reports,
        suspensions=(Suspension(ASSIGNED),) if suspended else (),
        withdrawn_at=CONFIRMED if withdrawn else None,
        archived_at=CONFIRMED if archived else None,
    ),
    st.lists(
        st.builds(
            TaskDeadline,
            st.sampled_from([ASSIGNED, local("2026-09-01 09:00"), local("2026-10-05 09:00")]),
            st.sampled_from([IN_TIME, LATER, None]),
            st.booleans(),
        ),
        max_size=3,
    ),
    st.sampled_from([(), DONE, (Report(local("2026-09-20 09:00")),)]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.tuples(ANY, st.builds(Owners, st.integers(0, 2))), max_size=12))
def test_done_is_the_plan_and_what_moved_it_in_every_group(assignments):
    found = tally(counted(assignments))
    for sums in [*found.sums("unit").values(), *found.sums("province").values(), Sums()]:
        told = {key: value_of(BY_KEY[key], sums).number or 0 for key in ("done", "planned", "planned_done", *Moved)}
        came = told["planned"] + told[Moved.AHEAD] + told[Moved.UNPLANNED]
        assert told["done"] == came - told[Moved.EXTENDED] - told[Moved.HELD] - told[Moved.OVERDUE]
        assert told["planned_done"] == told["planned"] - told[Moved.EXTENDED] - told[Moved.HELD] - told[Moved.OVERDUE]
