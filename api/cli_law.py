"""The commands that change the law: ``dondoc law …``, and ``dondoc calendar whatif``; the change is shown before."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.terminal import AsJson, print_json, refuse
from core.errors import DomainError
from core.settings import Settings

law_app = typer.Typer(help="Versions of calendar and rulebook: foretell, propose, apply.", no_args_is_help=True)

TheFile = Annotated[Path, typer.Argument(help="Days: .csv, .ics or .yaml; rules: .yaml")]
OfficialYears = Annotated[
    list[int] | None, typer.Option("--official-year", help="A year of which every act is known from now on.")
]


@law_app.command(name="whatif")
def law_whatif(file: TheFile, *, official_year: OfficialYears = None, as_json: AsJson = False) -> None:
    """Print each date that a changed calendar or rulebook would touch, and last the sum; writes nothing."""
    from api.lawmaking import what_if

    _refuse_no_file(file)
    try:
        for found in what_if(Settings().database_url, file, official_year or []):
            _print(found, as_json=as_json)
    except DomainError as error:
        _refuse(error, as_json=as_json)


@law_app.command(name="propose")
def law_propose(
    file: TheFile,
    *,
    why: Annotated[str, typer.Option("--why", help="The act: number and day.")],
    official_year: OfficialYears = None,
    as_json: AsJson = False,
) -> None:
    """Keep a changed calendar or rulebook as a proposal; `law apply` puts it in force."""
    from api.lawmaking import propose_file

    _refuse_no_file(file)
    try:
        _print(propose_file(Settings().database_url, file, official_year or [], why), as_json=as_json)
    except DomainError as error:
        _refuse(error, as_json=as_json)


@law_app.command(name="apply")
def law_apply(
    version: Annotated[int, typer.Argument(help="Number of the proposed version.", min=1)], *, as_json: AsJson = False
) -> None:
    """Put a proposed version in force: new dates beside the old; it may clear lateness and never accuses."""
    from api.lawmaking import apply_version

    try:
        _print(apply_version(Settings().database_url, version), as_json=as_json)
    except DomainError as error:
        _refuse(error, as_json=as_json)


@law_app.command(name="list")
def law_list(*, as_json: AsJson = False) -> None:
    """Print every kept version of the law, newest first."""
    from api.lawmaking import list_versions

    for row in list_versions(Settings().database_url):
        _print(row, as_json=as_json)


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        typer.echo(
            "  ".join(f"{key}: {value}" for key, value in found.items() if value is not None and value is not False)
        )


def _refuse_no_file(file: Path) -> None:
    if not file.is_file():
        refuse(f"{file} is no file")


def _refuse(error: DomainError, *, as_json: bool) -> None:
    """End as wrong use: what was given cannot be taken, and nothing was written."""
    if as_json:
        print_json({"error": {"reason": error.reason, "message": error.message}})
    refuse(error.message)
