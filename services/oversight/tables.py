"""The tables of oversight: a read model of all topics, to be thrown away and told again from the event records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.runtime.columns import document, instant, word


class OversightTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""


class TimelineEntryRow(OversightTable, table=True):
    """One event about a person, as it was told."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index("timeline_entry_of_person", "crn", "occurred_at", "event_id"),)

    event_id: UUID = Field(primary_key=True)
    crn: str = word()
    occurred_at: datetime = instant()
    event_type: str = word()
    organisation: str = word()
    officer: str | None = word(nullable=True)
    sentence_id: UUID | None = None
    risk_held_by: str | None = word(nullable=True)
    causation_id: str | None = word(nullable=True)
    body: dict[str, Any] = document()


class ClockRow(OversightTable, table=True):
    """One clock on one thing owed, as its owner's events tell of it."""

    __tablename__ = "clock"
    __table_args__ = (Index("clock_of_person", "crn"),)

    obligation: str = word(primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    crn: str = word()
    sentence_id: UUID | None = None
    owner: str = word()
    started_at: datetime = instant()
    due_at: datetime = instant()
    met_at: datetime | None = instant(nullable=True)
    cancelled_at: datetime | None = instant(nullable=True)
    overdue_at: datetime | None = instant(nullable=True)


class GapRow(OversightTable, table=True):
    """One thing that was not known at sentence: told by the court, read by the officer. Either may be heard first.

    The reading is the last there was; it stands while `to_read_since` is not later.
    """

    __tablename__ = "gap"
    __table_args__ = (Index("gap_of_person", "crn"),)

    gap_id: UUID = Field(primary_key=True)
    crn: str = word()
    sentence_id: UUID
    cause: str | None = word(nullable=True)
    check_kind: str | None = word(nullable=True)
    source: str | None = word(nullable=True)
    opened_at: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    closed_at: datetime | None = instant(nullable=True)
    closure: str | None = word(nullable=True)
    to_read_since: datetime | None = instant(nullable=True)
    acknowledged_at: datetime | None = instant(nullable=True)
    acknowledged_by: str | None = word(nullable=True)


class PersonRow(OversightTable, table=True):
    """A person of whom anything was told."""

    __tablename__ = "person"
    __table_args__ = (Index("person_by_last_event", "last_event_at", "crn"),)

    crn: str = word(primary_key=True)
    last_event_at: datetime = instant()


class PersonOrganisationRow(OversightTable, table=True):
    """An organisation that has or had a part in a person's case, and so may see it."""

    __tablename__ = "person_organisation"

    organisation: str = word(primary_key=True)
    crn: str = word(primary_key=True)
