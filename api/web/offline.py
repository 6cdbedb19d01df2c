"""What makes the site an application on a phone: its manifest, the service worker, the page when there is no line."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from api.deps import MaybeSignedIn
from api.web.language import COOKIE, LANGUAGES
from api.web.pages import FOLDER, render, static

A_YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """Tell browsers how the site is installed as an application."""
    icons = [
        {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {
                "src": static(f"icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in (192, 512)
        ),
    ]
    told = {
        "name": "Đôn Đốc: theo dõi nhiệm vụ được giao",
        "short_name": "Đôn Đốc",
        "lang": "vi",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f5f0",
        "theme_color": "#17506b",
        "icons": icons,
    }
    return JSONResponse(told, media_type="application/manifest+json")


@router.get("/service-worker.js")
def service_worker() -> Response:
    """Give the worker from the root, so that it may answer for every page; browsers ask each time for a newer one."""
    return FileResponse(
        FOLDER / "static" / "service-worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@router.get("/offline")
def offline_page(request: Request, _: MaybeSignedIn) -> Response:
    """Show what a browser without a line shows for a page it has not kept."""
    return render(request, "offline/offline.html")


@router.get("/language")
def choose_language(
    request: Request, to: str = "", back: Annotated[str, Query(alias="next", max_length=2000)] = "/"
) -> Response:
    """Remember the language of this browser, and go back to the page."""
    place = urlsplit(back)
    own = not place.scheme and not place.netloc and back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if own else "/", 303)
    if to in LANGUAGES:
        secure = request.app.state.site.secure_cookies
        answer.set_cookie(COOKIE, to, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure)
    return answer
