"""a succession tells when the figures followed it; a flag is of the unit that earned it and is found by its deadline

Revision: 0018_when_figures_followed, after 0017_lists_of_flags.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018_when_figures_followed"
down_revision: str | Sequence[str] | None = "0017_lists_of_flags"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The first holding of a unit's work is settled with the unit's own succession.
_BY_HOLDINGS = """
UPDATE unit_succession SET settled_at = (
    SELECT min(unit_holding.settled_at) FROM unit_holding WHERE unit_holding.unit_id = unit_succession.unit_id
)
"""
# A holding follows from its unit's succession and those on the way to its holder: the last one of them settled it.
_BY_SUCCESSIONS = """
UPDATE unit_holding SET settled_at = (
    SELECT max(unit_succession.settled_at) FROM unit_succession
    WHERE unit_succession."on" <= unit_holding.from_on
    AND (unit_succession.unit_id = unit_holding.unit_id OR unit_succession.successor_id = unit_holding.holder_id)
)
"""
# A flag told the unit that was given the assignment also where another held it when the flag was written.
_EARNED = """
UPDATE late_flag SET unit_id = coalesce(
    (SELECT unit_holding.holder_id FROM unit_holding
     WHERE unit_holding.unit_id = late_flag.unit_id AND unit_holding.from_on <= {day}
     AND (unit_holding.until_on IS NULL OR {day} < unit_holding.until_on)),
    unit_id
)
"""
_DAY = {
    "postgresql": "(late_flag.written_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
    "sqlite": "date(late_flag.written_at, '+7 hours')",
}


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("unit_succession", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_BY_HOLDINGS)
    with op.batch_alter_table("unit_holding") as batch_op:
        batch_op.drop_column("settled_at")
    op.execute(_EARNED.format(day=_DAY[op.get_bind().dialect.name]))
    op.create_index("ix_late_flag_deadline", "late_flag", ["deadline_id"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_late_flag_deadline", table_name="late_flag")
    op.add_column("unit_holding", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_BY_SUCCESSIONS)
    with op.batch_alter_table("unit_succession") as batch_op:
        batch_op.drop_column("settled_at")
