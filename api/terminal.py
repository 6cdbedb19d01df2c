"""How a command speaks: JSON on standard output, words for people on standard error, and its exit codes."""

import json
import sys
from typing import Annotated, NoReturn

import typer

from core.errors import DomainError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone, one object a line.")]


def refuse(message: str) -> NoReturn:
    """End as wrong use, with what was wrong."""
    typer.echo(f"dondoc: {message}", err=True)
    raise typer.Exit(2)


def tell_error(error: DomainError, *, as_json: bool) -> NoReturn:
    """End as failed, with the reason of the field."""
    if as_json:
        print_json({"error": {"reason": error.reason, "message": error.message}})
    else:
        typer.echo(f"dondoc: {error.message}", err=True)
    raise typer.Exit(1)


def print_json(value: object) -> None:
    """Print a value as one line of JSON, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
