"""the place in a picture that no crop may cut off

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("asset", sa.Column("focus", JSON_VALUE, nullable=True))


def downgrade() -> None:
    op.drop_column("asset", "focus")
