"""late flags tell their unit and their answer, lists read them alone; reports done and the Office's clocks

Revision: 0017_lists_of_flags, after 0016_language_of_notices.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017_lists_of_flags"
down_revision: str | Sequence[str] | None = "0016_language_of_notices"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STANDS = sa.text("voided_at IS NULL")
_DONE = sa.text("kind = 'report' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL")
_OFFICE = sa.text("assignment_id IS NULL AND is_current")
_UNITS = "UPDATE late_flag SET unit_id = (SELECT unit_id FROM assignment WHERE assignment.id = late_flag.assignment_id)"
# Which PostgreSQL answers without looking at the rows themselves.
_COVERING: tuple[tuple[str, str, list[str], list[str], sa.TextClause | None], ...] = (
    (
        "ix_assignment_unit_open", "assignment", ["unit_id", "withdrawn_at"], ["id", "opened_at", "role", "task_id"],
        None,
    ),
    (
        "ix_deadline_assignment", "deadline", ["assignment_id", "clock", "is_current"], ["id", "due_at"],
        sa.text("assignment_id IS NOT NULL"),
    ),
    ("ix_entry_assignment", "entry", ["assignment_id", "made_at"], ["id", "kind", "withdrawn_at"], None),
)  # fmt: skip
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
    op.create_index(
        "ix_deadline_office", "deadline", ["directive_id", "due_at"], sqlite_where=_OFFICE, postgresql_where=_OFFICE
    )
    op.create_index("ix_entry_done", "entry", ["assignment_id", "id"], sqlite_where=_DONE, postgresql_where=_DONE)

    _cover()


def downgrade() -> None:
    """Take them back: both columns follow from the others."""
    _uncover()
    op.drop_index("ix_deadline_office", table_name="deadline")
    op.drop_index("ix_entry_done", table_name="entry")
    op.drop_index("ix_late_flag_written", table_name="late_flag")
    op.drop_index("ix_late_flag_unit", table_name="late_flag")
    op.drop_column("late_flag", "answered_at")
    op.drop_column("late_flag", "unit_id")


def _cover() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, table, columns, included, where in _COVERING:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, postgresql_include=included, postgresql_where=where)


def _uncover() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, table, columns, _, where in _COVERING:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns, postgresql_where=where)
