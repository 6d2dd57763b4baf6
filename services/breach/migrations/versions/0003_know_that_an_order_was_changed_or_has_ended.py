"""Know that an order was changed or has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0003_know_that_an_order_was_changed_or_has_ended"
down_revision = "0002_create_the_breaches"


def upgrade() -> None:
    """Of the sentences that are known already no change has been heard."""
    op.add_column("known_case", sa.Column("order_number", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.alter_column("known_case", "order_number", server_default=None)
    op.add_column("known_case", sa.Column("ended_on", sa.Date))
    op.add_column("known_case", sa.Column("ended_because", sa.Text))
    op.create_check_constraint(
        "known_case_ended_because_is_known",
        "known_case",
        "ended_because IN ('goodProgress', 'reSentenced', 'noLongerWorkable', 'quashedOnAppeal', 'died')",
    )
    op.create_check_constraint(
        "known_case_ended_has_its_cause", "known_case", "(ended_on IS NULL) = (ended_because IS NULL)"
    )


def downgrade() -> None:
    """Undo it."""
    for name in ("known_case_ended_has_its_cause", "known_case_ended_because_is_known"):
        op.drop_constraint(name, "known_case", type_="check")
    for name in ("ended_because", "ended_on", "order_number"):
        op.drop_column("known_case", name)
