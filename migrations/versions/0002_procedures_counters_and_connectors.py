"""procedures counters and connectors

Revision: 0002, after 0001.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
    )
    op.create_table(
        "connector_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connector", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector_alarm")),
        sa.UniqueConstraint("connector", "kind", "key", name=op.f("uq_connector_alarm_connector_kind_key")),
    )
    op.create_table(
        "connector_state",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("backlog", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_there", sa.Integer(), nullable=True),
        sa.Column("counted_here", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_connector_state")),
    )
    op.create_table(
        "count_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("folded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_move")),
    )
    with op.batch_alter_table("count_move", schema=None) as batch_op:
        batch_op.create_index("ix_count_move_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_count_move_unfolded",
            ["folded_at"],
            unique=False,
            sqlite_where=sa.text("folded_at IS NULL"),
            postgresql_where=sa.text("folded_at IS NULL"),
        )

    op.create_table(
        "counter",
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("scope_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "scope", "scope_id", "measure", "closed_on", "written_on", "due_at", name=op.f("pk_counter")
        ),
    )
    op.create_table(
        "field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=600), nullable=False),
        sa.Column("symbols", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field")),
        sa.UniqueConstraint("code", name=op.f("uq_field_code")),
    )
    op.create_table(
        "leader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader")),
        sa.UniqueConstraint("folded", "valid_from", name=op.f("uq_leader_folded_valid_from")),
    )
    op.create_table(
        "sign_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("browser_sha256", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("next_path", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on")),
        sa.UniqueConstraint("state_sha256", name=op.f("uq_sign_on_state_sha256")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("old_code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("parent_code", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agency_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", "old_code", name=op.f("uq_agency_code_old_code")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index("ix_agency_old_code", ["old_code"], unique=False)

    op.create_table(
        "field_charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_field_charge_field_id_field")),
        sa.ForeignKeyConstraint(["leader_id"], ["leader.id"], name=op.f("fk_field_charge_leader_id_leader")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_charge")),
        sa.UniqueConstraint("field_id", "from_on", name=op.f("uq_field_charge_field_id_from_on")),
    )
    with op.batch_alter_table("field_charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_charge_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_field_charge_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "signature_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_signature_check_directive_id_directive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_check")),
        sa.UniqueConstraint("directive_id", "ordinal", name=op.f("uq_signature_check_directive_id_ordinal")),
    )
    op.create_table(
        "unit_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["holder_id"], ["unit.id"], name=op.f("fk_unit_holding_holder_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_holding_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_holding")),
        sa.UniqueConstraint("unit_id", "from_on", name=op.f("uq_unit_holding_unit_id_from_on")),
    )
    with op.batch_alter_table("unit_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_holding_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_holding_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("sample_seed", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_campaign_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "directive_dimensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_directive_dimensions_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_directive_dimensions_directive_id_directive")
        ),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_directive_dimensions_field_id_field")),
        sa.ForeignKeyConstraint(["leader_id"], ["leader.id"], name=op.f("fk_directive_dimensions_leader_id_leader")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_dimensions")),
    )
    with op.batch_alter_table("directive_dimensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directive_dimensions_directive_id"), ["directive_id"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cut_off_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("preview_from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preview_until_on", sa.Date(), nullable=True),
        sa.Column("preview_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_edition_approved_by_id_account")),
        sa.ForeignKeyConstraint(["corrects_id"], ["edition.id"], name=op.f("fk_edition_corrects_id_edition")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["account.id"], name=op.f("fk_edition_drafted_by_id_account")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_edition_published_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("period", "number", name=op.f("uq_edition_period_number")),
    )
    op.create_table(
        "law_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("rulebook_sha256", sa.String(length=64), nullable=False),
        sa.Column("calendar_version", sa.String(length=64), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("calendar", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("effects", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_law_version_account_id_account")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["account.id"], name=op.f("fk_law_version_applied_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_version")),
    )
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.create_index("ix_law_version_applied", ["applied_at"], unique=False)
        batch_op.create_index("ix_law_version_hashes", ["rulebook_sha256", "calendar_version"], unique=False)

    op.create_table(
        "package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("remote_id", sa.String(length=200), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("directive_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("sender_code", sa.String(length=80), nullable=True),
        sa.Column("sender_name", sa.String(length=300), nullable=True),
        sa.Column("document_id", sa.String(length=300), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("number_key", sa.String(length=120), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_package_arrival_id_arrival")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_package_directive_id_directive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        sa.UniqueConstraint("sha256", name=op.f("uq_package_sha256")),
    )
    with op.batch_alter_table("package", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_directive_id"), ["directive_id"], unique=False)
        batch_op.create_index("ix_package_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_package_number", ["number_key", "issued_on"], unique=False)

    op.create_table(
        "push",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_push_arrival_id_arrival")),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_push_token_id_api_token")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_push_token_id_key")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "task_monitor",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_task_monitor_account_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_monitor_task_id_task")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_monitor_unit_id_unit")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_monitor")),
    )
    with op.batch_alter_table("task_monitor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_monitor_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "task_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("grids", sa.JSON(), nullable=False),
        sa.Column("put_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["account.id"], name=op.f("fk_task_sheet_accepted_by_id_account")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_task_sheet_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_sheet")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("answered_id", sa.Integer(), nullable=True),
        sa.Column("task_code", sa.String(length=80), nullable=True),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_id"], ["directive.id"], name=op.f("fk_answer_answered_id_directive")),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_answer_package_id_package")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_answered_id"), ["answered_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_package_id"), ["package_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_task_code"), ["task_code"], unique=False)

    op.create_table(
        "assignment_state",
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("work", sa.String(length=20), nullable=False),
        sa.Column("review", sa.String(length=20), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_state_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignment_state")),
    )
    op.create_table(
        "campaign_unit",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_unit_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", name=op.f("pk_campaign_unit")),
    )
    op.create_table(
        "closure",
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_closure_account_id_account")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_closure_assignment_id_assignment")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_closure")),
    )
    op.create_table(
        "counted_assignment",
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("watch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("watch_on", sa.Date(), nullable=True),
        sa.Column("watch_deadline_id", sa.Integer(), nullable=True),
        sa.Column("watch_return_id", sa.Integer(), nullable=True),
        sa.Column("watch_is_first", sa.Boolean(), nullable=False),
        sa.Column("watch_tam_tinh", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_counted_assignment_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_counted_assignment")),
    )
    with op.batch_alter_table("counted_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_counted_assignment_watch",
            ["watch_at"],
            unique=False,
            sqlite_where=sa.text("watch_at IS NOT NULL"),
            postgresql_where=sa.text("watch_at IS NOT NULL"),
        )

    op.create_table(
        "edition_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_edition_correction_account_id_account")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_edition_correction_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_correction_edition_id_edition")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_edition_correction_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_correction")),
    )
    with op.batch_alter_table("edition_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_correction_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "error_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_error_report_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_error_report_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_error_report")),
        sa.UniqueConstraint("code", name=op.f("uq_error_report_code")),
    )
    with op.batch_alter_table("error_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_error_report_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("responsibility", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_finding_account_id_account")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_finding_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_finding_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["explained_by_id"], ["account.id"], name=op.f("fk_finding_explained_by_id_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_finding_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "order_record",
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("evidence_words", sa.Text(), nullable=True),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.Column("evidence_name", sa.String(length=255), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_order_record_account_id_account")),
        sa.ForeignKeyConstraint(
            ["directive_id"], ["directive.id"], name=op.f("fk_order_record_directive_id_directive")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["task_sheet.id"], name=op.f("fk_order_record_sheet_id_task_sheet")),
        sa.PrimaryKeyConstraint("directive_id", name=op.f("pk_order_record")),
    )
    op.create_table(
        "outgoing_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connector", sa.String(length=40), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_outgoing_status_package_id_package")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_status")),
        sa.UniqueConstraint("package_id", "code", name=op.f("uq_outgoing_status_package_id_code")),
    )
    with op.batch_alter_table("outgoing_status", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_status_due", ["sent_at", "given_up_at", "not_before"], unique=False)

    op.create_table(
        "package_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_package_file_package_id_package")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_file")),
        sa.UniqueConstraint("package_id", "ordinal", name=op.f("uq_package_file_package_id_ordinal")),
    )
    with op.batch_alter_table("package_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_file_package_id"), ["package_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_package_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "sampled_assignment",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_sampled_assignment_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_sampled_assignment_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "assignment_id", name=op.f("pk_sampled_assignment")),
    )
    op.create_table(
        "stale_flag",
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_stale_flag_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "period_ends_on", name=op.f("pk_stale_flag")),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_why", sa.Text(), nullable=True),
        sa.Column("resumed_by_authority", sa.Text(), nullable=True),
        sa.Column("resumed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_suspension_account_id_account")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_suspension_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["resumed_by_id"], ["account.id"], name=op.f("fk_suspension_resumed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suspension_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(
            "uq_suspension_running",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        )

    op.create_table(
        "update_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=True),
        sa.Column("new_id", sa.Integer(), nullable=True),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_update_review_decided_by_id_account")),
        sa.ForeignKeyConstraint(["new_id"], ["directive.id"], name=op.f("fk_update_review_new_id_directive")),
        sa.ForeignKeyConstraint(["old_id"], ["directive.id"], name=op.f("fk_update_review_old_id_directive")),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_update_review_package_id_package")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_review")),
        sa.UniqueConstraint("package_id", "ordinal", name=op.f("uq_update_review_package_id_ordinal")),
    )
    with op.batch_alter_table("update_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_review_new_id"), ["new_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_update_review_old_id"), ["old_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_update_review_package_id"), ["package_id"], unique=False)

    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_waiver_account_id_account")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_waiver_assignment_id_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiver_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("former_deadline_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_extension_account_id_account")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_extension_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_extension_deadline_id_deadline")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_extension_decided_by_id_account")),
        sa.ForeignKeyConstraint(
            ["former_deadline_id"], ["deadline.id"], name=op.f("fk_extension_former_deadline_id_deadline")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(
            "uq_extension_undecided",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_up_account_id_account")),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_follow_up_done_by_id_account")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_follow_up_finding_id_finding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("finding_id", "ordinal", name=op.f("uq_follow_up_finding_id_ordinal")),
    )
    op.create_table(
        "not_ours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_receipt", sa.JSON(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.Column("new_assignment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_not_ours_account_id_account")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_not_ours_answered_by_id_account")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_not_ours_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_not_ours_deadline_id_deadline")),
        sa.ForeignKeyConstraint(
            ["new_assignment_id"], ["assignment.id"], name=op.f("fk_not_ours_new_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_ours")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_not_ours_assignment_id")),
    )
    with op.batch_alter_table("not_ours", schema=None) as batch_op:
        batch_op.create_index(
            "ix_not_ours_unanswered",
            ["answer_due_at"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "update_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_update_request_account_id_account")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_update_request_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_update_request_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_request")),
    )
    with op.batch_alter_table("update_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_update_request_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=True),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("filing_due_on", sa.Date(), nullable=False),
        sa.Column("filing_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filing_receipt", sa.JSON(), nullable=False),
        sa.Column("decision_due_on", sa.Date(), nullable=False),
        sa.Column("decision_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_receipt", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_won", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_receipt", sa.JSON(), nullable=True),
        sa.Column("former_receipt", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contest_account_id_account")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_contest_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_contest_decided_by_id_account")),
        sa.ForeignKeyConstraint(["flag_id"], ["late_flag.id"], name=op.f("fk_contest_flag_id_late_flag")),
        sa.ForeignKeyConstraint(["return_id"], ["entry_return.id"], name=op.f("fk_contest_return_id_entry_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
    )
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(
            "uq_contest_undecided",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(length=255), nullable=True))
        batch_op.create_index(batch_op.f("ix_account_subject"), ["subject"], unique=True)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instance_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("instance_on", sa.Date(), nullable=True))
        batch_op.create_index("uq_assignment_instance", ["instance_of_id", "instance_on"], unique=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_assignment_instance_of_id_assignment"), "assignment", ["instance_of_id"], ["id"]
        )

    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_deadline_unsettled",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("assignment_id IS NULL AND settled_at IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND settled_at IS NULL"),
        )

    with op.batch_alter_table("directive", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revises_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_directive_revises_id"), ["revises_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_directive_revises_id_directive"), "directive", ["revises_id"], ["id"]
        )

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reviewed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_entry_reviewed_by_id_account"), "account", ["reviewed_by_id"], ["id"]
        )

    with op.batch_alter_table("entry_return", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ending", sa.String(length=12), nullable=True))

    with op.batch_alter_table("late_flag", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ending", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("official_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("office_flag", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaits_code", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_task_recurring",
            ["id"],
            unique=False,
            sqlite_where=sa.text("period IS NOT NULL"),
            postgresql_where=sa.text("period IS NOT NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_task_split_from_id_task"), "task", ["split_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_task_merged_into_id_task"), "task", ["merged_into_id"], ["id"])

    with op.batch_alter_table("unit_standing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="merger", nullable=False))
        batch_op.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.drop_column("recorded_at")
        batch_op.drop_column("decided_on")
        batch_op.drop_column("kind")

    with op.batch_alter_table("unit_standing", schema=None) as batch_op:
        batch_op.drop_column("recorded_at")
        batch_op.drop_column("reason")

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_merged_into_id_task"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_task_split_from_id_task"), type_="foreignkey")
        batch_op.drop_index(
            "ix_task_recurring",
            sqlite_where=sa.text("period IS NOT NULL"),
            postgresql_where=sa.text("period IS NOT NULL"),
        )
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("split_from_id")

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("awaits_code")

    with op.batch_alter_table("office_flag", schema=None) as batch_op:
        batch_op.drop_column("lapsed_at")

    with op.batch_alter_table("late_flag", schema=None) as batch_op:
        batch_op.drop_column("official_at")
        batch_op.drop_column("ending")

    with op.batch_alter_table("entry_return", schema=None) as batch_op:
        batch_op.drop_column("ending")

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_entry_reviewed_by_id_account"), type_="foreignkey")
        batch_op.drop_column("reviewed_by_id")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("directive", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_directive_revises_id_directive"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_directive_revises_id"))
        batch_op.drop_column("revises_id")

    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deadline_unsettled",
            sqlite_where=sa.text("assignment_id IS NULL AND settled_at IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND settled_at IS NULL"),
        )
        batch_op.drop_column("settled_at")
        batch_op.drop_column("retired_at")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignment_instance_of_id_assignment"), type_="foreignkey")
        batch_op.drop_index("uq_assignment_instance")
        batch_op.drop_column("instance_on")
        batch_op.drop_column("instance_of_id")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_subject"))
        batch_op.drop_column("subject")

    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contest_undecided",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_contest_assignment_id"))

    op.drop_table("contest")
    with op.batch_alter_table("update_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_update_request_assignment_id"))

    op.drop_table("update_request")
    with op.batch_alter_table("not_ours", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_not_ours_unanswered",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.drop_table("not_ours")
    op.drop_table("follow_up")
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_extension_undecided",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_extension_assignment_id"))

    op.drop_table("extension")
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiver_assignment_id"))

    op.drop_table("waiver")
    with op.batch_alter_table("update_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_update_review_package_id"))
        batch_op.drop_index(batch_op.f("ix_update_review_old_id"))
        batch_op.drop_index(batch_op.f("ix_update_review_new_id"))

    op.drop_table("update_review")
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_suspension_running",
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_suspension_assignment_id"))

    op.drop_table("suspension")
    op.drop_table("stale_flag")
    op.drop_table("sampled_assignment")
    with op.batch_alter_table("package_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_package_file_package_id"))

    op.drop_table("package_file")
    with op.batch_alter_table("outgoing_status", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_status_due")

    op.drop_table("outgoing_status")
    op.drop_table("order_record")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_campaign_id"))

    op.drop_table("finding")
    with op.batch_alter_table("error_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_error_report_edition_id"))

    op.drop_table("error_report")
    with op.batch_alter_table("edition_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_correction_edition_id"))

    op.drop_table("edition_correction")
    with op.batch_alter_table("counted_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_counted_assignment_watch",
            sqlite_where=sa.text("watch_at IS NOT NULL"),
            postgresql_where=sa.text("watch_at IS NOT NULL"),
        )

    op.drop_table("counted_assignment")
    op.drop_table("closure")
    op.drop_table("campaign_unit")
    op.drop_table("assignment_state")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_task_code"))
        batch_op.drop_index(batch_op.f("ix_answer_package_id"))
        batch_op.drop_index(batch_op.f("ix_answer_answered_id"))

    op.drop_table("answer")
    op.drop_table("task_sheet")
    with op.batch_alter_table("task_monitor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_monitor_unit_id"))

    op.drop_table("task_monitor")
    op.drop_table("second_factor")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    op.drop_table("push")
    with op.batch_alter_table("package", schema=None) as batch_op:
        batch_op.drop_index("ix_package_number")
        batch_op.drop_index("ix_package_document_id")
        batch_op.drop_index(batch_op.f("ix_package_directive_id"))

    op.drop_table("package")
    with op.batch_alter_table("law_version", schema=None) as batch_op:
        batch_op.drop_index("ix_law_version_hashes")
        batch_op.drop_index("ix_law_version_applied")

    op.drop_table("law_version")
    op.drop_table("edition")
    with op.batch_alter_table("directive_dimensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directive_dimensions_directive_id"))

    op.drop_table("directive_dimensions")
    op.drop_table("campaign")
    with op.batch_alter_table("unit_holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_holding_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_holding_holder_id"))

    op.drop_table("unit_holding")
    op.drop_table("signature_check")
    with op.batch_alter_table("field_charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_charge_leader_id"))
        batch_op.drop_index(batch_op.f("ix_field_charge_field_id"))

    op.drop_table("field_charge")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index("ix_agency_old_code")

    op.drop_table("agency")
    op.drop_table("sign_on")
    op.drop_table("leader")
    op.drop_table("field")
    op.drop_table("counter")
    with op.batch_alter_table("count_move", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_count_move_unfolded",
            sqlite_where=sa.text("folded_at IS NULL"),
            postgresql_where=sa.text("folded_at IS NULL"),
        )
        batch_op.drop_index("ix_count_move_at")

    op.drop_table("count_move")
    op.drop_table("connector_state")
    op.drop_table("connector_alarm")
    op.drop_table("api_token")
