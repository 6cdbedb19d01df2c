"""since when assignments are overdue; text without diacritics for search

Revision: 0005_overdue_and_search, after 0004_interface.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

from core.naming import fold

revision: str = "0005_overdue_and_search"
down_revision: str | Sequence[str] | None = "0004_interface"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 1000
SEARCHED = {"directive": ("number", "subject", "issuer", "file_name"), "task": ("text",)}
UNCONFIRMED = sa.text("confirmed_at IS NULL AND made_at IS NOT NULL AND withdrawn_at IS NULL")
OVERDUE = sa.text("overdue_at IS NOT NULL")


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("counted_assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_counted_assignment_overdue", ["overdue_at", "unit_id"], sqlite_where=OVERDUE, postgresql_where=OVERDUE
        )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_unconfirmed", ["kind"], sqlite_where=UNCONFIRMED, postgresql_where=UNCONFIRMED)
    for table in SEARCHED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("folded", sa.Text(), server_default="", nullable=False))
    # What is open with a bucket turns at its task deadline; the next count of an assignment that was held says it anew.
    op.execute(
        "UPDATE counted_assignment SET overdue_at = (SELECT max(due_at) FROM deadline WHERE deadline.assignment_id ="
        " counted_assignment.assignment_id AND clock = 'task' AND is_current)"
        " WHERE parts LIKE '%open///passed/%' OR parts LIKE '%open///2%'"
    )
    if not context.is_offline_mode():
        for table, names in SEARCHED.items():
            _fill(table, names)
        _index_trigrams()


def downgrade() -> None:
    """Take the tables back."""
    for table in SEARCHED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP INDEX IF EXISTS ix_{table}_folded_trigrams")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("folded")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_unconfirmed", sqlite_where=UNCONFIRMED, postgresql_where=UNCONFIRMED)
    with op.batch_alter_table("counted_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_counted_assignment_overdue", sqlite_where=OVERDUE, postgresql_where=OVERDUE)
        batch_op.drop_column("overdue_at")


def _fill(name: str, searched: Sequence[str]) -> None:
    """Fold what was kept before there was the column, some rows at a time."""
    table = sa.table(name, sa.column("id"), sa.column("folded"), *(sa.column(each) for each in searched))
    connection, after = op.get_bind(), 0
    question = sa.select(table.c.id, *(table.c[each] for each in searched)).order_by(table.c.id).limit(AT_ONCE)
    write = sa.update(table).where(table.c.id == sa.bindparam("row")).values(folded=sa.bindparam("told"))
    while rows := connection.execute(question.where(table.c.id > after)).all():
        after = rows[-1][0]
        told = [{"row": row[0], "told": fold(" ".join(text for text in row[1:] if text))} for row in rows]
        connection.execute(write, told)


def _index_trigrams() -> None:
    """On PostgreSQL words inside a text are found by trigrams, where the extension can be had."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    if not connection.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")):
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in SEARCHED:
        op.execute(f"CREATE INDEX ix_{table}_folded_trigrams ON {table} USING gin (folded gin_trgm_ops)")
