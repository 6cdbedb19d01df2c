"""The commands that read documents and say how well: ``extract``, ``evaluate``, ``export-gold``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.terminal import AsJson, print_json, refuse
from core.settings import Settings


def extract(
    files: Annotated[list[Path], typer.Argument(help="Documents: .pdf .doc .docx .xlsx .txt, or pictures of pages.")],
    *,
    as_json: AsJson = False,
    processes: Annotated[int, typer.Option(help="Documents read at the same time; 0: one a core.")] = 0,
) -> None:
    """Read documents and print their tasks, units and deadlines. Needs no database and no server.

    A file that cannot be read is told with its reason, the others go on; then the exit code is 1.
    """
    from api.extracting import extract_files

    failed = False
    for result in extract_files(files, Settings(), processes):
        failed |= "error" in result
        if as_json:
            print_json(result)
        else:
            _print_extraction(result)
    raise typer.Exit(1 if failed else 0)


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with documents and their gold.jsonl.")],
    *,
    as_json: AsJson = False,
    processes: Annotated[int, typer.Option(help="Documents read at the same time; 0: one a core.")] = 0,
    leave_one_province_out: Annotated[
        bool, typer.Option(help="Each province's papers without the words that only they hold.")
    ] = False,
) -> None:
    """Extract documents that have gold and print how good that was, every miss first."""
    from api.evaluating import evaluate_folder, evaluate_without_own, figures, table

    if not (folder / "gold.jsonl").is_file():
        refuse(f"{folder} has no gold.jsonl")
    if leave_one_province_out:
        for province, withheld, result in evaluate_without_own(folder, Settings(), processes):
            told = {"province": province, "withheld": withheld, **figures(result)}
            if as_json:
                print_json(told)
            else:
                typer.echo("  ".join(f"{name} {value}" for name, value in told.items()))
        return
    result = evaluate_folder(folder, Settings(), processes)
    if as_json:
        print_json({**figures(result), "misses": result.misses})
        return
    for line in table(result):
        typer.echo(line)


def export_gold(
    folder: Annotated[Path, typer.Argument(help="Folder to write to: originals and gold.jsonl.")],
) -> None:
    """Write the directives that the Office has confirmed as gold for `evaluate`."""
    from api.evaluating import export_gold as write_gold

    typer.echo(f"{write_gold(folder, Settings())} directives written to {folder}")


def _print_extraction(result: dict[str, Any]) -> None:
    if "error" in result:
        typer.echo(f"{result['file']}: {result['error']['message']}")
        return
    number, day = result["number"] or "(chưa rõ số)", result["issued_on"] or "(chưa rõ)"
    typer.echo(f"{result['file']}: {result['kind']} {number}, ngày {day}")
    for task in result["tasks"]:
        until = f" [{task['deadline']['phrase']}]" if task["deadline"] else ""
        typer.echo(f"  - {', '.join(task['leads'])}: {task['text']}{until}")
    for warning in result["warnings"]:
        typer.echo(f"  ! {warning}")
