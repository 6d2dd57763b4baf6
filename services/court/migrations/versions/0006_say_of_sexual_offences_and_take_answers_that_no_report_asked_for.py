"""Say of sexual offences, and take answers that no report asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0006_say_of_sexual_offences_and_take_answers_that_no_report_asked_for"
down_revision = "0005_find_reports_by_division_in_every_narrowed_list"

_INDICATES = ("indicates_domestic_abuse", "indicates_child_safeguarding")


def upgrade() -> None:
    """Of the sentences that are there nobody has said so, and no gap of them has been answered without a report."""
    op.add_column("sentence", sa.Column("sexual_offence", sa.Boolean, server_default=sa.text("false"), nullable=False))
    for name in _INDICATES:
        op.add_column("information_gap", sa.Column(name, sa.Boolean))


def downgrade() -> None:
    """Undo it."""
    for name in _INDICATES:
        op.drop_column("information_gap", name)
    op.drop_column("sentence", "sexual_offence")
