"""Terms and places as JSON for the database, and back. Pure."""

from dataclasses import asdict
from datetime import date
from typing import Any

from extraction.values import Period, Place, Term, TermKind


def term_to_json(term: Term) -> dict[str, Any]:
    """Return a term as JSON values."""
    return {
        **asdict(term),
        "on": term.on and term.on.isoformat(),
        "starts_on": term.starts_on and term.starts_on.isoformat(),
        "alternatives": list(term.alternatives),
    }


def term_from_json(data: dict[str, Any]) -> Term:
    """Return the term that `term_to_json` was given."""
    return Term(
        **{
            **data,
            "kind": TermKind(data["kind"]),
            "on": date.fromisoformat(data["on"]) if data["on"] else None,
            "starts_on": date.fromisoformat(data["starts_on"]) if data["starts_on"] else None,
            "period": Period(data["period"]) if data["period"] else None,
            "alternatives": tuple(data["alternatives"]),
        }
    )


def place_to_json(place: Place) -> dict[str, Any]:
    """Return a place as JSON values."""
    return {"start": place.start, "end": place.end, "page": place.page, "box": list(place.box)}
