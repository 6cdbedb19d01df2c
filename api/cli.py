"""The ``dondoc`` command: read and compute, run and keep up, and prove afterwards what was done.

With ``--json``, standard output is JSON alone, one object a line; everything else speaks on standard error.
Exit codes: 0 done, 1 done with failures told in the output, 2 wrong use.

Heavy libraries are loaded inside the commands that need them: ``dondoc due`` must not wait for spaCy.
"""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from api.cli_describe import describe
from api.cli_extraction import evaluate, export_gold, extract
from api.cli_law import law_app, law_whatif
from api.cli_proof import audit_app, calendar_app, publish, recount
from api.cli_tasks import tasks_app
from api.cli_tokens import token_app
from api.terminal import AsJson, print_json, refuse, tell_error
from core.database import DatabaseFailure, UnusableAddress
from core.errors import DomainError
from core.logging import set_up_logging
from core.settings import Settings

app = typer.Typer(
    name="dondoc",
    help="Đôn Đốc: turn issued directives into tasks and follow them up until they are done.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(tasks_app, name="tasks")
app.add_typer(token_app, name="token")
app.add_typer(audit_app, name="audit")
app.add_typer(calendar_app, name="calendar")
app.add_typer(law_app, name="law")
calendar_app.command(name="whatif")(law_whatif)
app.command()(recount)
app.command(name="publish")(publish)
app.command()(describe)
app.command()(extract)
app.command()(evaluate)
app.command(name="export-gold")(export_gold)


class ClassOption(StrEnum):
    """The entry classes that `due` takes."""

    URGENT = "urgent"
    MULTI = "multi"
    REGULAR = "regular"


@app.callback()
def before_any_command() -> None:
    """Set up the logs of the process."""
    settings = Settings()
    set_up_logging(settings.log_level, as_json=settings.log_json)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="extraction, compliance, reports, jobs or web")],
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="compliance, reports, web: 100,000 assignments, not a million.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure against peers in the same run; needs the checks' tools (./run bench sets them up)."""
    from importlib import import_module
    from importlib.util import find_spec

    if not name.isidentifier() or find_spec(f"api.benches.{name}") is None:
        refuse(f"there is no bench {name!r}; try: extraction, compliance, reports, jobs, web")
    unmet = False
    if quick and name not in {"compliance", "reports", "web"}:
        refuse("--quick is for compliance, reports and web")
    for figure in import_module(f"api.benches.{name}").figures(**({"quick": True} if quick else {})):
        unmet |= not figure.met
        if as_json:
            print_json(figure.plain())
        else:
            sign = "≤" if figure.at_most else "≥"
            mark = "ok " if figure.met else "NOT"
            typer.echo(
                f"{mark} {figure.name}: {figure.ratio:.3g} {figure.unit} ({sign} {figure.goal:g}); {figure.detail}"
            )
    raise typer.Exit(1 if unmet else 0)


@app.command()
def due(
    phrase: Annotated[str | None, typer.Argument(help='Time words, such as "trước ngày 25 hằng tháng".')] = None,
    *,
    issued_on: Annotated[str, typer.Option(help="Day of issue, YYYY-MM-DD.")],
    entry_class: Annotated[ClassOption | None, typer.Option("--class", help="Class of the directive.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a deadline: the first entry's by class, or a task's from its time words, with each day walked."""
    from api.law_here import law_here
    from api.reckoning import due_by_class, due_by_phrase

    if (phrase is None) == (entry_class is None):
        refuse("Give either time words or --class, for example: dondoc due --issued-on 2026-08-21 --class regular")
    day = _day(issued_on)
    law = law_here(Settings().database_url)
    result = due_by_class(law, day, entry_class.value) if entry_class else due_by_phrase(law, phrase or "", day)
    if as_json:
        print_json(result)
    else:
        _print_due(result)
    raise typer.Exit(2 if "error" in result else 0)


@app.command()
def pull(
    folder: Annotated[Path, typer.Argument(help="Folder whose files are taken once each, in order of name.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take the documents of a folder into the database, and say what became of each."""
    from jobs.pulling import pull_folder

    if not folder.is_dir():
        refuse(f"{folder} is no folder")
    failed = False
    for row in pull_folder(folder, Settings()):
        failed |= row["outcome"] in {"refused", "unreadable"}
        if as_json:
            print_json(row)
        else:
            typer.echo(f"{row['outcome']:<11} {row['file']}" + (f"  {row['reason']}" if row["reason"] else ""))
    raise typer.Exit(1 if failed else 0)


@app.command()
def sweep(*, as_json: AsJson = False) -> None:
    """Write the late flags and late returns that are due by now. Running it twice writes nothing twice."""
    from jobs.upkeep import sweep_once

    result = sweep_once(Settings())
    if as_json:
        print_json(result)
    else:
        typer.echo(f"{result['flags']} late flags, {result['returns']} late returns")


@app.command()
def receipt(
    name: Annotated[str, typer.Argument(metavar="ID", help="Number of a receipt, or return:NUMBER of a return.")],
    *,
    as_known_on: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the date that counted at its end.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show how a date was computed: rule and clause, each day walked, who held the item meanwhile."""
    from api.replaying import is_name, receipt_as_json, receipt_in_words

    if not is_name(name):
        refuse(f"{name!r} is no receipt; write its number, such as 17, or return:3")
    known_on = _day(as_known_on) if as_known_on else None
    try:
        if as_json:
            print_json(receipt_as_json(Settings().database_url, name, known_on))
            return
        lines = receipt_in_words(Settings().database_url, name, known_on)
    except DomainError as error:
        tell_error(error, as_json=as_json)
    for line in lines:
        typer.echo(line)


@app.command()
def replay(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="One receipt; without it, all of them.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compute stored receipts again, and print each difference; exit code 0 when there is none.

    With --json the last object is the sum: how many receipts were computed again, and how many of them differ.
    """
    from api.replaying import is_name, replay_stored

    if name is not None and not is_name(name):
        refuse(f"{name!r} is no receipt; write its number, such as 17, or return:3")
    found: dict[str, Any] = {}
    try:
        for found in replay_stored(Settings().database_url, name):
            if as_json:
                print_json(found)
            elif "field" in found:
                typer.echo(f"{found['receipt']}: {found['field']}: {found['stored']} -> {found['replayed']}")
    except DomainError as error:
        tell_error(error, as_json=as_json)
    if not as_json:
        typer.echo(f"{found['replayed']} receipts computed again, {found['differing']} differ")
    raise typer.Exit(1 if found["differing"] else 0)


@app.command()
def simulate(
    *,
    days: Annotated[int, typer.Option(help="How many days of a province's life, up to a year.")],
    directives: Annotated[int, typer.Option(help="How many directives are issued in them.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same year.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database with a province's life: holidays and outages, diligent and lazy units. Invented data."""
    from api.starting import migrate_database
    from jobs.simulation import check_frame, simulate_once

    wrong = check_frame(days, directives)
    if wrong is not None:
        refuse(wrong)
    migrate_database(Settings())
    try:
        result = simulate_once(Settings(), days, directives, seed)
    except DomainError as error:
        tell_error(error, as_json=as_json)
    if as_json:
        print_json(result)
    else:
        typer.echo(", ".join(f"{count} {what}" for what, count in result.items()))


@app.command()
def migrate() -> None:
    """Bring the database to the newest tables, and add what ships with dondoc to the register of units."""
    from api.starting import migrate_database

    migrate_database(Settings())


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the web pages and the API; without DONDOC_REDIS_URL, work on documents in this process too."""
    from api.starting import serve_web

    serve_web(_settings(host, port))


@app.command()
def worker() -> None:
    """Work on documents: read, split, compute, on the queue of DONDOC_REDIS_URL. Any number may run, on any host."""
    from jobs.worker import run_worker

    run_worker(Settings())


@app.command()
def schedule() -> None:
    """Tick the schedule: look at the watched folder, sweep, resume what a lost message left. Several may run."""
    from jobs.schedule import run_schedule

    run_schedule(Settings())


@app.command()
def start(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Set up a demonstration here and serve it: database, units, sample directives, an account for each role."""
    from api.starting import start_demonstration

    start_demonstration(_settings(host, port))


@app.command(name="create-account")
def create_account(
    username: str,
    *,
    role: Annotated[str, typer.Option(help="office, unit, leader, inspection, auditor or administrator")],
    full_name: Annotated[str, typer.Option(help="The person's name.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit, for role unit.")] = None,
) -> None:
    """Create an account; the password is asked for, or read from standard input when that is no terminal."""
    from api.starting import add_account

    interactive = sys.stdin.isatty()
    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True) if interactive else sys.stdin.readline()
    )
    add_account(Settings(), username, password.rstrip("\n"), role, full_name, unit)


def main() -> None:
    """Run the command line; what a person can mend is told in a sentence, not in a traceback."""
    try:
        app()
    except ValidationError as error:
        first = error.errors()[0]
        _leave(2, f"setting DONDOC_{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}")
    except UnusableAddress as error:
        _leave(2, f"DONDOC_DATABASE_URL: {error}")
    except DomainError as error:
        _leave(1, error.message)
    except DatabaseFailure as error:
        _leave(1, f"the database does not answer as it should; has `dondoc migrate` been run? ({type(error).__name__})")


def _leave(code: int, message: str) -> NoReturn:
    typer.echo(f"dondoc: {message}", err=True)
    sys.exit(code)


def _settings(host: str | None, port: int | None) -> Settings:
    settings = Settings()
    return settings.model_copy(update={"host": host or settings.host, "port": port or settings.port})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{text!r} is no day of the calendar; write it as 2026-08-21")


def _print_due(result: dict[str, Any]) -> None:
    if "error" in result:
        typer.echo(result["error"]["message"])
        return
    for step in result.get("steps", []):
        typer.echo(f"{step['on']}  {'+' if step['counted'] else ' '}  {step['why']}")
    typer.echo(f"due on {result['due_on']}" + (" (tạm tính)" if result.get("tam_tinh") else ""))


if __name__ == "__main__":
    main()
