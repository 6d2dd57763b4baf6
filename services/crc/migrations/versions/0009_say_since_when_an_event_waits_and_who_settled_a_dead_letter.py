"""Say since when an event waits for Kafka, and who settled a dead letter and why."""

from shared.runtime.backbone_migrations import add_backbone_v2, drop_backbone_v2

revision = "0009_say_since_when_an_event_waits_and_who_settled_a_dead_letter"
down_revision = "0008_go_through_the_gate_and_back_on_recall"


def upgrade() -> None:
    """What waits now counts as waiting from here on; letters that were settled before say neither."""
    add_backbone_v2()


def downgrade() -> None:
    """Undo it."""
    drop_backbone_v2()
