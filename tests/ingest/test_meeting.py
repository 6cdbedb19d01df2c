"""Where a message and its text meet: which value stands, and what the Office is told."""

from datetime import date

import pytest

from ingest.letterhead import FieldPlace, Letterhead, Urgency
from ingest.meeting import FIELDS, meet
from ingest.text import Box

PLACE = FieldPlace(0, 5, 1, Box(0.1, 0.1, 0.2, 0.2))
DAY = date(2026, 8, 20)
SENT = {name: {"kind": "message"} for name in FIELDS}
TOLD = {"number": "05/UBND-CN", "issued_on": DAY, "urgency": Urgency.REGULAR, "issuer": "UBND tỉnh Thanh Hóa"}


def printed(**others):
    values = {
        "number": "5/UBND-CN", "issued_on": DAY, "issuer": "Ủy ban nhân dân tỉnh Thanh Hoá", "kind": None,
        "subject": None, "urgency": Urgency.REGULAR, "secrecy": None, "signer": None, "signer_title": None,
        "addressees": (), "recipients": (), "unread": (), "warnings": (),
        "places": {"number": PLACE, "issued_on": PLACE, "issuer": PLACE},
    }  # fmt: skip
    return Letterhead(**{**values, **others})


def test_what_both_say_stands_on_the_page():
    met = meet(TOLD, SENT, printed())
    assert met.warnings == ()
    assert {name: ground["kind"] for name, ground in met.grounds.items()} == dict.fromkeys(
        ("number", "issued_on", "issuer"), "page"
    )


def test_what_could_not_be_read_stands_on_the_message():
    met = meet(TOLD, SENT, printed(number=None, issued_on=None, unread=("number", "issued_on"), places={}))
    assert (met.number, met.issued_on, met.unread) == ("05/UBND-CN", DAY, ())
    assert met.grounds["number"] == {"kind": "message"}


def test_without_a_message_the_text_stands_alone():
    met = meet(dict.fromkeys(FIELDS), {}, printed(number=None, unread=("number",)))
    assert (met.number, met.issued_on, met.unread) == (None, DAY, ("number",))


def test_where_they_differ_number_and_day_are_the_message_s_the_issuer_the_text_s():
    met = meet(TOLD, SENT, printed(number="6/UBND-CN", issued_on=date(2026, 8, 21), issuer="Sở Y tế"))
    assert (met.number, met.issued_on, met.issuer) == ("05/UBND-CN", DAY, "Sở Y tế")
    assert len(met.warnings) == 3
    assert met.grounds["issued_on"] == {"kind": "message"}


@pytest.mark.parametrize(
    ("sent", "read", "stands"),
    [
        (Urgency.REGULAR, Urgency.KHAN, Urgency.KHAN),
        (Urgency.HOA_TOC, Urgency.REGULAR, Urgency.HOA_TOC),
        (Urgency.KHAN, Urgency.THUONG_KHAN, Urgency.THUONG_KHAN),
    ],
)
def test_of_two_degrees_of_urgency_the_higher_stands_and_both_are_told(sent, read, stands):
    met = meet({**TOLD, "urgency": sent}, SENT, printed(urgency=read))
    assert met.urgency is stands
    assert "độ khẩn" in met.warnings[0]
