"""A process that drafts and publishes a year's edition of a filled database, and prints what that took, as JSON.

A process of its own, so that its memory is the edition's and nothing else's.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from api.benches.memory import peak
from api.terminal import print_json
from compliance.deadlines.law import load_law
from compliance.reports.editions.making import NUMBERS, ROWS, files_of
from compliance.reports.editions.service import draft_edition, published_numbers
from compliance.reports.periods import read_period
from core.audit import THE_SYSTEM
from core.database import make_engine, make_sessions, transaction
from core.storage import FileStore

YEAR = read_period("2026")
NOW = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
MEGABYTE = 1_000_000


def main(address: str, folder: str) -> None:
    """Draft the edition and make its files."""
    law, store = load_law(), FileStore(Path(folder))
    began, computing = perf_counter(), process_time()
    with transaction(make_sessions(make_engine(address))) as session:
        row = draft_edition(session, store, YEAR, "", THE_SYSTEM, law, NOW, "tỉnh Thanh Hóa")
        numbers = published_numbers(store, row)
        made = files_of(numbers, row.files[ROWS])
        for content in made.values():
            store.put(content)
        values = numbers["groups"]["province"][0]["values"]
        print_json(
            {
                "seconds": perf_counter() - began,
                "cpu_seconds": process_time() - computing,
                "megabytes": peak() / MEGABYTE,
                "assigned": values["assigned"],
                "withdrawn": values["withdrawn"],
                "rows_megabytes": row.files[ROWS]["bytes"] / MEGABYTE,
                "numbers_bytes": row.files[NUMBERS]["bytes"],
                "page_kilobytes": len(made["index.html"]) / 1000,
            }
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
