"""The CRC takes a risk escalation back: the NPS owes no answer any more, and the CRC goes on holding the risk."""

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation, moot_clocks
from services.allocation.domain.refusals import Refused
from services.allocation.domain.stages import ESCALATION
from shared.contracts.allocation import EscalationDecided
from shared.contracts.model import Contract
from shared.decisions import Decision, NotFound, Occasion
from shared.probation.vocabulary import EscalationDecision, EscalationWithdrawalReason


class EscalationWithdrawal(Contract):
    """The CRC no longer asks, and says why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "informationWrong"}]})

    reason: EscalationWithdrawalReason = Field(description="Kept on the record; it is not published.")


def withdraw(
    escalation: Escalation, allocation: Allocation, asked: EscalationWithdrawal, occasion: Occasion
) -> Decision[Escalation]:
    """Nothing is decided, and so the clock is not met: it ends, unless it has run out and stands as missed.

    The question is about the person: where the person has moved, the CRC that has the case now withdraws it. Raises
    NotFound for any but the CRC that asked and the one that has the case, NotAllowed where it has been answered, and
    for the one that asked where the case has passed on.
    """
    holder = allocation.supervising_provider or escalation.from_provider
    if occasion.actor.organisation not in (escalation.from_provider, holder):
        raise NotFound
    state = ESCALATION.next(escalation.state, "withdrawn")
    if occasion.actor.organisation != holder:
        raise Refused(allocation, "withdrawn", f"The case has passed to {holder}, which acts on it now.")
    withdrawn = escalation.model_copy(
        update={
            "state": state,
            "decided_at": occasion.now,
            "decided_by": occasion.actor.officer,
            "withdrawal_reason": asked.reason,
        }
    )
    told = EscalationDecided(
        crn=withdrawn.crn,
        detail_url=withdrawn.url,
        recorded_by=occasion.actor,
        clocks=tuple(moot_clocks([escalation], occasion)),
        sentence_id=withdrawn.sentence_id,
        escalation_id=withdrawn.escalation_id,
        from_provider=withdrawn.from_provider,
        decision=EscalationDecision.WITHDRAWN,
        information_wanted=(),
        risk_held_by=allocation.risk_held_by,
    )
    return Decision(withdrawn, (told,))
