"""Which shares and mailboxes are connected: their rows of the connectors' file, each with its secret in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from core.errors import Invalid
from ingest.connectors.configured import read_rows, read_secret
from ingest.connectors.mail import Mailbox, MailSource
from ingest.connectors.shares import ShareSource
from ingest.connectors.source import DocumentSource

COMMON = ("name", "kind", "secret_file")
OPTIONAL = {"every_seconds", "settle_seconds"}
# A line that falls silent halfway is given up within a minute; without these a look would wait for ever.
SFTP_PATIENCE = {"connect_timeout": 30, "keepalive_interval": 15, "keepalive_count_max": 3}
# kind → what must stand there, what may.
KEYS: Mapping[str, tuple[tuple[str, ...], set[str]]] = {
    "sftp": (("host", "user", "folder", "known_hosts_file"), {"port"}),
    "webdav": (("endpoint", "user", "folder"), {"timeout_seconds"}),
    "s3": (("folder", "user"), {"endpoint", "region"}),
    "mail": (("host", "user"), {"port", "folder", "done_folder", "own_address", "unencrypted"}),
}


class ClosableSource(DocumentSource, Protocol):
    """A source that holds a connection, and remembers what it was not allowed to move away."""

    def stuck(self) -> int:
        """Return how many things of the last look were taken before, and lie there still."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """One connected share or mailbox, looked at every so often; its source remembers what it has seen."""

    name: str
    kind: str
    every: timedelta
    source: ClosableSource


def read_places(path: Path | None, *, max_bytes: int, settle_seconds: float) -> tuple[Place, ...]:
    """Return the shares and mailboxes that a file names, none without a file; nothing is connected yet.

    Raises:
        Invalid: the file is not as it must be; the message names connector and key.
    """
    rows = [row for row in read_rows(path) if row.get("kind") in KEYS]
    return tuple(_place(row, max_bytes, settle_seconds) for row in rows)


def _place(row: Mapping[str, Any], max_bytes: int, settle_seconds: float) -> Place:
    name, kind = str(row.get("name", "?")), str(row["kind"])
    needed, allowed = KEYS[kind]
    wrong = [key for key in (*COMMON, *needed) if not row.get(key)]
    wrong += sorted(set(row) - {*COMMON, *needed, *allowed, *OPTIONAL})
    if wrong:
        message = f"Kết nối {name}: thiếu hoặc sai mục {', '.join(wrong)}."
        raise Invalid(message, reason="connectors")
    secret = read_secret(name, Path(row["secret_file"]))
    every = timedelta(seconds=float(row.get("every_seconds", 60)))
    if kind == "mail":
        return Place(name, kind, every, MailSource(name, _mailbox(row, secret), max_bytes=max_bytes))
    source = ShareSource(
        name,
        kind,
        str(row["folder"]),
        _OPTIONS[kind](row, secret),
        max_bytes=max_bytes,
        settle_seconds=float(row.get("settle_seconds", settle_seconds)),
    )
    return Place(name, kind, every, source)


def _mailbox(row: Mapping[str, Any], secret: str) -> Mailbox:
    is_encrypted = not row.get("unencrypted", False)
    return Mailbox(
        host=str(row["host"]),
        port=int(row.get("port", 993 if is_encrypted else 143)),
        user=str(row["user"]),
        password=secret,
        folder=str(row.get("folder", "INBOX")),
        done=str(row.get("done_folder", "dondoc")),
        is_encrypted=is_encrypted,
        own_address=str(row.get("own_address", "")),
    )


def _sftp(row: Mapping[str, Any], secret: str) -> dict[str, Any]:
    """The other side's key must be known: a password is given to nobody else."""
    return {
        "host": str(row["host"]),
        "port": int(row.get("port", 22)),
        "username": str(row["user"]),
        "password": secret,
        "known_hosts": str(row["known_hosts_file"]),
        **SFTP_PATIENCE,
    }


def _webdav(row: Mapping[str, Any], secret: str) -> dict[str, Any]:
    seconds = float(row.get("timeout_seconds", 30))
    return {"base_url": str(row["endpoint"]), "auth": (str(row["user"]), secret), "timeout": seconds}


def _s3(row: Mapping[str, Any], secret: str) -> dict[str, Any]:
    options: dict[str, Any] = {"key": str(row["user"]), "secret": secret}
    if row.get("endpoint"):
        options["endpoint_url"] = str(row["endpoint"])
    if row.get("region"):
        options["client_kwargs"] = {"region_name": str(row["region"])}
    return options


_OPTIONS: Mapping[str, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    "sftp": _sftp,
    "webdav": _webdav,
    "s3": _s3,
}
