"""Families of skills in dated versions, like skills and roles: a name that changes stays readable."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEEP_NAMES = """
    INSERT INTO skill_family_version (family, valid_from, valid_to, label_fr, label_en)
    SELECT code, COALESCE(
        (SELECT MIN(valid_from) FROM (
            SELECT valid_from FROM skill_version UNION ALL SELECT valid_from FROM role_version
        ) AS dated), CURRENT_DATE
    ), NULL, label_fr, label_en FROM skill_family
"""
_NEWEST_NAMES = """
    UPDATE skill_family SET
    label_fr = COALESCE((SELECT label_fr FROM skill_family_version AS one
        WHERE one.family = skill_family.code ORDER BY one.valid_from DESC LIMIT 1), code),
    label_en = COALESCE((SELECT label_en FROM skill_family_version AS one
        WHERE one.family = skill_family.code ORDER BY one.valid_from DESC LIMIT 1), code)
"""


def upgrade() -> None:
    op.create_table(
        "skill_family_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("label_fr", sa.String(length=250), nullable=False),
        sa.Column("label_en", sa.String(length=250), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_skill_family_version_dates")
        ),
        sa.ForeignKeyConstraint(
            ["family"], ["skill_family.code"], name=op.f("fk_skill_family_version_family")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_family_version")),
        sa.UniqueConstraint("family", "valid_from", name=op.f("uq_skill_family_version_family_valid_from")),
    )
    op.create_index(op.f("ix_skill_family_version_family"), "skill_family_version", ["family"], unique=False)
    op.execute(_KEEP_NAMES)
    op.drop_column("skill_family", "label_fr")
    op.drop_column("skill_family", "label_en")
    op.add_column("skill_family", sa.Column("version_id", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """The newest name of each family is kept."""
    for name in ("label_fr", "label_en"):
        op.add_column(
            "skill_family", sa.Column(name, sa.String(length=250), nullable=False, server_default="")
        )
    op.execute(_NEWEST_NAMES)
    op.drop_column("skill_family", "version_id")
    op.drop_index(op.f("ix_skill_family_version_family"), table_name="skill_family_version")
    op.drop_table("skill_family_version")
