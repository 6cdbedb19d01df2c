"""The public page of an edition, made once when it is published: table first, chart second, no script."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compliance.reports.editions.numbers import Numbers, fully_updated, is_empty, lines_of, shown, summary
from compliance.reports.measures import BY_KEY
from compliance.reports.sums import USUALLY_EXCLUDED

FOLDER = Path(__file__).resolve().parent.parent / "templates"
VERIFIER = FOLDER / "verify_edition.py"
NOTICE = "<!-- notice -->"  # where the site says that a later edition corrects this one
RESULTS = ("assigned", "done_on_time", "done_late", "archived", "open_in_time", "open_overdue", "on_time_rate")
ENTRIES = ("owing_entry", "updated", "update_rate", "discipline", "entered_on_time", "late_since_entered",
           "not_entered", "incomplete")  # fmt: skip
BESIDE = ("tasks", "withdrawn", "provisional", "without_deadline", "extended", "contested", "overturned", "waived",
          "returned_late", "returned_wrong", "returned_not_as_required", "inherited",
          "days_late_median", "days_late_worst")  # fmt: skip
PARTS = (("done_on_time", "1"), ("done_late", "2"), ("archived", "3"), ("open_in_time", "4"), ("open_overdue", "5"))


def page_of(numbers: Numbers, downloads: list[dict[str, Any]]) -> bytes:
    """Return the page of an edition.

    Args:
        downloads: its data files as the manifest describes them.
    """
    return _render("edition.html", numbers, downloads=downloads, excluded=USUALLY_EXCLUDED, is_linked=True)


def embedded_table(numbers: Numbers) -> bytes:
    """Return the table alone, for a frame in the portal."""
    return _render("embed.html", numbers)


def draft_page(numbers: Numbers) -> str:
    """Return the tables as a part of a page of this site, for those who look through the draft."""
    return _render("tables.html", numbers, scopes=("unit", "field")).decode()


def list_page(manifests: Sequence[Mapping[str, Any]], province: str) -> bytes:
    """Return the page that lists all editions, newest first."""
    return _environment().get_template("list.html").render(manifests=manifests, province=province).encode()


def words_page(editions: Sequence[tuple[str, str]], office: str | None) -> bytes:
    """Return the page of a static site from which readers come to those who answer.

    Args:
        editions: key and name of each edition.
        office: the address of the site that takes errors and compares hashes, or None where it is not public.
    """
    return _environment().get_template("words.html").render(editions=editions, office=office).encode()


def moved_page(address: str) -> bytes:
    """Return a page that leads to another, for a static site without redirections."""
    return _environment().get_template("moved.html").render(address=address).encode()


def _render(template: str, numbers: Numbers, **context: Any) -> bytes:  # noqa: ANN401 - a page takes what it shows
    return (
        _environment()
        .get_template(template)
        .render(
            numbers=numbers,
            province=lines_of(numbers, "province")[0],
            lines=lambda scope: lines_of(numbers, scope),
            measures=BY_KEY,
            results=RESULTS,
            entries=ENTRIES,
            beside=BESIDE,
            summary=summary(numbers),
            fully_updated=fully_updated(numbers),
            bars=_bars(numbers),
            shown=lambda line, key: shown(line, BY_KEY[key], numbers["least_whole_of_a_rate"]),
            is_empty=is_empty,
            notice=NOTICE,
            **{"is_linked": False, **context},
        )
        .encode()
    )


def _bars(numbers: Numbers) -> list[tuple[str, str, float, float]]:
    """Return the parts of the province's total as a bar: measure, kind, from and width in hundredths."""
    values = lines_of(numbers, "province")[0]["values"]
    total, start, found = values["assigned"], 0.0, []
    for key, kind in PARTS:
        width = 100 * values[key] / total if total else 0.0
        found.append((key, kind, round(start, 2), round(width, 2)))
        start += width
    return found


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_day)
    return made


def _day(iso: str) -> str:
    """Return 2026-09-30… as 30/09/2026."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
