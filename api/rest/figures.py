"""Figures for the operations centre and the leaders' telephones: the dashboard's measures, cut-off, freshness."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import DbSession, Now
from api.rest import words
from api.rest.answers import Known, answer
from api.rest.caller import ReadsFigures, viewer_of
from api.rest.problems import READS, problems
from compliance.deadlines.incoming.queries import IncomingFilter, counts
from compliance.entries.listing.queries import waiting_counts
from compliance.reports.measures import value_of
from compliance.reports.periods import PeriodKind, period_with, read_period
from compliance.reports.present.queries import PRESENT, Present, present
from compliance.reports.queries import Names, names
from compliance.reports.sums import Sums
from core.database import DatabaseFailure
from core.errors import Unavailable
from core.local_time import local_day

PERIOD = r"^\d{4}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?$"

router = APIRouter(prefix="/api/v1", tags=["figures"], responses=READS)
log = structlog.get_logger()


class MeasureTold(words.Told):
    """A measure of the registry: what it counts, of what, without what."""

    key: Annotated[str, Field(examples=["update_rate"])]
    name: Annotated[str, Field(examples=["Tỷ lệ cập nhật"])]
    sentence: str
    unit: str
    of: Annotated[str | None, Field(description="Chỉ tiêu mà tỷ lệ này là một phần của nó.")]
    excludes: str
    counted_as: str


class ValueTold(words.Told):
    """A measure's value; a rate is ``number`` of ``whole``. Null: there is nothing to tell."""

    number: int | None
    whole: int | None


class Group(words.Told):
    """A unit, field or leader with its values; id 0 is what has none."""

    id: int
    name: str
    values: dict[str, ValueTold]


class Waiting(words.Told):
    """What waits for a decision now."""

    contests: int
    extensions: int
    not_ours: int
    results: int
    entries: int
    to_confirm: Annotated[int, Field(description="Văn bản chờ Văn phòng xác nhận phân rã.")]
    unreadable: int


class Feed(words.Told):
    """The figures of a period, up to one instant that stands beside them."""

    period: str
    period_name: str
    period_from: date
    period_to: date
    cut_off_at: Annotated[datetime, Field(description="Số liệu tính đến trước thời điểm này.")]
    is_fresh: Annotated[bool, Field(description="false: số liệu tốt gần nhất, vì lúc này không tính được.")]
    measures: list[MeasureTold]
    province: dict[str, ValueTold]
    units: list[Group]
    fields: list[Group]
    leaders: list[Group]
    waiting: Waiting


class FeedAsked(BaseModel):
    """Which period."""

    model_config = ConfigDict(extra="forbid")

    period: Annotated[
        str | None, Field(pattern=PERIOD, examples=["2026-Q3"], description="2026-07, 2026-Q3, 2026-H2 hoặc 2026.")
    ] = None
    kind: Annotated[PeriodKind, Field(description="Khi không nêu period: kỳ đang chạy, dài như vậy.")] = PeriodKind.YEAR


@router.get("/measures", summary="The registry of measures", response_model=words.Listing[MeasureTold])
def list_measures(caller: ReadsFigures, known: Known) -> Response:
    """Return every measure of the feed with its definition, so that no other system need define one again."""
    viewer_of(caller)
    return answer({"items": _measures(), "next": None}, known)


@router.get(
    "/feed",
    summary="Figures for the operations centre",
    response_model=Feed,
    responses=problems(HTTPStatus.SERVICE_UNAVAILABLE),
)
def feed(
    request: Request, session: DbSession, now: Now, caller: ReadsFigures, known: Known,
    asked: Annotated[FeedAsked, Query()],
) -> Response:  # fmt: skip
    """Return the province's figures, by unit, field and leader, and what waits for a decision.

    When the figures cannot be computed at the moment, the last good ones are given, with their own cut-off and
    ``is_fresh`` false.
    """
    viewer_of(caller)
    period = read_period(asked.period) if asked.period else period_with(asked.kind, local_day(now))
    kept: dict[str, dict[str, Any]] = request.app.state.last_good
    try:
        kept[period.key] = _told(present(session, period, now), names(session), _waiting(session))
    except DatabaseFailure as error:
        session.rollback()
        log.warning("feed.not_computed", period=period.key, error=type(error).__name__)
        if period.key not in kept:
            message = "Chưa tính được số liệu. Đề nghị thử lại sau ít phút."
            raise Unavailable(message) from error
        return answer(kept[period.key] | {"is_fresh": False}, known)
    return answer(kept[period.key], known)


def _told(found: Present, called: Names, waiting: dict[str, int]) -> dict[str, Any]:
    period = found.period
    groups = {
        f"{scope}s": [
            {"id": owner, "name": name, "values": _values(found.groups[scope][owner])}
            for owner, name in called.of(scope).items()
            if owner in found.groups[scope]
        ]
        for scope in found.groups
    }
    return {
        "period": period.key,
        "period_name": period.name,
        "period_from": period.start_on,
        "period_to": period.last_on,
        "cut_off_at": found.at,
        "is_fresh": True,
        "measures": _measures(),
        "province": _values(found.province),
        **groups,
        "waiting": waiting,
    }


def _values(sums: Sums) -> dict[str, dict[str, int | None]]:
    found = {measure.key: value_of(measure, sums) for measure in PRESENT}
    return {key: {"number": value.number, "whole": value.whole} for key, value in found.items()}


def _measures() -> list[dict[str, str | None]]:
    return [
        {"key": each.key, "name": each.name, "sentence": each.sentence, "unit": each.unit.value, "of": each.of,
         "excludes": each.excludes, "counted_as": each.query}
        for each in PRESENT
    ]  # fmt: skip


def _waiting(session: DbSession) -> dict[str, int]:
    documents = counts(session, IncomingFilter())
    found = {state.value: number for state, number in documents.items()}
    return waiting_counts(session) | {key: found[key] for key in ("to_confirm", "unreadable")}
