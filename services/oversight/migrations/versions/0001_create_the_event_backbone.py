"""Create the event backbone."""

from shared.runtime.backbone_migrations import create_backbone_v1, drop_backbone_v1

revision = "0001_create_the_event_backbone"
down_revision = None


def upgrade() -> None:
    """Event record, outbox, inbox, dead letters, deadlines and idempotency keys."""
    create_backbone_v1()


def downgrade() -> None:
    """Undo it."""
    drop_backbone_v1()
