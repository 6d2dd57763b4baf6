"""Keep every outcome and excuse, and each month of contact."""

revision = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"
down_revision = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
