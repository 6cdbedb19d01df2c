"""Everything that is published as files of one static site: the list of editions, each edition, catalogue and feed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compliance.reports.editions.files import as_json, catalogue, feed, title_of
from compliance.reports.editions.making import MANIFEST
from compliance.reports.editions.models import Edition
from compliance.reports.editions.page import NOTICE, VERIFIER, list_page, moved_page, words_page
from core.storage import FileStore

CATALOGUE, FEED, LIST = "catalog.jsonld", "feed.rss", "index.html"
TO_THE_OFFICE = ("report-error", "verify")
PAGES = frozenset({"index.html", "embed.html"})


def site_files(
    editions: Sequence[Edition], store: FileStore, site: str, province: str, office: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """Give every file of the public site: its place below the site's address, and its bytes.

    Args:
        editions: all that are published, newest first.
        site: the address under which they stand, without a slash at its end.
        office: the address of the site that takes errors and compares hashes, where it is public.
    """
    manifests = [manifest_of(row, store) for row in editions]
    yield LIST, list_page(manifests, province)
    yield CATALOGUE, as_json(catalogue(manifests, site, province))
    yield FEED, feed(manifests, site, province)
    yield VERIFIER.name, VERIFIER.read_bytes()
    told = [(each["manifest_of"], title_of(each)) for each in manifests]
    for name in TO_THE_OFFICE:
        yield f"{name}/index.html", words_page(told, office)
    newest: set[str] = set()
    for row in editions:
        if row.period not in newest:
            newest.add(row.period)
            yield f"{row.period}/index.html", moved_page(f"{row.number}/")
        for name in row.files:
            yield f"{row.period}/{row.number}/{name}", file_of(row, name, editions, store)


def file_of(row: Edition, name: str, editions: Sequence[Edition], store: FileStore) -> bytes:
    """Return a file of an edition as it was published; its page says so where a later edition corrects it."""
    content = store.get(row.files[name]["sha256"])
    later = next((each for each in editions if each.period == row.period and each.number > row.number), None)
    if name not in PAGES or later is None:
        return content
    told = (
        f'<p class="notice"><strong>Bản này đã có đính chính.</strong> Xem '
        f'<a href="../{later.number}/">bản số {later.number}</a>; nội dung dưới đây giữ nguyên như khi công bố.</p>'
    )
    return content.replace(NOTICE.encode(), told.encode(), 1)


def manifest_of(row: Edition, store: FileStore) -> Mapping[str, Any]:
    """Return the manifest of a published edition, with its own SHA-256."""
    found: Mapping[str, Any] = json.loads(store.get(row.files[MANIFEST]["sha256"]))
    return {**found, "sha256": row.manifest_sha256}
