"""The hand-countable example of docs/counting.md: its two tables are what the code prints, letter by letter."""

from dataclasses import fields, replace
from datetime import datetime

from compliance.entries.counting import (
    Counted,
    Figures,
    Outcome,
    Report,
    Suspension,
    TaskDeadline,
    count,
    in_population,
    outcome,
)
from compliance.entries.returns import (
    Discipline,
    Ending,
    EntryFact,
    EntryKind,
    History,
    ReturnReason,
    Verdict,
    VerdictKind,
    record_as_of,
)
from tests.conftest import ROOT
from tests.situations import RULES, local

START, CUT_OFF = local("2026-07-01 00:00"), local("2026-10-01 00:00")
HEALTH, BUILDING = "Sở Y tế", "Sở Xây dựng"
MID_AUGUST, DUE = local("2026-08-17 09:00"), local("2026-08-19 00:00")
BEGIN, END = "<!-- printed by the test: {} -->", "<!-- end of {} -->"


def due(day: str, set_at: datetime = MID_AUGUST, *, is_extension: bool = False) -> TaskDeadline:
    """A deadline that ends with a day."""
    return TaskDeadline(set_at, local(f"{day} 00:00"), is_extension)


def entered(*entries: EntryFact, verdicts: tuple[Verdict, ...] = (), due_at: datetime = DUE) -> History:
    return History(due_at, entries, verdicts)


def entry(number: int, made: str, kind: EntryKind = EntryKind.FIRST, confirmed: str | None = None) -> EntryFact:
    return EntryFact(number, kind, local(made), local(confirmed) if confirmed else None)


def flag(written: str, due_at: datetime = DUE, hangs_on: int | None = None, number: int = 1) -> Verdict:
    return Verdict(number, VerdictKind.FLAG, local(written), due_at, hangs_on=hangs_on)


def late_return(made: str, until: str) -> Verdict:
    return Verdict(2, VerdictKind.RETURN, local(made), local(until), ReturnReason.LATE, hangs_on=1, entry_id=1)


def ended(verdict: Verdict, ending: Ending) -> Verdict:
    return replace(verdict, ending=ending, ended_at=local("2026-08-24 09:00"))


IN_TIME = entered(entry(1, "2026-08-18 09:00"))
LATE = (flag("2026-08-19 00:01"), late_return("2026-08-19 09:00", "2026-08-21 00:00"))
LATE_ENTRY = entry(1, "2026-08-19 09:00")
IN_JUNE = local("2026-06-26 00:00")
BACK = Verdict(
    1, VerdictKind.RETURN, local("2026-08-20 09:00"), local("2026-08-22 00:00"), ReturnReason.WRONG, entry_id=1
)

# Number, unit, what happened, and the same as the code takes it.
TWELVE: list[tuple[int, str, str, Counted]] = [
    (1, HEALTH, "entered 18/8; deadline 14/9, reported 10/9, confirmed 18/9",
     Counted(101, MID_AUGUST, (due("2026-09-15"),),
             (Report(local("2026-09-10 09:00"), local("2026-09-18 09:00")),), history=IN_TIME)),
    (2, HEALTH, ("assigned 24/6, flagged 26/6, entered and returned 29/6, entered again 30/6, confirmed 1/7; deadline "
                "14/9, reported 20/9, confirmed 21/9"),
     Counted(102, local("2026-06-24 09:00"), (due("2026-09-15", local("2026-06-24 09:00")),),
             (Report(local("2026-09-20 09:00"), local("2026-09-21 09:00")),),
             history=entered(entry(1, "2026-06-29 09:00"),
                             entry(2, "2026-06-30 09:00", EntryKind.REENTRY, "2026-07-01 09:00"),
                             verdicts=(flag("2026-06-26 00:01", IN_JUNE),
                                       late_return("2026-06-29 09:00", "2026-07-01 00:00")), due_at=IN_JUNE))),
    (3, HEALTH, "second instance of a monthly duty, assigned 4/5 and still open on 1/7; archived 20/8",
     Counted(103, local("2026-05-04 09:00"), (due("2026-08-01", local("2026-05-04 09:00")),),
             archived_at=local("2026-08-20 09:00"))),
    (4, HEALTH, ("flagged 19/8, entered and returned 19/8, entered again 20/8, confirmed 21/8; deadline 14/9, reported "
                "14/9, not yet reviewed"),
     Counted(104, MID_AUGUST, (due("2026-09-15"),), (Report(local("2026-09-14 16:00")),),
             history=entered(LATE_ENTRY, entry(2, "2026-08-20 09:00", EntryKind.REENTRY, "2026-08-21 09:00"),
                             verdicts=LATE))),
    (5, HEALTH, "flagged 19/8, entered and returned 19/8, entered again 20/8, not yet confirmed; deadline 15/10",
     Counted(105, MID_AUGUST, (due("2026-10-16"),),
             history=entered(LATE_ENTRY, entry(2, "2026-08-20 09:00", EntryKind.REENTRY), verdicts=LATE))),
    (6, HEALTH, "flagged 19/8, entered and returned 19/8, contest won 24/8; deadline 14/9, extended on 14/9 to 15/10",
     Counted(106, MID_AUGUST, (due("2026-09-15"), due("2026-10-16", local("2026-09-14 09:00"), is_extension=True)),
             history=entered(LATE_ENTRY, verdicts=tuple(ended(each, Ending.OVERTURNED) for each in LATE)))),
    (7, BUILDING, "flagged 19/8, entered and returned 19/8, waived 24/8; no deadline, reported 20/9, confirmed 21/9",
     Counted(107, MID_AUGUST, (), (Report(local("2026-09-20 09:00"), local("2026-09-21 09:00")),),
             history=entered(LATE_ENTRY, verdicts=tuple(ended(each, Ending.WAIVED) for each in LATE)))),
    (8, BUILDING, "flagged 19/8, never entered; deadline 30/9, not reported",
     Counted(108, MID_AUGUST, (due("2026-10-01"),), history=entered(verdicts=(flag("2026-08-19 00:01"),)))),
    (9, BUILDING, ("same task as 1; entered 18/8, returned as wrong 20/8, not answered, flagged 22/8; deadline 14/9, "
                  "suspended since 1/9"),
     Counted(101, MID_AUGUST, (due("2026-09-15"),), suspensions=(Suspension(local("2026-09-01 09:00")),),
             history=entered(entry(1, "2026-08-18 09:00"),
                             verdicts=(BACK, flag("2026-08-22 00:01", local("2026-08-22 00:00"), 1, 2))))),
    (10, BUILDING, "assigned 30/9, entry due 1/10, not entered yet; no deadline",
     Counted(110, local("2026-09-30 09:00"), history=entered(due_at=local("2026-10-02 00:00")))),
    (11, BUILDING, "entered 18/8; withdrawn 20/9",
     Counted(111, MID_AUGUST, (due("2026-09-15"),), withdrawn_at=local("2026-09-20 09:00"), history=IN_TIME)),
    (12, BUILDING, "opened 29/9, the Office has not confirmed it by the end of 30/9", Counted(112, None)),
]  # fmt: skip

RESULTS = {
    Outcome.DONE_ON_TIME: "done on time",
    Outcome.DONE_LATE: "done late",
    Outcome.ARCHIVED: "archived",
    Outcome.OPEN_IN_TIME: "open in time",
    Outcome.OPEN_OVERDUE: "open overdue",
    Outcome.WITHDRAWN: "withdrawn",
}
ENTRIES = {
    Discipline.RUNNING: "clock running",
    Discipline.ON_TIME: "on time",
    Discipline.LATE_ENTERED: "late, since entered",
    Discipline.NOT_ENTERED: "not entered",
}
WORDS = {
    "total": "total",
    "done_on_time": "– done on time",
    "done_late": "– done late",
    "archived": "– archived",
    "open_in_time": "– open in time",
    "open_overdue": "– open overdue",
    "done": "closed (the first three)",
    "tasks": "tasks",
    "without_deadline": "of the total: without a deadline",
    "done_on_time_with_deadline": "of those done on time: with a deadline",
    "extended": "of the total: extended",
    "withdrawn": "beside the table: withdrawn",
    "provisional": "beside the table: provisional",
    "owing_entry": "owing a first entry",
    "updated": "updated",
    "discipline": "entry discipline",
    "entered_on_time": "– entered on time",
    "late_since_entered": "– late, since entered",
    "not_entered": "– not entered",
    "incomplete": "of the discipline: incomplete",
    "waived": "of the discipline: waived",
    "overturned": "of the discipline: overturned",
    "flags": "flags written in the quarter",
    "returned_late": "returns written in the quarter: late",
    "returned_wrong": "returns written in the quarter: wrong",
    "returned_not_as_required": "returns written in the quarter: not as required",
}


def figures_of(*assignments: Counted) -> Figures:
    return count(assignments, START, CUT_OFF, CUT_OFF, RULES)


def table_of_the_twelve() -> str:
    rows = [
        "| no. | unit | what happened | result | first entry | updated | incomplete |",
        "|---|---|---|---|---|---|---|",
    ]
    for number, unit, words, one in TWELVE:
        result = RESULTS[outcome(one, CUT_OFF, RULES)] if in_population(one, START, CUT_OFF) else "provisional"
        first, updated, incomplete = "none owed", "", ""
        if one.history is not None and result != "withdrawn":
            record = record_as_of(one.history, CUT_OFF, CUT_OFF)
            first = ENTRIES[record.discipline]
            updated, incomplete = "yes" if record.is_updated else "no", "yes" if record.is_incomplete else "no"
        elif one.history is not None or one.assigned_at is None:
            first = "not counted"
        rows.append(f"| {number} | {unit} | {words} | {result} | {first} | {updated} | {incomplete} |")
    return "\n".join(rows)


def table_of_figures() -> str:
    units = [figures_of(*(one for _, unit, _, one in TWELVE if unit == wanted)) for wanted in (HEALTH, BUILDING)]
    province = figures_of(*(one for _, _, _, one in TWELVE))
    rows = [f"| figure | {HEALTH} | {BUILDING} | province | assignments |", "|---|---|---|---|---|"]
    for name, words in WORDS.items():
        counts = " | ".join(str(getattr(figures, name)) for figures in (*units, province))
        made_of = ", ".join(str(number) for number, _, _, one in TWELVE if getattr(figures_of(one), name))
        rows.append(f"| {words} | {counts} | {made_of} |")
    return "\n".join(rows)


def in_the_doc(name: str) -> str:
    text = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")
    return text.partition(BEGIN.format(name))[2].partition(END.format(name))[0].strip()


def test_the_twelve_assignments_stand_in_the_doc_as_the_code_judges_them():
    assert in_the_doc("the twelve") == table_of_the_twelve()


def test_the_figures_stand_in_the_doc_as_the_code_counts_them():
    assert in_the_doc("the figures") == table_of_figures()


def test_every_figure_has_a_row_and_all_but_one_is_shown_at_work():
    assert {field.name for field in fields(Figures)} - {"assigned"} <= WORDS.keys()
    province = figures_of(*(one for _, _, _, one in TWELVE))
    assert province.assigned == province.total
    assert [name for name in WORDS if not getattr(province, name)] == ["returned_not_as_required"]
    assert {outcome(one, CUT_OFF, RULES) for _, _, _, one in TWELVE} == set(Outcome)
