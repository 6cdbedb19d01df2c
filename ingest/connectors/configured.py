"""Which axes are connected: a YAML file read once; secrets stand in files of their own and never in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from core.clock import Clock
from core.errors import Invalid
from ingest.connectors.axis import Calls
from ingest.connectors.exchange import AxisSource, Transport
from ingest.connectors.lgsp import Lgsp
from ingest.connectors.vxp import VxpAgent


class AxisKind(StrEnum):
    """How an axis is spoken to."""

    VXP = "vxp"
    LGSP = "lgsp"


KEYS = {
    "name", "kind", "endpoint", "system_id", "secret_file", "organ_code", "organ_name", "every_seconds",
    "overlap_minutes", "page_size", "most_at_once", "send_statuses", "watch_numbers", "ca_file", "timeout_seconds",
}  # fmt: skip
ELSEWHERE = frozenset({"sftp", "webdav", "s3", "mail"})  # kinds that `places` reads
LONGEST_NAME = 29  # its ticks are leases, whose names have forty letters
TAKEN_NAMES = frozenset({"folder", "upload", "by_hand"})
NEEDED = ("name", "kind", "endpoint", "system_id", "secret_file", "organ_code")


@dataclass(frozen=True, slots=True)
class Axis:
    """One connected axis. It has no secret in it: that is in the transport's hands alone."""

    name: str
    kind: AxisKind
    endpoint: str
    organ_code: str
    organ_name: str
    every: timedelta
    overlap: timedelta
    page_size: int
    most_at_once: int
    sends_statuses: bool
    watches_numbers: bool
    transport: Transport

    def source(self, since: datetime | None) -> AxisSource:
        """Return what this axis offers since an instant (None: everything) as a source."""
        return AxisSource(self.name, self.transport, since, self.overlap, self.page_size, self.most_at_once)


def read_axes(path: Path | None, *, max_bytes: int, clock: Clock) -> tuple[Axis, ...]:
    """Return the axes that a file names, none without a file; nothing is connected yet.

    Raises:
        Invalid: the file is not as it must be; the message names connector and key.
    """
    rows = [row for row in read_rows(path) if row.get("kind") not in ELSEWHERE]
    return tuple(_axis(row, max_bytes, clock) for row in rows)


def read_rows(path: Path | None) -> list[dict[str, Any]]:
    """Return the rows of a file of connectors, none without a file; no two have the same name.

    Raises:
        Invalid: the file cannot be read, is no list of connectors, or names one twice.
    """
    if path is None:
        return []
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        message = f"Không đọc được tệp kết nối {path}: {type(error).__name__}."
        raise Invalid(message, reason="connectors") from error
    rows = told.get("connectors") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        message = f"Tệp kết nối {path} cần một danh sách 'connectors'."
        raise Invalid(message, reason="connectors")
    names = [str(row.get("name")) for row in rows]
    if wrong := [name for name in names if name in TAKEN_NAMES or len(name) > LONGEST_NAME]:
        message = f"Kết nối {wrong[0]}: tên dài quá {LONGEST_NAME} ký tự hoặc đã dùng cho việc khác."
        raise Invalid(message, reason="connectors")
    if len(set(names)) != len(names):
        message = "Hai kết nối trùng tên trong tệp kết nối."
        raise Invalid(message, reason="connectors")
    return rows


def _axis(row: dict[str, Any], max_bytes: int, clock: Clock) -> Axis:
    name = str(row.get("name", "?"))
    wrong = [key for key in NEEDED if not row.get(key)] + sorted(set(row) - KEYS)
    if wrong or row["kind"] not in set(AxisKind):
        message = f"Kết nối {name}: thiếu hoặc sai mục {', '.join(wrong) or 'kind (vxp hoặc lgsp)'}."
        raise Invalid(message, reason="connectors")
    kind, endpoint = AxisKind(row["kind"]), str(row["endpoint"])
    calls = Calls(
        endpoint,
        max_bytes=max_bytes,
        seconds=float(row.get("timeout_seconds", 30)),
        ca_file=Path(row["ca_file"]) if row.get("ca_file") else None,
    )
    system_id, secret = str(row["system_id"]), read_secret(name, Path(row["secret_file"]))
    transport: Transport = (
        VxpAgent(calls, system_id=system_id, secret=secret, clock=clock)
        if kind is AxisKind.VXP
        else Lgsp(calls, system_id=system_id, secret=secret)
    )
    return Axis(
        name=name,
        kind=kind,
        endpoint=endpoint,
        organ_code=str(row["organ_code"]),
        organ_name=str(row.get("organ_name", "")),
        every=timedelta(seconds=float(row.get("every_seconds", 300))),
        overlap=timedelta(minutes=float(row.get("overlap_minutes", 1440))),
        page_size=int(row.get("page_size", 100)),
        most_at_once=int(row.get("most_at_once", 200)),
        sends_statuses=bool(row.get("send_statuses", True)),
        watches_numbers=bool(row.get("watch_numbers", False)),
        transport=transport,
    )


def read_secret(name: str, path: Path) -> str:
    """Return the secret that a file holds, without its line's end.

    Raises:
        Invalid: the file cannot be read, or is empty; the message names the connector and the file.
    """
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"Kết nối {name}: không đọc được secret_file {path} ({error.strerror})."
        raise Invalid(message, reason="connectors") from error
    if not secret:
        message = f"Kết nối {name}: secret_file {path} trống."
        raise Invalid(message, reason="connectors")
    return secret
