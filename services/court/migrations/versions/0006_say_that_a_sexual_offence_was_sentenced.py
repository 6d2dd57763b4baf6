"""Say that a sexual offence was sentenced."""

import sqlalchemy as sa
from alembic import op

revision = "0006_say_that_a_sexual_offence_was_sentenced"
down_revision = "0005_find_reports_by_division_in_every_narrowed_list"


def upgrade() -> None:
    """Of the sentences that are there nobody has said so."""
    op.add_column("sentence", sa.Column("sexual_offence", sa.Boolean, server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("sentence", "sexual_offence")
