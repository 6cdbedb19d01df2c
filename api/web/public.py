"""What the public sees without signing in: editions as they were published, catalogue, feed, a word back."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import DbSession, Now, TheSite
from api.web.forms import SentForm, text_of
from api.web.pages import render
from compliance.reports.editions.files import as_json, catalogue, feed
from compliance.reports.editions.models import Edition
from compliance.reports.editions.page import VERIFIER, list_page
from compliance.reports.editions.queries import answered_errors, error_report, published, published_as, published_with
from compliance.reports.editions.site import CATALOGUE, FEED, file_of, manifest_of
from compliance.reports.hearing.service import report_error
from core.errors import NotFound

router = APIRouter(include_in_schema=False)
SITE = "/published"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors "
_MEDIA = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@router.get(f"{SITE}/")
def published_page(session: DbSession, site: TheSite) -> Response:
    """List all editions, newest first."""
    manifests = [manifest_of(row, site.resources.store) for row in published(session)]
    return _file("index.html", list_page(manifests, site.province))


@router.get(f"{SITE}/{CATALOGUE}")
def published_catalogue(request: Request, session: DbSession, site: TheSite) -> Response:
    """Give the DCAT catalogue of all editions."""
    manifests = [manifest_of(row, site.resources.store) for row in published(session)]
    made = catalogue(manifests, _address(request), site.province)
    return Response(as_json(made), media_type="application/ld+json", headers=_headers("catalog"))


@router.get(f"{SITE}/{FEED}")
def published_feed(request: Request, session: DbSession, site: TheSite) -> Response:
    """Give the feed of all editions."""
    manifests = [manifest_of(row, site.resources.store) for row in published(session)]
    made = feed(manifests, _address(request), site.province)
    return Response(made, media_type="application/rss+xml", headers=_headers("feed"))


@router.get(f"{SITE}/{VERIFIER.name}")
def verifier() -> Response:
    """Give the program with which strangers verify an edition without asking anybody."""
    return Response(VERIFIER.read_bytes(), media_type="text/x-python; charset=utf-8", headers=_headers("verifier"))


@router.get(f"{SITE}/verify")
def verify_page(request: Request, session: DbSession, sha256: str = "") -> Response:
    """Say which published file a SHA-256 belongs to, and whether a later edition corrects it."""
    asked = "".join(sha256.split()).lower()
    found = published_with(session, asked) if asked else None
    newest = published_as(session, found[0].period) if found else None
    return render(request, "public/verify.html", asked=asked, found=found, newest=newest)


@router.get(f"{SITE}/report-error")
def error_page(request: Request, session: DbSession, edition: str = "", code: str = "") -> Response:
    """Show the form for an error in an edition, or with a code what has become of one that was reported."""
    told = error_report(session, code) if code else None
    shown = None if told else _named(session, edition)
    answered = answered_errors(session, shown.id) if shown else []
    return render(request, "public/error.html", told=told, edition=edition, shown=shown, answered=answered)


@router.post(f"{SITE}/report-error")
def send_error(session: DbSession, site: TheSite, now: Now, form: SentForm) -> Response:
    """Keep an error that a reader reports; the code in the address is all that leads back to it."""
    shown = _named(session, text_of(form, "edition"))
    told = report_error(session, shown, text_of(form, "text"), site.law, now)
    return RedirectResponse(f"{SITE}/report-error?code={told.code}", HTTPStatus.SEE_OTHER)


@router.get(f"{SITE}/{{period}}/")
def newest_of(session: DbSession, period: str) -> Response:
    """Lead to a period's newest edition."""
    return RedirectResponse(f"{SITE}/{period}/{published_as(session, period).number}/")


@router.get(f"{SITE}/{{period}}/{{number}}/")
def edition_page(session: DbSession, site: TheSite, period: str, number: int) -> Response:
    """Show an edition as it was published."""
    return _of_edition(session, site, (period, number), "index.html")


@router.get(f"{SITE}/{{period}}/{{number}}/{{name}}")
def edition_file(session: DbSession, site: TheSite, period: str, number: int, name: str) -> Response:
    """Give a file of an edition as it was published."""
    return _of_edition(session, site, (period, number), name)


def _of_edition(session: DbSession, site: TheSite, of: tuple[str, int], name: str) -> Response:
    row = published_as(session, *of)
    if name not in row.files:
        message = f"Bản này không có tệp “{name}”."
        raise NotFound(message)
    return _file(name, file_of(row, name, published(session, row.period), site.resources.store))


def _file(name: str, content: bytes) -> Response:
    return Response(content, media_type=_MEDIA[name.rpartition(".")[2]], headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    """Headers of what is public: any page may read it, the table may stand in the portal's frame."""
    ancestors = "*" if name == "embed.html" else "'none'"
    return {
        "Content-Security-Policy": _FRAME + ancestors,
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/") + SITE


def _named(session: DbSession, edition: str) -> Edition:
    """Return the edition that an address names as 2026-Q3/1."""
    period, _, number = edition.partition("/")
    return published_as(session, period, int(number) if number.isdecimal() else None)
