"""Sentences for what the allocation tells: who supervises and holds the risk, and what is bought for a person."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low, pounds, who
from shared.contracts import allocation as a
from shared.contracts.model import EventData
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    EscalationDecision,
    PurchaseState,
    TransferOutcome,
)


def _decided(e: a.AllocationDecided) -> str:
    unknown = sum(not finding.known for finding in e.criteria)
    how = f", provisionally: {count(unknown, 'criterion', 'criteria')} not known" if e.provisional else ""
    if e.override_reason is not None:
        return f"Allocated to {who(e.receiving_provider)} by a named officer ({low(e.override_reason)}){how}."
    anew = " anew, after the rejection" if e.cause is AllocationCause.REJECTION else ""
    return f"Allocated{anew} to {who(e.receiving_provider)}{how}."


def _accepted(e: a.AllocationAccepted) -> str:
    return f"{who(e.provider)} accepted the allocation, with {count(len(e.gaps), 'gap')} to read, and holds the risk."


OCCASIONS = {
    AllocationCause.LATE_INFORMATION: " on late information",
    AllocationCause.SCORE_CHANGED: " on an assessment revised after sentence",
    AllocationCause.ORDER_AMENDED: " on the changed order",
}


def _reviewed(e: a.AllocationReviewed) -> str:
    result = {
        AllocationState.CONFIRMED: "confirmed",
        AllocationState.PROVISIONAL: "still provisional",
        AllocationState.WRONGLY_ALLOCATED: f"wrongly allocated: {who(e.proposed_provider)} should supervise",
        AllocationState.DECIDED: "decided",
    }[e.result]
    return f"The allocation rules ran again{OCCASIONS.get(e.occasion, '')}: {result}."


def _escalation(e: a.EscalationDecided) -> str:
    holder = f"{who(e.risk_held_by)} holds the risk"
    return {
        EscalationDecision.ACCEPTED: f"The NPS accepted the risk escalation; {holder}.",
        EscalationDecision.NOT_ACCEPTED: f"The NPS did not accept the risk escalation, and gave advice; {holder}.",
        EscalationDecision.RETURNED: f"The NPS returned the risk escalation for information; {holder}.",
        EscalationDecision.WITHDRAWN: f"The risk escalation was withdrawn; {holder}.",
    }[e.decision]


def _proposed(e: a.TransferProposed) -> str:
    return (
        f"A transfer from {who(e.from_provider)} to {who(e.to_provider)} is proposed ({low(e.reason)}); "
        f"{who(e.risk_held_by)} still holds the risk."
    )


def _transfer(e: a.TransferDecided) -> str:
    why = f" ({low(e.rejection_reason)})" if e.rejection_reason is not None else ""
    what = {
        TransferOutcome.ACCEPTED: f"{who(e.to_provider)} accepted the transfer",
        TransferOutcome.REJECTED: f"{who(e.to_provider)} rejected the transfer{why}",
        TransferOutcome.WITHDRAWN: f"The transfer to {who(e.to_provider)} was withdrawn",
        TransferOutcome.OVERTAKEN: f"The transfer to {who(e.to_provider)} was overtaken: the case went another way",
    }[e.outcome]
    return f"{what}; {who(e.risk_held_by)} holds the risk."


def _passed(e: a.CaseTransferred) -> str:
    waited = ""
    if e.days_at_risk is not None:
        days = count(e.days_at_risk, "day")
        waited = f", {days} after the NPS was asked" if e.days_at_risk else ", on the day that the NPS was asked"
    return f"The case passed from {who(e.from_provider)} to {who(e.to_provider)}{waited}."


def _progressed(e: a.PurchaseProgressed) -> str:
    ended = f": {low(e.outcome)}" if e.outcome is not None else ""
    return {
        PurchaseState.REFERRED: f"The referral to {who(e.provider)} awaits an answer.",
        PurchaseState.ACCEPTED: f"{who(e.provider)} accepted the referral, and keeps a place.",
        PurchaseState.STARTED: f"The intervention of {who(e.provider)} has started.",
        PurchaseState.ENDED: f"The intervention of {who(e.provider)} has ended{ended}.",
        PurchaseState.WITHDRAWN: f"{who(e.division)} withdrew the referral to {who(e.provider)}.",
    }[e.state]


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    a.AllocationDecided: _decided,
    a.AllocationAccepted: _accepted,
    a.AllocationRejected: lambda e: f"{who(e.provider)} rejected the allocation: {low(e.reason)}.",
    a.AllocationReviewed: _reviewed,
    a.EscalationReceived: lambda e: f"The NPS has the risk escalation; {who(e.risk_held_by)} still holds the risk.",
    a.EscalationDecided: _escalation,
    a.TransferProposed: _proposed,
    a.TransferDecided: _transfer,
    a.CaseTransferred: _passed,
    a.AllocationEnded: lambda e: f"Nobody supervises the sentence any more since {day(e.ended_on)}: {low(e.cause)}.",
    a.NpsOfficerNamed: lambda e: f"Responsible officer named at {who(e.provider)} ({low(e.grade)}).",
    a.NpsGapAcknowledged: lambda e: "The responsible officer of the NPS read one of the gaps at sentence.",
    a.InterventionPurchased: lambda e: (
        f"{who(e.division)} bought an intervention of {who(e.provider)} for {pounds(e.price)} ({low(e.need)})."
    ),
    a.PurchaseProgressed: _progressed,
}
