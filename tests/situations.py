"""Reads tests/cases/*.yaml: situations that an official can read, each with what is given and what must come out."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from _pytest.mark import ParameterSet

from compliance.calendar.holidays import make_calendar
from compliance.rulebook.load import load_rulebook
from core.local_time import LOCAL

CASES = Path(__file__).parent / "cases"
RULEBOOK = load_rulebook()
CALENDAR = make_calendar(RULEBOOK, date(2026, 1, 1))
RULES = RULEBOOK.rules_on(date(2026, 8, 3))


def cases(name: str) -> list[ParameterSet]:
    """Return each case of a file as (given, expect), named by its sentence."""
    listed = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case["given"], case["expect"], id=case["name"]) for case in listed]


def local(text: str) -> datetime:
    """Return a local time, written 2026-08-21 16:00, as an aware instant in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL).astimezone(UTC)


def given_local(given: dict[str, Any], name: str) -> datetime | None:
    """Return a given local time, or None where it is left out or null."""
    text = given.get(name)
    return None if text is None else local(text)
