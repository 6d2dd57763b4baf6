"""The tables of what passes between the sides and at court: referrals, disputes, hearings, the NPS's own failures."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.breach.base_table import BreachTable
from services.breach.domain.parts import PackAnswer
from services.breach.domain.stages import DisputeState
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, ExcuseDecision, InstructionProof
from shared.runtime.columns import document, instant, one_of


class PackExchangeRow(BreachTable, table=True):
    """One referral of a version, and the answer to it."""

    __tablename__ = "pack_exchange"
    __table_args__ = (
        ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_exchange_is_of_a_version"
        ),
        one_of("answer", PackAnswer, "pack_exchange_answer_is_known"),
        one_of("dispute", DisputeState, "pack_exchange_dispute_is_known"),
        CheckConstraint(
            "(answer IS NULL) = (division_minutes IS NULL)", name="pack_exchange_answer_has_taken_its_time"
        ),
        CheckConstraint(
            "dispute IS NULL OR coalesce(answer, '') = 'returned'", name="pack_exchange_dispute_is_of_a_return"
        ),
        CheckConstraint(
            "jsonb_array_length(reasons) = 0 OR coalesce(answer, '') = 'returned'",
            name="pack_exchange_reasons_are_of_a_return",
        ),
        CheckConstraint(
            "corrections >= 0 AND (corrections = 0 OR coalesce(answer, '') = 'accepted')",
            name="pack_exchange_corrections_are_of_an_acceptance",
        ),
        Index("pack_exchange_of_provider", "provider", "referred_at"),
        Index("pack_exchange_of_division", "division", "referred_at"),
    )

    breach_id: UUID = Field(primary_key=True)
    pack_version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    provider: str = Field(sa_type=Text)
    division: str = Field(sa_type=Text)
    referred_at: datetime = instant()
    provider_minutes: int
    answer: str | None = Field(sa_type=Text)
    division_minutes: int | None
    reasons: list[Any] = document()
    corrections: int
    dispute: str | None = Field(sa_type=Text)


class DisputeRow(BreachTable, table=True):
    """The dispute of one return; a return is disputed once (¶18)."""

    __tablename__ = "return_dispute"
    __table_args__ = (
        ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="return_dispute_is_of_a_version"
        ),
        UniqueConstraint("breach_id", "pack_version", name="return_dispute_comes_once"),
        one_of("state", DisputeState, "return_dispute_state_is_known"),
        CheckConstraint(
            "num_nulls(ended_at, ended_by) = CASE WHEN state = 'open' THEN 2 ELSE 0 END",
            name="return_dispute_ends_at_its_end",
        ),
        CheckConstraint(
            "(decision_grounds IS NOT NULL) = (state IN ('upheld', 'notUpheld'))",
            name="return_dispute_decision_has_its_grounds",
        ),
    )

    dispute_id: UUID = Field(primary_key=True)
    breach_id: UUID
    pack_version: int
    state: str = Field(sa_type=Text)
    reasons: list[Any] = document()
    grounds: str = Field(sa_type=Text)
    disputed_at: datetime = instant()
    disputed_by: str = Field(sa_type=Text)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: str | None = Field(sa_type=Text)
    decision_grounds: str | None = Field(sa_type=Text)


class HearingRow(BreachTable, table=True):
    """A hearing that the court has listed."""

    __tablename__ = "breach_hearing"
    __table_args__ = (
        ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="breach_hearing_is_of_a_breach"),
        CheckConstraint("number >= 1", name="breach_hearings_count_from_one"),
    )

    breach_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    court_code: str = Field(sa_type=Text)
    hearing_on: date = Field(sa_type=Date)
    listed_at: datetime = instant()
    listed_by: str = Field(sa_type=Text)


class OwnFailureRow(BreachTable, table=True):
    """A failure to comply that the division itself recorded."""

    __tablename__ = "own_failure"
    __table_args__ = (
        ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="own_failure_is_of_a_breach"),
        one_of("kind", ContactKind, "own_failure_kind_is_known"),
        one_of("outcome", AppointmentOutcome, "own_failure_outcome_is_known"),
        one_of("instruction_proof", InstructionProof, "own_failure_proof_is_known"),
        one_of("excuse_decision", ExcuseDecision, "own_failure_excuse_is_known"),
        Index("own_failure_by_breach", "breach_id", "appointment_id"),
    )

    appointment_id: UUID = Field(primary_key=True)
    breach_id: UUID
    kind: str = Field(sa_type=Text)
    at: datetime = instant()
    office: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    instructed_by: str = Field(sa_type=Text)
    instruction_proof: str = Field(sa_type=Text)
    excuse_decision: str = Field(sa_type=Text)
    warned_on: date | None = Field(sa_type=Date)
