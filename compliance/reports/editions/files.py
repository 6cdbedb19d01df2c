"""An edition's numbers as files that anyone can open: JSON, CSV, and the catalogue and feed that list them; pure.

Equal numbers give equal bytes.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from compliance.reports.editions.numbers import GROUP_NAMES, Numbers, lines_of, value_in
from compliance.reports.measures import MEASURES
from compliance.reports.sums import MeasureUnit

BOM = "\ufeff"  # with it, Excel reads the file as UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = re.compile(r"[,\"\r\n]")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KEYWORDS = ("nhiệm vụ", "đôn đốc", "tiến độ", "hạn cập nhật")
_AUTHORITY = "http://publications.europa.eu/resource/authority"
DCAT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = {"csv": "text/csv", "json": "application/json", "html": "text/html", "pdf": "application/pdf",
          "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
_FREQUENCIES = {"Q": "QUARTERLY", "H": "BIANNUAL"}


def as_json(value: Any) -> bytes:  # noqa: ANN401 - JSON's own types
    """Return a value as JSON, its keys in order, a line an item: people compare such files."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV that Excel opens right; a cell that would be read as a formula is given as text."""
    return (BOM + "".join(csv_line(row) for row in rows)).encode()


def csv_line(row: Iterable[object]) -> str:
    """Return one line of CSV, its end as RFC 4180 has it."""
    return ",".join(csv_cell(value) for value in row) + "\r\n"


def csv_cell(value: object) -> str:
    """Return a value as a cell; text that would be read as a formula begins with an apostrophe."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = f"'{value}" if value.startswith(_FORMULA) else value
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def group_table(numbers: Numbers, scope: str) -> list[list[object]]:
    """Return a group's table, head first: every measure a column, a share as its two counts."""
    head: list[object] = [GROUP_NAMES[scope]]
    for measure in MEASURES:
        head.append(f"{measure.name} (tử số)" if measure.unit is MeasureUnit.PERCENT else measure.name)
        if measure.unit is MeasureUnit.PERCENT:
            head.append(f"{measure.name} (mẫu số)")
    table = [head]
    for line in lines_of(numbers, scope):
        row: list[object] = [line["name"]]
        for measure in MEASURES:
            told = value_in(line, measure)
            row += [told.number, told.whole] if measure.unit is MeasureUnit.PERCENT else [told.number]
        table.append(row)
    return table


def described(name: str, content: bytes) -> dict[str, Any]:
    """Return what a manifest says of a file."""
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def catalogue(editions: Sequence[Mapping[str, Any]], site: str, province: str) -> dict[str, Any]:
    """Return the DCAT 3 catalogue of all editions as JSON-LD.

    Args:
        editions: their manifests, newest first.
        site: the address under which they stand, without a slash at its end.
    """
    publisher = {"@id": f"{site}/#publisher", "@type": "foaf:Organization", "foaf:name": f"UBND {province}"}
    return {
        "@context": DCAT,
        "@id": f"{site}/",
        "@type": "dcat:Catalog",
        "dcterms:title": {"@value": f"Kết quả thực hiện nhiệm vụ UBND {province} giao", "@language": "vi"},
        "dcterms:description": {
            "@value": "Số liệu công bố theo quý, 6 tháng và năm, kèm định nghĩa và tệp dữ liệu.",
            "@language": "vi",
        },
        "dcterms:publisher": publisher,
        "dcterms:language": {"@id": f"{_AUTHORITY}/language/VIE"},
        "dcterms:license": {"@id": LICENCE},
        "dcterms:spatial": {"@id": f"{_AUTHORITY}/country/VNM"},
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:themeTaxonomy": {"@id": f"{_AUTHORITY}/data-theme"},
        "dcat:dataset": [_dataset(manifest, site) for manifest in editions],
    }


def feed(editions: Sequence[Mapping[str, Any]], site: str, province: str) -> bytes:
    """Return the RSS feed of all editions, newest first."""
    items = "".join(
        f"<item><title>{escape(title_of(each))}</title><link>{site}/{_place(each)}/</link>"
        f'<guid isPermaLink="false">{each["manifest_of"]}</guid>'
        f"<pubDate>{datetime.fromisoformat(each['published_at']):%a, %d %b %Y %H:%M:%S %z}</pubDate>"
        f"<description>{escape(each['reason'] or 'Công bố lần đầu.')}</description></item>"
        for each in editions
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(f'Kết quả thực hiện nhiệm vụ UBND {province} giao')}</title><link>{site}/</link>"
        f"<description>Các kỳ công bố và đính chính</description><language>vi</language>{items}</channel></rss>\n"
    ).encode()


def _dataset(manifest: Mapping[str, Any], site: str) -> dict[str, Any]:
    place = f"{site}/{_place(manifest)}"
    period = manifest["period"]
    frequency = _FREQUENCIES.get(period["key"].partition("-")[2][:1], "MONTHLY" if "-" in period["key"] else "ANNUAL")
    return {
        "@id": f"{place}/",
        "@type": "dcat:Dataset",
        "dcterms:title": {"@value": title_of(manifest), "@language": "vi"},
        "dcterms:description": {"@value": manifest["reason"] or "Công bố lần đầu.", "@language": "vi"},
        "dcterms:publisher": {"@id": f"{site}/#publisher"},
        "dcterms:issued": {"@value": manifest["published_at"], "@type": "xsd:dateTime"},
        "dcterms:identifier": manifest["manifest_of"],
        "dcterms:language": {"@id": f"{_AUTHORITY}/language/VIE"},
        "dcat:version": str(manifest["edition"]),
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/GOVE"},
        "dcat:keyword": [{"@value": word, "@language": "vi"} for word in KEYWORDS],
        **_corrected(manifest, site),
        "dcterms:accrualPeriodicity": {"@id": f"{_AUTHORITY}/frequency/{frequency}"},
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": {"@value": period["start_on"], "@type": "xsd:date"},
            "dcat:endDate": {"@value": period["last_on"], "@type": "xsd:date"},
        },
        "dcat:distribution": [_distribution(each, place) for each in manifest["files"]],
    }


def _corrected(manifest: Mapping[str, Any], site: str) -> dict[str, Any]:
    """Return what links a correction with the edition it corrects."""
    if manifest["corrects"] is None:
        return {}
    before = {"@id": f"{site}/{manifest['period']['key']}/{manifest['corrects']}/"}
    return {
        "dcat:previousVersion": before,
        "dcterms:replaces": before,
        "adms:versionNotes": {"@value": manifest["reason"], "@language": "vi"},
    }


def _distribution(described_file: Mapping[str, Any], place: str) -> dict[str, Any]:
    name = described_file["name"]
    ending = name.rpartition(".")[2]
    return {
        "@id": f"{place}/{name}",
        "@type": "dcat:Distribution",
        "dcterms:title": name,
        "dcat:accessURL": {"@id": f"{place}/"},
        "dcat:downloadURL": {"@id": f"{place}/{name}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{_MEDIA[ending]}"},
        "dcterms:format": {"@id": f"{_AUTHORITY}/file-type/{ending.upper()}"},
        "dcat:byteSize": {"@value": str(described_file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "dcterms:license": {"@id": LICENCE},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": described_file["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def title_of(manifest: Mapping[str, Any]) -> str:
    """Return what an edition is called."""
    number = manifest["edition"]
    return f"Kết quả thực hiện nhiệm vụ {manifest['period']['name']}" + (f", bản số {number}" if number > 1 else "")


def _place(manifest: Mapping[str, Any]) -> str:
    return f"{manifest['period']['key']}/{manifest['edition']}"
