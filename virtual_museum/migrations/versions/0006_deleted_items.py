"""what was public and was deleted with its import; items in the order of their making and publishing

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deleted_item",
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("fund", sa.String(length=20), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_deleted_item")),
        sa.UniqueConstraint("code", name=op.f("uq_deleted_item_code")),
    )
    op.create_index("ix_deleted_item_deleted_at", "deleted_item", ["deleted_at"])
    op.create_index("ix_item_status_published", "item", ["status", "published_at", "id"])
    op.create_index("ix_item_status_id", "item", ["status", "id"])


def downgrade() -> None:
    op.drop_index("ix_item_status_id", table_name="item")
    op.drop_index("ix_item_status_published", table_name="item")
    op.drop_table("deleted_item")
