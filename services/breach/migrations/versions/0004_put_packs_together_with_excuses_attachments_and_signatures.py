"""Put packs together with excuses, attachments and signatures."""

revision = "0004_put_packs_together_with_excuses_attachments_and_signatures"
down_revision = "0003_know_that_an_order_was_changed_or_has_ended"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Undo it."""
