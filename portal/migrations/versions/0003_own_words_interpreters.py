"""An authority's own words, the languages of interpreters, translations of what was answered."""
from alembic import op
import sqlalchemy as sa
import portal.database

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('staff_language',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_language_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', 'language', name=op.f('pk_staff_language'))
    )
    op.create_table('own_words',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('context', sa.String(), nullable=False),
    sa.Column('english', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('changed_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_own_words_authority_id')),
    sa.ForeignKeyConstraint(['changed_by'], ['staff.id'], name=op.f('fk_own_words_changed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_words')),
    sa.UniqueConstraint('authority_id', 'language', 'context', 'english', name=op.f('uq_own_words_authority_id_language_context_english'))
    )
    op.create_table('translation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority_id', sa.Uuid(), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('done_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('header', sa.String(), nullable=False),
    sa.Column('wrapped_key', sa.LargeBinary(), nullable=True),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['staff.id'], name=op.f('fk_translation_asked_by')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_translation_authority_id')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_translation_response_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_translation_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation'))
    )
    op.create_index(op.f('ix_translation_response_id'), 'translation', ['response_id'], unique=False)
    op.create_index(op.f('ix_translation_staff_id'), 'translation', ['staff_id'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_translation_staff_id'), 'translation')
    op.drop_index(op.f('ix_translation_response_id'), 'translation')
    op.drop_table('translation')
    op.drop_table('own_words')
    op.drop_table('staff_language')
