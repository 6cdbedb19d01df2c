"""things taken that their place does not let go

Revision: 0020_stuck_items, after 0019_done_assignments.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import core.database

revision: str = "0020_stuck_items"
down_revision: str | Sequence[str] | None = "0019_done_assignments"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "stuck_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connector", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", core.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stuck_item")),
        sa.UniqueConstraint("connector", "digest", name=op.f("uq_stuck_item_connector_digest")),
    )


def downgrade() -> None:
    """Take the table back: what lies stuck is then told once more as a duplicate."""
    op.drop_table("stuck_item")
