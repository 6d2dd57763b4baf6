"""Say since when a gap is to be read, for each officer reads anew, and which source it lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0003_say_since_when_a_gap_is_to_be_read_and_which_source_it_lacks"
down_revision = "0002_create_the_read_model_of_all_topics"


def upgrade() -> None:
    """Of what was told already, a reading stands: until now nobody was asked to read again."""
    op.add_column("gap", sa.Column("source", sa.Text))
    op.add_column("gap", sa.Column("to_read_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("gap", "to_read_since")
    op.drop_column("gap", "source")
