"""What callers see of a case's staff: who had it before, overrides of guardrails, sign-offs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.crc.domain.cases import Case
from services.crc.domain.stages import OverrideState
from shared.contracts.model import Contract
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import (
    GuardrailOverrideReason,
    GuardrailRule,
    HandoverReason,
    ManagerLookedAt,
    SignedOffWork,
    SignOffConcern,
    StaffGrade,
)


class OfficerTenureView(Contract):
    """Who was responsible before, and until when."""

    officer: OfficerCode
    grade: StaffGrade
    named_at: datetime
    until: datetime
    reason: HandoverReason | None = Field(description="Null where the case moved to another CRC.")


class OverrideView(Contract):
    """An officer holds a case against a guardrail, or did: by whose name, why, until when (¶15, ¶17)."""

    override_id: UUID
    state: OverrideState
    officer: OfficerCode
    grade: StaffGrade
    rules: tuple[GuardrailRule, ...]
    reason: GuardrailOverrideReason
    manager: OfficerCode
    until: date
    note: str
    caseload: int = Field(description="The officer's cases then, with this one.")
    overridden_at: datetime
    ended_at: datetime | None


class SignOffView(Contract):
    """A manager's sign-off, and what was seen in it then (¶16)."""

    sign_off_id: UUID
    work: SignedOffWork
    subject_id: UUID = Field(description="The plan or the risk review.")
    officer: OfficerCode = Field(description="Whose work it is.")
    manager: OfficerCode
    looked_at: tuple[ManagerLookedAt, ...]
    signed_off_at: datetime
    gaps_unread: int
    gaps_unanswered: int
    signed_off_in_window: int = Field(description="By this manager within the minutes of a burst, with this one.")
    seconds_to_deadline: int | None = Field(description="Negative after it; null where no deadline ran.")
    concerns: tuple[SignOffConcern, ...]


def staff_views(case: Case) -> dict[str, Any]:
    """What a case shows of its staff, in the order of time."""
    overrides = sorted(case.overrides, key=lambda one: one.overridden_at)
    sign_offs = sorted(case.sign_offs, key=lambda one: one.signed_off_at)
    return {
        "earlier_officers": [one.model_dump() for one in case.earlier_officers],
        "overrides": [one.model_dump(include=set(OverrideView.model_fields)) for one in overrides],
        "sign_offs": [one.model_dump(include=set(SignOffView.model_fields)) for one in sign_offs],
    }
