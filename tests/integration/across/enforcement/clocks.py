"""What may meet the clocks of supervision and breach, and what may end them undone: said once for each, here."""

from collections.abc import Mapping

from tests.integration.across.clocks import Ways, ways

_OUTCOME = "appointment-outcome-recorded appointment-outcome-corrected"
_INSIDE = "recall-decided:recalled custody-changed"
"""The person is in custody again: contact in the community is not owed."""

CRC: Mapping[str, Ways] = {
    "responsibleOfficerNamed": ways(
        "responsible-officer-named", put_off="appointment-arranged", owners="C", anew="case-closed"
    ),
    "informationGapAcknowledged": ways(
        "gap-acknowledged", put_off="appointment-arranged", owners="C", anew="case-closed"
    ),
    "assignmentOverrideReviewed": ways(
        "responsible-officer-named assignment-overridden", "responsible-officer-left case-closed", owners="C"
    ),
    "firstAppointment": ways(_OUTCOME, f"case-closed {_INSIDE}", owners="C"),
    # A month that has run out may be told when the person has been seen in the next: that one is met at once.
    "monthlyContact": ways(f"{_OUTCOME} follow-up-started contact-month-missed", f"case-closed {_INSIDE}", owners="C"),
    "missedContactFollowUp": ways(
        "follow-up-started warning-letter-sent appointment-arranged",
        f"appointment-outcome-corrected excuse-decided:accepted case-closed {_INSIDE}",
        owners="C",
    ),
    # Owed from the first attendance: where a correction says that there was none, not yet.
    "initialPlan": ways(f"plan-agreed {_OUTCOME}", "appointment-outcome-corrected case-closed", owners="C"),
    "planSignedOff": ways("work-signed-off", "plan-agreed case-closed", owners="C"),
    "warningLetter": ways(
        "warning-letter-sent",
        "appointment-outcome-corrected excuse-decided:accepted enforcement-decided:breach enforcement-decided:recall"
        f" case-closed {_INSIDE}",
        owners="C",
    ),
    "enforcementDecision": ways("enforcement-decided", "enforcement-decision-withdrawn case-closed", owners="C"),
    "riskReview": ways("risk-reviewed", "risk-deregistered case-closed", owners="C"),
    "escalationAnswerRead": ways("escalation-answer-read", "case-closed", owners="C"),
    "basicCustodyScreening": ways("custody-screened", "person-released custody-changed case-closed", owners="prison"),
    "resettlementPlan": ways("resettlement-planned", "person-released custody-changed case-closed", owners="C"),
    "preReleaseWork": ways(
        "resettlement-help-recorded person-released resettlement-planned",
        "case-closed person-released custody-changed",
        put_off="release-date-changed",
        owners="C",
    ),
    "recallCountersigned": ways("recall-countersigned", "recall-decided custody-changed case-closed", owners="C"),
}

BREACH: Mapping[str, Ways] = {
    "breachReferred": ways("breach-referred", "breach-concluded breach-passed-on", owners="C"),
    "packResubmitted": ways("breach-referred", "return-disputed breach-concluded breach-passed-on", owners="C"),
    "returnDisputeDecided": ways("return-dispute-decided", "return-dispute-withdrawn breach-concluded", owners="N"),
    "breachPresented": ways("breach-presented", "pack-returned breach-concluded", owners="N"),
}
