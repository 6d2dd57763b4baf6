"""The NPS answers a risk escalation. Only acceptance moves the risk: until then the CRC holds it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.information_wanted import InformationWanted
from services.allocation.domain.record import Ground
from services.allocation.domain.stages import ESCALATION
from services.allocation.domain.taking_over import take_over
from shared.contracts.allocation import EscalationDecided
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, NotFound, Occasion
from shared.probation.vocabulary import AllocationCause, EscalationDecision, TransferReason

Said = EscalationDecision


class EscalationAnswer(Contract):
    """What the NPS says to an escalation. To withdraw it is for the CRC."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"decision": "accepted"},
                {"decision": "notAccepted", "advice": "Review the plan with the police before the next appointment."},
                {"decision": "returned", "informationWanted": ["policeInformation"]},
            ]
        }
    )

    decision: Literal[Said.ACCEPTED, Said.NOT_ACCEPTED, Said.RETURNED]
    advice: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")] | None = Field(
        default=None, description="Needed where it is not accepted. Kept on the record, never published."
    )
    information_wanted: Annotated[tuple[InformationWanted, ...], Field(max_length=len(InformationWanted))] = Field(
        default=(), description="Needed where it is returned: the information that a decision waits for."
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer changes: the escalation, the allocation, and others that it leaves without a question."""

    escalation: Decision[Escalation]
    allocation: Decision[Allocation]
    others: tuple[Decision[Escalation], ...] = ()


def answer(
    escalation: Escalation,
    allocation: Allocation,
    others: tuple[Escalation, ...],
    asked: EscalationAnswer,
    occasion: Occasion,
) -> Answered:
    """Accepted: the case transfers to the division for good. Otherwise the CRC goes on holding the risk.

    `others` are the sentence's other escalations. Raises NotFound for any but the division, NotAllowed where it has
    been answered, Invalid where advice or the information wanted is missing.
    """
    if occasion.actor.organisation != escalation.division:
        raise NotFound
    state = ESCALATION.next(escalation.state, asked.decision)
    _must_be_whole(asked)
    decided = escalation.model_copy(
        update={
            "state": state,
            "decided_at": occasion.now,
            "decided_by": occasion.actor.officer,
            "advice": asked.advice,
            "information_wanted": asked.information_wanted,
        }
    )
    moved: Decision[Allocation] = Decision(allocation)
    settled: tuple[Decision[Escalation], ...] = ()
    if asked.decision is Said.ACCEPTED:
        moved, settled = take_over(
            allocation.indicated(escalation.rosh_after, f"risk escalation: {escalation.trigger.description}"),
            tuple(other for other in others if other.state.is_undecided),
            TransferReason.RISK_ESCALATION,
            Ground(cause=AllocationCause.RISK_ESCALATION, escalation_id=escalation.escalation_id),
            # Who has the case now: where the person has moved meanwhile, that is another CRC than the one that asked.
            allocation.supervising_provider or escalation.from_provider,
            escalation.asked_since,
            occasion,
        )
    told = EscalationDecided(
        crn=decided.crn,
        detail_url=decided.url,
        recorded_by=occasion.actor,
        clocks=(ClockChange.met(Obligation.ESCALATION_DECIDED, decided.escalation_id),),
        sentence_id=decided.sentence_id,
        escalation_id=decided.escalation_id,
        from_provider=decided.from_provider,
        decision=asked.decision,
        information_wanted=asked.information_wanted,
        risk_held_by=moved.state.risk_held_by,
    )
    return Answered(Decision(decided, (told,)), moved, settled)


def _must_be_whole(asked: EscalationAnswer) -> None:
    faults = []
    if asked.decision is Said.NOT_ACCEPTED and not (asked.advice or "").strip():
        faults.append(Fault("/advice", "adviceMissing", "An escalation that is not accepted is answered with advice."))
    if asked.decision is Said.RETURNED and not asked.information_wanted:
        sentence = "An escalation is returned only for information that is named."
        faults.append(Fault("/informationWanted", "informationWantedMissing", sentence))
    if asked.decision is not Said.RETURNED and asked.information_wanted:
        sentence = "Only an escalation that is returned waits for information."
        faults.append(Fault("/informationWanted", "informationWantedNotAsked", sentence))
    if faults:
        raise Invalid(faults)
