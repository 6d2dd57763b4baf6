"""The table of appointments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.stages import (
    AppointmentState,
)
from shared.probation.vocabulary import (
    AppointmentOutcome,
    ContactKind,
    InstructionProof,
)
from shared.runtime.columns import instant, one_of, word


class AppointmentRow(CrcTable, table=True):
    """One appointment: the instruction, the outcome, and the letter where there was a failure."""

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
        CheckConstraint(
            "state <> 'warned' OR (enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH'))",
            name="case_appointment_warned_is_a_failure",
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
