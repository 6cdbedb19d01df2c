"""what is done is known without looking at its entries; late flags that left the rates are found by themselves

Revision: 0019_done_assignments, after 0018_when_figures_followed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019_done_assignments"
down_revision: str | Sequence[str] | None = "0018_when_figures_followed"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_IS_DONE = sa.text("is_done")
_STANDS = sa.text("voided_at IS NULL")
_VOIDED = sa.text("voided_at IS NOT NULL")
_TOLD = ["assignment_id", "unit_id", "due_at", "answered_at", "voided_at"]
_DONE = """
UPDATE counted_assignment SET is_done = true
WHERE assignment_id IN (SELECT assignment_id FROM closure) OR assignment_id IN (
    SELECT assignment_id FROM entry
    WHERE kind = 'report' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL
    AND id NOT IN (SELECT entry_id FROM entry_return WHERE voided_at IS NULL)
)
"""


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("counted_assignment", sa.Column("is_done", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_DONE)
    op.create_index(
        "ix_counted_assignment_done", "counted_assignment", ["unit_id", "assignment_id"],
        sqlite_where=_IS_DONE, postgresql_where=_IS_DONE,
    )  # fmt: skip
    op.create_index("ix_late_flag_voided", "late_flag", ["id"], sqlite_where=_VOIDED, postgresql_where=_VOIDED)
    op.drop_index("ix_late_flag_unit", table_name="late_flag")
    op.create_index(
        "ix_late_flag_unit", "late_flag", ["unit_id", "due_at", "id"], postgresql_include=["written_at", "voided_at"]
    )
    op.drop_index("ix_late_flag_written", table_name="late_flag")
    op.create_index("ix_late_flag_written", "late_flag", ["written_at"], postgresql_include=_TOLD)


def downgrade() -> None:
    """Take them back: the column follows from the others."""
    op.drop_index("ix_late_flag_written", table_name="late_flag")
    op.create_index("ix_late_flag_written", "late_flag", ["written_at"])
    op.drop_index("ix_late_flag_unit", table_name="late_flag")
    op.create_index(
        "ix_late_flag_unit", "late_flag", ["unit_id", "due_at", "id"], sqlite_where=_STANDS, postgresql_where=_STANDS
    )
    op.drop_index("ix_late_flag_voided", table_name="late_flag")
    op.drop_index("ix_counted_assignment_done", table_name="counted_assignment")
    op.drop_column("counted_assignment", "is_done")
