"""What is kept of inspections: campaigns, the sample, checklists, findings with the unit's word, and what follows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Campaign(Base):
    """A planned or surprise inspection: by which decision, who goes, from when to when, what is looked at.

    ``members``: name and part of each, the head first. ``checklist``: questions in order. ``period`` with ``from_at``
    and ``until_at``: which assignments the sample is drawn from; with ``sample_seed`` it can be drawn again.
    ``closed_at``: its report was made (``docx_sha256``, ``pdf_sha256``); only what follows is added afterwards.
    """

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(300))
    decision: Mapped[str] = mapped_column(String(300))
    members: Mapped[list[Any]]
    checklist: Mapped[list[Any]]
    first_on: Mapped[date]
    last_on: Mapped[date]
    period: Mapped[str] = mapped_column(String(10))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    sample_size: Mapped[int]
    sample_seed: Mapped[int]
    opened_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    conclusion: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    docx_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))


class CampaignUnit(Base):
    """A unit that a campaign visits. ``population``: how many assignments its part of the sample was drawn from."""

    __tablename__ = "campaign_unit"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    population: Mapped[int]


class SampledAssignment(Base):
    """An assignment drawn for a look on site, in the order drawn."""

    __tablename__ = "sampled_assignment"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    ordinal: Mapped[int]


class ChecklistAnswer(Base):
    """How a unit stood to one question of the checklist; a later answer takes the place of an earlier one.

    ``answer``: yes, partly or no.
    """

    __tablename__ = "checklist_answer"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Finding(Base):
    """What was found at a unit: cause, responsibility, recommended measure, evidence; and the unit's explanation.

    ``files``: the evidence that is files, each with ``sha256``, ``name``, ``size`` and ``media_type``.
    """

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    what: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    responsibility: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    files: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    found_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    explanation: Mapped[str | None] = mapped_column(Text)
    explained_at: Mapped[datetime | None]
    explained_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FollowUp(Base):
    """What a unit has to do after a finding, until when; what it says was done; when the inspection accepted that."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("finding_id", "ordinal"),
        Index("ix_follow_up_due", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    ordinal: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    set_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
