"""The table of appointments."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import (
    AppointmentState,
)
from shared.probation.vocabulary import (
    AppointmentOutcome,
    ContactKind,
    ExcuseDecision,
    FollowUpKind,
    InstructionProof,
)
from shared.runtime.columns import documents, instant, one_of, word


class AppointmentRow(CrcTable, table=True):
    """One appointment: the instruction, every recording of the outcome, the excuse, the letter and the follow-up."""

    __tablename__ = "case_appointment"
    __table_args__ = (
        of_a_case("case_appointment"),
        one_of("kind", ContactKind, "case_appointment_kind_is_known"),
        one_of("instruction_proof", InstructionProof, "case_appointment_instruction_proof_is_known"),
        one_of("state", AppointmentState, "case_appointment_state_is_known"),
        one_of("outcome", AppointmentOutcome, "case_appointment_outcome_is_known"),
        CheckConstraint(
            "num_nulls(outcome, recorded_at, recorded_by) = CASE WHEN state = 'arranged' THEN 3 ELSE 0 END",
            name="case_appointment_recorded_has_its_outcome",
        ),
        CheckConstraint(
            "num_nulls(letter_id, letter_sent_on) = CASE WHEN state = 'warned' THEN 0 ELSE 2 END",
            name="case_appointment_warned_has_its_letter",
        ),
        CheckConstraint(
            "NOT (enforceable AND instruction_proof = 'none')", name="case_appointment_enforceable_is_proved"
        ),
        # A failure that was warned of may be excused or corrected later: what it was is among the recordings.
        CheckConstraint("state <> 'warned' OR enforceable", name="case_appointment_warned_is_enforceable"),
        CheckConstraint(
            "(jsonb_array_length(recordings) > 0) = (outcome IS NOT NULL)",
            name="case_appointment_outcome_is_the_last_recorded",
        ),
        CheckConstraint(
            "unpaid_work_minutes >= 0 AND kind = 'unpaidWork' OR unpaid_work_minutes IS NULL",
            name="case_appointment_time_is_credited_for_unpaid_work",
        ),
        one_of("excuse", ExcuseDecision, "case_appointment_excuse_is_known"),
        CheckConstraint(
            "num_nulls(excuse, excuse_given_on, excuse_decided_at, excuse_decided_by) IN (0, 4)",
            name="case_appointment_excuse_is_decided_whole",
        ),
        one_of("follow_up", FollowUpKind, "case_appointment_follow_up_is_known"),
        CheckConstraint(
            "num_nulls(follow_up, followed_up_at, followed_up_by) IN (0, 3)",
            name="case_appointment_follow_up_is_known_whole",
        ),
        CheckConstraint("NOT rar OR kind = 'rehabilitationActivity'", name="case_appointment_rar_is_of_its_kind"),
        Index("case_appointment_of_case", "sentence_id"),
    )

    appointment_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    kind: str = word()
    at: datetime = instant()
    office: str = word()
    instructed_by: str = word()
    instruction_proof: str = word()
    enforceable: bool
    rar: bool
    arranged_at: datetime = instant()
    state: str = word()
    outcome: str | None = word(nullable=True)
    recorded_at: datetime | None = instant(nullable=True)
    recorded_by: str | None = word(nullable=True)
    letter_id: UUID | None = None
    letter_sent_on: date | None = None
    objective_id: UUID | None = None
    face_to_face: bool = Field(sa_column_kwargs={"server_default": text("true")})
    unpaid_work_minutes: int | None = None
    recordings: list[dict[str, Any]] = documents()
    excuse_until: datetime | None = instant(nullable=True)
    excuse: str | None = word(nullable=True)
    excuse_given_on: date | None = None
    excuse_decided_at: datetime | None = instant(nullable=True)
    excuse_decided_by: str | None = word(nullable=True)
    follow_up: str | None = word(nullable=True)
    followed_up_at: datetime | None = instant(nullable=True)
    followed_up_by: str | None = word(nullable=True)
