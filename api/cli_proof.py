"""The commands that prove what was done: ``dondoc audit …`` for the trail, ``dondoc calendar …`` for the days."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.terminal import AsJson, print_json, refuse, tell_error
from core.errors import DomainError
from core.settings import Settings

audit_app = typer.Typer(help="The audit trail: seal it, check it, hand it out.", no_args_is_help=True)
calendar_app = typer.Typer(help="The table of days off and worked: write it out, compare it.", no_args_is_help=True)
CALENDAR_ENDINGS = {".csv", ".ics"}


@audit_app.command(name="seal")
def audit_seal(*, as_json: AsJson = False) -> None:
    """Seal what is settled of the audit trail now; the schedule does this by itself."""
    from api.auditing import seal_now

    result = seal_now(Settings().database_url)
    if as_json:
        print_json(result)
    else:
        typer.echo(f"{result['seals']} seals set")


@audit_app.command(name="verify")
def audit_verify(
    *,
    noted: Annotated[
        str | None, typer.Option("--seal", help="Hash of a seal noted elsewhere; it must be there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole audit trail and name the first bad event; exit code 0 when all holds."""
    from api.auditing import verify_trail

    result = verify_trail(Settings().database_url, noted)
    if as_json:
        print_json(result)
    elif result["holds"]:
        typer.echo(f"{result['sealed']} of {result['events']} events under {result['seals']} seals: all holds")
        if result["skipped"]:
            typer.echo(
                f"{result['skipped']} ids since the last seal without an event: acts given up, or events deleted"
            )
        typer.echo(f"newest seal {result['newest_seal']}")
    else:
        place = f"event {result['event']}" if result["event"] is not None else f"seal {result['seal']}"
        typer.echo(f"broken: {result['what']}" + (f", {place}" if place != "seal None" else ""))
    raise typer.Exit(0 if result["holds"] else 1)


@audit_app.command(name="export")
def audit_export(
    file: Annotated[Path, typer.Argument(help="File to write, one JSON object a line.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the audit trail with its seals; docs/verify_audit.py checks such a file without dondoc."""
    from api.auditing import export_trail

    if not file.parent.is_dir():
        refuse(f"{file.parent} is no folder")
    result = export_trail(Settings().database_url, file)
    if as_json:
        print_json(result)
    else:
        typer.echo(f"{result['lines']} lines in {file}")


def recount(
    *,
    as_of: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Figures as they were then, such as 2026-03-31T24:00.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count every figure anew from the record and print each difference from the counters; exit code 0: none.

    With --json the last object is the sum: how many figures were compared, and how many of them differ.
    """
    from api.recounting import instant_of, recount_stored

    try:
        at = None if as_of is None else instant_of(as_of)
    except ValueError:
        refuse(f"{as_of!r} is no instant; write a day or 2026-03-31T14:30, local time")
    found: dict[str, Any] = {}
    for found in recount_stored(Settings().database_url, at):
        if as_json:
            print_json(found)
        elif "differing" not in found:
            typer.echo("  ".join(f"{key}: {value}" for key, value in found.items()))
    if not as_json:
        typer.echo(f"{found['figures']} figures of {found['assignments']} assignments, {found['differing']} differ")
    raise typer.Exit(1 if found["differing"] else 0)


def publish(
    *,
    to: Annotated[
        str | None, typer.Option(metavar="TARGET", help="A new place in a folder, or an http(s) address.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Push all published editions to the portal now, complete or not at all; the schedule does so by itself."""
    from jobs.portal import push_once

    settings = Settings()
    try:
        result = push_once(settings if to is None else settings.model_copy(update={"portal": to}))
    except DomainError as error:
        tell_error(error, as_json=as_json)
    if as_json:
        print_json(result)
    else:
        typer.echo(f"{result['files']} files pushed")


@calendar_app.command(name="export")
def calendar_export(
    file: Annotated[Path, typer.Argument(help="File to write: .csv or .ics")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the table of exceptional days in force, each with its act."""
    from api.calendars import export_table
    from api.law_here import law_here

    if file.suffix.lower() not in CALENDAR_ENDINGS or not file.parent.is_dir():
        refuse(f"{file} must end in .csv or .ics and stand in a folder that is there")
    days = export_table(law_here(Settings().database_url), file)
    if as_json:
        print_json({"days": days})
    else:
        typer.echo(f"{days} days in {file}")


@calendar_app.command(name="compare")
def calendar_compare(
    file: Annotated[Path | None, typer.Argument(help="A .csv or .ics file; without one, the holidays library.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print each day on which a file, or the holidays library, and the table in force differ; exit code 0: none."""
    from api.calendars import differences_from, differences_from_library
    from api.law_here import law_here

    if file is not None and (file.suffix.lower() not in CALENDAR_ENDINGS or not file.is_file()):
        refuse(f"{file} must be a .csv or .ics file")
    differs = False
    try:
        law = law_here(Settings().database_url)
        for found in differences_from(law, file) if file else differences_from_library(law):
            differs = True
            if as_json:
                print_json(found)
            else:
                typer.echo("  ".join(f"{key}: {value}" for key, value in found.items()))
    except DomainError as error:
        tell_error(error, as_json=as_json)
    raise typer.Exit(1 if differs else 0)
