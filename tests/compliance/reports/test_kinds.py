from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counters.records import counted_of
from compliance.reports import kinds
from compliance.reports.kinds import NOTHING_BESIDE, Beside, Kinds
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


@given(any_record())
def test_what_stands_beside_counts_with_what_is_in_the_total_alone(record):
    known = Kinds(PERIOD, LATER, RULES, CALENDAR)
    kind = known.of(record, FILED)
    if kind is not None:
        assert kind.beside == (FILED if kind.figures.assigned else NOTHING_BESIDE)
        assert known.of(record, Beside(1, 2)) is kind
        (sums,) = tally([Row(1, Owners(1), kind)] * 3).sums("unit").values()
        assert (sums.contested, sums.stale) == (3 * kind.beside.contested, 3 * kind.beside.stale)
