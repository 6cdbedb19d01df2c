"""the desk of the check: what was accepted, dismissed, changed, and who is there

Revision: 0006_desk, after 0005_overdue_and_search.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006_desk"
down_revision: str | Sequence[str] | None = "0005_overdue_and_search"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "review_presence",
        sa.Column("directive_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_presence_account_id_account")),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_review_presence_directive_id_directive")
        ),
        sa.PrimaryKeyConstraint("directive_id", "account_id", name=op.f("pk_review_presence")),
    )
    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("did", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_step_account_id_account")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_review_step_directive_id_directive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_step")),
    )
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_step_directive_id"), ["directive_id"], unique=False)

    op.create_table(
        "sentence_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sentence_check_account_id_account")),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_sentence_check_directive_id_directive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_check")),
        sa.UniqueConstraint("directive_id", "start", "end", name=op.f("uq_sentence_check_directive_id_start_end")),
    )
    op.create_table(
        "task_check",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_task_check_account_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_check_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_check")),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("task_check")
    op.drop_table("sentence_check")
    with op.batch_alter_table("review_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_step_directive_id"))

    op.drop_table("review_step")
    op.drop_table("review_presence")
