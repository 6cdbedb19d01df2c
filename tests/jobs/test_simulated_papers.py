"""A simulated directive: text, identity and tasks that agree with each other to the character."""

from datetime import UTC, date, datetime

from ingest.letterhead import Urgency
from jobs.simulated_life import Order, Paper
from jobs.simulated_papers import extraction_of, letterhead_of, text_of

AT = datetime(2026, 8, 21, 2, tzinfo=UTC)
ORDERS = (
    Order("Sở Y tế", "Sở Y tế rà soát kho thuốc, xong trước ngày 05/09/2026.", date(2026, 9, 5)),
    Order("Sở Tài chính", "Sở Tài chính bố trí kinh phí.", None),
)
PAPER = Paper(17, date(2026, 8, 21), AT, AT, Urgency.REGULAR, "Về phòng dịch", ORDERS)


def test_each_task_stands_on_the_line_that_its_place_names() -> None:
    document, extraction = text_of(PAPER), extraction_of(PAPER)
    for order, draft, line in zip(ORDERS, extraction.tasks, document.pages[0].lines[1:], strict=True):
        assert document.text[draft.place.start : draft.place.end] == order.text == draft.text
        assert (draft.place.start, draft.place.end, draft.place.box) == (line.start, line.end, line.box)
        assert [lead.name for lead in draft.leads] == [order.lead]


def test_only_a_task_with_a_day_has_a_deadline() -> None:
    first, second = extraction_of(PAPER).tasks
    assert first.deadline is not None
    assert first.deadline.on == date(2026, 9, 5)
    assert first.deadline.phrase in ORDERS[0].text
    assert second.deadline is None


def test_the_identity_is_grounded_on_the_first_line() -> None:
    head, document = letterhead_of(PAPER), text_of(PAPER)
    assert head.number == "17/UBND-VX"
    assert head.number in document.text[: document.pages[0].lines[0].end]
    assert {place.end for place in head.places.values()} == {document.pages[0].lines[0].end}
