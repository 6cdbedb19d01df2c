"""What ``dondoc law`` and ``dondoc calendar whatif`` do: a change of the law foretold, proposed, applied, listed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from compliance.deadlines.law import Law
from compliance.deadlines.versions import queries as versions
from compliance.deadlines.versions.imports import changed_by_file
from compliance.deadlines.versions.models import LawVersion
from compliance.deadlines.versions.service import propose
from compliance.entries.revision.effects import NAMES, Effects
from compliance.entries.revision.service import apply, foresee
from core.audit import Actor
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction

AT_THE_TERMINAL = Actor(None, "dòng lệnh")


def what_if(database_url: str, file: Path, official_years: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Give each date that a changed calendar or rulebook would touch, and last the sum. Writes nothing.

    Raises:
        BrokenRulebook: the file breaks its form.
    """
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine), writes=False) as session:
            before = versions.Laws().in_force(session)
            after, _ = changed_by_file(before, file.name, file.read_bytes(), official_years)
            effects = Effects()
            for change in foresee(session, before, after, SystemClock().now(), effects):
                yield change.plain()
    finally:
        engine.dispose()
    yield {**effects.plain(), **_hashes(after)}


def propose_file(database_url: str, file: Path, official_years: Sequence[int], why: str) -> dict[str, Any]:
    """Keep a changed calendar or rulebook as a proposal; return its row.

    Raises:
        DomainError: as `changed_by_file` and `propose`; nothing is written.
    """
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine)) as session:
            before = versions.Laws().in_force(session)
            after, kind = changed_by_file(before, file.name, file.read_bytes(), official_years)
            row = propose(session, after, kind, file.name, why, AT_THE_TERMINAL, SystemClock().now())
            return _plain(row)
    finally:
        engine.dispose()


def apply_version(database_url: str, version_id: int) -> dict[str, Any]:
    """Put a proposed version in force and return its row, with what that changed.

    Raises:
        DomainError: as `apply`; nothing is written.
    """
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine)) as session:
            return _plain(apply(session, version_id, versions.Laws(), AT_THE_TERMINAL, SystemClock().now()))
    finally:
        engine.dispose()


def list_versions(database_url: str) -> list[dict[str, Any]]:
    """Return every kept version of the law, newest first."""
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine), writes=False) as session:
            return [_plain(row) for row in versions.versions(session)]
    finally:
        engine.dispose()


def _plain(row: LawVersion) -> dict[str, Any]:
    return {
        "version": row.id,
        "kind": row.kind,
        "source": row.source,
        "why": row.why,
        "made_at": row.made_at.isoformat(),
        "applied_at": row.applied_at and row.applied_at.isoformat(),
        "rulebook_sha256": row.rulebook_sha256,
        "calendar_version": row.calendar_version,
        "effects": row.effects and {name: row.effects[name] for name in NAMES},
    }


def _hashes(law: Law) -> dict[str, str]:
    rulebook_sha256, calendar_version = versions.hashes_of(law)
    return {"rulebook_sha256": rulebook_sha256, "calendar_version": calendar_version}
