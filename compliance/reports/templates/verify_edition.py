"""Checks an edition that was downloaded from the public page. Needs Python and nothing else; trusts nobody.

    python verify_edition.py FOLDER [SHA-256 OF THE MANIFEST, NOTED ELSEWHERE]

FOLDER holds manifest.json and the files that it names, as they were downloaded.
  - Every file must have the length and the SHA-256 that the manifest says.
  - Every figure that adds up must be the sum of the units' and of the fields' in numbers.json.
  - Every figure that rows.csv can show is counted again from its rows, for the province and for each unit.
Whoever can change all files can change the manifest with them. Only the manifest's SHA-256, noted elsewhere (the list
of editions, the audit trail, a newspaper), shows that: give it as the second argument.

Exit code: 0 the edition holds, 1 it does not, 2 wrong use.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

LEAST_ARGUMENTS, MOST_ARGUMENTS = 2, 3
OUTCOMES = ("done_on_time", "done_late", "archived", "open_in_time", "open_overdue")
ENTRIES = ("entered_on_time", "late_since_entered", "not_entered")
ADDED = {
    "incomplete": "Chưa hoàn thành",
    "flags": "Lần ghi nhận chậm",
    "returned_late": "Trả lại vì chậm",
    "returned_wrong": "Trả lại vì sai",
    "returned_not_as_required": "Trả lại vì chưa đúng yêu cầu",
}


def faults_of(folder: Path, noted: str | None = None) -> list[str]:
    """Return everything that is wrong with an edition in a folder."""
    content = (folder / "manifest.json").read_bytes()
    found = []
    if noted is not None and hashlib.sha256(content).hexdigest() != noted.strip().lower():
        found.append("manifest.json is not the one whose SHA-256 was noted elsewhere")
    manifest = json.loads(content)
    found += [fault for each in manifest["files"] for fault in file_faults(folder, each)]
    if found:
        return found
    numbers = json.loads((folder / "numbers.json").read_bytes())
    return [*sum_faults(numbers), *row_faults(numbers, folder / "rows.csv")]


def file_faults(folder: Path, described: dict[str, Any]) -> list[str]:
    """Return what is wrong with one file that the manifest names."""
    path = folder / described["name"]
    if not path.is_file():
        return [f"{described['name']} is missing"]
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if path.stat().st_size != described["bytes"] or digest.hexdigest() != described["sha256"]:
        return [f"{described['name']} is not as it was published"]
    return []


def sum_faults(numbers: dict[str, Any]) -> list[str]:
    """Return where the lines of a group do not add up to the province."""
    (province,) = numbers["groups"]["province"]
    found = []
    for measure in numbers["measures"]:
        key = measure["key"]
        if not measure["adds_up"]:
            continue
        for group in ("unit", "field"):
            lines = [line["values"][key] for line in numbers["groups"][group]]
            if measure["of"] is None:
                added = sum(lines)
            else:
                whole = sum(value[1] for value in lines)
                added = [sum(value[0] or 0 for value in lines) if whole else None, whole]
            if added != province["values"][key]:
                found.append(f"{measure['name']}: the {group}s add up to {added}, not {province['values'][key]}")
    return found


def row_faults(numbers: dict[str, Any], path: Path) -> list[str]:
    """Return where counting the rows gives another figure than the one published."""
    names = {measure["key"]: measure["name"] for measure in numbers["measures"]}
    counted: dict[str | None, Counter[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for owner in (None, row["Đơn vị"]):
                figures = counted.setdefault(owner, Counter())
                figures[row["Kết quả"]] += 1
                figures["assigned"] += row["Kết quả"] in {names[key] for key in OUTCOMES}
                figures[row["Cập nhật"]] += 1
                for key, column in ADDED.items():
                    figures[key] += int(row[column] or 0)
    found = []
    lines = [(None, numbers["groups"]["province"][0]), *((line["name"], line) for line in numbers["groups"]["unit"])]
    for owner, line in lines:
        figures = counted.get(owner) or Counter()
        told = {key: figures[names[key]] for key in (*OUTCOMES, *ENTRIES)} | {key: figures[key] for key in ADDED}
        told["assigned"] = figures["assigned"]
        for key, value in told.items():
            if line["values"][key] != value:
                found.append(f"{line['name']}, {names[key]}: {line['values'][key]}, but {value} by the rows")
    return found


def main(arguments: list[str]) -> int:
    """Check the folder named on the command line."""
    if not LEAST_ARGUMENTS <= len(arguments) <= MOST_ARGUMENTS or not (Path(arguments[1]) / "manifest.json").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[1])
    found = faults_of(folder, *arguments[2:])
    for fault in found:
        print(f"BROKEN: {fault}")
    if found:
        return 1
    manifest = json.loads((folder / "manifest.json").read_bytes())
    print(f"HOLDS: edition {manifest['manifest_of']}, {len(manifest['files'])} files; sums and rows counted again")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
