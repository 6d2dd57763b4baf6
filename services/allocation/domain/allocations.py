"""The allocation of one sentence: where it stands, what it rests on, and every decision that was ever taken on it.

Invariant: `risk_held_by` always names one organisation, and from a CRC to the NPS there is no way back: the states in
which the NPS supervises lead nowhere else but to the end of the order.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.allocation.domain.criteria import Evidence, Outcome, RoshIndication
from services.allocation.domain.parts import Custody, Owed, Transfer
from services.allocation.domain.record import GapOnRecord, GapStanding, Ground, PastDecision, PastReply
from services.allocation.domain.stages import AllocationStage, TransferState
from shared.contracts.court import RiskPicture
from shared.decisions import NotFound, Occasion, State
from shared.probation.calendar import london_date
from shared.probation.vocabulary import (
    AllocationReply,
    AllocationState,
    Disposal,
    MisallocationCause,
    RejectionReason,
    RevocationCause,
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
    misallocated_at: datetime | None = None
    misallocated_to: str | None = None
    proposed_provider: str | None = None
    rules_version: str | None = None

    reply: AllocationReply | None = None
    rejection_reason: RejectionReason | None = None
    replied_at: datetime | None = None
    replied_by: str | None = None
    replies: tuple[PastReply, ...] = ()

    ended_on: date | None = None
    ended_because: RevocationCause | None = None
    ended_at: datetime | None = None

    custody: tuple[Custody, ...] = ()
    owed: tuple[Owed, ...] = ()
    escalations: tuple[UUID, ...] = ()
    decisions: tuple[PastDecision, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The division, whoever has or had the case (it sees what became of it too), and who is asked to take it."""
        had = (one.from_provider for one in self.transfers if one.state is TransferState.ACCEPTED)
        asked = (one.to_provider for one in self.transfers if one.state is TransferState.PROPOSED)
        known = (self.division, self.receiving_provider, self.supervising_provider, *had, *asked)
        return frozenset(one for one in known if one)

    @property
    def open_transfer(self) -> Transfer | None:
        """The one that is proposed and undecided; there is one at most."""
        return next((one for one in self.transfers if one.state is TransferState.PROPOSED), None)

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
            unanswered=tuple(gap.as_weighed() for gap in self.gaps if gap.state is not GapStanding.ANSWERED),
            indication=self.indication,
        )

    @property
    def open_gaps(self) -> tuple[UUID, ...]:
        """The gaps that nobody has answered yet, or decided to do without."""
        return tuple(gap.gap_id for gap in self.gaps if gap.state is GapStanding.OPEN)

    @property
    def offer(self) -> PastDecision:
        """The decision that says who is to have the case: the latest one; reviews only weigh it again."""
        return next(one for one in reversed(self.decisions) if not one.is_review)

    @property
    def allocated_to(self) -> str:
        """Who supervises, or is to: the provider that a review finds right or wrong."""
        return self.supervising_provider or self.heard.receiving_provider

    def decided(
        self, outcome: Outcome, result: AllocationState, ground: Ground, occasion: Occasion, *, provider: str
    ) -> "Allocation":
        """With one more decision on the record, and the evidence as it is now.

        `outcome` is what the rules say to that evidence; `provider` is who, by this decision, should supervise.
        """
        provisional = result is AllocationState.PROVISIONAL
        past = PastDecision(
            **dict(ground),
            sentence_id=self.sentence_id,
            number=len(self.decisions) + 1,
            result=result,
            provider=provider,
            provisional=provisional,
            criteria=outcome.criteria,
            rules_version=outcome.rules_version,
            rules_provider=outcome.provider,
            rules_provisional=outcome.provisional,
            evidence=self.evidence(),
            area_crc=self.heard.area_crc,
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
