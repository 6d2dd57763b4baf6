"""Contact: one appointment, with everything that was recorded of it."""

from datetime import date, datetime
from uuid import UUID

from services.crc.domain.parts import Piece
from services.crc.domain.stages import AppointmentState
from shared.probation.vocabulary import (
    AppointmentOutcome,
    ContactKind,
    CorrectionReason,
    ExcuseDecision,
    FollowUpKind,
    InstructionProof,
)


class Recording(Piece):
    """What was recorded of an appointment, when and by whom. A correction has its reason and a manager behind it."""

    outcome: AppointmentOutcome
    unpaid_work_minutes: int | None = None
    at: datetime
    by: str
    reason: CorrectionReason | None = None
    manager: str | None = None


class Appointment(Piece):
    """One appointment, from the instruction to attend to what became of it.

    `outcome`, `unpaid_work_minutes`, `recorded_at` and `recorded_by` are those of the last of `recordings`; the others
    are kept, for what was known at an earlier moment is read off them.
    """

    sentence_id: UUID
    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    instructed_by: str
    instruction_proof: InstructionProof
    enforceable: bool
    rar: bool
    arranged_at: datetime
    state: AppointmentState = AppointmentState.ARRANGED
    outcome: AppointmentOutcome | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    letter_id: UUID | None = None
    letter_sent_on: date | None = None
    objective_id: UUID | None = None
    face_to_face: bool = True
    unpaid_work_minutes: int | None = None
    recordings: tuple[Recording, ...] = ()
    excuse_until: datetime | None = None
    excuse: ExcuseDecision | None = None
    excuse_given_on: date | None = None
    excuse_decided_at: datetime | None = None
    excuse_decided_by: str | None = None
    follow_up: FollowUpKind | None = None
    followed_up_at: datetime | None = None
    followed_up_by: str | None = None

    @property
    def attended(self) -> bool:
        """The person came."""
        return self.outcome is not None and self.outcome.attended

    @property
    def complied(self) -> bool:
        """Nothing to answer for; read with `attended`."""
        return self.outcome is not None and self.outcome.complied

    @property
    def is_failure(self) -> bool:
        """A failure to comply: an enforceable contact not complied with [S]."""
        return self.enforceable and self.outcome is not None and self.outcome.counts_as_failure

    @property
    def is_missed(self) -> bool:
        """The person did not come, for a good reason or not; an appointment that was moved is not missed [S]."""
        return self.outcome is not None and not self.outcome.attended and not self.outcome.rescheduled

    def is_failure_at(self, moment: datetime) -> bool:
        """Whether it was a failure to comply as recorded at that moment, whatever was recorded later."""
        stood = [one.outcome for one in self.recordings if one.at <= moment]
        return self.enforceable and bool(stood) and stood[-1].counts_as_failure

    def excuse_on(self, now: datetime) -> ExcuseDecision | None:
        """What stands on an excuse at that moment; None where there is nothing to excuse."""
        if self.excuse is not None or self.excuse_until is None:
            return self.excuse
        return ExcuseDecision.PENDING if now <= self.excuse_until else ExcuseDecision.NONE_GIVEN

    def recorded(self, recording: Recording, excuse_until: datetime | None) -> "Appointment":
        """The same with this as what became of it."""
        return self.model_copy(
            update={
                "outcome": recording.outcome,
                "unpaid_work_minutes": recording.unpaid_work_minutes,
                "recorded_at": recording.at,
                "recorded_by": recording.by,
                "recordings": (*self.recordings, recording),
                "excuse_until": excuse_until,
            }
        )
