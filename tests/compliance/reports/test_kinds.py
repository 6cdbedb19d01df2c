from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counters.records import counted_of
from compliance.entries.counting import Figures
from compliance.reports import kinds
from compliance.reports.kinds import NOTHING_BESIDE, Beside, Kind, Kinds
from compliance.reports.tables import Owners, Row, tally
from tests.compliance.entries.counters.some_records import any_record
from tests.compliance.reports.district import PERIOD, kind_of
from tests.situations import CALENDAR, RULES, local

LATER = local("2026-10-03 09:00")
FILED = Beside(contested=1, stale=2)


def told(kind):
    return kind and (kind.figures, kind.plan, kind.late_days)


@given(st.lists(any_record(), max_size=8), st.sampled_from([1, 100]))
def test_counting_each_pattern_once_is_counting_every_assignment(records, most):
    before, kinds.MOST_PATTERNS = kinds.MOST_PATTERNS, most
    try:
        known = Kinds(PERIOD, LATER, RULES, CALENDAR)
        for record in [*records, *records]:
            assert told(known.of(record)) == told(kind_of(counted_of(record), LATER))
    finally:
        kinds.MOST_PATTERNS = before


def test_what_a_former_holder_earned_is_told_of_it_alone_and_as_inherited_beside_the_heir():
    kind = Kind(Figures(assigned=1, tasks=1, open_in_time=1, flags=2, returned_late=1))
    earned = Figures(flags=1, returned_late=1)
    found = tally([Row(1, Owners(5, 3), kind, {8: earned}), Row(1, Owners(8, 3), kind)])
    units = found.sums("unit")
    assert {unit: (it.figures.flags, it.figures.returned_late, it.inherited) for unit, it in units.items()} == {
        5: (1, 0, 2), 8: (3, 2, 0),
    }  # fmt: skip
    assert found.sums("field")[3] == found.sums("province")[0] == found.together("unit", (5, 8))
    assert (found.sums("province")[0].figures.flags, found.sums("province")[0].inherited) == (4, 2)
    assert tally([Row(1, Owners(5), kind, {9: earned})]).sums("unit")[9].figures == earned


@given(any_record())
def test_what_stands_beside_counts_with_what_is_in_the_total_alone(record):
    known = Kinds(PERIOD, LATER, RULES, CALENDAR)
    kind = known.of(record, FILED)
    if kind is not None:
        assert kind.beside == (FILED if kind.figures.assigned else NOTHING_BESIDE)
        assert known.of(record, Beside(1, 2)) is kind
        (sums,) = tally([Row(1, Owners(1), kind)] * 3).sums("unit").values()
        assert (sums.contested, sums.stale) == (3 * kind.beside.contested, 3 * kind.beside.stale)
