"""The parts of a case that are about its staff: who had it before, overrides of guardrails, what was signed off."""

from datetime import date, datetime
from uuid import UUID

from services.crc.domain.parts import Piece
from services.crc.domain.stages import OverrideState
from shared.probation.vocabulary import (
    GuardrailOverrideReason,
    GuardrailRule,
    HandoverReason,
    ManagerLookedAt,
    SignedOffWork,
    SignOffConcern,
    StaffGrade,
)


class OfficerTenure(Piece):
    """An officer's time with the case, over now; `reason` is None where the case moved to another CRC."""

    officer: str
    grade: StaffGrade
    named_at: datetime
    until: datetime
    reason: HandoverReason | None = None


class Override(Piece):
    """An officer holds the case against a guardrail: by whose name, why, until when; at most one is in force (¶17)."""

    sentence_id: UUID
    override_id: UUID
    provider: str
    state: OverrideState = OverrideState.IN_FORCE
    officer: str
    grade: StaffGrade
    rules: tuple[GuardrailRule, ...]
    reason: GuardrailOverrideReason
    manager: str
    until: date
    due_at: datetime
    note: str
    caseload: int
    overridden_at: datetime
    ended_at: datetime | None = None


class SignOff(Piece):
    """A manager has signed off a plan or a risk review, and what that was worth as it was computed then (¶16)."""

    sentence_id: UUID
    sign_off_id: UUID
    provider: str
    work: SignedOffWork
    subject_id: UUID
    officer: str
    manager: str
    looked_at: tuple[ManagerLookedAt, ...]
    signed_off_at: datetime
    gaps_unread: int
    gaps_unanswered: int
    signed_off_in_window: int
    seconds_to_deadline: int | None
    concerns: tuple[SignOffConcern, ...]
