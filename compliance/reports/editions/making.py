"""All files of an edition from its numbers: equal numbers give equal bytes, whenever they are made."""

from collections.abc import Mapping
from typing import Any

from compliance.reports.editions.files import as_csv, as_json, described, group_table
from compliance.reports.editions.numbers import GROUP_NAMES, GROUPS, Numbers
from compliance.reports.editions.page import embedded_table, page_of
from compliance.reports.workbook import write_workbook

NUMBERS, ROWS, MANIFEST = "numbers.json", "rows.csv", "manifest.json"
CSV = {"unit": "units.csv", "field": "fields.csv"}


def files_of(numbers: Numbers, rows: Mapping[str, Any]) -> dict[str, bytes]:
    """Return every file of an edition by name, but for the rows behind it.

    Args:
        rows: the file of rows, as `described`.
    """
    made = {NUMBERS: as_json(numbers)}
    for scope, name in CSV.items():
        made[name] = as_csv([*group_table(numbers, scope), _total(numbers)])
    made["table.xlsx"] = write_workbook({GROUP_NAMES[scope]: group_table(numbers, scope) for scope in GROUPS})
    downloads = [*(described(name, content) for name, content in made.items()), dict(rows)]
    made["index.html"] = page_of(numbers, downloads)
    made["embed.html"] = embedded_table(numbers)
    return made


def _total(numbers: Numbers) -> list[object]:
    return group_table(numbers, "province")[1]
