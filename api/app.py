"""Composition root of the web process: opens what the pages need, once, and puts the routes together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from api import login, sign_on
from api.deps import SignOnSetup, Site
from api.errors import add_error_pages
from api.rest import acts, description, figures, health, metrics, register, tasks, webhooks
from api.rest import decisions as decided
from api.rest import directives as listed
from api.rest import documents as pushed
from api.security import Guard
from api.web import (
    account,
    administration,
    checking,
    connectors,
    coverage,
    decisions,
    dimensions,
    directives,
    duty,
    editions,
    entries,
    home,
    inspections,
    late,
    law,
    notices,
    offline,
    orders,
    overview,
    overview_rows,
    people,
    pictures,
    pipeline,
    plans,
    procedures,
    public,
    queue,
    receipts,
    registers,
    report_packs,
    reporting,
    reports,
    reshaping,
    review,
    search,
    titles,
    trail,
    updates,
    worklist,
)
from api.web import webhooks as webhook_pages
from core.clock import Clock
from core.identity_provider import open_client
from core.settings import Settings
from core.sign_on import ClaimNames
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from jobs.resources import NoCarrier, Resources, open_resources

STATIC = Path(__file__).resolve().parent / "web" / "static"
A_YEAR = 365 * 24 * 3600
BYTES_OF_A_MEGABYTE = 1_000_000
UPLOADS = (
    "upload",
    "push",
    "send_result",
    "put_up",
    "take_order",
    "put_in_units",
    "put_in_leaders",
    "put_in_people",
    "send_report",
    "put_template",
    "find",
)
PICTURE_PROCESSES = 1
SMALLEST_COMPRESSED = 1000
COMPRESSION = 5
PICTURE_SECONDS = 30
PROGRAMS = (health, metrics, pushed, description, listed, tasks, acts, decided, figures, register, webhooks)
PAGES = (
    login,
    sign_on,
    account,
    home,
    directives,
    review,
    checking,
    coverage,
    pictures,
    worklist,
    entries,
    procedures,
    reporting,
    decisions,
    queue,
    late,
    receipts,
    pipeline,
    dimensions,
    orders,
    reshaping,
    duty,
    notices,
    registers,
    administration,
    trail,
    people,
    connectors,
    webhook_pages,
    updates,
    plans,
    law,
    editions,
    titles,
    report_packs,
    reports,
    inspections,
    public,
    offline,
    overview,
    overview_rows,
    search,
)


class KeptFiles(StaticFiles):
    """Static files whose address carries their content's hash: browsers may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with its caching told."""
        response = await super().get_response(path, scope)
        if response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return response


def create_app(settings: Settings, *, clock: Clock | None = None, resources: Resources | None = None) -> FastAPI:
    """Return the web application.

    Args:
        clock: what tells the time; the machine's clock unless a test or a replay sets another.
        resources: those of a worker in the same process; without them the application opens its own and hurries
            nothing (a worker elsewhere finds what waits).
    """
    app = FastAPI(title="dondoc", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_closing_pictures)
    resources = resources or open_resources(settings, carrier=NoCarrier(), clock=clock)
    limits = ReadingLimits(
        max_seconds=PICTURE_SECONDS, max_memory_bytes=settings.reading_megabytes * BYTES_OF_A_MEGABYTE
    )
    app.state.site = Site(
        resources=resources,
        renderer=ReaderProcesses(PICTURE_PROCESSES, limits),
        pictures_dir=settings.storage_dir.with_name("page-pictures"),
        province=settings.province,
        session_hours=settings.session_hours,
        secure_cookies=settings.secure_cookies,
        max_upload_megabytes=settings.max_upload_megabytes,
        metrics_token=settings.metrics_token,
        sign_on=_sign_on(settings),
    )
    app.state.last_good = {}
    for part in (*PROGRAMS, *PAGES):
        app.router.routes.extend(part.router.routes)  # as declared; including a router would analyse each of them again
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    add_error_pages(app)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION)
    app.add_middleware(
        Guard,
        upload_paths=[app.url_path_for(name) for name in UPLOADS],
        max_upload_bytes=settings.max_upload_megabytes * BYTES_OF_A_MEGABYTE,
    )
    return app


def _sign_on(settings: Settings) -> SignOnSetup | None:
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return SignOnSetup(
        settings.oidc_name,
        open_client(settings.oidc_issuer, settings.oidc_client_id, secret),
        ClaimNames(settings.oidc_role_claim, settings.oidc_unit_claim, settings.oidc_roles),
        settings.public_url,
    )


@asynccontextmanager
async def _closing_pictures(app: FastAPI) -> AsyncIterator[None]:
    """End the processes that draw pages when the application ends."""
    yield
    app.state.site.renderer.close()
