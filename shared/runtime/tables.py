"""The backbone tables that every publishing or consuming service has in its own database.

Invariant: `event` is append-only and permanent, what the service told the world; `outbox` holds exactly the events that
Kafka has not acknowledged yet; `inbox` holds exactly the events of others that have been applied or parked.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Backbone(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own, beside each service's."""


def timestamp(*, nullable: bool = False, **options: Any) -> Any:
    """A column for an aware instant, stored in UTC."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=nullable, **options))


class EventRow(Backbone, table=True):
    """One fact that this service told the world; also the audit trail of its changes."""

    __tablename__ = "event"

    sequence: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    event_id: UUID = Field(unique=True)
    event_type: str = Field(sa_type=Text)
    crn: str = Field(sa_type=Text, index=True)
    """The key on the topic: the person, or for the few facts that are about none, the code of what they are about."""
    recorded_at: datetime = timestamp()
    body: str = Field(sa_type=Text)
    correlation_id: str = Field(sa_type=Text)
    causation_id: str | None = Field(default=None, sa_type=Text)
    traceparent: str | None = Field(default=None, sa_type=Text)


class OutboxRow(Backbone, table=True):
    """An event that Kafka has not acknowledged yet. Replaying an event is putting its row back."""

    __tablename__ = "outbox"
    # The table is a queue that is empty most of the time: vacuum it by the number of dead rows, not by their share.
    __table_args__ = {"postgresql_with": {"autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_threshold": "1000"}}

    sequence: int = Field(sa_column=Column(BigInteger, ForeignKey("event.sequence"), primary_key=True))
    crn: str = Field(sa_type=Text)
    queued_at: datetime = timestamp(server_default=text("now()"))
    """Since when it waits, by the database's own clock: how long Kafka has not taken it is no matter of probation's."""


class InboxRow(Backbone, table=True):
    """An event of another service that was applied, or parked: it is never taken twice."""

    __tablename__ = "inbox"

    event_id: UUID = Field(primary_key=True)
    received_at: datetime = timestamp()


class DeadLetterRow(Backbone, table=True):
    """A message that could not be applied, whole as it came, or one of the same key held back behind it."""

    __tablename__ = "dead_letter"
    __table_args__ = (
        CheckConstraint("state IN ('parked', 'redriven', 'discarded')", name="dead_letter_state_is_known"),
        CheckConstraint("(state = 'parked') = (settled_at IS NULL)", name="dead_letter_is_settled_once"),
        Index("dead_letter_parked_by_key", "key", "letter_id", postgresql_where=text("state = 'parked'")),
    )

    letter_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    topic: str = Field(sa_type=Text)
    partition: int
    position: int = Field(sa_column=Column("position", BigInteger, nullable=False))
    key: str = Field(sa_type=Text)
    event_id: UUID
    event_type: str | None = Field(default=None, sa_type=Text)
    headers: list[list[str]] = Field(sa_column=Column(JSONB, nullable=False))
    value: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reason: str = Field(sa_type=Text)
    behind: bool = Field(description="Not poison itself: parked because an earlier event of its key is.")
    state: str = Field(sa_type=Text)
    parked_at: datetime = timestamp()
    settled_at: datetime | None = timestamp(nullable=True)
    settled_by: str | None = Field(default=None, sa_type=Text)
    settled_because: str | None = Field(default=None, sa_type=Text)


class DeadlineRow(Backbone, table=True):
    """One clock on one thing owed: the service's own part of the ledger of obligations."""

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="deadline_is_met_or_cancelled"),
        Index(
            "deadline_running_by_due",
            "due_at",
            postgresql_where=text("met_at IS NULL AND cancelled_at IS NULL AND overdue_at IS NULL"),
        ),
    )

    obligation: str = Field(sa_type=Text, primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    crn: str = Field(sa_type=Text)
    sentence_id: UUID | None = Field(default=None)
    owner: str = Field(sa_type=Text)
    detail_url: str = Field(sa_type=Text)
    started_at: datetime = timestamp()
    due_at: datetime = timestamp()
    met_at: datetime | None = timestamp(nullable=True)
    cancelled_at: datetime | None = timestamp(nullable=True)
    overdue_at: datetime | None = timestamp(nullable=True)


class IdempotencyRow(Backbone, table=True):
    """The answer given to one POST, kept under the caller's key so that a repetition gets the same answer."""

    __tablename__ = "idempotency_key"

    caller: str = Field(sa_type=Text, primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    fingerprint: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    status: int
    headers: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    body: str = Field(sa_type=Text)
    created_at: datetime = timestamp(index=True)
