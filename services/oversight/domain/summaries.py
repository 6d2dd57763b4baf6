"""One plain sentence for each fact, in probation's words: what a reader of the timeline sees first."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain import (
    summaries_of_allocation,
    summaries_of_breach,
    summaries_of_court,
    summaries_of_resettlement,
    summaries_of_staff,
    summaries_of_supervision,
)
from services.oversight.domain.words import who
from shared.contracts.model import EVENT_TYPES, EventData, Obligation, Overdue

OWED = {
    Obligation.REPORT_DELIVERED: "The report",
    Obligation.CHECK_ANSWERED: "The answer to a pre-sentence check",
    Obligation.GAP_ANSWERED: "The answer that was missing at sentence",
    Obligation.ALLOCATION_DECIDED: "The allocation decision",
    Obligation.ALLOCATION_ANSWERED: "The receiving provider's answer to the allocation",
    Obligation.TRANSFER_DECIDED: "The decision on the transfer",
    Obligation.NPS_OFFICER_NAMED: "Naming a responsible officer of the NPS",
    Obligation.NPS_GAP_ACKNOWLEDGED: "Reading, in the NPS, what was missing at sentence",
    Obligation.REFERRAL_ANSWERED: "The provider's answer to the referral",
    Obligation.ESCALATION_DECIDED: "The decision on the risk escalation",
    Obligation.OFFICER_NAMED: "Naming a responsible officer",
    Obligation.GAP_ACKNOWLEDGED: "Reading what was missing at sentence",
    Obligation.ASSIGNMENT_OVERRIDE: "Ending or renewing the override under which the case is held",
    Obligation.FIRST_APPOINTMENT: "The first appointment",
    Obligation.MONTHLY_CONTACT: "The month's face-to-face contact",
    Obligation.CONTACT_FOLLOW_UP: "Following up the missed contact",
    Obligation.INITIAL_PLAN: "The initial plan",
    Obligation.PLAN_SIGNED_OFF: "The manager's sign-off of the plan",
    Obligation.WARNING_LETTER: "The warning letter",
    Obligation.ENFORCEMENT_DECISION: "The enforcement decision",
    Obligation.RISK_REVIEW: "The risk review",
    Obligation.ESCALATION_ANSWER_READ: "Reading what the NPS answered to the escalation",
    Obligation.CUSTODY_SCREENED: "The basic custody screening",
    Obligation.RESETTLEMENT_PLAN: "The resettlement plan",
    Obligation.PRE_RELEASE_WORK: "The work before release",
    Obligation.RECALL_COUNTERSIGNED: "Countersigning the recall",
    Obligation.BREACH_REFERRED: "Referring the breach",
    Obligation.PACK_RESUBMITTED: "Resubmitting the returned pack",
    Obligation.RETURN_DISPUTE_DECIDED: "Deciding the disputed return",
    Obligation.BREACH_PRESENTED: "Presenting the breach to the court",
}
"""Each obligation as the subject of a sentence."""

_SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    **summaries_of_court.SENTENCES,
    **summaries_of_allocation.SENTENCES,
    **summaries_of_supervision.SENTENCES,
    **summaries_of_staff.SENTENCES,
    **summaries_of_resettlement.SENTENCES,
    **summaries_of_breach.SENTENCES,
}


def summary_of(event_type: str, body: dict[str, Any]) -> str:
    """The sentence of a stored event in its newest version; that there is one where its type is not known."""
    kind = EVENT_TYPES.get(event_type)
    told = kind.model_validate(body) if kind else None
    return sentence(told) if isinstance(told, EventData) else f"An event of type {event_type}."


def sentence(data: EventData) -> str:
    """The sentence of a fact."""
    if isinstance(data, Overdue):
        return f"{OWED[data.obligation]} is overdue: {who(data.owner)} owes it."
    return _SENTENCES[type(data)](data)


def has_sentence(kind: type[EventData]) -> bool:
    """Whether a fact of this kind has a sentence of its own."""
    return issubclass(kind, Overdue) or kind in _SENTENCES
