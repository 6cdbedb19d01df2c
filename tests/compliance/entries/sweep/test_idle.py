"""A sweep that finds nothing due costs next to nothing, however long the history is."""

from sqlalchemy import event

from compliance.deadlines.law import load_law
from compliance.entries.sweep.service import Swept, flag_and_return
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction


def test_an_idle_sweep_reads_the_first_of_each_queue_and_nothing_of_the_past(sqlite_url: str, clock: FixedClock):
    """Without statistics, as a young SQLite has none: the past must not be sought through for what is due."""
    engine = make_engine(sqlite_url)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with transaction(make_sessions(engine), writes=False) as session:
        assert flag_and_return(session, load_law(), clock.now()) == Swept((), ())
        question = next(statement for statement in asked if "counted_assignment" in statement)
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").all()
    engine.dispose()
    read = {row[3].split(" INDEX ")[1].split(" ")[0] for row in plan if " INDEX " in row[3]}
    assert read == {"ix_counted_assignment_watch", "ix_deadline_unsettled"}
    assert not any(row[3].startswith("SCAN deadline") or "assignment_id" in row[3] for row in plan)
