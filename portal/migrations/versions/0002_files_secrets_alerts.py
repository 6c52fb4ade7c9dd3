"""Drawings and recordings, secrets of drafts, wishes for the office, alerts, staff photos.

Columns are added and dropped in place: SQLite need not build a table anew that others refer to.
"""
from alembic import op
import sqlalchemy as sa
import portal.database

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('staff_picture',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('mime', sa.String(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_picture_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_picture'))
    )
    op.create_table('alert',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority_id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('invitation_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('raised_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seen_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_alert_authority_id')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_alert_child_id')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_alert_invitation_id')),
    sa.ForeignKeyConstraint(['seen_by'], ['staff.id'], name=op.f('fk_alert_seen_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert'))
    )
    op.create_index(op.f('ix_alert_child_id'), 'alert', ['child_id'], unique=False)
    op.create_table('draft_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('page', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('mime', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_file_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_file'))
    )
    op.create_index(op.f('ix_draft_file_draft_id'), 'draft_file', ['draft_id'], unique=False)
    op.create_table('sealed_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('mime', sa.String(), nullable=False),
    sa.Column('header', sa.String(), nullable=False),
    sa.Column('wrapped_key', sa.LargeBinary(), nullable=False),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_sealed_file_response_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sealed_file'))
    )
    op.create_index(op.f('ix_sealed_file_response_id'), 'sealed_file', ['response_id'], unique=False)
    op.create_table('sealed_wishes',
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('header', sa.String(), nullable=False),
    sa.Column('wrapped_key', sa.LargeBinary(), nullable=False),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_sealed_wishes_response_id')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_sealed_wishes'))
    )
    op.add_column('draft', sa.Column('secret', sa.LargeBinary(length=32), nullable=True))
    op.add_column('draft', sa.Column('secret_wrong', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('draft', sa.Column('secret_shut_until', portal.database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('draft', sa.Column('secret_sealed_at', portal.database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('invitation', sa.Column('kept_out_at', portal.database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('token', sa.Column('child_id', sa.Uuid(), nullable=True))


def downgrade():
    op.drop_column('token', 'child_id')
    op.drop_column('invitation', 'kept_out_at')
    op.drop_column('draft', 'secret_sealed_at')
    op.drop_column('draft', 'secret_shut_until')
    op.drop_column('draft', 'secret_wrong')
    op.drop_column('draft', 'secret')
    op.drop_table('sealed_wishes')
    op.drop_index(op.f('ix_sealed_file_response_id'), 'sealed_file')
    op.drop_table('sealed_file')
    op.drop_index(op.f('ix_draft_file_draft_id'), 'draft_file')
    op.drop_table('draft_file')
    op.drop_index(op.f('ix_alert_child_id'), 'alert')
    op.drop_table('alert')
    op.drop_table('staff_picture')
