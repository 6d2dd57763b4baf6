"""Dispute returns, and keep what the court did."""

revision = "0005_dispute_returns_and_keep_what_the_court_did"
down_revision = "0004_put_packs_together_with_excuses_attachments_and_signatures"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
