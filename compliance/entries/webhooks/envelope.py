"""What a webhook is sent: an event of the trail as a CloudEvent, signed with the time over its body; pure.

Source: CloudEvents 1.0.2, JSON format, structured mode; signature as in Standard Webhooks (id, time and body)
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "vn.dondoc."
EVERYTHING = "*"

# What a program may be told of, by the trail's own words.
TOLD: Mapping[str, str] = {
    "directive.stored": "A document came in and is stored.",
    "directive.read": "Its text was read.",
    "directive.unreadable": "It could not be read.",
    "directive.found_duplicate": "It is the same as an earlier one.",
    "directive.reclassified": "The Office changed its entry class.",
    "directive.confirmed": "The Office confirmed its tasks and units.",
    "task.added": "The Office added a task.",
    "task.removed": "The Office removed a task.",
    "task.split": "A task was split.",
    "task.merged": "Tasks were merged.",
    "task.units_set": "The units of a task were set.",
    "task.lead_replaced": "A task has another lead unit.",
    "assignment.acted": "Something was done with an assignment; `act` says what, `part` who.",
    "assignment.flagged_late": "Its entry clock ended without a valid entry.",
    "assignment.instance_opened": "The next instance of a recurring duty was opened.",
    "assignment.inherited": "A successor unit has it from now on.",
    "assignment.flag_lapsed": "A change of the calendar cleared its late flag.",
    "deadline.set": "A deadline was computed.",
    "deadline.retired": "A deadline counts no longer.",
    "entry.made": "A unit made an entry.",
    "entry.confirmed": "The Office confirmed an entry.",
    "entry.returned": "An entry was returned.",
    "update.asked": "A coordinating unit was asked for its update.",
    "edition.published": "An edition was published.",
    "law.applied": "Another version of calendar and rulebook is in force.",
    "webhook.tested": "A trial, sent by hand.",
}
# What of an event's detail goes out: numbers, days and words of our own; never names or text.
SAID = frozenset(
    {"act", "part", "clock", "due_at", "due_on", "entry", "flag", "kind", "deadline", "return", "period", "entry_class",
     "n_tasks", "n_leads", "pages"}
)  # fmt: skip
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 360))
MOST_TRIES = 12
FAILING_FOR = timedelta(days=3)
GONE = 410
SECRET_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the trail as far as it is told."""

    event_id: int
    at: datetime
    did: str
    subject: str
    subject_id: int
    detail: Mapping[str, Any]


def cloud_event(event: Happened, source: str) -> bytes:
    """Return an event as a CloudEvent in structured mode; the same event always gives the same bytes."""
    path = f"/api/v1/{event.subject}s/{event.subject_id}"
    data = {key: event.detail[key] for key in sorted(SAID & event.detail.keys())}
    told = {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": source,
        "type": TYPE_PREFIX + event.did,
        "subject": f"{event.subject}/{event.subject_id}",
        "time": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"id": event.subject_id, "href": path} | data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(body: bytes, delivery: str, secret: str, now: datetime) -> dict[str, str]:
    """Return the headers of one attempt; the receiver checks signature and age, and drops an id that it has seen."""
    at = str(int(now.timestamp()))
    return {
        "Content-Type": CONTENT_TYPE,
        "User-Agent": "dondoc-webhook/1",
        "Webhook-Id": delivery,
        "Webhook-Timestamp": at,
        "Webhook-Signature": f"v1,{signature(body, delivery, at, secret)}",
    }


def signature(body: bytes, delivery: str, at: str, secret: str) -> str:
    """Return the base64 HMAC-SHA256 over ``id.time.body`` under a secret (``whsec_`` and base64)."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return base64.b64encode(hmac.digest(key, f"{delivery}.{at}.".encode() + body, hashlib.sha256)).decode()


def is_wanted(did: str, patterns: Iterable[str]) -> bool:
    """Return whether an event is among those asked for: by name, by noun (``entry.*``), or ``*`` for all."""
    return did in TOLD and any(
        pattern in {EVERYTHING, did} or (pattern.endswith(".*") and did.startswith(pattern[:-1]))
        for pattern in patterns
    )


def unknown_patterns(patterns: Iterable[str]) -> list[str]:
    """Return those of the patterns that no event can meet."""
    return sorted(pattern for pattern in patterns if not any(is_wanted(did, [pattern]) for did in TOLD))


def next_try(failures: int, now: datetime) -> datetime:
    """Return when a target is tried again after so many failures in a row: later and later, up to six hours."""
    return now + PAUSES[min(max(failures, 1), len(PAUSES)) - 1]
