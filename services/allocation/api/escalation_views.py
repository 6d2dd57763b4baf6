"""What callers see of risk escalations."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.allocation.domain.escalations import Escalation
from services.allocation.domain.information_wanted import InformationWanted
from services.allocation.domain.stages import EscalationState
from shared.contracts.crc import PhoneCall
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, OfficerCode, ProviderCode
from shared.probation.vocabulary import EscalationTrigger, EscalationWithdrawalReason, PersonAtRisk, RoshLevel


class EscalationView(Contract):
    """A risk escalation: why the CRC asks, what the NPS has answered, and who holds the risk meanwhile."""

    escalation_id: UUID
    sentence_id: UUID
    crn: Crn
    state: EscalationState
    division: ProviderCode
    from_provider: ProviderCode
    trigger: EscalationTrigger
    rosh_before: RoshLevel | None
    rosh_after: RoshLevel
    who_is_at_risk: tuple[PersonAtRisk, ...]
    imminent: bool
    phone_call: PhoneCall | None = Field(description="When the NPS was called, and whom the CRC spoke to.")
    phone_call_missing: bool = Field(description="Harm is imminent, and no call is on record that came first.")
    agreed_by_manager: OfficerCode
    answers: UUID | None = Field(description="The returned escalation in whose place this one is asked again.")
    received_at: datetime
    due_at: datetime
    days_at_risk: int | None = Field(
        description="Calendar days since the NPS had the question before it for the first time, until it accepted, or "
        "until now while it is undecided; null where it has ended in any other way."
    )
    decided_at: datetime | None = Field(description="When it was decided or withdrawn.")
    decided_by: str | None
    advice: str | None
    information_wanted: tuple[InformationWanted, ...]
    withdrawal_reason: EscalationWithdrawalReason | None
    risk_held_by: ProviderCode = Field(description="The organisation that holds the risk now.", examples=["C17"])
    version: int


def escalation_view(escalation: Escalation, risk_held_by: str, now: datetime) -> EscalationView:
    """The record as it is at that moment, with who holds the risk as the allocation says it."""
    return EscalationView.model_validate(
        {
            **escalation.model_dump(exclude={"asked_since"}),
            "phone_call_missing": escalation.imminent and escalation.phone_call is None,
            "days_at_risk": escalation.days_at_risk(now),
            "risk_held_by": risk_held_by,
        }
    )
