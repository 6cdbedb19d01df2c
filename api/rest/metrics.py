"""The state of the line as Prometheus reads it: what waits since when, what was given up, how the sources fare.

Counted at the moment of asking from the same queries as the pipeline page; nothing is counted in the process itself, so
that any web process of any host gives the same answer.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from api.deps import DbSession, Now, TheSite
from core.errors import NotFound
from jobs import backlog
from jobs.lines import Line, LineState, lines

A_DAY = timedelta(hours=24)

router = APIRouter(tags=["health"])


@router.get("/metrics", summary="What waits and what failed, for Prometheus", responses={404: {"description": "Off."}})
def metrics(
    session: DbSession, site: TheSite, now: Now, authorization: Annotated[str | None, Header()] = None
) -> Response:
    """Return the metrics as text; without the right token the address does not exist."""
    token = site.metrics_token
    expected = f"Bearer {token.get_secret_value()}" if token is not None else None
    if expected is None or not hmac.compare_digest((authorization or "").encode(), expected.encode()):
        message = "Không có trang này."
        raise NotFound(message)
    registry = CollectorRegistry()
    machine_now, terms = site.resources.machine_clock.now(), site.resources.terms
    registry.register(
        LineCollector(
            backlog.steps(session, now=machine_now, terms=terms),
            backlog.failure_kinds(session),
            backlog.traffic(session, now - A_DAY),
            lines(session, site.resources, machine_now),
            now,
            machine_now,
        )
    )
    return Response(generate_latest(registry), HTTPStatus.OK, media_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, slots=True, eq=False)
class LineCollector(Collector):
    """What was counted for one scrape, as metrics; names and labels stand in docs/operations.md."""

    steps: Sequence[backlog.StepBacklog]
    given_up: Sequence[backlog.FailureKind]
    sources: Sequence[backlog.SourceTraffic]
    connectors: Sequence[Line]
    now: datetime
    machine_now: datetime

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give every family once, in a fixed order."""
        yield from self._steps()
        failed = GaugeMetricFamily("dondoc_documents_given_up", "Documents given up, by reason.", labels=["reason"])
        for kind in self.given_up:
            failed.add_metric([kind.reason], kind.count)
        yield failed
        yield from self._sources()
        yield from self._connectors()

    def _steps(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("dondoc_step_waiting", "Documents that have reached a step.", labels=["step"])
        in_hand = GaugeMetricFamily("dondoc_step_in_hand", "Of these, being worked on.", labels=["step"])
        paused = GaugeMetricFamily("dondoc_step_paused", "Of these, resting after a failure.", labels=["step"])
        oldest = GaugeMetricFamily("dondoc_step_oldest_seconds", "Age of the oldest document waiting.", labels=["step"])
        for step in self.steps:
            waiting.add_metric([step.step], step.waiting)
            in_hand.add_metric([step.step], step.in_hand)
            paused.add_metric([step.step], step.paused)
            age = (self.now - step.oldest_at).total_seconds() if step.oldest_at else 0.0
            oldest.add_metric([step.step], max(age, 0.0))
        yield from (waiting, in_hand, paused, oldest)

    def _sources(self) -> Iterator[GaugeMetricFamily]:
        last = GaugeMetricFamily("dondoc_source_last_seconds", "Since a source last gave anything.", labels=["source"])
        given = GaugeMetricFamily(
            "dondoc_source_day", "What a source gave in 24 hours, by outcome.", labels=["source", "outcome"]
        )
        for source in self.sources:
            last.add_metric([source.source], max((self.now - source.last_at).total_seconds(), 0.0))
            for outcome, count in sorted(source.outcomes.items()):
                given.add_metric([source.source, outcome], count)
        yield from (last, given)

    def _connectors(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("dondoc_connector_up", "1 where the last look went well.", labels=["connector"])
        last = GaugeMetricFamily(
            "dondoc_connector_success_seconds", "Since the last look that went well.", labels=["connector"]
        )
        lag = GaugeMetricFamily(
            "dondoc_connector_lag_seconds", "Since the instant up to which everything is taken.", labels=["connector"]
        )
        waits = GaugeMetricFamily("dondoc_connector_backlog", "Offered there, not taken yet.", labels=["connector"])
        alarms = GaugeMetricFamily("dondoc_connector_alarms", "Alarms that stand.", labels=["connector", "kind"])
        owed = GaugeMetricFamily("dondoc_statuses_unsent", "Statuses not sent.", labels=["connector", "state"])
        for line in self.connectors:
            up.add_metric([line.name], line.state is LineState.OPEN)
            waits.add_metric([line.name], line.backlog)
            for family, at in ((last, line.last_success_at), (lag, line.taken_until)):
                if at is not None:
                    family.add_metric([line.name], max((self.machine_now - at).total_seconds(), 0.0))
            for kind, count in sorted(Counter(alarm.kind for alarm in line.alarms).items()):
                alarms.add_metric([line.name, kind], count)
            owed.add_metric([line.name, "waiting"], line.waiting)
            owed.add_metric([line.name, "given_up"], line.given_up)
        yield from (up, last, lag, waits, alarms, owed)
