"""late flags tell their unit and their answer, so that a province's lists read them alone; reports that are done

Revision: 0016_lists_of_flags, after 0015_office_clocks.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016_lists_of_flags"
down_revision: str | Sequence[str] | None = "0015_office_clocks"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STANDS = sa.text("voided_at IS NULL")
_DONE = sa.text("kind = 'report' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL")
_UNITS = "UPDATE late_flag SET unit_id = (SELECT unit_id FROM assignment WHERE assignment.id = late_flag.assignment_id)"
_ANSWERS = """
UPDATE late_flag SET answered_at = (
    SELECT min(entry.made_at) FROM entry
    WHERE entry.assignment_id = late_flag.assignment_id AND entry.kind IN ('first', 'reentry', 'report')
    AND entry.made_at > coalesce(
        (SELECT entry_return.made_at FROM entry_return WHERE entry_return.id = late_flag.return_id),
        (SELECT assignment.opened_at FROM assignment WHERE assignment.id = late_flag.assignment_id)
    )
)
"""


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("late_flag", sa.Column("unit_id", sa.Integer(), nullable=True))
    op.add_column("late_flag", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_UNITS)
    op.execute(_ANSWERS)
    op.create_index(
        "ix_late_flag_unit", "late_flag", ["unit_id", "due_at", "id"], sqlite_where=_STANDS, postgresql_where=_STANDS
    )
    op.create_index("ix_late_flag_written", "late_flag", ["written_at"])
    op.create_index("ix_entry_done", "entry", ["assignment_id", "id"], sqlite_where=_DONE, postgresql_where=_DONE)


def downgrade() -> None:
    """Take them back: both columns follow from the others."""
    op.drop_index("ix_entry_done", table_name="entry")
    op.drop_index("ix_late_flag_written", table_name="late_flag")
    op.drop_index("ix_late_flag_unit", table_name="late_flag")
    op.drop_column("late_flag", "answered_at")
    op.drop_column("late_flag", "unit_id")
