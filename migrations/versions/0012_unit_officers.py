"""accounts of a unit's officers: they have a unit, as its head has

Revision: 0012_unit_officers, after 0011_open_runs.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0012_unit_officers"
down_revision: str | Sequence[str] | None = "0011_open_runs"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ck_account_unit_role_has_unit"


def upgrade() -> None:
    """Let both roles of a unit have one."""
    _hold("role IN ('unit', 'unit_officer')")


def downgrade() -> None:
    """Make every officer an account of the whole unit again: no other role may have a unit then."""
    op.execute("UPDATE account SET role = 'unit' WHERE role = 'unit_officer'")
    _hold("role = 'unit'")


def _hold(of_a_unit: str) -> None:
    with op.batch_alter_table("account") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), f"({of_a_unit}) = (unit_id IS NOT NULL)")
