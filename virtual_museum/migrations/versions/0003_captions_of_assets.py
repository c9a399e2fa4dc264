"""captions of sounds and films

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("asset", sa.Column("caption_languages", JSON_VALUE, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("asset", sa.Column("caption_texts", JSON_VALUE, nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    op.drop_column("asset", "caption_texts")
    op.drop_column("asset", "caption_languages")
