"""The one door to the templates: renders a page with its frame, and writes days and instants as officials read them."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.filters import do_mark_safe
from jinja2.lexer import Token, TokenStream

from api.deps import open_site
from api.veil import veiled
from api.web import words
from api.web.countdown import until
from api.web.language import COOKIE, FIRST, LANGUAGES, catalogue
from api.web.markup import Markup, put_through
from api.web.menu import menu_of
from api.web.page_tables import tables_of
from api.web.sheets import tables_as_file
from core.access import Action
from core.local_time import LOCAL

_INDENTED = re.compile(r"\n\s+")
FOLDER = Path(__file__).resolve().parent
LISTS_KEPT = 8
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def render(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response:  # noqa: ANN401 - a page takes what it shows
    """Return a page inside the frame of this site; with ``?form=`` its tables as a file."""
    signed_in = getattr(request.state, "signed_in", None)
    site = open_site(request)
    language = language_of(request)
    page = (
        environment(language)
        .get_template(template)
        .render(
            request=request,
            signed_in=signed_in,
            viewer=signed_in.viewer if signed_in else None,
            may=_may(request),
            csrf_token=veiled(signed_in.csrf_token) if signed_in else "",
            path=request.url.path,
            done=request.query_params.get("done", ""),
            province=site.province,
            language=language,
            here=_here(request),
            shown_at=site.clock.now(),
            **context,
        )
    )
    form = request.query_params.get("form", "")
    if form and signed_in is not None and status is HTTPStatus.OK:
        name = template.rpartition("/")[2].removesuffix(".html")
        return tables_as_file(form, name, tables_of(page), told_to(request))
    return HTMLResponse(page, status)


def language_of(request: Request) -> str:
    """Return the language that this browser has chosen, else the first."""
    chosen = request.cookies.get(COOKIE, FIRST)
    return chosen if chosen in LANGUAGES else FIRST


def told_to(request: Request) -> Callable[[str], str]:
    """Return what tells a word or sentence of the program in the language of this browser."""
    return catalogue(language_of(request)).sentence


class Translated(Extension):
    """Templates without their indentation, in a language: texts and literals are looked up while they are compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Give the tokens of a template with their words translated; a slow line need not carry its indentation."""
        told, markup = catalogue(getattr(self.environment, "language", FIRST)), Markup()
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", _INDENTED.sub("\n", markup.translated(token.value, told.text)))
            elif token.type == "string":
                yield Token(token.lineno, "string", put_through(token.value, told.text))
            else:
                yield token


@cache
def environment(language: str = FIRST) -> Environment:
    """Return the templates in a language: every value escaped, an unknown name an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # else each page asks the disk for the age of every template it is made of
        trim_blocks=True,
        lstrip_blocks=True,
    )
    told = catalogue(language)
    made.extend(language=language)
    made.add_extension(Translated)
    made.filters.update(
        veiled=veiled,
        told=told.sentence,
        day=day,
        until=lambda at: told.sentence(until(at)),
        weekday_day=lambda on: told.sentence(weekday_day(on)),
        instant=instant,
        percent_of=percent_of,
        options=lambda labels: options(tuple(labels)),
    )
    made.globals.update(words=told.words(words), static=static, Action=Action, LANGUAGES=LANGUAGES, menu_of=menu_of)
    return made


def day(value: date | None) -> str:
    """Return a day as 24/08/2026."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def weekday_day(value: date | None) -> str:
    """Return a day with its weekday: Thứ Hai, 24/08/2026."""
    return "" if value is None else f"{WEEKDAYS[value.weekday()]}, {value:%d/%m/%Y}"


def instant(value: datetime | None) -> str:
    """Return a local instant: 09:05, 24/08/2026."""
    return "" if value is None else f"{value.astimezone(LOCAL):%H:%M, %d/%m/%Y}"


def percent_of(fraction: float, whole: float = 100) -> str:
    """Return a fraction of a length as SVG takes it, to a hundredth."""
    return f"{fraction * whole:.2f}"


@lru_cache(maxsize=LISTS_KEPT)
def options(labels: tuple[str, ...]) -> str:
    """Return the choices of a list to pick from; the register's five hundred units are the same on many pages."""
    return do_mark_safe("".join(f'<option value="{escape(label)}"></option>' for label in labels))


@cache
def static(name: str) -> str:
    """Return the address of a static file, with its content's hash so that browsers may keep it for good."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _here(request: Request) -> str:
    """Return the address of this page, for coming back to it; what was done is not told again."""
    query = request.url.remove_query_params("done").query
    return request.url.path + (f"?{query}" if query else "")


def _may(request: Request) -> Callable[[Action], bool]:
    signed_in = getattr(request.state, "signed_in", None)
    return lambda action: signed_in is not None and signed_in.viewer.may(action)
