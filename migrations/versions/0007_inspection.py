"""inspection: what its sample was drawn from, answers to the checklist, the report, and what was accepted

Revision: 0007, after 0006. Nothing wrote these tables before, so that the new columns need no value for old rows.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007_inspection"
down_revision: str | Sequence[str] | None = "0006_desk"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("until_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("sample_size", sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column("conclusion", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("docx_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("pdf_sha256", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_campaign_closed_by_id_account"), "account", ["closed_by_id"], ["id"])
    with op.batch_alter_table("campaign_unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("population", sa.Integer(), nullable=False))
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_follow_up_accepted_by_id_account"), "account", ["accepted_by_id"], ["id"]
        )
        batch_op.create_index("ix_follow_up_due", ["due_on"], unique=False)
    op.create_table(
        "checklist_answer",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_checklist_answer_account_id_account")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_checklist_answer_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_checklist_answer_unit_id_unit")),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", "ordinal", name=op.f("pk_checklist_answer")),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("checklist_answer")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_due")
        batch_op.drop_constraint(batch_op.f("fk_follow_up_accepted_by_id_account"), type_="foreignkey")
        batch_op.drop_column("accepted_by_id")
        batch_op.drop_column("accepted_at")
    with op.batch_alter_table("campaign_unit", schema=None) as batch_op:
        batch_op.drop_column("population")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_campaign_closed_by_id_account"), type_="foreignkey")
        for name in (
            "pdf_sha256", "docx_sha256", "closed_by_id", "conclusion", "sample_size", "until_at", "from_at",
        ):  # fmt: skip
            batch_op.drop_column(name)
