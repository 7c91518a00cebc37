"""Campaigns from the questionnaire to the action plan: versions, members, codes, diagnosis, richer publications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IMMUTABLE = ("published_comment", "published_driver")
_HIDDEN = "n IS NULL AND n_band IS NULL AND score IS NULL AND favourable IS NULL"
_HIDDEN_SINCE = f"{_HIDDEN} AND unfavourable IS NULL AND deviation IS NULL AND shares IS NULL"


def _forbid_updates(tables: tuple[str, ...]) -> None:
    """A publication is never rewritten, not even by hand: the database refuses updates."""
    for table in tables:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a publication is immutable'); END"
            )


def _renew_trigger_of_cells() -> None:
    """SQLite rebuilds a table whose constraints change, and loses its triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _forbid_updates(("published_cell",))


def upgrade() -> None:
    _new_tables()
    _more_columns()
    _forbid_updates(IMMUTABLE)


def _more_columns() -> None:
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.add_column(sa.Column("definition", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("plan", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("member_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("draft_key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_campaign_basis"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_campaign_basis"), "basis IN ('person', 'question', 'department')"
        )
    with op.batch_alter_table("campaign_unit") as batch_op:
        batch_op.add_column(sa.Column("invited", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered", sa.Integer(), nullable=True))
    with op.batch_alter_table("response") as batch_op:
        batch_op.add_column(sa.Column("batch", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("publication") as batch_op:
        batch_op.add_column(sa.Column("thresholds", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("summary", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("attestation", sa.JSON(), nullable=True))
    with op.batch_alter_table("published_cell") as batch_op:
        batch_op.add_column(sa.Column("unfavourable", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("deviation", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shares", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("capped", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("population", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("attribute_2", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("attribute_value_2", sa.String(length=250), nullable=True))
        batch_op.drop_constraint(op.f("ck_published_cell_hidden_is_empty"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_published_cell_hidden_is_empty"), f"state = 'shown' OR ({_HIDDEN_SINCE})"
        )
    _renew_trigger_of_cells()


def _new_tables() -> None:
    op.create_table(
        "benchmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=250), nullable=False),
        sa.Column("wave_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["account.id"], name=op.f("fk_benchmark_imported_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark")),
    )
    op.create_table(
        "competence_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("k >= 5", name=op.f("ck_competence_measure_k")),
        sa.ForeignKeyConstraint(
            ["imported_by"],
            ["account.id"],
            name=op.f("fk_competence_measure_imported_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competence_measure")),
    )
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["account.id"],
            name=op.f("fk_questionnaire_version_created_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_questionnaire_version_code_version")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_comment_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_campaign_id"), "comment", ["campaign_id"], unique=False)
    op.create_table(
        "sign_off_count",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_sign_off_count_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "on_date", name=op.f("pk_sign_off_count")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=True),
        sa.Column("dimension", sa.String(length=120), nullable=True),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit_position"],
            ["campaign_unit.campaign_id", "campaign_unit.position"],
            name=op.f("fk_action_campaign_id_unit_position"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_action_campaign_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_action_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index("ix_action_campaign_id", "action", ["campaign_id", "unit_position"], unique=False)
    op.create_table(
        "campaign_member",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("unit_position", sa.Integer(), nullable=True),
        sa.Column("attribute_1", sa.String(length=250), nullable=True),
        sa.Column("attribute_2", sa.String(length=250), nullable=True),
        sa.Column("attribute_3", sa.String(length=250), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_campaign_member_agent_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit_position"],
            ["campaign_unit.campaign_id", "campaign_unit.position"],
            name=op.f("fk_campaign_member_campaign_id_unit_position"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_member_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_campaign_member")),
    )
    op.create_index("ix_campaign_member_agent_id", "campaign_member", ["agent_id"], unique=False)
    op.create_table(
        "diagnosis",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit_position"],
            ["campaign_unit.campaign_id", "campaign_unit.position"],
            name=op.f("fk_diagnosis_campaign_id_unit_position"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_diagnosis_campaign_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["account.id"], name=op.f("fk_diagnosis_submitted_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["account.id"], name=op.f("fk_diagnosis_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "unit_position", name=op.f("pk_diagnosis")),
    )
    op.create_table(
        "published_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_published_comment_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_comment")),
    )
    op.create_index(
        "ix_published_comment_publication_id",
        "published_comment",
        ["publication_id", "unit_position"],
        unique=False,
    )
    op.create_table(
        "published_driver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("dimension", sa.String(length=120), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("correlation", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_published_driver_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_driver")),
    )
    op.create_index(
        "ix_published_driver_publication_id",
        "published_driver",
        ["publication_id", "unit_position"],
        unique=False,
    )
    op.create_table(
        "access_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("member_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "member_number"],
            ["campaign_member.campaign_id", "campaign_member.number"],
            name=op.f("fk_access_code_campaign_id_member_number"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_access_code_campaign_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_access_code")),
    )
    op.create_index("ix_access_code_member", "access_code", ["campaign_id", "member_number"], unique=False)
    op.create_table(
        "action_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_event_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_event")),
    )
    op.create_index(op.f("ix_action_event_action_id"), "action_event", ["action_id"], unique=False)
    op.create_table(
        "diagnosis_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_diagnosis_event_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit_position"],
            ["diagnosis.campaign_id", "diagnosis.unit_position"],
            name=op.f("fk_diagnosis_event_campaign_id_unit_position"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis_event")),
    )
    op.create_index(
        "ix_diagnosis_event_diagnosis", "diagnosis_event", ["campaign_id", "unit_position"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_diagnosis_event_diagnosis", table_name="diagnosis_event")
    op.drop_table("diagnosis_event")
    op.drop_index(op.f("ix_action_event_action_id"), table_name="action_event")
    op.drop_table("action_event")
    op.drop_index("ix_access_code_member", table_name="access_code")
    op.drop_table("access_code")
    op.drop_index("ix_published_driver_publication_id", table_name="published_driver")
    op.drop_table("published_driver")
    op.drop_index("ix_published_comment_publication_id", table_name="published_comment")
    op.drop_table("published_comment")
    op.drop_table("diagnosis")
    op.drop_index("ix_campaign_member_agent_id", table_name="campaign_member")
    op.drop_table("campaign_member")
    op.drop_index("ix_action_campaign_id", table_name="action")
    op.drop_table("action")
    op.drop_table("sign_off_count")
    op.drop_index(op.f("ix_comment_campaign_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_table("questionnaire_version")
    op.drop_table("competence_measure")
    op.drop_table("benchmark")
    with op.batch_alter_table("published_cell") as batch_op:
        batch_op.drop_constraint(op.f("ck_published_cell_hidden_is_empty"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_published_cell_hidden_is_empty"), f"state = 'shown' OR ({_HIDDEN})"
        )
        for column in (
            "unfavourable",
            "deviation",
            "shares",
            "capped",
            "population",
            "attribute_2",
            "attribute_value_2",
        ):
            batch_op.drop_column(column)
    _renew_trigger_of_cells()
    with op.batch_alter_table("publication") as batch_op:
        for column in ("thresholds", "summary", "attestation"):
            batch_op.drop_column(column)
    with op.batch_alter_table("response") as batch_op:
        batch_op.drop_column("batch")
    with op.batch_alter_table("campaign_unit") as batch_op:
        batch_op.drop_column("invited")
        batch_op.drop_column("answered")
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.drop_constraint(op.f("ck_campaign_basis"), type_="check")
        batch_op.create_check_constraint(op.f("ck_campaign_basis"), "basis IN ('person', 'question')")
        for column in ("definition", "plan", "member_count", "draft_key", "opened_at", "closed_at"):
            batch_op.drop_column(column)
