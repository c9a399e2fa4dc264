"""details of assets, and how a model is turned upright

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("asset", sa.Column("upright", JSON_VALUE, nullable=True))
    op.create_table(
        "asset_detail",
        sa.Column("asset_id", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", JSON_VALUE, nullable=False),
        sa.Column("text", JSON_VALUE, nullable=False),
        sa.Column("place", JSON_VALUE, nullable=False),
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_detail_asset_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_detail")),
    )
    op.create_index("ix_asset_detail_asset", "asset_detail", ["asset_id", "position"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_asset_detail_asset", table_name="asset_detail")
    op.drop_table("asset_detail")
    op.drop_column("asset", "upright")
