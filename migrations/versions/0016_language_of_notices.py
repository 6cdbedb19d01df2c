"""people are told in the language that they chose

Revision: 0016_language_of_notices, after 0015_office_clocks.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016_language_of_notices"
down_revision: str | Sequence[str] | None = "0015_office_clocks"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    column = sa.Column("language", sa.String(2), nullable=False, server_default="vi")
    with op.batch_alter_table("notice_reader") as table:
        table.add_column(column)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("notice_reader") as table:
        table.drop_column("language")
