"""Review plans and registers, and copy the directory."""

revision = "0007_review_plans_and_registers_and_copy_the_directory"
down_revision = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
