"""indexes by which the queue of entries and the late list find one page of a million assignments

Revision: 0010_pages, after 0009_reminders.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010_pages"
down_revision: str | Sequence[str] | None = "0009_reminders"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_UNCONFIRMED = sa.text("confirmed_at IS NULL AND made_at IS NOT NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    """Bring the tables forward."""
    op.drop_index("ix_entry_unconfirmed", table_name="entry")
    op.create_index(
        "ix_entry_unconfirmed",
        "entry",
        ["kind", "made_at", "id"],
        sqlite_where=_UNCONFIRMED,
        postgresql_where=_UNCONFIRMED,
    )
    op.create_index("ix_late_flag_due", "late_flag", ["due_at"])


def downgrade() -> None:
    """Take the indexes back."""
    op.drop_index("ix_late_flag_due", table_name="late_flag")
    op.drop_index("ix_entry_unconfirmed", table_name="entry")
    op.create_index("ix_entry_unconfirmed", "entry", ["kind"], sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED)
