"""Say who may hold a case, and who signed off the work."""

revision = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"
down_revision = "0004_keep_a_register_of_officers"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
