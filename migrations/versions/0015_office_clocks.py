"""the Office's open clocks are sought in their own index alone

Revision: 0015_office_clocks, after 0014_waiting_reports.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015_office_clocks"
down_revision: str | Sequence[str] | None = "0014_waiting_reports"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ["assignment_id", "clock", "is_current"]
ASSIGNED = sa.text("assignment_id IS NOT NULL")


def upgrade() -> None:
    """Bring the tables forward."""
    op.drop_index("ix_deadline_assignment", table_name="deadline")
    op.create_index("ix_deadline_assignment", "deadline", COLUMNS, sqlite_where=ASSIGNED, postgresql_where=ASSIGNED)


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_deadline_assignment", table_name="deadline")
    op.create_index("ix_deadline_assignment", "deadline", COLUMNS)
