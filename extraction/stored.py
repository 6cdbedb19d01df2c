"""Terms and places as JSON for the database, and back. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from extraction.values import Period, Place, Term, TermKind


def term_to_json(term: Term) -> dict[str, Any]:
    """Return a term as JSON values; receipts hash them, so that a field may be added and none renamed."""
    return {
        "kind": term.kind.value,
        "phrase": term.phrase,
        "on": term.on.isoformat() if term.on else None,
        "hour": term.hour,
        "minute": term.minute,
        "count": term.count,
        "event": term.event,
        "period": term.period.value if term.period else None,
        "day_of_period": term.day_of_period,
        "weekday": term.weekday,
        "starts_on": term.starts_on.isoformat() if term.starts_on else None,
        "alternatives": list(term.alternatives),
    }


def term_from_json(data: Mapping[str, Any]) -> Term:
    """Return the term that `term_to_json` was given; fields that are left out are empty."""
    on, period, starts_on = data.get("on"), data.get("period"), data.get("starts_on")
    return Term(
        kind=TermKind(data["kind"]),
        phrase=data["phrase"],
        on=date.fromisoformat(on) if on else None,
        hour=data.get("hour"),
        minute=data.get("minute"),
        count=data.get("count"),
        event=data.get("event"),
        period=Period(period) if period else None,
        day_of_period=data.get("day_of_period"),
        weekday=data.get("weekday"),
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        alternatives=tuple(data.get("alternatives", ())),
    )


def place_to_json(place: Place) -> dict[str, Any]:
    """Return a place as JSON values."""
    return {"start": place.start, "end": place.end, "page": place.page, "box": list(place.box)}
