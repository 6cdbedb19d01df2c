"""CloudEvents: what they say, how they are signed, which are asked for, how patience grows."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from compliance.entries.webhooks.envelope import (
    PAUSES,
    Happened,
    cloud_event,
    is_wanted,
    next_try,
    signed_headers,
    unknown_patterns,
)

AT = datetime(2026, 8, 21, 17, 0, tzinfo=UTC)
EVENT = Happened(
    41,
    AT,
    "assignment.flagged_late",
    "assignment",
    12,
    {"flag": 3, "due_at": "2026-08-21T17:00:00+00:00", "note": "tên"},
)


def test_an_event_says_what_happened_to_which_row_and_no_text():
    told = json.loads(cloud_event(EVENT, "urn:dondoc:tinh"))
    assert told == {
        "specversion": "1.0",
        "id": "41",
        "source": "urn:dondoc:tinh",
        "type": "vn.dondoc.assignment.flagged_late",
        "subject": "assignment/12",
        "time": "2026-08-21T17:00:00Z",
        "datacontenttype": "application/json",
        "data": {"id": 12, "href": "/api/v1/assignments/12", "flag": 3, "due_at": "2026-08-21T17:00:00+00:00"},
    }


def test_the_signature_is_over_id_time_and_body_so_that_none_of_them_can_be_changed():
    key = b"0123456789abcdef"
    secret = "whsec_" + base64.b64encode(key).decode()
    body = cloud_event(EVENT, "urn:dondoc")
    headers = signed_headers(body, "msg_7", secret, AT)
    assert headers["Webhook-Timestamp"] == str(int(AT.timestamp()))
    signed = f"msg_7.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert headers["Content-Type"].startswith("application/cloudevents+json")


def test_events_are_asked_for_by_name_by_noun_or_all():
    assert is_wanted("entry.made", ["entry.*"])
    assert is_wanted("entry.made", ["entry.made"])
    assert is_wanted("entry.made", ["*"])
    assert not is_wanted("entry.made", ["entry.returned", "assignment.*"])
    assert not is_wanted("account.signed_in", ["*"])
    assert unknown_patterns(["entry.*", "entry.lost", "account.*", "*"]) == ["account.*", "entry.lost"]


def test_pauses_grow_and_stay_at_the_longest():
    waits = [next_try(failures, AT) - AT for failures in range(1, 10)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (PAUSES[0], timedelta(hours=6))
