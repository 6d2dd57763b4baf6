"""The backbone tables as migrations. A published version is never edited: a change is a new function and revision.

Each service's first migration calls `create_backbone_v1`; so the tables are the same everywhere and written once.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_backbone_v1() -> None:
    """Event record, outbox, inbox, dead letters, deadlines and idempotency keys."""
    op.create_table(
        "event",
        sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        _instant("recorded_at"),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("causation_id", sa.Text),
        sa.Column("traceparent", sa.Text),
    )
    op.create_index("ix_event_crn", "event", ["crn"])
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger, sa.ForeignKey("event.sequence"), primary_key=True, autoincrement=False),
        sa.Column("crn", sa.Text, nullable=False),
        postgresql_with={"autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_threshold": "1000"},
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        _instant("received_at"),
    )
    op.create_table(
        "dead_letter",
        sa.Column("letter_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("event_type", sa.Text),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("behind", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        _instant("parked_at"),
        _instant("settled_at", nullable=True),
        sa.CheckConstraint("state IN ('parked', 'redriven', 'discarded')", name="dead_letter_state_is_known"),
        sa.CheckConstraint("(state = 'parked') = (settled_at IS NULL)", name="dead_letter_is_settled_once"),
    )
    op.create_index(
        "dead_letter_parked_by_key", "dead_letter", ["key", "letter_id"], postgresql_where=sa.text("state = 'parked'")
    )
    op.create_table(
        "deadline",
        sa.Column("obligation", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Uuid, primary_key=True),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("sentence_id", sa.Uuid),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("detail_url", sa.Text, nullable=False),
        _instant("started_at"),
        _instant("due_at"),
        _instant("met_at", nullable=True),
        _instant("cancelled_at", nullable=True),
        _instant("overdue_at", nullable=True),
        sa.CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="deadline_is_met_or_cancelled"),
    )
    op.create_index(
        "deadline_running_by_due",
        "deadline",
        ["due_at"],
        postgresql_where=sa.text("met_at IS NULL AND cancelled_at IS NULL AND overdue_at IS NULL"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        _instant("created_at"),
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])


def drop_backbone_v1() -> None:
    """Undo `create_backbone_v1`."""
    for table in ("idempotency_key", "deadline", "dead_letter", "inbox", "outbox", "event"):
        op.drop_table(table)


def add_backbone_v2() -> None:
    """Since when an event waits for Kafka, and who settled a dead letter and why.

    `now()` is the same for every row of a statement, so the default is stored once and no row is written anew; code
    that is running goes on to insert without these columns.
    """
    op.add_column(
        "outbox", sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    op.add_column("dead_letter", sa.Column("settled_by", sa.Text))
    op.add_column("dead_letter", sa.Column("settled_because", sa.Text))


def drop_backbone_v2() -> None:
    """Undo `add_backbone_v2`."""
    op.drop_column("dead_letter", "settled_because")
    op.drop_column("dead_letter", "settled_by")
    op.drop_column("outbox", "queued_at")
