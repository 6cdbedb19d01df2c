"""CloudEvents: what they say, how they are signed, which are asked for, how patience grows."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.entries.webhooks.envelope import (
    FAILING_FOR,
    GONE,
    MOST_TRIES,
    PAUSES,
    SAID,
    TOLD,
    Happened,
    cloud_event,
    is_wanted,
    next_try,
    signed_headers,
    unknown_patterns,
)

GUIDE = (Path(__file__).resolve().parents[4] / "docs" / "api.md").read_text("utf-8")
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


# -- what docs/api.md promises to those who receive --


def test_the_guide_lists_every_kind_of_event_with_its_meaning():
    listed = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| (.+) \|$", GUIDE, re.MULTILINE)
    assert unknown_patterns(kind for kind, _ in listed) == []
    assert listed == list(TOLD.items())


def test_the_guide_names_all_that_an_event_may_say_and_no_more_goes_out():
    (sentence,) = re.findall(r"Besides `id` and `href`, `data` may hold (.+)\.", GUIDE)
    named = re.findall(r"`(\w+)`", sentence)
    assert sorted(named) == sorted(SAID)
    detail = {**dict.fromkeys(named, 1), "name": "Nguyễn Văn A", "text": "mật"}
    told = json.loads(cloud_event(Happened(1, AT, "entry.made", "entry", 5, detail), "urn:dondoc"))
    assert told["data"].keys() == {"id", "href", *named}


def test_a_source_is_written_as_it_is_without_escapes():
    assert "urn:dondoc:tỉnh".encode() in cloud_event(EVENT, "urn:dondoc:tỉnh")


def test_tries_follow_one_another_as_the_guide_says():
    assert "tried again after 1, 2, 5, 15 minutes, 1, 3 and then every 6 hours" in GUIDE
    waits = [next_try(failures, AT) - AT for failures in range(9)]
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [1, 1, 2, 5, 15, 60, 180, 360, 360]


def test_a_target_is_given_up_when_the_guide_says_so():
    assert f"After {MOST_TRIES} tries an event is given" in GUIDE
    assert f"or answers {GONE}, is disabled" in GUIDE
    assert "fails for three days" in GUIDE
    assert timedelta(days=3) == FAILING_FOR
    assert next_try(MOST_TRIES, AT) - AT < FAILING_FOR


def test_every_attempt_carries_the_headers_of_the_guide():
    headers = signed_headers(b"{}", "msg_7", "whsec_" + base64.b64encode(b"k").decode(), AT)
    for name in ("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"):
        assert name in headers
        assert name in GUIDE
    assert headers["Webhook-Id"] == "msg_7"
    assert headers["User-Agent"] == "dondoc-webhook/1"


@pytest.mark.parametrize(
    ("patterns", "wanted"),
    [(["edition.*", "entry.made"], True), (["entry.*"], True), (["entry*"], False), (["entr.*"], False), ([], False)],
)
def test_one_pattern_that_meets_is_enough_and_a_noun_is_met_whole(patterns, wanted):
    assert is_wanted("entry.made", patterns) is wanted
