"""Skills against new roles: catalogue, statements and levels, wishes, scenarios, reference catalogues, retirements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATED = "agent_id, skill_id, level, source, stated_on, expires_on, proposed, note"


def upgrade() -> None:
    _new_tables()
    op.add_column("agent", sa.Column("retirement_on", sa.Date(), nullable=True))
    _keep_statements()


def _keep_statements() -> None:
    """The history of levels is append-only: the database refuses to rewrite a line (who wrote it may be forgotten)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the history of levels is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER skill_statement_kept BEFORE UPDATE OF {_STATED} ON skill_statement "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER skill_statement_kept BEFORE UPDATE OF {_STATED} ON skill_statement "
            "BEGIN SELECT RAISE(ABORT, 'the history of levels is append-only'); END"
        )


def _new_tables() -> None:
    op.create_table(
        "reference_catalogue",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reference_catalogue")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'own')", name=op.f("ck_role_origin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("code", name=op.f("uq_role_code")),
    )
    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin IN ('shipped', 'own')", name=op.f("ck_skill_origin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("code", name=op.f("uq_skill_code")),
    )
    op.create_table(
        "skill_family",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label_fr", sa.String(length=250), nullable=False),
        sa.Column("label_en", sa.String(length=250), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_skill_family")),
    )
    op.create_table(
        "skills_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_skills_settings_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills_settings")),
    )
    op.create_table(
        "job_role",
        sa.Column("job", sa.String(length=250), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_job_role_confirmed_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_job_role_role_id")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_role")),
    )
    op.create_index(op.f("ix_job_role_role_id"), "job_role", ["role_id"], unique=False)
    op.create_table(
        "reference_mobility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("from_code", sa.String(length=120), nullable=False),
        sa.Column("to_code", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue"],
            ["reference_catalogue.code"],
            name=op.f("fk_reference_mobility_catalogue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_mobility")),
    )
    op.create_index(
        op.f("ix_reference_mobility_catalogue"), "reference_mobility", ["catalogue"], unique=False
    )
    op.create_index(
        op.f("ix_reference_mobility_from_code"), "reference_mobility", ["from_code"], unique=False
    )
    op.create_index(op.f("ix_reference_mobility_to_code"), "reference_mobility", ["to_code"], unique=False)
    op.create_table(
        "reference_occupation",
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("parent", sa.String(length=120), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue"],
            ["reference_catalogue.code"],
            name=op.f("fk_reference_occupation_catalogue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalogue", "code", name=op.f("pk_reference_occupation")),
    )
    op.create_table(
        "reference_requirement",
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("occupation", sa.String(length=120), nullable=False),
        sa.Column("skill", sa.String(length=120), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue"],
            ["reference_catalogue.code"],
            name=op.f("fk_reference_requirement_catalogue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalogue", "occupation", "skill", name=op.f("pk_reference_requirement")),
    )
    op.create_table(
        "reference_skill",
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue"],
            ["reference_catalogue.code"],
            name=op.f("fk_reference_skill_catalogue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalogue", "code", name=op.f("pk_reference_skill")),
    )
    op.create_table(
        "role_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("domain", sa.String(length=60), nullable=False),
        sa.Column("label_fr", sa.String(length=250), nullable=False),
        sa.Column("label_en", sa.String(length=250), nullable=False),
        sa.Column("mission_fr", sa.Text(), nullable=False),
        sa.Column("mission_en", sa.Text(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("cadres_emplois", sa.JSON(), nullable=False),
        sa.Column("job_titles", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('target', 'present')", name=op.f("ck_role_version_kind")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_role_version_dates")),
        sa.ForeignKeyConstraint(["domain"], ["skill_family.code"], name=op.f("fk_role_version_domain")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_version_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_version")),
        sa.UniqueConstraint("role_id", "valid_from", name=op.f("uq_role_version_role_id_valid_from")),
    )
    op.create_index(op.f("ix_role_version_role_id"), "role_version", ["role_id"], unique=False)
    op.create_table(
        "skill_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("family", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("label_fr", sa.String(length=250), nullable=False),
        sa.Column("label_en", sa.String(length=250), nullable=False),
        sa.Column("definition_fr", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('technical', 'core', 'soft')", name=op.f("ck_skill_version_kind")),
        sa.CheckConstraint("review_months > 0", name=op.f("ck_skill_version_review")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_skill_version_dates")),
        sa.ForeignKeyConstraint(["family"], ["skill_family.code"], name=op.f("fk_skill_version_family")),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_skill_version_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_version")),
        sa.UniqueConstraint("skill_id", "valid_from", name=op.f("uq_skill_version_skill_id_valid_from")),
    )
    op.create_index(op.f("ix_skill_version_skill_id"), "skill_version", ["skill_id"], unique=False)
    op.create_table(
        "staffing_scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("retained", sa.Boolean(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_staffing_scenario_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_scenario")),
    )
    op.create_table(
        "mobility_wish",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("wish IN ('wanted', 'accepted', 'refused')", name=op.f("ck_mobility_wish_wish")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_mobility_wish_agent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_mobility_wish_recorded_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_mobility_wish_role_id")),
        sa.PrimaryKeyConstraint("agent_id", "role_id", name=op.f("pk_mobility_wish")),
    )
    op.create_index(op.f("ix_mobility_wish_role_id"), "mobility_wish", ["role_id"], unique=False)
    op.create_table(
        "role_requirement",
        sa.Column("role_version_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_role_requirement_level")),
        sa.CheckConstraint("weight IN (1, 2)", name=op.f("ck_role_requirement_weight")),
        sa.ForeignKeyConstraint(
            ["role_version_id"], ["role_version.id"], name=op.f("fk_role_requirement_role_version_id")
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_role_requirement_skill_id")),
        sa.PrimaryKeyConstraint("role_version_id", "skill_id", name=op.f("pk_role_requirement")),
    )
    op.create_index(op.f("ix_role_requirement_skill_id"), "role_requirement", ["skill_id"], unique=False)
    op.create_table(
        "skill_level",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_skill_level_level")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_skill_level_dates")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_skill_level_agent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_skill_level_skill_id")),
        sa.PrimaryKeyConstraint("agent_id", "skill_id", "valid_from", name=op.f("pk_skill_level")),
    )
    op.create_index(
        "ix_skill_level_counted",
        "skill_level",
        ["skill_id", "level", "agent_id", "valid_from", "valid_to"],
        unique=False,
    )
    op.create_table(
        "skill_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "source IN ('self', 'manager', 'hr', 'certificate', 'training', 'pix')",
            name=op.f("ck_skill_statement_source"),
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on > stated_on", name=op.f("ck_skill_statement_dates")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_skill_statement_level")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_skill_statement_agent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_skill_statement_recorded_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_skill_statement_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_statement")),
    )
    op.create_index(
        "ix_skill_statement_agent_skill", "skill_statement", ["agent_id", "skill_id"], unique=False
    )
    op.create_index(op.f("ix_skill_statement_skill_id"), "skill_statement", ["skill_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("agent") as batch_op:
        batch_op.drop_column("retirement_on")
    op.drop_index(op.f("ix_skill_statement_skill_id"), table_name="skill_statement")
    op.drop_index("ix_skill_statement_agent_skill", table_name="skill_statement")
    op.drop_table("skill_statement")
    op.drop_index("ix_skill_level_counted", table_name="skill_level")
    op.drop_table("skill_level")
    op.drop_index(op.f("ix_role_requirement_skill_id"), table_name="role_requirement")
    op.drop_table("role_requirement")
    op.drop_index(op.f("ix_mobility_wish_role_id"), table_name="mobility_wish")
    op.drop_table("mobility_wish")
    op.drop_table("staffing_scenario")
    op.drop_index(op.f("ix_skill_version_skill_id"), table_name="skill_version")
    op.drop_table("skill_version")
    op.drop_index(op.f("ix_role_version_role_id"), table_name="role_version")
    op.drop_table("role_version")
    op.drop_table("reference_skill")
    op.drop_table("reference_requirement")
    op.drop_table("reference_occupation")
    op.drop_index(op.f("ix_reference_mobility_to_code"), table_name="reference_mobility")
    op.drop_index(op.f("ix_reference_mobility_from_code"), table_name="reference_mobility")
    op.drop_index(op.f("ix_reference_mobility_catalogue"), table_name="reference_mobility")
    op.drop_table("reference_mobility")
    op.drop_index(op.f("ix_job_role_role_id"), table_name="job_role")
    op.drop_table("job_role")
    op.drop_table("skills_settings")
    op.drop_table("skill_family")
    op.drop_table("skill")
    op.drop_table("role")
    op.drop_table("reference_catalogue")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_rewriting()")
