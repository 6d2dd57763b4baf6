"""The allocation of one sentence: where it stands, what it rests on, and every decision that was ever taken on it.

Invariant: `risk_held_by` always names one organisation, and from a CRC to the NPS there is no way back: the states in
which the NPS supervises lead nowhere else.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.allocation.domain.criteria import Evidence, Outcome, RoshIndication
from services.allocation.domain.record import DecisionCause, GapOnRecord, GapStanding, PastDecision
from services.allocation.domain.stages import AllocationStage
from shared.contracts.court import RiskPicture
from shared.decisions import NotFound, Occasion, State
from shared.probation.calendar import london_date
from shared.probation.vocabulary import (
    AllocationReply,
    AllocationState,
    Disposal,
    MisallocationCause,
    RejectionReason,
    RoshLevel,
)


class Allocation(State):
    """The allocation of one sentence. Until the sentence is heard it is a shell: what it says of it is None."""

    sentence_id: UUID
    crn: str
    state: AllocationStage = AllocationStage.AWAITING_SENTENCE
    risk_held_by: str

    event_number: int | None = None
    division: str | None = None
    area_crc: str | None = None
    disposal: Disposal | None = None
    sentenced_at: datetime | None = None
    decided_at: datetime | None = None
    risk: RiskPicture | None = None
    gaps: tuple[GapOnRecord, ...] = ()
    indicated_rosh: RoshLevel | None = None
    indicated_by: str | None = None

    receiving_provider: str | None = None
    supervising_provider: str | None = None
    result: AllocationState | None = None
    provisional: bool | None = None
    misallocation_cause: MisallocationCause | None = None
    proposed_provider: str | None = None
    rules_version: str | None = None

    reply: AllocationReply | None = None
    rejection_reason: RejectionReason | None = None
    replied_at: datetime | None = None
    replied_by: str | None = None

    escalations: tuple[UUID, ...] = ()
    decisions: tuple[PastDecision, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The division, and the provider that received the case: it sees what became of it after a transfer too."""
        return frozenset(one for one in (self.division, self.receiving_provider, self.supervising_provider) if one)

    @property
    def url(self) -> str:
        """Where the record is read."""
        return f"/allocations/{self.sentence_id}"

    @property
    def heard(self) -> "Sentenced":
        """What the sentence said; `NotFound` while it has not been heard, for then there is no record to show."""
        if self.event_number is None or self.division is None or self.area_crc is None or self.sentenced_at is None:
            raise NotFound
        if self.receiving_provider is None or self.decided_at is None or self.risk is None:
            raise NotFound
        return Sentenced(
            event_number=self.event_number,
            division=self.division,
            area_crc=self.area_crc,
            sentenced_on=london_date(self.sentenced_at),
            decided_at=self.decided_at,
            receiving_provider=self.receiving_provider,
            risk=self.risk,
        )

    @property
    def indication(self) -> RoshIndication | None:
        """High or very high harm that came to light after sentence."""
        if self.indicated_rosh is None or self.indicated_by is None:
            return None
        return RoshIndication(self.indicated_rosh, self.indicated_by)

    def indicated(self, level: RoshLevel | None, source: str) -> "Allocation":
        """With an indication of harm after sentence, where it points to the NPS and is graver than the one held."""
        held = self.indicated_rosh
        if level is None or not level.is_kept_by_nps or (held is not None and held.rank >= level.rank):
            return self
        return self.model_copy(update={"indicated_rosh": level, "indicated_by": source})

    def evidence(self) -> Evidence:
        """What the rules may be run on now."""
        return Evidence(
            sentenced_on=self.heard.sentenced_on,
            risk=self.heard.risk,
            unanswered=tuple(gap for gap in self.gaps if gap.state is not GapStanding.ANSWERED),
            indication=self.indication,
        )

    def decided(
        self,
        outcome: Outcome,
        result: AllocationState,
        cause: DecisionCause,
        occasion: Occasion,
        *,
        provider: str,
        gap_id: UUID | None = None,
        escalation_id: UUID | None = None,
    ) -> "Allocation":
        """With one more decision on the record; `provider` is who it says should supervise."""
        provisional = result is AllocationState.PROVISIONAL
        past = PastDecision(
            sentence_id=self.sentence_id,
            number=len(self.decisions) + 1,
            cause=cause,
            gap_id=gap_id,
            escalation_id=escalation_id,
            result=result,
            provider=provider,
            provisional=provisional,
            criteria=outcome.criteria,
            rules_version=outcome.rules_version,
            decided_at=occasion.now,
            decided_by=occasion.actor.organisation,
            decided_by_officer=occasion.actor.officer,
        )
        return self.model_copy(
            update={
                "result": result,
                "provisional": provisional,
                "rules_version": outcome.rules_version,
                "decisions": (*self.decisions, past),
            }
        )


class Sentenced(BaseModel):
    """What an allocation knows once its sentence has been heard."""

    model_config = ConfigDict(frozen=True)

    event_number: int
    division: str
    area_crc: str
    sentenced_on: date
    decided_at: datetime
    receiving_provider: str
    risk: RiskPicture
