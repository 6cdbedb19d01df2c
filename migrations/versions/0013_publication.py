"""titles of tasks read for publication; the numbers of an edition as those inside see them; evidence of findings

Revision: 0013_publication, after 0012_unit_officers.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import core.database

revision: str = "0013_publication"
down_revision: str | Sequence[str] | None = "0012_unit_officers"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "title_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("at", core.database.Instant(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_title_check_account_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_title_check_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_check")),
    )
    op.create_index(op.f("ix_title_check_task_id"), "title_check", ["task_id"])
    op.add_column("edition", sa.Column("numbers_sha256", sa.String(length=64), nullable=True))
    op.add_column("finding", sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("finding", "files")
    op.drop_column("edition", "numbers_sha256")
    op.drop_index(op.f("ix_title_check_task_id"), table_name="title_check")
    op.drop_table("title_check")
