"""A named officer of the division decides otherwise than the rules, or anew after a rejection, with a reason (¶10-11).

Invariant: the decision keeps what the rules said beside what the officer decided; and nobody sends to a CRC a case that
a known criterion keeps with the NPS, nor one that the NPS supervises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.clocks import decision_anew_id, not_owed_any_more, reply_owed
from services.allocation.domain.criteria import Outcome, allocate
from services.allocation.domain.escalations import Escalation, moot_clocks, overtaken
from services.allocation.domain.owed import taken_on
from services.allocation.domain.record import Ground
from services.allocation.domain.stages import TRANSITIONS, AllocationStage
from shared.contracts.allocation import AllocationDecided
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, NotFound, Occasion
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import AllocationCause, AllocationState, OverrideReason
from shared.probation.written import SAYS_SOMETHING

Note = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(description="In words, for the record of this service; it is never published."),
    SAYS_SOMETHING,
]


class Override(Contract):
    """Who is to supervise, by the decision of a named officer, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"provider": "N07", "reason": "victimSafety", "note": "The victim is known to be at risk."}]
        }
    )

    provider: ProviderCode = Field(
        description="The division itself, which then keeps the case for good, or a CRC, which then has to answer."
    )
    reason: OverrideReason
    note: Note


@dataclass(frozen=True, slots=True)
class Overridden:
    """What an override changes: the allocation, and escalations that it leaves without a question."""

    allocation: Decision[Allocation]
    escalations: tuple[Decision[Escalation], ...] = ()


def override(
    allocation: Allocation, escalations: tuple[Escalation, ...], asked: Override, occasion: Occasion
) -> Overridden:
    """Decide in place of the rules: the division keeps the case, or a CRC is to answer within the limit, from now.

    `escalations` are the sentence's. Raises NotFound for any but the division, NotAllowed where the CRC has accepted or
    the NPS supervises, Invalid where it decides nothing or contradicts what is known.
    """
    sentence = allocation.heard
    if occasion.actor.organisation != sentence.division:
        raise NotFound
    keep = asked.provider == sentence.division
    state = TRANSITIONS.next(allocation.state, "overrideToNps" if keep else "overrideToCrc")
    outcome = allocate(allocation.evidence(), division=sentence.division, area_crc=sentence.area_crc)
    if faults := list(_faults(allocation, outcome, asked)):
        raise Invalid(faults)
    anew = allocation.state is AllocationStage.REJECTED
    ground = Ground(
        cause=AllocationCause.REJECTION if anew else AllocationCause.OVERRIDE,
        override_reason=asked.reason,
        note=asked.note,
    )
    # What is unknown can still send it to the NPS; nothing can send it back from there.
    provisional = outcome.provisional and not keep
    after = allocation.model_copy(
        update={
            "state": state,
            "decided_at": occasion.now,
            "receiving_provider": asked.provider,
            "supervising_provider": asked.provider if keep else None,
            "risk_held_by": sentence.division,
            "proposed_provider": None,
            "reply": None,
            "rejection_reason": None,
            "replied_at": None,
            "replied_by": None,
        }
    ).decided(
        outcome,
        AllocationState.PROVISIONAL if provisional else AllocationState.DECIDED,
        ground,
        occasion,
        provider=asked.provider,
    )
    after, begun = taken_on(after, occasion)
    moot = tuple(one for one in escalations if one.state.is_undecided) if keep else ()
    decided = (
        (ClockChange.met(Obligation.ALLOCATION_DECIDED, decision_anew_id(allocation)),)
        if anew
        else not_owed_any_more(allocation, occasion)
    )
    told = AllocationDecided(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=occasion.actor,
        clocks=(*decided, *reply_owed(after), *begun, *moot_clocks(moot, occasion)),
        sentence_id=after.sentence_id,
        number=after.offer.number,
        cause=ground.cause,
        override_reason=asked.reason,
        event_number=sentence.event_number,
        receiving_provider=asked.provider,
        division=sentence.division,
        provisional=provisional,
        criteria=outcome.criteria,
        gaps=tuple(gap.gap_id for gap in after.gaps),
        rules_version=outcome.rules_version,
        risk_held_by=after.risk_held_by,
    )
    return Overridden(Decision(after, (told,)), tuple(Decision(overtaken(one)) for one in moot))


def _faults(allocation: Allocation, outcome: Outcome, asked: Override) -> Iterator[Fault]:
    sentence = allocation.heard
    again = asked.provider == sentence.receiving_provider
    rejected = allocation.state is AllocationStage.REJECTED
    if asked.provider != sentence.division and not is_crc(asked.provider):
        yield Fault("/provider", "notAReceiver", f"{asked.provider} is neither {sentence.division} nor a CRC.")
    elif asked.provider != sentence.division and outcome.keeps:
        kept = ", ".join(one.criterion.description for one in outcome.criteria if one.nps_keeps)
        yield Fault("/provider", "keptByNps", f"It is known that the NPS keeps the case: {kept}.")
    elif again and not rejected:
        yield Fault("/provider", "nothingOverridden", f"The case is decided for {asked.provider} already.")
    upheld = asked.reason is OverrideReason.REJECTION_UPHELD
    not_upheld = asked.reason is OverrideReason.REJECTION_NOT_UPHELD
    if (upheld or not_upheld) and not rejected:
        yield Fault("/reason", "notRejected", "Nobody has rejected the case.")
    elif rejected and again != not_upheld:
        wrong = "A rejection is not upheld exactly where the case goes back to the CRC that rejected it."
        yield Fault("/reason", "rejectionContradicted", wrong)
