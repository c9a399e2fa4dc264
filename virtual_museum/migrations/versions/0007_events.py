"""events, their sessions, bookings and requests of groups

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('event',
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('text', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('place', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('price', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('accessibility', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('languages', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('bookable', sa.Boolean(), nullable=False),
    sa.Column('on_request', sa.Boolean(), nullable=False),
    sa.Column('picture_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('hall_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('exhibition_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('excursion', 'lecture', 'museum-lesson', 'workshop', 'concert', 'film', 'children', 'club', 'programme', 'festival', 'hall-opening', 'exhibition', 'conference', 'forum', 'round-table', 'seminar', 'webinar', 'campaign', 'sports')", name=op.f('ck_event_kind')),
    sa.CheckConstraint("status IN ('draft', 'published')", name=op.f('ck_event_status')),
    sa.ForeignKeyConstraint(['exhibition_id'], ['exhibition.id'], name=op.f('fk_event_exhibition_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_event_hall_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['picture_id'], ['asset.id'], name=op.f('fk_event_picture_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('slug', name=op.f('uq_event_slug'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_exhibition_id'), ['exhibition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_picture_id'), ['picture_id'], unique=False)
        batch_op.create_index('ix_event_status_kind', ['status', 'kind', 'id'], unique=False)

    op.create_table('event_item',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_item_event_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_event_item_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'item_id', name=op.f('pk_event_item'))
    )
    with op.batch_alter_table('event_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_item_item_id'), ['item_id'], unique=False)

    op.create_table('event_session',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.Column('cancel_reason', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('booked >= 0 AND (capacity IS NULL OR booked <= capacity)', name=op.f('ck_event_session_booked')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_event_session_capacity')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_event_session_span')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_session_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_session')),
    sa.UniqueConstraint('uid', name=op.f('uq_event_session_uid'))
    )
    with op.batch_alter_table('event_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_session_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index('ix_event_session_event', ['event_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_event_session_starts', ['starts_at', 'id'], unique=False)

    op.create_table('booking',
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("status IN ('booked', 'cancelled')", name=op.f('ck_booking_status')),
    sa.ForeignKeyConstraint(['session_id'], ['event_session.id'], name=op.f('fk_booking_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking')),
    sa.UniqueConstraint('number', name=op.f('uq_booking_number')),
    sa.UniqueConstraint('token', name=op.f('uq_booking_token'))
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index('ix_booking_session', ['session_id', 'status'], unique=False)

    op.create_table('walk_in',
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('came', sa.Integer(), nullable=False),
    sa.CheckConstraint("category IN ('pupils', 'students', 'under-7', 'pensioners', 'disabilities', 'military', 'foreigners', 'childrens-homes', 'adults')", name=op.f('ck_walk_in_category')),
    sa.CheckConstraint('came >= 0', name=op.f('ck_walk_in_came')),
    sa.ForeignKeyConstraint(['session_id'], ['event_session.id'], name=op.f('fk_walk_in_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'category', name=op.f('pk_walk_in'))
    )
    op.create_table('booking_count',
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('came', sa.Integer(), nullable=False),
    sa.CheckConstraint("category IN ('pupils', 'students', 'under-7', 'pensioners', 'disabilities', 'military', 'foreigners', 'childrens-homes', 'adults')", name=op.f('ck_booking_count_category')),
    sa.CheckConstraint('booked >= 0 AND came >= 0', name=op.f('ck_booking_count_numbers')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_booking_count_booking_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('booking_id', 'category', name=op.f('pk_booking_count'))
    )
    op.create_table('group_request',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('wished_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('people', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("status IN ('new', 'accepted', 'declined', 'withdrawn')", name=op.f('ck_group_request_status')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_group_request_booking_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_group_request_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_request')),
    sa.UniqueConstraint('number', name=op.f('uq_group_request_number')),
    sa.UniqueConstraint('token', name=op.f('uq_group_request_token'))
    )
    with op.batch_alter_table('group_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_request_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_request_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_group_request_status', ['status', 'wished_at', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('group_request', schema=None) as batch_op:
        batch_op.drop_index('ix_group_request_status')
        batch_op.drop_index(batch_op.f('ix_group_request_event_id'))
        batch_op.drop_index(batch_op.f('ix_group_request_booking_id'))

    op.drop_table('group_request')
    op.drop_table('booking_count')
    op.drop_table('walk_in')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('ix_booking_session')

    op.drop_table('booking')
    with op.batch_alter_table('event_session', schema=None) as batch_op:
        batch_op.drop_index('ix_event_session_starts')
        batch_op.drop_index('ix_event_session_event')
        batch_op.drop_index(batch_op.f('ix_event_session_ends_at'))

    op.drop_table('event_session')
    with op.batch_alter_table('event_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_item_item_id'))

    op.drop_table('event_item')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('ix_event_status_kind')
        batch_op.drop_index(batch_op.f('ix_event_picture_id'))
        batch_op.drop_index(batch_op.f('ix_event_hall_id'))
        batch_op.drop_index(batch_op.f('ix_event_exhibition_id'))

    op.drop_table('event')
