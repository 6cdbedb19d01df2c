"""Whether the process lives and whether it can serve, for load balancers and container checks; nothing else is told."""

import os
from http import HTTPStatus
from pathlib import Path

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import TheSite
from core.errors import Unavailable
from core.queries import is_reachable
from jobs.pipeline import READ
from jobs.resources import Carrier

router = APIRouter(tags=["health"])
log = structlog.get_logger()


@router.get("/healthz", summary="The process answers")
def healthz() -> dict[str, str]:
    """Return ok as long as the process answers at all."""
    return {"status": "ok"}


@router.get("/readyz", summary="Database and file store can be used", responses={503: {"description": "Not ready."}})
def readyz(site: TheSite) -> JSONResponse:
    """Return which of the parts this process needs can be used now."""
    parts = {"database": is_reachable(site.sessions), "storage": _is_writable(site.resources.store.folder)}
    ready = all(parts.values())
    parts["queue"] = _hurries(site.resources.carrier)  # told, but no reason to turn people away: it only hurries
    if not ready:
        log.error("site.not_ready", **parts)
    body = {"status": "ready" if ready else "not_ready", "parts": parts}
    return JSONResponse(body, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _hurries(carrier: Carrier) -> bool:
    """Whether messages can be sent now; where there is no queue, nothing is missing."""
    try:
        carrier.count_sent(READ.name)
    except Unavailable:
        return False
    return True


def _is_writable(folder: Path) -> bool:
    """Whether files can be put there; a folder that is not there yet is made by the first file."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return os.access(nearest, os.W_OK | os.X_OK)
