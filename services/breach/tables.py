"""One door to the tables of the breach service: what is known of each sentence; each breach, its packs and readings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field

from services.breach.base_table import BreachTable
from services.breach.domain.findings import ReviewKind
from services.breach.exchange_tables import DisputeRow, HearingRow, OwnFailureRow, PackExchangeRow
from shared.probation.vocabulary import (
    AppointmentOutcome,
    BreachApplication,
    BreachOutcome,
    BreachPenalty,
    BreachState,
    BreachWithdrawalReason,
    ContactKind,
    Disposal,
    ExcuseDecision,
    InstructionProof,
    Recommendation,
    RecommendationChangeReason,
    RevocationCause,
    RoshLevel,
)
from shared.runtime.columns import document, documents, instant, one_of

__all__ = [
    "BreachRow",
    "BreachStepRow",
    "BreachTable",
    "DisputeRow",
    "HearingRow",
    "KnownCaseRow",
    "KnownContactRow",
    "KnownLetterRow",
    "OwnFailureRow",
    "PackExchangeRow",
    "PackReviewRow",
    "PackRow",
    "PackSignatureRow",
]


class KnownCaseRow(BreachTable, table=True):
    """What the events have said of one sentence."""

    __tablename__ = "known_case"
    __table_args__ = (
        one_of("disposal", Disposal, "known_case_disposal_is_known"),
        one_of("rosh_reviewed", RoshLevel, "known_case_rosh_is_known"),
        one_of("ended_because", RevocationCause, "known_case_ended_because_is_known"),
        CheckConstraint(
            "num_nulls(ended_on, ended_because, ended_at) IN (0, 3)", name="known_case_ended_has_its_cause"
        ),
        CheckConstraint(
            "num_nonnulls(disposal, court_code, sentenced_at, order_ends_on) IN (0, 4)",
            name="known_case_order_comes_whole",
        ),
        CheckConstraint(
            "(rosh_reviewed IS NULL) = (rosh_reviewed_at IS NULL)", name="known_case_review_of_risk_has_its_time"
        ),
    )

    sentence_id: UUID = Field(primary_key=True)
    version: int
    crn: str = Field(sa_type=Text)
    event_number: int | None
    division: str | None = Field(sa_type=Text)
    provider: str | None = Field(sa_type=Text)
    holders: list[Any] = documents()
    officer: str | None = Field(sa_type=Text)
    disposal: str | None = Field(sa_type=Text)
    court_code: str | None = Field(sa_type=Text)
    sentenced_at: datetime | None = instant(nullable=True)
    order_ends_on: date | None = Field(sa_type=Date)
    requirements: list[Any] = document()
    order_number: int
    ended_on: date | None = Field(sa_type=Date)
    ended_because: str | None = Field(sa_type=Text)
    ended_at: datetime | None = instant(nullable=True)
    licence_ends_on: date | None = Field(sa_type=Date)
    risk: dict[str, Any] | None = document(nullable=True)
    rosh_reviewed: str | None = Field(sa_type=Text)
    rosh_reviewed_at: datetime | None = instant(nullable=True)
    gaps: list[Any] = document()
    plan: dict[str, Any] | None = document(nullable=True)
    decisions: list[Any] = document()


class KnownContactRow(BreachTable, table=True):
    """One appointment of the contact log."""

    __tablename__ = "known_contact"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="known_contact_is_of_a_case"),
        one_of("kind", ContactKind, "known_contact_kind_is_known"),
        one_of("instruction_proof", InstructionProof, "known_contact_proof_is_known"),
        one_of("outcome", AppointmentOutcome, "known_contact_outcome_is_known"),
        one_of("excuse", ExcuseDecision, "known_contact_excuse_is_known"),
        Index("known_contact_by_sentence", "sentence_id", "appointment_id"),
    )

    appointment_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    kind: str = Field(sa_type=Text)
    at: datetime = instant()
    office: str = Field(sa_type=Text)
    instructed_by: str = Field(sa_type=Text)
    instruction_proof: str = Field(sa_type=Text)
    enforceable: bool
    rar: bool
    outcome: str | None = Field(sa_type=Text)
    unpaid_work_minutes: int | None
    excuse_until: datetime | None = instant(nullable=True)
    excuse: str | None = Field(sa_type=Text)
    excuse_given_on: date | None = Field(sa_type=Date)
    recordings: int = Field(sa_column_kwargs={"server_default": text("0")})


class KnownLetterRow(BreachTable, table=True):
    """One warning letter."""

    __tablename__ = "known_letter"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="known_letter_is_of_a_case"),
        Index("known_letter_by_sentence", "sentence_id", "letter_id"),
    )

    letter_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    appointment_id: UUID
    sent_on: date = Field(sa_type=Date)


class BreachRow(BreachTable, table=True):
    """One breach, from the decision to enforce to the court's answer."""

    __tablename__ = "breach"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="breach_is_of_a_case"),
        one_of("state", BreachState, "breach_state_is_known"),
        one_of("first_recommendation", Recommendation, "breach_first_recommendation_is_known"),
        one_of("recommendation", Recommendation, "breach_recommendation_is_known"),
        one_of("outcome", BreachOutcome, "breach_outcome_is_known"),
        CheckConstraint(
            "(first_recommendation IS NULL) = (recommendation IS NULL)", name="breach_recommendation_has_a_first"
        ),
        CheckConstraint(
            "state = 'withdrawn' OR (state = 'initiated') = (recommendation IS NULL)",
            name="breach_recommends_from_the_first_pack",
        ),
        CheckConstraint(
            "referred_at IS NOT NULL OR provider = division OR state IN ('initiated', 'prepared', 'withdrawn')",
            name="breach_is_referred_first",
        ),
        CheckConstraint(
            "state = 'withdrawn' OR (presented_to IS NULL) ="
            " (state IN ('initiated', 'prepared', 'referred', 'returned', 'accepted'))",
            name="breach_is_presented_to_a_court",
        ),
        CheckConstraint("(outcome IS NOT NULL) = (state = 'proven')", name="breach_outcome_is_of_a_proven_one"),
        one_of("application", BreachApplication, "breach_application_is_known"),
        one_of("process", BreachState, "breach_process_is_known"),
        one_of("penalty", BreachPenalty, "breach_penalty_is_known"),
        one_of("withdrawal_reason", BreachWithdrawalReason, "breach_withdrawal_reason_is_known"),
        CheckConstraint(
            "num_nulls(decision_id, manager) IN (0, 2) AND (decision_id IS NOT NULL OR provider = division)",
            name="breach_without_a_decision_is_the_divisions_own",
        ),
        CheckConstraint(
            "process IS NULL OR state NOT IN ('summonsIssued', 'warrantIssued') OR process = state",
            name="breach_process_is_the_one_issued",
        ),
        CheckConstraint(
            "coalesce(penalty, 'none') = 'none' OR coalesce(outcome, '') = 'continue'",
            name="breach_penalty_is_added_to_a_going_order",
        ),
        CheckConstraint(
            "(fine_amount IS NOT NULL) = (coalesce(penalty, 'none') = 'fine')", name="breach_fine_has_its_amount"
        ),
        CheckConstraint("days IS NULL OR coalesce(outcome, '') = 'custody'", name="breach_days_are_of_a_committal"),
        CheckConstraint(
            "unpaid_work_hours IS NULL OR coalesce(outcome, '') = 'supervisionDefaultOrder'",
            name="breach_unpaid_work_is_of_a_default_order",
        ),
        CheckConstraint(
            "(order_after IS NOT NULL) = (coalesce(penalty, 'none') IN ('moreOnerous', 'extended'))",
            name="breach_changes_the_order_by_its_penalty",
        ),
        CheckConstraint(
            "ended_on IS NULL OR coalesce(outcome, '') IN ('reSentenced', 'custody')",
            name="breach_ends_the_order_by_its_outcome",
        ),
        CheckConstraint(
            "withdrawal_reason IS NULL OR state = 'withdrawn'", name="breach_withdrawal_reason_is_of_a_withdrawn_one"
        ),
        CheckConstraint(
            "changes_by_manager >= 0 AND recommendation_changes >= changes_by_manager",
            name="breach_changes_of_recommendation_add_up",
        ),
        CheckConstraint(
            "(concluded_at IS NOT NULL) = (state IN ('proven', 'notProven', 'withdrawn'))",
            name="breach_is_concluded_at_its_end",
        ),
        Index("breach_of_provider_by_state", "provider", "state", "initiated_at", "breach_id"),
        Index("breach_of_division_by_state", "division", "state", "initiated_at", "breach_id"),
        Index("breach_by_sentence", "sentence_id"),
        Index("breach_by_person", "crn", "concluded_at"),
        Index("breach_of_provider_concluded", "provider", "concluded_at"),
        Index("breach_of_division_concluded", "division", "concluded_at"),
    )

    breach_id: UUID = Field(primary_key=True)
    version: int
    sentence_id: UUID
    crn: str = Field(sa_type=Text)
    decision_id: UUID | None
    provider: str = Field(sa_type=Text)
    division: str = Field(sa_type=Text)
    manager: str | None = Field(sa_type=Text)
    failures: list[Any] = document()
    aware_at: datetime = instant()
    initiated_at: datetime = instant()
    state: str = Field(sa_type=Text)
    first_recommendation: str | None = Field(sa_type=Text)
    recommendation: str | None = Field(sa_type=Text)
    referred_at: datetime | None = instant(nullable=True)
    presented_to: str | None = Field(sa_type=Text)
    application: str | None = Field(sa_type=Text)
    process: str | None = Field(sa_type=Text)
    outcome: str | None = Field(sa_type=Text)
    penalty: str | None = Field(sa_type=Text)
    fine_amount: int | None
    days: int | None
    unpaid_work_hours: int | None
    order_after: dict[str, Any] | None = document(nullable=True)
    ended_on: date | None = Field(sa_type=Date)
    withdrawal_reason: str | None = Field(sa_type=Text)
    recommendation_followed: bool | None
    recommendation_changes: int = Field(sa_column_kwargs={"server_default": text("0")})
    changes_by_manager: int = Field(sa_column_kwargs={"server_default": text("0")})
    concluded_at: datetime | None = instant(nullable=True)
    owed: list[Any] = documents()


class PackRow(BreachTable, table=True):
    """One version of a pack, whole: it is written once and never changed."""

    __tablename__ = "pack"
    __table_args__ = (
        ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="pack_is_of_a_breach"),
        CheckConstraint("version >= 1", name="pack_versions_count_from_one"),
        one_of("recommendation", Recommendation, "pack_recommendation_is_known"),
        one_of("recommendation_change", RecommendationChangeReason, "pack_recommendation_change_is_known"),
    )

    breach_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    court_code: str = Field(sa_type=Text)
    order: dict[str, Any] | None = document(nullable=True)
    failures: list[Any] = document()
    letters: list[Any] = document()
    summary: dict[str, Any] = document()
    risk: dict[str, Any] = document()
    risk_summary: str | None = Field(sa_type=Text)
    current_address: str | None = Field(sa_type=Text)
    progress: str | None = Field(sa_type=Text)
    previous_breaches: str | None = Field(sa_type=Text)
    earlier_breaches: list[Any] = documents()
    attachments: list[Any] = documents()
    recommendation: str = Field(sa_type=Text)
    recommendation_change: str | None = Field(sa_type=Text)
    rationale: str | None = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    prepared_at: datetime = instant()


class PackSignatureRow(BreachTable, table=True):
    """The countersignature of one version: one at most, and never taken back."""

    __tablename__ = "pack_signature"
    __table_args__ = (
        ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_signature_is_of_a_version"
        ),
    )

    breach_id: UUID = Field(primary_key=True)
    pack_version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    manager: str = Field(sa_type=Text)
    signed_at: datetime = instant()


class PackReviewRow(BreachTable, table=True):
    """One reading of a version: a check, a return or an acceptance, with what was found."""

    __tablename__ = "pack_review"
    __table_args__ = (
        ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_review_is_of_a_version"
        ),
        one_of("kind", ReviewKind, "pack_review_kind_is_known"),
    )

    breach_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    pack_version: int
    kind: str = Field(sa_type=Text)
    at: datetime = instant()
    organisation: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text)
    findings: list[Any] = document()


class BreachStepRow(BreachTable, table=True):
    """One state that a breach came into, when, and by whom."""

    __tablename__ = "breach_step"
    __table_args__ = (
        ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="breach_step_is_of_a_breach"),
        one_of("state", BreachState, "breach_step_state_is_known"),
    )

    breach_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: str = Field(sa_type=Text)
    at: datetime = instant()
    organisation: str = Field(sa_type=Text)
    officer: str | None = Field(sa_type=Text)
