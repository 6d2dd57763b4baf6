"""What each event of another service adds to the case. Pure, one function a fact; none minds which topic came first.

What follows from it is decided apart, in `opening`. Events of one topic come in order, those of different topics in
any; each function touches only what its own topic tells.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.crc.domain.cases import Case
from services.crc.domain.opening import settle
from services.crc.domain.parts import BreachHeard, Gap
from services.crc.domain.rows import replaced
from services.crc.domain.stages import ESCALATION, EscalationState
from shared.contracts.allocation import (
    AllocationAccepted,
    AllocationDecided,
    AllocationReviewed,
    CaseTransferred,
    EscalationDecided,
)
from shared.contracts.breach import BreachConcluded, BreachInitiated
from shared.contracts.court import InformationGapClosed, SentencePassed
from shared.contracts.model import EventData
from shared.decisions import Decision
from shared.probation.organisations import is_crc
from shared.probation.vocabulary import AllocationState, GapClosure


def sentence(case: Case, told: SentencePassed, at: datetime) -> Case:
    """The order, the court's picture of the risk, and what it did not know. A sentence heard again adds nothing."""
    known = {gap.gap_id for gap in case.gaps}
    gaps = case.gaps
    for gap in told.gaps:
        if gap.gap_id not in known:
            fresh = Gap(sentence_id=told.sentence_id, gap_id=gap.gap_id, cause=gap.cause, check_kind=gap.check_kind)
            gaps = replaced(gaps, "gap_id", fresh)
    return case.model_copy(
        update={
            "disposal": told.disposal,
            "sentenced_at": told.sentenced_at,
            "order_ends_on": told.order_ends_on,
            "requirements": told.requirements,
            "risk": case.risk or told.risk,
            "gaps": gaps,
        }
    )


def gap_closed(case: Case, told: InformationGapClosed, at: datetime) -> Case:
    """A gap has its closure, and the court's picture of the risk is the one with the answer in it.

    An answer takes the place of a decision to supervise without it; nothing takes the place of an answer.
    """
    before = next((gap for gap in case.gaps if gap.gap_id == told.gap_id), None) or Gap(
        sentence_id=told.sentence_id, gap_id=told.gap_id, cause=told.cause, check_kind=told.check_kind
    )
    if before.is_answered:
        return case
    late = told.closure is GapClosure.LATE_ANSWER
    closed = before.model_copy(
        update={
            "closure": told.closure,
            "closed_at": at,
            "answer": told.answer if late else None,
            "indicates_rosh": told.indicates_rosh if late else None,
        }
    )
    return case.model_copy(update={"gaps": replaced(case.gaps, "gap_id", closed), "risk": told.risk})


def allocated(case: Case, told: AllocationDecided, at: datetime) -> Case:
    """The NPS has decided who supervises; the case is nobody's at this service until a CRC accepts it."""
    result = AllocationState.PROVISIONAL if told.provisional else AllocationState.DECIDED
    return case.model_copy(
        update={
            "event_number": told.event_number,
            "division": told.division,
            "allocation_result": case.allocation_result or result,
        }
    )


def reviewed(case: Case, told: AllocationReviewed, at: datetime) -> Case:
    """Late information has run the rules again: the CRC sees it where the case should not have come to it (¶11)."""
    return case.model_copy(update={"allocation_result": told.result})


def accepted(case: Case, told: AllocationAccepted, at: datetime) -> Case:
    """A CRC has the case. It is accepted once; what another organisation accepts is no case of a CRC."""
    if case.accepted_at is not None or not is_crc(told.provider):
        return case
    return case.model_copy(
        update={
            "event_number": told.event_number,
            "division": told.division,
            "provider": told.provider,
            "provisional": told.provisional,
            "allocated_at": told.allocated_at,
            "accepted_at": at,
        }
    )


def escalation_decided(case: Case, told: EscalationDecided, at: datetime) -> Case:
    """The NPS has answered an escalation of this CRC; one answered already, or not ours, is left as it is."""
    for one in case.escalations:
        if one.escalation_id == told.escalation_id and one.state is EscalationState.UNDECIDED:
            answered = one.model_copy(
                update={
                    "state": ESCALATION.next(one.state, told.decision.value),
                    "decided_at": at,
                    "information_wanted": told.information_wanted,
                }
            )
            return case.model_copy(update={"escalations": replaced(case.escalations, "escalation_id", answered)})
    return case


def transferred(case: Case, told: CaseTransferred, at: datetime) -> Case:
    """The case and its risk are the NPS's for good."""
    if case.transferred_to is not None or case.provider != told.from_provider:
        return case
    return case.model_copy(update={"transferred_to": told.to_provider, "transferred_at": at})


def breach_began(case: Case, told: BreachInitiated, at: datetime) -> Case:
    """A breach runs from now, and the count of failures stands still."""
    heard = _breach(case, told.breach_id)
    if heard.began_at is not None:
        return case
    return _with_breach(case, heard.model_copy(update={"began_at": at}))


def breach_ended(case: Case, told: BreachConcluded, at: datetime) -> Case:
    """The breach has ended, whatever its outcome: the count of failures starts again from nothing at this moment."""
    heard = _breach(case, told.breach_id)
    if heard.ended_at is not None:
        return case
    return _with_breach(case, heard.model_copy(update={"ended_at": at}))


def _breach(case: Case, breach_id: Any) -> BreachHeard:
    found = (one for one in case.breaches if one.breach_id == breach_id)
    return next(found, None) or BreachHeard(breach_id=breach_id)


def _with_breach(case: Case, breach: BreachHeard) -> Case:
    return case.model_copy(update={"breaches": replaced(case.breaches, "breach_id", breach)})


HEARD: Mapping[type[EventData], Callable[[Case, Any, datetime], Case]] = {
    SentencePassed: sentence,
    InformationGapClosed: gap_closed,
    AllocationDecided: allocated,
    AllocationReviewed: reviewed,
    AllocationAccepted: accepted,
    EscalationDecided: escalation_decided,
    CaseTransferred: transferred,
    BreachInitiated: breach_began,
    BreachConcluded: breach_ended,
}
"""What is listened to, and what it adds."""


def hear(case: Case | None, told: EventData, at: datetime) -> Decision[Case]:
    """The case with one more fact, and what follows from it; the first fact about a sentence makes it."""
    data: Any = told
    shell = Case(sentence_id=data.sentence_id, crn=told.crn)
    return settle(HEARD[type(told)](case or shell, told, at))
