"""Go through the gate, and back on recall."""

revision = "0008_go_through_the_gate_and_back_on_recall"
down_revision = "0007_review_plans_and_registers_and_copy_the_directory"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
