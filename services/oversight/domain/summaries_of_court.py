"""Sentences for what the court and the allocation tell."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, low, who
from shared.contracts import allocation as a
from shared.contracts import court as c
from shared.contracts.model import EventData
from shared.probation.vocabulary import AllocationState, EscalationDecision, GapClosure

UNITS = {
    "days": ("day", "days"),
    "hours": ("hour", "hours"),
    "months": ("month", "months"),
    "hoursADay": ("hour a day", "hours a day"),
}
"""What the amount of a requirement is counted in, for one and for many."""


def _report_completed(e: c.ReportCompleted) -> str:
    what = f"{e.delivered_type.description} delivered"
    if e.delivered_type is not e.requested_type:
        what += f" instead of {low(e.requested_type)}"
    return f"{what}, complete." if e.complete else f"{what}, saying that it lacks {count(len(e.missing), 'thing')}."


def _check_answered(e: c.CheckAnswered) -> str:
    late = "after sentence" if e.late else "before sentence"
    return f"{e.check_kind.description}: {low(e.answer)}, {late}."


def _requirement(one: c.Requirement) -> str:
    noun = UNITS[one.unit]
    length = f" for {count(one.months, 'month')}" if one.months else ""
    return f"{low(one.kind)} {count(one.amount, *noun)}{length}"


def _sentence(e: c.SentencePassed) -> str:
    requirements = ", ".join(_requirement(one) for one in e.requirements)
    with_what = f" with {requirements}" if requirements else ""
    return f"{e.disposal.description}{with_what}; {count(len(e.gaps), 'information gap')} at sentence."


def _gap_closed(e: c.InformationGapClosed) -> str:
    left = count(len(e.open_gaps), "gap")
    how = "by the late answer" if e.closure is GapClosure.LATE_ANSWER else "by a decision to supervise without it"
    return f"Information gap closed {how} ({low(e.check_kind or e.cause)}); {left} still open."


def _decided(e: a.AllocationDecided) -> str:
    unknown = sum(not finding.known for finding in e.criteria)
    how = f", provisionally: {count(unknown, 'criterion', 'criteria')} not known" if e.provisional else ""
    return f"Allocated to {who(e.receiving_provider)}{how}."


def _accepted(e: a.AllocationAccepted) -> str:
    return f"{who(e.provider)} accepted the allocation, with {count(len(e.gaps), 'gap')} to read, and holds the risk."


def _reviewed(e: a.AllocationReviewed) -> str:
    result = {
        AllocationState.CONFIRMED: "confirmed",
        AllocationState.PROVISIONAL: "still provisional",
        AllocationState.WRONGLY_ALLOCATED: f"wrongly allocated: {who(e.proposed_provider)} should supervise",
        AllocationState.DECIDED: "decided",
    }[e.result]
    return f"The allocation rules ran again on late information: {result}."


def _escalation(e: a.EscalationDecided) -> str:
    holder = f"{who(e.risk_held_by)} holds the risk"
    return {
        EscalationDecision.ACCEPTED: f"The NPS accepted the risk escalation; {holder}.",
        EscalationDecision.NOT_ACCEPTED: f"The NPS did not accept the risk escalation, and gave advice; {holder}.",
        EscalationDecision.RETURNED: f"The NPS returned the risk escalation for information; {holder}.",
        EscalationDecision.WITHDRAWN: f"The risk escalation was withdrawn; {holder}.",
    }[e.decision]


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    c.ReportRequested: lambda e: f"{e.requested_type.description} requested by the court.",
    c.CheckRequested: lambda e: f"Check requested: {low(e.check_kind)}.",
    c.CheckAnswered: _check_answered,
    c.ReportCompleted: _report_completed,
    c.SentencePassed: _sentence,
    c.InformationGapClosed: _gap_closed,
    a.AllocationDecided: _decided,
    a.AllocationAccepted: _accepted,
    a.AllocationRejected: lambda e: f"{who(e.provider)} rejected the allocation: {low(e.reason)}.",
    a.AllocationReviewed: _reviewed,
    a.EscalationReceived: lambda e: f"The NPS has the risk escalation; {who(e.risk_held_by)} still holds the risk.",
    a.EscalationDecided: _escalation,
    a.CaseTransferred: lambda e: f"The case passed from {who(e.from_provider)} to {who(e.to_provider)}.",
}
