"""``dondoc tasks …``: many tasks from a workbook: its template, its errors by line, its acceptance as a whole."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.terminal import AsJson, print_json, refuse, tell_error
from core.errors import DomainError
from core.settings import Settings
from extraction.by_hand.record import OrderKind
from extraction.by_hand.sheet import SheetDefaults

tasks_app = typer.Typer(help="Tasks without a document, in bulk from a workbook.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="Workbook (.xlsx) or CSV file, one task a line.")]
Number = Annotated[str, typer.Option(help="Number and symbol, for rows that give none.")]
IssuedOn = Annotated[str, typer.Option(help="Day of the order, YYYY-MM-DD, for rows that give none.")]
Issuer = Annotated[str, typer.Option(help="Who issued it, for rows that do not say.")]
Signer = Annotated[str, typer.Option(help="Who signed it, for rows that do not say.")]


@tasks_app.command(name="template")
def write_template(file: Annotated[Path, typer.Argument(help="File to write, ending in .xlsx.")]) -> None:
    """Write the workbook to fill in, with examples and how each column is read."""
    from api.sheet_template import template

    file.write_bytes(template())
    typer.echo(f"{file} written")


@tasks_app.command()
def check(
    file: File,
    *,
    number: Number = "",
    issued_on: IssuedOn = "",
    issuer: Issuer = "",
    signer: Signer = "",
    as_json: AsJson = False,
) -> None:
    """Name every error of a workbook by sheet and line; nothing is written. Exit code 0 when there is none."""
    from api.sheet_intake import check_file

    defaults = _defaults(file, number, issued_on, issuer, signer)
    errors = 0
    try:
        for found in check_file(Settings(), file, defaults):
            errors = found.get("errors", errors)
            if as_json:
                print_json(found)
            elif "message" in found:
                mark = "error" if found["error"] else "note "
                typer.echo(f"{mark} {found['sheet']}:{found['line']} {found['column']}: {found['message']}")
            else:
                typer.echo(f"{found['tasks']} tasks, {found['errors']} errors")
    except DomainError as error:
        tell_error(error, as_json=as_json)
    raise typer.Exit(1 if errors else 0)


@tasks_app.command()
def accept(
    file: File,
    *,
    username: Annotated[str, typer.Option("--as", help="Account of the Office in whose name they are entered.")],
    kind: Annotated[OrderKind, typer.Option(help="A plan's list, or tasks that run already.")] = OrderKind.PLAN,
    number: Number = "",
    issued_on: IssuedOn = "",
    issuer: Issuer = "",
    signer: Signer = "",
    as_json: AsJson = False,
) -> None:
    """Write every task of a workbook in one transaction and open them for their units; with an error, write nothing."""
    from api.sheet_intake import accept_file

    defaults = _defaults(file, number, issued_on, issuer, signer)
    try:
        made = accept_file(Settings(), file, kind, defaults, username)
    except DomainError as error:
        tell_error(error, as_json=as_json)
    if as_json:
        print_json(made)
    else:
        typer.echo(f"{made['tasks']} tasks in {len(made['directives'])} directives")


def _defaults(file: Path, number: str, issued_on: str, issuer: str, signer: str) -> SheetDefaults:
    if not file.is_file():
        refuse(f"{file} is no file")
    try:
        day = date.fromisoformat(issued_on) if issued_on else None
    except ValueError:
        refuse(f"{issued_on!r} is no day of the calendar; write it as 2026-08-21")
    return SheetDefaults(number, day, issuer, signer)
