"""``dondoc describe``: the description of the interface and the client made from it, written into a folder."""

from pathlib import Path
from typing import Annotated

import typer


def describe(
    folder: Annotated[Path, typer.Argument(help="Folder for openapi.json and dondoc_client.py.")] = Path("docs/client"),
) -> None:
    """Write the description of the interface (OpenAPI) and the Python client made from it."""
    from api.app import create_app
    from api.client.make import write_both
    from api.rest.description import described
    from core.settings import Settings

    folder.mkdir(parents=True, exist_ok=True)
    write_both(described(create_app(Settings())), folder)
