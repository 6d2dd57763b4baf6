"""Create the read model of all topics: timeline, clocks, gaps, people and who has a part in their cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_create_the_read_model_of_all_topics"
down_revision = "0001_create_the_event_backbone"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Everything of it can be thrown away and told again."""
    op.create_table(
        "timeline_entry",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.Column("sentence_id", sa.Uuid),
        sa.Column("risk_held_by", sa.Text),
        sa.Column("causation_id", sa.Text),
        sa.Column("body", JSONB, nullable=False),
    )
    op.create_index("timeline_entry_of_person", "timeline_entry", ["crn", "occurred_at", "event_id"])
    op.create_table(
        "clock",
        sa.Column("obligation", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Uuid, primary_key=True),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("sentence_id", sa.Uuid),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("met_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("overdue_at", INSTANT),
    )
    op.create_index("clock_of_person", "clock", ["crn"])
    op.create_table(
        "gap",
        sa.Column("gap_id", sa.Uuid, primary_key=True),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("check_kind", sa.Text),
        sa.Column("opened_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("closure", sa.Text),
        sa.Column("acknowledged_at", INSTANT),
        sa.Column("acknowledged_by", sa.Text),
    )
    op.create_index("gap_of_person", "gap", ["crn"])
    op.create_table(
        "person",
        sa.Column("crn", sa.Text, primary_key=True),
        sa.Column("last_event_at", INSTANT, nullable=False),
    )
    op.create_index("person_by_last_event", "person", ["last_event_at", "crn"])
    op.create_table(
        "person_organisation",
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("crn", sa.Text, primary_key=True),
    )


def downgrade() -> None:
    """Throw it away."""
    for table in ("person_organisation", "person", "gap", "clock", "timeline_entry"):
        op.drop_table(table)
