"""what the Office has yet to confirm is found by an index, and what was merged or purged too

Revision: 0011_open_runs, after 0010_pages.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011_open_runs"
down_revision: str | Sequence[str] | None = "0010_pages"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = (
    ("ix_extraction_run_open", "extraction_run", "directive_id", "confirmed_at IS NULL"),
    ("ix_task_merged", "task", "merged_into_id", "merged_into_id IS NOT NULL"),
    ("ix_late_flag_live", "late_flag", "due_at, id", "voided_at IS NULL"),
    ("ix_directive_unread", "directive", "arrived_at", "read_at IS NULL"),
    ("ix_directive_purged", "directive", "purged_at", "purged_at IS NOT NULL"),
)


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("extraction_run") as table:
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE extraction_run SET confirmed_at = "
        "(SELECT confirmation.at FROM confirmation WHERE confirmation.directive_id = extraction_run.directive_id)"
    )
    op.drop_index("ix_late_flag_due", table_name="late_flag")
    op.drop_index("ix_directive_issued_on", table_name="directive")
    op.create_index("ix_directive_issued_on", "directive", ["issued_on", "id"])
    for name, table_name, columns, where in INDEXES:
        op.create_index(
            name, table_name, columns.split(", "), sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    """Take them back."""
    for name, table_name, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table_name)
    op.create_index("ix_late_flag_due", "late_flag", ["due_at"])
    op.drop_index("ix_directive_issued_on", table_name="directive")
    op.create_index("ix_directive_issued_on", "directive", ["issued_on"])
    with op.batch_alter_table("extraction_run") as table:
        table.drop_column("confirmed_at")
