"""The written report of an inspection as the templates ask for it: every value a text; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.inspection.plans import CampaignKind, ChecklistReply

KINDS = {CampaignKind.PLANNED: "theo kế hoạch", CampaignKind.SURPRISE: "đột xuất"}
REPLIES = {
    ChecklistReply.YES: "Thực hiện tốt",
    ChecklistReply.PARTLY: "Thực hiện chưa đầy đủ",
    ChecklistReply.NO: "Chưa thực hiện",
}
NOT_CHECKED, NOT_EXPLAINED = "Chưa kiểm tra", "Đơn vị chưa giải trình."


@dataclass(frozen=True, slots=True)
class WrittenFollowUp:
    """What a unit has to do, until when, and whether that was accepted before the report was made."""

    what: str
    due_on: date
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding with all that hangs on it. ``number``: symbol of the directive it is about; empty where about none."""

    what: str
    cause: str
    responsibility: str
    measure: str
    evidence: str
    explanation: str
    number: str
    follow_ups: Sequence[WrittenFollowUp]


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """A visited unit. ``checklist``: question, reply (None: not looked at), note; ``sample``: number, clause, late."""

    name: str
    population: int
    sample: Sequence[tuple[str, str, bool]]
    checklist: Sequence[tuple[str, ChecklistReply | None, str]]
    findings: Sequence[WrittenFinding]


@dataclass(frozen=True, slots=True)
class WrittenCampaign:
    """A campaign as its report tells it."""

    province: str
    kind: CampaignKind
    name: str
    decision: str
    members: Sequence[tuple[str, str]]
    first_on: date
    last_on: date
    period: str
    seed: int
    units: Sequence[WrittenUnit]
    conclusion: str


def texts_of(told: WrittenCampaign) -> dict[str, Any]:
    """Return what the templates of the report ask for."""
    findings = [finding for unit in told.units for finding in unit.findings]
    return {
        "province": told.province,
        "province_capitals": told.province.upper(),
        "place": told.province.removeprefix("tỉnh ").removeprefix("thành phố "),
        "kind": KINDS[told.kind],
        "name": told.name,
        "decision": told.decision,
        "members": [{"name": name, "part": part} for name, part in told.members],
        "head": told.members[0][0] if told.members else "",
        "first_day": f"{told.first_on:%d/%m/%Y}",
        "last_day": f"{told.last_on:%d/%m/%Y}",
        "period": told.period,
        "seed": str(told.seed),
        "n_units": str(len(told.units)),
        "n_sampled": str(sum(len(unit.sample) for unit in told.units)),
        "n_findings": str(len(findings)),
        "n_follow_ups": str(sum(len(finding.follow_ups) for finding in findings)),
        "units": [_unit(number, unit) for number, unit in enumerate(told.units, 1)],
        "conclusion": told.conclusion.split("\n"),
        "measures": [
            {"unit": unit.name, **_follow_up(each), "measure": finding.measure}
            for unit in told.units
            for finding in unit.findings
            for each in finding.follow_ups
        ],
    }


def _unit(number: int, unit: WrittenUnit) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": unit.name,
        "population": str(unit.population),
        "n_sampled": str(len(unit.sample)),
        "n_late": str(sum(is_late for _, _, is_late in unit.sample)),
        "sample": [
            {"ordinal": str(ordinal), "number": symbol, "text": text, "late": "Chậm cập nhật" if is_late else ""}
            for ordinal, (symbol, text, is_late) in enumerate(unit.sample, 1)
        ],
        "checklist": [
            {"question": question, "reply": NOT_CHECKED if reply is None else REPLIES[reply], "note": note}
            for question, reply, note in unit.checklist
        ],
        "findings": [_finding(ordinal, finding) for ordinal, finding in enumerate(unit.findings, 1)],
    }


def _finding(ordinal: int, finding: WrittenFinding) -> Mapping[str, Any]:
    return {
        "ordinal": str(ordinal),
        "what": finding.what,
        "cause": finding.cause,
        "responsibility": finding.responsibility,
        "measure": finding.measure,
        "evidence": finding.evidence,
        "explanation": finding.explanation or NOT_EXPLAINED,
        "about": f" (văn bản {finding.number})" if finding.number else "",
        "follow_ups": [_follow_up(each) for each in finding.follow_ups],
    }


def _follow_up(each: WrittenFollowUp) -> dict[str, str]:
    state = "đã hoàn thành" if each.is_accepted else "đang theo dõi"
    return {"what": each.what, "due": f"{each.due_on:%d/%m/%Y}", "state": state}
