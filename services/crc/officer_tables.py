"""The tables of staff: the register of officers, overrides of guardrails, and sign-offs (¶15-17)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import OverrideState
from shared.probation.vocabulary import EmploymentKind, GuardrailOverrideReason, SignedOffWork, StaffGrade
from shared.runtime.columns import document, documents, instant, one_of, word


class OfficerRow(CrcTable, table=True):
    """An officer of a CRC: what grade they have, how they are employed, what they are trained for."""

    __tablename__ = "officer"
    __table_args__ = (
        UniqueConstraint("officer", name="officer_is_registered_once"),
        one_of("grade", StaffGrade, "officer_grade_is_known"),
        one_of("employment", EmploymentKind, "officer_employment_is_known"),
        CheckConstraint(
            "provider LIKE 'C%' AND left(officer, 3) = provider AND left(team, 3) = provider",
            name="officer_is_of_the_provider_of_their_team",
        ),
        CheckConstraint("supervised_by <> officer", name="officer_is_supervised_by_another"),
        CheckConstraint("full_time_percent BETWEEN 1 AND 100", name="officer_works_some_of_full_time"),
        Index("officer_of_provider", "provider", "officer"),
        Index("officer_of_team", "team", "officer"),
    )

    officer_id: UUID = Field(primary_key=True)
    version: int
    officer: str = word()
    provider: str = word()
    team: str = word()
    number: int
    grade: str = word()
    employment: str = word()
    training: list[str] = documents()
    full_time_percent: int
    supervised_by: str | None = word(nullable=True)
    left_on: date | None = None
    registered_at: datetime = instant()
    registered_by: str | None = word(nullable=True)


class OverrideRow(CrcTable, table=True):
    """An override of guardrails: named, timed, at most one in force of a case (¶15, ¶17)."""

    __tablename__ = "case_override"
    __table_args__ = (
        of_a_case("case_override"),
        one_of("state", OverrideState, "case_override_state_is_known"),
        one_of("grade", StaffGrade, "case_override_grade_is_known"),
        one_of("reason", GuardrailOverrideReason, "case_override_reason_is_known"),
        CheckConstraint("jsonb_array_length(rules) > 0", name="case_override_names_what_it_overrides"),
        CheckConstraint("note <> ''", name="case_override_says_why"),
        CheckConstraint("(ended_at IS NULL) = (state = 'inForce')", name="case_override_ended_has_its_time"),
        CheckConstraint(
            "left(officer, 3) = provider AND left(manager, 3) = provider", name="case_override_is_of_one_provider"
        ),
        Index("case_override_of_case", "sentence_id"),
        Index("case_override_is_in_force_once", "sentence_id", unique=True, postgresql_where=text("state = 'inForce'")),
        Index("case_override_of_provider", "provider", "state", "due_at", "override_id"),
    )

    override_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    provider: str = word()
    state: str = word()
    officer: str = word()
    grade: str = word()
    rules: list[str] = document()
    reason: str = word()
    manager: str = word()
    until: date
    due_at: datetime = instant()
    note: str = word()
    caseload: int
    overridden_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class SignOffRow(CrcTable, table=True):
    """A sign-off by a manager, with what was computed of it; each piece of work has one at most (¶16)."""

    __tablename__ = "case_sign_off"
    __table_args__ = (
        of_a_case("case_sign_off"),
        UniqueConstraint("subject_id", name="case_sign_off_is_given_once"),
        one_of("work", SignedOffWork, "case_sign_off_work_is_known"),
        CheckConstraint("manager <> officer", name="case_sign_off_is_by_another"),
        CheckConstraint(
            "gaps_unread >= 0 AND gaps_unanswered >= 0 AND signed_off_in_window >= 1", name="case_sign_off_is_counted"
        ),
        Index("case_sign_off_of_case", "sentence_id"),
        Index("case_sign_off_of_provider", "provider", "signed_off_at", "sign_off_id"),
        Index("case_sign_off_of_manager", "manager", "signed_off_at", "sign_off_id"),
    )

    sign_off_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    provider: str = word()
    work: str = word()
    subject_id: UUID
    officer: str = word()
    manager: str = word()
    looked_at: list[str] = document()
    signed_off_at: datetime = instant()
    gaps_unread: int
    gaps_unanswered: int
    signed_off_in_window: int
    seconds_to_deadline: int | None = None
    concerns: list[str] = document()
