"""What a job may use: everything a process opens stands in one frozen box, which a test fills differently."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.law import Law
from compliance.deadlines.versions.queries import Laws
from compliance.notices.couriers.door import NO_COURIERS, Couriers, open_couriers
from core.clock import Clock, SystemClock
from core.database import make_engine, make_sessions, transaction
from core.naming import fold
from core.settings import Settings
from core.storage import FileStore
from extraction.extract import find_tasks
from extraction.lexicon import load_lexicon
from extraction.values import Extraction
from ingest.connectors.configured import Axis, read_axes
from ingest.connectors.places import Place, read_places
from ingest.letterhead import Letterhead
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.signatures.values import Signature
from ingest.text import DocumentText
from jobs.keeping import Keeper
from jobs.leases import Terms

FIRST_PAUSE = timedelta(seconds=10)
SETTLE_SECONDS = 1.0
CERTIFICATES = {".pem", ".crt", ".cer"}
LAW_SECONDS = 1.0


class Reader(Protocol):
    """Whatever turns a file into text, or raises `Unreadable`."""

    def read(self, content: bytes | Path, file_name: str) -> DocumentText:
        """Return the text of a file."""
        ...

    def signatures(self, content: bytes, roots: Sequence[bytes]) -> tuple[Signature, ...]:
        """Return the checked digital signatures of a file; empty where it has none."""
        ...

    def close(self) -> None:
        """End whatever reads."""
        ...


class Carrier(Protocol):
    """Whatever hurries work to a worker. It may lose anything: the database knows what waits."""

    def send(self, step: str, directive_id: int) -> None:
        """Tell a worker that a directive waits for a step; never raises."""
        ...

    def count_sent(self, step: str) -> int:
        """Return how many messages of this kind are on their way already.

        Raises:
            Unavailable: nothing can be sent now.
        """
        ...


class NoCarrier:
    """Hurries nothing: what waits is found by the next worker that looks."""

    def send(self, step: str, directive_id: int) -> None:
        """Do nothing."""

    def count_sent(self, step: str) -> int:  # noqa: ARG002 - the same for every step
        """Return 0."""
        return 0


class LawInForce:
    """The law in force, asked of the database again after a second at most, or at once after `look_again`."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Ask nothing yet."""
        self._sessions, self._laws = sessions, Laws()
        self._law: Law | None = None
        self._asked_at = 0.0

    def now(self) -> Law:
        """Return the law in force.

        Raises:
            AlteredVersion: the kept version is no longer what its hashes say.
        """
        asked_at = monotonic()
        if self._law is None or asked_at - self._asked_at > LAW_SECONDS:
            with transaction(self._sessions, writes=False) as session:
                self._law = self._laws.in_force(session)
            self._asked_at = asked_at
        return self._law

    def look_again(self) -> None:
        """Ask the database at the next call."""
        self._law = None


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the published pages are pushed to: a folder, or an HTTP address with its token.

    ``address`` is where readers find them; ``office`` the address of this site, where it is public.
    """

    target: str
    token: SecretStr | None
    address: str
    office: str | None


@dataclass(frozen=True, slots=True)
class Resources:
    """What a job may use.

    ``clock`` is the field's clock, which tests and simulations set; leases and pauses go by ``machine_clock``.
    """

    engine: Engine
    sessions: sessionmaker[Session]
    store: FileStore
    clock: Clock
    machine_clock: Clock
    laws: LawInForce
    reader: Reader
    analyse: Callable[[DocumentText, Letterhead], Extraction]
    carrier: Carrier
    keeper: Keeper
    terms: Terms
    watch_dir: Path
    trusted: tuple[bytes, ...]
    max_file_bytes: int
    settle_seconds: float
    poll_seconds: float
    sweep_seconds: float
    axes: tuple[Axis, ...] = ()
    places: tuple[Place, ...] = ()
    province: str = ""
    portal: Portal | None = None
    private_targets: tuple[str, ...] = ()
    event_source: str = "urn:dondoc"
    couriers: Couriers = NO_COURIERS
    site_address: str = ""

    @property
    def law(self) -> Law:
        """Return the rulebook and the calendar in force."""
        return self.laws.now()

    def close(self) -> None:
        """End the reading processes and the database's connections."""
        for axis in self.axes:
            axis.transport.close()
        for place in self.places:
            place.source.close()
        self.reader.close()
        self.engine.dispose()


def open_resources(settings: Settings, *, carrier: Carrier, clock: Clock | None = None) -> Resources:
    """Return the resources that the settings name; processes and connections start when they are first used."""
    engine = make_engine(settings.database_url, serving=True)
    sessions = make_sessions(engine)
    machine_clock = SystemClock()
    terms = Terms(timedelta(seconds=settings.lease_seconds), settings.max_tries, FIRST_PAUSE)
    limits = ReadingLimits(
        max_bytes=settings.max_upload_megabytes * 1_000_000,
        max_seconds=settings.reading_seconds,
        max_memory_bytes=settings.reading_megabytes * 1_000_000,
    )
    return Resources(
        engine=engine,
        sessions=sessions,
        store=FileStore(settings.storage_dir),
        clock=clock or machine_clock,
        machine_clock=machine_clock,
        laws=LawInForce(sessions),
        reader=ReaderProcesses(settings.reading_processes, limits),
        analyse=_analyse,
        carrier=carrier,
        keeper=Keeper(sessions, terms, machine_clock),
        terms=terms,
        watch_dir=settings.watch_dir,
        trusted=_trusted(settings.trust_dir),
        max_file_bytes=limits.max_bytes,
        settle_seconds=SETTLE_SECONDS,
        poll_seconds=settings.poll_seconds,
        sweep_seconds=settings.sweep_seconds,
        axes=read_axes(settings.connectors_file, max_bytes=limits.max_bytes, clock=machine_clock),
        places=read_places(settings.connectors_file, max_bytes=limits.max_bytes, settle_seconds=SETTLE_SECONDS),
        private_targets=settings.private_targets,
        event_source=settings.public_url or f"urn:dondoc:{fold(settings.province).replace(' ', '-')}",
        province=settings.province,
        portal=_portal(settings),
        couriers=_couriers(settings, machine_clock),
        site_address=(settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/"),
    )


def _couriers(settings: Settings, clock: Clock) -> Couriers:
    return open_couriers(
        smtp_url=_told(settings.smtp_url),
        mail_from=settings.mail_from,
        webhook_secret=_told(settings.notice_webhook_secret),
        zalo_endpoint=settings.zalo_endpoint,
        zalo_token=_told(settings.zalo_token),
        vapid_key_file=settings.vapid_key_file,
        allowed=settings.private_targets,
        clock=clock,
    )


def _told(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _portal(settings: Settings) -> Portal | None:
    if settings.portal is None:
        return None
    office = settings.public_url.rstrip("/") if settings.public_url else None
    address = settings.portal_address or (f"{office}/published" if office else settings.portal)
    return Portal(settings.portal, settings.portal_token, address.rstrip("/"), office)


def _trusted(folder: Path | None) -> tuple[bytes, ...]:
    """The certificates of a folder; a folder that is not there is an error at the start, not a silence later."""
    if folder is None:
        return ()
    return tuple(path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in CERTIFICATES)


def _analyse(document: DocumentText, letterhead: Letterhead) -> Extraction:
    """Find the tasks with the lexicon that ships with the program, which is loaded at the first document."""
    return find_tasks(document, letterhead, load_lexicon())
