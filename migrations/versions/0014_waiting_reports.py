"""reports that wait for the Office, and documents of a kind, are found by an index of their own

Revision: 0014_waiting_reports, after 0013_publication.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014_waiting_reports"
down_revision: str | Sequence[str] | None = "0013_publication"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_REPORTED = sa.text("kind = 'report' AND confirmed_at IS NULL AND made_at IS NOT NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_index(
        "ix_entry_waiting_report", "entry", ["made_at", "id"], sqlite_where=_REPORTED, postgresql_where=_REPORTED
    )
    op.create_index("ix_directive_kind", "directive", ["kind"])


def downgrade() -> None:
    """Take the indexes back."""
    op.drop_index("ix_directive_kind", table_name="directive")
    op.drop_index("ix_entry_waiting_report", table_name="entry")
